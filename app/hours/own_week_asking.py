"""Ask each student once a week for their own hours: what is due and not sent."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from app.core.access import SYSTEM
from app.core.calendar import instant, week_of
from app.core.filters import day as day_words
from app.core.language import speaking
from app.core.letters import Letter, compose
from app.core.sweeps import sweep
from app.core.todos import open_todo
from app.core.use_case import use_case
from app.hours import asking_queries, own_week
from app.hours.own_week import week_asked
from app.hours.services import ENTRY
from app.outreach import queries as requests
from app.outreach import services as outreach
from app.outreach.models import LinkRequest
from app.outreach.shapes import Kind, Recipient, Subject
from app.programs.mailing import plan_in
from app.programs.models import Program
from app.programs.queries import mailing_programs
from app.programs.rules import ReminderPlan
from app.students.recipients import student_recipient

KIND: Final = ENTRY
MATCH = "match"


@dataclass(frozen=True, slots=True)
class _Asking:
    match_id: int
    student_id: int
    school_id: int
    week: date
    program_id: int
    plan: ReminderPlan


def ask_students(at: datetime, program_id: int | None = None) -> int:
    """Ask each student whose week is due for their hours, each in its own transaction.

    Of one program only, if it is named; gives how many were asked.
    """
    ready = [
        asking
        for program in mailing_programs(KIND)
        if program_id in (None, program.id)
        for asking in _due(program, at)
    ]
    return sweep(ready, lambda asking: _ask(asking, at))


def due_week(plan: ReminderPlan, zone: str, at: datetime) -> date:
    """Give the Monday of the newest week whose own entry is due: asked for while it runs."""
    week = week_of(at.astimezone(ZoneInfo(zone)).date())
    return week if _goes_out(week, plan, zone) <= at else week - timedelta(days=7)


def _goes_out(week: date, plan: ReminderPlan, zone: str) -> datetime:
    return instant(week + timedelta(days=plan.weekday), time.fromisoformat(plan.at), zone)


def foresee(program: Program, at: datetime, until: datetime) -> Iterator[datetime]:
    """Give when each student's request for a week to come goes out, as matches stand now."""
    plan = plan_in(program.rules, KIND)
    week = due_week(plan, program.timezone, at) + timedelta(days=7)
    while (due := _goes_out(week, plan, program.timezone)) <= until:
        for asking in _due(program, due):
            if asking.week == week:
                yield due
        week += timedelta(days=7)


def _due(program: Program, at: datetime) -> Iterator[_Asking]:
    plan = plan_in(program.rules, KIND)
    newest = due_week(plan, program.timezone, at)
    # a site further east than its program may be a week ahead
    for week in (newest + timedelta(days=7), newest):
        asked = requests.asked_subjects(KIND, week)
        sent = asking_queries.sent_weeks(week)
        for row in asking_queries.students_working_in(program.id, week, week + timedelta(days=6)):
            if week > due_week(plan, row.timezone, at) or row.id in asked or row.id in sent:
                continue
            yield _Asking(row.id, row.student_id, row.school_id, week, program.id, plan)


@use_case
def _ask(asking: _Asking, at: datetime) -> int:
    recipient = student_recipient(asking.student_id)
    subject = Subject(MATCH, asking.match_id, asking.week)
    # without an address staff enter the week; a request that cannot be sent would only nag them
    if recipient is None or not recipient.address or requests.live(KIND, subject):
        return 0
    outreach.ask(
        KIND,
        recipient,
        subject,
        plan=asking.plan,
        program_id=asking.program_id,
        school_ids=frozenset({asking.school_id}),
        by=SYSTEM,
        at=at,
    )
    return 1


def letter(asked: LinkRequest, step: str) -> Letter:
    """Compose the letter of a step: the first asking, or a reminder."""
    kind = KIND if step == "ask" else f"{KIND}-reminder"
    with speaking(asked.language):
        return compose(
            kind,
            asked.language,
            name=asked.recipient_name,
            first_day=day_words(week_asked(asked)),
            last_day=day_words(week_asked(asked) + timedelta(days=6)),
            employer=asking_queries.employer_of_match(asked.subject_id),
        )


def recipient(asked: LinkRequest) -> Recipient | None:
    """Give the student as their record is now, None once they do not work there any more."""
    return student_recipient(asked.recipient_id)


def summary(asked: LinkRequest) -> str:
    """Say what the request is about, for staff."""
    return f"Own hours of the week of {day_words(week_asked(asked))}"


def escalate(asked: LinkRequest, at: datetime) -> None:
    """Open a to-do for the specialist: this student has not entered the week."""
    if own_week.is_done(asked):
        return
    for school_id in sorted(requests.schools_of(asked.id)):
        open_todo(
            "week_not_entered",
            "request",
            asked.id,
            f"{asked.recipient_name} has not entered the hours of the week of "
            f"{day_words(week_asked(asked))}. Ask them, or enter the week.",
            url=f"/matches/{asked.subject_id}/hours?week={week_asked(asked).isoformat()}",
            role="career_specialist",
            school_id=school_id,
            at=at,
        )


HOURS_ENTRY = Kind(
    name=KIND,
    campaign=False,
    show=own_week.show,
    apply=own_week.apply,
    letter=letter,
    recipient=recipient,
    is_done=own_week.is_done,
    is_closed=own_week.is_closed,
    summary=summary,
    printable=own_week.printable,
    escalate=escalate,
)
