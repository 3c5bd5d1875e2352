"""The published folder over HTTP, without a network."""

import asyncio

import pytest

from syndicate.server import files as server_files
from syndicate.server.files import files

TOKEN = "t" * 32


@pytest.fixture
def root(tmp_path):
    (tmp_path / "feeds").mkdir()
    (tmp_path / "index.html").write_bytes(b"<p>index")
    (tmp_path / "feeds" / "all.atom").write_bytes(b"<feed/>")
    return tmp_path


def ask(app, path, *, method="GET", headers=()):
    """Return status, headers and body of one request, as an ASGI server would get them."""
    sent = []

    async def send(message):
        sent.append(message)

    async def receive():
        await asyncio.Event().wait()

    scope = {"type": "http", "method": method, "path": path, "headers": list(headers)}
    asyncio.run(app(scope, receive, send))
    start, *rest = sent
    pieces = [part["body"] for part in rest]
    assert max(map(len, pieces)) <= server_files.PIECE
    return start["status"], dict(start["headers"]), b"".join(pieces)


@pytest.mark.parametrize(
    ("path", "body"),
    [("/", b"<p>index"), ("/index.html", b"<p>index"), ("/feeds/all.atom", b"<feed/>")],
)
def test_a_published_file_is_served(root, path, body):
    status, headers, found = ask(files(root), path)

    assert (status, found) == (200, body)
    assert headers[b"content-length"] == str(len(body)).encode()
    assert headers[b"x-content-type-options"] == b"nosniff"
    assert headers[b"referrer-policy"] == b"no-referrer"
    assert b"x-robots-tag" not in headers


@pytest.mark.parametrize("path", ["/feeds", "/feeds/", "/nothing", "//", "/../x", "", "/.hidden"])
def test_what_is_not_published_is_not_found(root, path):
    if path == "":
        path = "*"
    (root / ".hidden").write_bytes(b"x")

    status, headers, body = ask(files(root), path)

    assert (status, body) == (404, b"not found\n")
    assert headers[b"content-type"] == b"text/plain; charset=utf-8"


def test_head_says_the_same_without_the_body(root):
    whole = ask(files(root), "/feeds/all.atom")

    status, headers, body = ask(files(root), "/feeds/all.atom", method="HEAD")

    assert (status, headers, body) == (200, whole[1], b"")


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS", "TRACE", "get"])
def test_nothing_but_get_and_head_exists(root, method):
    status, headers, _ = ask(files(root), "/", method=method)

    assert (status, headers[b"allow"]) == (405, b"GET, HEAD")


def test_a_second_visit_costs_nothing(root):
    app = files(root)
    _, headers, _ = ask(app, "/")

    status, _, body = ask(app, "/", headers=[(b"if-none-match", headers[b"etag"])])

    assert (status, body) == (304, b"")


def test_a_header_sent_twice_is_one_list(root):
    app = files(root)
    _, headers, _ = ask(app, "/")
    tags = [(b"if-none-match", headers[b"etag"]), (b"if-none-match", b'"x"')]

    assert ask(app, "/", headers=tags)[0] == 304


def test_noindex_is_said_of_every_answer(root):
    app = files(root, noindex=True)

    for path in ("/", "/nothing"):
        assert ask(app, path)[1][b"x-robots-tag"] == b"noindex"


@pytest.mark.parametrize(
    ("path", "status"),
    [
        (f"/{TOKEN}/", 200),
        (f"/{TOKEN}/feeds/all.atom", 200),
        ("/", 404),
        ("/feeds/all.atom", 404),
        (f"/{TOKEN}", 404),
        (f"/{TOKEN}x/", 404),
        (f"/{TOKEN[:-1]}/", 404),
        (f"//{TOKEN}/", 404),
        ("/密/", 404),
        ("/\ud800/", 404),
    ],
)
def test_with_a_token_files_lie_below_it_only(root, path, status):
    assert ask(files(root, token=TOKEN), path)[0] == status


@pytest.mark.parametrize(
    ("host", "status"),
    [
        (b"localhost:8484", 200),
        (b"LOCALHOST", 200),
        (b"[::1]:8484", 200),
        (b"evil.example", 421),
        (b"evil.example:8484", 421),
        (b"localhost.evil.example", 421),
        (b"", 421),
    ],
)
def test_only_the_names_we_know_are_answered(root, host, status):
    app = files(root, hosts={"localhost", "::1"})

    assert ask(app, "/", headers=[(b"host", host)])[0] == status
    assert ask(files(root), "/", headers=[(b"host", host)])[0] == 200


def test_the_lifespan_is_acknowledged(root):
    inbox = iter([{"type": "lifespan.startup"}, {"type": "lifespan.shutdown"}])
    sent = []

    async def receive():
        return next(inbox)

    async def send(message):
        sent.append(message["type"])

    asyncio.run(files(root)({"type": "lifespan"}, receive, send))

    assert sent == ["lifespan.startup.complete", "lifespan.shutdown.complete"]


def test_what_is_gone_for_good_is_said_to_be(root):
    (root / ".gone").write_text("feeds/old.atom\nfeeds/湖.atom\n", encoding="utf-8")
    app = files(root)

    assert ask(app, "/feeds/old.atom")[0] == 410
    assert ask(app, "/feeds/湖.atom")[0] == 410
    assert ask(app, "/feeds/other.atom")[0] == 404
    (root / "feeds" / "old.atom").write_bytes(b"<feed/>")
    assert ask(app, "/feeds/old.atom")[0] == 200
    (root / ".gone").unlink()
    assert ask(app, "/feeds/湖.atom")[0] == 404


def test_a_person_who_is_lost_gets_a_page(root):
    (root / "404.html").write_bytes(b"<p>lost")
    app = files(root)

    status, headers, body = ask(app, "/no", headers=[(b"accept", b"text/html, */*")])

    assert (status, body) == (404, b"<p>lost")
    assert headers[b"content-type"] == b"text/html; charset=utf-8"
    assert ask(app, "/no")[2] == b"not found\n"
    assert ask(files(root, token=TOKEN), "/no", headers=[(b"accept", b"text/html")])[2] == (
        b"not found\n"
    )


def test_a_large_file_comes_in_pieces(root, monkeypatch):
    monkeypatch.setattr("syndicate.server.shelf._LARGEST_KEPT", 10)
    monkeypatch.setattr("syndicate.server.files.PIECE", 7)
    data = bytes(range(100))
    (root / "talk.mp3").write_bytes(data)
    app = files(root)

    assert ask(app, "/talk.mp3")[2] == data
    status, headers, body = ask(app, "/talk.mp3", headers=[(b"range", b"bytes=10-39")])
    assert (status, body, headers[b"content-range"]) == (206, data[10:40], b"bytes 10-39/100")
    assert ask(app, "/talk.mp3", method="HEAD")[2] == b""


def test_what_is_at_hand_is_answered_as_any_other_time(root):
    app = files(root, noindex=True)
    headers = {b"accept-encoding": b"gzip"}
    assert app.at_hand("GET", "/feeds/all.atom", headers) is None, "it was never read"

    status, shown, body = ask(app, "/feeds/all.atom", headers=headers.items())
    answer = app.at_hand("GET", "/feeds/all.atom", headers)

    assert (answer.status, dict(answer.headers), answer.body) == (status, shown, body)


def test_what_is_held_and_long_comes_in_pieces_too(root):
    data = bytes(range(256)) * 1000
    (root / "long.png").write_bytes(data)

    assert ask(files(root), "/long.png")[2] == data


def test_a_large_file_that_is_replaced_is_found_again(root, monkeypatch):
    monkeypatch.setattr("syndicate.server.shelf._LARGEST_KEPT", 10)
    (root / "talk.mp3").write_bytes(b"x" * 20)
    missing = [None]
    real = server_files.opened
    monkeypatch.setattr(
        server_files, "opened", lambda file: missing.pop() if missing else real(file)
    )

    assert ask(files(root), "/talk.mp3")[2] == b"x" * 20


def test_a_large_file_that_is_never_still_is_asked_for_later(root, monkeypatch):
    monkeypatch.setattr("syndicate.server.shelf._LARGEST_KEPT", 10)
    monkeypatch.setattr(server_files, "opened", lambda _: None)
    (root / "talk.mp3").write_bytes(b"x" * 20)

    status, headers, _ = ask(files(root), "/talk.mp3")

    assert (status, headers[b"retry-after"]) == (503, b"1")


@pytest.mark.parametrize(("path", "method"), [("/no", "GET"), ("/", "POST")])
def test_what_is_wrong_may_be_right_the_next_time(root, path, method):
    assert ask(files(root), path, method=method)[1][b"cache-control"] == b"no-cache"


def test_head_has_no_parts(root):
    app, part = files(root), [(b"range", b"bytes=0-1")]

    assert ask(app, "/feeds/all.atom", method="HEAD", headers=part)[0] == 200
    assert ask(app, "/feeds/all.atom", headers=part)[0] == 206


def test_what_is_private_is_for_no_cache_that_many_share(root):
    (root / "private" / "x").mkdir(parents=True)
    (root / "private" / "x" / "whole.atom").write_bytes(b"<feed/>")

    def caching(app, path):
        return ask(app, path)[1][b"cache-control"]

    assert caching(files(root), "/private/x/whole.atom") == b"private, max-age=300"
    assert caching(files(root), "/feeds/all.atom") == b"max-age=300"
    assert caching(files(root, token=TOKEN), f"/{TOKEN}/feeds/all.atom") == b"private, max-age=300"
