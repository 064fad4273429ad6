"""Ask supervisors for reviews when they are due: some weeks in, and before the end."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final, cast
from zoneinfo import ZoneInfo

from app.core.access import SYSTEM, Actor
from app.core.calendar import instant
from app.core.clock import district_day
from app.core.errors import Conflict
from app.core.filters import day as day_words
from app.core.language import speaking
from app.core.letters import Letter, compose
from app.core.rows import AnyRow
from app.core.sweeps import sweep
from app.core.todos import open_todo
from app.core.use_case import use_case
from app.employers.recipients import contact_recipient
from app.matches.faces import short_name
from app.matches.models import MatchState
from app.outreach import queries as requests
from app.outreach import services as outreach
from app.outreach.models import LinkRequest
from app.outreach.shapes import Recipient, Subject
from app.programs.mailing import plan_for, plan_in
from app.programs.models import Program
from app.programs.queries import mailing_programs
from app.programs.rules import ReminderPlan
from app.reviews import queries
from app.reviews.models import Stage
from app.reviews.review_page import KINDS, stage_of
from app.reviews.services import NO_RUBRIC

MATCH: Final = "match"
# a match that ended longer ago is not asked about any more
LATEST: Final = timedelta(days=30)
NOBODY: Final = "The supervisor has no address, left, or must not be written to. Enter it by hand."
OFF: Final = "This mail is off or paused for the program; an administrator switches it on."
ASKED: Final = "The supervisor was asked already; see the request."
NAMES: Final = {stage: kind for kind, stage in KINDS.items()}


@dataclass(frozen=True, slots=True)
class _Asking:
    kind: str
    match_id: int
    supervisor_id: int
    school_id: int
    zone: str
    program_id: int
    plan: ReminderPlan


def ask_for_baselines(at: datetime, program_id: int | None = None) -> int:
    """Ask for the first reviews that are due, each in its own transaction; give how many."""
    return _ask_due("review-baseline", at, program_id)


def ask_for_finals(at: datetime, program_id: int | None = None) -> int:
    """Ask for the final reviews that are due, each in its own transaction; give how many."""
    return _ask_due("review-final", at, program_id)


def _ask_due(kind: str, at: datetime, program_id: int | None) -> int:
    ready = [
        asking
        for program in mailing_programs(kind)
        if program_id in (None, program.id) and program.rules.rubric is not None
        for asking in _due(program, kind, at)
    ]
    return sweep(ready, lambda asking: _ask(asking, at))


def foresee_baselines(program: Program, at: datetime, until: datetime) -> Iterator[datetime]:
    """Give when each first review to come is asked for, as matches stand now."""
    return _foresee(program, "review-baseline", at, until)


def foresee_finals(program: Program, at: datetime, until: datetime) -> Iterator[datetime]:
    """Give when each final review to come is asked for, as matches stand now."""
    return _foresee(program, "review-final", at, until)


def _foresee(program: Program, kind: str, at: datetime, until: datetime) -> Iterator[datetime]:
    if program.rules.rubric is None:
        return
    plan, stage = plan_in(program.rules, kind), KINDS[kind]
    for row in _unasked(program, kind, at):
        due = _on(_occasion(row, stage), plan, row.timezone)
        if row.state is MatchState.ACTIVE and at < due <= min(until, _end(row)):
            yield due


def _unasked(program: Program, kind: str, at: datetime) -> Iterator[AnyRow]:
    rows = queries.working_in(program.id, district_day(at) - LATEST)
    done = queries.reviewed(KINDS[kind], [row.id for row in rows])
    known = done | requests.asked_subjects(kind, None)
    return (row for row in rows if row.id not in known)


def _due(program: Program, kind: str, at: datetime) -> Iterator[_Asking]:
    plan, stage = plan_in(program.rules, kind), KINDS[kind]
    for row in _unasked(program, kind, at):
        if _is_due(row, stage, plan, at):
            yield _Asking(
                kind, row.id, row.supervisor_id, row.school_id, row.timezone, program.id, plan
            )


def _is_due(row: AnyRow, stage: Stage, plan: ReminderPlan, at: datetime) -> bool:
    over, due = row.state is not MatchState.ACTIVE, _on(_occasion(row, stage), plan, row.timezone)
    if stage is Stage.BASELINE:
        return not over and due <= at < _end(row)
    return over or due <= at


def _occasion(row: AnyRow, stage: Stage) -> date:
    """Give from which day the days of a plan count: the first of work, or the last."""
    first, last = cast("date", row.start_date), cast("date", row.end_date)
    return max(first, _local(row.moved_at, row.timezone)) if stage is Stage.BASELINE else last


def _on(day: date, plan: ReminderPlan, zone: str) -> datetime:
    return instant(day + timedelta(days=plan.days), time.fromisoformat(plan.at), zone)


def _end(row: AnyRow) -> datetime:
    return instant(row.end_date, time(23, 59), row.timezone)


def _local(at: datetime, zone: str) -> date:
    return at.astimezone(ZoneInfo(zone)).date()


@use_case
def _ask(asking: _Asking, at: datetime) -> int:
    recipient = contact_recipient(asking.supervisor_id, asking.zone, {asking.school_id})
    if recipient is None or requests.live(asking.kind, Subject(MATCH, asking.match_id)):
        return 0
    outreach.ask(
        asking.kind,
        recipient,
        Subject(MATCH, asking.match_id),
        plan=asking.plan,
        program_id=asking.program_id,
        school_ids=frozenset({asking.school_id}),
        by=SYSTEM,
        at=at,
    )
    return 1


@use_case
def ask_now(match_id: int, stage: Stage, *, by: Actor, at: datetime) -> int:
    """Ask the supervisor of a match for a review now, before it is due; give the request's id.

    Raises Conflict without a rubric, where this mail is off, without anybody to write to, or when
    it was asked already.
    """
    match = queries.match_for(match_id, by)
    placement = match.placement
    if placement.program.rules.rubric is None:
        raise Conflict(NO_RUBRIC)
    zone, kind = placement.site.timezone, NAMES[stage]
    plan = plan_for(placement.program, kind)
    if plan is None:
        raise Conflict(OFF)
    recipient = contact_recipient(placement.supervisor_id, zone, {match.student.school_id})
    if recipient is None or not recipient.address or recipient.do_not_contact:
        raise Conflict(NOBODY)
    if requests.live(kind, Subject(MATCH, match.id)):
        raise Conflict(ASKED)
    asked = outreach.ask(
        kind,
        recipient,
        Subject(MATCH, match.id),
        plan=plan,
        program_id=placement.program_id,
        school_ids=frozenset({match.student.school_id}),
        by=by,
        at=at,
    )
    return asked.id


def letter(asked: LinkRequest, step: str) -> Letter:
    """Compose the letter of a step: the first asking, or a reminder."""
    kind = asked.kind if step == "ask" else f"{asked.kind}-reminder"
    match = queries.match_of(asked.subject_id)
    with speaking(asked.language):
        return compose(
            kind,
            asked.language,
            name=asked.recipient_name,
            student=short_name(match),
            placement=match.placement.title,
            last_day=day_words(match.placement.end_date),
        )


def recipient(asked: LinkRequest) -> Recipient | None:
    """Give whom the request goes to, as their record is now."""
    return contact_recipient(asked.recipient_id, asked.zone, requests.schools_of(asked.id))


def summary(asked: LinkRequest) -> str:
    """Say what the request is about, for staff."""
    match = queries.match_of(asked.subject_id)
    stage = "First" if stage_of(asked) is Stage.BASELINE else "Final"
    return f"{stage} skills review of {short_name(match)}, {match.placement.title}"


def escalate(asked: LinkRequest, at: datetime) -> None:
    """Open a to-do for the specialist: this review has not come."""
    match, stage = queries.match_of(asked.subject_id), stage_of(asked)
    if queries.reviewed(stage, [match.id]):
        return
    open_todo(
        f"review_{stage}",
        "match",
        match.id,
        f"{asked.recipient_name} has not given the {stage} review of {match.student.shown_name}. "
        "Telephone, and enter the answer.",
        url=f"/requests/{asked.id}",
        role="career_specialist",
        school_id=match.student.school_id,
        at=at,
    )
