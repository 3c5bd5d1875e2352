"""Charset labels: where a document and its HTTP header name one, and which decoder each means.

What a label means, the WHATWG Encoding Standard says: GB2312 is GBK, Latin-1 is windows-1252.
The HTML engine has the standard's table and decoders, registered as Python codecs ``whatwg-…``;
where Python has a decoder of the same name it knows fewer characters (no ① in EUC-JP, 192 less in
Big5). UTF-7 is nothing that the standard knows.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator

from turbohtml.detect import detect

# The standard looks at 1,024 bytes ahead, and again when the parser meets a late declaration.
_DECLARED_WITHIN = 16_384
_XML_DECLARATION = re.compile(rb"\s*<\?xml[^>]{0,200}?\bencoding\s*=\s*[\"']\s*([\w.:-]+)")
# Nothing is declared in a comment or in a script's text, closed or not.
_SILENT = re.compile(
    rb"<!--.*?(?:-->|\Z)|<(script|style|title)\b.*?(?:</\1|\Z)", re.IGNORECASE | re.DOTALL
)
_META = re.compile(rb"<meta[\s/]([^>]{0,600})", re.IGNORECASE)
_ATTRIBUTE = re.compile(r"([^\s\"'>/=]{1,40})\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'>]+))")
_CHARSET = re.compile(r"charset\s*=\s*[\"']?\s*([\w.:-]+)", re.IGNORECASE)

# Names of a standard encoding that only Python knows.
_PYTHON_NAMES = {"cp932": "shift_jis", "cp949": "euc-kr", "cp950": "big5", "euc_jp": "euc-jp"}
# What feeds have borne beyond the standard, by Python's names. Python knows more, and a label
# must not summon those: UTF-7 makes markup of what a filter saw as text, base64 is no text.
_BEYOND = re.compile(
    r"hz|johab|iso2022_\w+|shift_jis\w+|euc_jis\w+|koi8-t|kz1048|ptcp154"
    r"|mac-(?:greek|turkish|latin2)"
)


def labels(body: bytes, content_type: str) -> Iterator[str]:
    """Yield the codecs that header, XML declaration and meta element name, in that order."""
    head = body[:_DECLARED_WITHIN]
    found = [match[1] for match in _CHARSET.finditer(content_type)]
    declared = _XML_DECLARATION.match(head)
    found.append(declared[1].decode("ascii", "replace") if declared else _meta(head))
    for label in found:
        if codec := meaning(label):
            yield codec


def may_be(body: bytes, content_type: str, part: str) -> bool:
    """Tell at little cost whether any label could hold `part`, which is lower-case ASCII."""
    head = body[:_DECLARED_WITHIN]
    return part in content_type.lower() or part.encode() in head.lower()


def meaning(label: str) -> str | None:
    """Return the Python codec that reads what `label` promises, None for one we refuse."""
    label = label.strip().lower()
    if codec := _standard(label):
        return codec
    try:
        name = codecs.lookup(label).name
    except (LookupError, ValueError):
        return None
    return _standard(_PYTHON_NAMES.get(name, name)) or (name if _BEYOND.fullmatch(name) else None)


def _standard(label: str) -> str | None:
    """Return the codec of a label of the standard; none for those that it decodes to nothing."""
    try:
        codecs.lookup(f"whatwg-{label}")
    except (LookupError, ValueError):
        return None
    # In a declaration UTF-16 must be a lie, which the standard reads as UTF-8.
    codec = detect(f"<meta charset='{label}'>".encode()).codec
    return None if codec == "whatwg-replacement" else codec


def _meta(head: bytes) -> str:
    """Return the label in the first meta element that names one; empty without."""
    for match in _META.finditer(_SILENT.sub(b" ", head)):
        attributes = _attributes(match[1])
        pragma = attributes.get("http-equiv", "").strip().lower() == "content-type"
        named = _CHARSET.search(attributes.get("content", "")) if pragma else None
        if label := attributes.get("charset") or (named and named[1]):
            return label
    return ""


def _attributes(inside: bytes) -> dict[str, str]:
    found = _ATTRIBUTE.findall(inside.decode("ascii", "replace"))
    return {name.lower(): double or single or bare for name, double, single, bare in found}
