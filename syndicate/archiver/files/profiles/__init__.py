"""Profiles: how an archive looks on disk, as data in TOML files, a person's own or built in.

A profile says which front-matter keys there are and where their values come from, how they are
written, what the files of an article are called, where its images lie and how its text refers to
them. `shape` says what a profile is, `reading` how it is read, `files` what files are called. The
built-in ones are beside this file; reasons for each are in docs/how-to/profiles.md.
"""

from __future__ import annotations

from syndicate.archiver.files.profiles.files import Files
from syndicate.archiver.files.profiles.reading import BUILT_IN, load
from syndicate.archiver.files.profiles.shape import FIELDS, SECTION, Key, Profile, image

__all__ = ["BUILT_IN", "FIELDS", "NEUTRAL", "SECTION", "Files", "Key", "Profile", "image", "load"]

NEUTRAL = load("neutral")
"""Leaf bundles that Hugo, MkDocs, Obsidian and a plain file browser show as they are."""
