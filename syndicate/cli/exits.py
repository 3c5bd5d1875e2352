"""Exit codes: what a script may rely on. Codes may be added; an unknown one means failure."""

from __future__ import annotations

import click

from syndicate.errors import ArchiveError, ConfigError, LockedError, SyndicateError

OK = 0
FAILED = 1
USAGE = 2
SOME_SOURCES_FAILED = 3
ALL_SOURCES_FAILED = 4
ARCHIVE_DAMAGED = 5
CHANGES_PENDING = 6
NO_ARCHIVE_HERE = 10
LOCKED = 11
CONFIG = 78
INTERRUPTED = 130

MEANINGS = {
    OK: "done",
    FAILED: "failed, or a bug (with a traceback)",
    USAGE: "the command line is wrong",
    SOME_SOURCES_FAILED: "some sources failed, the others were saved",
    ALL_SOURCES_FAILED: "all sources failed",
    ARCHIVE_DAMAGED: "the archive is damaged",
    CHANGES_PENDING: "there is something to write (-n)",
    NO_ARCHIVE_HERE: "no config.toml here",
    LOCKED: "another process works on this archive",
    CONFIG: "config.toml is wrong",
    INTERRUPTED: "interrupted (SIGINT)",
}

_CODES: tuple[tuple[type[SyndicateError], int], ...] = (
    (ConfigError, CONFIG),
    (LockedError, LOCKED),
    (ArchiveError, ARCHIVE_DAMAGED),
)


class Failure(click.ClickException):
    """Say why the command can't do what was asked, and what to do next."""

    def __init__(self, message: str, *, hint: str | None = None, code: int = FAILED) -> None:
        super().__init__(message)
        self.hint = hint
        self.code = code


def code_of(error: Exception) -> int:
    """Return the exit code of an error that somebody raised on purpose."""
    if isinstance(error, Failure):
        return error.code
    if isinstance(error, click.ClickException):
        return error.exit_code
    return next((code for kind, code in _CODES if isinstance(error, kind)), FAILED)
