"""The open gate lets everything through and remembers robots.txt."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime

from syndicate.clock import FixedClock
from syndicate.fetcher.gate import Gate, OpenGate
from syndicate.model import Host

NOW = datetime(2026, 3, 1, 8, 0, tzinfo=UTC)


def test_an_open_gate_remembers_what_it_was_told_of_a_host():
    async def scenario(gate: Gate) -> None:
        await gate.enter("a.example")
        await gate.leave("a.example", delay=100.0, not_before=datetime.max.replace(tzinfo=UTC))
        await gate.enter("a.example")
        await gate.remember_robots("a.example", b"User-agent: *", 3.0)

        assert await gate.host("b.example") == Host(name="b.example")
        assert await gate.host("a.example") == Host(
            name="a.example", robots=b"User-agent: *", robots_at=NOW, delay=3.0
        )

    asyncio.run(scenario(OpenGate(FixedClock(NOW))))
