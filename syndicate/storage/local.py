"""A folder of this machine as Storage: what is there is whole, and stays after power loss.

A value is written to a temporary file in its own folder, flushed, renamed over the old one, and
the folder is flushed; so are the parents of folders made for it. Only this module knows the
names of temporary files. Links are not followed, in place of a file or of a folder: whoever can
put one into a folder, as a repository that is fetched can, would have any file of this machine
read, replaced or removed. Only the root may lie behind one.
"""

from __future__ import annotations

import contextlib
import errno
import io
import os
import re
import secrets
import stat
import time
from collections.abc import Collection, Iterable, Iterator
from pathlib import Path

from syndicate import log
from syndicate.errors import NotAFile, Oversized, StorageError

NAME_LIMIT = 255
"""Bytes of one name that ext4, XFS, APFS and NTFS all accept."""

_PIECE = 1 << 20

# Linux writes dirty metadata back within 35 s (dirty_expire 30 s, ext4 commit 5 s); ten times
# that also covers a machine that is short of disk.
_UNSETTLED = 350.0

TEMPORARY = re.compile(r"\.syndicate-[0-9a-f]{16}\.tmp", re.ASCII)
"""Names of files that are being written, or were when their writer was killed."""

_log = log.get(__name__)


class Local:
    """Keep values as files below `root`, which is made when the first one is written."""

    _FOLLOWS = False

    def __init__(self, root: Path) -> None:
        self._root = Path(os.path.abspath(root))

    def __repr__(self) -> str:
        return f"Local({str(self._root)!r})"

    def read(self, key: str, *, limit: int | None = None) -> bytes | None:
        """Return the file's bytes, None when there is no file.

        Raises NotAFile for a link, a pipe or a device, Oversized above the limit, StorageError
        when it can't be read.
        """
        check(key)
        self._stay(key)
        try:
            return _contents(f"{self._root}/{key}", follows=self._FOLLOWS, limit=limit)
        except (FileNotFoundError, NotADirectoryError, IsADirectoryError):
            return None
        except OSError as error:
            if error.errno == errno.EFBIG and limit is not None:
                raise oversized(key, limit) from error
            raise _unread(key, error) from error

    def write(self, key: str, value: bytes) -> bool:
        """Replace the file unless its bytes are equal; return whether it was replaced."""
        path = self.path(key)
        if self._holds(path, value):
            return False
        try:
            make_folder(path.parent)
            _replace(path, (value,))
        except OSError as error:
            raise _failed("write", key, error) from error
        return True

    def pieces(self, key: str) -> Iterator[bytes]:
        """Yield the file's bytes piece by piece; raise as `read`, and where there is no file."""
        path = self.path(key)
        try:
            with _opened(path, follows=self._FOLLOWS) as file:
                while piece := file.read(_PIECE):
                    yield piece
        except (FileNotFoundError, NotADirectoryError, IsADirectoryError) as error:
            raise absent(key) from error
        except OSError as error:
            raise _unread(key, error) from error

    def fill(self, key: str, pieces: Iterable[bytes]) -> None:
        """Replace the file by what comes piece by piece."""
        path = self.path(key)
        try:
            make_folder(path.parent)
            _replace(path, pieces)
        except OSError as error:
            raise _failed("write", key, error) from error

    def exists(self, key: str) -> bool:
        """Tell whether a file is there."""
        return self.path(key).is_file()

    def keys(self, prefix: str = "", *, but: Collection[str] = ()) -> Iterator[str]:
        """Yield the keys below the folder `prefix`, and not below those `but`, in code-point order."""
        if prefix:
            check(prefix)
            self._stay(f"{prefix}/")
        yield from _walk(self._root, prefix, frozenset(but))

    def delete(self, key: str) -> bool:
        """Remove the file and the folders that this leaves empty, up to the root."""
        path = self.path(key)
        try:
            path.unlink()
        except (FileNotFoundError, NotADirectoryError):
            return False
        except OSError as error:
            raise _failed("delete", key, error) from error
        self._settle_removal(path.parent, key)
        return True

    def sweep(self) -> int:
        """Remove left temporary files, and make durable what a killed writer had just renamed.

        Only the process that may write calls it: a temporary file of a living one is lost.
        """
        swept = 0
        settled = time.time() - _UNSETTLED
        try:
            for folder, _, names in os.walk(self._root):
                for name in filter(TEMPORARY.fullmatch, names):
                    os.unlink(os.path.join(folder, name))
                    swept += 1
                if os.stat(folder).st_mtime > settled:
                    _flush_folder(Path(folder))
        except OSError as error:
            raise _failed("sweep", str(self._root), error) from error
        return swept

    def path(self, key: str) -> Path:
        """Return where the value is, or would be; raise StorageError for what is no key here."""
        check(key)
        self._stay(key)
        return self._root / key

    def _stay(self, key: str) -> None:
        """Raise NotAFile for a key that a link in place of a folder leads elsewhere."""
        end = -1 if self._FOLLOWS else key.find("/")
        while end >= 0:
            if os.path.islink(f"{self._root}/{key[:end]}"):
                raise NotAFile(f"{key[:end]} is a link, which is not followed")
            end = key.find("/", end + 1)

    def _holds(self, path: Path, value: bytes) -> bool:
        try:
            is_alike = path.lstat().st_size == len(value)
            return is_alike and _contents(path, follows=self._FOLLOWS) == value
        except OSError:
            return False

    def _settle_removal(self, folder: Path, key: str) -> None:
        try:
            while folder != self._root and _remove_empty(folder):
                folder = folder.parent
            _flush_folder(folder)
        except OSError as error:
            raise _failed("delete", key, error) from error


def _contents(path: Path | str, *, follows: bool, limit: int | None = None) -> bytes:
    """Return a file's bytes; raise OSError for what is none."""
    with _opened(path, follows=follows) as file:
        if limit is not None and os.fstat(file.fileno()).st_size > limit:
            raise OSError(errno.EFBIG, "is too large")
        return file.read()


@contextlib.contextmanager
def _opened(path: Path | str, *, follows: bool) -> Iterator[io.BufferedReader]:
    """Open a file; raise OSError for what is none, and wait for no pipe."""
    flags = os.O_RDONLY | os.O_CLOEXEC | os.O_NONBLOCK | (0 if follows else os.O_NOFOLLOW)
    descriptor = os.open(path, flags)
    try:
        mode = os.fstat(descriptor).st_mode
        if stat.S_ISDIR(mode):
            raise IsADirectoryError(errno.EISDIR, "is a folder")
        if not stat.S_ISREG(mode):
            raise OSError(errno.EINVAL, "is no file")
        with open(descriptor, "rb", closefd=False) as file:
            yield file
    finally:
        os.close(descriptor)


def absent(key: str) -> StorageError:
    """Return the error that says so."""
    return StorageError(f"{key} is missing")


def oversized(key: str, limit: int) -> Oversized:
    """Return the error that says so."""
    return Oversized(f"{key} is larger than {limit:,} bytes")


def _unread(key: str, error: OSError) -> StorageError:
    if error.errno in (errno.ELOOP, errno.ENXIO, errno.EINVAL):
        return NotAFile(f"{key} is no file, but {_kind(error)}")
    return _failed("read", key, error)


def _kind(error: OSError) -> str:
    return "a link, which is not followed" if error.errno == errno.ELOOP else "a pipe or a device"


def check(key: str) -> None:
    """Raise StorageError for a key that leaves the root or that no file system can hold."""
    for name in key.split("/"):
        if reason := _fault(name):
            raise StorageError(f"{key!r} is not a key: {reason}")


def _fault(name: str) -> str | None:
    if name in ("", ".", ".."):
        return f"it has a name {name!r}"
    if "\0" in name:
        return "it holds NUL"
    if TEMPORARY.fullmatch(name):
        return "the name is that of a temporary file"
    try:
        size = len(name.encode())
    except UnicodeEncodeError:
        return "it holds a lone surrogate"
    return f"a name of {size} bytes, {NAME_LIMIT} at most" if size > NAME_LIMIT else None


def _failed(verb: str, key: str, error: OSError) -> StorageError:
    return StorageError(f"could not {verb} {key}: {error.strerror or error}")


def _replace(path: Path, pieces: Iterable[bytes]) -> None:
    temporary = path.with_name(f".syndicate-{secrets.token_hex(8)}.tmp")
    try:
        with open(temporary, "xb") as file:
            file.writelines(pieces)
            file.flush()
            os.fsync(file.fileno())
        os.replace(temporary, path)
    except BaseException:
        with contextlib.suppress(OSError):
            os.unlink(temporary)
        raise
    _flush_folder(path.parent)


def make_folder(folder: Path) -> None:
    """Make a folder and its parents; each new name is flushed in the folder that holds it."""
    if folder.is_dir():
        return
    make_folder(folder.parent)
    folder.mkdir(exist_ok=True)
    _flush_folder(folder.parent)


def _remove_empty(folder: Path) -> bool:
    try:
        folder.rmdir()
    except OSError:
        return False
    return True


def _flush_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _walk(root: Path, prefix: str, but: Collection[str]) -> Iterator[str]:
    """Yield keys depth first; a folder sorts as its name and a slash, which orders whole keys."""
    if prefix in but:
        return
    try:
        with os.scandir(root / prefix) as entries:
            names = sorted(
                entry.name + "/" if entry.is_dir(follow_symlinks=False) else entry.name
                for entry in entries
                if _is_listed(entry, prefix)
            )
    except (FileNotFoundError, NotADirectoryError):
        return
    except OSError as error:
        raise _failed("list", prefix or str(root), error) from error
    head = f"{prefix}/" if prefix else ""
    for name in names:
        if name.endswith("/"):
            yield from _walk(root, head + name[:-1], but)
        else:
            yield head + name


def _is_listed(entry: os.DirEntry[str], prefix: str) -> bool:
    if reason := _fault(entry.name):
        if not TEMPORARY.fullmatch(entry.name):
            _log.warning("name passed over", folder=prefix, name=repr(entry.name), reason=reason)
        return False
    return entry.is_dir(follow_symlinks=False) or _is_file(entry)


def _is_file(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_file()
    except OSError:
        # A link that leads to itself: what leads nowhere is no file either.
        return False
