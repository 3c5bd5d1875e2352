"""Whether two texts of an article differ only in what nobody reads an article for. Pure.

    text ─▶ blocks (lines), each in a plain form: widths, blanks, punctuation, addresses, clocks
         ─▶ those on one side only ─▶ furniture? paired by their form without numbers?

Noise is what a page shows of its visitors, its clock, its advertisers and its other pages:
counters, times of day, relative times, promotions, lists of links, tracking in addresses, the way
in which punctuation is written. A number in prose is none: "12 dead" → "13 dead" is news. Where
in doubt a difference is real, for a version too many loses nothing.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from urllib.parse import urlsplit

from syndicate import urls

_INVISIBLE = re.compile("[\u00ad\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufe0e\ufe0f\ufeff]")
_IMAGE = re.compile(r"!\[([^\]]*)\]\(<?([^)\s>]*)>?(?:\s+\"[^\"]*\")?\)")
_LINK = re.compile(r"\[([^\[\]]*)\]\(<?([^)\s>]*)>?(?:\s+\"[^\"]*\")?\)")
_MARKS = re.compile(r"^(?:[>\s]|[-*+]\s|#{1,6}\s|\d{1,3}[.)]\s)+")
# A sign between digits, or before one, tells what the number is.
_SIGNS = re.compile(r"(?<=\d)[.,:/](?=\d)|[-+](?=\d)|[%$€£¥°<>=#@&]")
_WORD = re.compile(r"\w")

_NUMBER = r"(?:\d+(?:[.,]\d+)*\+?\s?(?:[kKmMwW]\b|万|千|亿|萬)?)"
_COUNTED = (
    r"(?:views?|reads?|readers?|likes?|comments?|repl(?:y|ies)|shares?|claps?|hits?|votes?|"
    r"upvotes?|reactions?|bookmarks?|followers?|subscribers?|downloads?|plays?|visits?|"
    r"visitors?|reposts?|retweets?|favou?rites?|saves|responses?|"
    r"people\s+(?:like|liked|read|(?:are\s+)?(?:currently\s+)?(?:reading|viewing|watching)|"
    r"have\s+read)(?:\s+this(?:\s+\w+)?)?)"
)
_COUNTED_HAN = (
    r"(?:阅读数?量?|閱讀數?|浏览数?量?|瀏覽|点击数?量?|點擊|点赞数?|點讚|赞|评论数?|評論|留言|收藏数?|"
    r"转发数?|轉發|分享数?|播放量?|人气|热度|访问量?|围观|跟贴|跟帖|参与|回复|在看|推荐数|喜欢|关注)"
)
_COUNTER = re.compile(
    rf"{_NUMBER}\s*(?:total\s+|unique\s+|page\s?)?{_COUNTED}\b"
    rf"|\b{_COUNTED}\s*[:(]?\s*{_NUMBER}\)?"
    rf"|{_NUMBER}\s*(?:次|人|条|條|个|個|位)?\s*(?:已|网友|读者)?\s*{_COUNTED_HAN}"
    rf"|{_COUNTED_HAN}\s*[:(]?\s*{_NUMBER}\s*(?:次|人|条|條|个|個)?\)?",
    re.IGNORECASE,
)
_READING = re.compile(
    rf"{_NUMBER}\s*-?\s*min(?:ute)?s?\.?\s+(?:read|to\s+read)\b|\breading\s+time\W*{_NUMBER}\s*min\w*"
    rf"|(?:预计|大约|约|需)?(?:阅读|閱讀)(?:时间|時間|时长|需|本文需)?\W*(?:约|約)?\s*{_NUMBER}\s*分钟?"
    rf"|{_NUMBER}\s*分[钟鐘]\s*(?:阅读|閱讀|读完)",
    re.IGNORECASE,
)
_AGO = re.compile(
    r"\b(?:\d+|an?|one|two|three|few|several)\s*"
    r"(?:s|secs?|seconds?|m|mins?|minutes?|h|hrs?|hours?|d|days?|w|weeks?|mo|months?|y|years?)"
    r"\s+ago\b|\b(?:just\s+now|moments?\s+ago|yesterday)\b"
    r"|(?:\d+|几|半|一|两)\s*(?:个)?(?:秒|分|小时|小時|天|日|周|星期|月|年)[钟鐘]?(?:之)?前|刚刚|剛剛",
    re.IGNORECASE,
)
_SYMBOLS = re.compile("(?:[\u2600-\u27bf\U0001f300-\U0001faff]\\s*[\\d.,]+[kKmM]?\\s*)+")
_LATELY = re.compile(
    r"\b(?:\d+|an?)\s*(?:s|secs?|seconds?|m|mins?|minutes?|h|hrs?|hours?)\s+ago\b|\bjust\s+now\b"
    r"|\d+\s*(?:个)?(?:秒|分|小时|小時)[钟鐘]?(?:之)?前|刚刚|剛剛",
    re.IGNORECASE,
)
_CLOCK = re.compile(
    r"\b\d{1,2}:\d{2}(?::\d{2})?\s*(?:[ap]\.?m\b\.?)?(?:\s*(?:[A-Z]{2,4}|[A-Z]{1,3}T)\b)?"
)
_DAY = re.compile(
    r"\b\d{4}[-/.]\d{1,2}[-/.]\d{1,2}(?:T(?=\d))?|\d{4}年\d{1,2}月\d{1,2}日|\b\d{1,2}月\d{1,2}日"
    r"|\b(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|satur|sat|sun)(?:day)?\b,?"
    r"|\b(?:jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)[a-z]*\.?\s+\d{1,2}(?:st|nd|rd|th)?"
    r"(?:,?\s+\d{4})?\b"
    r"|\b\d{1,2}\s+(?:jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)[a-z]*\.?(?:\s+\d{4})?\b",
    re.IGNORECASE,
)
_STAMP = re.compile(
    r"\b(?:last\s+)?(?:updated?|modified|edited|published|posted|refreshed|reviewed|checked|as\s+of)\b"
    r"|(?:最后|最近|上次)?(?:更新|修改|编辑|編輯|发布|發佈|发表|刷新|校对)(?:于|於|时间|時間|日期)?"
    r"|\b(?:on|at|by|in|the|date|time|this|page|article|story|was|is|been|has|first)\b|时间|時間|日期|本文|本页",
    re.IGNORECASE,
)
_AD = re.compile(
    r"^\W*(?:advertisement|advertorial|sponsored|promoted|ads?|adverts?|paid\s+(?:post|content)|"
    r"partner\s+content|story\s+continues\s+below|article\s+continues|continue\s+reading|"
    r"scroll\s+to\s+continue|广告|廣告|推广|推廣|赞助|贊助|赞助内容|以下为广告)(?:\b|\W|$|(?<=[\u4e00-\u9fff]))",
    re.IGNORECASE,
)
_CALL = re.compile(
    r"\b(?:subscribe|sign\s+up|newsletters?|follow\s+us|(?:get|download|install)\s+(?:our|the)\s+(?:\w+\s+)?app|our\s+app|"
    r"join\s+(?:us|our)|log\s+in|register\s+(?:now|here|today)|click\s+here|free\s+trial|"
    r"(?:%|percent)\s+off|promo\s*code|use\s+code|shop\s+now|buy\s+now|order\s+now|limited\s+(?:time|offer)|"
    r"share\s+(?:this|on)|support\s+(?:us|our)|donate|become\s+a\s+(?:member|subscriber|supporter))\b"
    r"|扫码|扫一扫|二维码|公众号|订阅|訂閱|关注我们|下载(?:客户端|app)|客户端下载|点击(?:这里|此处|下载|查看|进入|领取)|"
    r"立即(?:购买|下载|领取|报名|注册|抢购|体验)|限时|优惠|特惠|折扣|满减|包邮|领券|免费试用|加入会员|分享到|长按识别|打开app",
    re.IGNORECASE,
)
_MORE = re.compile(
    r"^\W*(?:(?:see|read|watch|more|also|related|recommended|trending|popular|latest|most\s+read|"
    r"you\s+(?:may|might)\s+(?:also\s+)?like|up\s+next|further\s+reading|don.?t\s+miss|editor.?s?\s+picks?|"
    r"top\s+stories|from\s+(?:around\s+)?the\s+web|articles?|stories|posts?|news|next|previous|reading|"
    r"read\s+next|in|on|this|section|topics?|tags?)\W*)+$"
    r"|^\W*(?:相关|相關|推荐|推薦|热门|熱門|延伸|更多|猜你喜欢|为你推荐|大家都在看|最新|上一篇|下一篇|精彩|往期|编辑)"
    r"(?:阅读|閱讀|文章|新闻|新聞|内容|报道|報導|推荐|精选|回顾|资讯|链接|专题|话题)?\W*$",
    re.IGNORECASE,
)

_HAN = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_LATIN = re.compile(r"[^\W\d_\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]+|\d+")

_SHORT = 24
"""Words (a Chinese character is half of one) that a promotion has at most: a paragraph has more."""

_LABEL = 2
"""Words beside a time or a counter that only say what it is: any more are a sentence."""

_LINE = 8
"""Words of a line beside its counters at most: "won by 23 votes" stands in a longer one."""


def is_noise(old: str, new: str) -> bool:
    """Tell whether nothing but noise differs between two texts in Markdown."""
    if old == new:
        return True
    before, after = _blocks(old), _blocks(new)
    gone, come = _apart(before, after)
    gone, come = _real(gone), _real(come)
    if gone or come:
        return Counter(map(_masked, gone)) == Counter(map(_masked, come))
    kept = Counter(map(_form, before)) & Counter(map(_form, after))
    return _order(before, kept) == _order(after, kept)


def _blocks(text: str) -> list[str]:
    settled = unicodedata.normalize("NFKC", _INVISIBLE.sub("", text))
    lines = (" ".join(line.split()) for line in settled.splitlines())
    return [line for line in lines if _WORD.search(line)]


def _form(block: str) -> str:
    """Return what is left of a block without addresses' extras, blanks and punctuation."""
    block = _IMAGE.sub(lambda it: f" {it[1]} {_image(it[2])} ", block)
    block = _LINK.sub(lambda it: f"{it[1]} {_link(it[2])} ", block)
    kept = (
        character if character.isalnum() or unicodedata.combining(character) else " "
        for character in _SIGNS.sub(lambda it: f"\x00{ord(it[0])}\x00", block)
    )
    return "".join("".join(kept).split())


def _image(url: str) -> str:
    """Return the file of an image: delivery networks put sizes into hosts, folders and queries."""
    return _path(url).rpartition("/")[2]


def _link(url: str) -> str:
    if not url.startswith(("http://", "https://")):
        return url
    return urls.canonical(url).partition("#")[0].partition("://")[2]


def _path(url: str) -> str:
    """Return the path of an address, the address itself where it is none."""
    try:
        return urlsplit(url).path
    except ValueError:
        return url


def _apart(before: list[str], after: list[str]) -> tuple[list[str], list[str]]:
    """Return the blocks that only one side has, as often as it has them more."""
    return _more(before, after), _more(after, before)


def _more(here: list[str], there: list[str]) -> list[str]:
    left = Counter(map(_form, there))
    found = []
    for block in here:
        form = _form(block)
        if left[form]:
            left[form] -= 1
        else:
            found.append(block)
    return found


def _real(blocks: Iterable[str]) -> list[str]:
    return [block for block in blocks if not _is_furniture(block)]


def _order(blocks: list[str], kept: Counter[str]) -> list[str]:
    """Return the prose in its order: links and furniture may stand in any."""
    return [form for block in blocks if (form := _form(block)) in kept and not _is_furniture(block)]


def _is_furniture(block: str) -> bool:
    """Tell whether a block as a whole may come and go."""
    shown = _LINK.sub(lambda it: it[1], _IMAGE.sub("", block))
    plain = _MARKS.sub("", shown).strip("*_ ")
    if not _WORD.search(plain):
        return not _IMAGE.search(block)
    return (
        _is_links(block)
        or bool(_MORE.match(plain))
        or (_words(plain) <= _SHORT and bool(_AD.match(plain) or _CALL.search(plain)))
        or _is_told(plain)
    )


def _is_links(block: str) -> bool:
    """Tell whether a block is links, and at most a label: a way to other pages."""
    if not _LINK.search(block) or _IMAGE.search(block):
        return False
    around = _AGO.sub("", _DAY.sub("", _MARKS.sub("", _LINK.sub(" ", block))))
    return _words(around) == 0 or bool(_MORE.match(around.strip()))


def _is_told(plain: str) -> bool:
    """Tell whether a block says only how often it was seen, or when it was written."""
    rest = _masked_times(_masked_counts(plain))
    if "\x01" not in rest:
        return bool(_SYMBOLS.fullmatch(plain))
    return _words(_STAMP.sub("", rest.replace("\x01", " "))) <= _LABEL


def _masked_counts(text: str) -> str:
    return _COUNTER.sub("\x01", _READING.sub("\x01", text))


def _masked_times(text: str) -> str:
    return _CLOCK.sub("\x01", _DAY.sub("\x01", _AGO.sub("\x01", text)))


def _masked(block: str) -> str:
    """Return a block's form without counters and relative times; of prose, only the latest."""
    bare = _AGO.sub("\x01", _masked_counts(block))
    if _words(bare.replace("\x01", " ")) > _LINE:
        bare = _LATELY.sub("\x01", block)
    return _form(bare.replace("\x01", " "))


def _words(text: str) -> float:
    return len(_LATIN.findall(_HAN.sub(" ", text))) + len(_HAN.findall(text)) / 2
