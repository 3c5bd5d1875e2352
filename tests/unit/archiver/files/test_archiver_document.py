"""Documents: exact bytes out, damage named on the way in."""

from __future__ import annotations

import time
import tracemalloc
from datetime import UTC, date, datetime, timedelta, timezone

import frontmatter
import pytest
from helpers.articles import ARTICLE, CHINA, IMAGES, NOW, PATH, changed

from syndicate.archiver.files.bodies import body_of
from syndicate.archiver.files.document import (
    FRONT_LIMIT,
    Block,
    hash_of,
    loads,
    read,
    write,
)
from syndicate.archiver.files.draft import dumps
from syndicate.archiver.files.profiles import NEUTRAL, Files
from syndicate.errors import ArchiveError

FILES = Files(PATH, NEUTRAL)

WHOLE = """\
---
title: "The water matters: 水 and 😀"
date: 2026-02-28T17:10:30+08:00
lastmod: 2026-03-02T08:00:00Z
authors:
  - Ming Zhao
  - O'Neil
description: On water.
tags:
  - tea
  - "no"
lang: en-GB
image: images/0123456789abcdef.png
images:
  - images/0123456789abcdef.png
canonical_url: https://tea.example/water
source: tea
publisher: The Tea Paper
rights: CC BY 4.0
via:
  - tea
  - leaves
enclosures:
  - https://tea.example/talk.mp3
id: urn:uuid:1b4e28ba-2fa1-51d2-883f-0016d3cca427
archived: 2026-03-01T08:00:00Z
announced: 2026-03-01T08:00:00.000001Z
revision: 3
hash: 00ff
status: partial
---

Soft water, hard leaves.

![a pot](images/0123456789abcdef.png)
"""


def test_a_document_has_its_keys_in_the_order_people_read() -> None:
    article = changed(
        lastmod=datetime(2026, 3, 2, 8, tzinfo=UTC),
        via=("tea", "leaves"),
        archived=NOW,
        announced=NOW + timedelta(microseconds=1),
        revision=3,
        hash="00ff",
        status="partial",
    )

    assert dumps(article, FILES).decode() == WHOLE


def test_what_is_unknown_has_no_key() -> None:
    bare = changed(date=None, authors=(), tags=(), image=None)

    text = dumps(bare, FILES).decode()

    for key in ("date", "lastmod", "authors", "tags", "image", "via", "revision", "status"):
        assert f"\n{key}:" not in text


def test_a_document_reads_back_as_it_was_written() -> None:
    loaded = loads(WHOLE.encode(), NEUTRAL)

    assert loaded.values["title"] == ARTICLE.title
    assert loaded.values["tags"] == ("tea", "no")
    assert loaded.values["revision"] == 3
    assert loaded.body.strip("\n") == ARTICLE.markdown
    assert loaded.extra == {}
    assert list(loaded.values) == [key.name for key in NEUTRAL.keys]


def test_a_date_keeps_its_offset() -> None:
    moment = loads(WHOLE.encode(), NEUTRAL).values["date"]

    assert isinstance(moment, datetime)
    assert moment.utcoffset() == timedelta(hours=8)


def test_the_lines_of_a_document_make_the_same_document() -> None:
    loaded = loads(WHOLE.encode(), NEUTRAL)

    blocks = {name: Block(text) for name, text in loaded.blocks.items()}

    assert write(blocks, loaded.body).decode() == WHOLE


def test_other_readers_of_front_matter_see_the_same() -> None:
    post = frontmatter.loads(WHOLE)

    assert post["title"] == ARTICLE.title
    assert post["date"] == ARTICLE.date
    assert post.content == ARTICLE.markdown


BODIES = [
    "\n    indented code\n\ntext\n",
    "no blank line",
    "",
    "\n\n\n",
    "\n---\nevil: 1\n---\nx\n",
]
BODIES += ["\n\ttab  \n\n\n\n", "\na\u2028b\x85c\n", "\na\r\nb\n"]


@pytest.mark.parametrize("body", BODIES, ids=ascii)
def test_a_body_is_preserved_byte_for_byte(body: str) -> None:
    data = f"---\ntitle: x\n---\n{body}".encode()

    loaded = loads(data, NEUTRAL)

    assert loaded.body == body
    assert write({"title": "x"}, loaded.body) == data


def test_keys_of_people_are_kept_as_they_were_typed() -> None:
    front = (
        "# mine\ntitle: 1.10\nversion: 1.10 # not a float\nstars: {tea: 5, 水: 010}\nwhen: 12:30\n"
    )

    loaded = loads(f"---\n{front}---\n".encode(), NEUTRAL)

    assert loaded.values == {"title": "1.10"}
    assert list(loaded.extra) == ["version", "stars", "when"]
    assert loaded.extra["stars"] == {"tea": 5, "水": 8}
    assert "".join(loaded.blocks.values()) == front


def test_extra_keys_follow_the_known_ones_in_their_order() -> None:
    extra = {"zeta": 1.5, "alpha": {"b": ["x", None]}, "due": date(2026, 1, 1), "title": "no"}

    loaded = loads(dumps(changed(extra=extra), FILES), NEUTRAL)

    assert list(loaded.extra) == ["zeta", "alpha", "due"]
    assert loaded.extra == {name: extra[name] for name in ("zeta", "alpha", "due")}
    assert loaded.values["title"] == ARTICLE.title


TYPED = [
    ("date: 2025-02-13", "date", datetime(2025, 2, 13, tzinfo=UTC)),
    ("date: 2025-02-13 17:10:30", "date", datetime(2025, 2, 13, 17, 10, 30, tzinfo=UTC)),
    ("date: '2025-02-13 17:10:30 +0800'", "date", datetime(2025, 2, 13, 17, 10, 30, tzinfo=CHINA)),
    ("title: 2025", "title", "2025"),
    ("title: no", "title", "no"),
    ("title: |\n  two\n  lines", "title", "two\nlines\n"),
    ("tags: tea", "tags", ("tea",)),
    ("tags: [a, 1, yes]", "tags", ("a", "1", "yes")),
    ("tags: [a, null]", "tags", ("a",)),
]


@pytest.mark.parametrize(("line", "key", "value"), TYPED, ids=[row[0] for row in TYPED])
def test_what_people_type_is_understood(line: str, key: str, value: object) -> None:
    assert loads(f"---\n{line}\n---\n".encode(), NEUTRAL).values[key] == value


@pytest.mark.parametrize("line", ["title:", "title: ~", "tags: []", "tags:", "date: null"])
def test_an_empty_value_is_no_value(line: str) -> None:
    loaded = loads(f"---\n{line}\n---\n".encode(), NEUTRAL)

    assert loaded.values == {}
    assert list(loaded.blocks.values()) == [f"{line}\n"]


def _aliases() -> str:
    levels = [f"a{n}: &a{n} [{','.join([f'*a{n - 1}'] * 10)}]\n" for n in range(1, 9)]
    return "a0: &a0 [lol]\n" + "".join(levels)


def _merges() -> str:
    levels = [f"a{n}: &a{n} {{<<: [{','.join([f'*a{n - 1}'] * 10)}]}}\n" for n in range(1, 9)]
    return "a0: &a0 {k: v}\n" + "".join(levels)


DAMAGED = [
    (b"", "no front matter"),
    (b"just text\n", "no front matter"),
    (b"\n---\ntitle: x\n---\n", "no front matter"),
    (b"----\ntitle: x\n----\n", "no front matter"),
    (b"\xef\xbb\xbf---\ntitle: x\n---\n", "byte order mark"),
    (b"---\r\ntitle: x\r\n---\r\n", "CR line ends"),
    (b"---\ntitle: x\r\ntags: y\n---\n", "CR line ends"),
    (b"---\ntitle: x\nbody", "not closed"),
    (b"---\ntitle: x\n --- \nbody", "not closed"),
    (b"---\ntitle: \xff\n---\n", "not UTF-8"),
    (b"---\n- a\n- b\n---\n", "not a list of keys"),
    (b"---\njust text\n---\n", "not a list of keys"),
    (b"---\n{title: x}\n---\n", "not a list of keys"),
    (b"---\n  title: x\n---\n", "line 2 does not begin with a key"),
    (b"---\n? [a]\n: b\n---\n", "does not begin with a key"),
    (b"---\ntitle: x\ntitle: y\n---\n", "'title' is there twice"),
    (b"---\ntitle: a: b\n---\n", "not YAML, line 2"),
    (b"---\ntitle: [x\n---\n", "not YAML"),
    (b"---\ntitle: {a: b}\n---\n", "'title' is not text"),
    (b"---\ntags: [[a]]\n---\n", "'tags' is not text"),
    (b"---\ndate: soon\n---\n", "'date' is not a date"),
    (b"---\nrevision: two\n---\n", "'revision' is not a number"),
    (b"---\nrevision: -1\n---\n", "'revision' is not a number"),
    (b"---\ndue: 2026-02-30\n---\n", "day is out of range"),
    (b"---\nx: !!python/object/apply:os.system [true]\n---\n", "could not determine a constructor"),
    (b"---\nx: &a 1\ny: *a\n---\n", "anchors or aliases"),
    (b"---\nx: &a [*a]\n---\n", "anchors or aliases"),
    (b"---\nx: {<<: {a: 1}}\n---\n", "merge key"),
    (f"---\n{_aliases()}---\n".encode(), "anchors or aliases"),
    (f"---\n{_merges()}---\n".encode(), "anchors or aliases"),
    (b"---\na: " + b"[" * 5000 + b"]" * 5000 + b"\n---\n", "nested deeper"),
    (b"---\na: " + b"{b: " * 5000 + b"\n---\n", "nested deeper"),
    (b"---\n" + b"- " * 30000 + b"x\n---\n", "nested deeper"),
    (b"---\n" + b"k: vvvvvvvvvv\n" * 800_000 + b"---\n", "more than 65536 bytes"),
    (b"---\n" + b"k: v\n" * 100_000, "not closed"),
    (b"---\nx: " + b"1" * 60_000 + b"\n---\n", "a number of 60000 characters"),
    (b"---\nx: " + b"1:" * 30_000 + b"1\n---\n", "a number of 60001 characters"),
]


@pytest.mark.parametrize(("data", "reason"), DAMAGED, ids=[str(row[0][:24]) for row in DAMAGED])
def test_damage_is_an_error_with_its_reason_within_a_second(data: bytes, reason: str) -> None:
    began = time.process_time()

    with pytest.raises(ArchiveError) as caught:
        loads(data, NEUTRAL, path="a/index.md")

    assert time.process_time() - began < 1
    assert reason in caught.value.message
    assert caught.value.message.startswith("a/index.md is damaged: ")
    assert caught.value.path == "a/index.md"


@pytest.mark.parametrize("data", [_aliases(), _merges(), "x: " + "[" * 9000], ids=ascii)
def test_a_bomb_takes_no_memory(data: str) -> None:
    tracemalloc.start()

    with pytest.raises(ArchiveError):
        loads(f"---\n{data}\n---\n".encode(), NEUTRAL)

    assert tracemalloc.get_traced_memory()[1] < 5_000_000
    tracemalloc.stop()


def test_a_person_who_leaves_no_room_is_told() -> None:
    with pytest.raises(ArchiveError, match="could not write a.md: its front matter would have"):
        write({"mine": Block(f"mine: {'x' * FRONT_LIMIT}\n"), "title": "T"}, "", path="a.md")


def test_a_value_too_long_for_front_matter_is_left_out() -> None:
    data = write({"title": "T", "link": "https://a.example/" + "x" * FRONT_LIMIT}, "body\n")

    assert data == b"---\ntitle: T\n---\nbody\n"


def test_lists_grow_shorter_before_a_text_goes() -> None:
    lists = {"long": ("x" * 900,) * 90, "short": ("y",) * 9}

    values = read(write({"title": "T" * 9000, **lists}, ""), ()).extra

    assert values == {"title": "T" * 9000, "long": ["x" * 900] * 45, "short": ["y"] * 9}


def test_the_lines_of_a_person_stay_where_values_give_way() -> None:
    mine = Block(f"mine: {'x' * 60_000}\n")

    text = write({"authors": ("A" * 2000,) * 50, "mine": mine, "revision": 1}, "").decode()

    assert mine in text
    assert text.count("AAA\n") == 1
    assert "\nrevision: 1\n" in text


@pytest.mark.parametrize(
    "value",
    [
        datetime(9999, 12, 31, 23, tzinfo=timezone(timedelta(hours=-14))),
        datetime(1, 1, 1, tzinfo=CHINA),
        10**5000,
        object(),
        {"a": [[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]},
        [IMAGES, IMAGES],
    ],
    ids=["too late", "too early", "digits", "no YAML", "depth", "alias"],
)
def test_what_could_not_be_read_again_is_left_out(value: object) -> None:
    assert write({"mine": value, "yours": 1}, "") == b"---\nyours: 1\n---\n"


def test_names_that_no_file_can_tell_apart_are_one_key() -> None:
    assert write({"title": "T", "title\ud800": "U"}, "") == b"---\ntitle: T\n---\n"


def test_long_prose_and_long_lists_are_cut_and_addresses_are_whole_or_absent() -> None:
    url = "https://tea.example/" + "x" * 5000
    article = changed(
        title="水" * 9000,
        tags=tuple(f"{number} {'水' * 99}" for number in range(999)),
        canonical_url=url,
    )

    values = loads(dumps(article, FILES), NEUTRAL).values

    assert values["title"] == "水" * 2000
    assert values["tags"] == tuple(f"{number} {'水' * 99}"[:60] for number in range(100))
    assert values["canonical_url"] == url
    assert (
        "canonical_url"
        not in loads(dumps(changed(canonical_url=url + "x" * 5000), FILES), NEUTRAL).values
    )


@pytest.mark.parametrize(
    ("markdown", "body"),
    [
        ("text", "\ntext\n"),
        ("\n\ntext\n\n", "\ntext\n"),
        ("    code\n\ntext", "\n    code\n\ntext\n"),
        ("a\r\nb\rc", "\na\nb\nc\n"),
        ("a\ud800b", "\nab\n"),
        ("\n", ""),
    ],
)
def test_a_body_has_one_blank_line_before_and_one_newline_after(markdown: str, body: str) -> None:
    assert body_of(markdown) == body


def test_a_hash_is_that_of_the_text_not_of_its_blank_edges() -> None:
    same = ["a\n\nb", "\na\n\nb\n", "a  \n \nb\t\n\n\n", "a\r\n\r\nb\r\n"]

    assert len({hash_of(body) for body in same}) == 1
    assert hash_of("a\nb") != hash_of("a\n\nb")
    assert hash_of("  a") != hash_of("a")
    assert hash_of("") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"


def test_hashing_takes_linear_time() -> None:
    began = time.process_time()

    hash_of("a" + " " * 500_000 + "b\n" + "\t " * 500_000)

    assert time.process_time() - began < 1


def test_a_section_page_is_read_by_its_own_keys() -> None:
    loaded = read(b"---\ntitle: Tea\nrevision: mine\n---\n", (NEUTRAL.keys[0],))

    assert loaded.values == {"title": "Tea"}
    assert loaded.extra == {"revision": "mine"}


def test_an_offset_with_seconds_is_written_in_utc() -> None:
    odd = datetime(1890, 1, 1, 8, 5, 43, tzinfo=datetime.strptime("+080543", "%z").tzinfo)

    values = loads(dumps(changed(date=odd), FILES), NEUTRAL).values

    assert values["date"] == odd
