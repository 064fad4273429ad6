"""Ask the child-labor rules about the hours that were worked; what was worked is always kept."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from typing import Final, Protocol

from app.core.access import Actor
from app.core.calendar import DAYS_A_WEEK
from app.core.filters import day as day_words
from app.core.todos import close_todo, open_todo
from app.hours import labor_queries, queries
from app.hours.models import Timesheet
from app.labor import person, saying
from app.labor import queries as rules
from app.labor.checking import Finding, check
from app.labor.person import EMPLOYED, LEARNER, Document, Person
from app.labor.rules import MIDNIGHT, PACKS
from app.matches.documents import on_file
from app.placements.labor import state_of

TODO: Final = "week_labor"
# what a day says only when start and end are known
OF_TIMES: Final = frozenset({"clock", "school_hours", "meal", "attended"})
NOON: Final = time(12)


class Worked(Protocol):
    """Be a day of work: local start and end where they are known, and the minutes."""

    day: date
    start: time | None
    end: time | None
    break_minutes: int
    minutes: int


def findings(sheet: Timesheet) -> list[Finding]:
    """Give the rules that a week's work broke, the strictest first: seven statements at most."""
    student, placement = sheet.match.student, sheet.match.placement
    employed = placement.relationship_type.value in EMPLOYED
    if not employed or student.birth_date is None or not sheet.shifts:
        return []
    state = state_of(placement)
    schooling = rules.schoolings()[student.school_id]
    papers = on_file([student.id]).get(student.id, {})
    elsewhere = labor_queries.employed_elsewhere(sheet)
    worked = [each for each in sheet.shifts if each.minutes]
    own = rules.own_rules()
    waived = {
        each.rule
        for each in rules.overrides([placement.id])
        if each.student_id in (None, student.id)
    }
    found = check(
        Person(
            birth_date=student.birth_date,
            school_days=tuple(_near(sheet, schooling.days)),
            school_hours=schooling.hours,
            student_learner=placement.relationship_type.value == LEARNER,
            jurisdictions=(state,) if state in PACKS else (),
            relationship=placement.relationship_type.value,
            documents=tuple(Document(kind, until) for kind, until in papers.items()),
            other_jobs=tuple(map(_shift, elsewhere)),
            shifts=tuple(map(_shift, worked)),
        ),
        own,
    )
    days: list[Worked] = [*worked, *elsewhere]
    untimed = {each.day for each in days if not _timed(each)}
    kinds = saying.kinds(own)
    return [
        each
        for each in found
        if each.level != "pass"
        and each.rule not in waived
        and kinds.get(each.rule) != "document"
        and not (kinds.get(each.rule) in OF_TIMES and each.on in untimed)
    ]


def words(sheet: Timesheet) -> list[str]:
    """Say what a week's work broke."""
    own = rules.own_rules()
    return [saying.finding_words(each, own) for each in findings(sheet)]


def look(timesheet_id: int, *, by: Actor, at: datetime) -> None:
    """Open a to-do for the specialists where a week's work is against a rule, or close it."""
    sheet = queries.sheet(timesheet_id)
    own = rules.own_rules()
    broken = [each for each in findings(sheet) if each.level == "block"]
    if not broken:
        close_todo(TODO, "timesheet", sheet.id, by=by, at=at)
        return
    student = sheet.match.student
    open_todo(
        TODO,
        "timesheet",
        sheet.id,
        f"{student.shown_name} worked against the child-labor rules in the week of"
        f" {day_words(sheet.week)}: {saying.finding_words(broken[0], own)}",
        url=f"/matches/{sheet.match_id}/hours?week={sheet.week.isoformat()}",
        role="career_specialist",
        school_id=student.school_id,
        at=at,
    )


def _near(sheet: Timesheet, days: Iterable[date]) -> list[date]:
    first, last = sheet.week - timedelta(days=1), sheet.week + timedelta(days=DAYS_A_WEEK)
    return [day for day in days if first <= day <= last]


def _timed(worked: Worked) -> bool:
    if worked.start is None or worked.end is None:
        return False
    shift = person.Shift(
        worked.day, f"{worked.start:%H:%M}", f"{worked.end:%H:%M}", worked.break_minutes
    )
    return shift.minutes == worked.minutes


def _shift(worked: Worked) -> person.Shift:
    """Give a day in the shape of the rules; one without times from noon, so that it sums up."""
    if _timed(worked):
        start, end, rest = worked.start, worked.end, worked.break_minutes
        return person.Shift(worked.day, f"{start:%H:%M}", f"{end:%H:%M}", rest)
    minutes = min(worked.minutes, MIDNIGHT)
    ends = (NOON.hour * 60 + minutes) % MIDNIGHT
    return person.Shift(worked.day, f"{NOON:%H:%M}", f"{ends // 60:02}:{ends % 60:02}")
