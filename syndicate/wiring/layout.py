"""How the archive is laid out: the profile that the configuration asks for, and its archive."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from syndicate.archiver.archive import Archive
from syndicate.archiver.files import profiles
from syndicate.archiver.files.profiles import Profile
from syndicate.config import Config
from syndicate.storage.local import Local


def profile(config: Config) -> Profile:
    """Return the profile that [archive] names; raise ConfigError where its file is wrong."""
    archive = config.archive
    zone = ZoneInfo(archive.timezone) if archive.timezone else None
    return profiles.load(archive.profile, images=archive.images, zone=zone)


def archive(config: Config) -> Archive:
    """Return the archive; raise ConfigError when it was written in another profile."""
    opened = Archive(Local(config.archive.path), profile(config))
    opened.check()
    return opened
