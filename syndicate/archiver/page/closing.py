"""What closes a text in East Asia and is none of it: whose rights it is, what to scan and follow. Pure.

Statements stand last and are the lesser part; who edited an article or where it comes from is said
in the same place, and stays.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from syndicate.archiver.markdown.blocks import Block, Listing, Paragraph, pieces
from syndicate.archiver.markdown.pieces import words
from syndicate.archiver.page.measure import weigh

# Longer lines tell something.
_LINE = 100
# A statement of rights with its paragraphs: the longest seen weighed 640, in seven blocks.
_STATEMENT = 1000
_BLOCKS = 8
# It is the lesser part of any text, but of flash news.
_MOST = 0.5
_CALL = re.compile(
    r"""
    [\W_]*(?:请|欢迎|敬请|用?微信|使用微信|手机)?(?:扫一扫|扫码|扫描|掃一掃|掃描|长按|長按|识别|識別)
      .{0,24}(?:二维码|二維碼|关注|關注|打开|当前页|分享|下载|加入|手机|公众号).{0,16}
    | .{0,6}(?:点击|點擊|戳).{0,8}(?:上方|下方|蓝字|藍字|名片).{0,12} | [\W_]*点击(?:查看|阅读)(?:更多|原文|全文)\W*
    | [\W_]*(?:欢迎|敬请|请|記得|记得)?(?:关注|關注)(?:我们|我們|公众号|.{2,16}(?:公众号|微信号|官方微信|官方微博))\W*
    | 更多.{2,40}(?:请|敬请|欢迎)(?:关注|点击|访问|登录|下载|搜索|扫码).{2,40}
    """,
    re.VERBOSE,
)
_END = re.compile(r"\W*(?:END|完|全文完|本文完)\W*", re.IGNORECASE)
_REPRINTS = re.compile(
    r"""
    未[经經].{0,14}(?:授权|授權|许可|許可|允许|允許|同意).{0,14}(?:转载|轉載|摘编|刊登)
    | (?:本文|本站|本网|本網|本报|本刊|专稿|稿件).{0,40}未[经經].{0,14}(?:授权|授權|许可|許可|同意).{0,14}(?:使用|复制|複製)
    | (?:转载|轉載|引用).{0,8}(?:注明|註明|标明) | (?:谢绝|禁止|严禁|请勿|請勿|不得)(?:任何)?(?:形式)?的?(?:转载|轉載)
    | 無断(?:転載|転用|複製|使用).{0,16}(?:禁|お断り|ご遠慮) | 무단\s?(?:전재|복제|배포).{0,20}금지
    """,
    re.VERBOSE,
)
_STATES = re.compile(
    r"[\W_]*(?:(?:特别|免责|版权|侵权|反侵权|郑重|转载|原创|本站|法律)?(?:声明|聲明|申明)|(?:反侵权|版权)公告"
    r"|免責(?:聲明|事項))(?:[\]】）)]|\s*(?:[:：]|$))"
)
_OF_RIGHTS = re.compile(
    r"转载|轉載|侵权|侵權|侵犯|著作权|版权|本(?:站|网|網|平台|文|人).{0,16}(?:观点|觀點|立场|立場)"
    r"|信息存储|仅代表(?:作者|个人)|投资建议"
)
# Pages that are such a statement, or of one.
_SUBJECT = re.compile(r"声明|聲明|协议|條款|条款|政策|公告|版权|著作权|侵权|转载")


def without_closing(blocks: Sequence[Block], title: str | None) -> list[Block]:
    """Drop calls to follow at both ends of a text, and statements of rights at its end."""
    if _SUBJECT.search(title or ""):
        return list(blocks)
    start, end = 0, _before_statement(blocks)
    while end and _closes(blocks[:end]):
        end -= 1
    while start < end and _calls(blocks[start]):
        start += 1
    kept = blocks[start:end]
    return list(kept if _weight(kept) > 0 else blocks)


def _before_statement(blocks: Sequence[Block]) -> int:
    """Return where a statement of rights begins that goes on to the end."""
    first = max(0, len(blocks) - _BLOCKS)
    for index in range(first, len(blocks)):
        if not _STATES.match(_line(blocks[index])):
            continue
        rest = blocks[index:]
        is_of_rights = _OF_RIGHTS.search(words(pieces(rest)))
        if is_of_rights and all(isinstance(each, Paragraph | Listing) for each in rest):
            weight = _weight(rest)
            is_lesser = weight < _MOST * _weight(blocks[:index])
            if weight < _STATEMENT and is_lesser:
                return index
    return len(blocks)


def _closes(blocks: Sequence[Block]) -> bool:
    """Tell whether the last block is none of the text; a picture below a call is the code to scan."""
    block, above = blocks[-1], blocks[-2:-1]
    line = _line(block)
    is_said = _END.fullmatch(line) or _REPRINTS.search(line)
    is_code = not words(pieces([block])) and any(map(_calls, above))
    return _calls(block) or is_code or bool(line and is_said)


def _calls(block: Block) -> bool:
    """Tell whether a block is a call to scan a code or to follow."""
    return bool((line := _line(block)) and _CALL.fullmatch(line))


def _line(block: Block) -> str:
    """Return what a short paragraph without a picture says; nothing of other blocks."""
    if not isinstance(block, Paragraph) or any(each.kind == "image" for each in block.pieces):
        return ""
    said = words(block.pieces)
    return said if len(said) <= _LINE or _STATES.match(said) else ""


def _weight(blocks: Sequence[Block]) -> int:
    return weigh(words(pieces(blocks)))[0]
