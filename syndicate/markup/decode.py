"""Bytes of a page or feed → text. Knows which charset labels are lies.

    byte-order mark ─▶ escapes that a label announces ─▶ UTF-16 without a mark ─▶ UTF-8
        ─▶ labels: HTTP, XML declaration, meta element ─▶ which letters stand side by side

What is valid UTF-8 is UTF-8, whatever the label says: no other encoding's text passes for it by
accident. Any other label is believed unless the text it yields looks broken, or another encoding
explains the bytes far better.
"""

from __future__ import annotations

import codecs
import re
from collections import Counter

from turbohtml.detect import detect_all

from syndicate.markup import charset

_BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# Their escape sequences are ASCII, so that they look like valid UTF-8.
_ESCAPES = {
    "whatwg-iso-2022-jp": re.compile(rb"\x1b\$[@B]|\x1b\([IJ]"),
    "iso2022_kr": re.compile(rb"\x1b\$\)C"),
    "hz": re.compile(rb"~\{"),
}
# Where nothing is labelled, Japanese mail has gone there and back.
_JAPANESE = re.compile(rb"\x1b\$[@B][!-~\s]+\x1b\([BJ]")

# One character in ten may be broken before a label loses its credit: a feed cut in the middle of
# a character, or with a few bytes of another encoding pasted in, stays below a hundredth; text
# read with a wrong multi-byte decoder starts at a quarter.
_TOLERATED = 0.1
# Related encodings explain each other's texts (Korean gives GBK 0.9 of EUC-KR's score, Japanese
# 0.3, Polish gives windows-1252 0.9 of windows-1250's); one of another script gets hardly any.
_FAR_BETTER = 3
# With its right label 0.005 of a text at most is broken (107 pages); GBK read as Big5, 0.023 of half.
_HARDLY = 0.01
# Fewer letters may be names in a text of another language.
_ENOUGH = 50
_LETTERS = re.compile(rb"[\xc0-\xff]")
# What the first reads, the second explains.
_ALIKE = {
    "whatwg-gb18030": "whatwg-gbk", "whatwg-koi8-r": "whatwg-koi8-u",
    "whatwg-iso-8859-8-i": "whatwg-iso-8859-8",
}  # fmt: skip
# Of these no letter frequencies are known.
_UNMODELLED = frozenset({
    "whatwg-macintosh", "whatwg-x-mac-cyrillic", "whatwg-iso-8859-3", "whatwg-iso-8859-10",
    "whatwg-iso-8859-14", "whatwg-iso-8859-15", "whatwg-iso-8859-16", "hz", "johab", "iso2022_kr",
    "koi8-t", "kz1048", "ptcp154", "mac-greek", "mac-turkish", "mac-latin2",
})  # fmt: skip

_BROKEN = re.compile("[\ufffd\ue000-\uf8ff\x80-\x9f]")
# A letter of Latin-1 beside two others of its kind is no European word, but bytes of something
# else: ÖÐÎÄ is 中文.
_LATIN_RUN = re.compile("[\xa1-\xff\u0152\u0153\u0160\u0161\u0178\u017d\u017e\u0192]{3,}")
# A Cyrillic letter inside a Latin word is a misread accent: dйjа is déjà.
_MIXED_WORD = re.compile("[A-Za-z][\u0400-\u04ff]|[\u0400-\u04ff][A-Za-z]")
# A lone ideograph inside a Latin word is an accent and the letter after it: caf茅 is café.
_LONE = re.compile("(?<=[a-z])[\u3400-\u9fff\uac00-\ud7a3](?=[a-z\\s])")
# Characters that need three bytes in UTF-8. Other encodings' bytes hardly ever make one.
_WIDE = re.compile("[\u0800-\ufffc\U00010000-\U0010ffff]")

# Evidence is taken in places all over the text, so that a menu in English doesn't outweigh it;
# 64 stretches of 400 bytes tell as much as all of it, and cost 5 ms.
_PLACES = 64
_STRETCH = 400
# No character of any encoding has a byte below 0x30 but as its first one. Cut elsewhere, the right
# encoding would see a broken character, and lose.
_GAP = re.compile(rb"[\x00-\x2f<]")
_TEXT = re.compile(rb"[\x80-\xff](?:[^<]{0,%d}[\x00-\x2f<]|[^\x00-\x2f<]*)" % _STRETCH)


def decode(body: bytes, content_type: str = "") -> str:
    """Return the text of `body`; `content_type` is the HTTP header's value. Never raises.

    Without its byte-order mark; what no encoding explains becomes U+FFFD.
    """
    for mark, marked in _BYTE_ORDER_MARKS:
        if body.startswith(mark):
            return body[len(mark) :].decode(marked, "replace")
    codec = _escaped(body, content_type) or _wide(body)
    if codec is None:
        # Nearly every document; asking first whether it can be read would be reading it twice.
        try:
            return body.decode()
        except UnicodeDecodeError:
            codec = _utf8(body) or _by_evidence(body, content_type)
    return body.decode(codec, "replace")


def _escaped(body: bytes, content_type: str) -> str | None:
    # A search for "~{" would take longer than reading the document as UTF-8 does.
    if b"\x1b" not in body and (b"~" not in body or not charset.may_be(body, content_type, "hz")):
        return None
    for codec in charset.labels(body, content_type):
        if codec in _ESCAPES and _ESCAPES[codec].search(body):
            return codec
    return "whatwg-iso-2022-jp" if _JAPANESE.search(body) else None


def _wide(body: bytes) -> str | None:
    """Return the UTF-16 codec when markup begins with two-byte characters and no mark."""
    start = body[:4]
    if start[:2] == b"<\0" and start[3:4] == b"\0":
        return "utf-16-le"
    if start[:2] == b"\0<" and start[2:3] == b"\0":
        return "utf-16-be"
    return None


def _utf8(body: bytes) -> str | None:
    """Return the codec of text that is valid UTF-8; its last character may have been cut."""
    try:
        codecs.getincrementaldecoder("utf-8")().decode(body)
    except UnicodeDecodeError:
        return None
    return "utf-8"


def _by_evidence(body: bytes, content_type: str) -> str:
    """Return the codec of the first label that nothing refutes, else the most probable one."""
    sample = _sample(body)
    text = b"".join(sample)
    if _is_nearly_utf8(text):
        return "utf-8"
    labels = tuple(charset.labels(body, content_type))
    votes = _votes(sample)
    believed = [codec for codec in labels if not _is_refuted(codec, votes, text)]
    probable = _probable(votes, text)
    for codec in (*believed, *probable):
        if _brokenness(text.decode(codec, "replace")) <= _TOLERATED:
            return codec
    return next(iter((*probable, *labels)), "whatwg-windows-1252")


def _is_refuted(codec: str, votes: Counter[str], text: bytes) -> bool:
    """Tell whether another encoding explains the text far better, or better and with less broken."""
    if codec in _UNMODELLED or len(_LETTERS.findall(text)) < _ENOUGH:
        return False
    best, most = max(votes.items(), key=lambda vote: vote[1], default=(codec, 0.0))
    own = votes[_ALIKE.get(codec, codec)]
    if own * _FAR_BETTER < most:
        return True
    return own < most and _damage(text, codec) > _FAR_BETTER * _damage(text, best) + _HARDLY


def _damage(text: bytes, codec: str) -> float:
    return _brokenness(text.decode(codec, "replace"))


def _probable(votes: Counter[str], text: bytes) -> list[str]:
    """Return the codecs that explain the text as a whole, the best one first.

    Where a character was cut or damaged, the right one is not among them: then it is the one
    that explains by far the most stretches.
    """
    whole = _explained(text)
    found = [codec for codec, score in whole.most_common() if score]
    favourite, most = max(votes.items(), key=lambda vote: vote[1], default=("", 0.0))
    damaged = favourite not in whole and most > _FAR_BETTER * votes[found[0] if found else ""]
    return [favourite, *found] if damaged else found


def _is_nearly_utf8(body: bytes) -> bool:
    text = body.decode("utf-8", "replace")
    wide = len(_WIDE.findall(text))
    return text.count("\ufffd") <= wide or _brokenness(text) <= _TOLERATED


def _sample(body: bytes) -> list[bytes]:
    """Return stretches of text beyond ASCII from all over the body, none cut inside a character."""
    step = max(0, len(body) - _PLACES * _STRETCH) // _PLACES
    found: list[bytes] = []
    at = 0
    for place in range(0, _PLACES * step or _PLACES, step or 1):
        if step and place > at:
            gap = _GAP.search(body, place)
            at = gap.end() if gap else len(body)
        if not (stretch := _TEXT.search(body, at)):
            break
        found.append(stretch[0][: 2 * _STRETCH])
        at = stretch.end()
    uncut = [stretch for stretch in found if _GAP.fullmatch(stretch[-1:])]
    return uncut or found


def _votes(sample: list[bytes]) -> Counter[str]:
    """Return by codec how many stretches it explains.

    One character that was cut rules its encoding out of one stretch; of the whole, it would rule
    it out altogether.
    """
    votes: Counter[str] = Counter()
    for stretch in sample:
        votes.update(_explained(stretch))
    return votes


def _explained(text: bytes) -> Counter[str]:
    """Return by codec how well it explains which letters stand side by side."""
    found = detect_all(text)
    return Counter({match.codec: match.confidence for match in found if match.codec})


def _brokenness(text: str) -> float:
    """Return the share of the characters beyond ASCII that no author wrote."""
    foreign = len(text) - len(text.encode("ascii", "ignore"))
    if not foreign:
        return 0.0
    broken = len(_BROKEN.findall(text)) + len(_MIXED_WORD.findall(text))
    broken += len(_LONE.findall(text))
    broken += sum(map(len, _LATIN_RUN.findall(text)))
    return broken / foreign
