"""sources.jsonl: what goes with an archive under version control, a JSON line for each source.

It says what the archive itself can't: validators, failures and what they cost, when to ask next.
Pure. A line is written anew only when something came of asking (`news`): a check that brought
nothing, a server's whimsical ETag, the hour of the next check change no byte. What may hold a
secret is never written, nor are validators while entries wait: a checkout without them would be
told "not modified" and never hear of them again.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any, get_args

from syndicate.dates import rfc3339
from syndicate.model import Carried, Condition, Hints, Source, Standing, Validators, Verdict
from syndicate.urls import host_of

_CONDITIONS = frozenset(get_args(Condition))
_VERDICTS = frozenset(get_args(Verdict))
_EVER = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Line:
    """Hold a line as it stands in the file, and what it says."""

    text: str
    said: Carried


@dataclass(frozen=True, slots=True)
class Ledger:
    """Hold the lines by source, and what of the file could not be read."""

    lines: Mapping[str, Line]
    problems: tuple[str, ...] = ()


def loads(raw: bytes, sources: Sequence[Source]) -> Ledger:
    """Return what a file says of these sources; a damaged line is a problem and says nothing.

    Of two lines for one source, which a merge leaves behind, the one checked later counts, but
    for its validators: nobody knows whether what they stand for was merged as well.
    """
    known = {source.id: source for source in sources}
    lines: dict[str, Line] = {}
    problems: list[str] = []
    for number, text in enumerate(raw.decode("utf-8", "replace").split("\n"), 1):
        if not text.strip():
            continue
        try:
            said = _said(json.loads(text), known)
        except (ValueError, KeyError, TypeError, OverflowError, RecursionError):
            problems.append(f"line {number} is {_fault(text)}")
            continue
        if said is not None:
            line = Line(text, said)
            twin = lines.get(said.standing.id)
            lines[said.standing.id] = _later(twin, line) if twin else line
    return Ledger(lines, tuple(problems))


def dumps(
    carried: Sequence[Carried], sources: Sequence[Source], before: Mapping[str, Line]
) -> bytes:
    """Return the file: in id order, the lines of `before` as they are where nothing came since."""
    found = {each.standing.id: each for each in carried}
    lines = []
    for source in sorted(sources, key=lambda each: each.id):
        old, new = before.get(source.id), found.get(source.id)
        if new is None or new.standing.checked_at is None:
            lines += [old.text] if old else []
            continue
        new = _public(new, source)
        lines.append(old.text if old and news(old.said) == news(new) else _text(new, source))
    return "".join(f"{line}\n" for line in lines).encode()


def news(said: Carried) -> tuple[object, ...]:
    """Return what of a source is worth a changed line: what it brought, or how it fails."""
    standing = said.standing
    return (
        standing.condition,
        standing.failures,
        standing.due if standing.failures else None,
        standing.moved_to,
        standing.learned,
        standing.articles,
        said.announced,
        said.passed,
        standing.validators is None,
        dict(said.retries),
        dict(said.lost),
    )


def _public(said: Carried, source: Source) -> Carried:
    """Return what may be written: no validators while entries wait, and nothing secret."""
    standing = said.standing
    validators = standing.validators
    if standing.pending or not (validators and _says(validators)):
        validators = None
    if source.label != source.url:
        # The address holds a secret, and so may any that it led to, or an error that names it.
        standing = replace(standing, moved_to=None, moved_since=None, reason=None)
        validators = validators if validators and _is_own(validators, source) else None
    return replace(said, standing=replace(standing, validators=validators))


def _later(one: Line, other: Line) -> Line:
    first, second = (each.said.standing.checked_at or _EVER for each in (one, other))
    line = other if second >= first else one
    bare = replace(line.said.standing, validators=None)
    return Line(line.text, replace(line.said, standing=bare))


def _fault(text: str) -> str:
    marker = text.startswith(("<<<<<<<", "=======", ">>>>>>>", "|||||||"))
    return "left of a merge conflict" if marker else "damaged"


def _text(said: Carried, source: Source) -> str:
    # ASCII: no character of a hostile server can end a line, or is lost on the way.
    return json.dumps(dict(_fields(said, source)))


def _fields(said: Carried, source: Source) -> Iterator[tuple[str, object]]:
    """Yield what a line holds, in its order; what is empty is left out."""
    standing = said.standing
    yield "id", source.id
    yield "url", source.label
    yield "condition", standing.condition
    validators = standing.validators
    found: dict[str, object] = {
        "reason": standing.reason,
        "failures": standing.failures,
        "since": _write(standing.since),
        "articles": standing.articles,
        "announced": _write(said.announced),
        "passed": said.passed,
        "checked": _write(standing.checked_at),
        "changed": _write(standing.changed_at),
        "due": _write(standing.due),
        "schedule": said.schedule,
        "not_before": _write(said.asked),
        "etag": validators and validators.etag,
        "last_modified": validators and validators.last_modified,
        "digest": validators and validators.digest,
        "final": validators and not _is_own(validators, source) and validators.url,
        "ttl": standing.hints.ttl and standing.hints.ttl.total_seconds(),
        "gap": standing.hints.gap and standing.hints.gap.total_seconds(),
        "skip_hours": sorted(standing.hints.skip_hours),
        "skip_days": sorted(standing.hints.skip_days),
        "moved_to": standing.moved_to,
        "moved_since": _write(standing.moved_since),
        "learned": standing.learned,
        "votes": standing.votes,
        "retries": {
            name: [attempts, _write(until)]
            for name, (attempts, until) in sorted(said.retries.items())
        },
        "lost": dict(sorted(said.lost.items())),
    }
    yield from ((name, value) for name, value in found.items() if value)


def _write(moment: datetime | None) -> str | None:
    return None if moment is None else rfc3339(moment)


def _said(found: Any, known: Mapping[str, Source]) -> Carried | None:
    """Return what a line says; None for a source that is not followed, or not at that address.

    Raises ValueError, KeyError, TypeError or OverflowError where it is none of ours.
    """
    take = _Fields(found)
    source = known.get(take.text("id") or "")
    if source is None or take.text("url") != source.label:
        return None
    standing = Standing(
        id=source.id,
        host=host_of(source.url),
        due=take.moment("due") or _EVER,
        validators=_validators(take, source),
        hints=Hints(
            ttl=take.seconds("ttl"),
            skip_hours=frozenset(int(hour) for hour in take.listed("skip_hours")),
            skip_days=frozenset(str(day) for day in take.listed("skip_days")),
            gap=take.seconds("gap"),
        ),
        condition=take.one_of("condition", _CONDITIONS) or "ok",
        reason=take.text("reason"),
        failures=take.count("failures"),
        since=take.moment("since"),
        checked_at=take.moment("checked"),
        changed_at=take.moment("changed"),
        moved_to=take.text("moved_to"),
        moved_since=take.moment("moved_since"),
        learned=take.one_of("learned", _VERDICTS),
        votes=take.count("votes"),
        articles=take.count("articles"),
    )
    return Carried(
        standing=standing,
        schedule=take.text("schedule") or "",
        asked=take.moment("not_before"),
        announced=take.moment("announced"),
        passed=take.count("passed"),
        retries={
            _mark(name): (_count(attempts), _moment(until))
            for name, (attempts, until) in take.table("retries").items()
        },
        lost={name: str(mark) for name, mark in take.table("lost").items()},
    )


def _validators(take: _Fields, source: Source) -> Validators | None:
    found = Validators(
        url=take.text("final") or source.label,
        etag=take.text("etag"),
        last_modified=take.text("last_modified"),
        digest=take.text("digest"),
    )
    return found if _says(found) else None


def _is_own(validators: Validators, source: Source) -> bool:
    """Tell whether the source's own address sent them, whether its secrets are veiled or not."""
    return validators.url in (source.url, source.label)


def _says(validators: Validators) -> bool:
    """Tell whether the validators can make any request conditional, or spare a reading."""
    return bool(validators.etag or validators.last_modified or validators.digest)


class _Fields:
    """Take typed values out of a line; raises where one is of another type."""

    def __init__(self, found: Any) -> None:
        if not isinstance(found, dict):
            raise TypeError("no object")
        self._found = found

    def text(self, name: str) -> str | None:
        """Return a text, None when it is absent."""
        value: str | None = self._typed(name, str)
        return value

    def count(self, name: str) -> int:
        """Return a count, 0 when it is absent."""
        return _count(self._typed(name, int) or 0)

    def seconds(self, name: str) -> timedelta | None:
        """Return a length of time, None when it is absent."""
        value = self._typed(name, int, float)
        return timedelta(seconds=value) if value else None

    def listed(self, name: str) -> Sequence[Any]:
        """Return a list, an empty one when it is absent."""
        return self._typed(name, list) or ()

    def table(self, name: str) -> Mapping[str, Any]:
        """Return an object, an empty one when it is absent."""
        return self._typed(name, dict) or {}

    def moment(self, name: str) -> datetime | None:
        """Return an instant, None when it is absent."""
        value = self.text(name)
        return None if value is None else _moment(value)

    def one_of(self, name: str, words: frozenset[Any]) -> Any:
        """Return one of the words, None when it is absent."""
        value = self.text(name)
        if value is not None and value not in words:
            raise ValueError(name)
        return value

    def _typed(self, name: str, *types: type) -> Any:
        value = self._found.get(name)
        if value is not None and type(value) not in types:
            raise ValueError(name)
        return value


def _count(value: int) -> int:
    """Refuse what is no count that SQLite can hold."""
    if not 0 <= value < 2**53:
        raise ValueError(value)
    return int(value)


def _mark(name: str) -> str:
    """Refuse what would take the place of an entry that is known by its own name."""
    if not name.startswith("!"):
        raise ValueError(name)
    return name


def _moment(text: str) -> datetime:
    found = datetime.fromisoformat(text)
    if found.tzinfo is None:
        raise ValueError(text)
    return found.astimezone(UTC)
