"""A folder of rules: which file speaks for a host, read when it is first asked for.

``example.org.txt`` (FiveFilters) and ``example.org.toml`` (ours) speak for ``example.org`` and
``www.example.org``, ``.example.org.txt`` for all hosts below. The longest name wins; of two with
the same name, ours. ``global.txt`` stands behind every rule that guesses, and alone where none is.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from syndicate import log, urls
from syndicate.archiver.rules import ftr, own
from syndicate.archiver.rules.rule import Reading, Remark, Rule, with_general

_READERS = {".toml": own.read, ".txt": ftr.read}
_GENERAL = "global"

_log = log.get(__name__)


class Shelf:
    """Hold the files of a folder by the hosts they speak for, and the rules read so far.

    A file that is changed while a program runs is read anew by the next one. Raises OSError
    when the folder can't be listed.
    """

    def __init__(self, folder: Path) -> None:
        self._files = _files(folder)
        self._rules: dict[str, Rule | None] = {}

    def paths(self) -> tuple[Path, ...]:
        """Return all files that are heard, in the order of their names."""
        return tuple(sorted(self._files.values()))

    def of(self, url: str | None) -> Rule | None:
        """Return the rule for the page at an address, None where no file speaks for its host."""
        general = self._rule(_GENERAL)
        named = (name for name in _candidates(urls.host_of(url or "")) if name in self._files)
        rule = self._rule(next(named, ""))
        if rule is None or general is None:
            return rule or general
        return with_general(rule, general) if rule.guesses else rule

    def _rule(self, name: str) -> Rule | None:
        if name not in self._rules:
            path = self._files.get(name)
            self._rules[name] = _logged(path) if path else None
        return self._rules[name]


def read(path: Path) -> Reading:
    """Return what a rule's file says; one that can't be read says nothing, and why."""
    try:
        text = path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        return Reading(rule=Rule(name=path.name), wrong=(Remark(1, f"cannot be read: {error}"),))
    return _READERS[path.suffix](text, path.name)


def _logged(path: Path) -> Rule:
    reading = read(path)
    for line, text in reading.wrong:
        _log.warning("line of a rule left out", file=path.name, line=line, reason=text)
    for line, text in reading.undone:
        _log.debug("line of a rule not done", file=path.name, line=line, reason=text)
    return reading.rule


def _files(folder: Path) -> Mapping[str, Path]:
    """Return the files by the name of their host; ours come later, and win."""
    found = sorted(folder.iterdir(), key=lambda path: (path.suffix == ".toml", path.name))
    return {path.name.removesuffix(path.suffix).lower(): path for path in found if _is_rule(path)}


def _is_rule(path: Path) -> bool:
    is_site = "." in path.stem.lstrip(".") or path.stem.lower() == _GENERAL
    return path.suffix in _READERS and is_site and path.is_file()


def _candidates(host: str) -> Iterator[str]:
    """Walk over the names of files for a host, the longest first."""
    bare = host.partition(":")[0].lower()
    yield bare
    short = bare.removeprefix("www.")
    yield short
    labels = short.split(".")
    for start in range(1, len(labels)):
        yield "." + ".".join(labels[start:])
