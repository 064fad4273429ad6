"""Ask the hosts of activities who came: when the day is over, by its program's plan, or by hand."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, time, timedelta
from typing import Final

from app.core import journal
from app.core.access import SYSTEM, Actor
from app.core.calendar import instant
from app.core.clock import district_day
from app.core.errors import Conflict
from app.core.filters import clock as clock_words
from app.core.filters import day as day_words
from app.core.language import speaking
from app.core.letters import Letter, compose
from app.core.rows import AnyRow
from app.core.sweeps import sweep
from app.core.todos import open_todo
from app.core.use_case import use_case
from app.employers.recipients import contact_recipient
from app.outreach import queries as requests
from app.outreach import services as outreach
from app.outreach.models import LinkRequest, RequestState
from app.outreach.posting import may_write
from app.outreach.services import NOBODY
from app.outreach.shapes import Recipient, Subject
from app.placements import activity_queries, attendance_page
from app.placements import attendance_queries as queries
from app.placements.activity_models import Activity, ActivityState
from app.programs.mailing import plan_for, plan_in
from app.programs.models import Program
from app.programs.queries import mailing_programs
from app.programs.rules import ReminderPlan

KIND: Final = queries.KIND
NO_PROGRAM: Final = (
    "It belongs to no program, so no mail goes out for it. Choose its program first."
)
NO_CONTACT: Final = "Nobody is named whom to ask for. Choose a contact of the host first."
NO_STUDENTS: Final = "No student is signed up yet."
OVER: Final = "It was cancelled, or is not open yet; nobody is asked who came."
OFF: Final = "This mail is off or paused for the program; an administrator switches it on."
ASKED: Final = "The host was asked already; see the request."
AHEAD: Final = timedelta(days=1)


def ask_hosts(at: datetime, program_id: int | None = None) -> int:
    """Ask every host whose activity is over and due, each in a transaction of its own.

    Of one program only, if it is named; gives how many were asked.
    """
    ready = []
    for program in mailing_programs(KIND):
        if program_id not in (None, program.id):
            continue
        plan, today = plan_in(program.rules, KIND), district_day(at)
        since = today - timedelta(days=plan.days + plan.expire_after_days)
        ready += [
            row.id
            for row in queries.to_ask(program.id, since, today + AHEAD)
            if due_at(row, plan) <= at
        ]
    return sweep(ready, lambda activity_id: _ask_due(activity_id, at))


def foresee(program: Program, at: datetime, until: datetime) -> Iterator[datetime]:
    """Give when each host is asked who came, of the activities to come."""
    plan, today = plan_in(program.rules, KIND), district_day(at)
    first = today - timedelta(days=max(plan.days, 0))
    for row in queries.to_ask(program.id, first, district_day(until) + AHEAD):
        if at < (due := due_at(row, plan)) <= until:
            yield due


def due_at(activity: Activity | AnyRow, plan: ReminderPlan) -> datetime:
    """Give when the host is asked: at the plan's hour, on the day itself not before its end."""
    hour = time.fromisoformat(plan.at)
    on = activity.day + timedelta(days=plan.days)
    over = instant(activity.day, activity.end, activity.timezone)
    return max(instant(on, hour, activity.timezone), over)


@use_case
def _ask_due(activity_id: int, at: datetime) -> int:
    activity = activity_queries.detail(activity_id)
    recipient = host(activity)
    if recipient is None or not may_write(KIND, recipient) or queries.live_of(activity.id):
        return 0
    _ask(activity, recipient, by=SYSTEM, at=at)
    return 1


@use_case
def ask_now(activity_id: int, *, by: Actor, at: datetime) -> int:
    """Ask the host of an activity; before it is over the letter waits for its end.

    The request can be printed at once, to sign in on. Gives its id; raises Conflict saying what
    stands against it.
    """
    activity = activity_queries.detail(activity_id)
    if problem := why_not(activity):
        raise Conflict(problem)
    recipient = host(activity)
    if recipient is None or not may_write(KIND, recipient):
        raise Conflict(NOBODY)
    journal.record("asked", "activity", activity.id, by=by, at=at)
    return _ask(activity, recipient, by=by, at=at).id


def why_not(activity: Activity) -> str:
    """Say what stands against asking the host of an activity who came, or nothing."""
    if activity.program is None:
        return NO_PROGRAM
    if activity.contact_id is None:
        return NO_CONTACT
    if activity.state not in activity_queries.RUNNING:
        return OVER
    if not activity.places_taken:
        return NO_STUDENTS
    if plan_for(activity.program, KIND) is None:
        return OFF
    return ASKED if queries.live_of(activity.id) else ""


def host(activity: Activity) -> Recipient | None:
    """Give the contact of an activity as recipient, on its clock; None when nobody is there."""
    if activity.contact_id is None:
        return None
    schools = {row.id for row in queries.schools_signed_up(activity.id)}
    return contact_recipient(activity.contact_id, activity.timezone, schools)


def goes_at(activity: Activity, at: datetime) -> datetime:
    """Give when the first letter about an activity goes out if its host is asked at an instant."""
    if activity.program is None:
        raise Conflict(NO_PROGRAM)
    return max(at, due_at(activity, plan_in(activity.program.rules, KIND)))


def _ask(activity: Activity, recipient: Recipient, *, by: Actor, at: datetime) -> LinkRequest:
    if activity.program is None:
        raise Conflict(NO_PROGRAM)
    schools = frozenset(row.id for row in queries.schools_signed_up(activity.id))
    return outreach.ask(
        KIND,
        recipient,
        Subject(queries.ACTIVITY, activity.id),
        plan=plan_in(activity.program.rules, KIND),
        program_id=activity.program_id,
        school_ids=schools,
        by=by,
        at=at,
        goes_at=goes_at(activity, at),
    )


@use_case
def ask_anew(activity_id: int, *, by: Actor, at: datetime) -> None:
    """Cancel the open request about an activity whose day, end or host changed, and ask again."""
    activity = activity_queries.detail(activity_id)
    if not cancel_asked(activity_id, "the activity changed", by=by, at=at):
        return
    recipient = host(activity)
    if not why_not(activity) and recipient is not None and may_write(KIND, recipient):
        _ask(activity, recipient, by=by, at=at)


@use_case
def cancel_asked(activity_id: int, reason: str, *, by: Actor, at: datetime) -> int:
    """Cancel the unanswered requests about an activity; give how many."""
    cancelled = 0
    for asked in requests.unended_of_subject(KIND, queries.ACTIVITY, activity_id):
        if asked.state is not RequestState.ANSWERED:
            outreach.cancel(asked.id, reason=reason, by=by, at=at)
            cancelled += 1
    return cancelled


def preview(activity: Activity, recipient: Recipient) -> Letter:
    """Give the letter that a host would be mailed, before it is."""
    return _compose(activity, KIND, recipient.name, recipient.language)


def letter(asked: LinkRequest, step: str) -> Letter:
    """Compose the letter of a step: the first asking, or a reminder."""
    kind = KIND if step == "ask" else f"{KIND}-reminder"
    activity = activity_queries.detail(asked.subject_id)
    return _compose(activity, kind, asked.recipient_name, asked.language)


def _compose(activity: Activity, kind: str, name: str, language: str) -> Letter:
    with speaking(language):
        return compose(
            kind,
            language,
            name=name,
            activity=activity.title,
            day=day_words(activity.day),
            start=clock_words(activity.start),
        )


def recipient(asked: LinkRequest) -> Recipient | None:
    """Give whom the request goes to, as their record is now."""
    return contact_recipient(asked.recipient_id, asked.zone, requests.schools_of(asked.id))


def summary(asked: LinkRequest) -> str:
    """Say what the request is about, for staff."""
    activity = activity_queries.detail(asked.subject_id)
    return f"Who came to {activity.title}, {day_words(activity.day)}"


def escalate(asked: LinkRequest, at: datetime) -> None:
    """Open a to-do for the specialists of the students: the host has not said who came."""
    activity = activity_queries.detail(asked.subject_id)
    if attendance_page.is_done(asked) or activity.state is ActivityState.CANCELLED:
        return
    for school_id in sorted(requests.schools_of(asked.id)):
        open_todo(
            f"attendance_{school_id}",
            "request",
            asked.id,
            f"{asked.recipient_name} has not said who came to {activity.title}. Telephone, and"
            " enter it, or take attendance.",
            url=f"/requests/{asked.id}/answer",
            role="career_specialist",
            school_id=school_id,
            at=at,
        )
