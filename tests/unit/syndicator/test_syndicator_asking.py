"""How sources are asked whose answers no single request brings."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from syndicate.errors import FetchError, ParseError, Postponed, Refused
from syndicate.model import Entry, Page, Select, Source, Validators
from syndicate.turns import asking

ROOT = "https://wernau.example"
SOURCE = Source(id="map", url=f"{ROOT}/map.xml", kind="sitemap")
DATED = "<sitemap><loc>{}</loc><lastmod>2026-01-0{}T10:00Z</lastmod></sitemap>"


NOW = datetime(2026, 3, 1, 8, tzinfo=UTC)


class Answers:
    """A session that answers from a table, and remembers what was asked."""

    def __init__(self, **pages):
        self.pages = {f"{ROOT}/{name}.xml": body for name, body in pages.items()}
        self.asked = []

    def on_behalf(self, source):
        return self

    def now(self):
        return NOW

    async def check(self, source, validators, *, at=None):
        body = self.pages[source.url].encode()
        known = Validators(url=source.url, etag='"1"', digest="of-the-index")
        return Page(url=source.url, body=body, validators=known), False

    async def get(self, url, *, accept, limit):
        self.asked.append(url.rpartition("/")[2])
        body = self.pages[url]
        if isinstance(body, Exception):
            raise body
        return Page(url=url, body=body.encode())

    async def vet(self, url):
        if "intranet" in url:
            raise Refused(f"{url} was not asked", url=url)

    async def page(self, url, *, headers=(), obey=False):
        return Page(url=url, body=self.pages.get(url, b"from the network"))


def ask(session, before=None, source=SOURCE, root=None):
    return asyncio.run(asking.ask(session, source, before, root))


def index(*names, dated=True):
    plain = "<sitemap><loc>{}</loc></sitemap>"
    named = [
        (DATED if dated else plain).format(f"/{name}.xml", day) for day, name in enumerate(names, 1)
    ]
    return f"<sitemapindex>{''.join(named)}</sitemapindex>"


def failure(kind=FetchError):
    return kind("no answer", url=f"{ROOT}/a.xml")


def test_the_sitemaps_of_an_index_are_parts_of_its_answer():
    session = Answers(map=index("a", "b"), a="<urlset/>", b="<urlset/>")

    page, same = ask(session)

    assert session.asked == ["b.xml", "a.xml"]
    assert len(page.parts) == 2
    assert page.validators is not None
    assert page.validators.etag == '"1"'
    assert same is False
    assert ask(session, page.validators)[1] is True


def test_no_more_than_the_newest_of_an_index_are_asked(monkeypatch):
    monkeypatch.setattr(asking.sitemap, "CHILDREN", 1)
    session = Answers(map=index("a", "b"), b="<urlset/>")

    ask(session)

    assert session.asked == ["b.xml"]


def test_an_index_without_dates_is_never_asked_conditionally():
    page, _ = ask(Answers(map=index("a", dated=False), a="<urlset/>"))

    assert page.validators is not None
    assert page.validators.etag is None


@pytest.mark.parametrize(("hour", "conditionally"), [("", False), ("T07:59:00Z", True)])
def test_an_index_that_tells_days_alone_is_never_asked_conditionally(hour, conditionally):
    named = f"<sitemap><loc>/a.xml</loc><lastmod>2026-03-01{hour}</lastmod></sitemap>"
    session = Answers(map=f"<sitemapindex>{named}</sitemapindex>", a="<urlset/>")

    page, _ = ask(session)

    assert page.validators is not None
    assert (page.validators.etag is not None) == conditionally


def test_a_sitemap_that_fails_costs_itself_and_is_asked_again():
    session = Answers(map=index("a", "b"), a=failure(), b="<urlset/>")

    page, _ = ask(session)

    assert len(page.parts) == 1
    assert page.validators is not None
    assert page.validators.etag is None


@pytest.mark.parametrize("kind", [FetchError, Postponed])
def test_an_index_all_of_whose_sitemaps_fail_has_failed(kind):
    with pytest.raises(kind):
        ask(Answers(map=index("a"), a=failure(kind)))


def test_a_program_that_prints_the_same_is_no_news(tmp_path):
    source = Source(id="s", url=ROOT, kind="exec", command=("echo", "hi"))

    page, same = ask(Answers(), source=source, root=tmp_path)

    assert (page.body, same) == (b"hi\n", False)
    assert ask(Answers(), page.validators, source, tmp_path)[1] is True


def test_a_program_that_fails_is_a_fetch_error_without_its_arguments(tmp_path):
    source = Source(
        id="s", url=ROOT, kind="exec", command=("sh", "-c", "echo why >&2; exit 3", "secret")
    )

    with pytest.raises(FetchError, match="sh failed with status 3: why") as failed:
        ask(Answers(), source=source, root=tmp_path)

    assert "secret" not in failed.value.message
    assert failed.value.transient


def test_what_a_program_complains_of_shows_no_secret(tmp_path):
    source = Source(
        id="s",
        url=f"{ROOT}/?key=s3cr3t-key",
        shown=f"{ROOT}/?key=${{KEY}}",
        kind="exec",
        command=("sh", "-c", "echo no answer from $SYNDICATE_URL >&2; exit 1"),
        secrets={"KEY": "s3cr3t-key"},
    )

    with pytest.raises(FetchError) as failed:
        ask(Answers(), source=source, root=tmp_path)

    assert failed.value.message.endswith(f"no answer from {ROOT}/?key=${{KEY}}")
    assert "s3cr3t" not in failed.value.url


def page_of(source, entry, root=None):
    return asyncio.run(asking.page_of(Answers(), source, entry, root))[0]


def test_a_page_program_gets_the_address_as_one_argument(tmp_path):
    source = Source(id="s", url=ROOT, page_command=("printf", "%s|", "--url={url}", "x"))
    hostile = f"{ROOT}/a b;touch x&c=$(id)"

    page = page_of(source, Entry(url=hostile), tmp_path)

    assert page.body.decode() == f"--url={hostile}|x|"
    assert page.fetched == NOW
    assert list(tmp_path.iterdir()) == []


def test_a_page_program_is_not_sent_where_the_turn_may_not_go(tmp_path):
    source = Source(id="s", url=ROOT, page_command=("touch", "asked"))

    with pytest.raises(Refused):
        page_of(source, Entry(url="http://intranet.example/"), tmp_path)

    assert list(tmp_path.iterdir()) == []


def test_an_entry_that_brings_its_page_is_not_asked_for():
    assert page_of(SOURCE, Entry(url=ROOT, page="<p>Here")).body == b"<p>Here"
    assert page_of(SOURCE, Entry(url=ROOT)).body == b"from the network"


@pytest.mark.parametrize(
    ("body", "what"),
    [(b"%PDF-1.7\n%...", "a PDF document"), (b"\x89PNG\r\n\x1a\n" + bytes(9), "a PNG picture")],
)
def test_what_is_evidently_no_page_is_never_read_as_one(body, what):
    session = Answers()
    session.pages[ROOT] = body

    with pytest.raises(ParseError, match=what) as raised:
        asyncio.run(asking.page_of(session, SOURCE, Entry(url=ROOT), None))

    assert not raised.value.transient


def test_what_brings_its_page_is_known_before():
    folder = Source(id="f", url="file:///x", kind="folder")

    assert asking.brings_page(folder, Entry(guid="a.html"))
    assert asking.brings_page(SOURCE, Entry(page=""))
    assert not asking.brings_page(SOURCE, Entry(url=ROOT, updated=datetime(2026, 1, 1, tzinfo=UTC)))


def test_an_index_is_put_off_when_one_of_its_sitemaps_is():
    postponed = failure(Postponed)
    session = Answers(map=index("a", "b"), a="<urlset/>", b=postponed)

    with pytest.raises(Postponed):
        ask(session)

    assert session.asked == ["b.xml"]


def test_what_other_addresses_sent_is_marked_with_the_rules_too():
    class Led(Answers):
        async def check(self, source, validators, *, at=None):
            self.asked.append(validators)
            other = Validators(url=f"{ROOT}/b.xml", etag='"b"', digest="b")
            sent = Validators(url=source.url, etag='"a"', digest="a", others=(other,))
            return Page(url=source.url, body=b"", validators=sent), False

    session = Led()
    page, _ = ask(session)
    ask(session, page.validators)
    ask(session, page.validators, replace(SOURCE, timezone="UTC", select=Select(items="li")))

    first, by_the_same, by_others = session.asked
    assert (first, by_others) == (None, None)
    assert [each.digest for each in by_the_same.known] == ["a", "b"]
