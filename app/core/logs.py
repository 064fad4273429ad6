"""Log as text or JSON, never with a link's token in a line."""

from __future__ import annotations

import json
import logging
from datetime import UTC, datetime

from app.core.guard import redact


class TextLine(logging.Formatter):
    """Write a line for people, its link tokens replaced by `-`."""

    def format(self, record: logging.LogRecord) -> str:
        """Give the line."""
        return redact(super().format(record))


class JsonLine(logging.Formatter):
    """Write one JSON document a line, its link tokens replaced by `-`."""

    def format(self, record: logging.LogRecord) -> str:
        """Give the line."""
        line = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
        }
        if record.exc_info:
            line["trace"] = self.formatException(record.exc_info)
        return redact(json.dumps(line))


def set_up(log_format: str) -> None:
    """Send all logging to standard error in one format."""
    handler = logging.StreamHandler()
    text = TextLine("%(asctime)s %(levelname)s %(name)s: %(message)s")
    handler.setFormatter(JsonLine() if log_format == "json" else text)
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.INFO)
