"""What every archive has at its root: its format, a note for whoever finds it, git's settings."""

from __future__ import annotations

from collections.abc import Mapping

from syndicate.archiver.files.profiles import Files, Profile
from syndicate.errors import ArchiveError, ConfigError
from syndicate.storage.base import Storage

FORMAT = 1
"""The layout of all files; raised when an older Syndicate could no longer read them."""

_FORMAT_KEY = ".syndicate/format"
PROFILE = ".syndicate/profile"
README = ".syndicate/README.txt"
_USUAL = "neutral"
GIT = ".gitattributes"

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
  .syndicate/tombstones.jsonl        what was withdrawn or deleted and must not come back

Names that begin with a dot are hidden: ls -A shows them. You may edit index.md: your text and your own keys stay.

To find articles, and those that were changed, from here:

  grep -rl --include=index.md WORD ..          everything is text, in UTF-8
  find .. -name .index.revisions               each is in the folder of a changed article

To see how an article was before, in its folder:

  ls -A .index.revisions                       0001.md is the first version
  diff .index.revisions/0001.md index.md

A version whose number is higher than "revision" in index.md is what the source sent after a
person had edited index.md.

To check without any program of ours, in the folder of an article:

  sha256sum images/*                           each name begins its file's sum
  sha256sum index.md                           "document" of the version in .index.json whose
                                               "file" is index.md, unless a person edited it
  sha256sum .index.revisions/0001.md           "sha256" of its version in .index.json
  grep -v '^ "sum": ' .index.json | sha256sum  "sum" in .index.json

"hash" in the front matter is that of the text below it: LF, no blanks at the ends of lines, no
blank lines at either end, no newline after the last line:

  body=$(awk 'n > 1 { print } /^---[ \\t]*$/ { n++ }' index.md |
      sed 's/\\r$//; s/[ \\t]*$//' | sed '/./,$!d')
  printf %s "$body" | sha256sum
"""

_README_OTHER = """\
This folder is an archive of articles: plain files, readable without any program.
They are laid out by the profile {name}; what stands in braces differs.

  {main}
      an article: front matter, then Markdown
  {image}
      an image; <hex> begins the sha256 of the file
  {sidecar}
      names, what the front matter does not say, image facts, and a record of every version
  {revision}
      a version that is no longer the document
  .syndicate/format                  the layout's number
  .syndicate/profile                 the profile's name
  .syndicate/sources/<source>.json   what a source says of itself, hashes of entries passed over
  .syndicate/tombstones.jsonl        what was withdrawn or deleted and must not come back

You may edit articles: your text and your own keys stay. Markdown files without a file of
names beside them are not touched.

To check without any program of ours:
  an image     sha256sum IMAGE       its name begins with its sum
  a document   sha256sum DOCUMENT    "document" of its last version in the file of names, unless
                                     a person edited it
  a version    sha256sum VERSION     "sha256" of its version in the file of names
  the names    grep -v '^ "sum": ' NAMES | sha256sum     "sum" in the file of names
"""

_GIT = "*.md text eol=lf\n"


def prepare(storage: Storage, profile: Profile) -> None:
    """Check format and profile, and write what is missing.

    Raises ArchiveError when a newer Syndicate wrote the archive, ConfigError when another
    profile did.
    """
    _check_format(storage.read(_FORMAT_KEY))
    check_profile(storage, profile)
    if profile.name != _USUAL and not storage.exists(_FORMAT_KEY):
        storage.write(PROFILE, f"{profile.name}\n".encode())
    for key, text in texts(profile).items():
        if key != PROFILE and not storage.exists(key):
            storage.write(key, text)


def texts(profile: Profile) -> Mapping[str, bytes]:
    """Return what the files say that every archive has at its root; the format's comes last."""
    usual = profile.name == _USUAL
    found = {
        GIT: _GIT,
        README: _README if usual else _readme(profile),
        **({} if usual else {PROFILE: f"{profile.name}\n"}),
        _FORMAT_KEY: f"{FORMAT}\n",
    }
    return {key: text.encode() for key, text in found.items()}


def profile_name(storage: Storage) -> str | None:
    """Return the name of the profile in which the archive was written, None for a new one."""
    data = storage.read(PROFILE)
    if data is None:
        return _USUAL if storage.exists(_FORMAT_KEY) else None
    return data.decode(errors="replace").strip()


def check_profile(storage: Storage, profile: Profile) -> None:
    """Raise ConfigError when the archive was written in another profile."""
    name = profile_name(storage)
    if name in (None, profile.name):
        return
    raise ConfigError(
        f"the archive has the profile {name!r}, config.toml says {profile.name!r}",
        hint=f'set [archive] profile = "{name}" again, then copy the archive to the other one'
        f" with: syndicate export --profile {profile.name} FOLDER",
    )


def _readme(profile: Profile) -> str:
    files = Files(profile.path.removesuffix(".md"), profile)
    if profile.bundles:
        files = Files(profile.path.removesuffix("/index.md"), profile)
    revisions = files.at(files.revision(1))
    return _README_OTHER.format(
        main=files.main,
        image=files.image("<hex>.<ext>"),
        sidecar=files.sidecar,
        revision=revisions,
        name=profile.name,
    )


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
