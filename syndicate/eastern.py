"""Days as East Asia writes them, in the figures that `dates` reads. Pure.

二〇二五年二月十三日, 令和7年2月13日, 2025년 2월 13일 오후 3:05 and 2025. 2. 13. all become
2025年2月13日 or 2025-2-13; whatever else a text says stays as it is.
"""

from __future__ import annotations

import re

# One of these is in all that is changed.
_TELLING = re.compile(r"[年년０-９]|오[전후]|午[前後]|\d\.\s\d")
_WIDE = str.maketrans("０１２３４５６７８９：／．", "0123456789:/.")
_DIGITS = dict(zip("〇○零一二三四五六七八九", "000123456789", strict=True))
_TENS = {"十": "1", "廿": "2", "卅": "3"}
_SMALL = r"(?:[一二三]?十[一二三四五六七八九]?|[廿卅][一二三四五六七八九]?|[一二三四五六七八九])"
_NUMBER = rf"(?:\d{{1,2}}|{_SMALL})"
# The year before the first of each era. Taiwan counts from the republic.
_ERAS = {"令和": 2018, "平成": 1988, "昭和": 1925, "民國": 1911, "民国": 1911}
_ERA = re.compile(
    rf"(?:中華|中华)?(?P<era>{'|'.join(_ERAS)})\s?(?P<year>\d{{1,3}}|元|{_SMALL})\s?年"
    rf"(?=\s?{_NUMBER}\s?月)"
)
_SPELT = re.compile(
    rf"(?P<year>[{''.join(_DIGITS)}]{{4}}|\d{{4}})\s?年\s?(?P<month>{_NUMBER})\s?月"
    rf"\s?(?P<day>{_NUMBER})(?=\s?[日号])"
)
_KOREAN = re.compile(r"(\d{4})\s?년\s?(\d{1,2})\s?월\s?(\d{1,2})\s?일")
_DOTTED = re.compile(r"(?<!\d)((?:19|20)\d\d)\.\s(\d{1,2})\.\s(\d{1,2})(?:\.|(?!\d))")
# What may stand behind a day, in brackets or without.
WEEKDAY = (
    r"(?:\s*[(（]?(?:(?:星期|周|週)[一二三四五六日天]|[月火水木金土日월화수목금토일](?:曜日?|요일))[)）]?"
    r"|\s*[(（][月火水木金土日월화수목금토일][)）])?"
)
_HALVES = (("오전", "上午"), ("오후", "下午"), ("午前", "上午"), ("午後", "下午"))


def in_figures(text: str) -> str:
    """Return a text with the days that it names in figures, years of the common era first."""
    if not _TELLING.search(text):
        return text
    text = text.translate(_WIDE)
    text = _ERA.sub(_of_era, text)
    text = _SPELT.sub(_spelt, text)
    text = _KOREAN.sub(r"\1年\2月\3日", text)
    text = _DOTTED.sub(r"\1-\2-\3", text)
    for theirs, ours in _HALVES:
        text = text.replace(theirs, ours)
    return text


def _of_era(found: re.Match[str]) -> str:
    year = 1 if found["year"] == "元" else int(_number(found["year"]))
    return f"{_ERAS[found['era']] + year}年"


def _spelt(found: re.Match[str]) -> str:
    year = "".join(_DIGITS.get(each, each) for each in found["year"])
    return f"{year}年{_number(found['month'])}月{_number(found['day'])}"


def _number(spelt: str) -> str:
    """Return a number below a hundred in figures: 十三 is 13, 二十 is 20, 廿一 is 21."""
    ten = next(filter(spelt.__contains__, _TENS), "")
    if not ten:
        return _DIGITS.get(spelt, spelt)
    tens, _, ones = spelt.partition(ten)
    return _DIGITS.get(tens, _TENS[ten]) + _DIGITS.get(ones, "0")
