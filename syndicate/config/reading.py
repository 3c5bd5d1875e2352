"""Tables of a TOML file, read key by key: what is wrong is collected, never raised.

A key that nobody took is unknown; what was taken is what may stand there, so no list of keys is
kept apart from the code that reads them.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from difflib import get_close_matches
from types import MappingProxyType
from typing import TypeVar

from syndicate.config.lines import Place
from syndicate.config.values import BadValue

T = TypeVar("T")
Default = TypeVar("Default")

NO_SECRETS: Mapping[str, str] = MappingProxyType({})
_VARIABLE = re.compile(r"\$\{([A-Za-z_][A-Za-z0-9_]*)\}")


class Table:
    """Read one table: `place` is where it stands, `name` what messages call it."""

    def __init__(
        self,
        values: Mapping[str, object],
        problems: list[tuple[Place, str]],
        environ: Mapping[str, str],
        *,
        place: Place = (),
        name: str = "",
    ) -> None:
        self._values = values
        self._problems = problems
        self._environ = environ
        self._taken: list[str] = []
        self.place = place
        self.name = name

    def has(self, key: str) -> bool:
        """Tell whether the key was written."""
        return key in self._values

    def names(self) -> Sequence[str]:
        """Return the keys that were written, in their order."""
        return tuple(self._values)

    def take(self, key: str, read: Callable[[object], T], default: Default) -> T | Default:
        """Return what `read` makes of the key's value, `default` when absent or wrong."""
        self._taken.append(key)
        if key not in self._values:
            return default
        value = self._values[key]
        try:
            return read(_expand(value, self._environ))
        except ValueError as wrong:
            self.complain(f"{key} = {_written(value)} {wrong}", key)
            return default

    def says_only(self, keys: frozenset[str]) -> bool:
        """Tell whether no other key was written, and no value names a variable."""
        return self._values.keys() <= keys and "${" not in repr(self._values)

    def lacks(self, *keys: str) -> bool:
        """Tell whether none of these keys was written; each might have been."""
        self._taken.extend(keys)
        return self._values.keys().isdisjoint(keys)

    def written(self, key: str) -> str | None:
        """Return the key's text as it stands in the file, if it names a variable."""
        value = self._values.get(key)
        return value if isinstance(value, str) and _VARIABLE.search(value) else None

    def variables(self) -> Mapping[str, str]:
        """Return the environment variables that the table's values name, those that are set."""
        if "${" not in repr(self._values):
            return NO_SECRETS
        names = _VARIABLE.findall(json.dumps(self._values, default=str))
        return {name: self._environ[name] for name in names if self._environ.get(name)}

    def complain(self, problem: str, key: str | None = None) -> None:
        """Note a problem of the table, or of one of its keys."""
        place = self.place if key is None else (*self.place, key)
        label = f"{self.name}: " if self.name else ""
        self._problems.append((place, label + problem))

    def table(self, key: str) -> Table:
        """Return the table under `key`, empty when absent."""
        self._taken.append(key)
        value = self._values.get(key, {})
        place = (*self.place, key)
        name = f"{self.name}: {key}" if self.name else f"[{key}]"
        if not isinstance(value, dict):
            self.complain(f"{key} = {_written(value)} is not a table", key)
            value = {}
        return Table(value, self._problems, self._environ, place=place, name=name)

    def tables(self, key: str) -> list[Table]:
        """Return the tables of the array ``[[key]]``, named by their id where they have one."""
        self._taken.append(key)
        values = self._mappings(key)
        above = f"{self.name}: " if self.name else ""
        return [
            Table(
                value,
                self._problems,
                self._environ,
                place=(*self.place, key, number),
                name=above + (f'{key} "{value["id"]}"' if "id" in value else f"{key} {number + 1}"),
            )
            for number, value in enumerate(values)
        ]

    def _mappings(self, key: str) -> list[Mapping[str, object]]:
        value = self._values.get(key, [])
        if isinstance(value, list) and all(isinstance(item, dict) for item in value):
            return value
        wrong = "is not an array of tables: write two brackets, [[ … ]]"
        self.complain(f"{key} = {_written(value)} {wrong}", key)
        return []

    def close(self) -> None:
        """Note every key that nobody took; nothing more is read."""
        for key in self._values:
            if key not in self._taken:
                place = f" in {self.name}" if self.name else ""
                problem = f'unknown key "{key}"{place}{meant(key, self._taken)}'
                self._problems.append(((*self.place, key), problem))
        self._taken.clear()


def meant(word: str, known: Iterable[str]) -> str:
    """Return `` — did you mean "…"?`` for a word that resembles a known one, else nothing."""
    close = get_close_matches(word, list(known), n=1, cutoff=0.6)
    return f' — did you mean "{close[0]}"?' if close else ""


def _expand(value: object, environ: Mapping[str, str]) -> object:
    """Put environment variables in the place of ``${NAME}``, in every string of the value."""
    if isinstance(value, str):
        return _VARIABLE.sub(lambda match: _variable(match[1], environ), value)
    if isinstance(value, list):
        return [_expand(item, environ) for item in value]
    if isinstance(value, dict):
        return {name: _expand(item, environ) for name, item in value.items()}
    return value


def _variable(name: str, environ: Mapping[str, str]) -> str:
    if name not in environ:
        raise BadValue(f"names the environment variable {name}, which is not set")
    return environ[name]


def _written(value: object) -> str:
    """Show a value as it stands in the file, before variables are filled in."""
    shown = json.dumps(value, ensure_ascii=False, default=str)
    return shown if len(shown) <= 60 else shown[:59] + "…"
