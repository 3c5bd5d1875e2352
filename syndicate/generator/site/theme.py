"""Templates and static files: ours, and those that a user puts in their place.

A file of the user's folder takes the place of ours with the same name; ``default/<name>`` is always
ours, so that a template can extend the one that it replaces. The only importer of jinja2.
"""

from __future__ import annotations

import hashlib
import traceback
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

import jinja2

from syndicate.errors import ConfigError

_HOME = Path(__file__).parent
_TEMPLATES, _STATIC = _HOME / "templates", _HOME / "static"
_UNREADABLE = (jinja2.TemplateError, UnicodeDecodeError)


class Theme:
    """Render pages by templates; `folder` holds those of a user, None: there are none."""

    def __init__(self, folder: Path | None = None) -> None:
        self._folder = folder
        ours = jinja2.FileSystemLoader(_TEMPLATES)
        theirs = [jinja2.FileSystemLoader(folder)] if folder else []
        loader = jinja2.ChoiceLoader([*theirs, ours, jinja2.PrefixLoader({"default": ours})])
        self._environment = jinja2.Environment(
            loader=loader,
            autoescape=True,
            undefined=jinja2.StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )

    @property
    def digest(self) -> str:
        """Return what is another one once any file of the theme is."""
        found = hashlib.sha256()
        for folder in (_HOME, *([self._folder] if self._folder else [])):
            for file in _files(folder):
                found.update(f"{file.relative_to(folder)}\0".encode(errors="surrogateescape"))
                found.update(file.read_bytes())
        return found.hexdigest()

    def statics(self) -> Mapping[str, bytes]:
        """Return the files that go into the site as they are, by their names."""
        found = {file.name: file.read_bytes() for file in _files(_STATIC)}
        for file in _files(self._folder) if self._folder else ():
            if file.suffix != ".html":
                found[file.relative_to(self._folder or _HOME).as_posix()] = file.read_bytes()
        return found

    def page(self, template: str, /, **values: object) -> bytes:
        """Return a page; raise ConfigError, with file and line, where a user's template is wrong."""
        try:
            text = self._environment.get_template(f"{template}.html").render(**values)
        except jinja2.TemplateSyntaxError as error:
            raise ConfigError(f"{error.filename}:{error.lineno}: {error.message}") from error
        except Exception as error:
            # A template is a program of the user's: whatever it does wrong is told where it did.
            place = self._place(error)
            if place is None and not isinstance(error, _UNREADABLE):
                raise
            where = place or f"the theme's {template}.html"
            raise ConfigError(f"{where}: {_reason(error)}") from error
        return f"{text.strip()}\n".encode()

    def _place(self, error: Exception) -> str | None:
        """Return the innermost line of a user's template that led to an error."""
        if self._folder is None:
            return None
        frames = traceback.extract_tb(error.__traceback__)
        theirs = [each for each in frames if Path(each.filename).is_relative_to(self._folder)]
        return f"{theirs[-1].filename}:{theirs[-1].lineno}" if theirs else None


def _reason(error: Exception) -> str:
    if isinstance(error, jinja2.TemplateNotFound):
        return f"there is no template {error}"
    return str(error) or type(error).__name__


@cache
def usual() -> Theme:
    """Return the theme that comes with the program."""
    return Theme()


def _files(folder: Path) -> Iterator[Path]:
    yield from sorted(
        path
        for path in folder.rglob("*")
        if path.is_file() and not path.name.startswith(".") and path.suffix not in (".py", ".pyc")
    )
