"""Run coroutines in tests that are plain functions."""

from __future__ import annotations

import asyncio

import pytest


@pytest.fixture
def loop():
    return asyncio.run
