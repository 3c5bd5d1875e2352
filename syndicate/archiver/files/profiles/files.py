"""What the files of one article are called, whatever the profile. Pure.

Where articles have folders, a path is the folder; elsewhere it is the document's key without its
ending. Names that begin with a dot keep machinery and old versions out of site generators.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from syndicate.archiver.files.profiles.shape import Profile

PLACEHOLDER = re.compile(r"\{(-?[a-z]+)\}")
"""What stands for something in a template; braces round anything else are themselves."""

# What would end a link's destination, or mean something in a URL.
_UNSAFE = re.compile(r'[\x00-\x20\x7f"<>\\^`{|}()%#?]')


@dataclass(frozen=True, slots=True)
class Files:
    """Name the files of the article at `path`, keys of a Storage."""

    path: str
    profile: Profile

    @property
    def document(self) -> str:
        """Return the name of the Markdown file."""
        return f"{self.stem}.md"

    @property
    def main(self) -> str:
        """Return the key of the Markdown file."""
        return self.at(self.document)

    @property
    def sidecar(self) -> str:
        """Return the key of the JSON file beside it."""
        return self.at(f".{self.stem}.json")

    @property
    def folder(self) -> str:
        """Return the folder of the Markdown file, empty at the archive's root."""
        return self.path if self.profile.bundles else self.path.rpartition("/")[0]

    @property
    def stem(self) -> str:
        """Return the document's name without its ending."""
        return "index" if self.profile.bundles else self.path.rpartition("/")[2]

    def at(self, name: str) -> str:
        """Return the key of a file named relative to the document."""
        return f"{self.folder}/{name}" if self.folder else name

    def revision(self, number: int) -> str:
        """Return the name of a version that is not the document, relative to the document."""
        return f".{self.stem}.revisions/{number:04d}.md"

    def image(self, name: str) -> str:
        """Return the key of a local image."""
        return self._fill(self.profile.pictures.file, name).lstrip("/")

    def link(self, name: str) -> str:
        """Return what the text says where it shows the image."""
        template = self.profile.pictures.link
        if "{folder}" not in template and "{below}" not in template and "{stem}" not in template:
            return template.replace("{name}", name)
        safe = {key: _UNSAFE.sub(_percent, value) for key, value in self._places().items()}
        return fill(template, {**safe, "name": name})

    def front(self, name: str) -> str:
        """Return what front matter says where it names the image."""
        return self._fill(self.profile.pictures.front, name)

    def site(self, name: str) -> str:
        """Return what front matter says where a theme wants the image's place in the site.

        Hugo publishes whatever lies in its content below lower-case paths.
        """
        return self._fill(self.profile.pictures.site, name).lower()

    def _fill(self, template: str, name: str) -> str:
        return fill(template, {**self._places(), "name": name})

    def _places(self) -> Mapping[str, str]:
        below = self.folder.partition("/")[2]
        return {"folder": self.folder, "below": below, "stem": self.stem}


def fill(template: str, values: Mapping[str, str]) -> str:
    """Return the template with values in the place of their names in braces."""
    return PLACEHOLDER.sub(lambda found: values.get(found[1], found[0]), template)


def _percent(found: re.Match[str]) -> str:
    return f"%{ord(found[0]):02X}"
