"""Templates and static files: ours, and those that a user puts in their place.

A file of the user's folder takes the place of ours with the same name; ``default/<name>`` is always
ours, so that a template can extend the one that it replaces. The only importer of jinja2.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

import jinja2

from syndicate.errors import ConfigError

_HOME = Path(__file__).parent
_TEMPLATES, _STATIC = _HOME / "templates", _HOME / "static"
_EMPTY_LINES = re.compile(r"\n\s*\n+")


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
        """Return a page, without empty lines; raise ConfigError where a template is wrong."""
        try:
            text = self._environment.get_template(f"{template}.html").render(**values)
        except jinja2.TemplateSyntaxError as error:
            raise ConfigError(f"{error.filename}:{error.lineno}: {error.message}") from error
        except (jinja2.TemplateError, TypeError, ValueError) as error:
            where = f"the theme's {template}.html"
            raise ConfigError(f"{where}: {error or type(error).__name__}") from error
        return f"{text.strip()}\n".encode()


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
