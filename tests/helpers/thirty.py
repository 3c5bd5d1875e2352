"""Thirty articles that site generators stumble over, fifteen English and fifteen Chinese.

Each has a title, a date in some offset, a summary, a picture of its own, a thumbnail and, in
turn, what template engines, Markdown renderers and YAML readers take for theirs.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from html import escape

from helpers.clocks import MovableClock
from helpers.feeds import rss
from helpers.instances import Instance, png
from helpers.origin import Answer, Origin

OFFSETS = [timezone(timedelta(minutes=minutes)) for minutes in (480, 0, -300, 330, -210, 765)]

ENGLISH = [
    "The ferry says “seven” & means it",
    'She said "it\'s late", and left',
    "A title: with a colon, and more: of them",
    "{{ .Title }} is no title",
    "{% include nothing.html %} neither",
    "#1 of the list",
    "- begins with a dash",
    "Yes",
    "2026",
    "Back\\slash and for/ward",
    "1 < 2 & 3 > 2",
    "[[Boats]] and [boats](boats)",
    "It costs $5, or $E = mc^2$",
    "Tea 🍵, a pot 🫖 and *stars*",
    'A boat, {{< ref "x" >}} and `code`',
]
CHINESE = [
    "渡船七点开，不等人",
    "“苏州智造”迎来蝶变时刻",
    "《茶经》：水为茶之母",
    "他说“再等等”，船开了",
    "今年雨水多、价格高？",
    "桥还没有修好！",
    "市场很安静……",
    "𠱁字怎么写",
    "湖心岛（上）",
    "湖心岛（下）",
    "早安☕，茶园",
    "价格是 $5 到 $8",
    "清晨的{{ 模板 }}",
    "一场雨：#1",
    "船票 100% 售完",
]

SENTENCE = {
    "en": "Whoever is late walks round the lake, which takes a day and a good pair of shoes. ",
    "zh-CN": "谁来晚了，就只好绕着湖走一整天，还要穿一双好鞋。",
}
CODE = [
    'echo "$HOME" && {{< figure src="x.png" >}}\n{{% notice %}}\n\nexit',
    "{% if page.title %}\n  {{ page.title }}\n{% endraw %}",
    "{{ .Site.Title }} {{/* gone? */}}\nprint('{{<' + '>}}')",
    "a | b\n---\n$$ x $$ [[y]] #z",
]
PROSE = [
    'In text: {{< ref "page" >}} and {{% shout %}}.',
    "In text: {{ page.title }} and {% include x.html %} and {% endraw %}.",
    "In text: $HOME, $5 and $6, [[a page]], <b>, a_b_c and 2 * 3 * 4.",
    "In text: {{< /closing >}}, {# a comment #}, C# and #no-tag.",
    "In text: a | b and $$ x $$ and {: .class} and ==marked== and 10~20.",
    "In text: <script>alert(1)</script>, <img src=x onerror=alert(1)>, &lt;b&gt; and <!-- x -->.",
    "In text: [^1], *[HTML]: x, ^up^, :smile:, <http://e.org>, `ticks` and [a](b).",
]
STRONG = {
    "en": ("No strong word here, but ", "“quoted”", "and glued."),
    "zh-CN": ("湖上有人喊", "问题：", "船什么时候开？"),
}
STRONG_WORDS = {"en": "quoted", "zh-CN": "问题"}
"""What of the emphasized text is strong whatever becomes of its edges' punctuation."""


@dataclass(frozen=True)
class Piece:
    """One article, and what a site that shows it must say."""

    number: int
    title: str
    lang: str
    date: datetime
    shortcodes: bool
    """Whether its code holds Hugo's shortcodes, which Markdown alone can't hide from Hugo."""

    @property
    def slug(self) -> str:
        return f"Piece-{self.number:02}"

    @property
    def summary(self) -> str:
        about = "A summary, its own:" if self.lang == "en" else "这是它自己的摘要："
        return f"{about} number {self.number}, “quoted” & whole."

    @property
    def beginning(self) -> str:
        """How the text begins: what themes without a summary of their own show."""
        text = SENTENCE[self.lang] * 5
        words = " ".join(text.split()[:50]) if self.lang == "en" else text[:50]
        return f"{words}..."

    @property
    def code(self) -> str:
        codes = [code for code in CODE if self.shortcodes or "{{<" not in code]
        return codes[self.number % len(codes)]

    @property
    def inline(self) -> str:
        return "{{< x >}}" if self.shortcodes else "{{ x }}"

    @property
    def prose(self) -> str:
        return PROSE[self.number % len(PROSE)]

    @property
    def strong(self) -> str:
        return STRONG_WORDS[self.lang]

    @property
    def picture(self) -> bytes:
        return png(320, 200 + self.number, self.number)

    @property
    def thumbnail(self) -> bytes:
        return png(160, 100 + self.number, 200 - self.number)


def pieces(now: datetime, *, shortcodes: bool) -> Sequence[Piece]:
    """Return the articles, the first ten minutes old, the others half a day apart."""
    titles = [title for pair in zip(ENGLISH, CHINESE, strict=True) for title in pair]
    fresh = now.replace(microsecond=0) - timedelta(minutes=10)
    return [
        Piece(
            number=number,
            title=title,
            lang="zh-CN" if number % 2 else "en",
            shortcodes=shortcodes,
            # The first is the one whose offset matters most: without it, it lies in the future.
            date=(fresh - timedelta(hours=13 * number)).astimezone(OFFSETS[number % len(OFFSETS)]),
        )
        for number, title in enumerate(titles)
    ]


def follow(instance: Instance, archive: str, *, shortcodes: bool = True) -> Sequence[Piece]:
    """Archive the thirty with an [archive] table that says `archive`; return them."""
    now = datetime.now(UTC)
    instance.clock = MovableClock(now)
    wanted = pieces(now, shortcodes=shortcodes)
    sources = []
    for name, lang in (("lake", "en"), ("hu", "zh-CN")):
        serve(instance.origin, f"/{name}", [piece for piece in wanted if piece.lang == lang])
        sources.append(
            f'id = "{name}"\nurl = "{instance.origin.url}/{name}"\nlang = "{lang}"\n'
            f'full_text = "feed"\nbackfill = "all"'
        )
    instance.follow(*sources, more=f"[archive]\n{archive}")
    summary = instance.run()
    assert (summary.failed, summary.partial, summary.new) == (0, 0, len(wanted)), summary
    return wanted


def serve(origin: Origin, path: str, wanted: Sequence[Piece]) -> None:
    """Let the site have a feed of the articles, and their pictures."""
    for piece in wanted:
        origin.pages[f"/{piece.slug}.png"] = Answer(piece.picture, type="image/png")
        origin.pages[f"/{piece.slug}-thumb.png"] = Answer(piece.thumbnail, type="image/png")
    items = "".join(_item(origin.url, piece) for piece in wanted)
    head = ' xmlns:media="http://search.yahoo.com/mrss/"'
    origin.feed(path, rss(items, title=path, link=origin.url).replace("<rss", f"<rss{head}", 1))


def _item(site: str, piece: Piece) -> str:
    return (
        f"<item><title>{escape(piece.title)}</title><link>{site}/{piece.slug}</link>"
        f'<guid isPermaLink="false">{piece.slug}</guid>'
        f"<pubDate>{piece.date.strftime('%a, %d %b %Y %H:%M:%S %z')}</pubDate>"
        f'<media:thumbnail url="{site}/{piece.slug}-thumb.png"/>'
        f"<category>boats &amp; tea</category><category>{piece.lang}</category>"
        f"<description>{escape(escape(piece.summary, quote=False))}</description>"
        f"<content:encoded>{escape(_body(site, piece))}</content:encoded></item>"
    )


def _body(site: str, piece: Piece) -> str:
    before, strong, after = STRONG[piece.lang]
    sentence = SENTENCE[piece.lang]
    return (
        f"<p>{sentence * 5}</p>"
        f'<p><img src="{site}/{piece.slug}.png" alt="A boat [{piece.number}] “here”"></p>'
        f"<p>{before}<strong>{strong}</strong>{after} {sentence}</p>"
        f"<h2>{escape(piece.title)}?</h2><p>{escape(piece.prose)}</p>"
        f"<pre><code>{escape(piece.code)}</code></pre>"
        "<table><thead><tr><th>Boat</th><th>At</th></tr></thead>"
        f"<tbody><tr><td>Ferry | late</td><td>7:{piece.number:02}</td></tr></tbody></table>"
        f"<ul><li>{sentence}</li><li><code>{escape(piece.inline)}</code></li></ul>"
        f"<blockquote><p>{sentence}</p></blockquote>"
    )
