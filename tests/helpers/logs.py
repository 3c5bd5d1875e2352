"""What commands do to the product's logger, taken back: other tests listen to it."""

from __future__ import annotations

import contextlib
import logging
from collections.abc import Iterator


@contextlib.contextmanager
def as_before() -> Iterator[None]:
    """Give the logger its handlers and level again when the block is left."""
    logger = logging.getLogger("syndicate")
    handlers, level, propagate = [*logger.handlers], logger.level, logger.propagate
    try:
        yield
    finally:
        logger.handlers[:], logger.propagate = handlers, propagate
        logger.setLevel(level)
