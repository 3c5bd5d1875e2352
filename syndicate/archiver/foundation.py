"""What every archive has at its root: its format, a note for whoever finds it, git's settings."""

from __future__ import annotations

from syndicate.errors import ArchiveError
from syndicate.storage.base import Storage

FORMAT = 1
"""The layout of all files; raised when an older Syndicate could no longer read them."""

_FORMAT_KEY = ".syndicate/format"
_README_KEY = ".syndicate/README.txt"
_GIT_KEY = ".gitattributes"

_README = """\
This folder is an archive of articles: plain files, readable without any program.

  <source>/_index.md                 what the source says of itself
  <source>/<yyyy>/<mm>/<dd>-<title>-<hex>/
      index.md                       the article: YAML front matter, then Markdown
      images/<hex>.<ext>             its images; <hex> begins the sha256 of the file
      .index.json                    names, image facts, and a record of every version
      .index.revisions/0001.md       versions that are no longer index.md
  .syndicate/format                  the layout's number
  .syndicate/sources/<source>.json   the same as _index.md, and hashes of entries passed over
  .syndicate/tombstones.jsonl        what was withdrawn and must not come back

You may edit index.md: your text and your own keys stay.

To check without any program of ours:
  an image     sha256sum images/*           each name begins its file's sum
  a document   sha256sum index.md           "document" of its version in .index.json, unless a
                                            person edited it
  a text       remove the front matter, trailing blanks of lines and blank lines around the
               body, use LF without one at the end: its sha256 is "hash" in the front matter
"""

_GIT = "*.md text eol=lf\n"


def prepare(storage: Storage) -> None:
    """Check the format and write what is missing.

    Raises ArchiveError when a newer Syndicate wrote the archive.
    """
    _check_format(storage.read(_FORMAT_KEY))
    for key, text in ((_GIT_KEY, _GIT), (_README_KEY, _README), (_FORMAT_KEY, f"{FORMAT}\n")):
        if not storage.exists(key):
            storage.write(key, text.encode())


def _check_format(data: bytes | None) -> None:
    if data is None or data.strip() == str(FORMAT).encode():
        return
    if data.strip().isdigit():
        raise ArchiveError(
            f"the archive has format {data.strip().decode()}, this Syndicate knows {FORMAT}",
            path=_FORMAT_KEY,
            hint="upgrade Syndicate",
        )
    raise ArchiveError(f"{_FORMAT_KEY} is damaged: {data!r:.40} is no number", path=_FORMAT_KEY)
