"""Read matches, and the facts that eligibility is computed from, always in the actor's scope."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager, selectinload

from app.accounts.models import Role
from app.core.access import Actor
from app.core.db import db
from app.core.errors import NotFound
from app.core.journal import Event
from app.core.rows import AnyRow, AnySelect, Query, Sorts
from app.core.text import like, number
from app.employers.models import Employer, Site
from app.matches import order_queries
from app.matches.models import HOLDING, LIVE, Match, MatchState
from app.matches.narrowing import narrowed
from app.placements.models import Placement
from app.programs.models import Program
from app.schools.models import School
from app.students import queries as students
from app.students.models import Student

S = MatchState
employer_orders = order_queries.employer_orders
employer_declines = order_queries.employer_declines
# what a match can also come to without ever being referred is not among them
REFERRED_OR_LATER = (
    S.REFERRED,
    S.INTERVIEWING,
    *HOLDING,
    S.DECLINED_BY_EMPLOYER,
    S.NO_SHOW,
    S.ENDED_EARLY,
)


def in_scope(query: Query, actor: Actor) -> Query:
    """Narrow a query that joins Student and Employer to the matches that an actor may see."""
    if actor.role == Role.EMPLOYER_ENGAGEMENT:
        return query.where(Employer.owner_id == actor.id, Match.state.in_(REFERRED_OR_LATER))
    return students.in_scope(query, actor)


def _whole() -> sa.Select[Match]:
    return (
        sa.select(Match)
        .join(Match.student)
        .join(Student.school)
        .join(Match.placement)
        .join(Placement.program)
        .join(Placement.site)
        .join(Site.employer)
        .join(Placement.supervisor)
        .options(
            contains_eager(Match.student).contains_eager(Student.school),
            contains_eager(Match.placement).options(
                contains_eager(Placement.program),
                contains_eager(Placement.site).contains_eager(Site.employer),
                contains_eager(Placement.supervisor),
                selectinload(Placement.slots),
            ),
        )
    )


def match_for(match_id: int, actor: Actor) -> Match:
    """Give a match that an actor may see, whole: two statements; raise NotFound for any other."""
    found = db.session.scalar(in_scope(_whole().where(Match.id == match_id), actor))
    if found is None:
        raise NotFound
    return found


def of_placement_in(placement_id: int, states: Sequence[MatchState]) -> Sequence[Match]:
    """Give the matches of a placement in some states, whole, of every school: two statements."""
    query = _whole().where(Match.placement_id == placement_id, Match.state.in_(states))
    return db.session.scalars(query.order_by(Match.id)).all()


def whole(match_id: int) -> Match:
    """Give a match, whole, whoever asks: two statements; raise NotFound."""
    found = db.session.scalar(_whole().where(Match.id == match_id))
    if found is None:
        raise NotFound
    return found


@dataclass(frozen=True, slots=True)
class LastMove:
    """Be the last move of a match, and the state that undoing it leads back to."""

    name: str
    back: MatchState


def last_move(match: Match) -> LastMove | None:
    """Give the last move of a match where it can be undone: one statement."""
    names = {row.name for row in Match.MOVES}
    event = db.session.execute(
        sa.select(Event.action, Event.changes)
        .where(Event.record == "match", Event.record_id == match.id, Event.action.in_(names))
        .order_by(Event.seq.desc())
        .limit(1)
    ).first()
    if event is None or event.changes.get("target") != match.state:
        return None
    [row] = [row for row in Match.MOVES if row.name == event.action]
    before = event.changes.get("source")
    ways = {str(each.target): each.target for each in Match.MOVES if match.state in each.sources}
    if row.inverse is None:
        return None
    return LastMove(row.name, MatchState(ways.get(str(before), row.inverse)))


def closed_at(student_id: int, at: datetime) -> Sequence[Match]:
    """Give the matches that a student's acceptance closed at an instant, whole."""
    query = _whole().where(
        Match.student_id == student_id,
        Match.state == S.WITHDRAWN,
        Match.moved_at == at,
        Match.reason.like("accepted %"),
    )
    return db.session.scalars(query.order_by(Match.id)).all()


def closed_by(match_id: int, at: datetime) -> list[str]:
    """Give the titles of the placements that a match's acceptance at an instant closed."""
    own = sa.select(Match.student_id).where(Match.id == match_id).scalar_subquery()
    query = sa.select(Placement.title).join(Match, Match.placement_id == Placement.id)
    closed = (Match.student_id == own, Match.state == S.WITHDRAWN, Match.moved_at == at)
    return list(db.session.scalars(query.where(*closed).order_by(Placement.title)))


def running(placement_id: int) -> int:
    """Count the matches of a placement that are not ended, of every school."""
    query = sa.select(sa.func.count(Match.id)).where(
        Match.placement_id == placement_id, Match.state.in_((*LIVE, S.COMPLETED))
    )
    return db.session.scalar(query) or 0


def live_match(student_id: int, placement_id: int) -> int | None:
    """Give the id of a student's match with a placement that is not ended, or None."""
    return db.session.scalar(
        sa.select(Match.id).where(
            Match.student_id == student_id,
            Match.placement_id == placement_id,
            Match.state.in_((*LIVE, S.COMPLETED)),
        )
    )


def live_states(placement_id: int, student_ids: Sequence[int]) -> dict[int, MatchState]:
    """Give the states of students' matches with a placement that are not ended, by student."""
    rows = db.session.execute(
        sa.select(Match.student_id, Match.state).where(
            Match.placement_id == placement_id,
            Match.student_id.in_(student_ids),
            Match.state.in_((*LIVE, S.COMPLETED)),
        )
    )
    return {row.student_id: row.state for row in rows}


def versions_of(match_ids: Sequence[int]) -> dict[int, int]:
    """Give the versions of matches by id."""
    rows = db.session.execute(sa.select(Match.id, Match.version).where(Match.id.in_(match_ids)))
    return {row.id: row.version for row in rows}


def shortlisted(placement_id: int, actor: Actor) -> Sequence[Match]:
    """Give the matches on a placement's shortlist whom an actor may refer, whole.

    Employer engagement may refer them at the employers that they own, and knows them by number.
    """
    query = _whole().where(Match.placement_id == placement_id, Match.state == S.SHORTLISTED)
    if actor.role == Role.EMPLOYER_ENGAGEMENT:
        query = query.where(Employer.owner_id == actor.id)
    else:
        query = students.in_scope(query, actor)
    return db.session.scalars(query.order_by(Match.id)).all()


def hold_student(student_id: int) -> None:
    """Let nobody else offer or accept for a student until this use case ends.

    SQLite has one writer anyway; PostgreSQL locks the student's row.
    """
    db.session.execute(sa.select(Student.id).where(Student.id == student_id).with_for_update())


def live_of_student(student_id: int) -> Sequence[Match]:
    """Give a student's matches that are not ended, whole."""
    return db.session.scalars(
        _whole()
        .where(Match.student_id == student_id, Match.state.in_((*LIVE, S.COMPLETED)))
        .order_by(Match.id)
    ).all()


def of_student(student_id: int, actor: Actor) -> Sequence[Match]:
    """Give all matches of a student that an actor may see, whole, the newest first."""
    query = _whole().where(Match.student_id == student_id).order_by(Match.id.desc())
    return db.session.scalars(in_scope(query, actor)).all()


def columns() -> Sorts:
    """Give the columns by which the list of matches is sorted."""
    return {
        "student": Student.family_name,
        "placement": Placement.search,
        "employer": Employer.search,
        "school": School.name,
        "state": Match.state,
        "moved": Match.moved_at,
        "id": Match.id,
    }


def listed(actor: Actor, filters: dict[str, str]) -> AnySelect:
    """Give the query of the list of matches, in scope and narrowed by the filters."""
    query = (
        sa.select(
            Match.id,
            Match.state,
            Match.moved_at,
            Student.id.label("student_id"),
            Student.given_name,
            Student.family_name,
            Student.preferred_name,
            School.name.label("school"),
            Placement.id.label("placement_id"),
            Placement.title,
            Employer.name.label("employer"),
            Program.code.label("program"),
        )
        .join(Student, Student.id == Match.student_id)
        .join(School, School.id == Student.school_id)
        .join(Placement, Placement.id == Match.placement_id)
        .join(Program, Program.id == Placement.program_id)
        .join(Site, Site.id == Placement.site_id)
        .join(Employer, Employer.id == Site.employer_id)
    )
    query = narrowed(query, filters)
    if (program_id := number(filters.get("program", ""))) is not None:
        query = query.where(Placement.program_id == program_id)
    if (school_id := number(filters.get("school", ""))) is not None:
        query = query.where(Student.school_id == school_id)
    if (placement_id := number(filters.get("placement", ""))) is not None:
        query = query.where(Match.placement_id == placement_id)
    if filters.get("q"):
        wanted = like(filters["q"])
        query = query.where(
            Student.search.like(wanted, escape="\\")
            | Placement.search.like(wanted, escape="\\")
            | Employer.search.like(wanted, escape="\\")
        )
    return in_scope(query, actor)


def of_students_named(actor: Actor, words: str) -> AnySelect:
    """Give the query of the matches in scope of students of a name, for search."""
    return listed(actor, {}).where(Student.search.like(like(words), escape="\\"))


def roster(placement_id: int, actor: Actor) -> tuple[Sequence[AnyRow], int]:
    """Give a placement's matches in scope, and how many more live ones other schools have."""
    rows = db.session.execute(
        listed(actor, {"placement": str(placement_id)}).order_by(
            Student.family_name, Student.given_name, Match.id
        )
    ).all()
    seen = sum(1 for row in rows if row.state in (*LIVE, S.COMPLETED))
    return rows, running(placement_id) - seen


def counts(actor: Actor) -> dict[str, int]:
    """Count the matches in scope by state."""
    query = (
        sa.select(Match.state, sa.func.count(Match.id))
        .join(Student, Student.id == Match.student_id)
        .join(Placement, Placement.id == Match.placement_id)
        .join(Site, Site.id == Placement.site_id)
        .join(Employer, Employer.id == Site.employer_id)
        .group_by(Match.state)
    )
    return {str(state): number for state, number in db.session.execute(in_scope(query, actor))}


def students_by_match(query: Query, which: str) -> Query:
    """Narrow a query that joins Student to those without a live match (`none`), or with one."""
    live = sa.exists().where(Match.student_id == Student.id, Match.state.in_(LIVE))
    return query.where(~live if which == "none" else live)
