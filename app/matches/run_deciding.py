"""Decide about batch runs: commit one, send what it made, set it aside; keep seats by hand."""

from __future__ import annotations

from datetime import datetime

from app.core import journal
from app.core.access import Actor
from app.core.clock import district_day
from app.core.db import db
from app.core.errors import Conflict, Invalid
from app.core.use_case import use_case
from app.matches import run_record_queries as records
from app.matches import services
from app.matches.models import MatchState
from app.matches.run_models import MatchLock, MatchRunRow, RunState, Writes
from app.matches.run_snapshot import snapshot
from app.programs.queries import program as program_of
from app.students.queries import student_for

CHANGED = (
    "Something that this run rests on has changed since: students, placements, preferences, "
    "answers of employers, or locks. Nothing was written. Run the matching again and look at it."
)


@use_case
def commit(run_id: int, *, by: Actor, at: datetime) -> int:
    """Write a run's matches, all or none, and give how many; again does nothing.

    Offers take their seats and are not mailed before staff send them. Raises Conflict when what
    the run rests on has changed, or a rule or seat forbids one of its matches.
    """
    run = records.run_for(run_id, by, lock=True)
    if run.state is RunState.COMMITTED:
        return 0
    run.find_move(RunState.COMMITTED, by)
    now = snapshot(program_of(run.program_id), run.school_ids, district_day(at))
    if now.hash != run.snapshot_hash:
        raise Conflict(CHANGED)
    run.committed_at, run.committed_by = at, by.key
    run.move_to(RunState.COMMITTED, by=by, at=at)
    rows = records.placed_rows(run.id)
    for row in rows:
        _write(row, run.writes, by, at)
    return len(rows)


def _write(row: MatchRunRow, writes: Writes, by: Actor, at: datetime) -> None:
    target = MatchState(writes)
    student_id, placement_id = row.student_id, int(row.placement_id or 0)
    match = records.under_way(student_id, placement_id)
    if match is not None and target is MatchState.SHORTLISTED:
        row.match_id = match.id
        if match.state is MatchState.SUGGESTED:
            services.move(match.id, target, by=by, at=at)
        return
    row.held = target is MatchState.OFFERED
    row.match_id = (
        match.id if match is not None else services.suggest(student_id, placement_id, by=by, at=at)
    )
    services.move(row.match_id, target, by=by, at=at)


@use_case
def send(run_id: int, *, by: Actor, at: datetime) -> int:
    """Refer the shortlisted of a committed run, or let its offers be mailed; give how many.

    From now on students read by their own link what the run came to for them.
    """
    run = records.run_for(run_id, by)
    if run.state is not RunState.COMMITTED:
        msg = "Commit the run first."
        raise Conflict(msg)
    run.sent_at = run.sent_at or at
    if run.writes is Writes.OFFERED:
        return records.release(run.id)
    waiting = records.shortlisted(run.id, by)
    for match_id in waiting:
        services.move(match_id, MatchState.REFERRED, by=by, at=at)
    return len(waiting)


@use_case
def set_aside(run_id: int, *, by: Actor, at: datetime) -> None:
    """Set a run aside that nobody wants to commit; it stays readable."""
    records.run_for(run_id, by).move_to(RunState.SET_ASIDE, by=by, at=at)


@use_case
def lock(  # noqa: PLR0913 - a lock has these parts
    program_id: int, student_id: int, placement_id: int, *, reason: str, by: Actor, at: datetime
) -> int:
    """Keep a seat for a student in every run of a program, or change which; give the lock's id.

    Raises Invalid without a reason, NotFound outside the actor's scope.
    """
    if not reason.strip():
        raise Invalid("Give a reason.", {"reason": "Give a reason, so that others understand."})
    program = program_of(program_id)
    student = student_for(student_id, by)
    place = records.opening(program.id, placement_id)
    found = records.lock_of(program.id, student.id)
    if found is None:
        found = MatchLock(program_id=program.id, student_id=student.id)
        db.session.add(found)
    found.placement_id, found.reason = place.id, reason.strip()
    found.by, found.at = by.key, at
    db.session.flush()
    journal.record(
        "locked", "program", program.id, by=by, at=at, student_id=student.id, placement_id=place.id
    )
    return found.id


@use_case
def unlock(program_id: int, student_id: int, *, by: Actor, at: datetime) -> None:
    """Take a lock off; without one nothing happens."""
    program, student = program_of(program_id), student_for(student_id, by)
    found = records.lock_of(program.id, student.id)
    if found is None:
        return
    db.session.delete(found)
    journal.record(
        "unlocked",
        "program",
        program.id,
        by=by,
        at=at,
        student_id=student.id,
        placement_id=found.placement_id,
    )
