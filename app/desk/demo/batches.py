"""Pay the first weeks of the season's hourly program: one batch went out, the next is a draft."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Final

import sqlalchemy as sa

from app.accounts.models import Role, StaffUser
from app.core import clock
from app.core.access import Actor
from app.core.db import db
from app.hours.models import Timesheet
from app.matches.models import Match
from app.placements.models import Placement
from app.stipends import batch_queries, batch_services
from app.stipends.batch_models import FormKind
from app.stipends.models import StipendLine

WEEK: Final = timedelta(days=7)
SUNDAY: Final = timedelta(days=6)
BACK: Final = "The bank account was closed."


def pay_first_weeks(at: datetime) -> None:
    """Send the first paid week out, most of it paid and one payment back; prepare the second."""
    people = db.session.scalars(
        sa.select(StaffUser).where(StaffUser.role == Role.FINANCE).order_by(StaffUser.id)
    ).all()
    found = _first_week()
    if len(people) < 2 or found is None:  # noqa: PLR2004 - preparer and approver
        return
    one, two = (Actor("staff", each.id, each.name, str(each.role)) for each in people[:2])
    program_id, week = found
    batch_id = batch_services.prepare(program_id, week + SUNDAY, by=one, at=at)
    back, *others = batch_queries.payments_of(batch_id)
    known = [payment.student_id for payment in others]
    since = clock.district_day(at) - 4 * WEEK
    batch_services.note_forms(known, FormKind.W4, since, by=one, at=at)
    batch_services.approve(batch_id, by=two, at=at)
    batch_services.export(batch_id, by=one, at=at)
    paid = [
        batch_services.Result(each.id, f"W{batch_id:03}-{number:04}", clock.district_day(at))
        for number, each in enumerate(others, 1)
    ]
    came_back = batch_services.Result(back.id, reason=BACK)
    batch_services.note_results(batch_id, [*paid, came_back], by=one, at=at)
    batch_services.prepare(program_id, week + WEEK + SUNDAY, by=one, at=at)


def _first_week() -> tuple[int, date] | None:
    """Give the program whose first week of pay is the latest, and that week."""
    first = sa.func.min(Timesheet.week)
    row = db.session.execute(
        sa.select(Placement.program_id, first)
        .join(Match, Match.placement_id == Placement.id)
        .join(Timesheet, Timesheet.match_id == Match.id)
        .join(StipendLine, StipendLine.timesheet_id == Timesheet.id)
        .where(StipendLine.cents > 0)
        .group_by(Placement.program_id)
        .order_by(first.desc(), Placement.program_id)
        .limit(1)
    ).first()
    return (row[0], row[1]) if row else None
