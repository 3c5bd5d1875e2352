"""What archiving an entry asks the network for: its page, and the images of its article.

Nothing is raised for what can't be had: the entry's own text, and the address of an image, are
there all the same. Whoever called decides what that means.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from zoneinfo import ZoneInfo

from syndicate import log
from syndicate.archiver import compose, fulltext, images
from syndicate.archiver.convert import fragment
from syndicate.archiver.extract import extract
from syndicate.errors import SourceError
from syndicate.fetcher.client import Session
from syndicate.model import Article, Asset, Images, Pending, Source, Verdict
from syndicate.workers import Workers

PICTURES = 100
"""Images of one article that are downloaded; those after it stay where they are."""

_log = log.get(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """Hold an article with its images at home, and their bytes by name.

    `failure` is why an image that may be had later is still missing.
    """

    article: Article
    bodies: Mapping[str, bytes] = field(default_factory=dict)
    failure: SourceError | None = None


async def gather(
    session: Session,
    workers: Workers,
    source: Source,
    pending: Pending,
    learned: Verdict | None,
    waiting: int = 0,
) -> tuple[compose.Material, SourceError | None]:
    """Get an entry's own text and, where it is wanted, its page's article.

    A page that fails is told, not raised. An address that many entries share is nobody's page.
    """
    entry, has_page = pending.entry, "url" not in pending.ambiguous
    url = entry.url or ""
    own = entry.content or entry.summary or ""
    feed = await workers.run(waiting, url, fragment, own, entry.url or source.url)
    material = compose.Material(entry=entry, feed=feed, has_page=has_page)
    if fulltext.want(source, entry, learned, has_page=has_page) == "feed":
        return material, None
    try:
        page = await session.page(url)
        found = await workers.run(
            waiting,
            page.url,
            extract,
            page.body,
            page.url,
            content_type=page.content_type,
            zone=ZoneInfo(source.timezone),
        )
    except SourceError as error:
        return replace(material, problem=error.message), error
    banned = bool(page.robots & {"noarchive", "none"})
    found = replace(found, noarchive=found.noarchive or banned)
    return replace(material, page=found, url=page.url), None


async def show(
    session: Session, mode: Images, article: Article, known: Article | None, referer: str | None
) -> Shown:
    """Bring an article's images home, those that `known` has not; others stay remote."""
    if mode == "none":
        bare = images.drop_images(article.markdown)
        return Shown(article=replace(article, markdown=bare, image=None))
    if mode == "hotlink":
        return Shown(article=article)
    shown = images.remote_images(article.markdown)
    lead = (article.image,) if article.image else ()
    wanted = tuple(dict.fromkeys((*shown, *lead)))[:PICTURES]
    kept = {asset.url: asset for asset in known.assets if asset.name} if known else {}
    assets: list[Asset] = []
    failure: SourceError | None = None
    for url in wanted:
        asset, problem = (kept[url], None) if url in kept else await _image(session, url, referer)
        assets.append(asset)
        failure = failure or problem
    return Shown(
        article=_at_home(article, assets),
        bodies={asset.name: asset.body for asset in assets if asset.name and asset.body},
        failure=failure,
    )


def _at_home(article: Article, assets: list[Asset]) -> Article:
    names = {asset.url: asset.name for asset in assets if asset.name}
    lead = names.get(article.image or "")
    return replace(
        article,
        markdown=images.localize(article.markdown, names),
        image=f"images/{lead}" if lead else article.image,
        assets=tuple(assets),
    )


async def _image(
    session: Session, url: str, referer: str | None
) -> tuple[Asset, SourceError | None]:
    """Return an image, with the failure where asking again may help."""
    try:
        return images.asset(await session.image(url, referer=referer), url, None), None
    except SourceError as error:
        _log.debug("image left remote", image=url, reason=error.message)
        return Asset(url=url, problem=error.message), error if error.transient else None
    except ValueError as error:
        _log.debug("image left remote", image=url, reason=str(error))
        return Asset(url=url, problem=str(error)), None
