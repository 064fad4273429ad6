"""Read pay batches, what waits for one, and the files in which they went out."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager, undefer

from app.accounts.models import StaffUser
from app.core.db import db
from app.core.errors import NotFound
from app.core.files import File
from app.core.rows import AnyRow, AnySelect, Sorts
from app.core.text import number
from app.hours.models import SETTLED, Timesheet, TimesheetState
from app.matches.models import Match
from app.placements.models import Placement
from app.programs.models import Program
from app.stipends.batch_models import BatchState, PaidLine, PayBatch, PayeeForm, Payment
from app.stipends.models import StipendLine
from app.students.models import Student

PURPOSE = "pay batch"
A_WEEK = timedelta(days=6)
Preparer = sa.orm.aliased(StaffUser)
Approver = sa.orm.aliased(StaffUser)


def _live() -> sa.Exists:
    return sa.exists().where(PaidLine.stipend_line_id == StipendLine.id, PaidLine.live)


def waiting(program: Program, last_day: date) -> Sequence[AnyRow]:
    """Give the lines of a program that no live batch holds, of weeks that end by a day.

    A line of no week counts from the day on which it was written, where the program is.
    """
    midnight = datetime.combine(last_day + timedelta(days=1), time(), ZoneInfo(program.timezone))
    by_then = sa.or_(
        Timesheet.week <= last_day - A_WEEK,
        sa.and_(StipendLine.timesheet_id.is_(None), StipendLine.at < midnight.astimezone(UTC)),
    )
    return db.session.execute(
        sa.select(
            StipendLine.id,
            StipendLine.cents,
            StipendLine.timesheet_id,
            Match.student_id,
            Student.student_number,
            Student.given_name,
            Student.family_name,
        )
        .join(Match, Match.id == StipendLine.match_id)
        .join(Placement, Placement.id == Match.placement_id)
        .join(Student, Student.id == Match.student_id)
        .outerjoin(Timesheet, Timesheet.id == StipendLine.timesheet_id)
        .where(Placement.program_id == program.id, by_then, ~_live())
        .order_by(Student.family_name, Student.given_name, Student.id, StipendLine.id)
    ).all()


def first_week(line_ids: Collection[int]) -> date | None:
    """Give the first day of the earliest week of some lines."""
    return db.session.scalar(
        sa.select(sa.func.min(Timesheet.week))
        .join(StipendLine, StipendLine.timesheet_id == Timesheet.id)
        .where(StipendLine.id.in_(line_ids))
    )


def sheets_of(timesheet_ids: Collection[int], state: TimesheetState) -> Sequence[Timesheet]:
    """Give the timesheets of some ids that are in a state."""
    query = sa.select(Timesheet).where(Timesheet.id.in_(timesheet_ids), Timesheet.state == state)
    return db.session.scalars(query.order_by(Timesheet.id)).all()


def let_go_by(payment_ids: Collection[int]) -> Sequence[Timesheet]:
    """Give the frozen timesheets of some payments of which no live batch holds a line."""
    held = (
        sa.select(StipendLine.timesheet_id)
        .join(PaidLine, PaidLine.stipend_line_id == StipendLine.id)
        .where(StipendLine.timesheet_id.is_not(None))
    )
    theirs = held.where(PaidLine.payment_id.in_(payment_ids))
    query = sa.select(Timesheet).where(
        Timesheet.id.in_(theirs),
        Timesheet.id.not_in(held.where(PaidLine.live)),
        Timesheet.state == TimesheetState.FROZEN,
    )
    return db.session.scalars(query.order_by(Timesheet.id)).all()


def batch(batch_id: int) -> PayBatch:
    """Give a batch with its program; raise NotFound."""
    found = db.session.scalar(
        sa.select(PayBatch)
        .join(PayBatch.program)
        .options(contains_eager(PayBatch.program))
        .where(PayBatch.id == batch_id)
    )
    if found is None:
        raise NotFound
    return found


def payments_of(batch_id: int) -> Sequence[Payment]:
    """Give the payments of a batch, by legal name."""
    query = sa.select(Payment).where(Payment.batch_id == batch_id)
    return db.session.scalars(query.order_by(Payment.legal_name, Payment.id)).all()


def payment(payment_id: int) -> Payment:
    """Give one payment; raise NotFound."""
    found = db.session.get(Payment, payment_id)
    if found is None:
        raise NotFound
    return found


def lines_in(batch_id: int) -> dict[int, list[AnyRow]]:
    """Give the lines of the ledger in a batch, by payment."""
    found: dict[int, list[AnyRow]] = {}
    for row in db.session.execute(
        sa.select(
            PaidLine.payment_id,
            PaidLine.live,
            StipendLine.id,
            StipendLine.kind,
            StipendLine.cents,
            StipendLine.minutes,
            StipendLine.rule,
            StipendLine.corrects_id,
            Timesheet.week,
        )
        .join(StipendLine, StipendLine.id == PaidLine.stipend_line_id)
        .join(Payment, Payment.id == PaidLine.payment_id)
        .outerjoin(Timesheet, Timesheet.id == StipendLine.timesheet_id)
        .where(Payment.batch_id == batch_id)
        .order_by(StipendLine.id)
    ):
        found.setdefault(row.payment_id, []).append(row)
    return found


def paid_lines(payment_ids: Collection[int]) -> Sequence[PaidLine]:
    """Give the lines of some payments that are live."""
    query = sa.select(PaidLine).where(PaidLine.payment_id.in_(payment_ids), PaidLine.live)
    return db.session.scalars(query.order_by(PaidLine.id)).all()


def columns() -> Sorts:
    """Give the columns by which the list of batches is sorted."""
    return {
        "batch": PayBatch.id,
        "program": Program.name,
        "through": PayBatch.last_day,
        "state": PayBatch.state,
        "cents": PayBatch.cents,
        "id": PayBatch.id,
    }


def listed(filters: Mapping[str, str]) -> AnySelect:
    """Give the query of the list of batches, narrowed by the filters."""
    query: AnySelect = (
        sa.select(
            PayBatch.id,
            PayBatch.state,
            PayBatch.first_day,
            PayBatch.last_day,
            PayBatch.payments,
            PayBatch.cents,
            PayBatch.prepared_at,
            Program.name.label("program"),
            Preparer.name.label("prepared_by"),
            Approver.name.label("approved_by"),
        )
        .join(Program, Program.id == PayBatch.program_id)
        .outerjoin(Preparer, _key(Preparer) == PayBatch.prepared_by)
        .outerjoin(Approver, _key(Approver) == PayBatch.approved_by)
    )
    return query.where(*_conditions(filters))


def _key(user: type[StaffUser]) -> sa.ColumnElement[str]:
    return sa.literal("staff:") + sa.cast(user.id, sa.Text)


def _conditions(filters: Mapping[str, str]) -> Iterator[sa.ColumnElement[bool]]:
    if state := filters.get("state"):
        yield PayBatch.state == state
    if (program_id := number(filters.get("program", ""))) is not None:
        yield PayBatch.program_id == program_id


def file_of(found: PayBatch, kind: str) -> File:
    """Give the file of a batch as it was exported, its content loaded; NotFound before that."""
    file_id = found.csv_id if kind == "csv" else found.xlsx_id
    kept = db.session.scalar(
        sa.select(File).where(File.id == file_id).options(undefer(File.content))
    )
    if kept is None:
        raise NotFound
    return kept


def unsettled(program_id: int, last_week: date) -> list[tuple[str, int]]:
    """Count a program's weeks up to one that have hours and are not confirmed, by state."""
    rows = db.session.execute(
        sa.select(Timesheet.state, sa.func.count())
        .join(Match, Match.id == Timesheet.match_id)
        .join(Placement, Placement.id == Match.placement_id)
        .where(
            Placement.program_id == program_id,
            Timesheet.week <= last_week,
            Timesheet.minutes > 0,
            Timesheet.state.not_in(SETTLED),
        )
        .group_by(Timesheet.state)
        .order_by(Timesheet.state)
    )
    return [(str(state), count) for state, count in rows]


def forms_on_file(student_ids: Collection[int]) -> dict[int, PayeeForm]:
    """Give the tax forms that are on file with finance, by student."""
    query = sa.select(PayeeForm).where(PayeeForm.student_id.in_(student_ids))
    return {each.student_id: each for each in db.session.scalars(query)}


def draft_of(program_id: int) -> int | None:
    """Give the id of a program's open draft, or None."""
    return db.session.scalar(
        sa.select(PayBatch.id).where(
            PayBatch.program_id == program_id, PayBatch.state == BatchState.DRAFT
        )
    )
