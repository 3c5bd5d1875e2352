"""Opening the state, and making it again from the archive when it is lost or damaged."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from syndicate import log
from syndicate.config import Config
from syndicate.errors import ArchiveError, StateDamaged
from syndicate.state.lock import Lock
from syndicate.state.sqlite import Sqlite
from syndicate.storage.local import Local
from syndicate.wiring import gitmode

if TYPE_CHECKING:
    from syndicate.archiver.archive import Archive

T = TypeVar("T")

_log = log.get(__name__)


def _complain(problem: str) -> None:
    _log.warning("not as it should be", reason=problem)


@asynccontextmanager
async def opened(
    config: Config,
    archive: Callable[[], Archive],
    *,
    writes: bool = False,
    alone: bool = False,
    complain: Callable[[str], None] = _complain,
) -> AsyncIterator[Sqlite]:
    """Open the state; where it is lost or damaged, make it again from the archive first.

    In git mode what other checkouts know of the sources is taken up then. What of it can't be
    read, and that state was made again, is told to `complain`.

    A damaged file is put aside as ``state.db.damaged``, never deleted, and only by the process
    that holds the lock (`alone`): whoever `writes` beside it gets StateDamaged. A state that is
    made again is so under the lock: LockedError while somebody else holds it, who may be filling
    the archive. Whoever only looks leaves nothing behind: an archive without a sound state is
    read into memory.
    """
    state = await _open(config.state_path, writes=writes, alone=alone, complain=complain)
    try:
        if not state.restored:
            with nullcontext() if alone or not writes else lock(config):
                count = await _restore(state, archive())
                await _take_up(state, config, complain)
            # A checkout has no state of its own: that it is made is no news.
            if count and writes and not config.archive.git:
                complain(f"state was made again from the archive ({count} articles)")
        yield state
    finally:
        await state.close()


async def rebuild(config: Config, archive: Archive) -> tuple[int, Sequence[ArchiveError]]:
    """Fill the state from the archive, whatever is in it; return how many articles, and damage.

    What was learned of sources stays where the state is sound. Only for whoever holds the lock.
    """
    damage: list[ArchiveError] = []
    state = await _open(config.state_path, writes=True, alone=True, complain=_complain)
    try:
        count = await _restore(state, archive, damage.append)
        await _bury(state, archive, damage.append)
        await _take_up(state, config, _complain)
    finally:
        await state.close()
    return count, damage


def rebuild_now(config: Config, archive: Archive) -> tuple[int, Sequence[ArchiveError]]:
    """Do `rebuild` where no loop runs."""
    return asyncio.run(rebuild(config, archive))


def lock(config: Config) -> Lock:
    """Become the one process that may write; raises LockedError at once when there is another.

    What the last one left half-written, had it been killed, is swept: only then, because that
    walks every folder.
    """
    taken = Lock.take(config.lock_path)
    if taken.unclean:
        captures = config.state_path.parent / "captures"
        for folder in (config.archive.path, config.publish.path, captures):
            count = Local(folder).sweep()
            _log.info("left-overs swept", folder=str(folder), files=count)
    return taken


async def _open(
    path: Path, *, writes: bool, alone: bool, complain: Callable[[str], None]
) -> Sqlite:
    if writes:
        await asyncio.to_thread(path.parent.mkdir, parents=True, exist_ok=True)
    elif not path.exists():
        return Sqlite.open(":memory:")
    try:
        state = await asyncio.to_thread(Sqlite.open, path)
    except StateDamaged as error:
        if not writes:
            return Sqlite.open(":memory:")
        if not alone:
            raise
        _log.warning("state rebuilt from the archive", path=str(path), reason=error.message)
        _set_aside(path)
        complain(f"{error.message}; it was put aside as {path.name}.damaged")
        return await asyncio.to_thread(Sqlite.open, path)
    if state.restored or writes:
        return state
    await state.close()
    return Sqlite.open(":memory:")


async def _restore(
    state: Sqlite, archive: Archive, damaged: Callable[[ArchiveError], None] = lambda error: None
) -> int:
    passed = await asyncio.to_thread(_passed, archive, damaged)
    articles = _sound(archive.articles(), "article", damaged)
    count = await state.memory.restore(articles, passed)
    _log.debug("articles remembered from the archive", articles=count)
    return count


async def _bury(state: Sqlite, archive: Archive, damaged: Callable[[ArchiveError], None]) -> None:
    """Know only the tombstones that the archive has now; what is damaged may be one of them."""
    try:
        stones = await asyncio.to_thread(archive.stones)
    except ArchiveError as error:
        damaged(error)
    else:
        await state.memory.bury(stones, only=True)


async def _take_up(state: Sqlite, config: Config, complain: Callable[[str], None]) -> None:
    if config.archive.git:
        for problem in await gitmode.take_up(config, state.frontier):
            complain(problem)


def _passed(
    archive: Archive, damaged: Callable[[ArchiveError], None]
) -> Mapping[str, tuple[str, ...]]:
    """Return the names that each source's card keeps of what was passed over."""
    return {card.source: card.passed for card in _sound(archive.cards(), "card", damaged)}


def _sound(
    found: Iterable[T | ArchiveError], what: str, damaged: Callable[[ArchiveError], None]
) -> Iterator[T]:
    """Yield what the archive holds; damage is reported and left for `verify`."""
    for each in found:
        if isinstance(each, ArchiveError):
            _log.warning(f"damaged {what} passed over", path=each.path, reason=each.message)
            damaged(each)
        else:
            yield each


def _set_aside(path: Path) -> None:
    for suffix in ("", "-wal", "-shm"):
        part = path.with_name(path.name + suffix)
        if part.exists():
            part.replace(path.with_name(path.name + ".damaged" + suffix))
