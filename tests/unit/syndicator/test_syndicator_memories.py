"""Opening the state: who may make it, what happens to a damaged one, what it is made from."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from pathlib import Path

import pytest
from helpers.articles import PATH, put
from helpers.clocks import MovableClock
from helpers.demos import tree
from helpers.feeds import item, rss

from syndicate.archiver.archive import Archive
from syndicate.archiver.files.cards import Card
from syndicate.config import parse
from syndicate.errors import LockedError, StateDamaged
from syndicate.model import Page, Source
from syndicate.state.base import Selection
from syndicate.state.sqlite import Sqlite
from syndicate.storage.local import Local
from syndicate.wiring import memories, workshop


@pytest.fixture
def config(tmp_path):
    return parse("", tmp_path / "config.toml", {})


@pytest.fixture
def archive(config):
    return Archive(Local(config.archive.path))


def paths(config, archive, *, writes: bool, alone: bool = False) -> list[str]:
    """Open the state and return the paths of the articles that it knows."""

    async def look():
        opened = memories.opened(config, lambda: archive, writes=writes, alone=alone)
        async with opened as state:
            (rows,) = await state.memory.latest([Selection(limit=None)])
            return [row.path for row in rows]

    return asyncio.run(look())


def files(config) -> set[str]:
    return set(tree(config.root, ".syndicate"))


def test_looking_at_nothing_leaves_nothing_behind(config, archive):
    assert paths(config, archive, writes=False) == []
    assert [*config.root.iterdir()] == []


@pytest.mark.parametrize("writes", [True, False])
def test_lost_state_is_made_again_from_the_archive(config, archive, writes):
    put(archive)

    assert paths(config, archive, writes=writes) == [PATH]
    kept = {".syndicate/state.db", ".syndicate/lock"}
    assert files(config) == (kept if writes else set())


def test_state_that_is_there_is_believed(config, archive):
    paths(config, archive, writes=True)
    put(archive)

    assert paths(config, archive, writes=False) == []


def test_whoever_only_looks_leaves_a_new_state_to_be_filled_by_whoever_writes(config, archive):
    put(archive)
    config.state_path.parent.mkdir()
    asyncio.run(Sqlite.open(config.state_path).close())

    assert paths(config, archive, writes=False) == [PATH]

    state = Sqlite.open(config.state_path)
    asyncio.run(state.close())
    assert not state.restored


def test_what_was_passed_over_is_remembered_from_the_cards(config, archive):
    archive.put_card(Card(source="tea", passed=("00112233445566aa",)))

    async def look():
        async with memories.opened(config, lambda: archive, writes=True) as state:
            return await state.memory.known("tea")

    assert asyncio.run(look())


def test_a_damaged_card_is_passed_over_and_the_others_remembered(config, archive, caplog):
    for name in ("maps", "tea"):
        archive.put_card(Card(source=name, passed=("00112233445566aa",)))
    (config.archive.path / ".syndicate" / "sources" / "maps.json").write_text("{")

    async def look():
        async with memories.opened(config, lambda: archive, writes=True) as state:
            return [await state.memory.known(name) for name in ("maps", "tea")]

    damaged, sound = asyncio.run(look())

    assert not damaged
    assert sound
    assert "damaged card passed over" in caplog.text


def break_state(config) -> bytes:
    config.state_path.parent.mkdir(exist_ok=True)
    noise = b"no database " * 1000
    config.state_path.write_bytes(noise)
    return noise


def test_damaged_state_is_put_aside_by_whoever_writes_alone(config, archive, caplog):
    put(archive)
    noise = break_state(config)

    assert paths(config, archive, writes=True, alone=True) == [PATH]
    assert Path(f"{config.state_path}.damaged").read_bytes() == noise
    assert "state rebuilt from the archive" in caplog.text


def test_damaged_state_is_left_to_the_one_that_holds_the_lock(config, archive):
    noise = break_state(config)

    with pytest.raises(StateDamaged):
        paths(config, archive, writes=True)

    assert config.state_path.read_bytes() == noise
    assert files(config) == {".syndicate/state.db"}


def test_an_answer_is_not_handed_to_damaged_state(config, archive):
    noise = break_state(config)
    source = Source(id="tea", url="https://tea.example/feed")
    page = Page(url=source.url, body=rss(item(1, "https://tea.example/1")).encode())

    workshop.adopt(replace(config, sources=(source,)), archive, MovableClock(), source, page)

    assert config.state_path.read_bytes() == noise
    assert set(tree(config.root, ".")) == {".syndicate/state.db"}


def test_an_answer_is_not_handed_over_while_somebody_fills_the_archive(config, archive):
    source = Source(id="tea", url="https://tea.example/feed")
    page = Page(url=source.url, body=rss(item(1, "https://tea.example/1")).encode())

    async def distrust():
        opened = memories.opened(config, lambda: archive, writes=True, alone=True)
        async with opened as state:
            await state.memory.distrust()

    async def is_trusted():
        state = Sqlite.open(config.state_path)
        await state.close()
        return state.restored

    with memories.lock(config):
        asyncio.run(distrust())
        workshop.adopt(replace(config, sources=(source,)), archive, MovableClock(), source, page)

    assert not asyncio.run(is_trusted())


def test_state_is_made_again_by_one_process_at_a_time(config, archive):
    put(archive)

    with memories.lock(config), pytest.raises(LockedError):
        paths(config, archive, writes=True)

    assert paths(config, archive, writes=True) == [PATH]


def test_damaged_state_is_left_as_it_is_by_whoever_only_looks(config, archive):
    put(archive)
    noise = break_state(config)

    assert paths(config, archive, writes=False) == [PATH]
    assert config.state_path.read_bytes() == noise
    assert files(config) == {".syndicate/state.db"}


def test_a_damaged_article_is_passed_over_and_the_others_remembered(config, archive, caplog):
    put(archive)
    other = PATH.replace("c0ffee", "facade")
    broken = config.archive.path / other
    broken.mkdir()
    (broken / "index.md").write_text("---\ntitle: [\n---\n")

    assert paths(config, archive, writes=True) == [PATH]
    assert "damaged article passed over" in caplog.text
