"""Where an article begins and ends among the blocks of its element. Pure.

Above it stand the title and what the metadata says already; below it, behind a line that says so,
other stories and comments. Only lines that say nothing else are believed.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import accumulate

from syndicate.archiver.markdown import headlines
from syndicate.archiver.markdown.blocks import Block, Heading, Listing, Paragraph, pieces
from syndicate.archiver.markdown.pieces import words
from syndicate.archiver.page import byline
from syndicate.archiver.page.measure import weigh
from syndicate.archiver.page.metadata import Metadata
from syndicate.markup.text import squash

# Kickers, bylines and a picture come before a title; more would be the article.
_HEAD = 8
# A line above the title longer than this is a sentence, not a kicker.
_LABEL = 60
# What follows the article is shorter than the article; otherwise the line was a heading in it.
_REST = 0.5

# A picture's caption says more than a label, and less than a text.
_CAPTION = 300

_AFTER = re.compile(
    r"""
    (?:相关|相關)(?:阅读|閱讀|文章|新闻|新聞|推荐|报道) | (?:推荐|推薦)(?:阅读|閱讀)
    | 更多(?:文章|新闻|新聞|阅读|精彩|报道) | (?:猜你喜欢|为您推荐|编辑推荐|大家都在看)
    | (?:热门|网友|最新|精彩|全部|发表|用户|讀者|读者)(?:评论|評論|跟帖|推荐)(?:\(\d+\)|（\d+）)?
    | (?:评论|評論|跟帖|推荐)(?:\(\d+\)|（\d+）)
    | (?:related|recommended|popular|more|latest|trending|similar)
      \s (?:articles?|stories|posts?|news|coverage|content)
    | you \s (?:may|might) \s also \s (?:like|enjoy|be\ interested\ in) | read \s (?:next|also)
    | mehr \s (?:zum|zu \s diesem) \s thema | mehr \s (?:artikel|news) (?:\s .{1,40})?
    | weitere \s (?:artikel|themen|meldungen|beiträge|news|nachrichten) (?:\s .{1,40})?
    | das \s könnte \s (?:sie|dich|euch) (?:\s auch)? (?:\s interessieren)?
    | (?:lesen \s sie|lies|siehe) \s auch | auch \s interessant
    | (?:kommentare?|antworten) (?:\s\(\d+\)|\s zu \s .*) | \d+ \s (?:kommentare?|antworten) (?:\s zu \s .*)?
    | (?:à \s)? (?:lire|voir|découvrir) \s aussi | sur \s le \s même \s (?:sujet|thème)
    | articles? \s (?:liés|similaires|recommandés|associés)
    | \d+ \s (?:commentaires?|réactions?)
    | (?:también \s)? te \s puede \s interesar
    | (?:noticias|artículos|notas|contenidos?) \s relacionad[oa]s? | (?:lee|lea|mira) \s también
    | más \s noticias | \d+ \s comentarios?
    | (?:leia|veja|confira) \s (?:também|mais) | (?:notícias|artigos|matérias) \s relacionad[oa]s
    | mais \s (?:notícias|lidas)
    | (?:leggi|vedi) \s anche | potrebbe(?:ro)? (?:\s anche)? \s interessarti
    | articoli \s correlati
    | (?:czytaj|zobacz|przeczytaj) \s (?:też|także|również|więcej)
    | (?:podobne|powiązane) \s (?:artykuły|tematy|wpisy) | komentarze \s\(\d+\)
    | lees \s (?:ook|meer) | läs \s (?:även|mer|också) | les \s også
    | læs \s også | lue \s myös
    | читайте \s (?:также|ещё|далее) | похожие \s (?:статьи|материалы|новости)
    | (?:новости|материалы) \s по \s теме | комментарии \s\(\d+\)
    | 関連(?:記事|ニュース|リンク|キーワード) | (?:おすすめ|人気|最新|新着)(?:の)?(?:記事|ニュース) | あわせて読みたい | コメント\(\d+\)
    | 관련\s?(?:기사|뉴스)
    | 评论 | 評論 | 跟帖 | 推荐 | コメント | comments? | kommentare? | antworten | commentaires?
    | réactions? | comentarios? | komentarze | комментарии
    | \d+ \s comments? | comments? \s\(\d+\) | leave \s a \s (?:comment|reply) | \d+ \s responses?
    """,
    re.IGNORECASE | re.VERBOSE,
)

# What stands before the link to another story, or before an advertisement, in the midst of a text.
_ASIDE = re.compile(
    r"""(?: (?:read|see|watch) \s (?:more|also|next) | also | related | more | lesen \s sie \s auch | mehr \s dazu | siehe \s auch
    | (?:à \s)? (?:lire|voir) \s aussi | lire \s (?:aussi|également)
    | (?:lee|lea|mira|vea) \s también | puedes \s (?:leer|ver)
    | (?:leia|veja) \s (?:também|mais) | leggi \s anche
    | (?:czytaj|zobacz) \s (?:też|także|również) | lees \s ook | baca \s juga
    | читайте \s также | 推荐阅读 | 相关阅读 | 相关新闻 | 延伸閱讀 | 延伸阅读 | 関連記事 | あわせて読みたい
    ) \s* [:：|»>-]""",
    re.IGNORECASE | re.VERBOSE,
)
_ADVERTISED = re.compile(
    r"""[-–—\s]*(?: advertisements? | (?:story|article) \s continues \s below (?:\s advertisement)? | continue \s reading \s below (?:\s advertisement)? | sponsored (?:\s (?:content|post|message|link)s?)? | anzeige | werbung | publicidad | publicidade | publicité
    | pubblicità | reklama | reklame | реклама | 广告 | 廣告 | スポンサーリンク )[-–—\s:.]*""",
    re.IGNORECASE | re.VERBOSE,
)

# These may be the article's own sources, or head a section of it ("More on the engine").
_PERHAPS = re.compile(
    r"""(?:相关|相關)(?:链接|連結|鏈接) | related \s links
    | (?:related|recommended|popular|more|latest|trending|similar) \s (?:from|in|on|by) \s .{1,40}
    | mehr \s (?:zum|zu \s diesem|aus|von|über) (?:\s .{1,40})?
    | weitere \s informationen (?:\s .{1,40})?
    | más \s (?:información|sobre \s .{1,40}) | mais \s sobre \s .{1,40} | meer \s over \s .{1,40}
    """,
    re.IGNORECASE | re.VERBOSE,
)

_BUTTONS = re.compile(
    r"""(?:
    点赞 | 收藏 | 分享(?:到|至)? | 打印 | 举报 | 转发 | 评论 | 微信 | 微博 | 朋友圈 | 关闭窗口 | 返回顶部
    | \b(?: share | tweet | (?:e-?)?mail | print | save | like | copy\ link | facebook | twitter | whatsapp
    | linkedin | reddit | pinterest | this | on | via )\b
    | [\d\s:：,，、|/·()（）+]
    )+""",
    re.IGNORECASE | re.VERBOSE,
)
# Where links send a page on to others: by what their address does, or with the address they carry.
_SHARING = re.compile(
    r"mailto:\?|\bshare(?:r|article|-offsite)?(?:[/?.]|$)|/intent/|[?&](?:u|url|text)=https?(?::|%3a)",
    re.IGNORECASE,
)
_SHARED = re.compile(
    r"\b(?:telegram|bluesky|threads|mastodon|article|story|post|page|x)\b", re.IGNORECASE
)
_SHARE = re.compile(r"\W*share\b", re.IGNORECASE)
# Buttons of a bar are a few words.
_BUTTONS_LENGTH = 80


def without_head(blocks: Sequence[Block], facts: Metadata) -> list[Block]:
    """Drop what the metadata says already: the title, and bylines before the first real text.

    Labels above the title go with it; pictures there stay, their captions, and who or when the
    metadata lacks.
    """
    title, names = facts.title, [*facts.authors, *([facts.site] if facts.site else [])]
    days = [moment.date() for moment in (facts.date, facts.modified) if moment]
    start = _after_title(blocks, title)
    above = [block for index, block in enumerate(blocks[:start]) if _is_picture(blocks, index)]
    kept = [
        block for block in above if not (headlines.says(block, title) or _is_name(block, names))
    ]
    blocks = _without_second(blocks[start:], title) if start else blocks
    for index, block in enumerate(blocks):
        following = blocks[index + 1 :]
        if headlines.repeats(block, title, following) or _names(block, names, following):
            continue
        line = "" if isinstance(block, Heading) else words(pieces([block]))
        if line and not byline.repeats(line, names, days):
            return [*kept, *blocks[index:]]
        if not (line and isinstance(block, Paragraph)):
            kept.append(block)
    return kept


def without_asides(blocks: Sequence[Block]) -> list[Block]:
    """Drop paragraphs that only lead to another story, or announce an advertisement."""
    return [block for block in blocks if not _is_aside(block)]


def _is_aside(block: Block) -> bool:
    if not isinstance(block, Paragraph) or any(piece.kind == "image" for piece in block.pieces):
        return False
    line = words(block.pieces)
    if _ADVERTISED.fullmatch(line) or _shares(block, line):
        return True
    found = _ASIDE.match(line)
    if not found:
        return False
    linked = words(piece for piece in block.pieces if piece.link)
    return len(line) - found.end() <= len(linked) + 3 and bool(linked)


def _shares(block: Paragraph, line: str) -> bool:
    """Tell whether a line is nothing but buttons or links to share the page with."""
    if len(line) > _BUTTONS_LENGTH or not _SHARE.match(line):
        return False
    links = [piece.link for piece in block.pieces if piece.link]
    own = words(piece for piece in block.pieces if not piece.link) if links else line
    return bool(_BUTTONS.fullmatch(_SHARED.sub("", own))) and all(map(_SHARING.search, links))


def without_tail(blocks: Sequence[Block]) -> list[Block]:
    """Drop what a line announces as other stories or comments, if it is the lesser part.

    Buttons below the article go with it.
    """
    end = _end_of_text(blocks)
    while end and _is_bar(blocks[end - 1]):
        end -= 1
    return list(blocks[:end])


def _end_of_text(blocks: Sequence[Block]) -> int:
    """Return where a line announces what is none of the text any more."""
    # Few texts have such a line, wherever it leads: the others need not be weighed.
    places = [index for index, block in enumerate(blocks) if _announces(block, 0, 0)]
    if not places:
        return len(blocks)
    own = [0, *accumulate(_own_weight(block) for block in blocks)]
    whole = [0, *accumulate(weigh(words(pieces([block])))[0] for block in blocks)]
    return next(
        (
            index
            for index in places
            if own[-1] - own[index] < _REST * own[index]
            and _announces(blocks[index], own[-1] - own[index + 1], whole[-1] - whole[index + 1])
        ),
        len(blocks),
    )


def _after_title(blocks: Sequence[Block], title: str | None) -> int:
    """Return where the blocks go on after a title that only labels stand above; 0 without one."""
    for index, block in enumerate(blocks[:_HEAD]):
        if isinstance(block, Heading) and headlines.is_title(block, title):
            return index + 1
        if not _is_label(block) and not _is_picture(blocks, index):
            return 0
    return 0


def _without_second(blocks: Sequence[Block], title: str | None) -> Sequence[Block]:
    """Drop the title that a page says again, with labels between; those stay."""
    again = _after_title(blocks, title)
    return [*blocks[: again - 1], *blocks[again:]] if again else blocks


def _is_label(block: Block) -> bool:
    """Tell whether a block is a line no longer than a kicker, or a short list of sections."""
    if isinstance(block, Listing):
        return len(block.items) <= _HEAD and all(map(_is_section, block.items))
    return isinstance(block, Paragraph) and len(words(block.pieces)) <= _LABEL


def _is_section(item: Sequence[Block]) -> bool:
    """Tell whether an item is a link to a part of the site, as those of a trail are."""
    line = item[0] if len(item) == 1 else None
    if not isinstance(line, Paragraph) or not _is_label(line):
        return False
    return all(piece.link for piece in line.pieces if piece.text.strip())


def _is_picture(blocks: Sequence[Block], index: int) -> bool:
    """Tell whether a block is a picture, or the caption right below one."""
    block = blocks[index]
    if not isinstance(block, Paragraph) or len(line := words(block.pieces)) > _CAPTION:
        return False
    above = blocks[index - 1] if index else None
    return not line or (isinstance(above, Paragraph) and headlines.shows(above))


def _names(block: Block, names: Sequence[str], following: Sequence[Block]) -> bool:
    """Tell whether a block only names who wrote; in a thread, each post is headed by such a name."""
    is_head = isinstance(block, Heading) and any(
        isinstance(each, Heading) and each.level == block.level for each in following
    )
    return not is_head and _is_name(block, names)


def _is_name(block: Block, names: Sequence[str]) -> bool:
    """Tell whether a block is the name of who wrote, a portrait called so, or a button beside it."""
    if not isinstance(block, Heading | Paragraph):
        return False
    said = words(block.pieces) or squash(" ".join(each.text for each in block.pieces))
    return any(headlines.same(said, name) for name in names if said) or byline.is_button(said)


def _own_weight(block: Block) -> int:
    """Return the weight of a block's text outside of links: other stories are links mostly."""
    return weigh(words(piece for piece in pieces([block]) if not piece.link))[0]


def _is_bar(block: Block) -> bool:
    if not isinstance(block, Paragraph) or any(piece.kind == "image" for piece in block.pieces):
        return False
    line = words(block.pieces)
    return len(line) <= _BUTTONS_LENGTH and bool(_BUTTONS.fullmatch(line))


def _announces(block: Block, own: int, whole: int) -> bool:
    """Tell whether a line says what follows; of that, `own` weighs what is in no link."""
    if not isinstance(block, Heading | Paragraph):
        return False
    line = words(block.pieces).strip(" \t:：»›>…·|#")
    leads_away = own * 2 < whole or not whole
    return bool(_AFTER.fullmatch(line) or (leads_away and _PERHAPS.fullmatch(line)))
