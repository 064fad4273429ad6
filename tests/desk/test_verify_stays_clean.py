"""Whatever is said about a week, in whatever order, the ledgers and the journal still add up."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from app.core import clock
from app.core.access import Actor
from app.core.db import db
from app.desk.verify import findings
from app.hours import services
from app.hours.figures import Figure
from app.hours.models import Outcome, Shift, Timesheet, TimesheetState
from app.outreach.shapes import Evidence
from app.stipends.models import StipendLine
from tests.desk.loading import a_district

STAFF = Actor("staff", 1, "Ana Admin", "administrator")
PARTNER = Actor("contact", 1, "Sam Supervisor")
PHONE = Evidence(method="phone", by=STAFF, name="Sam Supervisor")


@pytest.fixture
def weeks(app):
    """Give the ids of some confirmed weeks of an hourly paid match."""
    a_district(app)
    with app.app_context():
        paid = sa.select(StipendLine.timesheet_id).where(StipendLine.cents > 0)
        return db.session.scalars(
            sa.select(Timesheet.id)
            .where(Timesheet.state == TimesheetState.CONFIRMED, Timesheet.id.in_(paid))
            .order_by(Timesheet.id)
        ).all()


def version(week: int) -> int:
    return db.session.scalars(sa.select(Timesheet.version).where(Timesheet.id == week)).one()


def cents(week: int) -> int:
    total = sa.select(sa.func.sum(StipendLine.cents)).where(StipendLine.timesheet_id == week)
    return int(db.session.scalar(total) or 0)


def settle(week: int, changes: dict | None = None) -> bool:
    return services.settle(
        week, shown=version(week), changes=changes or {}, evidence=PHONE, at=clock.now()
    )


def all_is_well() -> bool:
    return [each for each in findings() if each.broken] == []


def test_a_week_taken_back_can_be_confirmed_again_as_it_stands(app, weeks):
    with app.app_context():
        earned = cents(weeks[0])
        services.reverse(weeks[0], reason="Wrong week.", by=STAFF, at=clock.now())
        assert cents(weeks[0]) == 0
        assert all_is_well()
        assert settle(weeks[0])
        assert cents(weeks[0]) == earned
        assert all_is_well()


@pytest.mark.parametrize("outcome", [Outcome.DISPUTED, Outcome.NOT_MINE])
def test_a_confirmed_week_that_is_disputed_counts_nothing_until_confirmed_again(
    app, weeks, outcome
):
    with app.app_context():
        earned = cents(weeks[1])
        services.dispute(
            weeks[1],
            shown=version(weeks[1]),
            outcome=outcome,
            evidence=Evidence(by=PARTNER, note="Not so."),
            at=clock.now(),
        )
        assert cents(weeks[1]) == 0
        assert all_is_well()
        assert settle(weeks[1])
        assert cents(weeks[1]) == earned
        assert all_is_well()


def test_a_correction_of_a_confirmed_week_is_one_more_line(app, weeks):
    with app.app_context():
        day = db.session.scalars(
            sa.select(Shift.day).where(Shift.timesheet_id == weeks[2], Shift.minutes > 60)
        ).first()
        earned = cents(weeks[2])
        assert settle(weeks[2], {day: Figure(30)})
        assert 0 < cents(weeks[2]) < earned
        assert all_is_well()
        assert not settle(weeks[2])
        assert all_is_well()
