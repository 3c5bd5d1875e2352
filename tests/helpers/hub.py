"""A WebSub hub on loopback, written by the W3C Recommendation of 23 January 2018."""

from __future__ import annotations

import hashlib
import hmac
import secrets
import threading
from dataclasses import dataclass
from http.client import HTTPResponse
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Self
from urllib.error import HTTPError, URLError
from urllib.parse import parse_qs, urlencode
from urllib.request import Request, urlopen


@dataclass
class Wanted:
    """One subscription that a subscriber asked for (§5.1)."""

    callback: str
    topic: str
    secret: str = ""
    is_verified: bool = False


class Hub:
    """Take subscription requests, verify intent, and distribute content; note what is published.

    `lease` is granted whatever was wished for; `verifies` off, it takes requests and does nothing
    more. `moved` is where all requests are sent on to. `told` holds the topics that publishers
    said have news.
    """

    def __init__(self, lease: int = 864_000, port: int = 0) -> None:
        self.lease = lease
        self.verifies = True
        self.status = 202
        self.moved: str | None = None
        self.headers: dict[str, str] = {}
        self.requests = 0
        self.told: list[str] = []
        self.asked: list[dict[str, str]] = []
        self.known: dict[str, Wanted] = {}
        self.answers: list[int] = []
        self._threads: list[threading.Thread] = []
        self._server = ThreadingHTTPServer(("127.0.0.1", port), self._handler())
        self._server.daemon_threads = False
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,))

    @property
    def port(self) -> int:
        return self._server.server_address[1]

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/hub"

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *exc) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()
        for thread in self._threads:
            thread.join()

    def modes(self) -> list[str]:
        return [form["hub.mode"] for form in self.asked]

    def subscribed(self, topic: str) -> list[Wanted]:
        return [each for each in self.known.values() if each.topic == topic and each.is_verified]

    def deny(self, topic: str, reason: str) -> int:
        """Tell the subscriber that there is no subscription, or no longer (§5.2)."""
        (wanted,) = (each for each in self.known.values() if each.topic == topic)
        said = {"hub.mode": "denied", "hub.topic": topic, "hub.reason": reason}
        return _got(wanted.callback, said)[0]

    def push(self, topic: str, body: str, *, method: str = "sha256", **how: str) -> int:
        """Send a topic's content to its subscriber (§7, §8); return the answer's status."""
        (wanted,) = self.subscribed(topic)
        data = body.encode()
        key = how.get("secret", wanted.secret).encode()
        signature = hmac.new(key, data, getattr(hashlib, method)).hexdigest()
        headers = {
            "Content-Type": "application/rss+xml",
            "Link": f'<{self.url}>; rel="hub", <{how.get("of", topic)}>; rel="self"',
            "X-Hub-Signature": f"{method}={signature}",
        }
        return posted(wanted.callback, data, headers)

    def _verify(self, form: dict[str, str]) -> None:
        """Ask whether the subscriber meant it (§5.3)."""
        challenge = secrets.token_urlsafe(16)
        said = {"hub.mode": form["hub.mode"], "hub.topic": form["hub.topic"]}
        said["hub.challenge"] = challenge
        if form["hub.mode"] == "subscribe":
            said["hub.lease_seconds"] = str(self.lease)
        try:
            status, body = _got(form["hub.callback"], said)
        except URLError:  # the subscriber has gone meanwhile
            return
        self.answers.append(status)
        if status // 100 == 2 and body == challenge:
            if form["hub.mode"] == "subscribe":
                self.known[form["hub.callback"]].is_verified = True
            else:
                self.known.pop(form["hub.callback"], None)

    def _taken(self, body: str) -> None:
        form = {name: values[0] for name, values in parse_qs(body).items()}
        if form["hub.mode"] == "publish":
            assert form["hub.url"] == form["hub.topic"]
            self.told.append(form["hub.url"])
            return
        self.asked.append(form)
        callback = form["hub.callback"]
        if form["hub.mode"] == "subscribe" and callback not in self.known:
            self.known[callback] = Wanted(callback, form["hub.topic"])
        if "hub.secret" in form:
            self.known[callback].secret = form["hub.secret"]
        if self.verifies:
            thread = threading.Thread(target=self._verify, args=(form,))
            self._threads.append(thread)
            thread.start()

    def _handler(hub) -> type[BaseHTTPRequestHandler]:
        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"])).decode()
                assert self.headers["Content-Type"] == "application/x-www-form-urlencoded"
                hub.requests += 1
                is_here = hub.moved is None or self.path == hub.moved
                self.send_response(hub.status if is_here else 308)
                if not is_here:
                    self.send_header("Location", hub.moved)
                for name, value in hub.headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", "0")
                self.end_headers()
                if is_here and hub.status == 202:
                    hub._taken(body)

            def log_message(self, format: str, *args: object) -> None:
                pass

        return Handler


def posted(url: str, body: bytes, headers: dict[str, str]) -> int:
    """Return the status with which a POST is answered, 0 where the connection is closed on it."""
    try:
        return _status(Request(url, data=body, headers=headers, method="POST"))[0]
    except URLError:
        return 0


def _got(url: str, said: dict[str, str]) -> tuple[int, str]:
    return _status(Request(f"{url}?{urlencode(said)}"))


def _status(request: Request) -> tuple[int, str]:
    try:
        answer: HTTPResponse = urlopen(request, timeout=5)
    except HTTPError as error:
        with error:
            return error.code, error.read().decode()
    with answer:
        return answer.status, answer.read().decode()
