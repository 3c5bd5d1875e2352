import pytest

from syndicate.archiver.page import clean, content
from syndicate.archiver.page.furniture import Judge, Verdict
from syndicate.archiver.page.measure import Measure, measure
from syndicate.markup import tree
from syndicate.markup.tree import Element

PROSE = "<p>The committee met on Tuesday to review the findings, and agreed on most of them.</p>"
TEASER = (
    "<div class=item><h3><a href=/{0}>The ferry of the north was late again</a></h3>"
    "<p>Everybody on it was late as well, the port says.</p></div>"
)
TEASERS = "".join(TEASER.format(number) for number in range(4))


def body(html: str) -> Element:
    found = tree.parse(f"<body>{html}").find("body")
    assert found is not None
    return found


def whole(html: str) -> Measure:
    root = body(html)
    return measure(root, Judge())[id(root)]


def verdict(html: str) -> Verdict:
    root = body(html)
    measures = measure(root, Judge())
    first = next(each for each in root.children if isinstance(each, Element))
    return measures[id(first)].verdict


def chosen(html: str) -> str:
    return content.choose(body(html)).element.text()


def test_furniture_counts_as_plain_text_only():
    found = whole(f"{PROSE}<nav>{PROSE}</nav>")

    assert found.text * 2 == found.plain
    assert found.prose * 2 == found.all_prose


@pytest.mark.parametrize(
    "line",
    [
        "© 2026 The Harbour Times, Inc. All rights reserved.",
        "版权所有 海港时报，未经许可，不得转载。",
    ],
)
def test_the_rights_in_a_page_are_no_prose(line):
    assert whole(f"<p>{line}</p>").prose == 0
    assert whole(f"<p>{line[9:]}</p>").text > 0


def test_boxes_alike_that_lead_away_are_teasers_from_three_on():
    assert whole(TEASERS).cards > 0
    assert whole(TEASERS).prose == whole(TEASERS).text == 0
    assert whole(TEASER * 2).cards == 0


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("<a href=/{0}>The ferry of the north was late again</a>", "The ferry was late again"),
        ("<p>Everybody on it was late as well, the port says.</p>", PROSE * 9),
        (
            "<h3><a href=/{0}>The ferry of the north was late again</a></h3>",
            PROSE + "<a>Read on</a>",
        ),
    ],
)
def test_what_has_no_headline_that_leads_away_or_much_to_say_is_no_teaser(old, new):
    assert whole(TEASER.replace(old, new) * 4).cards == 0


def test_items_of_a_list_in_the_text_are_no_teasers():
    items = "<li><a href=/1>The report of the harbour</a>, which says it all, in short.</li>" * 4

    assert whole(f"<ul>{items}</ul>").cards == 0


def test_notes_that_lead_back_into_the_text_are_no_teasers():
    note = "<li id=n{0}><div><a href=#r{0}>^</a> <a href=/{0}>The ferry of the north</a></div></li>"
    notes = "".join(note.format(number) for number in range(4))

    assert whole(f"<ul>{notes}</ul>").cards == 0
    assert whole(f"<ul>{notes.replace('#', '/')}</ul>").cards > 0


def test_a_table_of_facts_is_no_label():
    assert (
        verdict("<table class='infobox vcard'><tr><td>1,234 km</td></tr></table>") is Verdict.KEPT
    )


def test_teasers_beside_a_text_are_cut_out_of_it():
    assert "ferry" not in chosen(f"<div>{PROSE * 6}<div>{TEASERS}</div></div>")


def test_teasers_without_a_text_are_what_a_page_has_to_say():
    assert (
        chosen(f"<nav><a href=/>Home page of all</a></nav><div>{TEASERS}</div>").count("ferry") == 4
    )


@pytest.mark.parametrize(
    ("box", "told"),
    [
        ("<div class=entry-meta>{}</div>", Verdict.LABEL),
        ("<div class='post__tags'>{}</div>", Verdict.LABEL),
        ("<div class=author-box>{}</div>", Verdict.LABEL),
        ("<div class=author>{}</div>", Verdict.LABEL),
        ("<div class=onetrust-pc-sdk>{}</div>", Verdict.FOREIGN),
        ("<div class='author-ada post'>{}</div>", Verdict.KEPT),
        ("<div class='tag-ferries post'>{}</div>", Verdict.KEPT),
    ],
)
def test_a_box_is_called_what_its_class_ends_with(box, told):
    assert verdict(box.format("3 May 2026, 12:00") + PROSE) is told


def test_a_label_with_a_text_in_it_is_no_label():
    assert verdict(f"<div class=entry-meta>{PROSE * 2}</div>") is Verdict.KEPT


def test_a_few_sentences_tell_of_a_person_and_more_are_the_text():
    assert verdict(f"<div class=author-box>{PROSE * 3}</div>") is Verdict.LABEL
    assert verdict(f"<div class=author-box>{PROSE * 12}</div>") is Verdict.KEPT


def test_the_id_of_a_section_that_its_heading_gave_condemns_it_not():
    section = "<div id=sharing-with-others><h2>Sharing with others¶</h2></div>"

    assert verdict(section) is Verdict.KEPT
    assert verdict(section.replace("Sharing with", "For")) is Verdict.FURNITURE


def test_parts_that_a_server_sends_late_are_shown():
    assert verdict("<div hidden id=S:4>A late part</div>") is Verdict.KEPT
    assert verdict("<div hidden id=x>A late part</div>") is Verdict.UNSEEN


def test_comments_that_outweigh_a_story_are_none_of_it():
    comments = f"<ol class=comments><li>{PROSE * 40}</li></ol>"
    story = PROSE.replace("committee", "story") * 9

    assert "committee" not in chosen(f"<div>{story}</div>{comments}")
    assert "committee" in chosen(f"<div>Post</div>{comments}")


def test_consent_is_never_what_a_page_says_beside_a_text():
    consent = f"<div id=onetrust-consent-sdk>{PROSE * 40}</div>"

    assert (
        "committee"
        not in clean.strip(body(PROSE.replace("committee", "story") * 9 + consent)).text()
    )


LEAD = "<p>What the harbour has to expect of the storm, in short.</p>"


@pytest.mark.parametrize(
    "head",
    [
        f"<h1>Storm</h1>{LEAD}",
        f"<header class=h><h1>Storm</h1></header><div>{LEAD}</div>",
        f"<div><div><h1>Storm</h1></div>{LEAD}</div>",
    ],
)
def test_what_stands_between_the_title_and_the_text_is_its_lead(head):
    page = f"<main><div class=hero>{head}</div><div class=text>{PROSE * 9}</div></main>"

    assert chosen(page).startswith("What the harbour")


def test_what_stands_above_the_title_is_no_lead():
    page = f"<main>{LEAD}<h1>Storm</h1><div class=text>{PROSE * 9}</div></main>"

    assert chosen(page).startswith("The committee")


def test_a_table_of_links_that_is_the_page_stays():
    row = "<tr><td><a href=/1>The longest name of a fund</a></td><td><a href=/2>PDF</a></td></tr>"

    assert "longest" in chosen(
        f"<article><p>All funds, by name.</p><table>{row * 5}</table></article>"
    )
