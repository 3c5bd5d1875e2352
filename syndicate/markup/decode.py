"""Bytes of a page or feed → text. Knows which charset labels are lies.

What is valid UTF-8 is UTF-8, whatever the label says: no other encoding's text passes for it by
accident. Then the labels are tried in the order of the HTML standard (byte-order mark, HTTP
header, declaration in the document), each as the superset that browsers use; a label is believed
unless the text it yields looks broken. Last come the encodings that unlabelled text is in.
"""

from __future__ import annotations

import codecs
import re

_BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_DECLARATION_WITHIN = 1024
_XML_DECLARATION = re.compile(rb"\s*<\?xml[^>]{0,200}?\bencoding\s*=\s*[\"']\s*([\w.:-]+)")
_META = re.compile(rb"<meta\s[^>]{0,400}?\bcharset\s*=\s*[\"']?\s*([\w.:-]+)", re.IGNORECASE)
_CHARSET = re.compile(r"charset\s*=\s*[\"']?\s*([\w.:-]+)", re.IGNORECASE)

# Labels that Python's registry does not know.
_ALIASES = {
    "x-gbk": "gbk", "gb_2312-80": "gbk", "gb2312-80": "gbk", "x-x-big5": "big5", "cn-big5": "big5",
    "x-sjis": "cp932", "windows-31j": "cp932", "x-euc-jp": "euc_jp", "windows-949": "cp949",
    "ks_c_5601-1987": "cp949", "unicode-1-1-utf-8": "utf-8", "windows-874": "cp874",
    "x-mac-roman": "mac-roman", "x-cp1252": "cp1252", "x-cp1251": "cp1251",
}  # fmt: skip
# What is labelled with the first is written with the second (WHATWG Encoding, "labels").
_SUPERSETS = {
    "gb2312": "gb18030", "gbk": "gb18030", "big5": "big5hkscs", "shift_jis": "cp932",
    "euc_kr": "cp949", "iso8859-1": "cp1252", "ascii": "cp1252", "iso8859-9": "cp1254",
    "tis-620": "cp874", "iso8859-11": "cp874",
}  # fmt: skip
# The encodings of the web (WHATWG Encoding, "names"), by Python's names. Python knows more, and a
# label must not summon those: UTF-7 makes markup of what a filter saw as text, base64 is no text.
_BELIEVED = re.compile(
    r"utf-8|ascii|gb2312|gbk|gb18030|hz|big5|big5hkscs|cp950|shift_jis\w*|cp932|euc_j\w+"
    r"|iso2022_jp\w*|euc_kr|cp949|johab|iso2022_kr|iso8859-\d+|cp125\d|cp866|cp874|tis-620"
    r"|koi8-[rtu]|kz1048|ptcp154|mac-(?:roman|cyrillic|greek|turkish|latin2)"
)
# Their escape sequences are ASCII, so that they look like valid UTF-8.
_ESCAPED = {"iso2022_jp": b"\x1b$", "iso2022_kr": b"\x1b$)C", "hz": b"~{"}

# What unlabelled text is in, most frequent first; a tie goes to the earlier one.
_GUESSES = ("gb18030", "big5hkscs", "cp932", "euc_jp", "cp949", "cp1251", "cp1252")
# One character in ten may be broken before a label loses its credit: a feed cut in the middle of
# a character, or with a few bytes of another encoding pasted in, stays below a hundredth; text
# read with a wrong multi-byte decoder starts at a quarter.
_TOLERATED = 0.1

_BROKEN = re.compile("[\ufffd\ue000-\uf8ff\x80-\x9f]")
_FOREIGN = re.compile("[^\x00-\x7f]")
# A letter of Latin-1 beside two others of its kind is no European word, but bytes of something
# else: ÖÐÎÄ is 中文.
_LATIN_RUN = re.compile("[\xa1-\xff\u0152\u0153\u0160\u0161\u0178\u017d\u017e\u0192]{3,}")
# A Cyrillic letter inside a Latin word is a misread accent: dйjа is déjà.
_MIXED_WORD = re.compile("[A-Za-z][\u0400-\u04ff]|[\u0400-\u04ff][A-Za-z]")
# Characters that need three bytes in UTF-8. Other encodings' bytes hardly ever make one.
_WIDE = re.compile("[\u0800-\ufffc\U00010000-\U0010ffff]")
# Every second to fifth character of real text is one of these (Han, kana and hangul, Russian,
# an accent in a Latin word, quotation marks); of misread text, one in fifty.
_FREQUENT = re.compile(
    "[的一是不了在有人我他这這中大来來上国國个個到说說们們为為子和你地出道也时時年得就那要下以生会會自着"
    "去之过過家学學对對可她里裡后後小么心多天而能好都然没沒日于於起还還发發成事只作当當想看文无無开開手十用主"
    "行方又如前所本见見经經头頭面公同三已老从從动動两兩长長，。、的：“”（）\u3041-\u3096"
    "이다는을를가의에고하지한로은도기서사어있그나"
    "оеаинтсрвл’–—«»]"
    "|(?<=[A-Za-z])[\xc0-\xff]|[\xc0-\xff](?=[a-z])"
)


def decode(body: bytes, content_type: str = "") -> str:
    """Return the text of `body`; `content_type` is the HTTP header's value. Never raises.

    Without its byte-order mark; what no encoding explains becomes U+FFFD.
    """
    for mark, codec in _BYTE_ORDER_MARKS:
        if body.startswith(mark):
            return body[len(mark) :].decode(codec, "replace")
    labels = _labels(body[:_DECLARATION_WITHIN], content_type)
    for codec in labels:
        if codec in _ESCAPED and _ESCAPED[codec] in body:
            return body.decode(codec, "replace")
    if wide := _wide(body):
        return body.decode(wide, "replace")
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError:
        return _by_evidence(body, labels)


def _labels(head: bytes, content_type: str) -> list[str]:
    """Return the codecs that header and document name, in the order they are believed."""
    found = [match[1] for match in _CHARSET.finditer(content_type)]
    declared = _XML_DECLARATION.match(head) or _META.search(head)
    if declared:
        found.append(declared[1].decode("ascii", "replace"))
    return [codec for label in found if (codec := _codec(label))]


def _codec(label: str) -> str | None:
    """Return the Python codec that reads what `label` promises, None for one we refuse."""
    label = label.lower()
    try:
        name = codecs.lookup(_ALIASES.get(label, label)).name
    except (LookupError, ValueError):
        return None
    return _SUPERSETS.get(name, name) if _BELIEVED.fullmatch(name) else None


def _wide(body: bytes) -> str | None:
    """Return the UTF-16 codec when markup begins with two-byte characters and no mark."""
    start = body[:4]
    if start[:2] == b"<\0" and start[3:4] == b"\0":
        return "utf-16-le"
    if start[:2] == b"\0<" and start[2:3] == b"\0":
        return "utf-16-be"
    return None


def _by_evidence(body: bytes, labels: list[str]) -> str:
    """Return the first labelled reading that is not evidently broken, else the best guess."""
    text = body.decode("utf-8", "replace")
    if text.count("\ufffd") <= len(_WIDE.findall(text)):
        return text
    for codec in ("utf-8", *labels):
        text = body.decode(codec, "replace")
        if _brokenness(text) <= _TOLERATED:
            return text
    readings = [body.decode(codec, "replace") for codec in ("utf-8", *_GUESSES, *labels)]
    return max(readings, key=_plausibility)


def _brokenness(text: str) -> float:
    """Return the share of the characters beyond ASCII that no author wrote."""
    foreign = len(_FOREIGN.findall(text))
    broken = len(_BROKEN.findall(text)) + len(_MIXED_WORD.findall(text))
    broken += sum(map(len, _LATIN_RUN.findall(text)))
    return broken / foreign if foreign else 0.0


def _plausibility(text: str) -> float:
    foreign = len(_FOREIGN.findall(text))
    frequent = len(_FREQUENT.findall(text)) / foreign if foreign else 0.0
    return frequent - 2 * _brokenness(text)
