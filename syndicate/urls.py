"""What we know of addresses: absolute, canonical, whose host. Pure, nothing here raises.

Parsing follows the WHATWG URL standard where it differs from RFC 3986: blanks at the ends and
tabs and newlines anywhere are ignored, a backslash before the query is a slash, and what may
not stand in a URL is percent-encoded as UTF-8. Only http and https exist, and no userinfo:
``https://bank.example@evil.example/`` is no address that a source may hand us.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple
from urllib.parse import quote, urljoin, urlsplit

LONGEST = 8_192
"""Characters of a URL: servers refuse longer request lines, RFC 9110 §4.1 asks for 8,000."""

_DEFAULT_PORTS = {"http": 80, "https": 443}

# Almost every URL of a feed is already in the form that `absolute` gives back: saying so with one
# match costs a tenth of taking it apart.
_PLAIN = re.compile(r"https?://[a-z0-9-]+(?:\.[a-z0-9-]+)*(?:[/?#][!#-;=?-Z_a-z~]*)?")
# Likewise of `canonical`: no port, query, fragment or escape, no segment that begins with a dot.
_CANONICAL = re.compile(r"https?://[a-z0-9-]+(?:\.[a-z0-9-]+)*/(?:[!$&-\-0-;=@-Z_a-z~/]|(?<!/)\.)*")
_IGNORED = re.compile(r"[\t\n\r]")
_BLANKS = "".join(map(chr, range(0x21)))
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
# No reg-name that resolves holds these; urlsplit lets them through.
_HOSTLESS = re.compile(r"[\x00-\x20\"#%/:<>?@\\^`{|}]")
_ESCAPE = re.compile(r"%([0-9A-Fa-f]{2})?")

# Reserved and unreserved characters, and "%" of escapes that were already there.
_PATH_SAFE = "%/:@!$&'()*+,;=-._~"
_QUERY_SAFE = _PATH_SAFE + "?[]|"
_UNRESERVED = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")

# What newsletters, advertisers and share buttons append, and no page is chosen by. A parameter
# that some site might route by (from, ref, source, id) never stands here: an article is lost
# when two URLs become one, merely kept twice when they do not.
# "utm_" alone is nobody's but trackers', who coin new endings of it.
_TRACKING_PREFIX = "utm_"
_MATOMO = ("campaign", "kwd", "keyword", "source", "medium", "content", "cid", "group", "placement")
_TRACKING = frozenset({
    *(f"{prefix}_{name}" for prefix in ("pk", "mtm", "matomo", "piwik") for name in _MATOMO),
    *(f"itm_{name}" for name in ("source", "medium", "campaign", "content", "term")),
    "_hsenc", "_hsmi", "__hstc", "__hssc", "__hsfp",
    "at_custom1", "at_custom2", "at_custom3", "at_custom4",
    "fbclid", "gclid", "gclsrc", "dclid", "gbraid", "wbraid", "msclkid", "yclid", "ymclid",
    "twclid", "ttclid", "li_fat_id", "igshid", "igsh", "srsltid", "epik", "rb_clickid", "s_kwcid",
    "mc_cid", "mc_eid", "mkt_tok", "vero_id", "vero_conv", "oly_anon_id", "oly_enc_id", "wickedid",
    "hsctatracking", "_openstat", "_ga", "_gl", "__twitter_impression", "ref_src", "ref_url",
    "at_medium", "at_campaign", "at_link_id", "ns_mchannel", "ns_campaign", "ns_source",
    "ns_linkname", "xtor", "guccounter", "guce_referrer", "guce_referrer_sig", "spm", "scm",
    "isappinstalled", "share_token",
})  # fmt: skip

_TWINS = ("www.", "m.", "mobile.", "amp.", "wap.", "3g.")
_GENERIC_SECOND_LEVEL = frozenset({
    "ac", "co", "com", "edu", "gob", "gov", "gouv", "go", "mil", "ne", "net", "nom", "or", "org",
    "sch",
})  # fmt: skip


class _Parts(NamedTuple):
    scheme: str
    host: str
    path: str
    query: str
    fragment: str


def absolute(base: str | None, url: str) -> str | None:
    """Resolve `url` against `base`; None unless that gives an http(s) URL without userinfo.

    What has more than `LONGEST` characters, as it came or resolved, is no URL.
    """
    if len(url) > LONGEST:
        return None
    if _PLAIN.fullmatch(url):
        return url
    found = _resolved(base, url)
    return found if found is not None and len(found) <= LONGEST else None


def _resolved(base: str | None, url: str) -> str | None:
    if base is not None and (joined := _rooted(base, url)):
        return joined
    joined = _join(base, url)
    if _PLAIN.fullmatch(joined):
        return joined
    parts = _parts(joined)
    if parts is None:
        return None
    query = f"?{parts.query}" if parts.query else ""
    fragment = f"#{parts.fragment}" if parts.fragment else ""
    return f"{parts.scheme}://{parts.host}{parts.path}{query}{fragment}"


# One document's addresses are asked about again and again: a sitemap has fifty thousand.
@lru_cache(maxsize=4096)
def canonical(url: str) -> str:
    """Return the form that identity is built on; what is no http(s) URL comes back stripped.

    Lower-case IDNA host, default port off, dot segments resolved, percent-escapes normalised
    (RFC 3986 §6.2.2), tracking parameters and an empty query off, parameter order kept. The
    fragment goes unless it is a route (``#!…``, ``#/…``). Idempotent.
    """
    if _CANONICAL.fullmatch(url):
        return url
    parts = _apart(url)
    if parts is None:
        return url.strip(_BLANKS)
    path = _without_dots(_normal(parts.path))
    query = "&".join(
        pair for pair in _normal(parts.query).split("&") if pair and not _is_tracking(pair)
    )
    fragment = _normal(parts.fragment) if parts.fragment.startswith(("!", "/")) else ""
    tail = (f"?{query}" if query else "") + (f"#{fragment}" if fragment else "")
    return f"{parts.scheme}://{parts.host}{path}{tail}"


def host_of(url: str) -> str:
    """Return ``example.org`` or ``example.org:8080`` (lower case, IDNA); "" when there is none."""
    parts = _apart(url)
    return parts.host if parts else ""


def origin(url: str) -> str:
    """Return scheme, host and any port that is not the default; "" when there is none."""
    parts = _apart(url)
    return f"{parts.scheme}://{parts.host}" if parts else ""


@lru_cache(maxsize=256)
def _origin(url: str) -> str:
    """Remember the origin of what hundreds of a page's links stand on."""
    return origin(url)


def same_site(one: str, other: str) -> bool:
    """Tell whether one publisher evidently runs both hosts.

    True for one host in its www., m. or amp. form and for a host below the other one. Two
    siblings (``a.github.io``, ``b.github.io``) are strangers: nothing in a name says otherwise.
    """
    first, second = _bare(host_of(one)), _bare(host_of(other))
    if not first or not second:
        return False
    shorter, longer = sorted((first, second), key=len)
    if shorter == longer:
        return True
    return longer.endswith(f".{shorter}") and _is_registrable(shorter)


def _rooted(base: str, url: str) -> str | None:
    """Join a path from the root on, where nothing needs resolving or quoting."""
    if not url.startswith("/") or url.startswith("//") or "/." in url:
        return None
    joined = _origin(base) + url
    return joined if _PLAIN.fullmatch(joined) else None


def _join(base: str | None, url: str) -> str:
    """Return `url` cleaned as WHATWG's basic URL parser does, and resolved against `base`."""
    cleaned = _IGNORED.sub("", url.strip(_BLANKS))
    head, mark, tail = _cut(cleaned)
    cleaned = head.replace("\\", "/") + mark + tail
    if base is None or (_SCHEME.match(cleaned) and "://" in cleaned[:9]):
        return cleaned
    try:
        return urljoin(base, cleaned)
    except ValueError:
        return ""


def _cut(url: str) -> tuple[str, str, str]:
    """Split `url` before its query or fragment."""
    found = re.search(r"[?#]", url)
    return (url[: found.start()], found[0], url[found.end() :]) if found else (url, "", "")


# One request asks five times for the host or the origin of its address.
@lru_cache(maxsize=256)
def _apart(url: str) -> _Parts | None:
    """Take an address apart as it came."""
    return _parts(_join(None, url))


def _parts(url: str) -> _Parts | None:
    """Take an absolute URL apart, each part quoted; None when it is not one we speak."""
    try:
        split = urlsplit(url)
        hostname, port = split.hostname, split.port
    except ValueError:
        return None
    if split.scheme not in _DEFAULT_PORTS or not hostname or "@" in split.netloc:
        return None
    host = _ascii_host(hostname)
    if not host:
        return None
    if port is not None and port != _DEFAULT_PORTS[split.scheme]:
        host = f"{host}:{port}"
    return _Parts(
        scheme=split.scheme,
        host=host,
        path=_quoted(split.path, _PATH_SAFE),
        query=_quoted(split.query, _QUERY_SAFE),
        fragment=_quoted(split.fragment, _QUERY_SAFE),
    )


def _ascii_host(hostname: str) -> str:
    """Return the host as DNS knows it, an IPv6 address in brackets; "" for what DNS refuses."""
    if ":" in hostname:
        return f"[{hostname.lower()}]"
    host = hostname.lower()
    if not host.isascii():
        # Only a foreign host pays for it: the tables of IDNA cost 30 ms to import.
        import idna

        try:
            host = idna.encode(host, uts46=True).decode("ascii").lower()
        except (idna.IDNAError, UnicodeError):
            return ""
    host = host.rstrip(".")
    return "" if _HOSTLESS.search(host) else host


def _quoted(text: str, safe: str) -> str:
    return quote(text, safe=safe, errors="replace")


def _normal(text: str) -> str:
    """Decode escapes of unreserved characters, upper-case the others, escape a lone ``%``."""
    return _ESCAPE.sub(_normal_escape, text) if "%" in text else text


def _normal_escape(escape: re.Match[str]) -> str:
    if escape[1] is None:
        return "%25"
    character = chr(int(escape[1], 16))
    return character if character in _UNRESERVED else escape[0].upper()


def _without_dots(path: str) -> str:
    """Resolve ``.`` and ``..`` (RFC 3986 §5.2.4); empty segments stay, some servers route by them."""
    kept: list[str] = []
    segments = path.split("/")[1:]
    for segment in segments:
        if segment == "..":
            del kept[-1:]
        elif segment != ".":
            kept.append(segment)
    if segments and segments[-1] in (".", ".."):
        kept.append("")
    return "/" + "/".join(kept)


def _is_tracking(pair: str) -> bool:
    name = pair.partition("=")[0].lower()
    return name in _TRACKING or name.startswith(_TRACKING_PREFIX)


def _bare(host: str) -> str:
    for twin in _TWINS:
        if host.startswith(twin) and host.count(".") > 1:
            return host.removeprefix(twin)
    return host


def _is_registrable(host: str) -> bool:
    """Tell whether `host` looks like a name somebody owns, not like ``co.uk`` or ``com.cn``."""
    labels = host.partition(":")[0].split(".")
    if len(labels) == 2:
        return not (len(labels[1]) == 2 and labels[0] in _GENERIC_SECOND_LEVEL)
    return len(labels) > 2 and not labels[-1].isdigit()
