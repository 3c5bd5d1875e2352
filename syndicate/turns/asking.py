"""How a source of each kind is asked, and where an article's page comes from.

    feed, listing, json, page    one request          command       what a program prints
    sitemap                      and those it names   folder        what lies there
    an entry's page              the entry brings it │ page_command │ a saved file │ one request

Everything answers like the network: with a Page, and with whether it is what came last time.
"""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from datetime import datetime, time
from pathlib import Path

from syndicate import hooks, log
from syndicate.errors import FetchError, HookError, ParseError, Postponed
from syndicate.fetcher import folder
from syndicate.fetcher.client import FEED, Session
from syndicate.fetcher.policy import Network
from syndicate.fetcher.readers import sitemap
from syndicate.fetcher.readers.feed import inflated
from syndicate.fetcher.veil import Veil
from syndicate.markup import signs
from syndicate.markup.decode import decode
from syndicate.model import Entry, Page, Select, Source, Validators

SECONDS = 60.0
"""What a program may take: a browser that renders a page takes ten, a turn has 120."""

LARGEST = Network().max_feed
"""Bytes that a program may print: what a server may answer."""

_log = log.get(__name__)


async def ask(
    session: Session,
    source: Source,
    validators: Validators | None,
    root: Path,
    *,
    at: str | None = None,
) -> tuple[Page, bool]:
    """Return what a source answers, and whether that is what it answered last time.

    `root` is where programs run, `at` the address that the source has moved to. An answer that
    was read by other rules is asked for whole, and is news. Raises FetchError and its kinds.
    """
    rules = rules_of(source)
    page, same = await _ask(session, source, _of_rules(validators, rules), root, at)
    return replace(page, validators=_marked(page.validators, rules)), same


def rules_of(source: Source) -> str:
    """Return a digest of how a source is read; empty for a feed, which needs no rules."""
    if source.kind in ("auto", "feed", "folder") and source.select == Select():
        return ""
    chosen = {name: value for name, value in asdict(source.select).items() if value}
    return _digest([source.kind.encode(), repr(chosen).encode()])[:8]


def _of_rules(validators: Validators | None, rules: str) -> Validators | None:
    """Return what was remembered without the mark of the rules, None where those were others."""
    if validators is None:
        return None
    first, *others = (_unmarked(each, rules) for each in validators.known)
    left = tuple(each for each in others if each)
    return replace(first, others=left) if first else None


def _unmarked(validators: Validators, rules: str) -> Validators | None:
    if validators.digest is None:
        return None if rules else validators
    digest, _, mark = validators.digest.partition("-")
    return replace(validators, digest=digest) if mark == rules else None


def _marked(validators: Validators | None, rules: str) -> Validators | None:
    if validators is None or not rules:
        return validators
    first, *others = (
        replace(each, digest=f"{each.digest}-{rules}") if each.digest else each
        for each in validators.known
    )
    return replace(first, others=tuple(others))


async def _ask(
    session: Session, source: Source, validators: Validators | None, root: Path, at: str | None
) -> tuple[Page, bool]:
    if source.kind == "folder":
        return await asyncio.to_thread(folder.look, source.url, validators)
    if source.command:
        veil = Veil(source)
        with veil.over_errors():
            body = await _printed(source.command, source, source.url, root)
        page, same = _page(source.url, body, validators)
        return veil.text(veil.page(page)), same
    page, same = await session.check(source, validators, at=at)
    if source.kind == "sitemap" and page.body:
        return await _with_children(session.on_behalf(source), page, validators)
    return page, same


async def page_of(
    session: Session,
    source: Source,
    entry: Entry,
    root: Path,
    headers: Sequence[tuple[str, str]] = (),
    *,
    obey: bool = False,
) -> tuple[Page, Mapping[str, bytes]]:
    """Return an entry's own page, and the pictures that came along with it by address.

    `headers` are what its site's rule wants a request for it to carry; `obey` says that only
    another page names the address. Raises FetchError and its kinds, ParseError for what is
    evidently no page.
    """
    url = entry.url or ""
    if source.kind == "folder" and entry.guid:
        saved = await asyncio.to_thread(folder.page, source.url, entry.guid)
        return _html(saved.url or url, saved.html), saved.files
    if entry.page is not None:
        return _html(url, entry.page), {}
    if source.page_command:
        veil = Veil(source)
        await session.vet(url)
        asked = veil.reveal(url)
        command = [word.replace("{url}", asked) for word in source.page_command]
        with veil.over_errors():
            body = await _printed(command, source, asked, root)
        return veil.text(Page(url=url, body=body, fetched=session.now())), {}
    page = await session.page(url, headers=headers, obey=obey)
    if (what := signs.of(page.body)) is not None:
        raise ParseError(f"{page.url} is {what}, no page", url=page.url, transient=False)
    return page, {}


def brings_page(source: Source, entry: Entry) -> bool:
    """Tell whether an entry's page is at hand without asking its address."""
    return source.kind == "folder" or entry.page is not None


def _html(url: str, text: str) -> Page:
    return Page(
        url=url, body=text.encode("utf-8", "replace"), content_type="text/html; charset=utf-8"
    )


async def _printed(command: Sequence[str], source: Source, url: str, root: Path) -> bytes:
    """Run a program that the operator named; its failure is the source's."""
    told = {"SYNDICATE_SOURCE": source.id, "SYNDICATE_URL": url}
    try:
        return await hooks.run(command, environ=told, timeout=SECONDS, limit=LARGEST, cwd=root)
    except HookError as error:
        raise FetchError(error.message, url=url, hint=error.hint) from error


def _page(url: str, body: bytes, before: Validators | None) -> tuple[Page, bool]:
    """Return what was printed as a page; equal bytes are no news."""
    digest = _digest([body])
    page = Page(url=url, body=body, validators=Validators(url=url, digest=digest))
    return page, before is not None and before.digest == digest


async def _with_children(
    session: Session, page: Page, before: Validators | None
) -> tuple[Page, bool]:
    """Read the newest sitemaps that an index names, in the same turn.

    Only an index that dates all that were read, to the minute, may be asked conditionally next
    time: of any other, an unchanged one says nothing about those it names. They are always asked
    together: what a lastmod in one of them is worth is seen beside the others.
    """
    named = await asyncio.to_thread(_children, page)
    if not named:
        digest = page.validators.digest if page.validators else None
        return page, before is not None and digest in before.digests
    parts, is_whole = [], True
    for url, moment in named[: sitemap.CHILDREN]:
        is_whole = is_whole and _tells_time(moment)
        try:
            parts.append(await session.get(url, accept=FEED, limit=LARGEST))
        except Postponed:
            raise
        except FetchError as error:
            _log.warning("sitemap left out", sitemap=url, reason=error.message)
            failure, is_whole = error, False
    if not parts:
        raise failure
    digest = _digest([page.body, *(part.body for part in parts)])
    known = page.validators or Validators(url=page.url)
    validators = (
        replace(known, digest=digest)
        if is_whole
        else replace(known, etag=None, last_modified=None, digest=digest)
    )
    whole = replace(page, parts=tuple(parts), validators=validators)
    return whole, before is not None and digest in before.digests


def _tells_time(moment: datetime | None) -> bool:
    """Tell whether a lastmod is more than a day, which stays the same until that is over."""
    return moment is not None and moment.time() != time.min


def _children(page: Page) -> Sequence[tuple[str, datetime | None]]:
    text = decode(inflated(page.body, page.url), page.content_type)
    return sitemap.children(text, page.url)


def _digest(bodies: Sequence[bytes]) -> str:
    """Return blake2b-128 over bodies that can't be mistaken for one another's."""
    whole = hashlib.blake2b(digest_size=16)
    for body in bodies:
        whole.update(len(body).to_bytes(8))
        whole.update(body)
    return whole.hexdigest()
