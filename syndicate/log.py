"""Events with facts: ``log.info("archived", article=…, revision=2)``, through stdlib logging.

An event is a past-tense phrase, the facts are keys. Nothing here configures handlers but
`configure`, which the face calls once.
"""

from __future__ import annotations

import json
import logging
import sys
from datetime import UTC, datetime
from typing import Literal, TextIO

Format = Literal["text", "json"]


class Log:
    """Write events of one room."""

    def __init__(self, logger: logging.Logger) -> None:
        self._logger = logger

    def debug(self, event: str, **facts: object) -> None:
        """Write what only somebody looking for a fault wants to see."""
        self._write(logging.DEBUG, event, facts)

    def info(self, event: str, **facts: object) -> None:
        """Write a decision."""
        self._write(logging.INFO, event, facts)

    def warning(self, event: str, **facts: object) -> None:
        """Write what went wrong without stopping anything."""
        self._write(logging.WARNING, event, facts)

    def error(self, event: str, **facts: object) -> None:
        """Write what went wrong and needs somebody."""
        self._write(logging.ERROR, event, facts)

    def _write(self, level: int, event: str, facts: dict[str, object]) -> None:
        if self._logger.isEnabledFor(level):
            self._logger.log(level, event, extra={"facts": facts})


class Formatter(logging.Formatter):
    """Render an event as ``event key=value`` or as one JSON object a line."""

    def __init__(self, style: Format) -> None:
        super().__init__()
        self._json = style == "json"

    def format(self, record: logging.LogRecord) -> str:
        """Return the line; an exception's traceback follows in text, is a key in JSON."""
        facts: dict[str, object] = getattr(record, "facts", {})
        trace = self.formatException(record.exc_info) if record.exc_info else None
        if self._json:
            at = datetime.fromtimestamp(record.created, UTC).isoformat()
            head = {"at": at, "level": record.levelname.lower(), "event": record.getMessage()}
            tail = {"traceback": trace} if trace else {}
            return _json({**head, **facts, **tail})
        words = [f"{record.levelname.lower()}:", record.getMessage()]
        words += [f"{key}={_quote(value)}" for key, value in facts.items()]
        return " ".join(words) + (f"\n{trace}" if trace else "")


def _quote(value: object) -> str:
    text = str(value)
    if not text or not text.isprintable() or any(c in text for c in ' "='):
        return _json(text)
    return text


def _json(value: object) -> str:
    """Return JSON in which all is escaped that is not seen, or would steer a terminal."""
    text = json.dumps(value, ensure_ascii=False, default=str)
    return text if text.isprintable() else "".join(map(_seen, text))


def _seen(character: str) -> str:
    return character if character.isprintable() else json.dumps(character)[1:-1]


def get(room: str) -> Log:
    """Return the log of a room, e.g. ``log.get(__name__)``."""
    return Log(logging.getLogger(room))


def configure(level: int, style: Format, stream: TextIO | None = None) -> None:
    """Send every event of the product from `level` up to `stream` (default stderr)."""
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(Formatter(style))
    logger = logging.getLogger("syndicate")
    logger.handlers[:] = [handler]
    logger.setLevel(level)
    logger.propagate = False
