"""Clocks that a test moves."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta


class MovableClock:
    """Stand still until somebody waits or the test moves it."""

    def __init__(self, instant: datetime = datetime(2026, 3, 1, 8, tzinfo=UTC)) -> None:
        self.instant = instant

    def now(self) -> datetime:
        return self.instant

    async def wait(self, until: datetime) -> datetime:
        self.instant = max(self.instant, until)
        return self.instant

    def move(self, **span: float) -> None:
        self.instant += timedelta(**span)
