"""Lines that are a site's and not the article's, told by their words. Pure.

What sites say of their visitors, their clock, their advertisers and their other pages comes from
small closed vocabularies; what doesn't, `asides` tells by its form. The texts are strangers': no
pattern reads a stretch of any length twice, or in two ways.
"""

from __future__ import annotations

import re

from syndicate.archiver.files.lines import IMAGE, LINK, words_in

_MARKS = re.compile(r"^(?:[>\s]|[-*+]\s|#{1,6}\s|\d{1,3}[.)]\s)+")
_WORD = re.compile(r"\w")
_PICTURE = re.compile(r"\.(?:jpe?g|png|gif|webp|avif|svg|bmp|tiff?)$", re.IGNORECASE)

_NUMBER = r"(?:\d{1,12}+(?:[.,]\d{1,6}+){0,5}+\+?\s?(?:[kKmMwW]\b|万|千|亿|萬)?)"
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
    r"\b(?:\d{1,6}|an?|one|two|three|few|several)\s*"
    r"(?:s|secs?|seconds?|m|mins?|minutes?|h|hrs?|hours?|d|days?|w|weeks?|mo|months?|y|years?)"
    r"\s+ago\b|\b(?:just\s+now|moments?\s+ago|yesterday)\b"
    r"|(?:\d{1,6}|几|半|一|两)\s*(?:个)?(?:秒|分|小时|小時|天|日|周|星期|月|年)[钟鐘]?(?:之)?前|刚刚|剛剛",
    re.IGNORECASE,
)
_SYMBOLS = re.compile("(?:[\u2600-\u27bf\U0001f300-\U0001faff]\\s*[\\d.,]+[kKmM]?\\s*)+")
_LATELY = re.compile(
    r"\b(?:\d{1,6}|an?)\s*(?:s|secs?|seconds?|m|mins?|minutes?|h|hrs?|hours?)\s+ago\b|\bjust\s+now\b"
    r"|\d{1,6}\s*(?:个)?(?:秒|分|小时|小時)[钟鐘]?(?:之)?前|刚刚|剛剛",
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
    r"you\s+(?:may|might)\s+(?:also\s+)?like|up\s+next|further\s+reading|don.?t\s+miss|editor\W?s?\s+picks?|"
    r"top\s+stories|from\s+(?:around\s+)?the\s+web|articles?|stories|posts?|news|next|previous|reading|"
    r"in|on|this|section|topics?|tags?)\W*)+$"
    r"|^\W*(?:相关|相關|推荐|推薦|热门|熱門|延伸|更多|猜你喜欢|为你推荐|大家都在看|最新|上一篇|下一篇|精彩|往期|编辑)"
    r"(?:阅读|閱讀|文章|新闻|新聞|内容|报道|報導|推荐|精选|回顾|资讯|链接|专题|话题)?\W*$",
    re.IGNORECASE,
)
_TIMES = re.compile(
    rf"\b(?:read|viewed|shared|seen|visited|downloaded|printed|opened|watched)\s+(?:over\s+)?{_NUMBER}\s*times\b"
    rf"|(?:阅读|浏览|分享|下载|观看|访问)(?:了|过)?\s*{_NUMBER}\s*[次遍]",
    re.IGNORECASE,
)

_SHORT = 24
"""Words (a Chinese character is half of one) that a promotion has at most: a paragraph has more."""

_LABEL = 2
"""Words beside a time or a counter that only say what it is: any more are a sentence."""

_LINE = 8
"""Words of a line beside its counters at most: "won by 23 votes" stands in a longer one."""


def is_furniture(line: str) -> bool:
    """Tell whether a line as a whole may come and go."""
    if _is_banner(line):
        return True
    shown = LINK.sub(lambda it: it[1], IMAGE.sub("", line))
    plain = _MARKS.sub("", shown).strip("*_ ")
    if not _WORD.search(plain):
        return not IMAGE.search(line)
    return (
        _is_links(line)
        or bool(_MORE.match(plain))
        or (words_in(plain) <= _SHORT and bool(_AD.match(plain) or _CALL.search(plain)))
        or _is_told(plain)
    )


def settled(line: str) -> str:
    """Return a line without counters and relative times; of prose, only the latest of these."""
    bare = _AGO.sub("\x01", _masked_counts(line))
    if words_in(bare.replace("\x01", " ")) > _LINE:
        bare = _LATELY.sub("\x01", line)
    return bare.replace("\x01", " ")


def _is_banner(line: str) -> bool:
    """Tell whether a line is pictures that say nothing and lead to other pages."""
    if any(_WORD.search(it[1]) for it in IMAGE.finditer(line)):
        return False
    inner = IMAGE.sub(" ", line)
    leads = [it[2] for it in LINK.finditer(inner)]
    return (
        bool(leads)
        and not _WORD.search(LINK.sub(lambda it: it[1], inner))
        and not any(map(_PICTURE.search, leads))
    )


def _is_links(line: str) -> bool:
    """Tell whether a line is links, and at most a label: a way to other pages."""
    if not LINK.search(line) or IMAGE.search(line):
        return False
    around = _AGO.sub("", _DAY.sub("", _MARKS.sub("", LINK.sub(" ", line))))
    return words_in(around) == 0 or bool(_MORE.match(around.strip()))


def _is_told(plain: str) -> bool:
    """Tell whether a line says only how often it was seen, or when it was written."""
    rest = _masked_times(_masked_counts(plain))
    if "\x01" not in rest:
        return bool(_SYMBOLS.fullmatch(plain))
    return words_in(_STAMP.sub("", rest.replace("\x01", " "))) <= _LABEL


def _masked_counts(text: str) -> str:
    return _COUNTER.sub("\x01", _TIMES.sub("\x01", _READING.sub("\x01", text)))


def _masked_times(text: str) -> str:
    return _CLOCK.sub("\x01", _DAY.sub("\x01", _AGO.sub("\x01", text)))
