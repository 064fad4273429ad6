"""Run the batch matching of a program and keep what it would do; nothing else is written."""

from __future__ import annotations

import secrets
from datetime import datetime
from typing import Any

from app.core import journal, tasks
from app.core.access import SYSTEM, Actor
from app.core.clock import district_day
from app.core.db import db
from app.core.errors import AppError, Conflict
from app.core.task_running import Job
from app.core.use_case import use_case
from app.matches import run_queries
from app.matches import run_record_queries as records
from app.matches.engine import VERSION
from app.matches.engine.instance import WrongInstance
from app.matches.engine.solving import Objective
from app.matches.run_models import MatchRun, RunState, Writes
from app.matches.run_snapshot import Snapshot, snapshot
from app.matches.run_summary import Solved, come_to
from app.programs.models import Program
from app.programs.queries import program as program_of

SEEDS = 2**31
NOBODY_TAKES_PART = (
    "Nobody takes part: no student said what they want of this program, or is suggested or "
    "shortlisted for one of its placements."
)
NO_SEAT = "There is no open placement of this program with a free seat."


@use_case
def start(  # noqa: PLR0913 - a run has these parts
    program_id: int,
    *,
    seed: int | None,
    objective: Objective,
    writes: Writes,
    by: Actor,
    at: datetime,
) -> MatchRun:
    """Queue a run of a program over the students in an actor's scope; a worker solves it.

    Without a seed one is drawn. Raises NotFound for a program that is not there.
    """
    run = _begin(program_of(program_id), seed, objective, writes, by, at)
    run.task_id = tasks.start(
        "matches.run",
        {"run_id": run.id},
        title=f"Match {run.program.name}",
        back="/matches/runs",
        by=by,
        at=at,
    )
    return run


@use_case
def run_now(  # noqa: PLR0913 - a run has these parts
    program_id: int,
    *,
    seed: int | None,
    objective: Objective,
    writes: Writes,
    by: Actor,
    at: datetime,
) -> MatchRun:
    """Run the matching of a program at once, and keep what came of it.

    Raises Conflict where nobody takes part, no seat is free, or a lock cannot be kept.
    """
    program = program_of(program_id)
    run = _begin(program, seed, objective, writes, by, at)
    shot = snapshot(program, run.school_ids, district_day(at))
    _keep(run, shot, preview(program, shot, run.seed, objective), at)
    return run


@use_case
def tell(  # noqa: PLR0913 - a run has these parts
    program_id: int,
    *,
    seed: int | None,
    objective: Objective,
    writes: Writes,
    keep: bool,
    by: Actor,
    at: datetime,
) -> dict[str, Any]:
    """Run the matching of a program and say what comes of it; without `keep` nothing is written.

    Raises Conflict where nobody takes part, no seat is free, or a lock cannot be kept.
    """
    if keep:
        run = run_now(program_id, seed=seed, objective=objective, writes=writes, by=by, at=at)
        return _told(run.id, run.students, run.placed, run.envious, run.seed, run.result_hash)
    program = program_of(program_id)
    drawn = secrets.randbelow(SEEDS) if seed is None else seed
    shot = snapshot(program, records.schools_of(by), district_day(at))
    found = preview(program, shot, drawn, objective)
    placed = sum(row.placement_id is not None for row in found.rows)
    return _told(None, len(found.rows), placed, found.envious, drawn, found.outcome.hash)


def _told(run_id: int | None, *figures: object) -> dict[str, Any]:
    names = ("students", "placed", "passed_over", "seed", "hash")
    return {"run": run_id, **dict(zip(names, figures, strict=True))}


def _begin(  # noqa: PLR0913, PLR0917 - a run has these parts
    program: Program,
    seed: int | None,
    objective: Objective,
    writes: Writes,
    by: Actor,
    at: datetime,
) -> MatchRun:
    run = MatchRun(
        program=program,
        objective=str(objective),
        seed=secrets.randbelow(SEEDS) if seed is None else seed,
        writes=writes,
        school_ids=records.schools_of(by),
        started_by=by.key,
        created_at=at,
    )
    db.session.add(run)
    db.session.flush()
    journal.record("queued", "run", run.id, by=by, at=at, program_id=program.id, seed=run.seed)
    return run


def solve(job: Job) -> None:
    """Solve a queued run outside any transaction, then keep what came of it in one."""
    run = records.run_for(int(job.arguments["run_id"]), job.by)
    if run.state is not RunState.QUEUED:
        _end(job, "This run was set aside before its turn came.")
        return
    job.say("Reading students, placements and what they want.")
    program = program_of(run.program_id)
    shot = snapshot(program, run.school_ids, district_day(job.at))
    job.say("Matching.")
    try:
        found = preview(program, shot, run.seed, Objective(run.objective))
    except AppError as error:
        _fail(run.id, error.sentence, job)
        return
    _keep_and_end(run.id, shot, found, job)


def preview(program: Program, shot: Snapshot, seed: int, objective: Objective) -> Solved:
    """Solve a snapshot; raise Conflict in a sentence where there is nothing or something wrong."""
    if not shot.students:
        raise Conflict(NOBODY_TAKES_PART)
    if not shot.placements:
        raise Conflict(NO_SEAT)
    try:
        return come_to(shot, seed, objective, run_queries.nearest(program.id))
    except WrongInstance as wrong:
        raise Conflict(_in_words(str(wrong), shot)) from wrong


@use_case
def _keep_and_end(run_id: int, shot: Snapshot, found: Solved, job: Job) -> None:
    run = records.run_for(run_id, job.by)
    _keep(run, shot, found, job.at)
    job.done(f"{run.placed} of {run.students} students placed.", url=f"/matches/runs/{run.id}")


def _keep(run: MatchRun, shot: Snapshot, found: Solved, at: datetime) -> None:
    run.instance, run.snapshot_hash, run.engine = shot.packed, shot.hash, VERSION
    run.result_hash, run.summary, run.envious = found.outcome.hash, found.summary, found.envious
    run.students = len(found.rows)
    run.placed = sum(row.placement_id is not None for row in found.rows)
    run.move_to(RunState.READY, by=SYSTEM, at=at)
    for row in found.rows:
        row.run_id = run.id
    db.session.add_all(found.rows)
    db.session.flush()


@use_case
def _fail(run_id: int, sentence: str, job: Job) -> None:
    run = records.run_for(run_id, job.by)
    run.sentence = sentence
    run.move_to(RunState.FAILED, by=SYSTEM, at=job.at)
    job.done(sentence, url=f"/matches/runs/{run.id}")


@use_case
def _end(job: Job, sentence: str) -> None:
    job.done(sentence, url="/matches/runs")


def _in_words(wrong: str, shot: Snapshot) -> str:
    """Say what the engine refuses with the titles of placements instead of their ids."""
    for uid, row in shot.placements.items():
        wrong = wrong.replace(uid, f"“{row.title}”")
    for uid in shot.students:
        wrong = wrong.replace(uid, "a student")
    return f"A lock cannot be kept: {wrong.partition(': ')[2]}. Take it off, or mend it."
