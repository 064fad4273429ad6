"""Nudge many supervisors at once who have not answered for their students' weeks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from app.core.access import Actor
from app.core.boards import shown_name
from app.core.bulk import Bulk, Item, Plan
from app.core.filters import day, instant
from app.core.rows import AnyRow
from app.core.states import words
from app.employers.contact_queries import unmailable
from app.hours import supervisor_board, supervisor_queries
from app.hours.board import BOARD
from app.hours.list_queries import listed
from app.hours.models import Timesheet, TimesheetState
from app.hours.weekly import KIND
from app.outreach import nudge_queries
from app.outreach.bulk import NUDGE
from app.outreach.nudging import too_soon

NOT_ASKED = "nobody is asked at the moment; the weekly request goes out by itself"
UNMAILABLE = "left, has no address, or must not be contacted; telephone instead"


@dataclass(slots=True)
class Waits:
    """Be a supervisor's week that waits: in words, and of how many students."""

    name: str
    students: int = 1


Waiting = dict[tuple[int, date], Waits]


def plan(rows: Sequence[AnyRow], by: Actor, at: datetime) -> Plan:  # noqa: ARG001 - as every plan
    """Give one mail a supervisor, for their oldest week, and who gets none and why."""
    waiting: Waiting = {}
    skipped = []
    for row in rows:
        key = (row.supervisor_id, row.week)
        if row.state is not TimesheetState.SUBMITTED:
            skipped.append((_week_of(row), f"the week is {words(row.state)}"))
        elif key in waiting:
            waiting[key].students += 1
        else:
            waiting[key] = Waits(_week_of(row))
    for (_, week), each in waiting.items():
        if each.students > 1:
            each.name = f"{each.name}; and {each.students - 1} more of the week of {day(week)}"
    return _planned(waiting, skipped, at)


def plan_supervisors(rows: Sequence[AnyRow], by: Actor, at: datetime) -> Plan:  # noqa: ARG001
    """Give the same for the list of weeks by supervisor."""
    waiting: Waiting = {}
    skipped = []
    for row in rows:
        name = f"{row.supervisor}, week of {day(row.week)}"
        if row.standing == "answered":
            skipped.append((name, "the week is answered"))
        elif row.standing == "disputed" and not row.waiting:
            skipped.append((name, "the week is disputed"))
        else:
            waiting[row.supervisor_id, row.week] = Waits(name, row.waiting or row.students)
    return _planned(waiting, skipped, at)


def _planned(waiting: Waiting, skipped: list[tuple[str, str]], at: datetime) -> Plan:
    asked = {
        (each.subject_id, each.subject_day): each
        for each in nudge_queries.unanswered(
            KIND, {key[0] for key in waiting}, {key[1] for key in waiting}
        )
    }
    skipped += [(waiting[key].name, NOT_ASKED) for key in waiting if key not in asked]
    found = [asked[key] for key in sorted(waiting, key=lambda key: key[1]) if key in asked]
    items, others = _sorted_out(found, waiting, at)
    return Plan(items, [*others, *skipped])


def _sorted_out(
    found: Sequence[AnyRow], waiting: Waiting, at: datetime
) -> tuple[list[Item], list[tuple[str, str]]]:
    never = unmailable({each.recipient_id for each in found if each.recipient_kind == "contact"})
    chosen: dict[tuple[str, int], AnyRow] = {}
    items, skipped = [], []
    for each in found:
        who = (each.recipient_kind, each.recipient_id)
        name = f"{each.recipient_name}, week of {day(each.subject_day)}"
        if each.recipient_id in never or not each.to_address:
            skipped.append((name, UNMAILABLE))
        elif why := too_soon(each, at):
            skipped.append((name, why))
        elif who in chosen:
            first = day(chosen[who].subject_day)
            skipped.append((name, f"gets one mail a day, about the week of {first} first"))
        else:
            chosen[who] = each
            items.append(_item(each, waiting[each.subject_id, each.subject_day]))
    return items, skipped


def _item(asked: AnyRow, waits: Waits) -> Item:
    last = f", last written to {instant(asked.mailed_at)}" if asked.mailed_at else ""
    students = "1 student" if waits.students == 1 else f"{waits.students} students"
    note = f"week of {day(asked.subject_day)}, {students}{last}"
    return Item(asked.id, f"{asked.recipient_name} <{asked.to_address}>", note)


def _week_of(row: AnyRow) -> str:
    return f"{shown_name(row)} {row.family_name}, week of {day(row.week)}"


ACTION = replace(
    NUDGE,
    one="supervisor",
    many="supervisors",
    says="Each gets one mail with the link of the week that waits longest.",
    plan=plan,
)
BULK = Bulk(
    board=BOARD,
    here="hours.bulk",
    back="hours.index",
    query=listed,
    key=Timesheet.id.expression,
    actions=(ACTION,),
)
SUPERVISORS = Bulk(
    board=supervisor_board.BOARD,
    here="hours.supervisors_bulk",
    back="hours.supervisors",
    query=supervisor_queries.listed,
    key=supervisor_queries.ROW_ID,
    actions=(replace(ACTION, plan=plan_supervisors),),
)
