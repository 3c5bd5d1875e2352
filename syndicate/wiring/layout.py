"""How the archive is laid out, and what it keeps, as the configuration has it."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from syndicate.archiver.archive import Archive
from syndicate.archiver.files import profiles
from syndicate.archiver.files.profiles import Profile
from syndicate.archiver.rules.shelf import Shelf
from syndicate.config import Config
from syndicate.errors import ConfigError
from syndicate.generator.site.theme import Theme, usual
from syndicate.model import Downloads
from syndicate.storage.local import Local


def profile(config: Config) -> Profile:
    """Return the profile that [archive] names; raise ConfigError where its file is wrong."""
    return profiles.load(config.archive.profile, images=config.archive.images, zone=zone(config))


def zone(config: Config) -> ZoneInfo | None:
    """Return the zone of dates that a profile writes without one, None where none is set."""
    return ZoneInfo(config.archive.timezone) if config.archive.timezone else None


def theme(config: Config) -> Theme:
    """Return how pages look: as [publish] theme has it, and ours where it says nothing."""
    return Theme(config.publish.theme) if config.publish.theme else usual()


def rules(config: Config) -> Shelf | None:
    """Return what [archive] rules knows of sites; raise ConfigError where its folder is shut."""
    folder = config.archive.rules
    try:
        return Shelf(folder) if folder else None
    except OSError as error:
        reason = error.strerror or str(error)
        why = f"{config.path.name}: [archive]: rules: {folder} cannot be read: {reason}"
        raise ConfigError(why) from error


def downloads(config: Config) -> Downloads:
    """Return of which sources media files are kept, and where until they are whole."""
    usual = config.archive.enclosures
    return Downloads(
        folder=config.state_path.parent / "partial",
        sources=frozenset(
            source.id for source in config.sources if (source.enclosures or usual) == "download"
        ),
        limit=config.archive.enclosures_max,
    )


def archive(config: Config) -> Archive:
    """Return the archive; raise ConfigError when it was written in another profile."""
    opened = Archive(Local(config.archive.path), profile(config))
    opened.check()
    return opened
