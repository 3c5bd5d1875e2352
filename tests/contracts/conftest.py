"""The state's backends under contract: each test below runs over every one of them."""

from __future__ import annotations

import asyncio

import pytest
from helpers.states import Desk

from syndicate.state.sqlite import Sqlite


@pytest.fixture(params=["file", "memory"])
def desk(request, tmp_path):
    place = tmp_path / "state.db" if request.param == "file" else ":memory:"
    with asyncio.Runner() as runner:
        desk = Desk(lambda: Sqlite.open(place), runner)
        yield desk
        desk.close()
