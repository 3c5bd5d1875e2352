"""Folders of four kinds are brought into archives, looked after, and written out again."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from helpers.folders import Folder
from helpers.instances import png
from helpers.origin import Answer, Origin

from syndicate.state.lock import Lock

pytestmark = pytest.mark.end_to_end

WIDGETS = (
    'menu: ""\nthumbnail: "{image}"\nlead: ""\ncomments: false\nauthorbox: false\npager: true\n'
    'toc: false\nmathjax: false\nsidebar: "right"\nwidgets:\n  - "search"\n  - "recent"\n'
    '  - "taglist"\n'
)
WORDS = "Soft water carries what the leaves give up, and hard water keeps it to itself. "


def mainroad(number: int, *, day: int = 1, url: str | None = None, image: str = "") -> str:
    """Return a document as that theme's archivers write it."""
    address = url or f"https://tea.example/{number}"
    return (
        f'---\ntitle: "Article {number}: “water”"\ndate: "2026-02-{day:02d} 08:00:00"\n'
        f'summary: "What number {number} says."\ncategories:\n  - "tea"\nlang:\n  - "en"\n'
        f'translations:\n  - "en"\ntags:\n  - "tea"\n{WIDGETS.format(image=image)}---\n\n'
        f"Number {number} on day {day}. {WORDS * 3}\n\n[tea]({address})\n"
    )


def write(root: Path, files: dict[str, str | bytes]) -> Path:
    """Make a folder with these files."""
    for name, content in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return root


def documents(root: Path) -> dict[str, bytes]:
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in root.rglob("*.md")}


@pytest.fixture
def origin():
    with Origin() as site:
        yield site


@pytest.fixture
def here(tmp_path):
    """A folder with an empty config.toml, and room for trees beside it."""
    (tmp_path / "here").mkdir()
    folder = Folder(tmp_path / "here")
    folder.config.write_text("")
    return folder


@pytest.fixture
def archive(here):
    """An archive in Mainroad's form, in Chinese time."""
    here.config.write_text('[archive]\nprofile = "mainroad"\ntimezone = "Asia/Shanghai"\n')
    return here


@pytest.fixture
def tree(tmp_path):
    """Twelve files, of which two are older versions, one is empty and one has CR."""
    files = {f"en/news/tea/{n:02d}.en.md": mainroad(n, day=n) for n in range(1, 9)}
    files["en/news/tea/old.en.md"] = mainroad(8, day=3, url="https://tea.example/8")
    files["en/news/tea/older.en.md"] = mainroad(8, day=2, url="https://tea.example/8")
    files["en/news/tea/empty.en.md"] = (
        mainroad(20).partition("\nNumber")[0] + "\n[tea](https://tea.example/20)\n"
    )
    files["en/news/tea/cr.en.md"] = mainroad(21).replace("itself. ", "itself.\r")
    return write(tmp_path / "tree", files)


def test_a_mainroad_tree_goes_in_and_comes_out_byte_for_byte(archive, tree, tmp_path):
    said = archive("--json", "import", tree)

    assert said.code == 0, said
    assert said.json["tree"] == "mainroad"
    assert said.json["counts"] == {"new": 9, "version": 2, "revised": 1}
    told = {file["path"].rpartition("/")[2]: file for file in said.json["files"]}
    assert set(told) == {"older.en.md", "old.en.md", "08.en.md"}
    notes = {note: count for note, (count, _) in said.json["notes"].items()}
    assert notes["its text is empty"] == notes["its line ends were CR"] == 1
    assert notes["its date has no zone"] == 12

    out = tmp_path / "out"
    assert archive("export", out).code == 0
    before, after = documents(tree), documents(out)
    changed = {name.rpartition("/")[2] for name in before if after.get(name) != before[name]}
    assert changed == {"old.en.md", "older.en.md", "cr.en.md"}
    cr = "en/news/tea/cr.en.md"
    assert after[cr] == before[cr].replace(b"\r\n", b"\n").replace(b"\r", b"\n")


def test_older_files_are_shown_as_earlier_versions(archive, tree):
    archive("import", tree)

    for number, name in ((1, "older"), (2, "old"), (3, "08")):
        shown = archive("show", "https://tea.example/8", "--raw", "--revision", str(number))
        assert shown.out == (tree / f"en/news/tea/{name}.en.md").read_text()


def test_the_same_import_again_writes_nothing_and_feeds_are_published(archive, tree):
    archive("import", tree)
    before = archive.files("archive")

    again = archive("--json", "import", tree)

    assert again.json["counts"] == {"unchanged": 10, "known": 2}
    assert archive.files("archive") == before
    assert archive("build").code == 0
    feed = json.loads((archive.root / "public/feeds/tea.json").read_text())
    assert len(feed["items"]) == 10
    dates = [item["date_published"] for item in feed["items"] if "date_published" in item]
    assert dates == sorted(dates, reverse=True)


def test_a_changed_file_is_a_new_version_in_a_batch(archive, tree):
    archive("import", tree)
    changed = tree / "en/news/tea/03.en.md"
    changed.write_text(changed.read_text().replace("Soft water", "Rain"))

    again = archive("--json", "import", tree)

    assert again.json["counts"] == {"unchanged": 9, "known": 2, "revised": 1}
    assert again.json["batch"].startswith("import-")
    shown = archive("show", "https://tea.example/3", "--raw")
    assert shown.out == changed.read_text()


def test_what_somebody_took_out_does_not_come_back_with_its_tree(archive, tree):
    archive("import", tree)
    taken = archive.root / "archive/en/news/tea/03.en.md"
    for path in (taken, *taken.parent.glob(".03.en*.json")):
        path.unlink()
    archive("build")

    foretold = archive("--json", "import", "-n", tree)
    again = archive("--json", "import", tree)

    assert foretold.json["counts"]["skipped"] == again.json["counts"]["skipped"] == 1
    (told,) = [file for file in again.json["files"] if file["path"].endswith("03.en.md")]
    assert told["notes"] == ["it was removed from this archive"]
    assert not taken.exists()


def test_a_dry_run_writes_nothing(archive, tree):
    said = archive("--json", "import", "-n", tree)

    assert said.json["counts"] == {"new": 10, "version": 2}
    assert not (archive.root / "archive").exists()


def test_a_tree_that_lies_in_the_archive_is_adopted(archive, tree):
    tree.rename(archive.root / "archive")
    before = documents(archive.root / "archive")

    said = archive("--json", "import", "archive", "--in-place")

    assert said.code == 0, said
    assert said.json["counts"] == {"new": 9, "skipped": 3}
    assert documents(archive.root / "archive") == before
    assert len(archive.titles()) == 9
    assert archive("--json", "import", "archive", "--in-place").json["counts"]["skipped"] >= 9


def test_a_vault_that_is_adopted_keeps_its_pictures_and_says_who_does_not_show_them(here):
    here.config.write_text('[archive]\nprofile = "obsidian"\n')
    text = "---\ntitle: A\ndate: 2026-02-01\n---\n\n![pot](../att/pot.png) and ![[pot.png]]\n"
    vault = {"notes/A.md": text, "att/pot.png": png(3, 2)}
    before = here.files(write(here.root / "archive", vault).name)

    said = here("--json", "import", "archive", "--in-place")

    assert said.json["counts"] == {"new": 1}
    assert "a picture stays where it lies, and no feed shows it: att/pot.png" in said.json["notes"]
    after = here.files("archive")
    assert {path: after[path] for path in before} == before
    assert here.titles() == ["A"]


def test_what_was_fetched_outlives_an_import_of_the_same_address(here, origin, tmp_path):
    words = "Soft water carries what the leaves give up, hard water keeps it. " * 6
    entry = f"<item><title>Water</title><link>{origin.url}/water</link><guid>w</guid>"
    feed = f"<rss version='2.0'><channel><title>Tea</title>{entry}"
    feed += f"<description>&lt;p&gt;{words}&lt;/p&gt;</description></item></channel></rss>"
    origin.pages["/feed"] = Answer(feed.encode(), type="application/rss+xml")
    here.config.write_text(
        f'[fetch]\nallow = ["127.0.0.1"]\n[[source]]\nid = "tea"\nurl = "{origin.url}/feed"\n'
        'full_text = "feed"\n'
    )
    assert here("run").code == 0
    before = documents(here.root / "archive")
    text = f"---\ntitle: Other\ncanonical_url: {origin.url}/water\n---\n\nAnother text.\n"

    said = here("--json", "import", write(tmp_path / "site", {"water.md": text}))

    assert said.json["counts"] == {"known": 1}
    assert documents(here.root / "archive") == before


def test_a_folder_in_the_archive_is_not_copied_into_it(archive, tree):
    tree.rename(archive.root / "archive")

    said = archive("import", "archive")

    assert said.code == 1
    assert "--in-place" in said.err


def test_a_hugo_site_comes_with_its_bundles_and_without_its_drafts(here, tmp_path):
    site = write(
        tmp_path / "site",
        {
            "hugo.toml": "",
            "content/_index.md": "---\ntitle: Home\n---\n",
            "content/posts/water/index.md": "---\ntitle: Water\ndate: 2026-02-01T08:00:00+08:00\n"
            "original: https://tea.example/water\nodd: [1, two]\n---\n\n![a pot](pot.png)\n",
            "content/posts/water/pot.png": png(3, 2),
            "content/posts/leaf.md": "+++\ntitle = 'Leaf'\ndate = 2026-02-02\n"
            "tags = ['tea']\n+++\n\n![x](/img/leaf.png) `![y](pot.png)`\n",
            "static/img/leaf.png": png(4, 4),
            "content/posts/soon.md": "---\ntitle: Soon\ndraft: true\n---\n\nNot yet.\n",
            "content/bad.md": "---\ntitle: [\n---\n\nText.\n",
        },
    )

    said = here("--json", "import", site)

    assert said.code == 1
    assert said.json["counts"] == {"new": 2, "skipped": 2, "damaged": 1}
    shown = here("--json", "show", "https://tea.example/water").json
    assert shown["extra"] == {"original": "https://tea.example/water", "odd": [1, "two"]}
    (asset,) = shown["assets"]
    assert shown["markdown"] == f"![a pot](images/{asset['name']})"
    kept = here.root / "archive" / shown["path"] / "images" / asset["name"]
    assert kept.read_bytes() == png(3, 2)


def test_a_jekyll_site_and_a_vault_come_too(here, tmp_path):
    jekyll = write(
        tmp_path / "jekyll",
        {
            "_config.yml": "title: Tea\n",
            "about.md": "---\nlayout: page\n---\nUs.\n",
            "_posts/2026-02-03-green-tea.md": "---\nlayout: post\ntitle: Green\ntags: a b\n"
            "date: 2026-02-03 08:00:00 +0800\n---\n\n![]({{ site.baseurl }}/assets/cup.png)\n",
            "assets/cup.png": png(2, 2),
        },
    )
    vault = write(
        tmp_path / "vault",
        {
            ".obsidian/app.json": "{}",
            "Clippings/Black tea.md": "---\nsource: https://other.example/black\nauthor:\n"
            '  - "[[Ming Zhao]]"\npublished: 2026-02-04\ntags:\n  - "clippings"\n---\n\n'
            "![[cup.png|the cup]] and [[a note]], $5\n",
            "Attachments/cup.png": png(5, 5),
            "Ideas.md": "Nothing but words.\n",
        },
    )

    first, second = here("--json", "import", jekyll), here("--json", "import", vault)

    assert first.json["counts"] == {"skipped": 1, "new": 1}
    assert second.json["counts"] == {"new": 2}
    assert second.json["tree"] == "obsidian"
    assert here.titles() == ["Black tea", "Green", "Ideas"]
    black = here("--json", "show", "https://other.example/black").json
    assert black["authors"] == ["Ming Zhao"]
    assert "![the cup](images/" in black["markdown"]
    assert "[[a note]], $5" in black["markdown"]


def test_an_export_brings_its_folder_up_to_date_and_leaves_others_alone(archive, tree, tmp_path):
    archive("import", tree)
    out = tmp_path / "out"

    first = archive("--json", "export", out, "--profile", "hugo")
    again = archive("--json", "export", out, "--profile", "hugo")

    assert (first.json["articles"], first.json["written"]) == (10, 11)
    assert (again.json["written"], again.json["unchanged"]) == (0, 11)
    stranger = write(tmp_path / "stranger", {"mine.txt": "mine"})
    assert archive("export", stranger).code == 1
    assert archive("export", archive.root / "archive/en").code == 1


def test_an_export_with_history_is_an_archive(archive, tree, tmp_path):
    archive("import", tree)
    copy = tmp_path / "copy"
    copy.mkdir()
    (copy / "config.toml").write_text("")

    assert archive("export", copy / "archive", "--profile", "neutral", "--with-history").code == 0

    there = Folder(copy)
    assert there.titles() == archive.titles()
    assert there("--json", "show", "https://tea.example/8").json["revision"] == 3
    ids = [
        {row["id"] for row in each("--json", "list").json["articles"]} for each in (there, archive)
    ]
    assert ids[0] == ids[1]


def test_the_doctor_counts_and_mends_without_an_announcement(archive, tree, tmp_path):
    sick = tree / "en/news/tea/02.en.md"
    text = sick.read_text().replace("Article 2", "Article&#39;s 2")
    sick.write_text(text.replace("on day 2.", "**问题：**我们\u00a0on day 2."))

    foreign = archive("--json", "doctor", "--archive", tree).json
    archive("import", tree)
    own = archive("--json", "doctor", "--archive").json
    before = archive("--json", "list").json["articles"]
    fixed = archive("--json", "doctor", "--archive", "--fix").json
    after = archive("--json", "doctor", "--archive").json

    def counted(found):
        return {each["name"]: each["articles"] for each in found["classes"]}

    assert counted(foreign)["same-address"] == 2
    for name in ("title-entity", "broken-emphasis", "nbsp"):
        assert counted(foreign)[name] == counted(own)[name] == 1
        assert name not in counted(after)
    assert fixed["mended"] == ["en/news/tea/02.en"]
    document = (archive.root / "archive/en/news/tea/02.en.md").read_text()
    assert document.startswith("---\ntitle: \"Article's 2")
    assert "**问题**：我们 on day 2." in document
    rows = archive("--json", "list").json["articles"]
    assert [(row["id"], row["announced"], row["revision"]) for row in rows] == [
        (row["id"], row["announced"], row["revision"]) for row in before
    ]
    assert archive("--json", "doctor", "--archive", "--fix").json["mended"] == []


def test_images_are_brought_home_without_a_new_version(here, tmp_path, origin):
    followed = f'id = "pots"\nurl = "{origin.url}/feed"'
    here.follow(followed, allow=(origin,), more="[archive]\nimages = 'hotlink'\n")
    origin.pages["/pot.png"] = Answer(png(6, 6), type="image/png")
    text = f'---\ntitle: Pot\nsource: pots\nlink: {origin.url}/a\n---\n\n![a pot]({origin.url}/pot.png "T")\n'
    late = f"---\ntitle: Late\nsource: pots\nlink: {origin.url}/b\n---\n\n![x]({origin.url}/late.png)\n"
    origin.pages["/late.png"] = Answer(b"not yet", status=500)
    here("import", write(tmp_path / "tree", {"a.md": text, "b.md": late}))
    before = {row["id"]: row["announced"] for row in here("--json", "list").json["articles"]}

    counted = here("--json", "localize", "-n").lines[-1]
    said = here("localize")

    assert (counted["articles"], counted["fetched"]) == (2, 2)
    assert {each["reason"] for each in counted["missing"]} == {
        "not asked for yet: syndicate localize"
    }
    assert said.code == 1
    assert "/late.png" in said.err
    shown = here("--json", "show", f"{origin.url}/a").json
    (asset,) = shown["assets"]
    assert (shown["revision"], shown["edited"]) == (1, False)
    assert shown["markdown"] == f'![a pot](images/{asset["name"]} "T")'
    assert before == {
        row["id"]: row["announced"] for row in here("--json", "list").json["articles"]
    }

    origin.hits.clear()
    origin.pages["/late.png"] = Answer(png(7, 7), type="image/png")
    assert here("localize").code == 0
    assert origin.paths() == ["/late.png"]
    origin.hits.clear()
    assert here("localize").code == 0
    assert origin.paths() == []


def test_images_that_are_missing_are_listed_by_host_and_those_gone_are_asked_for_once(
    here, tmp_path, origin
):
    here.follow(f'id = "pots"\nurl = "{origin.url}/feed"', allow=(origin,))
    origin.pages["/page.png"] = Answer(b"<!doctype html><title>Pots</title>")
    shown = "".join(f"\n\n![]({origin.url}/{name}.png)" for name in ("gone", "page", "lost"))
    text = f"---\ntitle: Pot\nsource: pots\nlink: {origin.url}/a\n---\n\nA pot.{shown}\n"
    here("import", write(tmp_path / "tree", {"a.md": text}))

    first, again = here("localize"), None
    asked = origin.paths()
    origin.hits.clear()
    again = here("localize")

    assert (first.code, again.code) == (1, 1)
    assert sorted(path for path in asked if path.endswith("png")) == [
        "/gone.png",
        "/lost.png",
        "/page.png",
    ]
    assert origin.paths() == ["/page.png"]
    assert "2 images are gone from their hosts" in again.err
    listed = here("localize", "-n").out.splitlines()
    host = origin.url.removeprefix("http://")
    assert [line.split(maxsplit=2) for line in listed[:3]] == [
        ["MISSING", "HOST", "WHY"],
        ["2", host, "answered 404 Not Found"],
        ["1", host, "is an HTML page, not an image"],
    ]
    assert listed[3:] == ["1 article: 1 image to fetch, 2 gone from their hosts"]
    each = here("-v", "localize", "-n").out
    assert f"{origin.url}/lost.png: answered 404 Not Found" in each

    origin.pages["/page.png"] = origin.pages["/gone.png"] = Answer(png(7, 7), type="image/png")
    assert here("localize").code == 0
    origin.hits.clear()
    assert here("localize").code == 0
    assert origin.paths() == []
    assert here("localize", "--retry").code == 1
    assert sorted(origin.paths()) == ["/gone.png", "/lost.png"]
    (missing,) = here("--json", "localize", "-n").lines[-1]["missing"]
    assert missing["url"] == f"{origin.url}/lost.png"
    assert (missing["host"], missing["gone"]) == (host, True)


@pytest.mark.parametrize("followed", ["", 'id = "other"\nurl = "https://other.example/feed"'])
def test_an_article_opens_no_way_into_the_operators_network(here, tmp_path, origin, followed):
    here.follow(*filter(None, [followed]), allow=(origin,), more="[archive]\nimages = 'hotlink'\n")
    origin.pages["/secret.png"] = Answer(png(6, 6), type="image/png")
    shown = f"![a pot]({origin.url}/secret.png)"
    text = f"---\ntitle: Pot\nsource: other\nlink: {origin.url}/a\n---\n\n{shown}\n"
    here("import", write(tmp_path / "tree", {"a.md": text}))

    said = here("localize")

    assert origin.hits == []
    assert said.code == 1
    if not followed:
        assert "is not a public address" in said.err


def test_a_tree_brings_nothing_from_outside_of_it(here, tmp_path):
    (tmp_path / "id_rsa").write_text("PRIVATE KEY")
    (tmp_path / "private.png").write_bytes(png(6, 6))
    text = "---\ntitle: Pot\nsource: pots\n---\n\n![a](x.png) ![b](../private.png)\n"
    tree = write(tmp_path / "tree", {"a.md": text})
    (tree / "notes.md").symlink_to(tmp_path / "id_rsa")
    (tree / "x.png").symlink_to(tmp_path / "private.png")

    said = here("import", tree)
    seen = here("doctor", "--archive", tree)

    assert "notes.md is a link to what lies outside of the folder" in said.err
    assert "x.png is a link to what lies outside of the folder" in said.err
    assert "../private.png" in said.err
    assert "unreadable" in seen.out
    brought = here.files("archive").values()
    assert not any(b"PRIVATE" in body or body == png(6, 6) for body in brought)


def test_a_doctor_who_is_not_told_where_to_look_looks_at_the_archive(here):
    assert here("doctor").code == 0
    assert here("doctor", "--archive", "-n").code == 2
    assert here("doctor", "--archive", ".", "--fix").code == 2


def test_an_import_waits_for_nobody(archive, tree):
    with Lock.take(archive.root / ".syndicate/lock"):
        said = archive("import", tree)

    assert said.code == 11


def test_names_that_differ_only_by_case_are_two_files(here, tmp_path):
    here.config.write_text('[archive]\nprofile = "obsidian"\n')
    tree = {f"{name}.md": f"---\ntitle: {name}\n---\nOf {name}.\n" for name in ("Élan", "élan")}

    here("import", write(tmp_path / "vault", tree), "--profile", "obsidian")

    kept = [path for path in here.files("archive") if path.endswith("lan.md") or "lan " in path]
    assert len({path.casefold() for path in kept}) == len(kept) == 2


def test_blanks_within_a_title_outlive_the_neutral_form(here, tmp_path):
    title = "\u00a0Water  and\u00a0leaves"
    text = mainroad(1).replace("Article 1: “water”", title)
    tree = write(tmp_path / "site", {"en/news/tea/1.en.md": text})

    here("import", tree, "--profile", "mainroad")
    here("export", tmp_path / "out", "--profile", "mainroad")

    assert f'title: "{title}"' in documents(tmp_path / "out").popitem()[1].decode()
