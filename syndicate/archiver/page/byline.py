"""What pages write as authors, as single names; and lines that only repeat who and when."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from datetime import UTC, date, timedelta

from syndicate import dates, eastern
from syndicate.markup.text import squash

# Longer texts are sentences.
_LINE = 120
_A_DAY = timedelta(days=1)
_DAY = r"(?:19|20)\d\d\s?(?:[-/.]\s?\d{1,2}\s?[-/.]\s?\d{1,2}|年\s?\d{1,2}\s?月\s?\d{1,2}\s?日)"
_CLOCK = r"(?:[上下]午\s?)?\d{1,2}\s?[:：时時点點시]\s?\d\d?(?:[:：]\d\d|\s?[分분])?"
_MOMENT = re.compile(rf"{_DAY}(?:[T\s]{{0,3}}{_CLOCK})?")
_ENGLISH_DAY = re.compile(
    r"\b(?:(?:Jan|Feb|Mar|Apr|May|June?|July?|Aug|Sept?|Oct|Nov|Dec)[a-z]*\.? \d{1,2},? (?:19|20)\d\d"
    r"|\d{1,2} (?:Jan|Feb|Mar|Apr|May|June?|July?|Aug|Sept?|Oct|Nov|Dec)[a-z]*\.?,? (?:19|20)\d\d)"
)
_LEAD = re.compile(
    r"^(?:(?:written|posted|published|reported|story|words|text)?\s*by\b[\s:]*|von\s|por\s|par\s"
    r"|(?:作者|撰文|撰稿|编译|记者|記者|文|责任编辑|责编|编辑|来源)\s*[:：/／|｜]\s*)",
    re.IGNORECASE,
)
_AND = re.compile(
    r"\s*(?:[,;，；、|｜/]|\s(?:and|und|et|y)\s|\s&\s)\s*"
    # Chinese names have no blanks within, and between them often nothing else.
    r"|(?<=[\u4e00-\u9fff]{2})\s+(?=[\u4e00-\u9fff]{2,4}(?:\s|$))",
    re.IGNORECASE,
)
# Newspapers set a name of two characters as wide as one of three.
_SPACED = re.compile(r"(?<![\u4e00-\u9fff])([\u4e00-\u9fff]) ([\u4e00-\u9fff])(?![\u4e00-\u9fff])")
_ADDRESS = re.compile(r"https?:|www\.|@", re.IGNORECASE)
_NO_NAME = re.compile(
    r"\d{3}|##|\{\{|%%|\$\{|转载|注明|原创|时间|来源|[:：]"
    r"|^(?:admin|(?:no |unknown )?author|editor|name|staff|unknown|none|null|n/a|未知|佚名|网络)$",
    re.IGNORECASE,
)
_LONGEST_NAME = 60
# What members of forums call themselves; other digits are of days, counts and telephones.
HANDLE = re.compile(r"[A-Za-z][A-Za-z_.-]{2,20}\d{1,6}")
# What one is by trade, behind a name or instead of one: its last word says so, or its first.
_JOB = re.compile(
    r"(?:(?:associate|assistant|business|chief|city|contributing|deputy|digital|executive|foreign|freelance"
    r"|guest|health|junior|local|managing|national|news|our|political|science|senior|special|sports|staff"
    r"|technology|the|travel|web)\s(?:[\w&/'’-]+\s){0,3})?(?:editor(?:-in-chief)?|reporter(?:in)?|(?:staff|guest|senior|news|freelance|copy|science|sports|feature)\swriter"
    r"|correspondent|columnist|journalist(?:in)?|redakteur(?:in)?|korrespondent(?:in)?|redacteur|rédacteur|rédactrice|redactora?)"
    r"|(?:(?:associate|assistant|emeritus|vice|executive|managing|deputy|senior)\s)?(?:professor|director|head|president|chair|ceo|cto|founder)"
    r"(?:\s(?:of|at|for|and)\s.+)?",
    re.IGNORECASE,
)
# Buttons beside a name, and days of a date: they stand in the same box.
_BUTTON = re.compile(
    r"(?:\+\s?)?(?:已?关注|關注|追踪|订阅|訂閱|分享|follow(?:ing)?|subscribe|share|folgen|suivre|seguir)",
    re.IGNORECASE,
)
_WEEKDAY = re.compile(
    r"(?:mon|tues?|wed|thur?s?|fri|sat|sun|mo|di|mi|do|fr|sa|so)"
    r"|(?:mon|tues|wednes|thurs|fri|satur|sun)day|(?:mon|diens|donners|frei|sams|sonn)tag|mittwoch|sonnabend"
    r"|lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|lunes|martes|miércoles|jueves|viernes|sábado|domingo",
    re.IGNORECASE,
)
# Who took the picture, in the words of its credit.
_CREDIT = re.compile(
    r"(?:photos?|fotos?|фото|bild|图片?|圖片?|写真)(?:$|\W|\s)|图源", re.IGNORECASE
)
# What a byline says beside names and days: words that announce them, and counters.
_LABEL = re.compile(
    r"(?:作者|撰文|撰稿|编译|记者|記者|(?:责任)?编辑|责编|来源|來源|文|執筆者?|著者|筆者)\s*[:：/／|｜]"
    r"|(?:发布|發佈|更新|发表)?(?:时间|時間|日期)\s*[:：]?"
    r"|发布于|更新于|发表于|(?:阅读|浏览|评论|点击)(?:量|数|次数)?\s*[:：]?\s*\d+\s?次?|星期[一二三四五六日天]"
    r"|北京时间|(?:字号|字体|字號)\s*[:：]?(?:\s*[【\[]?(?:超大|特大|大|中|小)[】\]]?(?!\w))*"
    r"|(?:公開|掲載|配信|投稿|更新|修正)日?時?|入力|입력|등록|수정|게시|승인|기자|[上下]午|\d{1,2}[:：]\d\d(?:[:：]\d\d)?(?:\s?[ap]\.?m\b\.?)?"
    r"|\b(?:by|on|at|in|and|posted|published|updated|written|source|author|date|min|read|views?"
    r"|[ap]\.?m|[ECMP][DS]?T|CES?T|GMT|UTC|BST|[HIJKS][KS]T"
    r"|(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|Mon|Tue|Wed|Thu|Fri|Sat|Sun)\b\.?",
    re.IGNORECASE,
)
# A newspaper's name, of six Chinese characters or twelve letters.
_PLACE = 12
_LETTER = re.compile(r"[\u3040-\u9fff\uac00-\ud7af]")
_SENTENCE = re.compile(r"[。！？]|[.!?](?:\s|$)")


def names(candidates: Iterable[str]) -> tuple[str, ...]:
    """Return the single names in what pages write as authors; addresses are none."""
    found = (
        name
        for candidate in candidates
        if not _ADDRESS.search(candidate)
        for part in _AND.split(_LEAD.sub("", _SPACED.sub(r"\1\2", squash(candidate))))
        if (name := part.strip(" .,:：-–—"))
    )
    kept = (name for name in found if len(name) <= _LONGEST_NAME and _may_be_name(name))
    return tuple(dict.fromkeys(name for name in kept if not _is_no_person(name)))


def _may_be_name(name: str) -> bool:
    return HANDLE.fullmatch(name) is not None or not _NO_NAME.search(name)


def _is_no_person(name: str) -> bool:
    """Tell whether what stands where a name does is a trade, a button, a weekday or a credit."""
    said = (each.fullmatch(name) for each in (_JOB, _BUTTON, _WEEKDAY))
    return any(said) or _CREDIT.match(name) is not None


def is_button(line: str) -> bool:
    """Tell whether a line is nothing but a button that stands beside a name: Follow, 关注."""
    return _BUTTON.fullmatch(line) is not None


def repeats(line: str, names: Iterable[str], days: Collection[date]) -> bool:
    """Tell whether a line says who and when and nothing else, and that is known already.

    `names` are of authors and of the site. A day beside a known one is the same, in another zone.
    Beside a day, the name of the place where it was published may be unknown.
    """
    if len(line) > _LINE or _SENTENCE.search(line := eastern.in_figures(line)):
        return False
    told = [found[0] for said in (_MOMENT, _ENGLISH_DAY) for found in said.finditer(line)]
    if not all(_is_known(day, days) for day in told):
        return False
    rest = line
    for known in (*told, *sorted(names, key=len, reverse=True)):
        rest = rest.replace(known, " ")
    unknown = len(_LETTER.sub("xx", re.sub(r"[\W\d_]", "", _LABEL.sub(" ", rest))))
    return rest != line and unknown <= (_PLACE if told else 0)


def _is_known(said: str, days: Collection[date]) -> bool:
    moment = dates.parse(said.replace("：", ":"), UTC)
    return moment is not None and any(abs(moment.date() - day) <= _A_DAY for day in days)
