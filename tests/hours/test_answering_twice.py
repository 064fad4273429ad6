"""An answer that is sent twice counts once; one that was overtaken is never taken silently."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa

from app.core import clock
from app.core.db import db
from app.hours import entry, queries, weekly
from app.hours.entry import Entry
from app.hours.models import Confirmation, TimesheetState
from app.outreach.models import LinkRequest
from app.programs.rules import ReminderPlan
from app.stipends.models import StipendLine
from tests.builders import FIVE, NINE, ZONE, a_match, a_placement, a_program, a_week
from tests.hours.world import ADMIN


@pytest.fixture
def asked(app):
    """Ask a supervisor for last week's hours of one student: 7 h 30 min on Monday."""
    with app.app_context():
        week = weekly.last_due_week(ReminderPlan(), ZONE, clock.now())
        around = {"start_date": week, "end_date": week + timedelta(days=6)}
        match = a_match(placement=a_placement(a_program(**around), **around))
        sheet = a_week(match, {0: 450}, week=week)
        assert weekly.ask_for_hours(clock.now()) == 1
        request = db.session.scalars(sa.select(LinkRequest)).one()
        return Asked(app, request.link.url(), match.id, week, sheet.id)


class Asked:
    """Be the story's week: its link, and how it stands."""

    def __init__(self, app, url, match_id, week, sheet_id) -> None:
        self.app, self.url, self.match_id = app, url, match_id
        self.week, self.sheet_id = week, sheet_id

    def stands(self) -> tuple:
        """Give state, minutes, how often it was said, and the cents earned."""
        with self.app.app_context():
            sheet = queries.sheet(self.sheet_id)
            said = db.session.scalar(sa.select(sa.func.count(Confirmation.id)))
            cents = db.session.scalar(sa.select(sa.func.sum(StipendLine.cents)))
            return sheet.state, sheet.minutes, said, cents

    def staff_enter(self, *entries: Entry) -> None:
        with self.app.app_context():
            shown = queries.sheet(self.sheet_id).version
            entry.enter_week(
                self.match_id, self.week, entries, shown=shown, by=ADMIN, at=clock.now()
            )

    def hours(self, text: str, weekday: int = 0) -> dict[str, str]:
        return {f"h-{self.sheet_id}-{weekday}": text}

    def note(self, text: str) -> dict[str, str]:
        return {f"n-{self.sheet_id}": text}


CONFIRMED = TimesheetState.CONFIRMED


def test_confirm_all_pressed_twice_confirms_once(asked, visit, submit):
    page = visit(asked.url)
    for _ in range(2):
        submit(page, "Confirm all hours")
    assert asked.stands() == (CONFIRMED, 450, 1, 128_48)


def test_corrections_sent_twice_count_once(asked, visit, submit):
    page = visit(asked.url)
    for _ in range(2):
        submit(page, "Send corrections", fields=asked.hours("6"))
    assert asked.stands() == (CONFIRMED, 360, 1, 102_78)


def test_corrections_with_a_note_sent_twice_count_once(asked, visit, submit):
    page = visit(asked.url)
    for _ in range(2):
        submit(page, "Send corrections", fields=asked.hours("6") | asked.note("left at three"))
    assert asked.stands() == (CONFIRMED, 360, 1, 102_78)


def test_a_dispute_sent_twice_is_said_once(asked, visit, submit):
    page = visit(asked.url)
    for _ in range(2):
        submit(page, "Send corrections", fields=asked.note("I never met her"))
    assert asked.stands() == (TimesheetState.DISPUTED, 450, 1, None)


def test_hours_changed_meanwhile_are_not_confirmed(asked, visit, submit):
    page = visit(asked.url)
    monday = asked.week
    asked.staff_enter(Entry(monday, NINE, FIVE))
    page = submit(page, "Confirm all hours", status=409)
    assert "since you looked" in page.alert
    assert asked.stands() == (TimesheetState.SUBMITTED, 480, 0, None)
    submit(page, "Confirm all hours")
    assert asked.stands() == (CONFIRMED, 480, 1, 137_04)


@pytest.mark.parametrize("button", ["Send corrections", "Confirm all hours"])
def test_old_figures_do_not_slip_over_new_ones(asked, visit, submit, button):
    page = visit(asked.url)
    asked.staff_enter(Entry(asked.week, NINE, FIVE), Entry(asked.week + timedelta(1), NINE, FIVE))
    page = submit(page, button, fields=asked.hours("6"), status=409)
    assert page.one(f"#h-{asked.sheet_id}-0").attrs["value"] == "8"
    assert asked.stands() == (TimesheetState.SUBMITTED, 960, 0, None)
