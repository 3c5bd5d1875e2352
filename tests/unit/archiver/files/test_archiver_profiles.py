"""Profiles read from TOML, and archives laid out by each of them."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import frontmatter
import pytest
import yaml
from helpers.articles import ARTICLE, CHINA, IMAGES, LATER, MUCH_LATER, NOW, POT, changed
from helpers.storages import InMemory, Killed, Mortal

from syndicate.archiver.archive import Archive, Put
from syndicate.archiver.files.draft import dumps
from syndicate.archiver.files.profiles import BUILT_IN, Files, Profile, load
from syndicate.archiver.files.profiles.reading import parse
from syndicate.errors import ArchiveError, ConfigError
from syndicate.model import Article

PAGE = Path(__file__).parents[4] / "docs" / "how-to" / "profiles.md"
SHANGHAI = ZoneInfo("Asia/Shanghai")
FLAT = ["jekyll", "mainroad", "obsidian"]
LINKED = changed(link="https://tea.example/water?from=feed", guids=("W-1",), extra={})


def _put(archive: Archive, article: Article = LINKED, at: datetime = NOW, **more: object) -> Put:
    path = archive.places(LINKED, NOW)[0]
    given = {"now": at, "announce": at, "assets": IMAGES, "extractor": "test/1", **more}
    return archive.put(article, path, **given)


@pytest.fixture
def storage() -> InMemory:
    return InMemory()


DOCUMENTS = {
    "mainroad": (
        "en-GB/news/tea/W-1.en-GB",
        """\
---
title: "The water matters: 水 and 😀"
date: "2026-02-28 17:10:30"
summary: "Soft water, hard leaves."
categories:
  - "tea"
lang:
  - "en-GB"
translations:
  - "en-GB"
tags:
  - "tea"
menu: ""
thumbnail: "news/tea/images/0123456789abcdef.png"
lead: ""
comments: false
authorbox: false
pager: true
toc: false
mathjax: false
sidebar: "right"
widgets:
  - "search"
  - "recent"
  - "taglist"
---

Soft water, hard leaves.

![a pot](../images/0123456789abcdef.png)

[tea](https://tea.example/water?from=feed)
""",
    ),
    "jekyll": (
        "_posts/tea/2026-02-28-the-water-matters-水-and",
        """\
---
layout: post
title: "The water matters: 水 and 😀"
date: 2026-02-28 17:10:30 +0800
author:
  - Ming Zhao
  - O'Neil
description: On water.
categories:
  - tea
tags:
  - tea
  - "no"
lang: en-GB
image: /assets/2026-02-28-the-water-matters-水-and/0123456789abcdef.png
canonical_url: https://tea.example/water
publisher: The Tea Paper
rights: CC BY 4.0
---

Soft water, hard leaves.

![a pot]({{site.baseurl}}/assets/2026-02-28-the-water-matters-水-and/0123456789abcdef.png)
""",
    ),
    "obsidian": (
        "tea/The water matters 水 and 😀",
        """\
---
title: "The water matters: 水 and 😀"
source: https://tea.example/water
author:
  - Ming Zhao
  - O'Neil
published: 2026-02-28
created: 2026-03-01
description: On water.
tags:
  - tea
  - "no"
publisher: The Tea Paper
lang: en-GB
image: attachments/0123456789abcdef.png
---

Soft water, hard leaves.

![a pot](attachments/0123456789abcdef.png)
""",
    ),
}


@pytest.mark.parametrize("name", DOCUMENTS)
def test_a_document_is_what_its_profile_says(storage: InMemory, name: str) -> None:
    path, document = DOCUMENTS[name]
    archive = Archive(storage, load(name))

    done = _put(archive)

    assert done.article.path == path
    assert archive.raw(path).decode() == document
    assert archive.asset(path, POT.name or "") == IMAGES[POT.name or ""]
    assert frontmatter.loads(document)["title"] == ARTICLE.title


@pytest.mark.parametrize("name", BUILT_IN)
def test_every_fact_is_read_back_whatever_the_profile(storage: InMemory, name: str) -> None:
    archive = Archive(storage, load(name))

    done = _put(archive)

    expected = replace(
        LINKED,
        image="images/0123456789abcdef.png",
        archived=NOW,
        announced=NOW,
        revision=1,
        hash=done.article.hash,
        path=done.article.path,
    )
    assert done.article == archive.get(done.article.path or "") == expected
    assert [item for item in archive.articles()] == [expected]


@pytest.mark.parametrize("name", BUILT_IN)
@pytest.mark.parametrize("fields", [{"title": "Other"}, {"markdown": "Hard."}, {"authors": ()}])
def test_other_content_is_a_new_version_in_any_profile(
    storage: InMemory, name: str, fields: dict[str, object]
) -> None:
    archive = Archive(storage, load(name))
    first = _put(archive)
    path = first.article.path or ""

    done = _put(archive, replace(LINKED, **fields), LATER)

    assert (done.kind, done.article.revision, done.article.announced) == ("revised", 2, LATER)
    assert archive.version(path, 1) == first.article
    assert archive.version(path, 2) == archive.get(path) == done.article
    assert _put(archive, replace(LINKED, **fields), MUCH_LATER).kind == "unchanged"


@pytest.mark.parametrize("name", BUILT_IN)
@pytest.mark.parametrize("fields", [{"title": "Other"}, {"markdown": "Hard."}, {"rights": "none"}])
def test_a_crash_at_any_step_ends_with_the_same_bytes_in_any_profile(
    name: str, fields: dict[str, object]
) -> None:
    profile, news = load(name), replace(LINKED, **fields)
    begin = InMemory()
    first = _put(Archive(begin, profile)).article
    whole = InMemory(dict(begin.values))
    done = _put(Archive(whole, profile), news, LATER).article

    for steps in range(4):
        mortal = Mortal(dict(begin.values), steps)
        try:
            _put(Archive(mortal, profile), news, LATER)
        except Killed:
            revived = InMemory(dict(mortal.values))
            seen = Archive(revived, profile).get(first.path or "")
            assert seen in (first, done)
            _put(Archive(revived, profile), news, LATER)
            assert revived.values == whole.values
        else:
            assert mortal.values == whole.values


@pytest.mark.parametrize("name", BUILT_IN)
def test_what_a_person_changed_stays_in_any_profile(storage: InMemory, name: str) -> None:
    archive = Archive(storage, load(name))
    path = _put(archive).article.path or ""
    main = Files(path, load(name)).main
    text = storage.values[main].decode().replace("hard leaves", "harder leaves")
    storage.values[main] = re.sub("(?m)^title: .*$", "title: Mine", text).encode()

    edited = archive.get(path)
    done = _put(archive, replace(LINKED, description="News.", markdown="Newer."), LATER)

    assert (edited.title, edited.edited) == ("Mine", True)
    assert "harder leaves" in edited.markdown and "from=feed" not in edited.markdown
    assert done.kind == "kept"
    assert archive.get(path).title == "Mine"
    assert archive.version(path, 2).markdown == "Newer."


@pytest.mark.parametrize("name", FLAT)
def test_a_note_without_a_sidecar_is_somebodys_own(storage: InMemory, name: str) -> None:
    archive = Archive(storage, load(name))
    first, second, *_ = archive.places(LINKED, NOW)
    storage.values[f"{first}.md"] = b"mine"

    done = _put(archive)

    assert done.article.path == second
    assert [item.path for item in archive.articles()] == [second]
    assert storage.values[f"{first}.md"] == b"mine"


def test_a_sidecar_without_its_note_is_damage(storage: InMemory) -> None:
    archive = Archive(storage, load("obsidian"))
    path = _put(archive).article.path
    del storage.values[f"{path}.md"]

    (found,) = archive.articles()

    assert isinstance(found, ArchiveError)


RAW = DOCUMENTS["mainroad"][1].replace('lead: ""', "lead: 'own'").replace('  - "tea"', "  - tea")


def test_a_foreign_document_is_kept_byte_for_byte(storage: InMemory) -> None:
    archive = Archive(storage, load("mainroad"))

    done = _put(archive, raw=RAW.encode())
    again = _put(archive, raw=RAW.encode(), at=LATER)

    path = done.article.path or ""
    assert archive.raw(path).decode() == RAW
    assert done.article.extra == {"lead": "own"}
    assert not done.article.edited
    assert done.article.markdown == ARTICLE.markdown
    assert again.kind == "unchanged"
    touched = _put(archive, replace(LINKED, rights="none"), LATER)
    assert (touched.kind, touched.article.rights) == ("touched", "none")
    assert archive.raw(path).decode() == RAW


def test_a_foreign_document_with_other_text_is_not_taken(storage: InMemory) -> None:
    archive = Archive(storage, load("mainroad"))

    done = _put(archive, raw=RAW.replace("hard", "other").encode())

    assert archive.raw(done.article.path or "").decode() == DOCUMENTS["mainroad"][1]


def test_a_document_in_place_gets_its_sidecar_only(storage: InMemory) -> None:
    archive = Archive(storage, load("mainroad"))
    path = archive.places(LINKED, NOW)[0]
    storage.values[f"{path}.md"] = RAW.encode()
    given = {"now": NOW, "announce": NOW, "assets": {}, "extractor": "test/1"}

    done = archive.put(LINKED, path, raw=RAW.encode(), **given)

    assert done.kind == "new"
    assert storage.values[f"{path}.md"] == RAW.encode()
    assert archive.get(path) == done.article


def test_a_superseded_foreign_document_keeps_its_bytes(storage: InMemory) -> None:
    archive = Archive(storage, load("mainroad"))
    path = _put(archive, raw=RAW.encode()).article.path or ""

    _put(archive, replace(LINKED, markdown="Newer."), LATER)

    assert archive.raw(path, 1).decode() == RAW


def test_own_values_of_a_profiles_keys_are_written_and_read(storage: InMemory) -> None:
    archive = Archive(storage, load("mainroad"))
    mine = replace(LINKED, extra={"summary": "Mine.", "widgets": ["search"], "mood": "calm"})

    done = _put(archive, mine)

    text = archive.raw(done.article.path or "").decode()
    assert 'summary: "Mine."\ncategories' in text
    assert text.index('widgets:\n  - "search"\nmood: "calm"\n---') > 0
    assert done.article.extra == mine.extra


def test_a_profiles_key_that_is_not_wanted_is_left_out(storage: InMemory) -> None:
    archive = Archive(storage, load("mainroad"))

    done = _put(archive, replace(LINKED, extra={"widgets": None}))

    assert "widgets" not in archive.raw(done.article.path or "").decode()


def test_a_neutral_archive_adopts_a_document_without_its_own_keys(storage: InMemory) -> None:
    archive = Archive(storage)
    raw = "---\ntitle: 'Tea'\nmood: calm # mine\n---\n\nSoft water.\n"
    plain = changed(title="Tea", markdown="Soft water.", assets=(), image=None, extra={})

    first = _put(archive, plain, raw=raw.encode()).article
    path = first.path or ""
    touched = _put(archive, replace(plain, guids=("tea-9",)), LATER)
    done = _put(archive, replace(plain, markdown="Hard water."), MUCH_LATER)

    assert (first.title, first.date, first.extra) == ("Tea", None, {"mood": "calm"})
    assert first.source == done.article.source == plain.source
    assert (touched.kind, touched.article.edited, done.kind) == ("touched", False, "revised")
    assert archive.raw(path, 1).decode() == raw
    assert archive.version(path, 1).markdown == "Soft water."
    assert archive.get(path) == done.article
    assert "mood: calm # mine" in archive.raw(path).decode()


def test_a_naive_date_counts_in_the_archives_zone() -> None:
    early = changed(date=datetime(2026, 2, 28, 20, 0, tzinfo=UTC))

    written = dumps(early, Files("x", load("mainroad", zone=SHANGHAI))).decode()

    assert 'date: "2026-03-01 04:00:00"' in written
    assert 'date: "2026-02-28 20:00:00"' in dumps(early, Files("x", load("mainroad"))).decode()


def test_a_date_changed_by_hand_counts_in_the_archives_zone(storage: InMemory) -> None:
    archive = Archive(storage, load("mainroad", zone=SHANGHAI))
    exact = datetime(2026, 2, 28, 1, 2, 3, 456, tzinfo=UTC)
    path = _put(archive, replace(LINKED, date=exact)).article.path or ""
    assert archive.get(path).date == exact
    main = f"{path}.md"
    storage.values[main] = storage.values[main].replace(b"09:02:03", b"10:00:00")

    assert archive.get(path).date == datetime(2026, 2, 28, 10, tzinfo=CHINA)


def test_pyyaml_reads_a_double_quoted_document_as_it_was() -> None:
    hostile = changed(title='a "b" \\ c \x85 \u2028 \ufeff \x07 😀 𠱁', extra={})

    text = dumps(hostile, Files("x", load("mainroad"))).decode()

    assert yaml.safe_load(text.split("---\n")[1])["title"] == hostile.title
    assert r'"a \"b\" \\ c \N \L \uFEFF \a 😀 𠱁"' in text


def test_an_archive_remembers_its_profile(storage: InMemory) -> None:
    Archive(storage, load("hugo")).prepare()

    Archive(storage, load("hugo")).prepare()
    assert storage.values[".syndicate/profile"] == b"hugo\n"
    with pytest.raises(ConfigError, match="'hugo'.*'jekyll'") as caught:
        Archive(storage, load("jekyll")).prepare()
    assert "syndicate export --profile jekyll" in (caught.value.hint or "")


def test_an_archive_without_the_note_is_neutral(storage: InMemory) -> None:
    Archive(storage).prepare()

    assert ".syndicate/profile" not in storage.values
    with pytest.raises(ConfigError, match="neutral"):
        Archive(storage, load("obsidian")).check()


def _own() -> Profile:
    page = PAGE.read_text(encoding="utf-8")
    (found,) = re.findall(r"```toml material.toml\n(.*?)```", page, re.DOTALL)
    return parse(found, Path("material.toml"))


def test_the_profile_in_the_documentation_works(storage: InMemory) -> None:
    archive = Archive(storage, _own())

    done = _put(archive)

    path = done.article.path or ""
    post = frontmatter.loads(archive.raw(path).decode())
    assert path == "posts/2026/the-water-matters-水-and"
    assert post["date"].isoformat() == "2026-02-28"
    assert (post["categories"], post["draft"], post["links"]) == (["tea"], False, [])
    assert "posts/2026/pictures/0123456789abcdef.png" in storage.values
    assert archive.get(path).date == ARTICLE.date


WRONG = {
    'path = "{sauce}/{hex}.md"': ":1: path = .* holds {sauce}; what may stand there: {source}",
    'path = "{source}/{slug}.md"': ":1: path may be the same for two articles",
    'path = "/{hex}.md"': ":1: path = .* is not the path of a Markdown file",
    'path = "a/.{hex}.md"': ":1: path = .* is not the path of a Markdown file",
    'name = "My own"': r":1: name = .* is no name",
    'style = "bold"': ':1: style = "bold" is not one of "plain", "double"',
    'again = "-x"': ":1: again = .* needs {hex}",
    "colour = 1": ':1: unknown key "colour"',
    'trailer = "[{who}]"': ":1: trailer = .* holds {who}",
    'section = "a/b.md"': ":1: section = .* is not the name of a Markdown file",
    '[images]\nlink = "x"': ':2: .*link = "x" needs {name}',
    '[keys]\ntitle = "titel"': ':2: .*title = "titel" is not one of "title"',
    "[keys]\ndraft = { valu = false }": ":2: .*",
    "[keys]\ndraft = { value = 1.5 }": ":2: .*is no text, whole number",
    "[keys]\nday = { from = 'date', dates = 'long' }": ":2: .*dates = .* is not one of",
    'path = "{Source}/{hex}.md"': ":1: path = .* holds {Source}, which is none of the names",
    'path = "{source/{hex}.md"': ":1: path = .* holds {source, which is none of the names",
    'path = "a\\\\{hex}.md"': ":1: path = .* is not the path of a Markdown file",
    '[images]\nfile = "../{name}"': ":2: .*file = .* is not where a picture can lie",
    '[images]\nfile = "/pictures/{name}"': ":2: .*file = .* is not where a picture can lie",
    '[images]\nfile = "{Folder}/{name}"': ":2: .*file = .* holds {Folder}",
    'name = "hugo"\npath = "{hex}.md"': ": 'hugo' is a built-in profile",
    "x = ": ": is not TOML",
}


@pytest.mark.parametrize("text", WRONG)
def test_what_is_wrong_in_a_profile_is_said_with_its_line(tmp_path: Path, text: str) -> None:
    path = tmp_path / "mine.toml"
    path.write_text(text, encoding="utf-8")

    with pytest.raises(ConfigError, match=f"mine.toml{WRONG[text]}"):
        load(str(path))


def test_a_path_that_is_wrong_is_told_once(tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    path.write_text('path = "/{hex}.md"', encoding="utf-8")

    with pytest.raises(ConfigError) as caught:
        load(str(path))

    assert len(str(caught.value).splitlines()) == 1


def test_an_article_without_a_link_has_no_trailer(storage: InMemory) -> None:
    archive = Archive(storage, load("mainroad"))

    done = _put(archive, changed(link=None, canonical_url=None, markdown="Soft."))

    path = done.article.path or ""
    assert archive.raw(path).decode().endswith("---\n\nSoft.\n")
    assert (archive.get(path).markdown, archive.get(path).link) == ("Soft.", None)


def test_a_profile_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match='did you mean "neutral"'):
        load("neutrl")
    with pytest.raises(ConfigError, match="cannot be read"):
        load(str(tmp_path / "none.toml"))


def test_the_operators_choice_of_images_wins() -> None:
    assert (load("mainroad").images, load("mainroad", images="download").images) == (
        "hotlink",
        "download",
    )


TITLES = {
    "a/b\\c: d*?": "a b c d",
    "[[Link]] #1 ^x | y": "Link 1 x y",
    "CON": "CON_",
    "com1.txt": "com1.txt_",
    "..hidden": "hidden",
    "ends. ": "ends",
    "苏" * 80: "苏" * 40,
    "😀": "😀",
    "\u202eevil\0": "evil",
    "": "2026-02-28",
    "...": "2026-02-28",
}


@pytest.mark.parametrize("title", TITLES, ids=ascii)
def test_a_note_has_a_name_that_any_system_takes(title: str) -> None:
    archive = Archive(InMemory(), load("obsidian"))

    first, second, third = archive.places(changed(title=title), NOW)

    assert first == f"tea/{TITLES[title]}"
    assert re.fullmatch(re.escape(first) + " [0-9a-f]{6}", second)
    assert re.fullmatch(re.escape(first) + " [0-9a-f]{12}", third)


IDS = [
    (("W_1.a-b",), None, "W_1.a-b"),
    (("https://x/1",), "https://tea.example/a/20250213A06BVD?x=1#y", "20250213A06BVD"),
    (("..",), "https://tea.example/", "8641c06f2f67"),
    ((), "https://tea.example/茶", "8641c06f2f67"),
    (("x" * 65,), None, "water"),
]


@pytest.mark.parametrize(("guids", "link", "name"), IDS)
def test_mainroads_id_is_the_sources_own_name(
    guids: tuple[str, ...], link: str | None, name: str
) -> None:
    archive = Archive(InMemory(), load("mainroad"))

    first, second, _ = archive.places(changed(guids=guids, link=link, lang=None), NOW)

    assert first == f"und/news/tea/{name}.und"
    assert second == f"und/news/tea/{name}-8641c0.und"
