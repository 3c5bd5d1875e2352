"""What came out of ${NAME} shows its name again, wherever a server repeats it."""

from __future__ import annotations

from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from syndicate import urls
from syndicate.errors import BadStatus
from syndicate.fetcher.veil import Veil
from syndicate.model import Page, Source, Validators

TOKEN = "q7+x/secret%1"
QUOTED = "q7+x/secret%1"
URL = "https://tea.example/feed?key=" + QUOTED
SOURCE = Source(
    id="tea",
    url=URL,
    shown="https://tea.example/feed?key=${KEY}",
    secrets={"KEY": TOKEN, "PART": "news", "WORD": "newsletter", "SHORT": "abc"},
)
VEIL = Veil(SOURCE)


def test_the_sources_own_address_is_shown_as_it_was_written():
    assert VEIL.address(URL) == SOURCE.shown
    assert VEIL.message(f"{URL} answered 404") == f"{SOURCE.shown} answered 404"


@pytest.mark.parametrize("form", [TOKEN, "q7%2Bx%2Fsecret%251"])
def test_a_secret_is_hidden_in_other_addresses_too(form):
    assert VEIL.address(f"https://tea.example/new/{form}/x") == "https://tea.example/new/${KEY}/x"
    assert VEIL.address(f"https://evil.example/?k={form}") == "https://evil.example/?k=${KEY}"


def test_a_plain_word_stays_what_it_is_in_an_address():
    url = "https://news.example/news/newsletter/abc.html"

    assert VEIL.address(url) == url


def test_messages_hide_more():
    assert VEIL.message("https://tea.example/news/abc") == "https://tea.example/${PART}/abc"


def test_a_veiled_address_is_asked_as_it_is_on_its_own_origin_alone():
    for name in ("${KEY}", "$%7BKEY%7D"):
        assert VEIL.reveal(f"https://tea.example/a?k={name}") == f"https://tea.example/a?k={QUOTED}"
        other = f"https://evil.example/a?k={name}"
        assert VEIL.reveal(other) == other
    assert VEIL.reveal(SOURCE.label) == URL


def before(key: str, *, etag: str | None) -> Validators:
    """Return what an address sent that the source led to before."""
    return Validators(url=f"https://tea.example/old?key={key}", etag=etag)


def test_no_tag_of_any_address_that_repeats_a_secret_is_kept():
    sent = Validators(url=URL, etag='"1"', others=(before("1", etag=f'"{TOKEN}"'),))

    veiled = VEIL.page(Page(url=URL, body=b"", validators=sent))

    assert veiled.validators.others == (before("1", etag=None),)


def test_an_answer_is_veiled_whole():
    page = Page(
        url=URL,
        moved_to=f"https://tea.example/{TOKEN}",
        validators=Validators(url=URL, etag='"1"', others=(before(TOKEN, etag='"2"'),)),
        body=f'<link href="{URL}"/> 苏州 newsletter'.encode(),
    )

    veiled = VEIL.text(VEIL.page(page))

    assert veiled.url == SOURCE.shown
    assert veiled.moved_to == "https://tea.example/${KEY}"
    assert veiled.validators == Validators(
        url=SOURCE.label, etag='"1"', others=(before("${KEY}", etag='"2"'),)
    )
    assert veiled.body == f'<link href="{SOURCE.shown}"/> 苏州 newsletter'.encode()
    assert VEIL.unveiled(veiled.validators) == page.validators


def test_errors_are_veiled_with_their_kind():
    with pytest.raises(BadStatus) as caught, VEIL.over_errors():
        raise BadStatus(f"{URL} answered 410", url=URL, status=410)

    assert caught.value.status == 410
    assert TOKEN not in f"{caught.value} {caught.value.message} {caught.value.url}"


def test_without_secrets_nothing_changes():
    plain = Source(id="tea", url="https://tea.example/feed")
    page = Page(url="https://tea.example/x", body=b"text ${KEY}")

    assert Veil(plain).text(Veil(plain).page(page)) == page
    assert Veil(plain).reveal("https://tea.example/${KEY}") == "https://tea.example/${KEY}"


# Whatever one line of text an environment may hold that is long enough to be looked for.
SECRETS = st.text(st.characters(exclude_categories=["Cc", "Cs", "Z"]), min_size=16, max_size=40)


@given(SECRETS, st.sampled_from(["/feed?key={}&page=2", "/{}/feed", "/feed?{}"]))
def test_every_veiled_address_leads_back_and_holds_no_secret(secret, place):
    written = "https://tea.example" + place
    # What would end the part of the address in which it stands is another address.
    secret = secret.translate(dict.fromkeys(map(ord, "?#/\\\\$&%")))
    url = urls.absolute(None, written.format(secret))
    if len(secret) < 16 or url is None:
        return
    veil = Veil(Source(id="a", url=url, shown=written.format("${KEY}"), secrets={"KEY": secret}))
    elsewhere = url.replace("/feed", "/moved")

    assert veil.reveal(veil.address(url)) == url
    assert veil.reveal(veil.address(elsewhere)) == elsewhere
    for shown in (veil.address(elsewhere), veil.message(f"{elsewhere} failed: {secret}")):
        assert secret not in shown
        assert quote(secret, safe="") not in shown


@pytest.mark.parametrize(
    ("tag", "kept"), [(f'"{TOKEN}"', None), ('"v1-newsletter"', '"v1-newsletter"')]
)
def test_a_tag_that_repeats_a_secret_is_not_kept(tag, kept):
    page = Page(url=URL, body=b"", validators=Validators(url=URL, etag=tag, digest="d"))

    assert VEIL.page(page).validators == Validators(url=SOURCE.label, etag=kept, digest="d")


@pytest.mark.parametrize("names", [("PART", "WHOLE"), ("WHOLE", "PART")])
def test_of_a_secret_that_holds_another_no_part_is_left(names):
    values = {"PART": "q7x4secret", "WHOLE": "q7x4secret-and-more"}
    source = Source(id="tea", url="https://tea.example/", secrets={n: values[n] for n in names})

    assert Veil(source).message("it is q7x4secret-and-more") == "it is ${WHOLE}"
