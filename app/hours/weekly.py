"""Ask each supervisor once a week for all their students' hours: what is due and not sent."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo

from app.core.access import SYSTEM
from app.core.calendar import instant, week_of
from app.core.db import db
from app.core.sweeps import sweep
from app.core.todos import open_todo, was_opened
from app.core.use_case import use_case
from app.employers.recipients import contact_recipient
from app.hours import asking_queries, queries
from app.hours.services import begin_weeks
from app.outreach import posting
from app.outreach import queries as requests
from app.outreach import services as outreach
from app.outreach.models import RequestState
from app.outreach.shapes import Subject
from app.programs.mailing import HOURS_WEEK, plan_in
from app.programs.models import Program
from app.programs.queries import mailing_programs
from app.programs.rules import ReminderPlan

KIND = HOURS_WEEK
SUPERVISOR = "supervisor"
CAUGHT_UP_WEEKS = 3


@dataclass(slots=True)
class Asking:
    """Gather what one supervisor is asked for one week."""

    supervisor_id: int
    week: date
    zone: str
    program_id: int
    plan: ReminderPlan
    match_ids: list[int] = field(default_factory=list)
    school_ids: set[int] = field(default_factory=set)


def last_due_week(plan: ReminderPlan, zone: str, at: datetime) -> date:
    """Give the Monday of the newest week whose request is due at an instant.

    The request for a week goes out in the week after it, on the plan's weekday and wall-clock
    time of the site.
    """
    week = week_of(at.astimezone(ZoneInfo(zone)).date()) - timedelta(days=7)
    return week if goes_out(week, plan, zone) <= at else week - timedelta(days=7)


def goes_out(week: date, plan: ReminderPlan, zone: str) -> datetime:
    """Give when the request for a week goes out."""
    on = week + timedelta(days=7 + plan.weekday)
    return instant(on, time.fromisoformat(plan.at), zone)


def ask_for_hours(at: datetime, program_id: int | None = None) -> int:
    """Send each weekly request that is due, each in its own transaction; give how many.

    Of one program only, if it is named; programs whose mail is off are never asked.
    """
    askings: dict[tuple[int, date], Asking] = {}
    for program in mailing_programs(KIND):
        if program_id not in (None, program.id):
            continue
        for asking in _due(program, at):
            known = askings.setdefault((asking.supervisor_id, asking.week), asking)
            known.match_ids = sorted({*known.match_ids, *asking.match_ids})
            known.school_ids |= asking.school_ids
    ready = [askings[key] for key in sorted(askings)]
    return sweep(ready, lambda asking: _ask(asking, at))


def foresee(program: Program, at: datetime, until: datetime) -> Iterator[datetime]:
    """Give when each supervisor's request for a week to come goes out, as matches stand now."""
    plan = plan_in(program.rules, KIND)
    week = last_due_week(plan, program.timezone, at) + timedelta(days=7)
    while (due := goes_out(week, plan, program.timezone)) <= until:
        for asking in _due(program, due):
            if asking.week == week:
                yield due
        week += timedelta(days=7)


def _due(program: Program, at: datetime) -> Iterator[Asking]:
    plan = plan_in(program.rules, KIND)
    newest = last_due_week(plan, program.timezone, at) + timedelta(days=7)
    for back in range(CAUGHT_UP_WEEKS + 1):
        week = newest - timedelta(days=7 * back)
        if week + timedelta(days=6) < program.start_date or week > program.end_date:
            continue
        asked = requests.asked_subjects(KIND, week)
        late = asking_queries.unsettled_of(week)
        gathered: dict[int, Asking] = {}
        for row in asking_queries.working_in(program.id, week, week + timedelta(days=6)):
            match_id, supervisor_id, zone, school_id = row
            if week > last_due_week(plan, zone, at):
                continue
            if supervisor_id in asked or (back > 1 and supervisor_id not in late):
                continue
            asking = gathered.setdefault(
                supervisor_id, Asking(supervisor_id, week, zone, program.id, plan)
            )
            asking.match_ids.append(match_id)
            asking.school_ids.add(school_id)
        yield from gathered.values()


@use_case
def _ask(asking: Asking, at: datetime) -> int:
    recipient = contact_recipient(asking.supervisor_id, asking.zone, asking.school_ids)
    if recipient is None:
        return _tell_who_left(asking.supervisor_id, at)
    subject = Subject(SUPERVISOR, asking.supervisor_id, asking.week)
    if requests.live(KIND, subject):
        return 0
    # the page shows all their students, also those whose program would have asked later
    also = asking_queries.working_for(
        asking.supervisor_id, asking.week, asking.week + timedelta(days=6)
    )
    asking.match_ids = sorted({*asking.match_ids, *(row.id for row in also)})
    asking.school_ids |= {row.school_id for row in also}
    begin_weeks(asking.match_ids, asking.week)
    outreach.ask(
        KIND,
        recipient,
        subject,
        plan=asking.plan,
        program_id=asking.program_id,
        school_ids=frozenset(asking.school_ids),
        by=SYSTEM,
        at=at,
    )
    return 1


def _tell_who_left(supervisor_id: int, at: datetime) -> int:
    supervisor = queries.contact_with_employer(supervisor_id)
    told = was_opened("supervisor_left", "contact", supervisor_id, since=at - timedelta(days=7))
    if supervisor is not None and not told:
        open_todo(
            "supervisor_left",
            "contact",
            supervisor_id,
            f"{supervisor.name} left {supervisor.employer.name} and is still named as a "
            "supervisor, so nobody is asked for the hours. Choose another.",
            url=f"/employers/{supervisor.employer_id}",
            role="employer_engagement",
            at=at,
        )
    return 0


def ask_again_for_late_weeks(at: datetime) -> int:
    """Open an answered request again where a week of it was submitted only after the answer.

    Each in its own transaction, with its reminders begun anew; gives how many.
    """
    unsettled = cache(asking_queries.unsettled_of)
    late = [
        request.id
        for request in requests.answered_since(KIND, at - timedelta(days=7 * CAUGHT_UP_WEEKS))
        if request.subject_day is not None
        and request.expires_at > at
        and request.subject_id in unsettled(request.subject_day)
    ]
    return sweep(late, lambda request_id: _ask_again(request_id, at))


@use_case
def _ask_again(request_id: int, at: datetime) -> int:
    request = requests.request_of(request_id)
    if request.state is not RequestState.ANSWERED:
        return 0
    plan = plan_of(request.program_id)
    posting.reopen(request, by=SYSTEM, at=at, reason="hours were submitted after the answer")
    posting.remind_anew(request, plan, at=at)
    if posting.may_mail(request) and not posting.why_silent(request):
        posting.send(request, "more", at=at)
    return 1


def plan_of(program_id: int | None) -> ReminderPlan:
    """Give the reminder plan of a program, or the usual one."""
    program = db.session.get(Program, program_id) if program_id else None
    return plan_in(program.rules, KIND) if program else ReminderPlan()
