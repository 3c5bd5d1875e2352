"""What one request says and what one answer means. Pure: no sockets, no clock.

Validators belong to the URL that sent them and go back to it byte for byte, to no other: where a
redirect leads for the first time is asked without. The Referer is the article's origin alone, and
only an image is asked with one.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from http import HTTPStatus

from syndicate import urls
from syndicate.errors import BadStatus, Refused, TooLarge
from syndicate.fetcher import headers
from syndicate.fetcher.body import ACCEPT_ENCODING
from syndicate.fetcher.headers import Headers
from syndicate.fetcher.partial import Part
from syndicate.model import Page, Validators

REDIRECTS = frozenset({301, 302, 303, 307, 308})
BRINGS = frozenset({200, 206})
"""Statuses of an answer that brings a file, or a piece of one."""
PERMANENT = frozenset({301, 308})

# What is gone, and what a court took away; all else (401, 403, 429, 5xx …) may pass.
_FINAL = frozenset({404, 410, 451})
_BUSY = frozenset({429, 503})
# As long as a failed entry waits: going on at once is what gets a reader blocked for good.
_THROTTLED = timedelta(minutes=10)
# Four digits of length: reading so much costs less than another TLS handshake.
_SHORT_DIGITS = 4
# An error page; the answer of a hub that took the form has no body.
_HUB = 65_536
# Longer ones are attacks on whoever stores them and sends them back.
_MAX_VALIDATOR = 1_024
# Two mirrors that take turns, and the address from before; a redirect that never leads to one
# place twice would fill the state with tags that nobody asks for again.
_ADDRESSES = 3
_VALIDATOR = re.compile(r"[\x21-\x7e\x80-\xff](?:[\t\x20-\x7e\x80-\xff]*[\x21-\x7e\x80-\xff])?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """Hold what one request asks for; `limit` in decoded bytes, `posted` what a POST sends.

    `again`: that goes wherever it is led, and any 2xx has taken it.

    `headers` are sent to the first address's host alone, wherever that leads. `part` is where a
    body goes that is not to be held in memory.
    """

    accept: str
    limit: int
    validators: Validators | None = None
    referer: str | None = None
    posted: bytes | None = None
    again: bool = False
    headers: Sequence[tuple[str, str]] = ()
    part: Part | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """Hold what one hop sent back, and when; `body` is empty unless the status is 200.

    `sent` are the lines of the request but those that the operator wants sent.
    """

    at: datetime
    url: str
    status: int
    headers: Headers
    body: bytes = b""
    sent: Headers = ()


def web(url: str) -> str:
    """Return the URL as it is asked for; raise Refused unless it is http(s) without userinfo."""
    absolute = urls.absolute(None, url)
    if absolute is None:
        raise Refused(f"{url[:200]} is not an address of the web", url=url, transient=False)
    return absolute.partition("#")[0]


def to_hub(form: bytes) -> Wish:
    """Return the wish that a hub takes a form; of what it says to that nothing is kept."""
    return Wish(accept="*/*", limit=_HUB, posted=form, again=True)


def target(answer: Answer) -> str:
    """Return where a redirect leads."""
    location = headers.value(answer.headers, "location")
    if location is None:
        raise BadStatus(
            f"{answer.url} answered {_named(answer.status)} without saying where to",
            url=answer.url,
            status=answer.status,
        )
    target = urls.absolute(answer.url, _text(location))
    if target is None:
        raise Refused(
            f"{answer.url} leads to {location[:200]!r}, which is not an address of the web",
            url=answer.url,
        )
    return target.partition("#")[0]


def onward(answer: Answer, wish: Wish, there: str) -> Wish:
    """Return what is asked of the address that a redirect leads to.

    As browsers do it (Fetch §4.4), a POST goes on as a GET; 307 and 308, which would have it sent
    again, are followed only within its origin. One that is to arrive (`Wish.again`) goes on as it
    is, but never out of TLS. Raises Refused.
    """
    if urls.host_of(there) != urls.host_of(answer.url):
        wish = replace(wish, headers=())
    if wish.again and answer.status != HTTPStatus.SEE_OTHER:
        if answer.url.startswith("https:") and not there.startswith("https:"):
            # What a hub is told is a secret (WebSub §5.1).
            raise Refused(f"{answer.url} leads a POST out of TLS, to {there}", url=answer.url)
        return wish
    if wish.posted is None or answer.status in (301, 302, 303):
        return replace(wish, posted=None)
    if urls.origin(there) == urls.origin(answer.url):
        return wish
    raise Refused(f"{answer.url} leads a POST to another site, {there}", url=answer.url)


def held_until(answer: Answer) -> datetime | None:
    """Return the instant before which a busy host must not be asked again; None when it is not.

    429 is about whoever asks, so it holds the host even without a Retry-After that makes sense;
    503 may be about one page.
    """
    if answer.status not in _BUSY:
        return None
    asked = headers.retry_after(answer.headers, answer.at)
    throttled = answer.status == HTTPStatus.TOO_MANY_REQUESTS
    return answer.at + _THROTTLED if asked is None and throttled else asked


def page(answer: Answer, wish: Wish, moved: str | None) -> Page:
    """Return the page, or raise BadStatus for an answer that carries none."""
    kept = _kept(answer.url, wish.validators)
    unchanged = answer.status == HTTPStatus.NOT_MODIFIED and kept is not None
    taken = wish.again and HTTPStatus(200) <= answer.status < HTTPStatus(300)
    saved = wish.part is not None and answer.status in BRINGS
    if answer.status != HTTPStatus.OK and not unchanged and not taken and not saved:
        raise BadStatus(
            f"{answer.url} answered {_named(answer.status)}",
            url=answer.url,
            status=answer.status,
            transient=answer.status not in _FINAL,
            not_before=held_until(answer),
        )
    return Page(
        url=answer.url,
        body=answer.body,
        status=answer.status,
        content_type=headers.value(answer.headers, "content-type") or "",
        validators=_validators(answer, wish, kept if unchanged else None),
        not_before=headers.freshness(answer.headers, answer.at),
        moved_to=moved,
        robots=headers.x_robots(answer.headers),
        fetched=answer.at,
        link=tuple(headers.values(answer.headers, "link")),
        sent=headers.lines(answer.sent),
        received=headers.lines(answer.headers),
    )


def _text(location: str) -> str:
    """Read a Location that holds bare UTF-8, as browsers do (RFC 9110 forbids, servers send it)."""
    try:
        return location.encode("latin-1").decode("utf-8")
    except UnicodeDecodeError:
        return location


def request_headers(
    url: str, wish: Wish, agent: str, own: Sequence[tuple[str, str]] = ()
) -> list[tuple[bytes, bytes]]:
    """Return the header lines of one hop; Host is the transport's.

    `own` are what the operator wants to be sent there: they win over those of the wish, as these
    do over ours of the same name.
    """
    lines = [
        ("User-Agent", agent),
        ("Accept", wish.accept),
        ("Accept-Encoding", "identity" if wish.part else ACCEPT_ENCODING),
        *(wish.part.range() if wish.part else ()),
    ]
    kept = _kept(url, wish.validators)
    if kept is not None:
        lines += [("If-None-Match", kept.etag)] if kept.etag else []
        lines += [("If-Modified-Since", kept.last_modified)] if kept.last_modified else []
    origin = urls.origin(wish.referer) if wish.referer else ""
    # As browsers by default: who reads over TLS is not told on to who listens without.
    if origin and not (origin.startswith("https:") and url.startswith("http:")):
        lines.append(("Referer", f"{origin}/"))
    if wish.posted is not None:
        lines.append(("Content-Type", _media_type(wish.posted)))
    for said in (wish.headers, own):
        named = {name.lower() for name, _ in said}
        lines = [*(line for line in lines if line[0].lower() not in named), *said]
    return [(name.encode("ascii"), _octets(text)) for name, text in lines]


def _octets(text: str) -> bytes:
    """Return a header's text: a validator as it came (Latin-1), what a person wrote as UTF-8."""
    try:
        return text.encode("latin-1")
    except UnicodeEncodeError:
        return text.encode()


def _media_type(posted: bytes) -> str:
    """Guess what a POST sends: the two things that people copy out of a browser's tools."""
    if posted.lstrip()[:1] in (b"{", b"["):
        return "application/json"
    return "application/x-www-form-urlencoded"


def _kept(url: str, validators: Validators | None) -> Validators | None:
    """Return what this very URL sent: another one's validators would mean another body."""
    known = validators.known if validators else ()
    found = (each for each in known if each.url == url)
    return next((each for each in found if each.etag or each.last_modified), None)


def is_soon_over(status: int, received: Headers) -> bool:
    """Tell whether what follows the headers is nothing, or a redirect's few lines of HTML."""
    length = headers.value(received, "content-length") or ""
    short = length.isascii() and length.isdigit() and len(length) <= _SHORT_DIGITS
    return status == HTTPStatus.NOT_MODIFIED or (status in REDIRECTS and short)


def require_short(url: str, received: Headers, limit: int) -> None:
    """Raise TooLarge when the header lines together are longer than `limit` bytes."""
    if sum(len(name) + len(text) + 4 for name, text in received) > limit:
        raise TooLarge(f"{url} sent more than {limit:,} bytes of headers", url=url)


def _validators(answer: Answer, wish: Wish, kept: Validators | None) -> Validators:
    """Return what to send next time: of this URL its latest, of others what was known."""
    known = wish.validators.known if wish.validators else ()
    others = tuple(each for each in known if each.url != answer.url)[: _ADDRESSES - 1]
    latest = _latest(answer, kept, posted=wish.posted is not None)
    return latest if latest.others == others else replace(latest, others=others)


def _latest(answer: Answer, kept: Validators | None, *, posted: bool) -> Validators:
    """Return what the URL sent: the new ones, after a 304 the kept ones it did not renew."""
    etag = _validator(answer, "etag")
    modified = _validator(answer, "last-modified")
    if kept is not None:
        return Validators(
            url=kept.url,
            etag=etag or kept.etag,
            last_modified=modified or kept.last_modified,
            digest=kept.digest,
        )
    digest = hashlib.blake2b(answer.body, digest_size=16).hexdigest()
    if posted:
        # They would be those of a POST's answer, and another body may be sent tomorrow.
        return Validators(url=answer.url, digest=digest)
    return Validators(url=answer.url, etag=etag, last_modified=modified, digest=digest)


def _validator(answer: Answer, name: str) -> str | None:
    text = headers.value(answer.headers, name)
    if text is None or len(text) > _MAX_VALIDATOR or not _VALIDATOR.fullmatch(text):
        return None
    return text


def _named(status: int) -> str:
    try:
        return f"{status} {HTTPStatus(status).phrase}"
    except ValueError:
        return str(status)
