"""Git, as the archive's repository is asked: the only module that knows its command line."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from syndicate import hooks
from syndicate.errors import HookError

SECONDS = 600.0
"""How long one command of git may take: the first commit of a large archive takes minutes."""

_LIMIT = 256_000_000
_ENVIRONMENT = {
    "GIT_TERMINAL_PROMPT": "0",
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_LITERAL_PATHSPECS": "1",
    "LC_ALL": "C",
}
_SOMEBODY = ("-c", "user.name=Syndicate", "-c", "user.email=syndicate@localhost")


class Repository:
    """Ask git about the repository in which `root` lies. Every method raises HookError."""

    def __init__(self, root: Path) -> None:
        self._root = root

    async def top(self) -> Path:
        """Return where the repository begins."""
        return Path((await self._git("rev-parse", "--show-toplevel")).decode().rstrip("\n"))

    async def commit_of(self, name: str) -> str | None:
        """Return the commit that bears a name, None where there is none."""
        try:
            return (await self._git("rev-parse", "--verify", "--quiet", name)).decode().strip()
        except HookError:
            return None

    async def is_dirty(self, paths: Sequence[str]) -> bool:
        """Tell whether anything below these paths is not as it was committed."""
        return bool(await self._git("status", "--porcelain", "--untracked-files=all", "--", *paths))

    async def staged(self, paths: Sequence[str]) -> Sequence[tuple[str, str]]:
        """Return what is staged below these paths: "A", "M" or "D", and a path below `root`."""
        words = ("diff", "--cached", "--name-status", "--no-renames", "--relative", "-z")
        found = _fields(await self._git(*words, "--", *paths))
        return list(zip(found[::2], found[1::2], strict=False))

    async def changed(self, old: str, new: str) -> Sequence[str]:
        """Return the paths below `root` that differ between two commits."""
        words = ("diff", "--name-only", "--no-renames", "--relative", "-z", old, new)
        return _fields(await self._git(*words))

    async def unmerged(self) -> Sequence[str]:
        """Return the paths below `root` that a merge left to be settled."""
        found = _fields(await self._git("ls-files", "--unmerged", "-z"))
        return list(dict.fromkeys(each.partition("\t")[2] for each in found))

    async def staging(self, below: str) -> Sequence[str]:
        """Return the paths below `root` that the next commit would hold below a folder."""
        return _fields(await self._git("ls-files", "-z", "--", below))

    async def files(self, commit: str, below: str) -> Sequence[str]:
        """Return the paths below `root` that a commit holds below a folder."""
        found = await self._git("ls-tree", "-r", "-z", "--name-only", commit, "--", below)
        return _fields(found)

    async def read(self, commit: str, path: str) -> bytes:
        """Return a file below `root` as a commit holds it."""
        return await self._git("cat-file", "blob", f"{commit}:./{path}")

    async def add(self, paths: Sequence[str]) -> None:
        """Stage what is below these paths as it is: what is gone is removed."""
        await self._git("add", "--all", "--", *paths)

    async def stage(self, files: Sequence[str]) -> None:
        """Stage these files below `root` as they are, also those that git no longer knows."""
        said = "".join(f"{name}\0" for name in files).encode(errors="surrogateescape")
        await self._git("update-index", "--add", "--remove", "-z", "--stdin", stdin=said)

    async def commit(self, paths: Sequence[str], message: str) -> None:
        """Commit what is below these paths alone, as whoever git knows, else as Syndicate."""
        known = await self._git("config", "--default", "", "--get", "user.email")
        somebody = () if known.strip() else _SOMEBODY
        words = ("commit", "--quiet", "--cleanup=verbatim", "--file=-", "--", *paths)
        await self._git(*words, before=somebody, stdin=message.encode())

    async def _git(self, *words: str, before: Sequence[str] = (), stdin: bytes = b"") -> bytes:
        return await hooks.run(
            ("git", *before, *words),
            stdin=stdin,
            environ=_ENVIRONMENT,
            timeout=SECONDS,
            limit=_LIMIT,
            cwd=self._root,
        )


def _fields(said: bytes) -> list[str]:
    return said.decode(errors="surrogateescape").split("\0")[:-1]
