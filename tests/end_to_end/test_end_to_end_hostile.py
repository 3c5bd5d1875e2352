"""A run against servers that lie, hang and point inwards: as an entry's page, and as its image."""

from __future__ import annotations

import gzip
import socket
import threading
import time

import pytest
from helpers.feeds import SENTENCE, item, page, rss
from helpers.instances import Instance
from helpers.origin import Origin

pytestmark = pytest.mark.end_to_end

DEADLINE = 1.0
HEAD = "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"
WHOLE = page("Bad", SENTENCE * 20).encode()


class Bad:
    """A server on loopback whose every connection gets the same bytes, then silence or an end."""

    def __init__(self, said: bytes, *, then: str = "close") -> None:
        self._said, self._then, self.asked = said, then, 0
        self._ended = threading.Event()
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.port = self._socket.getsockname()[1]
        threading.Thread(target=self._serve, daemon=True).start()

    def __enter__(self):
        return self

    def __exit__(self, *exc):
        self._ended.set()
        self._socket.close()

    def _serve(self) -> None:
        while not self._ended.is_set():
            try:
                connection, _ = self._socket.accept()
            except OSError:
                return
            self.asked += 1
            threading.Thread(target=self._answer, args=(connection,), daemon=True).start()

    def _answer(self, connection: socket.socket) -> None:
        with connection:
            try:
                connection.recv(65_536)
                connection.sendall(self._said)
                while self._then != "close" and not self._ended.wait(0.1):
                    connection.sendall(b"a" if self._then == "drip" else b"")
            except OSError:
                return


@pytest.fixture
def instance(tmp_path):
    with Origin() as origin:
        yield Instance(tmp_path, origin)


def follow(instance, links, ports=()):
    """Follow a feed of these links, and of a good article after them."""
    site = instance.origin
    site.html("/good", page("Good", SENTENCE * 8))
    bad = [item(n, link, title=f"Bad {n}", summary="Short.") for n, link in enumerate(links)]
    site.feed("/feed", rss(*bad, item(99, f"{site.url}/good", title="Good", summary="Short.")))
    instance.follow(
        f'id = "a"\nurl = "{site.url}/feed"\nbackfill = "all"',
        more=f'timeout = "{DEADLINE:.0f}s"\nmin_delay = "0s"\n',
    )
    path = instance.root / "config.toml"
    allowed = ", ".join(f'"127.0.0.1:{port}"' for port in (site.port, *ports))
    path.write_text(path.read_text().replace(f'"127.0.0.1:{site.port}"', allowed, 1))


def status(instance):
    return {article.title: article.status for article in instance.articles()}


FORMS = [
    "http://127.0.0.1:{}/x",
    "http://127.0.0.2:{}/x",
    "http://localhost:{}/x",
    "http://LOCALHOST.:{}/x",
    "http://[::ffff:127.0.0.1]:{}/x",
    "http://[::1]:{}/x",
    "http://[::]:{}/x",
    "http://[::127.0.0.1]:{}/x",
    "http://[64:ff9b::7f00:1]:{}/x",
    "http://2130706433:{}/x",
    "http://0x7f000001:{}/x",
    "http://0177.0.0.1:{}/x",
    "http://127.1:{}/x",
    "http://0:{}/x",
    "http://e.org@127.0.0.1:{}/x",
    "http://127.0.0.1:{}\\@e.org/x",
    "http://１２７.０.０.１:{}/x",
    "http://127。0。0。1:{}/x",
    "http://%31%32%37.0.0.1:{}/x",
    "//127.0.0.1:{}/x",
    "gopher://127.0.0.1:{}/x",
]


def test_no_form_of_an_inner_address_is_asked_as_a_link_an_image_or_by_redirect(instance):
    with Bad(HEAD.encode() + b"\r\n" + WHOLE) as canary:
        site = instance.origin
        inner = [form.format(canary.port) for form in FORMS]
        images = "".join(f'<img src="{url}" alt="i">' for url in inner)
        site.html("/pictures", page("Pictures", SENTENCE * 8 + images))
        moved = "HTTP/1.1 302 Found\r\nContent-Length: 0\r\nLocation: {}\r\n\r\n"
        ways = [Bad(moved.format(url).encode()) for url in inner]
        there = [f"http://127.0.0.1:{way.port}/to" for way in ways]
        shown = "".join(f'<img src="{url}" alt="i">' for url in there)
        site.html("/moved", page("Moved", SENTENCE * 8 + shown))
        links = [*inner, *there, f"{site.url}/pictures", f"{site.url}/moved"]
        follow(instance, links[:40], [way.port for way in ways])
        instance.run()
        follow(instance, links[40:], [way.port for way in ways])
        instance.clock.move(hours=2)
        instance.run()

        assert canary.asked == 0
        assert all(way.asked >= 1 for way in ways)
        assert status(instance)["Good"] == "whole"


BOMB = gzip.compress(b"<p>" + bytes(60_000_000), 9)
LIES = {
    "short": HEAD + f"Content-Length: {len(WHOLE) + 1}\r\n\r\n" + WHOLE.decode(),
    "chunk": HEAD + "Transfer-Encoding: chunked\r\n\r\nfff\r\n" + WHOLE.decode()[:500],
    "part": HEAD.replace("200 OK", "206 Partial Content") + "\r\n" + WHOLE.decode(),
    "twice": HEAD + "Content-Length: 3\r\nContent-Length: 900\r\n\r\n" + WHOLE.decode(),
    "nothing": "",
    "picture": HEAD + "\r\n\x89PNG\r\n\x1a\n" + "IHDR words " * 400,
}
PACKED = HEAD.encode() + b"Content-Encoding: gzip\r\n\r\n"


@pytest.mark.parametrize(
    "said",
    [
        *(text.encode("latin-1", "replace") for text in LIES.values()),
        PACKED + BOMB,
        PACKED + gzip.compress(WHOLE)[:-9],
    ],
    ids=[*LIES, "bomb", "half gzip"],
)
def test_what_is_not_all_of_a_page_is_never_taken_for_it(instance, said):
    with Bad(said) as server:
        follow(instance, [f"http://127.0.0.1:{server.port}/a"], [server.port])

        instance.run()

    assert status(instance) == {"Bad 0": "partial", "Good": "whole"}


@pytest.mark.parametrize("then", ["drip", "silence"])
@pytest.mark.parametrize("said", [b"", b"HTTP/1.1 200 OK\r\nX-A: ", HEAD.encode() + b"\r\n<p>"])
def test_a_server_that_never_ends_holds_a_run_no_longer_than_the_deadline(instance, said, then):
    with Bad(said, then=then) as server:
        follow(instance, [f"http://127.0.0.1:{server.port}/a"], [server.port])
        begun = time.monotonic()

        instance.run()

        took = time.monotonic() - begun
    # A run that archives two entries from loopback takes up to a second on a busy machine.
    assert took < DEADLINE + 1 + 1.5
    assert status(instance) == {"Bad 0": "partial", "Good": "whole"}
