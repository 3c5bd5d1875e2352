"""Names nobody means well with: for titles, guids, authors, tags, ids and files."""

from __future__ import annotations

import random
import unicodedata
from collections.abc import Iterator

STEERING = [
    *map(chr, [*range(0x20), *range(0x7F, 0xA0)]),
    *"\xad\u061c\u180e\u200b\u200c\u200d\u200e\u200f\u2028\u2029",
    *map(chr, [*range(0x202A, 0x2030), *range(0x2060, 0x2070), *range(0xFFF9, 0xFFFC)]),
    *"\u034f\u115f\u3164\ufe0f\ufeff\ufffe\ue000\U000e0041\U000e0100\U0010ffff",
]
"""What moves a cursor, turns text round or is not seen."""

PATHS = [
    "../../../etc/passwd", "..\\..\\windows\\system.ini", "/etc/passwd", "C:\\boot.ini", "a/../../b",
    "....//....//x", "%2e%2e%2fx", "file:///etc/passwd", ".", "..", "...", ".git", ".git/config",
    ".syndicate", ".index.json", "index.md", "_index.md", ".index.revisions", "images", "-", "--",
    "-rf", "--help", "--", "~", "~root", "$HOME", "*", "?", "a|b", "a;b", "$(id)", "`id`", "a&b",
    "con", "CON.md", "nul", "aux.txt", "prn ", "COM1", "lpt9.x", "a.", "a ", " a", "a\tb", "x:y",
    "Thumbs.db", "desktop.ini", "\u202egnp.exe",
]  # fmt: skip
YAML = [
    "---", "...", "- - -", "a: b", "a: b # c", "# c", "!!python/object/apply:os.system [id]", "&a",
    "*a", "<<: *a", "{a: b}", "{", "[a]", "]", "| x", "> x", "? x", "% x", "@x", "`x`", "'", '"',
    "''", '""', "\\", "\\x00", "null", "~", "true", "yes", "no", "on", "1e3", "0x10", "0o17", "1_0",
    "12:30:45", ".inf", ".nan", "=", "2026-01-01", "2026-01-01T00:00:00Z", "-", "- a", "a:", ": a",
    "x\n---\npwned: true\n---\n", "x\r\n...\r\ny", "x\u2028y", "x\x85y", "\ufeffx",
]  # fmt: skip
CODE = [
    "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "</title><b>", "<![CDATA[x]]>",
    "]]>", "<!--", "-->", "&lt;", "&amp;lt;b&amp;gt;", "&#0;", "&#x1b;[2J", "&nbsp;", "{{7*7}}",
    "{% raw %}", "{{< figure >}}", "${7*7}", "#{7*7}", "<%= 1 %>", "%s%n%x", "{0}", "{title}",
    "' OR 1=1 --", "'; DROP TABLE articles; --", 'title:"', 'a" OR "b', "NEAR(", "a*", "^a",
    "[x](javascript:alert(1))", "![x](http://127.0.0.1/t)", "# x", "> x", "1. x", "***", "```", "|",
    "[^1]", "$x$", "> [!NOTE]", "[[a|b]]", "#tag", "\\(", "$(touch pwned)", "javascript:alert(1)",
]  # fmt: skip
TWINS = [
    "é", "e\u0301", "É", "ﬁ", "fi", "FI", "Straße", "STRASSE", "strasse", "İ", "i̇", "ı", "I", "Ａ",
    "A", "a", "Å", "\u212b", "Ω", "\u2126", "K", "\u212a", "ſ", "s", "ǅ", "가", "\u1100\u1161", "ﷺ",
    "½", "①", "１", "1", "Σ", "ς", "σ", "ŉ", "ΐ", "豈", "\uf900", "神", "\ufa19", "茶\ufe00",
]  # fmt: skip
LONG = [
    "a" * 300, "A" * 300, "é" * 200, "e\u0301" * 200, "苏" * 300, "苏州" * 86, "𠀀" * 100, "a" + "\u0301" * 999,
    "👩\u200d👩\u200d👧" * 40, "🏴\U000e0067\U000e0062\U000e007f" * 30, "ﷺ" * 90, "." * 300, "-" * 300,
    "a/" * 200, "a b " * 99, "İ" * 130, "ΐ" * 100, "\u0344" * 200,
]  # fmt: skip
ESCAPES = [
    "\x1b[2J\x1b[H", "\x1b]0;owned\x07", "\x1b]8;;http://e.org\x1b\\x\x1b]8;;\x1b\\", "\x1bP1$r\x1b\\",
    "\x9b31m", "a\rb", "a\bb", "\x1b[31mred", "a\x0bb\x0cc", "\x0e\x0f", "\x7f", "\u202eabc\u202c",
    "\u2066a\u2069", "\x1b[6n", "\x1b(0x", "\x00", "a\x00b", "\ud800", "a\udc1bb",
]  # fmt: skip
NOTHING = [
    "",
    " ",
    "\t",
    "\n",
    "\u3000",
    "\u200b",
    "\xa0",
    "\ufeff",
    "\u3164",
    "😀🍵",
    "…!",
    "❤\ufe0f",
]

KINDS = (PATHS, YAML, CODE, TWINS, LONG, ESCAPES, NOTHING)


def names(seed: int, count: int) -> list[str]:
    """Return `count` names: some of every kind, the rest made of pieces of all of them."""
    chance = random.Random(seed)
    kinds = [chance.sample(kind, len(kind)) for kind in KINDS]
    plain = [
        kind[place] for place in range(max(map(len, kinds))) for kind in kinds if place < len(kind)
    ]
    return [*plain[:count], *(_mixed(chance) for _ in range(count - len(plain)))]


def _mixed(chance: random.Random) -> str:
    pieces = [chance.choice(chance.choice((*KINDS, STEERING))) for _ in range(chance.randint(2, 5))]
    return chance.choice(("", " ", "/", "\x1b[0m")).join(pieces)[: chance.choice((9, 99, 999))]


def steering(text: str) -> set[str]:
    """Return what in a text, as a terminal gets it, is neither seen nor the end of a line."""
    allowed = "\n\r\t\u200c\u200d"
    return {
        char
        for char in text
        if char not in allowed
        and (unicodedata.category(char) == "Cc" or unicodedata.bidirectional(char) in BIDI)
    }


BIDI = {"LRE", "LRO", "RLE", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"}


def folded(paths: list[str]) -> Iterator[str]:
    """Yield paths as a disk compares them that knows neither case nor composition."""
    for path in paths:
        yield unicodedata.normalize("NFC", unicodedata.normalize("NFC", path).casefold())
