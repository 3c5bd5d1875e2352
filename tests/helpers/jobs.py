"""What a worker process is given to do: importable there too."""

from __future__ import annotations

import os
import re

from syndicate.errors import BadStatus


def crash(signal: int) -> None:
    os.kill(os.getpid(), signal)


def double(number: int) -> int:
    return number * 2


def refuse(url: str) -> None:
    raise BadStatus("no", url=url, status=404, transient=False, hint="look elsewhere")


def length(text: bytes) -> tuple[int, int]:
    return len(text), os.getpid()


def spin(native: bool) -> None:
    if native:
        re.match("(a+)+$", "a" * 60 + "b")
    while True:
        pass
