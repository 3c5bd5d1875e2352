"""What was published, told to hubs: they fetch it and send it to whoever subscribed (WebSub §3).

    publication ─▶ memory.owe ─▶ ping ─▶ POST hub.mode=publish ─▶ 2xx: memory.paid
                                   ▲          │ anything else
                                   └──────────┘ the next publication, for a day

The Recommendation leaves open how a hub is told. All want `hub.url` (PubSubHubbub 0.3 §7.1) or, as
the WordPress plug-in sends it, `hub.topic`. Several topics at once are a repeated field for
Google's, `hub.url[]` or commas for Superfeedr's, and those written in PHP keep the last of a
repeated field. So each request is of one topic, under both names: what all of them understand.
"""

from __future__ import annotations

import asyncio
import secrets
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from urllib.parse import urlencode

from syndicate import log, urls
from syndicate.errors import FetchError, Postponed, ProxyFailed
from syndicate.fetcher.client import Session
from syndicate.model import Ping, Turn
from syndicate.parts import Parts
from syndicate.report import Problem
from syndicate.turns.slots import Slots

PATIENCE = 20.0
"""Seconds that a round may take, however many hubs are silent."""

BEGUN = 0.6
"""After which share of a round no request is begun: what the round's end cuts off would look like
a hub's failure, and hubs answer within a second."""

ENDED = 0.9
"""After which share of it a hub that has not answered has failed: the rest is for waiting in line."""

PAUSE = 0.1
"""Seconds between two requests to a hub, where sources are asked less often: it is there to be
told, and with `min_delay`, 1 s, a round would be over after 12 documents, those of 4 feeds."""

GIVEN_UP = timedelta(hours=24)
"""How long a hub that can't be told is tried; the next change is told it again."""

_log = log.get(__name__)


class _Brisk(Slots):
    """Let a hub be told one thing after the other; what it asks for itself is obeyed."""

    async def leave(self, host: str, *, delay: float, not_before: datetime | None) -> None:
        """Free the host for the next topic."""
        await super().leave(host, delay=min(delay, PAUSE), not_before=not_before)


@dataclass(slots=True)
class _Round:
    """Collect what became of the pings of a round."""

    told: list[Ping] = field(default_factory=list)
    missed: list[Ping] = field(default_factory=list)
    """What hubs would not take; not what there was no time for."""
    silent: set[str] = field(default_factory=set)
    """Hubs that are left alone for the rest of the round."""
    failed: dict[str, FetchError] = field(default_factory=dict)
    """Why a hub could not be told, the first reason of each."""


async def ping(parts: Parts, now: datetime, *, patience: float = PATIENCE) -> tuple[Problem, ...]:
    """Tell hubs what is owed to them for at most `patience` seconds; return who can't be told.

    What was not told stays owed, for a day where the hub is why. Hubs are asked as politely as
    any host: what there was no time for is first in line the next time.
    """
    owed = await parts.memory.owed()
    if not owed:
        return ()
    wanted = {parts.hub, *(feed.hub for feed in parts.feeds)}
    dropped = [each for each in owed if each.hub not in wanted]
    course = _Round()
    hosts = _by_host([each for each in owed if each.hub in wanted])
    try:
        async with asyncio.timeout(patience):
            await asyncio.gather(
                *(_host(parts, host, some, course, patience) for host, some in hosts.items())
            )
    except TimeoutError:
        _log.info("hubs took too long", seconds=patience)
    finally:
        # Also when a daemon ends: nobody is told the same again when it begins.
        await parts.memory.paid(course.told)
    given_up = [each for each in course.missed if now - each.since >= GIVEN_UP]
    await parts.memory.paid([*dropped, *given_up])
    return (*_failures(course.failed), *_losses(given_up))


def form(topic: str) -> bytes:
    """Return what tells a hub that a topic's document changed."""
    return urlencode({"hub.mode": "publish", "hub.url": topic, "hub.topic": topic}).encode()


def _by_host(pings: Sequence[Ping]) -> Mapping[str, Sequence[Ping]]:
    """Return what is owed by the host that it goes to: one is asked one thing at a time."""
    hosts: defaultdict[str, list[Ping]] = defaultdict(list)
    for each in pings:
        hosts[urls.host_of(each.hub)].append(each)
    return hosts


async def _host(
    parts: Parts, host: str, pings: Sequence[Ping], course: _Round, patience: float
) -> None:
    """Tell the hubs of one host.

    The operator named it: where [fetch] allows its network, it may lie in ours.
    """
    gate = _Brisk(parts.frontier, Turn(host="", token=secrets.token_urlsafe(16)), parts.clock)
    loop = asyncio.get_running_loop()
    last = loop.time() + patience * BEGUN
    async with parts.fetcher.session(
        host, gate, parts.clock, deadline=patience * ENDED, held=False
    ) as session:
        for each in pings:
            if each.hub in course.silent:
                course.missed.append(each)
            elif loop.time() < last:
                await _tell(session, each, course)


async def _tell(session: Session, ping: Ping, course: _Round) -> None:
    """Tell a hub of one topic; what it refuses for good may be of that topic alone."""
    try:
        await session.post(ping.hub, form(ping.topic))
    except FetchError as error:
        course.missed.append(ping)
        if error.transient:
            course.silent.add(ping.hub)
        if not isinstance(error, Postponed) or isinstance(error, ProxyFailed):
            course.failed.setdefault(ping.hub, error)
        _log.info("hub not told", hub=ping.hub, topic=ping.topic, reason=error.message)
    else:
        course.told.append(ping)
        _log.info("hub told", hub=ping.hub, topic=ping.topic)


def _failures(failed: Mapping[str, FetchError]) -> Sequence[Problem]:
    return [
        Problem(
            source=None,
            reason=f"the hub {hub} was not told what is new: {error.message}",
            hint=error.hint,
        )
        for hub, error in failed.items()
    ]


def _losses(given_up: Sequence[Ping]) -> Sequence[Problem]:
    """Return one problem for each hub that was given up."""
    return [
        Problem(
            source=None,
            reason=f"the hub {hub} could not be told for a day: given up for {count} feed"
            f" document{'s' * (count != 1)}",
            hint="readers that rely on it are late; their next change is told it again",
        )
        for hub, count in Counter(each.hub for each in given_up).items()
    ]
