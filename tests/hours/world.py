"""Give the stories of hours their people, their instants and short ways to act."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, time, timedelta

import sqlalchemy as sa
from flask import Flask

from app.core.access import Actor
from app.core.db import db
from app.core.errors import Conflict
from app.hours import entry, services
from app.hours.entry import Entry
from app.hours.figures import Figure
from app.hours.models import Outcome, Timesheet
from app.outreach.shapes import Evidence
from tests.builders import MONDAY

SUNDAY_NIGHT = datetime(2026, 10, 12, 5, tzinfo=UTC)
NEXT_MONDAY = datetime(2026, 10, 12, 17, tzinfo=UTC)
ADMIN = Actor("staff", 1, "Ada", "administrator")
SAM = Actor("contact", 1, "Sam Supervisor")
BY_LINK = Evidence("link", SAM, "Sam", "192.0.2.7", "a phone")


def day(weekday: int, week: date = MONDAY) -> date:
    return week + timedelta(days=weekday)


def work(weekday: int, start: str, end: str, pause: int = 0, week: date = MONDAY) -> Entry:
    """Write `work(0, "9:00", "17:00", 30)` for a Monday."""
    return Entry(day(weekday, week), clock(start), clock(end), pause)


def clock(text: str) -> time:
    hour, minute = text.split(":")
    return time(int(hour), int(minute))


def enter(
    match_id: int,
    *entries: Entry,
    week: date = MONDAY,
    shown: int | None = None,
    by: Actor = ADMIN,
    at: datetime = SUNDAY_NIGHT,
) -> int:
    return entry.enter_week(match_id, week, entries, shown=shown, by=by, at=at)


def sheet_of(sheet_id: int) -> Timesheet:
    query = sa.select(Timesheet).where(Timesheet.id == sheet_id)
    return db.session.scalars(query, execution_options={"populate_existing": True}).one()


def settle(
    sheet_id: int,
    changes: Mapping[date, Figure] | None = None,
    *,
    shown: int | None = None,
    evidence: Evidence = BY_LINK,
    at: datetime = NEXT_MONDAY,
) -> bool:
    """Confirm a week as it stands, or as it was `shown`."""
    version = sheet_of(sheet_id).version if shown is None else shown
    return services.settle(sheet_id, shown=version, changes=changes or {}, evidence=evidence, at=at)


def dispute(sheet_id: int, note: str = "Ana was ill.", outcome: Outcome = Outcome.DISPUTED) -> bool:
    evidence = Evidence("link", SAM, "Sam", note=note)
    return services.dispute(
        sheet_id,
        shown=sheet_of(sheet_id).version,
        outcome=outcome,
        evidence=evidence,
        at=NEXT_MONDAY,
    )


def reverse(sheet_id: int, reason: str = "the wrong week") -> None:
    services.reverse(sheet_id, reason=reason, by=ADMIN, at=NEXT_MONDAY)


def at_once(app: Flask, *acts: Callable[[], object]) -> list[object]:
    """Do several things at the same instant, each in a thread; give what each came to."""
    outcomes: list[object] = [None] * len(acts)
    start = threading.Barrier(len(acts))

    def run(number: int, act: Callable[[], object]) -> None:
        with app.app_context():
            start.wait()
            try:
                outcomes[number] = act()
            except Conflict as refused:
                outcomes[number] = refused

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return outcomes
