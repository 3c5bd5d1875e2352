"""Pages that stand in for another: a captcha, a login, "not found" with status 200. Pure.

They are told by what machines put there (a challenge's script, a password field) or by what the
title says, and only on pages that show little: an article about captchas is none. Of the 56 pages
of the corpus, half of which show less than `LITTLE`, one is taken for another page than it is: a
list that only its scripts hold, and which is read from them before anybody asks here.
"""

from __future__ import annotations

import re
from html import unescape
from typing import NamedTuple
from urllib.parse import urlsplit

from syndicate.model import Fault

LITTLE = 1_500
"""Letters of a page from which on it says something of its own: a login with its help and imprint has less."""

FEW_LINKS = 8
"""Headlines (links of 25 letters and more) from which on a page is a list after all."""

_SHELL = 200
_EMPTY = 30
_READ = 200_000
# A letter of these says as much as two and a half of others.
_DENSE = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_HIDDEN = re.compile(
    r"<(script|style|noscript|template|svg)\b.*?(?:</\1\s*>|\Z)|<!--.*?(?:-->|\Z)",
    re.IGNORECASE | re.DOTALL,
)
_TAG = re.compile(r"<[^<>]*>")
# What looks ahead does not come back: else a tag of nothing but names took its length cubed.
_LINK = re.compile(r"<a\b(?=[^<>]*\bhref\b)[^<>]*>(.{0,400}?)</a\s*>", re.IGNORECASE | re.DOTALL)
_HEADS = re.compile(r"<(title|h1|h2)\b[^<>]*>(.{0,400}?)</\1\s*>", re.IGNORECASE | re.DOTALL)

_CHALLENGE = re.compile(
    r"cf-challenge|challenge-platform|_cf_chl_|g-recaptcha|h-captcha|hcaptcha\.com|recaptcha/api"
    r"|cf-turnstile|geetest|_Incapsula_Resource|px-captcha|captcha-delivery|awswaf|acw_sc__v2"
    r"|\byidun\b|<(?:img|input)\b[^<>]*captcha",
    re.IGNORECASE,
)
_CHALLENGED = re.compile(
    r"just a moment|attention required|are you (?:a )?(?:human|robot)|verify (?:that )?you are"
    r"|human verification|security check|checking your browser|unusual traffic|captcha"
    r"|安全验证|人机验证|访问验证|滑动验证|验证码",
    re.IGNORECASE,
)
_PASSWORD = re.compile(r"<input\b[^<>]*\btype\s*=\s*[\"']?password", re.IGNORECASE)
_DOORS = re.compile(r"/(?:log-?in|sign-?in|sso|passport|wp-login\.php)(?:[/?.]|$)", re.IGNORECASE)
_ENTER = re.compile(
    r"\b(?:log|sign) ?in\b|members only|anmelden|connexion|iniciar sesi|登录|登入|ログイン",
    re.IGNORECASE,
)
_CONSENT = re.compile(
    r"before you continue|(?:we|our partners) (?:value|and our partners|use) .{0,60}"
    r"(?:privacy|cookies|consent)|your privacy choices|privacy (?:settings|preferences)"
    r"|manage (?:consent|cookies|options)|accept (?:all|cookies)|cookie (?:consent|wall)"
    r"|zustimmung|alle akzeptieren|tout accepter|aceptar todo|接受.{0,6}cookie",
    re.IGNORECASE,
)
_FORBIDDEN = re.compile(
    r"access (?:to .{0,30})?(?:is |was )?denied|403\b|forbidden|request (?:was )?blocked"
    r"|you (?:have been|are) blocked|not available in your (?:country|region)"
    r"|访问被(?:拒绝|拦截)|禁止访问",
    re.IGNORECASE,
)
_MISSING = re.compile(
    r"\b404\b|(?:page|article|content|document|story|resource).{0,30}(?:not|n.t|cannot) "
    r"(?:be )?(?:found|exist|available)|^not found|no longer (?:exists|available)"
    r"|nicht gefunden|introuvable|no encontrad|non trovata|niet gevonden"
    r"|页面(?:不存在|未找到|已删除)|找不到|不存在|已被?删除|見つかりません",
    re.IGNORECASE,
)
_MAINTENANCE = re.compile(
    r"(?:under|scheduled|down for) maintenance|temporarily (?:unavailable|offline)"
    r"|be (?:right )?back (?:soon|shortly)|wartungsarbeiten|系统维护|网站维护|升级维护",
    re.IGNORECASE,
)
_PARKED = re.compile(
    r"domain (?:name )?.{0,40}(?:for sale|is parked|has expired)|buy this domain|parked (?:free|domain)"
    r"|sedoparking|parkingcrew|\bbodis\b|hugedomains|afternic|this domain (?:may be|is) "
    r"|域名.{0,8}(?:出售|转让|到期|过期)",
    re.IGNORECASE,
)
_ROOT = re.compile(
    r"<(?:div|main)\b[^<>]*\bid\s*=\s*[\"']?(?:root|app|__next|__nuxt)\b", re.IGNORECASE
)
_NEEDS_SCRIPT = re.compile(
    r"(?:enable|requires?|turn on|need) .{0,20}javascript|启用.{0,6}javascript", re.IGNORECASE
)


class _Seen(NamedTuple):
    """Hold a page as it is looked at: its source, its words, and its title and headings."""

    html: str
    words: str
    heads: str
    letters: float


def of(text: str, url: str, asked: str | None = None, title: str | None = None) -> Fault | None:
    """Return what a page is instead of what it should be, None when it may well be that.

    `url` answered when `asked` was asked for, which is called `title`: an article may be about a
    forbidden lake, or a bus 404.
    """
    if asked and is_front(url, asked):
        return "soft 404"
    seen = _look(text[:_READ])
    if title and not title.isspace():
        seen = seen._replace(heads=_without(title, seen.heads))
    headlines = sum(1 for each in _LINK.findall(seen.html) if len(_words(each)) >= 25)
    if seen.letters > LITTLE or headlines >= FEW_LINKS:
        return None
    if _DOORS.search(urlsplit(url).path) and _was_sent(url, asked):
        return "login"
    return _told(seen) or _shell(seen)


def _told(seen: _Seen) -> Fault | None:
    """Return what the page says that it is, what machines say first."""
    heads, words = seen.heads, seen.words
    # A comment form has a captcha, too: the page must speak of it, or of nothing else.
    if _CHALLENGE.search(seen.html) and (_CHALLENGED.search(words) or seen.letters < _SHELL):
        return "captcha"
    if _CHALLENGED.search(heads):
        return "captcha"
    if _PASSWORD.search(seen.html) and _ENTER.search(words):
        return "login"
    if _PARKED.search(words) or _PARKED.search(heads):
        return "parked domain"
    by_head: tuple[tuple[re.Pattern[str], Fault], ...] = (
        (_MISSING, "soft 404"),
        (_FORBIDDEN, "forbidden"),
        (_MAINTENANCE, "maintenance"),
    )
    for pattern, fault in by_head:
        if pattern.search(heads):
            return fault
    return "consent wall" if len(_CONSENT.findall(words)) > 1 else None


def _shell(seen: _Seen) -> Fault | None:
    """Return whether a page shows nothing before its scripts ran, or nothing at all."""
    if seen.letters < _SHELL and (_ROOT.search(seen.html) or _NEEDS_SCRIPT.search(seen.html)):
        return "script shell"
    is_bare = seen.letters < _EMPTY and not _LINK.search(seen.html)
    return "empty page" if is_bare else None


def _look(text: str) -> _Seen:
    html = _HIDDEN.sub(" ", text)
    body = html[at:] if (at := html.lower().find("<body")) >= 0 else html
    words = _words(body)
    dense = len(_DENSE.findall(words))
    heads = "\n".join(_words(inner) for _, inner in _HEADS.findall(html))
    return _Seen(text, words, heads, len(words) + 1.5 * dense)


def _without(title: str, heads: str) -> str:
    whole = re.escape(" ".join(title.split()))
    return re.sub(rf"(?<!\w){whole}(?!\w)", " ", heads, flags=re.IGNORECASE)


def _words(html: str) -> str:
    return " ".join(unescape(_TAG.sub(" ", html)).split())


def _was_sent(url: str, asked: str | None) -> bool:
    return asked is None or not _DOORS.search(urlsplit(asked).path)


def is_front(url: str, asked: str) -> bool:
    """Tell whether somebody asked for a page below and was sent to the site's front page."""
    there, wanted = urlsplit(url), urlsplit(asked)
    if there.hostname != wanted.hostname or there.query:
        return False
    return there.path in ("", "/") and len(wanted.path) > 1
