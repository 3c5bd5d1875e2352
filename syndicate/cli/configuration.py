"""From the global options to a Config: which file is meant, and what the log then says."""

from __future__ import annotations

import logging
import os
from collections.abc import Callable
from functools import partial
from pathlib import Path

from syndicate import config, log
from syndicate.cli.exits import NO_ARCHIVE_HERE, Failure
from syndicate.cli.settings import Settings
from syndicate.config import Config
from syndicate.config.asking import SelectorCheck

_LEVELS = {
    "debug": logging.DEBUG,
    "info": logging.INFO,
    "warning": logging.WARNING,
    "error": logging.ERROR,
}


def config_path(settings: Settings) -> Path:
    """Return the config.toml that is meant: -c, else $SYNDICATE_CONFIG, else the folder's own."""
    return Path(settings.config or config.NAME).absolute()


def load_config(
    settings: Settings, *, level: str = "error", selector: SelectorCheck | None = None
) -> Config:
    """Read config.toml and start the log, at `level` unless somebody decided otherwise.

    Selectors are checked where a `selector` check is given: it costs a tenth of a second.
    """
    path = config_path(settings)
    if not path.is_file():
        raise Failure(
            f"there is no {config.NAME} here: {path}",
            hint="to begin: syndicate init",
            code=NO_ARCHIVE_HERE,
        )
    loaded = config.load(
        path,
        os.environ,
        cron=check_cron,
        pattern=check_pattern,
        selector=selector,
        query=check_query,
    )
    configure_log(settings, loaded, level)
    return loaded


def checker(loaded: Config) -> Callable[[str], Config]:
    """Return what makes a configuration of a new text of the file; raises ConfigError."""
    return partial(
        config.parse,
        path=loaded.path,
        environ=os.environ,
        cron=check_cron,
        pattern=check_pattern,
        query=check_query,
    )


def config_or_defaults(settings: Settings, *, level: str = "error") -> Config:
    """Read config.toml where there is one; without it every default holds."""
    path = config_path(settings)
    if path.is_file() or settings.config:
        return load_config(settings, level=level)
    return defaults(settings, level=level)


def defaults(settings: Settings, *, level: str = "error") -> Config:
    """Return what holds without a config.toml, and start the log."""
    loaded = config.parse("", config_path(settings), {})
    configure_log(settings, loaded, level)
    return loaded


def configure_log(settings: Settings, loaded: Config, level: str) -> None:
    """Send events to stderr: -q and -v win over config.toml, that over `level`."""
    wanted = _LEVELS[loaded.log.level or level]
    if settings.quiet:
        wanted = logging.ERROR
    elif settings.verbose:
        wanted = logging.INFO if settings.verbose == 1 else logging.DEBUG
    log.configure(wanted, loaded.log.format)


def check_cron(expression: str, timezone: str) -> None:
    """Raise ValueError unless the crontab expression means some instant."""
    from datetime import UTC, datetime

    from syndicate.scheduler import cron_next  # pulls in APScheduler: only for who uses cron

    cron_next(expression, timezone, datetime.now(UTC))


def check_pattern(expression: str) -> int:
    """Return how many groups a regular expression has; raise ValueError for what is none."""
    from syndicate.fetcher.expressions import check  # loads RE2: only for who filters

    return check(expression)


def check_query(query: str) -> None:
    """Raise ValueError for what nothing can be looked for with."""
    from syndicate.search.query import parse  # only for who has feeds of what is found

    parse(query, leaves_out=True)


def check_selector(selector: str, in_item: bool) -> None:
    """Raise ValueError for what is no selector of HTML."""
    from syndicate.markup import selection  # loads the HTML engine: only for `config check`

    selection.check(selector, in_item=in_item)
