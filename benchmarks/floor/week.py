"""Show the weekly page by hand: request, weeks, shifts and plans; and keep the visit."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import itsdangerous
import sqlalchemy as sa
from flask import current_app, g, request

from benchmarks import data

REQUEST = sa.text(
    "select id, recipient_kind, recipient_id, recipient_name, subject_id, subject_day, kind "
    "from link_request where public_id = :public_id"
).columns(subject_day=sa.Date())
SHEETS = sa.text(
    "select t.id, t.version, t.minutes, t.week, p.id as placement_id, p.title, p.start_date, "
    "p.end_date, s.id as student_id, s.given_name, s.preferred_name, s.family_name "
    "from timesheet t join match m on m.id = t.match_id join student s on s.id = m.student_id "
    "join placement p on p.id = m.placement_id where p.supervisor_id = :supervisor "
    "and t.week = :week and m.state in ('active', 'completed', 'ended_early') "
    "and t.state = 'submitted' order by s.given_name, s.family_name, t.id"
).columns(week=sa.Date(), start_date=sa.Date(), end_date=sa.Date())
SHIFTS = sa.text(
    'select timesheet_id, day, start, "end", break_minutes, minutes, absent from shift '
    "where timesheet_id in :ids order by day"
).columns(day=sa.Date(), start=sa.Time(), end=sa.Time(), absent=sa.Boolean())
SLOTS = sa.text(
    'select placement_id, weekday, start, "end" from placement_slot where placement_id in :ids'
).columns(start=sa.Time(), end=sa.Time())
COLLEAGUES = sa.text(
    "select c.id, c.name from contact c join contact me on me.employer_id = c.employer_id "
    "where me.id = :id and c.id <> me.id and c.left_at is null order by c.name"
)
VISIT = sa.text(
    "insert into link_visit (request_id, at, address, agent) values (:request_id, :at, :a, :b)"
)
DISCLOSURE = sa.text(
    "insert into disclosure (at, student_id, request_id, recipient_kind, recipient_id, "
    "recipient_name, purpose, fields) values (:at, :student_id, :id, :recipient_kind, "
    ":recipient_id, :recipient_name, :kind, :fields)"
)
SHIFTS, SLOTS = (each.bindparams(sa.bindparam("ids", expanding=True)) for each in (SHIFTS, SLOTS))
FIELDS = "first name and initial, dates and hours worked"


def page(token: str) -> str:
    """Show the week of a token."""
    # it was signed for a purpose of its own; the work of checking is the same
    itsdangerous.Signer(data.KEY).validate(token)
    run = g.connection.execute
    asked = run(REQUEST, {"public_id": token.split(".", 1)[0]}).one()
    found = run(
        SHEETS, {"supervisor": asked.subject_id, "week": asked.subject_day.isoformat()}
    ).all()
    run(COLLEAGUES, {"id": asked.recipient_id}).all()
    html = current_app.extensions["frames"][request.path].render(sheets=_sheets(found))
    _keep_visit(asked, found)
    return html


def _sheets(found: Any) -> list[SimpleNamespace]:  # noqa: ANN401 - rows
    shifts: dict[tuple[int, Any], Any] = {
        (row.timesheet_id, row.day): row
        for row in g.connection.execute(SHIFTS, {"ids": [row.id for row in found]})
    }
    slots: dict[tuple[int, int], Any] = {
        (row.placement_id, row.weekday): row
        for row in g.connection.execute(SLOTS, {"ids": [row.placement_id for row in found]})
    }
    return [_sheet(row, shifts, slots) for row in found]


def _sheet(row: Any, shifts: dict[Any, Any], slots: dict[Any, Any]) -> SimpleNamespace:  # noqa: ANN401 - rows
    usual, rest, worked = [], [], []
    for number in range(7):
        day = row.week + timedelta(days=number)
        if not row.start_date <= day <= row.end_date:
            continue
        shift, slot = shifts.get((row.id, day)), slots.get((row.placement_id, number))
        shown = SimpleNamespace(
            weekday=number,
            name=f"{day:%a, %b} {day.day}",
            hint=_hint(shift, slot),
            value=f"{shift.minutes / 60:.2f}".rstrip("0").rstrip(".")
            if shift and not shift.absent
            else "",
            absent=bool(shift and shift.absent),
        )
        (usual if shift or slot else rest).append(shown)
        if shift:
            worked.append(
                SimpleNamespace(day=shown.name, absent=shift.absent, hours=_hours(shift.minutes))
            )
    name = f"{row.preferred_name or row.given_name} {row.family_name[:1]}."
    return SimpleNamespace(
        id=row.id,
        name=name,
        title=row.title,
        hours=_hours(row.minutes),
        version=row.version,
        shifts=worked,
        usual=usual,
        rest=rest,
    )


def _hint(shift: Any, slot: Any) -> str:  # noqa: ANN401 - rows
    if shift and shift.start:
        return f"{_clock(shift.start)} – {_clock(shift.end)}"
    return f"planned {_clock(slot.start)} – {_clock(slot.end)}" if slot else ""


def _clock(at: Any) -> str:  # noqa: ANN401 - a time
    return f"{at.hour % 12 or 12}:{at.minute:02d} {'am' if at.hour < 12 else 'pm'}"  # noqa: PLR2004


def _hours(minutes: int) -> str:
    whole, part = divmod(minutes, 60)
    return f"{whole} h {part} min" if part else f"{whole} h"


def _keep_visit(asked: Any, found: Any) -> None:  # noqa: ANN401 - rows
    at = datetime.now(UTC).replace(tzinfo=None).isoformat(" ")
    known = dict(asked._mapping)  # noqa: SLF001 - the row as a mapping
    known.pop("subject_day")
    g.connection.exec_driver_sql("BEGIN IMMEDIATE")
    g.connection.execute(
        VISIT, {"request_id": asked.id, "at": at, "a": request.remote_addr, "b": "bench"}
    )
    g.connection.execute(
        DISCLOSURE,
        [known | {"at": at, "student_id": row.student_id, "fields": FIELDS} for row in found],
    )
    g.connection.exec_driver_sql("COMMIT")
