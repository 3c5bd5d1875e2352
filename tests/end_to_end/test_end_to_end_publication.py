"""What is published of an archive, and what is left alone: whole runs and builds, real files."""

from __future__ import annotations

import gzip
import json
import re
import shutil
from collections.abc import Iterable
from urllib.parse import urljoin, urlsplit

import pytest
from helpers.feeds import SENTENCE, item, page, rss
from helpers.folders import publish
from helpers.instances import Instance, png, rewritten
from helpers.origin import Answer, Origin
from lxml import etree

from syndicate.archiver.archive import Archive
from syndicate.errors import ArchiveError
from syndicate.generator.paths import is_subscription
from syndicate.state.base import Selection
from syndicate.storage.grouped import Grouped
from syndicate.wiring import withdrawing

pytestmark = pytest.mark.end_to_end

SUFFIXES = ("atom", "rss", "json")


@pytest.fixture
def origin():
    with Origin() as site:
        yield site


@pytest.fixture
def instance(tmp_path, origin):
    return Instance(tmp_path, origin)


def source(instance: Instance, name: str, path: str = "", more: str = "") -> str:
    address = f"{instance.origin.url}{path or '/' + name}"
    return f'id = "{name}"\nurl = "{address}"\ninterval = "1h"\n{more}'


def two_sources(instance: Instance, *more: str, a: str = "", **how: str) -> None:
    """Follow two feeds of the site: "a" with articles 1 and 2, "b" with article 3."""
    publish(instance.origin, 1, 2, feed="/a", title="Lake news")
    publish(instance.origin, 3, feed="/b", title="Hill news")
    instance.follow(source(instance, "a", more=a), source(instance, "b"), *more, **how)


def files_of(*feeds: str) -> set[str]:
    return {f"feeds/{feed}.{suffix}" for feed in feeds for suffix in SUFFIXES}


def documents(names: Iterable[str]) -> set[str]:
    """Return what readers subscribe to, and the lists of it, of published files."""
    return {name for name in names if is_subscription(name) or name in ("feeds.opml", "index.html")}


def titles(instance: Instance, feed: str) -> list[str]:
    return [item["title"] for item in json.loads(instance.public(f"feeds/{feed}.json"))["items"]]


def test_a_run_without_news_renders_nothing_and_touches_no_file(instance, monkeypatch):
    two_sources(instance)
    instance.run()
    before = instance.stamps()
    rendered = []
    monkeypatch.setattr(Archive, "get", lambda *args: rendered.append(args))
    instance.clock.move(hours=2)

    summary = instance.run()

    assert (summary.not_modified, summary.published) == (2, 0)
    assert instance.stamps() == before
    assert rendered == []


def test_news_of_one_source_leave_the_feeds_of_others_alone(instance):
    two_sources(instance)
    instance.run()
    before = instance.stamps()
    publish(instance.origin, 1, 2, 4, feed="/a", title="Lake news")
    instance.clock.move(hours=2)

    instance.run()

    changed = rewritten(before, instance.stamps())
    assert documents(changed) == {*files_of("a", "all"), "index.html"}
    assert not any(name.startswith("feeds/b") for name in changed)


@pytest.mark.parametrize(
    "change", ['title = "Fewer"', "limit = 1", 'content = "summary"', 'tags = ["none"]']
)
def test_a_changed_feed_definition_renders_that_feed_alone(instance, change):
    definition = '[[feed]]\nid = "few"\nformats = ["json"]\n'
    two_sources(instance, more=definition)
    instance.run()
    before = instance.stamps()
    two_sources(instance, more=f"{definition}{change}\n")

    instance.run()

    changed = rewritten(before, instance.stamps())
    listed = {"feeds.opml"} if "title" in change else set()
    assert documents(changed) == {"feeds/few.json", *listed}
    assert not any(re.match("feeds/(all|a|b)[./]", name) for name in changed)


def test_a_feed_keeps_to_its_definition(instance):
    definition = '[[feed]]\nid = "few"\ntitle = "A few"\nsources = ["a"]\nlimit = 1\n'
    two_sources(instance, more=definition)
    instance.run()
    assert titles(instance, "few") == ["Article 2", "Article 1"], "neither is in a closed document"
    publish(instance.origin, 1, 2, 4, feed="/a", title="Lake news")
    instance.clock.move(days=40)

    instance.run()

    assert titles(instance, "few") == ["Article 4"]


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ('langs = ["en"]', ["Article 1"]),
        ('langs = ["en", "zh"]', ["第二篇", "Article 1"]),
        ('query = "title:第二篇"', ["第二篇"]),
        ('query = "NOT 第二篇"', ["Article 1"]),
        ('sources = ["b"]\nquery = "article OR 第二篇"\nlangs = ["zh"]', ["第二篇"]),
    ],
)
def test_a_feed_is_chosen_by_language_and_by_what_is_found(instance, said, expected):
    site = instance.origin
    publish(site, 1, feed="/a")
    site.feed("/b", rss(item(2, f"{site.url}/2", title="第二篇", summary="渡船七点开，不等人。")))
    site.html("/2", page("第二篇", "渡船七点开，不等人。" * 20))
    instance.follow(
        source(instance, "a", more='lang = "en"'),
        source(instance, "b", more='lang = "zh-CN"'),
        more=f'[[feed]]\nid = "few"\n{said}\n',
    )

    instance.run()

    assert sorted(titles(instance, "few")) == sorted(expected)


def test_a_private_feed_is_found_by_nobody_who_was_not_given_its_address(instance):
    definition = '[[feed]]\nid = "mine"\nprivate = true\n[site]\nvisibility = "public"\n'
    with_picture(instance.origin)
    instance.follow(source(instance, "a"), more=definition)

    instance.run()

    with instance.app() as app:
        (addresses,) = [found for feed, found in app.feeds() if feed.id == "mine"]
    path = urlsplit(addresses[0]).path.removeprefix("/")
    assert re.fullmatch("private/[0-9a-f]{32}/mine.atom", path)
    assert (SENTENCE * 8).strip() in instance.public(path)
    assert f"/private/{path.split('/')[1]}/images/" in instance.public(path)
    assert "noindex" in instance.public(path.replace(".atom", ".html"))
    assert "noindex" not in instance.public("feeds/a.html")
    secret = path.split("/")[1].encode()
    for name, body in published(instance).items():
        assert name.startswith("private/") or secret not in body
    (instance.root / ".syndicate" / "token").write_text("x" * 32)
    instance.run()
    assert not any(name.startswith(path.rpartition("/")[0]) for name in published(instance))


def test_a_link_alone_says_nothing_of_the_text(instance):
    two_sources(instance, a='publish = "link"')

    instance.run()

    for suffix in SUFFIXES:
        assert "Number 1." not in instance.public(f"feeds/a.{suffix}")
        assert f"{instance.origin.url}/1" in instance.public(f"feeds/a.{suffix}")
    assert titles(instance, "a") == ["Article 2", "Article 1"]


def test_a_tag_given_to_a_source_today_brings_in_what_it_published_before(instance):
    definition = '[[feed]]\nid = "lakes"\ntitle = "Lakes"\ntags = ["lake"]\nlimit = 2\n'
    two_sources(instance, more=definition)
    instance.run()
    assert titles(instance, "lakes") == []
    two_sources(instance, a='tags = ["lake"]', more=definition)
    publish(instance.origin, 1, 2, 4, feed="/a", title="Lake news")
    instance.clock.move(hours=2)

    instance.run()

    assert titles(instance, "lakes") == ["Article 4", "Article 2", "Article 1"]


def test_the_page_of_a_tag_lists_the_articles_that_have_it(instance):
    two_sources(instance)
    instance.run()
    publish(instance.origin, 1, 2, 4, feed="/a", title="Lake news")
    instance.follow(source(instance, "a", more='tags = ["shore"]'), source(instance, "b"))
    instance.clock.move(hours=2)

    instance.run()

    listed = etree.HTML(instance.public("tags/shore.html")).xpath("//article//h2")
    assert ["".join(each.itertext()) for each in listed] == ["Article 4"]
    assert "1 article" in instance.public("tags.html")


def test_a_new_address_of_the_site_reaches_every_feed(instance):
    two_sources(instance)
    instance.run()
    before = instance.stamps()
    two_sources(instance, more='[site]\nbase_url = "https://feeds.example/"\n')

    instance.run()

    changed = rewritten(before, instance.stamps())
    assert documents(changed) == {"feeds.opml", *files_of("a", "b", "all")}
    for name, body in published(instance).items():
        assert b"127.0.0.1:8484" not in body, name


def test_a_new_title_of_the_site_is_shown_wherever_it_stands(instance):
    two_sources(instance)
    instance.run()
    before = instance.stamps()
    two_sources(instance, more='[site]\ntitle = "The shelf"\n')

    instance.run()

    changed = rewritten(before, instance.stamps())
    assert {"index.html", "feeds.opml"} <= changed
    for name in ("index.html", "feeds.opml", "feeds.html", "feeds/a.html", "404.html"):
        assert "The shelf" in instance.public(name)


def test_a_new_title_of_a_source_reaches_every_feed_that_names_it(instance):
    two_sources(instance)
    instance.run()
    before = instance.stamps()
    two_sources(instance, a='title = "The lake"')

    instance.run()

    changed = rewritten(before, instance.stamps())
    assert {"feeds/a.atom", "feeds/all.atom", "feeds.opml", "index.html"} <= changed
    assert not any(name.startswith("feeds/b") for name in changed)
    assert "The lake" in instance.public("feeds/all.atom")


@pytest.mark.parametrize("name", ["feeds/a.rss", "feeds/all.json", "feeds.opml", "index.html"])
def test_a_published_file_that_was_deleted_comes_back_with_the_next_run(instance, name):
    two_sources(instance)
    instance.run()
    before = instance.public(name)
    (instance.root / "public" / name).unlink()

    instance.run()

    assert instance.public(name) == before


def test_a_published_folder_that_was_deleted_comes_back_whole(instance):
    site = instance.origin
    with_picture(site)
    instance.follow(source(instance, "a"))
    instance.run()
    before = published(instance)
    shutil.rmtree(instance.root / "public")

    instance.run()

    assert published(instance) == before


def test_a_build_mends_a_file_that_was_tampered_with(instance):
    two_sources(instance)
    instance.run()
    path = instance.root / "public" / "feeds" / "a.atom"
    before = path.read_bytes()
    path.write_bytes(before.replace(b"Article 1", b"Something else"))

    assert instance.build(check=True).written == ("feeds/a.atom",)
    assert b"Something else" in path.read_bytes()
    assert instance.build().written == ("feeds/a.atom",)
    assert path.read_bytes() == before


@pytest.mark.parametrize("damage", [b"", b"no gzip", gzip.compress(b"another text")])
def test_a_build_mends_a_packed_form_that_is_not_its_files(instance, damage):
    two_sources(instance)
    instance.run()
    path = instance.root / "public" / "feeds" / "a.atom.gz"
    before = path.read_bytes()
    path.write_bytes(damage)

    assert instance.build(check=True).written == ("feeds/a.atom",)
    assert path.read_bytes() == damage
    assert instance.build().written == ("feeds/a.atom",)
    assert path.read_bytes() == before


def test_an_article_edited_by_hand_is_shown_after_a_build(instance):
    two_sources(instance)
    instance.run()
    document = instance.document("Article 1")
    document.write_text(document.read_text().replace("Number 1.", "Edited by me."))

    built = instance.build()

    assert documents(built.written) == files_of("a", "all")
    assert "Edited by me." in instance.public("feeds/a.atom")


def with_picture(site: Origin) -> None:
    """Let article 1 of feed /a show a picture."""
    site.html("/1", page("Article 1", extra='<p><img src="/i.png" alt="A lake"></p>'))
    site.pages["/i.png"] = Answer(png(64, 48), type="image/png")
    site.feed("/a", rss(item(1, f"{site.url}/1", summary="Short."), link=site.url))


def published(instance: Instance) -> dict[str, bytes]:
    folder = instance.root / "public"
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_images_in_feeds_are_absolute_and_lie_beside_the_feeds(instance, suffix):
    with_picture(instance.origin)
    base = "https://feeds.example/mine/"
    instance.follow(source(instance, "a"), more=f'[site]\nbase_url = "{base}"\n')

    instance.run()

    shown = re.findall(r'src=\\?(?:"|&quot;)([^"&\\]+)', instance.public(f"feeds/a.{suffix}"))
    assert shown
    for address in shown:
        assert address.startswith(base)
        path = urlsplit(address).path.removeprefix("/mine/")
        assert (instance.root / "public" / path).read_bytes() == png(64, 48)


def test_a_public_site_keeps_the_images_of_others_to_itself(instance):
    with_picture(instance.origin)
    instance.follow(source(instance, "a"), more='[site]\nvisibility = "public"\n')

    instance.run()

    assert not (instance.root / "public" / "images").exists()
    assert (SENTENCE * 8).strip() not in instance.public("feeds/a.atom")
    assert f"{instance.origin.url}/1" in instance.public("feeds/a.atom")


def test_an_image_lost_from_the_archive_is_reported_by_a_build(instance):
    with_picture(instance.origin)
    instance.follow(source(instance, "a"))
    instance.run()
    shutil.rmtree(instance.root / "public" / "images")
    for path in instance.document("Article 1").parent.glob("images/*"):
        path.unlink()

    (problem,) = instance.build().problems

    assert problem.source == "a"
    assert "is missing" in problem.reason


def damage(instance: Instance, title: str) -> bytes:
    document = instance.document(title)
    whole = document.read_bytes()
    document.write_bytes(b"---\ntitle: [broken\n---\nno\n")
    return whole


def test_a_damaged_article_is_left_out_and_reported_while_the_rest_is_published(instance):
    two_sources(instance)
    instance.run()
    damage(instance, "Article 1")

    built = instance.build()

    (problem,) = built.problems
    assert built.damaged
    assert problem.source == "a"
    assert "index.md" in problem.reason
    assert titles(instance, "a") == ["Article 2"]
    assert titles(instance, "all") == ["Article 3", "Article 2"]


@pytest.mark.parametrize("check", [True, False])
def test_a_damaged_source_card_is_reported_while_everything_is_published(instance, check):
    two_sources(instance)
    instance.run()
    card = instance.root / "archive" / ".syndicate" / "sources" / "a.json"
    card.write_text('{"source": ')

    built = instance.build(check=check)

    (problem,) = built.problems
    assert ".syndicate/sources/a.json is damaged" in problem.reason
    assert files_of("a") <= set(built.written)
    assert titles(instance, "all") == ["Article 3", "Article 2", "Article 1"]


def test_a_run_tells_of_an_article_that_it_could_not_publish(instance):
    two_sources(instance)
    instance.run()
    damage(instance, "Article 1")
    publish(instance.origin, 1, 2, 4, feed="/a", title="Lake news")
    instance.clock.move(hours=2)
    instance.run()
    assert titles(instance, "a") == ["Article 4", "Article 2", "Article 1"], "it was not read again"
    two_sources(instance, a='title = "The lake"')

    with pytest.raises(ArchiveError, match=r"index\.md is damaged"):
        instance.run()

    assert titles(instance, "a") == ["Article 4", "Article 2"]


def test_a_repaired_article_is_published_again_by_the_next_run(instance):
    two_sources(instance)
    instance.run()
    document = instance.document("Article 1")
    whole = damage(instance, "Article 1")
    instance.build()
    document.write_bytes(whole)

    instance.run()

    assert "Article 1" in titles(instance, "a")


def test_every_feed_is_listed_in_the_opml_file_and_on_the_index(instance):
    two_sources(instance, more='[[feed]]\nid = "both"\ntitle = "Both of them"\n')

    instance.run()

    addresses = {f"http://127.0.0.1:8484/feeds/{name}.atom" for name in ("all", "a", "b", "both")}
    outlines = etree.fromstring(instance.public("feeds.opml").encode()).findall(".//outline")
    assert {each.get("xmlUrl") for each in outlines if each.get("xmlUrl")} == addresses
    listed = instance.public("feeds.html")
    for name in files_of("all", "a", "b", "both"):
        assert f'href="./{name}"' in listed
        assert (instance.root / "public" / name).is_file()
    assert "Both of them" in listed
    assert "Lake news" in listed


def test_a_source_that_is_no_longer_followed_keeps_its_articles_in_all(instance):
    two_sources(instance)
    instance.run()
    instance.follow(source(instance, "b"))

    instance.run()

    assert titles(instance, "all") == ["Article 3", "Article 2", "Article 1"]
    assert "feeds/a.atom" not in instance.public("index.html")
    assert "feeds/a.atom" not in instance.public("feeds.opml")


FEW = '[[feed]]\nid = "few"\ntitle = "A few"\n'
ONLY_RSS = '[[feed]]\nid = "a"\nformats = ["rss"]\n'


@pytest.mark.parametrize("how", ["no more", "in one format"])
def test_no_page_names_a_feed_that_went(instance, how):
    two_sources(instance, a='tags = ["lake"]')
    instance.run()
    assert missing(instance) == set()
    kept = [source(instance, "b")]
    kept += [] if how == "no more" else [source(instance, "a", more='tags = ["lake"]')]
    instance.follow(*kept, more="" if how == "no more" else ONLY_RSS)

    instance.run()

    assert missing(instance) == set()


def missing(instance: Instance) -> set[str]:
    """Return the files of the site that its pages name and that are not there."""
    there = published(instance)
    named = set()
    for name, body in there.items():
        if name.endswith(".html") and name != "404.html":
            links = etree.HTML(body).xpath("//@href | //@src")
            here = (urljoin(f"http://site/{name}", str(link)) for link in links)
            named |= {urlsplit(link).path[1:] for link in here if link.startswith("http://site/")}
    return {name or "index.html" for name in named} - there.keys()


def test_the_documents_of_a_feed_that_was_removed_go_last(instance, monkeypatch):
    two_sources(instance, more=FEW)
    instance.run()
    instance.follow(source(instance, "a"))
    order = []
    monkeypatch.setattr(Grouped, "write", noting(order, Grouped.write))
    monkeypatch.setattr(Grouped, "delete", noting(order, Grouped.delete))

    instance.run()

    there = {name for name in published(instance) if is_subscription(name)}
    assert there == files_of("a", "all")
    gone = files_of("b", "few")
    first = min(order.index(key) for key in gone)
    assert max(order.index(key) for key in ("feeds.opml", "feeds.html", "sources.html")) < first
    assert not any(re.match(r"(?!\.)", key) and key in there for key in order[first:])
    assert gone <= set((instance.root / "public" / ".gone").read_text().split())


def noting(order: list[str], method):
    """Return a method that notes the key it is called with."""

    def noted(storage, key, *rest):
        order.append(key)
        return method(storage, key, *rest)

    return noted


def test_a_format_that_is_no_longer_wanted_goes(instance):
    two_sources(instance, more=FEW)
    instance.run()
    two_sources(instance, more=f'{FEW}formats = ["atom"]\n')

    removed = instance.build().removed

    assert documents(removed) == {"feeds/few.json", "feeds/few.rss"}
    assert "feeds/few.atom" in published(instance)
    assert not published(instance).keys() & set(removed)


def test_a_check_names_what_would_be_removed_and_leaves_it(instance):
    two_sources(instance, more=FEW)
    instance.run()
    two_sources(instance)
    before = published(instance)

    built = instance.build(check=True)

    assert documents(built.removed) == files_of("few")
    assert published(instance) == before


def test_what_a_person_put_into_the_published_folder_stays(instance):
    two_sources(instance)
    instance.run()
    mine = ("CNAME", "feeds/README.txt", "feeds/old/a.atom", "feeds/Mine.atom", "images/me.png")
    for name in mine:
        path = instance.root / "public" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("mine")
    instance.follow(source(instance, "b"))

    instance.run()

    assert "feeds/a.atom" not in published(instance)
    assert set(mine) <= published(instance).keys()
    assert instance.build(check=True).removed == ()


def test_an_article_keeps_its_origin_when_the_source_is_no_longer_followed(instance):
    two_sources(instance)
    instance.run()
    before = origins(instance)
    instance.follow(source(instance, "b"))

    instance.run()

    assert "Lake news" in before.values()
    assert origins(instance) == before


def origins(instance: Instance) -> dict[str, str]:
    """Return what the feed of everything calls the source of each article."""
    atom = "{http://www.w3.org/2005/Atom}"
    root = etree.fromstring(instance.public("feeds/all.atom").encode())
    return {
        entry.findtext(f"{atom}title"): entry.findtext(f"{atom}source/{atom}title")
        for entry in root.findall(f"{atom}entry")
    }


def test_damage_that_a_run_meets_is_told_when_all_else_is_published(instance):
    two_sources(instance)
    instance.run()
    damage(instance, "Article 1")
    site = instance.origin
    site.html("/1", page("Article 1", "Corrected. " + SENTENCE * 8))
    site.feed("/a", rss(item(1, f"{site.url}/1", summary="Corrected."), link=site.url))
    instance.clock.move(hours=2)
    with Origin() as other:
        publish(other, 5, feed="/c")
        allow = f'allow = ["127.0.0.1:{site.port}", "127.0.0.1:{other.port}"]'
        instance.follow(source(instance, "a"), f'id = "c"\nurl = "{other.url}/c"')
        config = instance.root / "config.toml"
        config.write_text(re.sub("allow = .*", allow, config.read_text()))

        with pytest.raises(ArchiveError, match="index.md"):
            instance.run()

    assert titles(instance, "c") == ["Article 5"]


def test_what_is_withdrawn_leaves_nothing_in_the_published_folder(instance):
    site = instance.origin
    for number, path in ((1, "/own.png"), (2, "/shared.png"), (3, "/shared.png")):
        site.html(
            f"/{number}", page(f"Article {number}", extra=f'<p><img src="{path}" alt="A lake"></p>')
        )
    site.pages["/own.png"] = Answer(png(64, 48), type="image/png")
    site.pages["/shared.png"] = Answer(png(32, 48), type="image/png")
    items = (item(number, f"{site.url}/{number}", summary="Short.") for number in (3, 2, 1))
    site.feed("/a", rss(*items, link=site.url))
    instance.follow(source(instance, "a"), more='[[feed]]\nid = "mine"\nprivate = true\n')
    instance.run()
    assert len([name for name in published(instance) if name.startswith("images/")]) == 2

    with instance.app() as app:
        rows = [row for row in app.list(Selection()) if row.title in ("Article 1", "Article 2")]
        withdrawing.withdraw(app.config, app.archive, instance.clock, rows)

    left = published(instance)
    pictures = [name.rpartition("/")[2] for name in left if name.endswith(".png")]
    assert len(pictures) == 2, "the shared one, on the site and for the private feed"
    assert len(set(pictures)) == 1
    text = b"".join(body for name, body in left.items() if not name.endswith(".gz"))
    assert b"Article 1" not in text
    assert b"Article 2" not in text
    assert not any("article-1" in name or "article-2" in name for name in left)


def test_no_list_names_where_a_private_feed_lies(instance):
    definition = '[[feed]]\nid = "mine"\nprivate = true\n'
    two_sources(instance, more=definition)
    instance.run()

    two_sources(instance, more=f'{definition}formats = ["atom"]\n')
    instance.run()

    gone = instance.root / "public" / ".gone"
    assert not gone.exists() or "private/" not in gone.read_text()
    assert [name for name in published(instance) if name.endswith("mine.rss")] == []


def test_a_site_that_becomes_private_has_no_maps(instance):
    two_sources(instance, more='[site]\nvisibility = "public"\n')
    instance.run()
    assert "sitemap.xml" in published(instance)
    two_sources(instance)

    instance.run()

    assert not any("sitemap" in name for name in published(instance))
    assert "Disallow: /" in instance.public("robots.txt")
