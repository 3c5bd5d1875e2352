"""Put noise and real changes into articles, and count which of them would make a revision.

    python benchmarks/revisions.py FOLDER [--seed N]

Each article (a Markdown file below FOLDER, front matter passed over) is compared with itself: with
a line that a site puts there, filled anew at every visit and at times elsewhere, and with an edit
that a person makes, alone and beside such a line. Printed are false revisions (at most 2 in 100
are wanted) and real changes found (at least 98 in 100), and the kinds that miss them.
"""

from __future__ import annotations

import argparse
import random
import re
import sys
import time
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path

from syndicate.archiver.files.noise import is_noise

FALSE, FOUND = 0.02, 0.98

_NAMES = ("Acme Phone 12", "Zenith Watch", "FreshBox", "Nordic Mattress", "TrueBank")
_HEADS = ("Storm hits the coast", "Prices fall again", "Inside the old mill", "Ten ways to rest")
_HEADS_ZH = ("台风登陆沿海", "价格再次下跌", "走进老磨坊", "节水十招")

ADS = (
    "SPONSORED CONTENT",
    "ADVERTISEMENT - CONTINUE READING BELOW",
    "Try {name} today",
    "Save {small}% on {name}!",
    "Win a weekend with {name} – enter now",
    "Sponsored by {name}",
    "[![](https://ads.e.example/{hex}.jpg)](https://click.e.example/{hex})",
    "Get the app for breaking news alerts",
)
COUNTERS = (
    "{large} people are viewing this page",
    "Was this helpful? Yes ({large}) No ({small})",
    "Total views: {large}",
    "Shares {large} Comments {small}",
    "Rating: {small}.{digit}/10 ({large} votes)",
    "{small}.{digit}K followers",
    "This article has been read {large} times.",
    "Comments are closed ({large})",
    "👍 {large}  👎 {small}",
)
CLOCKS = (
    "As of {hour}:{minute} ET",
    "Last refreshed {small} min ago",
    "Posted {small} hrs ago · {large} reactions",
    "Your local time is {hour}:{minute}:{minute}",
    "Page generated in 0.{large} seconds",
    "Published {small} days ago",
    "Next update in {small} seconds",
    "Time to read: {small} minutes",
)
RELATED = (
    "[{head}](https://e.example/{large}) | [{head}](https://e.example/{small})",
    "**Related:** [{head}](https://e.example/r/{large})",
    "[Read: {head}](https://e.example/r/{large})",
    "Most read\n\n1. [{head}](https://e.example/{large})\n2. [{head}](https://e.example/{small})",
    "- [{head}](https://e.example/a{small})\n- [{head}](https://e.example/b{hour})",
    "Up next: {head}",
)
ADS_ZH = (
    "广告 · 继续阅读",
    "{name} 限时特卖",
    "{name}直降{large}元,马上抢购",
    "扫描二维码下载客户端",
    "打开APP,查看更多精彩内容",
    "[![](https://ads.e.example/{hex}.jpg)](https://click.e.example/{hex})",
)
COUNTERS_ZH = (
    "已有{large}人围观",
    "阅读量:{large}",
    "评论({large})",
    "{large}人已赞",
    "当前在线:{large}",
    "点赞 {large} 收藏 {small} 转发 {hour}",
    "本文已被阅读 {large} 次。",
)
CLOCKS_ZH = (
    "{small}分钟前 · 来自客户端",
    "更新时间:2026-03-{day} {hour}:{minute}",
    "今天 {hour}:{minute}",
    "北京时间 {hour}:{minute}:{minute}",
    "发表于 {small} 天前",
    "{small}秒后自动刷新",
    "页面耗时 0.{large} 秒",
)
RELATED_ZH = (
    "[{head}](https://e.example/{large})、[{head}](https://e.example/{small})",
    "**相关:** [{head}](https://e.example/r/{large})",
    "下一篇:{head}",
    "- [{head}](https://e.example/a{small})\n- [{head}](https://e.example/b{hour})",
)
NOISE = {
    "en": {"ads": ADS, "counters": COUNTERS, "clocks": CLOCKS, "related": RELATED},
    "zh": {"ads": ADS_ZH, "counters": COUNTERS_ZH, "clocks": CLOCKS_ZH, "related": RELATED_ZH},
}

_HAN = re.compile(r"[\u3400-\u9fff]")
_ADDRESS = re.compile(r"\]\([^)]*\)|https?://\S+")

Edit = Callable[[str, random.Random], str | None]


def main() -> int:
    """Compare, print a table, and return 1 when a bar is missed."""
    arguments = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    arguments.add_argument("folder", type=Path)
    arguments.add_argument("--seed", type=int, default=1)
    wanted = arguments.parse_args()
    texts = [*_texts(wanted.folder)]
    chance, began = random.Random(wanted.seed), time.process_time()
    false, looked = _noise(texts, chance)
    missed, made = _edits(texts, chance)
    seconds = time.process_time() - began
    wrong = sum(false.values()) / sum(looked.values())
    found = 1 - sum(missed.values()) / sum(made.values())
    calls = sum(looked.values()) + sum(made.values())
    print(f"{len(texts)} articles, {calls} comparisons, {seconds / calls * 1e3:.2f} ms of CPU each")
    print(f"false revisions: {wrong:.3f} (at most {FALSE}); changes found: {found:.3f}")
    for kind, count in (*false.most_common(), *missed.most_common()):
        print(f"  {count:5} of {(looked + made)[kind]:5}  {kind}")
    return 0 if wrong <= FALSE and found >= FOUND else 1


def _texts(folder: Path) -> list[str]:
    """Return the bodies of articles that are long enough to stand something in between."""
    found = []
    for path in sorted(folder.rglob("*.md")):
        text = path.read_text("utf-8", "replace")
        body = text.partition("\n---\n")[2] if text.startswith("---\n") else text
        if len(body) > 400:
            found.append(body.strip())
    if not found:
        sys.exit(f"{folder} holds no articles of more than 400 letters")
    return found


def _noise(texts: Sequence[str], chance: random.Random) -> tuple[Counter[str], Counter[str]]:
    false, looked = Counter[str](), Counter[str]()
    for text in texts:
        for kind, lines in NOISE["zh" if _is_chinese(text) else "en"].items():
            for line in lines:
                before, after, elsewhere = _visits(text, line, chance)
                for old in {before, elsewhere, text} - {after}:
                    looked[f"{kind}: {line}"] += 1
                    false[f"{kind}: {line}"] += not is_noise(old, after)
    return +false, looked


def _visits(text: str, line: str, chance: random.Random) -> tuple[str, str, str]:
    """Return a text as three visits show it: the line twice in one place, once in another."""
    parts = text.split("\n\n")
    at, other = chance.randint(0, len(parts)), chance.randint(0, len(parts))
    one, two, three = (
        "\n\n".join([*parts[:place], _filled(line, text, chance), *parts[place:]])
        for place in (at, at, other)
    )
    return one, two, three


def _edits(texts: Sequence[str], chance: random.Random) -> tuple[Counter[str], Counter[str]]:
    missed, made = Counter[str](), Counter[str]()
    for text in texts:
        for edit in EDITS:
            after = edit(text, chance)
            if after is not None and after != text:
                made[edit.__name__] += 1
                missed[edit.__name__] += is_noise(text, after)
                made[f"{edit.__name__}, and noise"] += 1
                missed[f"{edit.__name__}, and noise"] += is_noise(text, _noisy(after, chance))
    return +missed, made


def _noisy(text: str, chance: random.Random) -> str:
    """Return a text with a line of noise somewhere."""
    kinds = NOISE["zh" if _is_chinese(text) else "en"]
    return _visits(text, chance.choice(kinds[chance.choice([*kinds])]), chance)[0]


def _filled(line: str, text: str, chance: random.Random) -> str:
    """Return a line as a site shows it at one visit."""
    heads = _HEADS_ZH if _is_chinese(text) else _HEADS
    values: dict[str, Callable[[], object]] = {
        "name": lambda: chance.choice(_NAMES),
        "head": lambda: chance.choice(heads),
        "large": lambda: f"{chance.randint(100, 99_999):,}",
        "small": lambda: chance.randint(2, 59),
        "digit": lambda: chance.randint(0, 9),
        "hour": lambda: chance.randint(10, 23),
        "minute": lambda: chance.randint(10, 59),
        "day": lambda: chance.randint(10, 28),
        "hex": lambda: f"{chance.getrandbits(64):016x}",
    }
    return re.sub(r"\{(\w+)\}", lambda found: str(values[found[1]]()), line)


def _is_chinese(text: str) -> bool:
    return len(_HAN.findall(text)) > len(text) / 5


def _in_prose(text: str, chance: random.Random) -> tuple[list[str], int] | None:
    """Return the blocks of a text and which of them, a paragraph of prose, is to be changed."""
    parts = text.split("\n\n")
    prose = [at for at, part in enumerate(parts) if len(part) > 80 and part[0] not in "#-|>![`*"]
    return (parts, chance.choice(prose)) if prose else None


def _changed(text: str, chance: random.Random, change: Edit) -> str | None:
    found = _in_prose(text, chance)
    if found is None:
        return None
    parts, at = found
    part = change(parts[at], chance)
    return (
        None
        if part is None
        else "\n\n".join([*parts[:at], *([part] if part else []), *parts[at + 1 :]])
    )


def _matches(pattern: str, part: str) -> list[re.Match[str]]:
    """Return where a pattern stands in words, not in addresses."""
    bare = _ADDRESS.sub(lambda found: "\0" * len(found[0]), part)
    return [*re.finditer(pattern, bare)]


def _put(part: str, found: re.Match[str], text: str) -> str:
    return f"{part[: found.start()]}{text}{part[found.end() :]}"


def letters_swapped(text: str, chance: random.Random) -> str | None:
    """Make a typing error."""

    def change(part: str, chance: random.Random) -> str | None:
        words = _matches(r"[A-Za-z]{4,}|[\u3400-\u9fff]{2}", part)
        if not words:
            return None
        word = chance.choice(words)
        return _put(part, word, word[0][1] + word[0][0] + word[0][2:])

    return _changed(text, chance, change)


def number(text: str, chance: random.Random) -> str | None:
    """Change a number in prose."""

    def change(part: str, chance: random.Random) -> str | None:
        numbers = _matches(r"(?<![\w:/.-])\d{1,4}(?![\w:/.-])", part)
        if not numbers:
            return None
        one = chance.choice(numbers)
        return _put(part, one, str(int(one[0]) + chance.randint(1, 9)))

    return _changed(text, chance, change)


def word(text: str, chance: random.Random) -> str | None:
    """Replace a word."""

    def change(part: str, chance: random.Random) -> str | None:
        words = _matches(r"[A-Za-z]{4,}|[\u3400-\u9fff]{2}", part)
        new = chance.choice(("改为", "全面") if _HAN.search(part) else ("bridge", "quietly"))
        return _put(part, chance.choice(words), new) if words else None

    return _changed(text, chance, change)


def negation(text: str, chance: random.Random) -> str | None:
    """Turn a sentence into its opposite by one word."""

    def change(part: str, chance: random.Random) -> str | None:
        del chance
        for old, new in ((" is ", " is not "), (" was ", " was not "), ("是", "不是")):
            if old in part:
                return part.replace(old, new, 1)
        return None

    return _changed(text, chance, change)


def paragraph_removed(text: str, chance: random.Random) -> str | None:
    """Take a paragraph out."""
    return _changed(text, chance, lambda part, chance: "")


def sentence_added(text: str, chance: random.Random) -> str | None:
    """Add a sentence to a paragraph."""

    def change(part: str, chance: random.Random) -> str | None:
        del chance
        more = (
            "警方表示,调查仍在进行。" if _HAN.search(part) else " Police are still looking into it."
        )
        return f"{part}{more}"

    return _changed(text, chance, change)


def paragraph_added(text: str, chance: random.Random) -> str | None:
    """Add a paragraph anywhere."""
    return _inserted(
        text, chance, "A spokesman said the companies had agreed.", "发言人证实,双方已经达成协议。"
    )


def correction(text: str, chance: random.Random) -> str | None:
    """Say below the text what was wrong in it."""
    del chance
    said = "Correction: an earlier version misstated the name of the river."
    return f"{text}\n\n{'更正:本文此前误将河流名称写错。' if _is_chinese(text) else said}"


def heading(text: str, chance: random.Random) -> str | None:
    """Add a heading."""
    return _inserted(text, chance, "## What happened next", "## 后续")


def quotation(text: str, chance: random.Random) -> str | None:
    """Add what somebody said."""
    return _inserted(text, chance, "“We will go on,” she said.", "“我们会继续努力。”她说。")


def paragraphs_swapped(text: str, chance: random.Random) -> str | None:
    """Change the order of two paragraphs."""
    parts = text.split("\n\n")
    prose = [at for at, part in enumerate(parts) if len(part) > 80 and part[0] not in "#-|>![`*"]
    if len(prose) < 3:
        return None
    one, other = chance.sample(prose, 2)
    parts[one], parts[other] = parts[other], parts[one]
    return "\n\n".join(parts)


def list_item(text: str, chance: random.Random) -> str | None:
    """Add an item to a list."""
    items = [*re.finditer(r"^- (?!\[).*$", text, re.MULTILINE)]
    if not items:
        return None
    item = chance.choice(items)
    more = "再带一样东西" if _is_chinese(text) else "One more thing to bring"
    return f"{text[: item.end()]}\n- {more}{text[item.end() :]}"


def picture(text: str, chance: random.Random) -> str | None:
    """Show another picture."""
    shown = [*re.finditer(r"(?<!\[)!\[[^\]]*\]\(([^)\s]*)\)", text)]
    if not shown:
        return None
    one = chance.choice(shown)
    return f"{text[: one.start(1)]}https://img.example/new-bridge.jpg{text[one.end(1) :]}"


def _inserted(text: str, chance: random.Random, english: str, chinese: str) -> str:
    parts = text.split("\n\n")
    at = chance.randint(1, len(parts))
    return "\n\n".join([*parts[:at], chinese if _is_chinese(text) else english, *parts[at:]])


EDITS: tuple[Edit, ...] = (
    letters_swapped,
    number,
    word,
    negation,
    paragraph_removed,
    sentence_added,
    paragraph_added,
    correction,
    heading,
    quotation,
    paragraphs_swapped,
    list_item,
    picture,
)

if __name__ == "__main__":
    sys.exit(main())
