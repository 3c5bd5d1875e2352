"""Every error that Syndicate raises on purpose, cut by who acts on it.

    SyndicateError
    ├── ConfigError      the operator mends config.toml
    ├── SourceError      the schedule tries the source again
    │   ├── FetchError       the network or the server failed
    │   │   ├── Refused          we will not connect there
    │   │   │   └── Postponed        not in this turn
    │   │   │       └── ProxyFailed      the operator's proxy is down, or refuses us
    │   │   ├── TooLarge         more bytes, entries or pixels than allowed
    │   │   └── BadStatus        an HTTP status that carries no document
    │   ├── ParseError       the document is not what its kind promises
    │   │   ├── RuleError        what the operator selects in it is not there (any more)
    │   │   └── FaultError       it is another page, or not what the source usually says
    │   └── ExtractError     the page holds no article
    ├── ArchiveError     files in the archive are damaged
    ├── StorageError     the disk (or another backend) failed
    ├── HookError        a program that the operator named failed
    ├── StateError       .syndicate/state.db failed, or a token is stale
    │   └── StateDamaged     it is no sound database any more
    └── LockedError      another process works on this archive

Errors carry plain fields only, so that they never tie two rooms together.
"Not modified" is a value, not an error. Whatever is not a `SyndicateError` is a bug.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime


class SyndicateError(Exception):
    """Carry one sentence that says what was attempted and why it failed.

    `hint` names the next command or edit, where there is one.
    """

    def __init__(self, message: str, *, hint: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint

    def __reduce__(self) -> tuple[object, ...]:
        """Cross process borders whole: the default calls `__init__` without its keywords."""
        return _revive, (type(self), self.args, self.__dict__)


def _revive(
    kind: type[SyndicateError], args: tuple[object, ...], fields: dict[str, object]
) -> SyndicateError:
    error = kind.__new__(kind, *args)
    error.__dict__.update(fields)
    return error


class ConfigError(SyndicateError):
    """Report every problem found in the configuration at once.

    `problems` holds a line each, ready to print: ``config.toml:14: unknown key …``.
    """

    def __init__(self, *problems: str, hint: str | None = None) -> None:
        super().__init__("\n".join(problems), hint=hint)
        self.problems = problems


class SourceError(SyndicateError):
    """Say that a URL of a source could not be used.

    `transient` is False when asking again can't help before something changes upstream;
    `not_before` is the instant before which the host must not be asked again.
    """

    def __init__(
        self,
        message: str,
        *,
        url: str,
        transient: bool = True,
        not_before: datetime | None = None,
        hint: str | None = None,
    ) -> None:
        super().__init__(message, hint=hint)
        self.url = url
        self.transient = transient
        self.not_before = not_before


class FetchError(SourceError):
    """Say that the request failed: resolution, connection, TLS, deadline, a broken body."""


class Refused(FetchError):
    """Say that policy forbids the request: address, scheme, redirect, robots.txt, encoding."""


class Postponed(Refused):
    """Say that a request was not sent because politeness or the turn's end forbids it for now."""


class ProxyFailed(Postponed):
    """Say that the operator's proxy could not be used: no fault of the source's."""


class TooLarge(FetchError):
    """Say that a limit on bytes, entries or pixels was passed."""


class BadStatus(FetchError):
    """Say that the server answered with a status that carries no document."""

    def __init__(
        self,
        message: str,
        *,
        url: str,
        status: int,
        transient: bool = True,
        not_before: datetime | None = None,
        hint: str | None = None,
    ) -> None:
        super().__init__(message, url=url, transient=transient, not_before=not_before, hint=hint)
        self.status = status


class ParseError(SourceError):
    """Say that a document is not what its kind promises."""


class RuleError(ParseError):
    """Say that a source's selectors find nothing in its document, or aren't any.

    `hits` says in how many items each part was found, `instead` what repeats in the document.
    """

    def __init__(
        self,
        message: str,
        *,
        url: str,
        hint: str | None = None,
        hits: Mapping[str, int] | None = None,
        instead: tuple[str, ...] = (),
    ) -> None:
        super().__init__(message, url=url, hint=hint)
        self.hits = hits or {}
        self.instead = instead


class FaultError(ParseError):
    """Say that an answer stands in for another, or is not what its source usually says.

    `fault` says which of the model's faults it is.
    """

    def __init__(self, message: str, *, url: str, fault: str, hint: str | None = None) -> None:
        super().__init__(message, url=url, hint=hint)
        self.fault = fault


class ExtractError(SourceError):
    """Say that a page holds no article."""


class ArchiveError(SyndicateError):
    """Say that a file in the archive is damaged; `path` is relative to the archive."""

    def __init__(self, message: str, *, path: str, hint: str | None = None) -> None:
        super().__init__(message, hint=hint)
        self.path = path


class StorageError(SyndicateError):
    """Say that the backend could not read or write a key."""


class NotAFile(StorageError):
    """Say that a link, a pipe or a device lies where a file should: nothing of ours made it."""


class Oversized(StorageError):
    """Say that a value is larger than whoever asked for it takes: it was not read."""


class StateError(SyndicateError):
    """Say that the state could not be read or written, or that a turn's token is stale."""


class StateDamaged(StateError):
    """Say that the state's file is no sound database: it is made again from the archive."""


class HookError(SyndicateError):
    """Say that a program could not be started, or failed; never with its arguments."""


class LockedError(SyndicateError):
    """Say that another process holds `.syndicate/lock`."""
