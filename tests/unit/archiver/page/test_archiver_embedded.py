import json

import pytest

from syndicate.archiver.page.extract import extract
from syndicate.errors import ExtractError

SENTENCES = [
    f"The {word} crew rowed past the old lighthouse before the harbour bell had rung, nobody saw why."
    for word in ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth")
]
TITLE = "Eight crews and a bell"
HTML = "".join(f"<p>{each}</p>" for each in SENTENCES) + '<p><img src="/oar.jpg" alt="An oar"></p>'
MARKDOWN = "\n\n".join(SENTENCES)
SHELL = f"<title>{TITLE}</title><div id=app></div>"


def page(script: str, body: str = SHELL, kind: str = "") -> str:
    attribute = f" type={kind}" if kind else ""
    return f"<html><body>{body}<script{attribute}>{script}</script></body></html>"


def state(text: object, title: str = TITLE) -> str:
    return json.dumps({"page": {"article": {"title": title, "id": 7, "stuff": text}}})


@pytest.mark.parametrize(
    "html",
    [
        page(state(HTML), kind="application/json"),
        page(f"window.__STATE__ = {state(HTML)};"),
        page(f"var a = 1, b = {state(HTML)}, c;"),
        page(f"window.S = JSON.parse({json.dumps(state(HTML))})"),
        page(state(json.dumps({"html": HTML}))),
        page(f"window.N=(function(a,b){{return {{t:a,x:{{y:b}}}}}}({json.dumps(TITLE)},{json.dumps(HTML)}));"),
        page(f"x = {{title: '{TITLE}', body: `{HTML}`}}"),
    ],
    ids=["json", "window", "var", "parsed", "nested", "function", "literal"],
)  # fmt: skip
def test_a_shell_gives_the_article_its_script_holds(html):
    found = extract(html, "https://e.org/1")

    assert found.markdown.startswith(MARKDOWN)
    assert found.images == ("https://e.org/oar.jpg",)
    assert found.reasons["content"] == "a script of the page"
    assert 0 < found.score <= 1


def test_plain_text_is_cut_into_its_paragraphs():
    linked = {"@type": "NewsArticle", "headline": TITLE, "articleBody": "\n\n".join(SENTENCES)}

    found = extract(page(json.dumps(linked), kind="application/ld+json"))

    assert found.markdown == MARKDOWN + "\n"


@pytest.mark.parametrize("kind", ["NewsArticle", "Article", "BlogPosting"])
@pytest.mark.parametrize(
    "body", [HTML, "\n\n".join(SENTENCES), " ".join(SENTENCES), " ".join(SENTENCES[:2])]
)
@pytest.mark.parametrize("in_graph", [True, False])
def test_the_text_of_the_article_that_json_ld_describes_is_known_by_its_name(kind, body, in_graph):
    described = {"@type": kind, "headline": "Bell", "articleBody": body}
    linked = {"@graph": [{"@type": "WebSite", "name": "Bay"}, described]} if in_graph else described
    shell = "<title>Bell</title><div id=app>Please wait for it.</div>"

    found = extract(page(json.dumps(linked), shell, kind="application/ld+json"))

    assert found.markdown.startswith(SENTENCES[0])
    assert found.reasons["content"] == "a script of the page"


def test_of_several_articles_described_that_with_the_title_counts():
    other = {"@type": "Article", "headline": "Hull", "articleBody": " ".join(SENTENCES[4:])}
    own = {"@type": "Article", "headline": "Bell", "articleBody": " ".join(SENTENCES[:3])}
    shell = "<title>Bell</title><div id=app></div>"

    found = extract(page(json.dumps([own, other]), shell, kind="application/ld+json"))

    assert found.markdown == " ".join(SENTENCES[:3]) + "\n"


def test_a_tree_of_rich_text_is_read():
    tree = {"type": "doc", "content": [
        {"type": "paragraph", "content": [{"type": "text", "text": each}]} for each in SENTENCES
    ]}  # fmt: skip

    assert extract(page(state(tree))).markdown == MARKDOWN + "\n"


def test_a_text_that_the_page_cuts_is_whole():
    shown = f"<title>x</title><article><p>{SENTENCES[0]}</p><p>{SENTENCES[1]}</p></article>"

    assert extract(page(state(HTML, title="?"), shown)).markdown.startswith(MARKDOWN)


def test_the_page_wins_that_shows_its_whole_article():
    shown = f"<title>{TITLE}</title><article>{HTML}<h2>Only shown</h2><p>x</p></article>"

    assert "## Only shown" in extract(page(state(HTML), shown)).markdown


@pytest.mark.parametrize(
    "script",
    [
        state(HTML, title="Another story of another day"),
        state("a.b({c: [1], d: e[2]}) = " * 100),
        state("Short."),
        state([{"type": "teaser", "text": each} for each in SENTENCES]),
    ],
    ids=["of another title", "of code", "of a line", "of teasers"],
)
def test_a_script_without_the_article_gives_none(script):
    with pytest.raises(ExtractError):
        extract(page(script))


def test_an_article_stays_beside_a_longer_one():
    shown = (
        f"<title>{TITLE}</title><article>{'<p>' + 'The shown text is another one. ' * 20}</article>"
    )
    other = json.dumps({"title": "Other", "html": HTML * 9})

    assert "shown text" in extract(page(other, shown)).markdown


def test_a_description_tells_what_belongs_to_the_page():
    head = f"<meta name=description content='{SENTENCES[0]}'><title>Site</title><div></div>"

    assert extract(page(state(HTML, title="?"), head)).markdown.startswith(MARKDOWN)


def test_a_persons_selector_is_heard_before_scripts():
    found = extract(page(state(HTML), f"<title>{TITLE}</title><b>This.</b>"), content="b")

    assert found.markdown == "**This.**\n"


def test_an_article_in_a_stream_of_rows_is_read():
    stream = f"1:{json.dumps({'story': {'title': TITLE, 'html': '$2'}})}\n2:T{len(HTML.encode()):x},{HTML}"
    cuts = (stream[:90], stream[90:400], stream[400:])
    scripts = "</script><script>".join(
        f"self.__next_f.push({json.dumps([1, cut])})" for cut in cuts
    )

    found = extract(page(scripts), "https://e.org/1")

    assert found.markdown.startswith(MARKDOWN)
    assert found.images == ("https://e.org/oar.jpg",)


def test_an_article_in_a_flat_list_is_read():
    flat = [["Reactive", 1], {"data": 2}, {"title": 3, "html": 4}, TITLE, HTML]

    found = extract(page(json.dumps(flat), kind="application/json"), "https://e.org/1")

    assert found.markdown.startswith(MARKDOWN)
