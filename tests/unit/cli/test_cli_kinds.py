"""--kind and --select: tried by `preview`, written by `add`."""

import json
from dataclasses import replace

import pytest

from syndicate.errors import RuleError
from syndicate.model import Document, Entry, Page
from syndicate.report import Draft, Preview

SEEN = Preview(
    document=Document(
        format="listing",
        tier="select",
        title="News\x1b[2J",
        entries=(Entry(title="One", url="https://list.example/1"),),
        dropped=1,
        hits={"items": 3, "title": 2, "image": 1},
        notes=("1 items have neither a link nor a title",),
    ),
    page=Page(url="https://list.example/", body=b"<ul>"),
    objections=(("Two", "block: two"),),
)


def raising(error):
    def preview(source, limit=3):
        raise error

    return preview


LIST = (
    "https://list.example/",
    "--kind",
    "listing",
    "--select",
    "items=ul > li",
    "--select",
    "title=h2",
)


def test_a_preview_explains_what_each_selector_finds(type_in, fake, folder, article):
    fake.seen, fake.drafts = SEEN, (article(title="One"),)

    typed = type_in("preview", *LIST)

    assert typed.code == 0
    assert "· listing · 1 entry" in typed.out
    lines = [" ".join(line.split()) for line in typed.out.splitlines()]
    assert "items 3 ul > li" in lines
    assert "title 2 of 3 h2" in lines
    assert "image 1 of 3 (by itself)" in lines
    assert "1 items have neither a link nor a title" in lines
    assert "passed over: Two (block: two)" in lines
    assert "\x1b" not in typed.out
    assert fake.previewed.kind == "listing"
    assert fake.previewed.select.title == "h2"
    assert fake.asked("discover") == []


def test_a_preview_explains_a_broken_rule_and_names_what_repeats(type_in, fake, folder):
    broken = RuleError(
        'select.items "li" matched nothing',
        url="https://list.example/",
        hint="syndicate preview shows what each selector finds",
        hits={"items": 0},
        instead=("tr.row ×5", "a\x1b ×5"),
    )
    fake.preview = raising(broken)

    typed = type_in("preview", *LIST)

    lines = [" ".join(line.split()) for line in typed.out.splitlines()]
    assert typed.code == 1
    assert lines == ["items 0 ul > li", "title 0 of 0 h2"]
    assert 'select.items "li" matched nothing' in typed.err
    assert "what repeats there: tr.row ×5, a" in typed.err
    assert "syndicate preview" not in typed.err


def test_a_broken_rule_as_json_has_what_was_found_and_what_repeats(type_in, fake, folder):
    hits = {"items": 3, "date": 0}
    fake.preview = raising(RuleError("no", url="u", hits=hits, instead=("p ×3",)))

    typed = type_in("preview", *LIST, "--json")

    told = json.loads(typed.err)
    assert (told["hits"], told["instead"]) == (hits, ["p ×3"])
    assert typed.out == ""


def test_pictures_that_were_saved_have_the_names_that_the_archive_gives_them(
    type_in, fake, folder, article
):
    text = "![A boat](https://saved.invalid/0123456789abcdef)"
    fake.preview = lambda source, limit=3: replace(
        SEEN, drafts=(Draft(article=article(title="One", markdown=text)),)
    )

    typed = type_in("preview", *LIST)

    assert "![A boat](images/0123456789abcdef)" in typed.out


def test_a_date_that_is_not_found_by_itself_is_counted_too(type_in, fake, folder):
    fake.seen = SEEN

    lines = [" ".join(line.split()) for line in type_in("preview", *LIST).out.splitlines()]

    assert "date 0 of 3 (by itself)" in lines


@pytest.mark.parametrize(("notes", "shown"), [(("2 items without a link",), False), ((), True)])
def test_items_that_were_dropped_are_told_once(type_in, fake, folder, notes, shown):
    fake.seen = replace(SEEN, document=replace(SEEN.document, dropped=2, notes=notes))

    typed = type_in("preview", *LIST)

    assert ("2 items dropped" in typed.out) == shown
    assert all(note in typed.out for note in notes)


@pytest.mark.parametrize(
    ("hits", "shown"), [({"items": 3, "content": 2}, True), ({"items": 3}, False)]
)
def test_a_preview_counts_the_texts_that_items_bring(type_in, fake, folder, hits, shown):
    fake.seen = replace(SEEN, document=replace(SEEN.document, hits=hits))

    typed = type_in("preview", *LIST, "--select", "content=body")

    lines = [" ".join(line.split()) for line in typed.out.splitlines()]
    assert ("content 2 of 3 body" in lines) == shown
    assert any(line.startswith("content") for line in lines) == shown


def test_a_preview_as_json_begins_with_the_document(type_in, fake, folder, article):
    fake.seen, fake.drafts = SEEN, (article(title="One"),)

    document, passed, shown = type_in("preview", *LIST, "--json").lines

    assert (document["type"], document["hits"]) == (
        "document",
        {"items": 3, "title": 2, "image": 1},
    )
    assert (passed["type"], passed["title"]) == ("passed", "Two")
    assert shown["type"] == "article"


def test_a_followed_source_can_be_tried_with_another_selector(type_in, fake, config):
    typed = type_in(
        "preview",
        "tea",
        "--select",
        "date=.when",
        "--select",
        "remove=.ad",
        "--select",
        "remove=.nav",
    )

    assert typed.code == 0
    assert fake.previewed.id == "tea"
    assert fake.previewed.select.date == ".when"
    assert fake.previewed.select.remove == (".ad", ".nav")


@pytest.mark.parametrize("pair", ["nonsense=h2", "title", "title=", "=h2"])
def test_a_part_that_does_not_exist_is_a_usage_error(type_in, fake, config, pair):
    typed = type_in("preview", "tea", "--select", pair)

    assert typed.code == 2
    assert "parts are items, id, title, link" in " ".join(typed.err.split())


def test_selectors_without_a_match_in_a_page_are_told(type_in, fake, folder, article):
    fake.seen = replace(SEEN, drafts=())
    drafts = (Draft(article=article(title="One"), missed=("#body",)),)
    fake.preview = lambda source, limit=3: replace(SEEN, drafts=drafts)

    typed = type_in("preview", *LIST)

    assert "#body found nothing in the page of an article" in typed.err


def test_add_writes_what_was_tried(type_in, fake, config):
    fake.seen = SEEN

    typed = type_in("add", *LIST, "--select", "remove=.ad", "--as", "list")

    text = config.read_text("utf-8")
    assert typed.code == 0
    assert text.endswith(
        '[[source]]\nid = "list"\nurl = "https://list.example/"\nkind = "listing"\n'
        '\n[source.select]\nitems = "ul > li"\ntitle = "h2"\nremove = [".ad"]\n'
    )
    assert fake.asked("adopt") == [("list", "https://list.example/", True)]
    assert fake.asked("discover") == []


def test_add_writes_the_kind_that_was_found(type_in, fake, config):
    fake.seen = SEEN

    type_in("add", "https://list.example/", "--select", "items=li", "--as", "list")

    assert 'kind = "listing"' in config.read_text("utf-8")


def test_add_follows_a_folder_by_its_path(type_in, fake, config):
    fake.seen = SEEN
    (config.parent / "Saved Pages").mkdir()

    typed = type_in("add", "Saved Pages", "--kind", "folder")

    assert typed.code == 0
    assert 'id = "savedpages"\nurl = "Saved Pages"\nkind = "folder"\n' in config.read_text(
        "utf-8"
    ).replace("saved-pages", "savedpages")


@pytest.mark.parametrize("name", ["add", "preview"])
def test_a_folder_that_is_not_said_to_be_one_names_the_ways_on(type_in, fake, config, name):
    (config.parent / "Saved").mkdir()

    typed = type_in(name, "./Saved")

    told = " ".join(typed.err.split())
    assert typed.code == 2
    assert "--kind folder" in told
    assert '"syndicate import ./Saved"' in told


def test_add_writes_an_absolute_folder_as_it_was_given(type_in, fake, config):
    fake.seen = SEEN
    (config.parent / "Saved").mkdir()

    type_in("add", f"{config.parent}/Saved", "--kind", "folder")

    assert f'url = "{config.parent}/Saved"\n' in config.read_text("utf-8")


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--backfill", "1"], "The first run takes the newest 1 of 3 (backfill)"),
        (["--backfill", "3"], None),
        (["--backfill", "all"], None),
    ],
)
def test_add_says_what_the_first_run_leaves(type_in, fake, config, options, said):
    entries = tuple(Entry(title=f"No. {number}") for number in range(3))
    fake.seen = replace(SEEN, document=replace(SEEN.document, entries=entries))

    typed = type_in("add", *LIST, *options)

    assert (said in typed.err) if said else ("takes the newest" not in typed.err)


def test_the_first_run_takes_twenty_of_a_list_and_all_of_a_folder(type_in, fake, config):
    entries = tuple(Entry(title=f"No. {number}") for number in range(30))
    fake.seen = replace(SEEN, document=replace(SEEN.document, entries=entries))
    (config.parent / "Saved").mkdir()

    listing = type_in("add", *LIST)
    folder = type_in("add", "Saved", "--kind", "folder")

    assert "The first run takes the newest 20 of 30 (backfill)" in listing.err
    assert "takes the newest" not in folder.err


def test_a_folder_that_is_not_there_is_a_usage_error(type_in, fake, config):
    assert type_in("add", "gone", "--kind", "folder").code == 2
