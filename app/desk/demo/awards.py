"""Make a few awards of credit in every state, and the transcript files of those that went out."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import timedelta
from types import SimpleNamespace
from typing import TYPE_CHECKING, Final

import msgspec

from app.core import sheets
from app.core.calendar import school_year_of
from app.core.files import File
from app.credit.award_models import AwardState, CreditAward, TranscriptExport
from app.credit.award_queries import PURPOSE
from app.credit.progress import Progress, progress
from app.credit.transcripts import HEADINGS, cells_of
from app.desk.demo.schools import SIGN_INS
from app.matches.models import Match
from app.placements.models import Placement
from app.programs.credit_rules import HoursCredit
from app.programs.models import Program
from app.schools.models import School
from app.students.models import CourseCompleted, Student

if TYPE_CHECKING:
    from datetime import datetime

    from app.desk.demo.making import Making
    from app.desk.demo.matches import Place
    from app.desk.demo.rows import Row

S = AwardState
OF_EACH: Final = 3
PATHS: Final[tuple[tuple[AwardState, ...], ...]] = (
    (S.APPROVED, S.TRANSCRIPTED),
    (S.APPROVED,),
    (),
    (S.WITHDRAWN,),
)
LEAD: Final = f"staff:{[local for _, local in SIGN_INS].index('lead') + 1}"
WRONG: Final = "Given for the wrong placement."


@dataclass(frozen=True, slots=True)
class Earner:
    """Be a match that has earned credit, with its rule and how far it came."""

    place: Place
    rule: HoursCredit
    done: Progress


def make_awards(making: Making, places: list[Place], minutes: dict[int, int]) -> None:
    """Award what a few matches of this season have earned; each state comes up in turn."""
    files: dict[int, list[int]] = {}
    for number, earner in enumerate(_earners(making, places, minutes)[: OF_EACH * len(PATHS)]):
        path, place = PATHS[number % len(PATHS)], earner.place
        award_id = _award(making, earner)
        if S.WITHDRAWN in path:
            _withdraw(making, place, award_id)
        if S.APPROVED in path:
            _approve(making, award_id)
        if S.TRANSCRIPTED in path:
            files.setdefault(place.school_id, []).append(award_id)
    for school_id, awards in files.items():
        _write(making, school_id, awards)


def _earners(making: Making, places: list[Place], minutes: dict[int, int]) -> list[Earner]:
    courses: dict[int, set[str]] = {}
    for row in making.rows.of(CourseCompleted):
        courses.setdefault(row["student_id"], set()).add(row["title"].casefold())
    found = []
    for place in places:
        rule = place.job.course.rules.credit
        if isinstance(rule, HoursCredit) and not place.job.course.ago:
            done = progress(
                rule, minutes.get(place.id, 0), frozenset(courses.get(place.student_id, ()))
            )
            found.append(Earner(place, rule, done))
    # one of each school in turn, so that every specialist finds some
    earned = [each for each in found if each.done.earned]
    return sorted(earned, key=lambda each: (_rank(earned, each), each.place.school_id))


def _rank(earned: list[Earner], wanted: Earner) -> int:
    school = [each for each in earned if each.place.school_id == wanted.place.school_id]
    return school.index(wanted)


def _days_ago(making: Making, days: int) -> datetime:
    return making.season.loaded_at - timedelta(days=days, hours=7)


def _award(making: Making, earner: Earner) -> int:
    place, rule, done, at = earner.place, earner.rule, earner.done, _days_ago(making, 8)
    award_id = making.rows.add(
        CreditAward,
        student_id=place.student_id,
        match_id=place.id,
        state=S.ELIGIBLE,
        credit=done.earned,
        minutes=done.spent,
        credit_type=rule.credit_type,
        family=rule.credit_type,
        earned_on=at.date(),
        school_year=school_year_of(at.date()),
        rule=msgspec.to_builtins(rule),
        attested=[],
        needs_second=True,
        awarded_by=place.specialist,
        awarded_at=at,
        approved_by=None,
        approved_at=None,
        reason="",
        export_id=None,
        moved_at=at,
        version=1,
    )
    told = {"credit": done.earned, "minutes": done.spent}
    making.note("awarded", CreditAward.NOUN, award_id, by=place.specialist, at=at, **told)
    making.note("credit awarded", "match", place.id, by=place.specialist, at=at, award=award_id)
    return award_id


def _approve(making: Making, award_id: int) -> None:
    at = _days_ago(making, 6)
    making.rows.row(CreditAward, award_id).update(approved_by=LEAD, approved_at=at)
    _move(making, award_id, S.APPROVED, LEAD, at)


def _withdraw(making: Making, place: Place, award_id: int) -> None:
    at = _days_ago(making, 7)
    making.rows.row(CreditAward, award_id)["reason"] = WRONG
    _move(making, award_id, S.WITHDRAWN, place.specialist, at, WRONG)
    making.note("credit withdrawn", "match", place.id, by=place.specialist, at=at, reason=WRONG)


def _move(  # noqa: PLR0913, PLR0917 - a move has these parts
    making: Making, award_id: int, state: AwardState, by: str, at: datetime, reason: str = ""
) -> None:
    making.rows.row(CreditAward, award_id)["moved_at"] = at
    making.move(CreditAward, award_id, state, by=by, at=at, reason=reason or None)


def _write(making: Making, school_id: int, awards: list[int]) -> None:
    at, by = _days_ago(making, 3), "staff:1"
    rows = [making.rows.row(CreditAward, award_id) for award_id in awards]
    made = sheets.csv_of(HEADINGS, [cells_of(_line(making, row)) for row in rows])
    file_id = making.rows.add(
        File,
        purpose=PURPOSE,
        name=f"transcript-{at.date().isoformat()}.csv",
        size=len(made),
        sha256=hashlib.sha256(made).hexdigest(),
        content=made,
        kept_by=by,
        kept_at=at,
    )
    export_id = making.rows.add(
        TranscriptExport,
        school_id=school_id,
        file_id=file_id,
        awards=len(rows),
        credit=sum(row["credit"] for row in rows),
        by=by,
        at=at,
    )
    told = {"awards": len(rows), "sha256": hashlib.sha256(made).hexdigest()}
    making.note("exported", "transcript", export_id, by=by, at=at, **told)
    for row in rows:
        row["export_id"] = export_id
        _move(making, row["id"], S.TRANSCRIPTED, by, at)


def _line(making: Making, award: Row) -> SimpleNamespace:
    match = making.rows.row(Match, award["match_id"])
    placement = making.rows.row(Placement, match["placement_id"])
    program = making.rows.row(Program, placement["program_id"])
    student = making.rows.row(Student, award["student_id"])
    school = making.rows.row(School, student["school_id"])
    told = {
        "school_code": school["code"],
        "school": school["name"],
        "program_code": program["code"],
        "program": program["name"],
        "placement": placement["title"],
    }
    return SimpleNamespace(**student | award | told)
