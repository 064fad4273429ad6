"""Write plans as iCalendar: weekly events in the site's own zone, so that clocks may change."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import icalendar

from app.core.calendar import on_weekday
from app.matches.planned import Plan

TYPE = "text/calendar; charset=utf-8"
HALF_AN_HOUR = timedelta(minutes=30)


def calendar_of(plans: Sequence[Plan], name: str, host: str) -> bytes:
    """Give a calendar of plans; each event's UID stays the same as long as its plan exists."""
    made = icalendar.Calendar()
    made.add("prodid", "-//Footbridge//Placements//EN")
    made.add("version", "2.0")
    made.add("method", "PUBLISH")
    made.add("x-wr-calname", name)
    for plan in plans:
        if days := on_weekday(plan.slot.weekday, plan.first_day, plan.last_day):
            made.add_component(_event(plan, days[0].toordinal(), host))
    made.add_missing_timezones()
    return bytes(made.to_ical())


@dataclass(frozen=True, slots=True)
class Meeting:
    """Be an interview with its beginnings, local to the site, and when that was said.

    They are proposals unless `agreed` says how often a time was agreed on: a calendar then moves
    the event that it knows, or with `off` strikes it out.
    """

    key: str
    summary: str
    times: Sequence[str]
    at: datetime
    agreed: int = 0
    off: bool = False

    @property
    def status(self) -> str:
        """Give the status of its events, as calendars name it."""
        if self.off:
            return "CANCELLED"
        return "CONFIRMED" if self.agreed else "TENTATIVE"


def calendar_of_meetings(meetings: Sequence[Meeting], zone: str, *, place: str, host: str) -> str:
    """Give a calendar of meetings, half an hour each: tentative while they are proposed."""
    made = icalendar.Calendar()
    made.add("prodid", "-//Footbridge//Interviews//EN")
    made.add("version", "2.0")
    made.add("method", "PUBLISH")
    for meeting in meetings:
        for number, each in enumerate(meeting.times, start=1):
            begin = datetime.fromisoformat(each).replace(tzinfo=ZoneInfo(zone))
            of = len(meeting.times)
            event = icalendar.Event()
            event.add("uid", f"{meeting.key}-{number}@{host}")
            event.add("dtstamp", meeting.at.astimezone(UTC).replace(microsecond=0))
            event.add("dtstart", begin)
            event.add("dtend", begin + HALF_AN_HOUR)
            event.add("summary", meeting.summary + (f" ({number}/{of})" if of > 1 else ""))
            event.add("location", place)
            event.add("status", meeting.status)
            event.add("sequence", 2 * meeting.agreed + meeting.off)
            event.add("class", "PRIVATE")
            made.add_component(event)
    made.add_missing_timezones()
    return bytes(made.to_ical()).decode()


def _event(plan: Plan, first: int, host: str) -> icalendar.Event:
    zone = ZoneInfo(plan.zone)
    begin = datetime.combine(plan.first_day.fromordinal(first), plan.slot.start, zone)
    until = datetime.combine(plan.last_day, time.max, zone).astimezone(UTC)
    last = begin.date() if plan.slot.end > plan.slot.start else begin.date() + timedelta(days=1)
    event = icalendar.Event()
    event.add("uid", f"{plan.key}@{host}")
    event.add("dtstamp", plan.changed.replace(microsecond=0))
    event.add("dtstart", begin)
    event.add("dtend", datetime.combine(last, plan.slot.end, zone))
    event.add("rrule", {"freq": "weekly", "until": until.replace(microsecond=0)})
    event.add("summary", f"{plan.who}: {plan.title}, {plan.employer}")
    event.add("location", plan.place)
    event.add("class", "PRIVATE")
    event.add("transp", "OPAQUE")
    return event
