"""Read batch runs, their rows and locks, in the actor's scope."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import aliased, contains_eager, undefer

from app.accounts.policies import sees_every_student
from app.core.access import Actor
from app.core.db import db
from app.core.errors import NotFound
from app.core.rows import AnyRow, AnySelect, Sorts
from app.core.text import number
from app.matches.models import BEFORE_OFFER, Match, MatchState
from app.matches.run_models import MatchLock, MatchRun, MatchRunRow
from app.placements.models import Placement, PlacementState
from app.programs.models import Program
from app.schools.models import School
from app.students.models import Student
from app.students.queries import found_by, in_scope

BEFORE = aliased(Placement)


def schools_of(actor: Actor) -> list[int]:
    """Give the schools that an actor's run covers, none for the whole district."""
    return [] if sees_every_student(actor) else sorted(actor.school_ids)


def runs() -> AnySelect:
    """Give the query of all runs, as columns."""
    return sa.select(
        MatchRun.id,
        MatchRun.created_at,
        MatchRun.state,
        MatchRun.objective,
        MatchRun.writes,
        MatchRun.seed,
        MatchRun.students,
        MatchRun.placed,
        MatchRun.envious,
        MatchRun.school_ids,
        MatchRun.sentence,
        Program.name.label("program"),
    ).join(Program, Program.id == MatchRun.program_id)


def listed(filters: dict[str, str]) -> AnySelect:
    """Give the query of the runs that the filters leave."""
    query = runs()
    if (program_id := number(filters.get("program", ""))) is not None:
        query = query.where(MatchRun.program_id == program_id)
    if state := filters.get("state"):
        query = query.where(MatchRun.state == state)
    return query


def columns() -> Sorts:
    """Give the columns by which the list of runs is sorted."""
    return {
        "at": MatchRun.created_at,
        "program": Program.name,
        "placed": MatchRun.placed,
        "id": MatchRun.id,
    }


def run(run_id: int) -> MatchRun:
    """Give a run with its program; raise NotFound."""
    found = db.session.scalar(_whole(run_id))
    if found is None:
        raise NotFound
    return found


def may_decide(found: MatchRun, actor: Actor) -> bool:
    """Tell whether an actor may commit a run: it covers no other school than theirs."""
    if sees_every_student(actor):
        return True
    return bool(found.school_ids) and set(found.school_ids) <= actor.school_ids


def seen(school_id: int, actor: Actor) -> bool:
    """Tell whether an actor sees the students of a school."""
    return sees_every_student(actor) or school_id in actor.school_ids


def run_for(run_id: int, actor: Actor, *, lock: bool = False) -> MatchRun:
    """Give a run that an actor may decide about; raise NotFound for any other.

    With `lock` its program's row is held, so that runs of one program are committed in turn.
    """
    found = run(run_id)
    if not may_decide(found, actor):
        raise NotFound
    if lock:
        db.session.execute(
            sa.select(Program.id).where(Program.id == found.program_id).with_for_update()
        )
        db.session.refresh(found)
    return found


def told_run(program_id: int, student_id: int) -> MatchRun | None:
    """Give the newest run of a program that staff sent out and that a student took part in."""
    return db.session.scalar(
        sa.select(MatchRun)
        .join(MatchRunRow, MatchRunRow.run_id == MatchRun.id)
        .where(
            MatchRun.program_id == program_id,
            MatchRun.sent_at.is_not(None),
            MatchRunRow.student_id == student_id,
        )
        .order_by(MatchRun.sent_at.desc(), MatchRun.id.desc())
        .limit(1)
    )


def instance_of(run_id: int) -> bytes:
    """Give the packed instance of a run; raise NotFound where there is none."""
    found = db.session.scalar(_whole(run_id).options(undefer(MatchRun.instance)))
    if found is None or found.instance is None:
        raise NotFound
    return found.instance


def _whole(run_id: int) -> sa.Select[MatchRun]:
    return (
        sa.select(MatchRun)
        .join(MatchRun.program)
        .options(contains_eager(MatchRun.program))
        .where(MatchRun.id == run_id)
    )


def newest(program_id: int, but: int) -> Sequence[AnyRow]:
    """Give the other solved runs of a program, the newest first: what a run is compared with."""
    return db.session.execute(
        runs()
        .where(MatchRun.program_id == program_id, MatchRun.id != but, MatchRun.result_hash != "")
        .order_by(MatchRun.id.desc())
        .limit(20)
    ).all()


def rows(run_id: int, actor: Actor, filters: dict[str, str]) -> AnySelect:
    """Give the query of a run's students whom an actor may see, as columns."""
    query = (
        sa.select(
            MatchRunRow.id,
            MatchRunRow.student_id,
            MatchRunRow.placement_id,
            MatchRunRow.change,
            MatchRunRow.stage,
            MatchRunRow.rank,
            MatchRunRow.score,
            MatchRunRow.match_id,
            Student.given_name,
            Student.preferred_name,
            Student.family_name,
            Student.grade,
            School.name.label("school"),
            Placement.title,
            BEFORE.title.label("before"),
        )
        .join(Student, Student.id == MatchRunRow.student_id)
        .join(School, School.id == Student.school_id)
        .outerjoin(Placement, Placement.id == MatchRunRow.placement_id)
        .outerjoin(BEFORE, BEFORE.id == MatchRunRow.before_id)
        .where(MatchRunRow.run_id == run_id, *found_by(filters.get("q", "")))
    )
    if change := filters.get("change"):
        query = query.where(MatchRunRow.change == change)
    if (school_id := number(filters.get("school", ""))) is not None:
        query = query.where(Student.school_id == school_id)
    return in_scope(query, actor)


def row_columns() -> Sorts:
    """Give the columns by which the students of a run are sorted."""
    return {
        "name": Student.family_name,
        "placement": Placement.title,
        "rank": MatchRunRow.rank,
        "score": MatchRunRow.score,
        "id": MatchRunRow.id,
    }


def placed_rows(run_id: int) -> Sequence[MatchRunRow]:
    """Give the rows of a run that have a placement, in the order of their students."""
    return db.session.scalars(
        sa.select(MatchRunRow)
        .where(MatchRunRow.run_id == run_id, MatchRunRow.placement_id.is_not(None))
        .order_by(MatchRunRow.student_id)
    ).all()


def under_way(student_id: int, placement_id: int) -> Match | None:
    """Give the match of a student with a placement that has come no further than an interview."""
    return db.session.scalar(
        sa.select(Match).where(
            Match.student_id == student_id,
            Match.placement_id == placement_id,
            Match.state.in_(BEFORE_OFFER),
        )
    )


def shortlisted(run_id: int, actor: Actor) -> list[int]:
    """Give the matches of a run that are still on the shortlist, in the actor's scope."""
    query = (
        sa.select(Match.id)
        .join(MatchRunRow, MatchRunRow.match_id == Match.id)
        .join(Student, Student.id == Match.student_id)
        .where(MatchRunRow.run_id == run_id, Match.state == MatchState.SHORTLISTED)
        .order_by(Match.id)
    )
    return list(db.session.scalars(in_scope(query, actor)))


def waiting(run_id: int) -> int:
    """Count the matches of a run that staff have not sent yet: shortlisted, or offers held."""
    unsent = sa.or_(
        sa.and_(MatchRunRow.held, Match.state == MatchState.OFFERED),
        Match.state == MatchState.SHORTLISTED,
    )
    query = (
        sa.select(sa.func.count())
        .select_from(MatchRunRow)
        .join(Match, Match.id == MatchRunRow.match_id)
        .where(MatchRunRow.run_id == run_id, unsent)
    )
    return db.session.scalar(query) or 0


def release(run_id: int) -> int:
    """Let the offers of a run be mailed; give how many were held."""
    query = sa.update(MatchRunRow).where(MatchRunRow.run_id == run_id, MatchRunRow.held)
    result = db.session.execute(query.values(held=False))
    return int(result.rowcount)  # type: ignore[attr-defined]


def opening(program_id: int, placement_id: int) -> Placement:
    """Give an open placement of a program; raise NotFound."""
    found = db.session.scalar(
        sa.select(Placement).where(
            Placement.id == placement_id,
            Placement.program_id == program_id,
            Placement.state == PlacementState.OPEN,
        )
    )
    if found is None:
        raise NotFound
    return found


def lock_of(program_id: int, student_id: int) -> MatchLock | None:
    """Give the lock of a student in a program, if there is one."""
    return db.session.scalar(
        sa.select(MatchLock).where(
            MatchLock.program_id == program_id, MatchLock.student_id == student_id
        )
    )


def titles(uids: Sequence[str]) -> dict[str, AnyRow]:
    """Give id, title and seats of placements by uid."""
    rows = db.session.execute(
        sa.select(Placement.uid, Placement.id, Placement.title).where(Placement.uid.in_(uids))
    )
    return {row.uid: row for row in rows}


def rows_by_student(run_id: int, actor: Actor) -> Sequence[AnyRow]:
    """Give what a run says of each student in the actor's scope, by name: for comparing."""
    return db.session.execute(
        rows(run_id, actor, {}).order_by(Student.family_name, Student.given_name, Student.id)
    ).all()


def named(student_ids: Sequence[int], actor: Actor) -> Sequence[AnyRow]:
    """Give id and name of those of some students whom an actor may see, by name."""
    query = (
        sa.select(Student.id, Student.given_name, Student.preferred_name, Student.family_name)
        .where(Student.id.in_(student_ids))
        .order_by(Student.family_name, Student.given_name, Student.id)
    )
    return db.session.execute(in_scope(query, actor)).all() if student_ids else ()
