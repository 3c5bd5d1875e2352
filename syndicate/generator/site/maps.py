"""What tells machines of the site: maps for search engines, how to search it, who may read it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from html import escape

from syndicate.generator.paths import quote
from syndicate.markup.text import squash, xml_safe
from syndicate.model import Site

_SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"
_SEARCH = "http://a9.com/-/spec/opensearch/1.1/"
_LONGEST_NAME = 16


def sitemap(site: Site, pages: Sequence[tuple[str, datetime]]) -> bytes:
    """Return a map of pages, by path and when each was written (sitemaps.org)."""
    lines = "".join(
        f"<url><loc>{_address(site, path)}</loc>"
        f"<lastmod>{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}</lastmod></url>\n"
        for path, moment in pages
    )
    return _xml(f'<urlset xmlns="{_SITEMAP}">\n{lines}</urlset>')


def index(site: Site, maps: Sequence[str]) -> bytes:
    """Return the map of maps."""
    lines = "".join(f"<sitemap><loc>{_address(site, path)}</loc></sitemap>\n" for path in maps)
    return _xml(f'<sitemapindex xmlns="{_SITEMAP}">\n{lines}</sitemapindex>')


def opensearch(site: Site) -> bytes:
    """Return how browsers search the site (OpenSearch 1.1)."""
    title = squash(xml_safe(site.title)) or "Syndicate"
    return _xml(
        f'<OpenSearchDescription xmlns="{_SEARCH}">\n'
        f"<ShortName>{escape(title[:_LONGEST_NAME])}</ShortName>\n"
        f"<Description>{escape(title)}</Description>\n"
        "<InputEncoding>UTF-8</InputEncoding>\n"
        f'<Url type="text/html" template="{_address(site, "search.html")}?q={{searchTerms}}"/>\n'
        "</OpenSearchDescription>"
    )


def robots(site: Site) -> bytes:
    """Return what crawlers are asked: to stay away from a private site (RFC 9309)."""
    if site.visibility == "private":
        return b"User-agent: *\nDisallow: /\n"
    return f"User-agent: *\nDisallow:\n\nSitemap: {site.base_url}sitemap.xml\n".encode()


def _address(site: Site, path: str) -> str:
    return escape(site.base_url + quote(path))


def _xml(body: str) -> bytes:
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{body}\n'.encode()
