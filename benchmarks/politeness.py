"""Let Syndicate follow feeds for a month of its own clock, restarted at every visit, and score it.

    python benchmarks/politeness.py [--days 30]

A site on three loopback hosts keeps the rules by which feed fetchers are judged (rachelbythebay's
feed score, openrss.org): what it asks for it remembers, and every request is held against that.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import threading
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Self

from syndicate import config
from syndicate.app import open_app

BEGIN = datetime(2026, 3, 1, 8, tzinfo=UTC)
STEP = timedelta(minutes=20)
"""Between two visits: whoever obeys nothing would ask three times an hour."""

INTERVAL = timedelta(hours=1)
LEAST = INTERVAL
"""Fifty-nine minutes count as too fast."""

FAULTS = {
    "unconditional": "without validators, though this URL had sent some",
    "bogus": "validators that this URL never sent",
    "old": "validators that this URL sent before its last ones",
    "early": "sooner than an hour after the last",
    "max-age": "inside max-age or Expires",
    "Retry-After": "inside Retry-After, of this URL or of a host that sent 429",
    "parallel": "while the host was busy with another",
    "ended": "after 410",
    "ttl": "inside ttl, or in skipHours",
    "personal": "with a cookie, a Referer, without gzip, or without name and version",
    "stray": "for what nobody named",
}


class Clock:
    """Stand still until somebody waits or the simulation moves it."""

    def __init__(self) -> None:
        self.instant = BEGIN

    def now(self) -> datetime:
        return self.instant

    async def wait(self, until: datetime) -> datetime:
        self.instant = max(self.instant, until)
        return self.instant


@dataclass(frozen=True)
class Answer:
    """What the site says to one request."""

    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    channel: str = ""


Asked = Callable[[datetime, int], Answer]


def _hours(now: datetime, every: int) -> int:
    return int((now - BEGIN).total_seconds() // 3600 // every)


def _tagged(now: datetime, count: int) -> Answer:
    return Answer(headers={"ETag": f'W/"a b-{_hours(now, 7)}"'})


def _unquoted(now: datetime, count: int) -> Answer:
    return Answer(headers={"ETag": f"v{_hours(now, 30)}"})


def _dated(now: datetime, count: int) -> Answer:
    # No date that a parser would write back as it was.
    return Answer(headers={"Last-Modified": f"sunday, 1-Mar-26 08:{_hours(now, 9) % 60:02}:00 UTC"})


def _both(now: datetime, count: int) -> Answer:
    changed = BEGIN + timedelta(hours=5 * _hours(now, 5))
    stamp = format_datetime(changed, usegmt=True)
    return Answer(headers={"ETag": f'"{_hours(now, 5)}"', "Last-Modified": stamp})


def _restless(now: datetime, count: int) -> Answer:
    """Send new validators with every answer: those of a 304 count."""
    return Answer(headers={"ETag": f'"{_hours(now, 11)}/{count}"'})


def _aged(now: datetime, count: int) -> Answer:
    return Answer(headers={"ETag": f'"{_hours(now, 6)}"', "Cache-Control": "public, max-age=9000"})


def _expiring(now: datetime, count: int) -> Answer:
    until = format_datetime(now + timedelta(hours=3), usegmt=True)
    return Answer(headers={"ETag": f'"{_hours(now, 6)}"', "Expires": until})


def _throttling(now: datetime, count: int) -> Answer:
    if count % 5 == 3:
        return Answer(429, {"Retry-After": "10800"})
    return Answer(headers={"ETag": f'"{_hours(now, 8)}"'})


def _busy(now: datetime, count: int) -> Answer:
    if count % 6 == 4:
        until = format_datetime(now + timedelta(hours=4, minutes=7), usegmt=True)
        return Answer(503, {"Retry-After": until})
    return Answer(headers={"ETag": f'"{_hours(now, 8)}"'})


def _breaking(now: datetime, count: int) -> Answer:
    return Answer(500) if count % 4 == 2 else Answer(headers={"ETag": f'"{_hours(now, 12)}"'})


def _slow(now: datetime, count: int) -> Answer:
    skipped = "<skipHours><hour>3</hour><hour>4</hour></skipHours>"
    return Answer(headers={"ETag": f'"{_hours(now, 6)}"'}, channel=f"<ttl>150</ttl>{skipped}")


def _ending(now: datetime, count: int) -> Answer:
    gone = now - BEGIN > timedelta(hours=12)
    return Answer(410) if gone else Answer(headers={"ETag": '"here"'})


def _moved(now: datetime, count: int) -> Answer:
    return Answer(301, {"Location": "/both?home", "ETag": '"of the redirect"'})


def _elsewhere(now: datetime, count: int) -> Answer:
    return Answer(302, {"Location": f"/tagged?part={_hours(now, 5) % 2}"})


FEEDS: Mapping[str, Asked] = {
    "tagged": _tagged, "unquoted": _unquoted, "dated": _dated, "both": _both,
    "restless": _restless, "aged": _aged, "expiring": _expiring, "throttling": _throttling,
    "busy": _busy, "breaking": _breaking, "slow": _slow, "ending": _ending, "moved": _moved,
    "elsewhere": _elsewhere,
}  # fmt: skip


@dataclass
class Seen:
    """What the site remembers of one URL."""

    sent: list[tuple[str | None, str | None]] = field(default_factory=list)
    count: int = 0
    last: datetime | None = None
    fresh_until: datetime = BEGIN
    busy_until: datetime = BEGIN
    quiet_until: datetime = BEGIN
    gone: bool = False


class Host:
    """One host of the site, and what was wrong with the requests that it got."""

    def __init__(self, address: str, clock: Clock) -> None:
        self.clock = clock
        self.faults: Counter[str] = Counter()
        self.statuses: Counter[int] = Counter()
        self._seen: dict[str, Seen] = {}
        self._held_until = BEGIN
        self._busy = 0
        self._lock = threading.Lock()
        self._server = ThreadingHTTPServer((address, 0), self._handler())
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,))
        self.place = f"{address}:{self._server.server_address[1]}"

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *exc: object) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    def answer(self, path: str, headers: Mapping[str, str]) -> tuple[Answer, bytes]:
        """Judge one request, and answer it."""
        name = path.partition("?")[0].strip("/")
        if name not in FEEDS:
            self.faults["stray"] += 1
            return Answer(404), b""
        now, seen = self.clock.now(), self._seen.setdefault(path, Seen())
        self._judge(now, seen, headers)
        answer = FEEDS[name](now, seen.count)
        seen.count += 1
        seen.last = now
        self._remember(now, seen, answer)
        tag, stamp = answer.headers.get("ETag"), answer.headers.get("Last-Modified")
        is_same = (tag is not None and _stable(tag) == _stable(headers.get("if-none-match"))) or (
            tag is None and stamp is not None and stamp == headers.get("if-modified-since")
        )
        if answer.status == 200 and is_same:
            return Answer(304, answer.headers), b""
        return answer, _feed(name, now, answer) if answer.status == 200 else b""

    def _judge(self, now: datetime, seen: Seen, headers: Mapping[str, str]) -> None:
        given = (headers.get("if-none-match"), headers.get("if-modified-since"))
        last = seen.sent[-1] if seen.sent else (None, None)
        if given == (None, None):
            self.faults["unconditional"] += last != (None, None)
        elif given != last:
            self.faults["old" if given in seen.sent else "bogus"] += 1
        if seen.last is not None:
            self.faults["early"] += now - seen.last < LEAST
        self.faults["max-age"] += now < seen.fresh_until
        self.faults["Retry-After"] += now < max(seen.busy_until, self._held_until)
        self.faults["ended"] += seen.gone
        self.faults["ttl"] += now < seen.quiet_until or (
            seen.quiet_until > BEGIN and now.hour in (3, 4)
        )
        agent = headers.get("user-agent", "")
        is_personal = "cookie" in headers or "referer" in headers
        is_bare = "gzip" not in headers.get("accept-encoding", "") or "/" not in agent
        self.faults["personal"] += is_personal or is_bare

    def _remember(self, now: datetime, seen: Seen, answer: Answer) -> None:
        said = answer.headers
        if answer.status == 200:
            seen.sent.append((said.get("ETag"), said.get("Last-Modified")))
        if "max-age" in said.get("Cache-Control", ""):
            seen.fresh_until = now + timedelta(seconds=int(said["Cache-Control"].split("=")[1]))
        if "Expires" in said:
            seen.fresh_until = now + timedelta(hours=3) - timedelta(seconds=1)
        if answer.status == 429:
            self._held_until = now + timedelta(seconds=int(said["Retry-After"]))
        if answer.status == 503:
            seen.busy_until = now + timedelta(hours=4, minutes=7) - timedelta(seconds=1)
        if answer.channel:
            seen.quiet_until = now + timedelta(minutes=150)
        seen.gone = seen.gone or answer.status == 410

    def _handler(host) -> type[BaseHTTPRequestHandler]:
        class Handler(BaseHTTPRequestHandler):
            # All of an answer leaves at once, when `do_GET` is over: whoever has read it may
            # ask again, and finds nothing busy.
            wbufsize = 65_536

            def do_GET(self) -> None:
                headers = {name.lower(): value for name, value in self.headers.items()}
                with host._lock:
                    host.faults["parallel"] += host._busy > 0
                    host._busy += 1
                    answer, body = host.answer(self.path, headers)
                    host.statuses[answer.status] += 1
                self.send_response_only(answer.status)
                for name, value in answer.headers.items():
                    self.send_header(name, value)
                self.send_header("Set-Cookie", "who=you; Path=/")
                if answer.status != 304:
                    self.send_header("Content-Type", "application/rss+xml")
                    self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)
                with host._lock:
                    host._busy -= 1

            def do_HEAD(self) -> None:
                host.faults["stray"] += 1
                self.send_error(405)

            def log_message(self, format: str, *args: object) -> None:
                pass

        return Handler


def _stable(tag: str | None) -> str | None:
    """Return what of a validator says which document it is: some change with every answer."""
    return (
        None if tag is None else tag.partition("/")[0] if tag.count("/") and tag[0] == '"' else tag
    )


def _feed(name: str, now: datetime, answer: Answer) -> bytes:
    edition = answer.headers.get("ETag") or answer.headers.get("Last-Modified") or ""
    number = abs(hash(_stable(edition))) % 10**9
    text = "The ferry leaves at seven, and whoever is late walks round the lake. " * 4
    return (
        f'<rss version="2.0"><channel><title>{name}</title><link>http://x.example/</link>'
        f"<description>d</description>{answer.channel}<item><title>{name} {number}</title>"
        f'<guid isPermaLink="false">{name}-{number}</guid>'
        f"<description>{text}</description></item></channel></rss>"
    ).encode()


def main() -> None:
    """Simulate, and print the score; end with 1 when a rule was broken."""
    days = _arguments().days
    clock = Clock()
    with ExitStack() as stack:
        root = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        hosts = [stack.enter_context(Host(f"127.0.0.{last}", clock)) for last in (1, 2, 3)]
        _follow(root, hosts)
        visits = _visit(root, clock, BEGIN + timedelta(days=days))
        broken = _tell(hosts, days, visits)
    sys.exit(1 if broken else 0)


def _follow(root: Path, hosts: Sequence[Host]) -> None:
    allowed = ", ".join(f'"{host.place}"' for host in hosts)
    tables = [
        f'[[source]]\nid = "{name}-{number}"\nurl = "http://{host.place}/{name}"\n'
        f'full_text = "feed"\n'
        for number, host in enumerate(hosts)
        for name in FEEDS
    ]
    text = f"[fetch]\nallow = [{allowed}]\n{''.join(tables)}"
    (root / "config.toml").write_text(text, encoding="utf-8")


def _visit(root: Path, clock: Clock, end: datetime) -> int:
    """Run at every step, each time as a process that has just been started."""
    visits = 0
    while clock.now() < end:
        loaded = config.load(root / "config.toml", os.environ)
        with open_app(loaded, clock=clock, lock=True) as app:
            app.run()
        visits += 1
        clock.instant = max(BEGIN + visits * STEP, clock.instant)
    return visits


def _tell(hosts: Sequence[Host], days: int, visits: int) -> int:
    statuses, faults = Counter[int](), Counter[str]()
    for host in hosts:
        statuses.update(host.statuses)
        faults.update(host.faults)
    told = ", ".join(f"{count} × {status}" for status, count in sorted(statuses.items()))
    print(f"{days} days, {visits} visits, {statuses.total()} requests: {told}\n")
    print("| requests | count |\n|---|---|")
    for name, meaning in FAULTS.items():
        print(f"| {meaning} | {faults[name]} |")
    return sum(faults[name] for name in FAULTS)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--days", type=float, default=30)
    return parser.parse_args()


if __name__ == "__main__":
    main()
