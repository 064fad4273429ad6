"""Tell the time; in development an offset may move it, for web and worker alike."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from flask import current_app, has_app_context

UNITS = {"d": "days", "h": "hours", "m": "minutes", "s": "seconds"}
OFFSET = re.compile(r"([+-]?\d+)([dhms])")


def now() -> datetime:
    """Give the present instant, aware, in UTC."""
    return datetime.now(UTC) + offset()


def today(zone: str) -> date:
    """Give the local date in a time zone such as `America/Los_Angeles`."""
    return now().astimezone(ZoneInfo(zone)).date()


def district_day(at: datetime) -> date:
    """Give the date of an instant in the district's own time zone."""
    return district_time(at).date()


def district_time(at: datetime) -> datetime:
    """Give an instant in the district's own time zone."""
    return at.astimezone(ZoneInfo(str(current_app.config["TIMEZONE"])))


def offset() -> timedelta:
    """Give how far the CLOCK setting moves the time; nothing outside development."""
    setting = current_app.config.get("CLOCK", "") if has_app_context() else ""
    return read_offset(setting) if setting else timedelta()


def read_offset(setting: str) -> timedelta:
    """Read `+8d`, `-3h30m`, or a file holding one; anything else moves nothing."""
    text = setting.strip()
    if not OFFSET.match(text):
        try:
            text = Path(text).read_text().strip()
        except (OSError, ValueError):
            return timedelta()
    sign = -1 if text.startswith("-") else 1
    parts = {UNITS[unit]: abs(int(number)) for number, unit in OFFSET.findall(text)}
    return sign * timedelta(**parts)
