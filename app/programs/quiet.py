"""Find the first moment at which a mail may go out by itself; pure."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from app.core.calendar import instant
from app.programs.rules import QuietHours

SATURDAY = 5


def after_quiet(quiet: QuietHours | None, at: datetime, zone: str) -> datetime:
    """Give the instant itself, or the morning after the quiet hours in which it falls in a zone."""
    if quiet is None:
        return at
    begins, ends = time.fromisoformat(quiet.begins), time.fromisoformat(quiet.ends)
    local = at.astimezone(ZoneInfo(zone))
    day, clock, moved = local.date(), local.time(), False
    if _at_night(clock, begins, ends):
        day, clock, moved = day + timedelta(days=clock >= ends), ends, True
    if quiet.weekend and day.weekday() >= SATURDAY:
        day, clock, moved = day + timedelta(days=7 - day.weekday()), ends, True
    return instant(day, clock, zone) if moved else at


def _at_night(clock: time, begins: time, ends: time) -> bool:
    if begins > ends:
        return clock >= begins or clock < ends
    return begins <= clock < ends
