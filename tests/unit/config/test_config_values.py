"""One value each: what it may be, and the end of the sentence when it may not."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from syndicate import addresses
from syndicate.config import values
from syndicate.config.values import BadValue


@pytest.mark.parametrize(
    ("written", "seconds"),
    [
        ("30m", 1800),
        ("1h30m", 5400),
        ("2d", 172_800),
        ("1w2d", 777_600),
        ("90s", 90),
        ("0s", 0),
        ("100h", 360_000),
    ],
)
def test_a_duration_is_numbers_with_units_longest_first(written, seconds):
    assert values.duration(written) == timedelta(seconds=seconds)


@pytest.mark.parametrize(
    "written",
    [
        "",
        "30",
        30,
        "m",
        "30m1h",
        "1.5h",
        "-1h",
        "1h 30m",
        "３h",
        "9" * 30 + "w",
        "5200w",
        True,
        None,
    ],
)
def test_what_is_no_duration_is_refused(written):
    with pytest.raises(BadValue):
        values.duration(written)


@given(st.integers(min_value=0, max_value=3660 * 86_400))
def test_a_written_duration_reads_back_the_same(seconds):
    length = timedelta(seconds=seconds)

    assert values.duration(values.write_duration(length)) == length


def test_an_interval_of_nothing_is_refused():
    with pytest.raises(BadValue, match="longer than nothing"):
        values.span("0s")


@pytest.mark.parametrize(
    ("written", "part"), [("10%", 0.1), ("0%", 0), ("12.5%", 0.125), (0.2, 0.2), (1, 1)]
)
def test_a_share_is_a_percentage_or_a_part_of_one(written, part):
    assert values.share(written) == part


@pytest.mark.parametrize("written", ["101%", -0.1, 1.1, True, "ten", "%", float("nan")])
def test_what_is_no_share_is_refused(written):
    with pytest.raises(BadValue):
        values.share(written)


@pytest.mark.parametrize("name", ["a", "qq", "news.example.com", "0_x-y", "a" * 63])
def test_an_id_names_files_safely(name):
    assert values.identifier(name) == name


@pytest.mark.parametrize(
    "name", ["", ".", "..", "-a", "_a", "A", "a b", "a/b", "é", "a" * 64, "a\n", 5]
)
def test_what_could_not_name_a_file_is_no_id(name):
    with pytest.raises(BadValue):
        values.identifier(name)


@pytest.mark.parametrize(
    "address",
    ["ftp://a.example/", "a.example", "//a.example/", "javascript:alert(1)", "http://", "", 7],
)
def test_only_http_addresses_are_followed(address):
    with pytest.raises(BadValue):
        values.url(address)


def test_an_address_with_a_password_is_refused_without_repeating_it():
    with pytest.raises(BadValue) as refusal:
        values.url("https://me:hunter2@a.example/feed")

    assert "hunter2" not in str(refusal.value)
    assert "user name or password" in str(refusal.value)


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("https://example.org", "https://example.org/"),
        ("https://example.org/feeds", "https://example.org/feeds/"),
        ("https://example.org/feeds/", "https://example.org/feeds/"),
    ],
)
def test_a_base_url_ends_in_a_slash(written, read):
    assert values.base_url(written) == read


@pytest.mark.parametrize("written", ["", False])
def test_a_hub_may_be_none(written):
    assert values.hub(written) == ""


@pytest.mark.parametrize("written", [True, 0, "hub.example", "ftp://a.example/", "https://a/#top"])
def test_what_is_no_hub_is_refused(written):
    with pytest.raises(BadValue):
        values.hub(written)


@pytest.mark.parametrize("written", ["https://example.org/?a=1", "https://example.org/#top"])
def test_a_base_url_has_no_query_and_no_fragment(written):
    with pytest.raises(BadValue):
        values.base_url(written)


@pytest.mark.parametrize("name", ["UTC", "Asia/Shanghai", "Europe/Berlin"])
def test_a_time_zone_is_one_of_the_database(name):
    assert values.zone(name) == name


@pytest.mark.parametrize("name", ["Mars/Base", "../etc/passwd", "/etc/localtime", "Asia", "", 8])
def test_what_is_no_time_zone_is_refused(name):
    with pytest.raises(BadValue):
        values.zone(name)


@pytest.mark.parametrize(
    "name",
    [
        "127.0.0.1",
        "127.0.0.1:8000",
        "10.0.0.0/8",
        "::1",
        "[::1]:80",
        "fd00::/8",
        "nas.lan:80",
        "localhost",
    ],
)
def test_an_allowance_is_an_address_a_network_or_an_endpoint(name):
    assert values.allowance(name)


@pytest.mark.parametrize(
    "name",
    [
        "",
        "a b",
        "127.1",
        "127.1:80",
        "10.0.0.0/33",
        "10.0.0.1/8",
        "a:0",
        "a:65536",
        "a:b",
        "[x]:80",
        ":80",
        "10.0.0.0/8:80",
        "[fe80::/10]",
        "[10.0.0.1]:80",
        "http://nas.lan",
        8000,
    ],
)
def test_what_is_no_allowance_is_refused(name):
    with pytest.raises(BadValue):
        values.allowance(name)


ENDPOINTS = st.lists(
    st.sampled_from(
        ["127", "10.0.0.1", "::1", "[", "]", ":", "/8", "nas", ".", "lan", "-", "80", "0x7f", " "]
    ),
    max_size=6,
).map("".join)


@given(ENDPOINTS)
def test_what_may_be_allowed_has_a_meaning_to_the_fetcher(name):
    try:
        allowed = values.allowance(name)
    except BadValue:
        return

    assert addresses.rule(allowed)


@given(ENDPOINTS, ENDPOINTS)
def test_what_may_be_a_detour_has_a_meaning_to_the_fetcher(name, target):
    try:
        detours = values.detours({name: target})
    except BadValue:
        return

    assert [addresses.route(*pair) for pair in detours.items()]


@given(st.sampled_from(["a.example:80", "[::1]:80"]), st.sampled_from(["10.0.0.1:1", "[::1]:9"]))
def test_an_ordinary_detour_is_accepted(name, target):
    assert addresses.route(*next(iter(values.detours({name: f" {target}"}).items())))


def test_a_detour_leads_from_endpoint_to_endpoint():
    assert values.detours({"a.example:80": "127.0.0.1:8000"}) == {"a.example:80": "127.0.0.1:8000"}


@pytest.mark.parametrize(
    "table",
    [
        {"a.example": "127.0.0.1:8000"},
        {"a.example:80": ""},
        {"a.example:80": "b.example:80"},
        {"a.example:80": "10.0.0.0/8:80"},
        {"a.example:80": "[fe80::/10]:80"},
        {"10.0.0.0/8:80": "10.0.0.1:80"},
        {"a.example:80": 80},
        "x",
        [],
    ],
)
def test_what_is_no_detour_is_refused(table):
    with pytest.raises(BadValue):
        values.detours(table)


@pytest.mark.parametrize(
    ("read", "wrong"),
    [
        (values.text, " "),
        (values.text, "two\nlines"),
        (values.text, "\x1b[2J"),
        (values.flag, "true"),
        (values.flag, 1),
        (values.one_of("a", "b"), "c"),
        (values.listing(values.text), "a"),
        (values.listing(values.text), ["a", "a"]),
        (values.listing(values.text), [1]),
        (values.whole(1, 5), 0),
        (values.whole(1, 5), 6),
        (values.whole(1, 5), True),
        (values.whole(1, 5), "3"),
        (values.backfill, -1),
        (values.backfill, "some"),
        (values.language, "english language"),
        (values.language, ""),
    ],
)
def test_a_value_of_the_wrong_kind_is_refused(read, wrong):
    with pytest.raises(BadValue):
        read(wrong)


@pytest.mark.parametrize("tag", ["en", "zh-CN", "zh-Hans-CN", "de-x-a", "sl-rozaj-biske-1994"])
def test_a_language_is_a_tag_of_bcp_47(tag):
    assert values.language(tag) == tag


def test_text_may_hold_whatever_a_title_does():
    assert values.text(" 茶\u3000马 👩\u200d🔬 ") == "茶\u3000马 👩\u200d🔬"


def test_backfill_is_a_number_or_all():
    assert values.backfill(0) == 0
    assert values.backfill(7) == 7
    assert values.backfill("all") is None


@given(
    st.one_of(
        st.none(),
        st.booleans(),
        st.integers(),
        st.floats(),
        st.text(),
        st.lists(st.text()),
        st.dictionaries(st.text(), st.text()),
    )
)
def test_no_value_makes_a_reader_raise_anything_else(value):
    readers = (
        values.text,
        values.url,
        values.base_url,
        values.hub,
        values.duration,
        values.span,
        values.share,
        values.zone,
        values.identifier,
        values.language,
        values.allowance,
        values.detours,
        values.backfill,
        values.listing(values.text),
    )
    for read in readers:
        try:
            read(value)
        except BadValue as wrong:
            assert str(wrong)
