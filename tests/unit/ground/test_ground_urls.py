import pytest
from hypothesis import given
from hypothesis import strategies as st

from syndicate.urls import LONGEST, absolute, canonical, host_of, origin, same_site


@pytest.mark.parametrize(
    ("base", "url", "expected"),
    [
        (None, "https://e.example/a?b=1&c=[x]#d", "https://e.example/a?b=1&c=[x]#d"),
        ("https://e.example/a/b", "c", "https://e.example/a/c"),
        ("https://e.example/a/b", "../c?d", "https://e.example/c?d"),
        ("https://e.example/", "//other.example/x", "https://other.example/x"),
        (None, " \n https://e.example/a\tb ", "https://e.example/ab"),
        (None, "https://e.example/a b/丁?q=é", "https://e.example/a%20b/%E4%B8%81?q=%C3%A9"),
        (None, "https://例え.example/", "https://xn--r8jz45g.example/"),
        (None, "http:\\\\e.example\\x?a\\b", "http://e.example/x?a%5Cb"),
        (None, "https://good.example\\@evil.example/", "https://good.example/@evil.example/"),
        (None, "HTTP://E.example:80/", "http://e.example/"),
        (None, "http://e.example:8080/", "http://e.example:8080/"),
        (None, "http://[::1]:8080/x", "http://[::1]:8080/x"),
        (None, "https://e.example/100%", "https://e.example/100%"),
    ],
)
def test_an_address_becomes_absolute(base, url, expected):
    assert absolute(base, url) == expected


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)", "data:text/html,x", "file:///etc/passwd", "ftp://e.example/",
        "https://user@e.example/", "https://user:pw@e.example/",
        "https://", "http:///x", "https://e.example:99999/", "http://[::1", "https://exa mple/",
        "https://e%2eexample/", "https://\u2100.example/", "relative/path", "",
    ],
)  # fmt: skip
def test_what_we_do_not_speak_is_no_address(url):
    assert absolute(None, url) is None


@pytest.mark.parametrize(
    ("base", "start", "filler"),
    [
        (None, "https://e.example/", "a"),
        (None, "HTTPS://E.example/", "a"),
        ("https://e.example/", "/", "a"),
        ("https://e.example/", "a/../", "a"),
        (None, "https://e.example/", "茶"),
        ("https://e.example/" + "b" * LONGEST + "/", "", "a"),
    ],
)
def test_what_is_longer_than_any_url_is_none(base, start, filler):
    assert absolute(base, start + filler * LONGEST) is None


def test_a_long_url_is_one():
    url = "https://e.example/".ljust(LONGEST, "a")

    assert absolute(None, url) == url
    assert absolute(None, url + "a") is None


def test_a_base_that_is_none_resolves_nothing():
    assert absolute("about:blank", "x") is None
    assert absolute("http://[", "x") is None


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("HTTPS://E.Example:443", "https://e.example/"),
        ("https://e.example./a", "https://e.example/a"),
        ("https://e.example/a/./b/../c/", "https://e.example/a/c/"),
        ("https://e.example/../../a/..", "https://e.example/"),
        ("https://e.example//a//b", "https://e.example//a//b"),
        ("https://e.example/%7ea%2fb%e4", "https://e.example/~a%2Fb%E4"),
        ("https://e.example/50%", "https://e.example/50%25"),
        ("https://e.example/丁", "https://e.example/%E4%B8%81"),
        ("https://e.example/?b=2&utm_source=x&a=1&fbclid=y", "https://e.example/?b=2&a=1"),
        ("https://e.example/a?UTM_Medium=x", "https://e.example/a"),
        (
            "https://e.example/a?pk_campaign=x&mtm_kwd=y&itm_source=z&_hsenc=1&__hstc=2",
            "https://e.example/a",
        ),
        ("https://e.example/?pk_news=1", "https://e.example/?pk_news=1"),
        ("https://e.example/?mtm_id=1", "https://e.example/?mtm_id=1"),
        ("https://e.example/?itm_id=1", "https://e.example/?itm_id=1"),
        ("https://e.example/?_hs=1&__hs_page=2", "https://e.example/?_hs=1&__hs_page=2"),
        ("https://e.example/?at_customer=1", "https://e.example/?at_customer=1"),
        ("https://e.example/a?&&", "https://e.example/a"),
        ("https://e.example/?id=utm_source", "https://e.example/?id=utm_source"),
        ("https://e.example/a#part", "https://e.example/a"),
        ("https://e.example/#!/a", "https://e.example/#!/a"),
        ("https://e.example/#/a", "https://e.example/#/a"),
        (" mailto:a@e.example ", "mailto:a@e.example"),
    ],
)
def test_a_canonical_url_has_one_spelling(url, expected):
    assert canonical(url) == expected


@given(st.text(alphabet="aB1.-/%2e~:@?&=#!+;|\\ é_", max_size=20))
def test_an_address_that_is_canonical_as_written_is_seen_like_any_other(rest):
    assert canonical(f"https://e.example/{rest}") == canonical(f"HTTPS://e.example/{rest}")


@given(st.from_regex(r"https?://[a-z.:0-9@-]{1,12}/?[a-z/.]{0,6}", fullmatch=True))
def test_a_host_is_seen_alike_however_its_scheme_is_written(url):
    written = canonical(url.replace("http", "HTTP", 1))
    assert canonical(url) == (written if written.startswith("http") else url)


def test_a_host_is_lower_case_with_its_port_unless_default():
    assert host_of("https://E.Example/x") == "e.example"
    assert host_of("http://e.example:8080") == "e.example:8080"
    assert host_of("http://e.example:443") == "e.example:443"
    assert host_of("https://bücher.example") == "xn--bcher-kva.example"
    assert host_of("nothing") == ""


def test_an_origin_is_scheme_and_host():
    assert origin("HTTPS://E.example:443/a?b#c") == "https://e.example"
    assert origin("mailto:x") == ""


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("https://www.e.example/a", "http://m.e.example/b", True),
        ("https://amp.e.example", "https://e.example", True),
        ("https://blog.e.example", "https://e.example", True),
        ("https://e.example:8080", "https://e.example", False),
        ("https://a.github.io", "https://b.github.io", False),
        ("https://a.co.uk", "https://co.uk", False),
        ("https://e.com.cn", "https://com.cn", False),
        ("https://note.example", "https://e.example", False),
        ("https://m.example", "https://example", False),
        ("http://10.0.0.1", "http://0.0.1", False),
        ("nothing", "nothing", False),
    ],
)
def test_hosts_of_one_publisher_are_one_site(one, other, same):
    assert same_site(one, other) is same
    assert same_site(other, one) is same
