"""Where a link of a page leads: an address that is safe to publish, or none."""

from __future__ import annotations

import re

from syndicate import urls

_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
_IGNORED = re.compile(r"[\x00-\x20\x7f-\x9f\u200b-\u200f\u2028\u2029\ufeff]")


def resolve(url: str, base: str | None) -> str:
    """Return `url` absolute: http, https or mailto; "" for any other scheme.

    Without a base a relative address stays as it is.
    """
    url = url.strip()
    bare = _IGNORED.sub("", url)
    if not bare:
        return ""
    if bare[:7].lower() == "mailto:":
        return "" if "@" not in bare else bare
    if base is not None or _SCHEME.match(bare):
        return urls.absolute(base, bare if _SCHEME.match(bare) else url) or ""
    return "" if bare.startswith("\\") else bare
