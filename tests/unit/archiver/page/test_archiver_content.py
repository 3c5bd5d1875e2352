import tracemalloc

import pytest
from hypothesis import given
from hypothesis import strategies as st

from syndicate.archiver.page import clean, content, doubts
from syndicate.archiver.page.furniture import Judge
from syndicate.archiver.page.measure import measure, weigh
from syndicate.markup import tree
from syndicate.markup.text import squash
from syndicate.markup.tree import Element

PROSE = "<p>The committee met on Tuesday to review the findings, and agreed on most of them.</p>"
中文 = "<p>委员会星期二开会，审议了为期两年的海岸侵蚀研究结果，并就大部分内容达成一致。</p>"


def body(html: str) -> Element:
    found = tree.parse(f"<body>{html}").find("body")
    assert found is not None
    return found


def chosen(html: str) -> str:
    return content.choose(body(html)).element.text()


def test_a_chinese_character_weighs_two_letters():
    assert weigh("ab") == (2, 0)
    assert weigh("中文。") == (5, 1)
    assert weigh(" \n") == (0, 0)


def test_prose_is_text_with_stops_or_length_outside_links():
    root = body(
        f"<p>Short label</p>{PROSE}<p><a href=/x>A long headline of another story, really.</a></p>"
    )

    measures = measure(root, Judge())

    assert measures[id(root)].prose == weigh(tree.fragment(PROSE).text())[0]


@pytest.mark.parametrize(
    "furniture",
    [
        "<nav>{}</nav>", "<aside>{}</aside>", "<footer>{}</footer>", "<form>{}</form>",
        "<header>{}</header>", "<div role=navigation>{}</div>", "<div hidden>{}</div>",
        "<div aria-hidden=true>{}</div>", "<div style='display: none'>{}</div>",
        "<div class=related-posts>{}</div>", "<div id=commentsSection>{}</div>",
        "<ul class='share_bar'>{}</ul>", "<section class=fenxiang>{}</section>",
    ],
)  # fmt: skip
def test_furniture_is_taken_out(furniture):
    html = f"<main>{PROSE * 4}</main>" + furniture.format("<p>Other things, to read.</p>")

    assert "Other" not in chosen(html)


@pytest.mark.parametrize("article", [PROSE * 4, 中文 * 4])
@pytest.mark.parametrize(
    "frame",
    [
        "<form>{}</form>",
        "<div class=share-content>{}</div>",
        "<div class=sidebar-right-layout>{}</div>",
    ],
)
def test_what_holds_most_of_the_text_is_no_furniture(frame, article):
    assert chosen(frame.format(article)) == tree.fragment(article).text()


@pytest.mark.parametrize(
    "html",
    [
        "<div><div id=x>{}</div></div><div>side note</div>",
        "<article>{}</article><article><p>Another, shorter teaser.</p></article>",
        "<div>Menu</div><main><div>{}</div></main>",
        "<div itemprop=articleBody>{}</div><div><p>A comment, and a short one.</p></div>",
    ],
)
@pytest.mark.parametrize("article", [PROSE * 4, 中文 * 4])
def test_the_article_is_the_smallest_element_with_nearly_all_prose(html, article):
    assert chosen(html.format(article)) == tree.fragment(article).text()


def test_parts_of_one_article_stay_together():
    assert chosen(f"<div><div>{PROSE * 3}</div><div>{中文 * 3}</div></div>").count("。") == 3


def test_words_that_condemn_all_the_prose_are_not_believed():
    parts = "".join(f"<div class='promo block'>{PROSE}</div>" for _ in range(5))

    assert chosen(f"<div>{parts}</div>") == tree.fragment(PROSE * 5).text()


LINKS = "<li><a href=/x>Another story of the day</a>" * 5


def test_lists_of_links_above_the_text_are_menus_and_below_it_its_sources():
    above, below = f"<ul>{LINKS}</ul>", LINKS.replace("Another", "Source")

    found = chosen(f"<article>{above}{PROSE * 4}<h2>Sources</h2><ul>{below}</ul></article>")

    assert "Another" not in found
    assert found.count("Source story of the day") == 5


def test_boxes_of_links_are_taken_out_wherever_they_stand():
    box = f"<div>{LINKS}</div>"

    assert "Another" not in chosen(f"<article>{PROSE * 4}{box}{PROSE}{box}</article>")


TEASER = (
    "<div><div><a href=/ferry>{}</a></div>"
    "<p>The ferry was late, and so was everybody on it. <a href={}>Full story</a></p></div>"
)


@pytest.mark.parametrize(
    "headline",
    ["<b>A ferry of the north, late again</b>", "<h3>A ferry of the north, late again</h3>"],
)
def test_the_linked_headline_of_a_text_that_links_there_too_stays(headline):
    teaser = TEASER.format(headline, "/ferry")

    assert "A ferry" in chosen(f"<article>{PROSE * 4}{teaser}</article>")


@pytest.mark.parametrize(
    "teaser",
    [
        TEASER.format("A ferry of the north, late again", "/ferry"),
        TEASER.format("<b>A ferry of the north, late again</b>", "/x"),
    ],
)
def test_another_link_in_a_box_of_its_own_is_another_story(teaser):
    assert "A ferry" not in chosen(f"<article>{PROSE * 4}{teaser}</article>")


def test_a_box_that_quotes_a_post_stays():
    post = "<blockquote>Look! <a href=/p>pic.example/FWngZ7j9hq</a> — <a href=/q>Ada, 2 May</a>"

    assert "Look!" in chosen(f"<article>{PROSE * 4}<div>{post}</blockquote></div></article>")


def test_cells_that_are_one_link_are_data_and_those_of_many_are_a_menu():
    row = "<tr><td><a href=/1>The longest name of a fund</a></td><td>1,234</td></tr>"
    menu = "<tr><td><a href=/1>Front page</a> <a href=/2>Weather and tides</a></td></tr>"

    found = chosen(
        f"<article><table>{menu}{row * 2}<tr><td>{PROSE * 4}</td></tr></table></article>"
    )

    assert found.count("longest name") == 2
    assert "Weather" not in found


@pytest.mark.parametrize(
    "said",
    ["潮位创下今年新高，港口关闭三小时，客轮停航。", "The port closed at noon, for three hours."],
)
def test_flash_news_is_an_article_where_its_page_says_so(said):
    def least(html: str) -> int:
        root = body(html)
        return content.choose(root).least

    assert weigh(said)[0] >= least(f"<article><p>{said}</p></article>")
    assert weigh(said)[0] < least(f"<main><p>{said}</p></main><div>{LINKS}</div>")


@pytest.mark.parametrize("said", ["Hello", "潮位"])
def test_a_page_that_is_one_word_is_that_word_but_no_excuse(said):
    assert content.choose(body(f"<p>{said}</p>")).least <= weigh(said)[0]
    assert content.choose(body("<h1>404</h1>Not found")).least > weigh("404 Not found")[0]
    assert content.choose(body(f"<nav>{said}</nav>")).least > weigh(said)[0]


def test_the_score_of_a_text_is_what_a_second_opinion_expects_of_it():
    root = body(f"<main>{PROSE * 40}</main>")

    _, expected = doubts.settled(content.first(root).element, "A title")

    assert content.choose(root, "A title").score == round(expected, 3) > 0.8
    assert content.choose(body("")).score == 0.0


def test_the_first_score_grows_with_the_prose_and_its_share():
    def score(html: str) -> float:
        return content.first(body(html)).score

    assert 0 < score(PROSE) < score(PROSE * 10) < score(PROSE * 40) == 1.0
    assert score(f"<article>{PROSE * 20}</article><div>{PROSE * 20}</div>") < 0.6


def test_a_box_of_links_that_holds_the_text_is_searched_for_it():
    post = f"<div><h1>T</h1>{PROSE * 4}<div>{LINKS * 9}</div></div>"

    found = chosen(f"{post}{PROSE}")

    assert found.count("met on") == 5
    assert "Another" not in found


def test_text_that_is_never_shown_is_no_article_beside_one_that_is():
    hidden = f"<div style='display:none'>{PROSE * 90}</div>".replace("committee", "spam")
    shown = f"<div>{PROSE * 25}</div>"

    assert "spam" not in chosen(shown + hidden)
    assert "spam" in chosen(f"<p>Loading…</p>{hidden}")


REST = f"<div style='display: none'>{PROSE.replace('committee', 'council')}</div>"


@pytest.mark.parametrize(
    "folded",
    [
        f"<div><button>Story continues</button></div>{REST}",
        f"<a href=#all>Read more …</a> {REST}",
        f"{REST.replace('style', 'hidden data-style')}<p><button>展开全文</button></p>",
    ],
)
def test_the_rest_of_a_text_that_a_button_opens_is_part_of_it(folded):
    assert "council" in chosen(f"<article>{PROSE * 4}{folded}</article>")


@pytest.mark.parametrize(
    "folded",
    [
        REST,
        f"<button>Subscribe</button>{REST}",
        f"<button>Read more</button><p>{PROSE}</p>{REST}",
        f"<button>Read more</button>{REST.replace('div', 'nav')}",
        f"<button>Show more</button>{REST.replace('style', 'class=comments style')}",
        "<button>Read more</button><div hidden>Sign up for the council's letter, today.</div>",
    ],
)
def test_what_nothing_opens_or_is_no_text_stays_hidden(folded):
    assert "council" not in chosen(f"<article>{PROSE * 4}{folded}</article>")


def test_what_a_sentence_links_to_is_no_furniture_by_its_name():
    link = "<a class='text-share-text' href=/x>the report of the harbour</a>"

    assert "report" in chosen(f"<article>{PROSE * 4}<p>Earlier: {link}</p></article>")
    assert "report" not in chosen(f"<article>{PROSE * 4}<p> | {link}</p></article>")
    assert "report" not in chosen(f"<article>{PROSE * 4}<div>Earlier: {link}</div></article>")


@pytest.mark.parametrize("name", ["ad-modal", "copyright"])
def test_nothing_in_a_figure_is_furniture_by_its_name(name):
    framed = f"<figure><div class={name}>A ferry</div></figure>"
    loose = framed.replace("figure", "div")

    assert "A ferry" in clean.strip(body(PROSE * 4 + framed)).text()
    assert "A ferry" not in clean.strip(body(PROSE * 4 + loose)).text()


def test_the_id_of_a_heading_condemns_it_not():
    heading = "<h2 id=h-from-ads-to-comments>From ads to comments</h2>"

    assert "From ads" in clean.strip(body(PROSE * 4 + heading)).text()
    assert "From ads" not in clean.strip(body(PROSE * 4 + heading.replace("h2", "div"))).text()


@pytest.mark.parametrize("hiding", ["hidden", "style='display:none'"])
@pytest.mark.parametrize("tag", ["b", "em", "code"])
def test_words_in_a_line_that_are_not_shown_are_none_of_the_text(tag, hiding):
    sentence = f"<p>The committee met <{tag} {hiding}>in secret</{tag}> on Tuesday, and agreed.</p>"

    assert "secret" not in chosen(sentence * 20)


def test_signs_that_screen_readers_are_not_told_are_shown():
    sentence = "<p>The committee met <b aria-hidden=true>on Tuesday</b>, and agreed on it.</p>"

    assert "Tuesday" in chosen(sentence * 20)


@pytest.mark.parametrize("tag", ["blockquote", "figure"])
def test_who_is_quoted_stays(tag):
    quoted = f"<{tag}><p>A dam.</p><footer>— Ann Smith, <cite>The Dam</cite></footer></{tag}>"
    shared = quoted.replace("<footer>", "<footer class=share-tools>")

    assert "Ann Smith" in clean.strip(body(PROSE * 4 + quoted)).text()
    assert "Ann Smith" not in clean.strip(body(PROSE * 4 + shared)).text()


def told(count: int, about: int, excerpt: str = PROSE) -> str:
    cards = "".join(
        f"<div class=card><h3><a href=/{at}>A headline of the story with number {at}</a></h3>{excerpt}</div>"
        for at in range(count)
    )
    return f"<div><div>{PROSE * about}</div><div>{cards}</div></div>"


def test_teasers_that_outweigh_a_short_text_are_what_a_page_says():
    found = content.choose(body(told(30, about=6)))

    assert found.listed
    assert "with number 29" in found.element.text()


@pytest.mark.parametrize(
    "page",
    [
        told(30, about=10),
        told(5, about=6),
        told(30, about=6, excerpt="<p>Ten minutes</p>"),
        f"<article>{told(30, about=6)}</article>".replace("<div>", "<div itemprop=articleBody>", 1),
    ],
    ids=["long text", "few teasers", "headlines alone", "marked text"],
)
def test_a_text_beside_other_stories_is_the_article(page):
    found = content.choose(body(page))

    assert not found.listed
    assert "number 4" not in found.element.text()


def test_a_view_that_says_a_sentence_counts_nothing():
    post = "<div class=markdown_views><p>保存后重启服务即可，端口仍是 8080，其余设置不必改动。</p></div>"
    counter = "<span class=post-views>阅读 1,204</span>"

    assert "重启" in chosen(f"<article>{post}</article>")
    assert "1,204" not in chosen(f"<article>{PROSE * 4}{counter}</article>")


@given(st.lists(st.text(st.sampled_from("ab \n\u200b\u00a0.") | st.characters(), max_size=60)))
def test_the_beginning_of_a_text_is_that_of_the_whole(texts):
    element = Element("div", {}, list(texts))

    assert content._beginning(element) == squash(" ".join(texts))[:100]


def test_the_beginning_of_a_long_text_takes_no_memory():
    element = Element("div", {}, ["A sentence of a long page. "] * 40_000)
    tracemalloc.start()

    content._beginning(element)

    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < 1_000_000
