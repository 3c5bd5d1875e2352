"""Asking on behalf of a source: what it is sent, and that no other host gets any of it."""

from __future__ import annotations

import pytest

from syndicate.errors import BadStatus, Refused
from syndicate.model import Request, Source, Validators

JAR = "127.0.0.1\tFALSE\t/\tFALSE\t0\tid\t7\nother.example\tFALSE\t/\tFALSE\t0\tid\t8\n"
SENT = {"x-key": "k3y-value", "authorization": "Basic amFuZTpwdw==", "cookie": "id=7"}


@pytest.fixture
def asking(tmp_path):
    """Return a source that sends everything that can be sent."""
    jar = tmp_path / "cookies.txt"
    jar.write_text(JAR, encoding="utf-8")

    def make(url: str, **fields) -> Source:
        request = Request(
            headers={"X-Key": "k3y-value"},
            credentials="jane:pw",
            cookies=jar,
            **{"body": fields.pop("body")} if "body" in fields else {},
        )
        return Source(id="tea", url=url, request=request, **fields)

    return make


def private(asked) -> dict[str, str]:
    return {name: text for name, text in asked.headers.items() if name in SENT}


def test_the_document_the_pages_and_the_images_are_asked_with_what_the_operator_wrote(
    visit, http, asking
):
    async def act(session, origin):
        source = asking(f"{origin.url}/feed")
        await session.check(source, None)
        mine = session.on_behalf(source)
        await mine.page(f"{origin.url}/a")
        await mine.image(f"{origin.url}/b.png", referer=f"{origin.url}/a")
        await session.page(f"{origin.url}/a")

        assert [private(asked) for asked in origin.asked] == [SENT, SENT, SENT, {}]

    visit({path: http.reply(b"x") for path in ("/feed", "/a", "/b.png")}, act)


def test_another_origin_gets_nothing_on_any_hop(visit, http, asking):
    async def act(session, origin):
        other = f"http://other.example:{origin.port}"
        origin.answers["/feed"] = http.redirect(f"{other}/there")
        origin.answers["/there"] = http.redirect(f"{origin.url}/back")
        source = asking(f"{origin.url}/feed")

        await session.check(source, None)
        await session.on_behalf(source).page(f"{other}/a")
        await session.on_behalf(source).image(f"{other}/b.png", referer=f"{origin.url}/a")

        assert {asked.target: private(asked) for asked in origin.asked} == {
            "/feed": SENT,
            "/there": {},
            "/back": SENT,
            "/a": {},
            "/b.png": {},
        }

    answers = {path: http.reply(b"x") for path in ("/back", "/a", "/b.png")}
    visit(answers, act, resolve=http.names(other_example="127.0.0.1"))


def test_an_address_that_a_source_moved_to_is_another_origin(visit, http, asking):
    async def act(session, origin):
        source = asking(f"{origin.url}/feed")

        await session.check(source, None, at=f"http://other.example:{origin.port}/feed")

        assert private(origin.asked[0]) == {}

    visit({"/feed": http.reply(b"x")}, act, resolve=http.names(other_example="127.0.0.1"))


def test_a_header_of_the_operators_replaces_ours(visit, http):
    async def act(session, origin):
        request = Request(headers={"user-agent": "me/1", "Accept": "text/plain"})
        await session.check(Source(id="a", url=f"{origin.url}/feed", request=request), None)

        sent = origin.asked[0].headers
        assert (sent["user-agent"], sent["accept"]) == ("me/1", "text/plain")

    visit({"/feed": http.reply(b"x")}, act)


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        ('{"page": 1, "q": "茶"}', "application/json"),
        ("  [1]", "application/json"),
        ("page=1&q=tea", "application/x-www-form-urlencoded"),
    ],
)
def test_a_body_is_posted_and_the_answer_read(visit, http, asking, body, kind):
    async def act(session, origin):
        source = asking(f"{origin.url}/api", body=body)
        page, same = await session.check(source, Validators(url=source.url, etag='"1"'))
        _, again = await session.check(source, page.validators)

        [first, _] = origin.asked
        assert (first.method, first.body.decode()) == ("POST", body)
        assert first.headers["content-type"] == kind
        assert "if-none-match" not in first.headers
        assert (page.body, same, again) == (b"{}", False, True)
        assert page.validators is not None
        assert page.validators.etag is None

    visit({"/api": http.reply(b"{}", ETag='"2"')}, act)


def test_a_content_type_of_the_operators_stays(visit, http):
    async def act(session, origin):
        request = Request(body="<q/>", headers={"Content-Type": "text/xml"})
        await session.check(Source(id="a", url=f"{origin.url}/api", request=request), None)

        assert origin.asked[0].headers["content-type"] == "text/xml"

    visit({"/api": http.reply(b"{}")}, act)


@pytest.mark.parametrize("status", ["301 Moved", "302 Found", "303 See Other"])
def test_a_post_goes_on_as_a_get(visit, http, asking, status):
    async def act(session, origin):
        page, _ = await session.check(asking(f"{origin.url}/api", body="a=1"), None)

        assert [(asked.method, asked.body) for asked in origin.asked] == [
            ("POST", b"a=1"),
            ("GET", b""),
        ]
        assert page.moved_to is None

    visit({"/api": http.redirect("/there", status), "/there": http.reply(b"{}")}, act)


@pytest.mark.parametrize("status", ["307 Temporary", "308 Permanent"])
def test_a_post_is_posted_again_within_its_origin_alone(visit, http, asking, status):
    async def act(session, origin):
        await session.check(asking(f"{origin.url}/api", body="a=1"), None)
        assert [asked.method for asked in origin.asked] == ["POST", "POST"]

        there = f"http://other.example:{origin.port}/there"
        origin.answers["/api"] = http.redirect(there, status)
        with pytest.raises(Refused, match="leads a POST to another site"):
            await session.check(asking(f"{origin.url}/api", body="a=1"), None)
        assert len(origin.asked) == 3

    visit(
        {"/api": http.redirect("/there", status), "/there": http.reply(b"{}")},
        act,
        resolve=http.names(other_example="127.0.0.1"),
    )


def test_a_body_is_for_the_document_alone(visit, http, asking):
    async def act(session, origin):
        source = asking(f"{origin.url}/api", body="a=1")
        await session.on_behalf(source).page(f"{origin.url}/a")

        assert (origin.asked[0].method, origin.asked[0].body) == ("GET", b"")

    visit({"/a": http.reply(b"x")}, act)


# Secrets in the address


def secret(origin, path: str = "/feed?key={}") -> Source:
    return Source(
        id="tea",
        url=origin.url + path.format("t0ken-7f3a"),
        shown=origin.url + path.format("${KEY}"),
        secrets={"KEY": "t0ken-7f3a"},
    )


def test_nothing_that_comes_back_holds_a_secret_and_the_next_request_is_conditional(visit, http):
    async def act(session, origin):
        source = secret(origin)
        page, _ = await session.check(source, None)
        _, same = await session.check(source, page.validators)

        assert "t0ken" not in repr(page)
        assert same
        assert origin.asked[1].target == "/feed?key=t0ken-7f3a"
        assert origin.asked[1].headers["if-none-match"] == '"1"'

    body = b'<feed><link rel="self" href="/feed?key=t0ken-7f3a"/></feed>'
    visit({"/feed?key=t0ken-7f3a": http.reply(body, ETag='"1"')}, act)


def test_an_address_that_the_source_leads_to_with_its_secret_is_asked_with_it(visit, http):
    async def act(session, origin):
        source = secret(origin, "/{}/feed")
        page, _ = await session.check(source, None)
        link = page.url.replace("feed", "a.html")

        article = await session.on_behalf(source).page(link)

        assert "t0ken" not in link
        assert article.body == b"article"

    answers = {
        "/t0ken-7f3a/feed": http.reply(b"x"),
        "/t0ken-7f3a/a.html": http.reply(b"article"),
    }
    visit(answers, act)


def test_a_secrets_name_in_another_hosts_address_stays_a_name(visit, http):
    async def act(session, origin):
        source = secret(origin)
        other = f"http://other.example:{origin.port}/${{KEY}}"

        with pytest.raises(BadStatus):
            await session.on_behalf(source).page(other)

        assert "t0ken" not in origin.asked[0].target

    visit({}, act, resolve=http.names(other_example="127.0.0.1"))


@pytest.mark.parametrize("target", ["/moved?key=t0ken-7f3a", "ftp://x.example/t0ken-7f3a"])
def test_errors_and_logs_do_not_hold_it(visit, http, target, caplog):
    async def act(session, origin):
        with pytest.raises((BadStatus, Refused)) as caught:
            await session.check(secret(origin), None)

        error = caught.value
        assert "t0ken" not in f"{error} {error.message} {error.url} {error.hint}"

    with caplog.at_level("DEBUG", logger="syndicate"):
        visit({"/feed?key=t0ken-7f3a": http.redirect(target)}, act)

    assert "t0ken" not in " ".join(str(record.__dict__) for record in caplog.records)


def test_a_body_is_not_posted_where_the_source_has_moved_to(visit, http, asking):
    async def act(session, origin):
        source = asking(f"{origin.url}/api", body="token=secret")
        await session.check(source, None, at=f"{origin.url}/elsewhere")
        return origin.targets()

    assert visit({"/api": http.reply(b"{}"), "/elsewhere": http.reply(b"{}")}, act) == ["/api"]


def test_a_picture_is_kept_byte_for_byte_whatever_it_holds(visit, http):
    async def act(session, origin):
        url = f"{origin.url}/feed"
        mine = session.on_behalf(Source(id="tea", url=url, secrets={"KEY": "q7x4secret"}))

        page = await mine.page(f"{origin.url}/a")
        picture = await mine.image(f"{origin.url}/b.png", referer=None)

        assert page.body == b"<p>${KEY}"
        assert picture.body == b"PNG q7x4secret"

    answers = {"/a": http.reply(b"<p>q7x4secret"), "/b.png": http.reply(b"PNG q7x4secret")}
    visit(answers, act)
