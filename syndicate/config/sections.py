"""The sections of config.toml but [[source]] and [[feed]]: what they hold, how they are read."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Literal

from syndicate.config.reading import Table
from syndicate.config.values import (
    MEDIA,
    ROOM,
    BadValue,
    allowance,
    base_url,
    checked,
    command,
    detours,
    duration,
    flag,
    hub,
    language,
    listing,
    one_of,
    pause,
    proxy,
    room,
    share,
    size,
    span,
    text,
    whole,
    zone,
)
from syndicate.model import Enclosures, Images, Site

PROFILES = ("neutral", "hugo", "jekyll", "mainroad", "obsidian")

ENCLOSURES: Callable[[object], Enclosures] = one_of("download", "hotlink")
"""Read what becomes of media files."""

CronCheck = Callable[[str, str], object]
"""Raise ValueError when a crontab expression, in the time zone, is wrong or never comes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ArchiveSettings:
    """Hold [archive]; `path` is absolute.

    `profile` is the name of a built-in one, or the absolute path of a person's own TOML file.
    `images` None leaves it to the profile, `timezone` the zone of its dates without one. `rules`
    is an absolute path too, of a folder of site rules. `captures` is how many bytes may be kept
    of what articles were made of; 0: none are. `enclosures` is what becomes of media files
    where a source does not say it, `enclosures_max` how many bytes one may have. `git` says that
    it is kept in a repository, "commit" that each run commits what it changed.
    """

    path: Path
    profile: str = "neutral"
    images: Images | None = None
    timezone: str | None = None
    git: bool | Literal["commit"] = False
    rules: Path | None = None
    captures: int = ROOM
    enclosures: Enclosures = "hotlink"
    enclosures_max: int = MEDIA


@dataclass(frozen=True, slots=True, kw_only=True)
class FetchSettings:
    """Hold [fetch]: manners, limits, and what sources inherit."""

    allow: tuple[str, ...] = ()
    connect_to: Mapping[str, str] = field(default_factory=dict)
    ca_file: Path | None = None
    interval: timedelta = timedelta(hours=1)
    adaptive: bool = False
    cron: str | None = None
    jitter: float = 0.1
    timeout: timedelta = timedelta(seconds=20)
    min_delay: timedelta = timedelta(seconds=1)
    robots: Literal["discovered", "all", "none"] = "discovered"
    user_agent: str | None = None
    proxy: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishSettings:
    """Hold [publish]; `path` and `theme` are absolute, `hub` that of feeds that name no other.

    With `compress` every file of text has a packed form beside it, for static servers.
    """

    path: Path
    theme: Path | None = None
    hub: str | None = None
    compress: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class HealthSettings:
    """Hold [health]; `notify` is run when the state of a source changes."""

    notify: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ServerSettings:
    """Hold [server]; at `public_url`, where it is known, hubs reach it."""

    host: str = "127.0.0.1"
    port: int = 8484
    public_url: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LogSettings:
    """Hold [log]; without a level the command decides."""

    level: Literal["debug", "info", "warning", "error"] | None = None
    format: Literal["text", "json"] = "text"


def site(table: Table, server: ServerSettings) -> Site:
    """Read [site]; without a base_url the built-in server's address is it."""
    found = Site(
        title=table.take("title", text, Site().title),
        base_url=table.take("base_url", base_url, address(server)),
        language=table.take("language", language, None),
        author=table.take("author", text, None),
        visibility=table.take("visibility", one_of("private", "public"), "private"),
    )
    table.close()
    return found


def archive(table: Table, root: Path) -> ArchiveSettings:
    """Read [archive]; its paths are relative to `root`."""
    rules = table.take("rules", text, None)
    settings = ArchiveSettings(
        path=_folder(table, "archive", root, [root / ".syndicate"]),
        profile=table.take("profile", _profile(root), "neutral"),
        images=table.take("images", one_of("download", "hotlink", "none"), None),
        timezone=table.take("timezone", zone, None),
        git=table.take("git", _git, False),
        captures=table.take("captures", room, ROOM),
        enclosures=table.take("enclosures", ENCLOSURES, "hotlink"),
        enclosures_max=table.take("enclosures_max", size, MEDIA),
        rules=root / rules if rules else None,
    )
    table.close()
    return settings


def _git(value: object) -> bool | Literal["commit"]:
    if value == "commit":
        return "commit"
    try:
        return flag(value)
    except BadValue as error:
        raise BadValue('is neither true, false nor "commit"') from error


def _profile(root: Path) -> Callable[[object], str]:
    """Return a reader for a profile's name, or for a path that ends in .toml."""

    def read(value: object) -> str:
        name = text(value)
        if name.endswith(".toml"):
            if not (root / name).is_file():
                raise BadValue("is no file")
            return str(root / name)
        return one_of(*PROFILES)(name)

    return read


def publish(table: Table, root: Path, archive: Path) -> PublishSettings:
    """Read [publish]; its path is relative to `root` and apart from `archive`."""
    settings = PublishSettings(
        path=_folder(table, "public", root, [root / ".syndicate", archive]),
        theme=_theme(table, root),
        hub=table.take("hub", hub, None) or None,
        compress=table.take("compress", flag, True),
    )
    table.close()
    return settings


def _theme(table: Table, root: Path) -> Path | None:
    name = table.take("theme", text, None)
    if name is None or (root / name).is_dir():
        return root / name if name else None
    table.complain(f"theme: there is no folder {root / name}", "theme")
    return None


def _folder(table: Table, usual: str, root: Path, others: Sequence[Path]) -> Path:
    """Take the table's path: a folder that holds neither `root` nor any of the others."""
    folder = root / table.take("path", text, usual)
    ours = folder.resolve()
    if root.resolve().is_relative_to(ours):
        table.complain("path must be a folder of its own", "path")
        return root / usual
    for other in (other.resolve() for other in others):
        if ours.is_relative_to(other) or other.is_relative_to(ours):
            table.complain(f"path must lie apart from {other}", "path")
            return root / usual
    return folder


def fetch(table: Table, root: Path, cron: CronCheck | None) -> FetchSettings:
    """Read [fetch]."""
    ca_file = table.take("ca_file", text, None)
    interval = table.take("interval", pause, FetchSettings().interval)
    settings = FetchSettings(
        allow=table.take("allow", listing(allowance), ()),
        connect_to=table.take("connect_to", detours, {}),
        ca_file=root / ca_file if ca_file else None,
        interval=FetchSettings().interval if interval == "auto" else interval,
        adaptive=interval == "auto",
        cron=table.take("cron", crontab(cron, "UTC"), None),
        jitter=table.take("jitter", share, FetchSettings().jitter),
        timeout=table.take("timeout", span, FetchSettings().timeout),
        min_delay=table.take("min_delay", duration, FetchSettings().min_delay),
        robots=table.take("robots", one_of("discovered", "all", "none"), "discovered"),
        user_agent=table.take("user_agent", text, None),
        proxy=table.take("proxy", proxy, None),
    )
    if settings.ca_file and not settings.ca_file.is_file():
        table.complain(f"ca_file: there is no file {settings.ca_file}", "ca_file")
    table.close()
    return settings


def health(table: Table) -> HealthSettings:
    """Read [health]."""
    settings = HealthSettings(notify=table.take("notify", command, ()))
    table.close()
    return settings


def server(table: Table) -> ServerSettings:
    """Read [server]."""
    settings = ServerSettings(
        host=table.take("host", text, ServerSettings().host),
        port=table.take("port", whole(0, 65_535), ServerSettings().port),
        public_url=table.take("public_url", base_url, None),
    )
    table.close()
    return settings


def address(server: ServerSettings) -> str:
    """Return the URL under which this machine reaches the built-in server."""
    unspecified = server.host in ("0.0.0.0", "::")
    host = "127.0.0.1" if unspecified else server.host
    return f"http://[{host}]:{server.port}/" if ":" in host else f"http://{host}:{server.port}/"


def log(table: Table) -> LogSettings:
    """Read [log]."""
    settings = LogSettings(
        level=table.take("level", one_of("debug", "info", "warning", "error"), None),
        format=table.take("format", one_of("text", "json"), "text"),
    )
    table.close()
    return settings


def crontab(check: CronCheck | None, timezone: str) -> Callable[[object], str]:
    """Return a reader for crontab expressions, as good as `check` is."""

    in_zone = (lambda expression: check(expression, timezone)) if check else None
    return checked(in_zone, "crontab expression")
