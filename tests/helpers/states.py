"""The state's ports asked from plain functions, and small values to hand them."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from syndicate.model import Article, Entry, Identity, Outcome, Pending, Source, Validators

NOW = datetime(2026, 3, 1, 8, tzinfo=UTC)
LEASE = timedelta(minutes=10)
HOLD = timedelta(seconds=30)
VALIDATORS = Validators(url="http://a.example/feed", etag='"1"', digest="d1")


class Plain:
    """Run each call of a port to its end."""

    def __init__(self, port: object, run: Callable[[Any], Any]) -> None:
        self._port = port
        self._run = run

    def __getattr__(self, name: str) -> Callable[..., Any]:
        method = getattr(self._port, name)
        return lambda *args, **kwargs: self._run(method(*args, **kwargs))


class Desk:
    """Hold an open state with plain ports; `reopen` is a new process over the same file."""

    def __init__(self, open_state: Callable[[], Any], runner: asyncio.Runner) -> None:
        self._open = open_state
        self._run = runner.run
        self._sit()

    def _sit(self) -> None:
        self.state = self._open()
        self.frontier = Plain(self.state.frontier, self._run)
        self.memory = Plain(self.state.memory, self._run)

    def together(self, *calls: Any) -> list[Any]:
        """Await coroutines at once; return results and errors in their order."""

        async def gather() -> list[Any]:
            return await asyncio.gather(*calls, return_exceptions=True)

        return self._run(gather())

    def reopen(self) -> None:
        self.close()
        self._sit()

    def close(self) -> None:
        self._run(self.state.close())

    def turn(self, host: str = "a.example", now: datetime = NOW, **options: Any) -> Any:
        turn = self.frontier.open(host, "worker", now, LEASE, **options)
        assert turn is not None, f"{host} is not to be had"
        return turn

    def archive(self, turn: Any, item: Pending, now: datetime = NOW, **fields: Any) -> Article:
        """Claim, write and record an article for an entry, as a turn does.

        `names` differ from the entry's own, `retry` goes to `record`.
        """
        retry = fields.pop("retry", {})
        claim = self.memory.claim(turn, identity(item, **fields.pop("names", {})), now)
        written = article(item, key=claim.key, id=claim.id, path=claim.path, **fields)
        self.memory.record(turn, item, written, now, **retry)
        return written


def source(name: str = "a", host: str = "a.example", **fields: Any) -> Source:
    return Source(id=name, url=fields.pop("url", f"http://{host}/{name}.xml"), **fields)


def pending(name: str = "1", of: str = "a", retry_at: datetime = NOW, **fields: Any) -> Pending:
    entry = Entry(guid=name, url=f"http://{of}.example/{name}", title=f"Title {name}")
    return Pending(
        source=of,
        name=name,
        entry=replace(entry, **fields),
        fingerprint=f"print of {name}",
        retry_at=retry_at,
    )


def identity(item: Pending, **fields: Any) -> Identity:
    url = item.entry.url or ""
    names: dict[str, Any] = {
        "source": item.source,
        "key": url,
        "guid": item.entry.guid,
        "urls": (url,),
        "ids": (f"urn:{item.source}:{item.name}", f"urn:uuid:{item.source}:{item.name}"),
        "paths": (f"{item.source}/2026/03/01-{item.name}",),
    }
    return Identity(**(names | fields))


def article(item: Pending, **fields: Any) -> Article:
    url = item.entry.url or ""
    values: dict[str, Any] = {
        "key": url,
        "id": f"urn:{item.source}:{item.name}",
        "path": f"{item.source}/2026/03/01-{item.name}",
        "source": item.source,
        "title": item.entry.title or "",
        "markdown": "Text.\n",
        "canonical_url": url,
        "guids": (item.entry.guid,) if item.entry.guid else (),
        "urls": (url,),
        "announced": NOW,
        "archived": NOW,
        "revision": 1,
        "hash": "h",
    }
    return Article(**(values | fields))


def outcome(name: str = "a", due: datetime = NOW + timedelta(hours=1), **fields: Any) -> Outcome:
    return Outcome(**({"source": name, "due": due, "checked_at": NOW} | fields))
