"""Pages that stand in for others, and pages that merely speak of such."""

from __future__ import annotations

import time

import pytest

from syndicate.fetcher.watch import impostors

URL = "https://tea.example/news/42"
LONG = "<p>" + "The kettle sings while the ferry waits for whoever is late. " * 40 + "</p>"


def page(title: str, body: str) -> str:
    return f"<!doctype html><html><head><title>{title}</title></head><body>{body}</body></html>"


STAND_INS = [
    ("captcha", page("Just a moment...", '<h1>Wait</h1><div class="cf-turnstile"></div>')),
    ("captcha", page("安全验证", "<p>请完成验证</p>")),
    ("captcha", page("", '<p>Are you human?</p><div class="g-recaptcha"></div>')),
    ("login", page("Hello", "<form>Sign in <input name=u><input type=password></form>")),
    ("login", page("会员", "<form>请登录<input type='password'></form>")),
    (
        "consent wall",
        page("Hi", "<h1>Before you continue</h1><button>Accept all</button><a>Manage options</a>"),
    ),
    ("forbidden", page("Access Denied", "<p>Reference #18</p>")),
    ("soft 404", page("Tea", "<h1>Page not found</h1><p>Try the search.</p>")),
    ("soft 404", page("页面不存在", "<p>返回首页</p>")),
    ("soft 404", page("Seite nicht gefunden", "<p>Zur Startseite</p>")),
    ("maintenance", page("Down for maintenance", "<p>Back soon</p>")),
    ("parked domain", page("tea.example", "<p>This domain is for sale!</p>")),
    ("script shell", page("App", '<div id="root"></div><script>var a = "long text"</script>')),
    ("script shell", page("App", "<noscript>Please enable JavaScript</noscript>")),
    ("empty page", page("", "<div></div>")),
]


@pytest.mark.parametrize(("fault", "text"), STAND_INS)
def test_a_page_that_stands_in_for_another_is_told(fault, text):
    assert impostors.of(text, URL) == fault


@pytest.mark.parametrize(
    "text",
    [
        page("How captchas work", f"<h1>Verify you are human</h1>{LONG}"),
        page("A short note", "<article><h1>A short note</h1><p>The kettle sings.</p></article>"),
        page("Tea", "<p>A note.</p><form>Comment <div class='g-recaptcha'></div></form>" + LONG),
        page("404 ways to cook", f"<h1>404 ways to cook</h1>{LONG}"),
        page("Short", "<p>A note of a page with comments, of which one must be a person.</p>"
             "<p>It is long enough to say a thing or two, and has a form below it, as many have.</p>"
             "<p>Nobody would take it for anything else, and so it is one.</p>"
             "<div class='g-recaptcha'></div>"),
        page("News", "".join(
            f"<a href='/{n}'>A headline that says what happened, number {n}</a>" for n in range(9)
        ) + "<input type=password> log in"),
    ],
)  # fmt: skip
def test_a_page_that_says_something_of_its_own_is_none(text):
    assert impostors.of(text, URL) is None


def test_whoever_is_sent_to_a_login_is_at_a_login():
    assert impostors.of(page("Welcome", "<p>Hello there</p>"), "https://tea.example/login?to=/42")


@pytest.mark.parametrize(
    ("there", "asked", "expected"),
    [
        ("https://tea.example/", URL, True),
        ("https://tea.example", URL, True),
        ("https://tea.example/", "https://tea.example/", False),
        ("https://tea.example/?p=42", URL, False),
        ("https://other.example/", URL, False),
    ],
)
def test_an_article_that_leads_to_the_front_page_of_its_site_is_gone(there, asked, expected):
    assert impostors.is_front(there, asked) is expected
    assert (impostors.of(page("Tea", LONG), there, asked) == "soft 404") is expected


@pytest.mark.parametrize("piece", ["<!--", "<a href=x>", "<script>", "<h1>", "<", "<img "])
def test_a_page_of_one_piece_over_and_over_is_judged(piece):
    assert impostors.of(piece * 40_000, URL) in (None, "empty page", "script shell")


def test_a_tag_of_nothing_but_names_is_judged_in_no_time():
    before = time.process_time()
    impostors.of("<a " + "href " * 40_000, URL)

    assert time.process_time() - before < 2


@pytest.mark.parametrize(
    "title", ["Swimming forbidden in the lake", "Bus 404 runs again", "A story not found elsewhere"]
)
def test_an_article_may_be_called_what_an_error_is_called(title):
    page = f"<title>{title} | Lake Press</title><h1>{title}</h1><p>From Monday on, until the autumn.</p>"

    assert impostors.of(page, "https://a.example/1", title=title) is None
    assert impostors.of(page, "https://a.example/1") is not None
    assert impostors.of(page, "https://a.example/1", title="The ferry") is not None


def test_an_error_stays_one_whatever_was_asked_for():
    page = "<title>404 Not Found</title><h1>404 Not Found</h1><p>Look for The ferry elsewhere.</p>"

    assert impostors.of(page, "https://a.example/1", title="The ferry") == "soft 404"
    assert impostors.of(page, "https://a.example/1", title=" ") == "soft 404"
