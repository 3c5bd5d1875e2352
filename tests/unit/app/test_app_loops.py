"""The event loop is uvloop's where that is installed, asyncio's own elsewhere."""

from __future__ import annotations

import asyncio
import sys
from types import ModuleType

from syndicate import loops


async def running() -> asyncio.AbstractEventLoop:
    return asyncio.get_running_loop()


def test_without_uvloop_the_loop_is_asyncios_own(monkeypatch):
    monkeypatch.setattr(loops, "find_spec", lambda name: None)

    loop = loops.run(running())

    assert type(loop).__module__.startswith("asyncio")
    assert loop.is_closed()


def test_uvloops_loop_is_used_where_it_is_installed(monkeypatch):
    class Faster(asyncio.SelectorEventLoop):
        """Stand for what uvloop makes."""

    module = ModuleType("uvloop")
    module.new_event_loop = Faster
    monkeypatch.setitem(sys.modules, "uvloop", module)
    monkeypatch.setattr(loops, "find_spec", lambda name: module)

    assert isinstance(loops.run(running()), Faster)
