"""What came out of ``${NAME}`` is not told: addresses, messages and texts show the name again.

A source's address may hold a secret, and servers repeat it: in a redirect, in the feed's link to
itself, in the links of its entries. All that the fetcher hands on is veiled, so that nobody
behind it can write or say what he never learns; a veiled address of the source's own origin is
unveiled when it is asked again, one of any other never.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from urllib.parse import quote

from syndicate import urls
from syndicate.errors import SourceError
from syndicate.fetcher import own
from syndicate.model import Page, Source, Validators

# In messages, which only people read, more is taken for a secret than in what is kept: there a
# plain word ("news", for a part of an address) must stay what it is.
_TELLING = 4
_TOKEN = 6
_PHRASE = 16

# What `urls.absolute` leaves as it is, so that an address is asked as it was written.
_PATH_SAFE = "%/:@!$&'()*+,;=-._~"
_QUERY_SAFE = _PATH_SAFE + "?[]|"


class Veil:
    """Hide the secrets of one source; without any it changes nothing."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self._is_clear = not source.secrets and source.label == source.url
        self._spoken = _names(source.secrets, _is_telling)
        self._kept = _names(source.secrets, _is_secret)

    def message(self, text: str) -> str:
        """Return a sentence that a person may read."""
        return _hidden(text.replace(self._source.url, self._source.label), self._spoken)

    def address(self, url: str) -> str:
        """Return an address that may be kept; its origin is no secret."""
        if url == self._source.url:
            return self._source.label
        origin = urls.origin(url)
        if not url.startswith(origin):
            return _hidden(url, self._kept)
        return origin + _hidden(url[len(origin) :], self._kept)

    def reveal(self, url: str) -> str:
        """Return the address to ask, where it is one of the source's own."""
        if url == self._source.label:
            return self._source.url
        if not self._source.secrets or not own.owns(self._source, url):
            return url
        path, mark, query = url.partition("?")
        secrets = self._source.secrets
        return _filled(path, secrets, _PATH_SAFE) + mark + _filled(query, secrets, _QUERY_SAFE)

    def page(self, page: Page) -> Page:
        """Return an answer whose addresses may be kept."""
        if self._is_clear:
            return page
        kept = page.validators
        return replace(
            page,
            url=self.address(page.url),
            moved_to=self.address(page.moved_to) if page.moved_to else None,
            validators=self._validators(kept) if kept else None,
            sent=self._lines(page.sent),
            received=self._lines(page.received),
        )

    def _lines(self, lines: Sequence[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
        return tuple((name, self.message(text)) for name, text in lines)

    def _validators(self, kept: Validators) -> Validators:
        """Return validators that may be kept; a tag is sent back as it came, or not at all."""
        tag = kept.etag if kept.etag and _hidden(kept.etag, self._kept) == kept.etag else None
        others = tuple(self._validators(each) for each in kept.others)
        return replace(kept, url=self.address(kept.url), etag=tag, others=others)

    def text(self, page: Page) -> Page:
        """Return an answer whose text may be kept."""
        body = page.body
        for value, name in self._kept.items():
            body = body.replace(value.encode(), name.encode())
        return replace(page, body=body) if body != page.body else page

    def unveiled(self, validators: Validators | None) -> Validators | None:
        """Return validators that belong to the addresses to ask."""
        if validators is None or self._is_clear:
            return validators
        others = tuple(replace(each, url=self.reveal(each.url)) for each in validators.others)
        return replace(validators, url=self.reveal(validators.url), others=others)

    @contextmanager
    def over_errors(self) -> Iterator[None]:
        """Veil what is raised."""
        try:
            yield
        except SourceError as error:
            error.message = self.message(error.message)
            error.args = (error.message,)
            error.url = self.address(error.url)
            raise


def _is_telling(value: str) -> bool:
    return len(value) >= _TELLING


def _is_secret(value: str) -> bool:
    return len(value) >= (_PHRASE if value.isalpha() else _TOKEN)


def _names(secrets: Mapping[str, str], counts: Callable[[str], bool]) -> Mapping[str, str]:
    """Map every form in which a secret may come to what stands for it, longest first."""
    forms = {
        form: f"${{{name}}}"
        for name, value in secrets.items()
        if counts(value)
        for form in (value, *(quote(value, safe=safe) for safe in (_PATH_SAFE, _QUERY_SAFE, "")))
    }
    return dict(sorted(forms.items(), key=lambda pair: -len(pair[0])))


def _filled(text: str, secrets: Mapping[str, str], safe: str) -> str:
    for name, value in secrets.items():
        for shown in (f"${{{name}}}", f"$%7B{name}%7D"):
            text = text.replace(shown, quote(value, safe=safe))
    return text


def _hidden(text: str, names: Mapping[str, str]) -> str:
    for secret, name in names.items():
        text = text.replace(secret, name)
    return text
