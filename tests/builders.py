"""Build records for stories: each is whole by itself, journaled, and named by what may differ.

Open an app context around them. `a_match(state=MatchState.ACTIVE)` makes all that it stands on;
give a parent (`school=`, `placement=`) to share one; any column can be named: `seats=3`. What comes
back is detached: its columns are loaded, its relationships are not.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from itertools import count
from typing import Any, TypeVar

from app.core.access import SYSTEM
from app.core.db import Base, db
from app.core.states import Move, Stateful
from app.core.text import fold
from app.core.use_case import use_case
from app.employers.models import Contact, Employer, Site
from app.employers.pledge_services import raise_pledge
from app.hours.models import Shift, Timesheet, TimesheetState
from app.matches.models import HOLDING, Match, MatchState
from app.outreach.models import LinkRequest, RequestState
from app.outreach.shapes import Recipient
from app.placements.activity_models import (
    Activity,
    ActivityKind,
    ActivityState,
    ActivityStudent,
)
from app.placements.capacity import POSTED
from app.placements.models import Placement, PlacementSlot, PlacementState
from app.programs.mailing import KINDS, switched_on
from app.programs.models import PlacementKind, Program
from app.programs.presets import SCHOOL_YEAR_INTERNSHIP
from app.programs.rules import ProgramRules
from app.schools.models import School
from app.students.models import CourseCompleted, Student

LONG_AGO = datetime(2026, 9, 1, 16, tzinfo=UTC)
FIRST_DAY, LAST_DAY = date(2026, 9, 1), date(2027, 6, 30)
MONDAY = date(2026, 10, 5)
ZONE = "America/Los_Angeles"
NINE, FIVE = time(9), time(17)
_numbers = count(1)
Record = TypeVar("Record", bound=Base)


@use_case
def kept(record: Record) -> Record:
    """Write one record."""
    db.session.add(record)
    db.session.flush()
    return record


def a_school(**changes: Any) -> School:
    number = next(_numbers)
    return kept(School(**{"code": f"S{number}", "name": f"School {number}"} | changes))


def a_student(school: School | None = None, **changes: Any) -> Student:
    number = next(_numbers)
    values: dict[str, Any] = {
        "uid": f"student-{number}",
        "sourced_id": f"sis-{number}",
        "student_number": str(10_000 + number),
        "school_id": (school or a_school()).id,
        "given_name": "Ana",
        "family_name": f"Reyes{number}",
        "birth_date": date(2009, 3, 14),
        "grade": "11",
        "email": f"student{number}@example.org",
        "updated_at": LONG_AGO,
    } | changes
    return kept(Student(search=fold(values["given_name"], values["family_name"]), **values))


def a_course(student: Student, title: str, completed_on: date = FIRST_DAY) -> CourseCompleted:
    return kept(CourseCompleted(student_id=student.id, title=title, completed_on=completed_on))


def an_employer(**changes: Any) -> Employer:
    name = changes.get("name", f"Harbor Works {next(_numbers)}")
    values: dict[str, Any] = {"name": name, "search": fold(name), "created_at": LONG_AGO}
    return kept(Employer(**values | changes))


def a_site(employer: Employer | None = None, **changes: Any) -> Site:
    values: dict[str, Any] = {
        "employer_id": (employer or an_employer()).id,
        "name": f"Dock {next(_numbers)}",
        "timezone": ZONE,
    }
    return kept(Site(**values | changes))


def a_contact(employer: Employer | None = None, **changes: Any) -> Contact:
    number = next(_numbers)
    values: dict[str, Any] = {
        "employer_id": (employer or an_employer()).id,
        "name": f"Sam Supervisor {number}",
        "email": f"sam{number}@example.com",
        "created_at": LONG_AGO,
    }
    return kept(Contact(**values | changes))


def every_mail(rules: ProgramRules = SCHOOL_YEAR_INTERNSHIP.rules) -> ProgramRules:
    """Give rules with every kind of request switched on: `a_program(every_mail())`."""
    return switched_on(rules, *KINDS)


def a_program(rules: ProgramRules = SCHOOL_YEAR_INTERNSHIP.rules, **changes: Any) -> Program:
    number = next(_numbers)
    values: dict[str, Any] = {
        "code": f"P{number}",
        "name": f"Program {number}",
        "kind": PlacementKind.INTERNSHIP,
        "start_date": FIRST_DAY,
        "end_date": LAST_DAY,
        "timezone": ZONE,
        "jurisdiction": "WA",
        "mail_on": True,
        "created_at": LONG_AGO,
    }
    return kept(Program(rules=rules, **values | changes))


@use_case
def a_placement(
    program: Program | None = None,
    site: Site | None = None,
    supervisor: Contact | None = None,
    *,
    weekdays: Mapping[int, tuple[time, time, int]] | None = None,
    state: PlacementState = PlacementState.OPEN,
    **changes: Any,
) -> Placement:
    """Build an opening; `weekdays` are its planned start, end and break minutes by weekday."""
    site = site or a_site()
    employer = db.session.get_one(Employer, site.employer_id)
    number = next(_numbers)
    values: dict[str, Any] = {
        "uid": f"placement-{number}",
        "program_id": (program or a_program()).id,
        "site_id": site.id,
        "supervisor_id": (supervisor or a_contact(employer)).id,
        "title": f"Dock hand {number}",
        "search": f"dock hand {number}",
        "kind": PlacementKind.INTERNSHIP,
        "seats": 5,
        "start_date": FIRST_DAY,
        "end_date": LAST_DAY,
        "posted_at": LONG_AGO,
        "created_at": LONG_AGO,
    }
    placement = kept(Placement(**values | changes))
    planned = {0: (NINE, FIVE, 30)} if weekdays is None else weekdays
    db.session.add_all(
        PlacementSlot(placement_id=placement.id, weekday=day, start=start, end=end, break_minutes=b)
        for day, (start, end, b) in planned.items()
    )
    placement = moved(placement, state)
    if placement.state in POSTED:
        raise_pledge(*(employer.id, placement.program_id, placement.seats), by=SYSTEM, at=LONG_AGO)
    return placement


@use_case
def an_activity(*, state: ActivityState = ActivityState.OPEN, **changes: Any) -> Activity:
    """Build an activity of every school, without a host."""
    number = next(_numbers)
    values: dict[str, Any] = {
        "uid": f"activity-{number}",
        "title": f"Career talk {number}",
        "search": f"career talk {number}",
        "kind": ActivityKind.GUEST_SPEAKER,
        "day": MONDAY,
        "start": NINE,
        "end": FIVE,
        "timezone": ZONE,
        "capacity": 30,
        "place": "Library",
        "created_at": LONG_AGO,
    }
    return moved(kept(Activity(**values | changes)), state)


@use_case
def a_sign_up(activity: Activity, student: Student | None = None) -> ActivityStudent:
    """Build a student's place at an activity."""
    db.session.get_one(Activity, activity.id).places_taken += 1
    student_id = (student or a_student()).id
    values = {"activity_id": activity.id, "student_id": student_id, "signed_up_at": LONG_AGO}
    return kept(ActivityStudent(**values))


@use_case
def a_match(
    student: Student | None = None,
    placement: Placement | None = None,
    *,
    state: MatchState = MatchState.ACTIVE,
    **changes: Any,
) -> Match:
    """Build a match in a state, with the seat that the state holds."""
    placement = db.session.get_one(Placement, (placement or a_placement()).id)
    times = {"created_at": LONG_AGO, "moved_at": LONG_AGO}
    student_id = (student or a_student()).id
    match = kept(Match(student_id=student_id, placement_id=placement.id, **times | changes))
    placement.seats_taken += state in HOLDING
    return moved(match, state)


@use_case
def a_week(
    match: Match,
    minutes: Mapping[int, int] | None = None,
    *,
    week: date = MONDAY,
    state: TimesheetState = TimesheetState.SUBMITTED,
    at: datetime = LONG_AGO,
) -> Timesheet:
    """Build a week of `minutes` by weekday, 7 h 30 min on Monday by default.

    It may be open or submitted; to settle it is the work of hours.services.
    """
    worked = {0: 450} if minutes is None else minutes
    sheet = Timesheet(match_id=match.id, week=week, version=2, minutes=sum(worked.values()))
    sheet.shifts = [
        Shift(
            day=week + timedelta(days=weekday),
            minutes=length,
            entered_by=SYSTEM.key,
        )
        for weekday, length in worked.items()
    ]
    if state is TimesheetState.SUBMITTED:
        sheet.submitted_at = at
    return moved(kept(sheet), state)


Moving = TypeVar("Moving", bound=Stateful)


@use_case
def moved(record: Moving, target: StrEnum, at: datetime = LONG_AGO) -> Moving:
    """Move a record to a state over its MOVES, the shortest way, journaled."""
    record = db.session.get_one(type(record), record.id)  # type: ignore[attr-defined]
    for move in _way(record, target):
        record.move_to(move.target, by=SYSTEM, at=at, reason="the story begins there")
    return record


def _way(record: Stateful, target: StrEnum) -> list[Move]:
    start = record.state  # type: ignore[attr-defined]
    ways: dict[StrEnum, list[Move]] = {start: []}
    waiting = deque([start])
    while target not in ways:
        here = waiting.popleft()
        for move in record.MOVES:
            if here in move.sources and move.target not in ways:
                ways[move.target] = [*ways[here], move]
                waiting.append(move.target)
    return ways[target]


def a_request(recipient: Recipient | None, **changes: Any) -> LinkRequest:
    """Give a request of the weekly kind, about nobody's week unless a subject is named."""
    assert recipient is not None
    number = next(_numbers)
    values: dict[str, Any] = {
        "public_id": f"request-{number}",
        "short_code": f"CODE{number}",
        "kind": "hours-week",
        "recipient_kind": recipient.kind,
        "recipient_id": recipient.id,
        "recipient_name": recipient.name,
        "to_address": recipient.address,
        "language": recipient.language,
        "zone": recipient.zone,
        "subject_kind": "supervisor",
        "subject_id": number,
        "subject_day": MONDAY,
        "state": RequestState.OPEN,
        "due_at": LONG_AGO + timedelta(days=60),
        "expires_at": LONG_AGO + timedelta(days=90),
        "created_at": LONG_AGO,
    } | changes
    return kept(LinkRequest(**values))
