"""Let students who are considered for this season say what they want; ask those who did not."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from app.core.filters import day as day_words
from app.core.filters import instant
from app.core.language import speaking
from app.desk.demo.placements import Stage
from app.desk.demo.requests import Reader, lay_out, open_request
from app.desk.demo.schools import specialists_by_school
from app.matches.models import Match
from app.matches.preference_models import Preference, PreferenceList
from app.matches.preference_queries import CONSIDERED, KIND, PROGRAM
from app.outreach.shapes import Subject
from app.programs.mailing import DEFAULTS
from app.programs.models import Program
from app.students.models import Student

if TYPE_CHECKING:
    from app.desk.demo.making import Making
    from app.desk.demo.placements import Job
    from app.desk.demo.rows import Row

PLAN: Final = DEFAULTS["preferences"]
DAYS_AGO: Final = 2
CHOICES: Final = 3


def make_preferences(making: Making, jobs: list[Job]) -> None:
    """Let every second considered student have a list; the others were asked two days ago."""
    specialists = specialists_by_school(making)
    by_id = {job.id: job for job in jobs}
    seen: set[tuple[int, int]] = set()
    for match in making.rows.of(Match):
        job = by_id.get(match["placement_id"])
        if job is None or match["state"] not in CONSIDERED:
            continue
        key = (match["student_id"], job.course.id)
        if key in seen:
            continue
        seen.add(key)
        student = making.rows.row(Student, match["student_id"])
        if len(seen) % 2:
            _say(making, job, jobs, student, f"staff:{specialists[student['school_id']]}")
        elif student["email"]:
            _ask(making, job, student)


def _say(making: Making, job: Job, jobs: list[Job], student: Row, by: str) -> None:
    at = making.season.loaded_at - timedelta(days=DAYS_AGO + 1)
    others = [
        each.id
        for each in jobs
        if each.course.id == job.course.id and each.stage is Stage.COMING and each.id != job.id
    ]
    chosen = [job.id, *others][:CHOICES]
    list_id = making.rows.add(
        PreferenceList,
        student_id=student["id"],
        program_id=job.course.id,
        at=at,
        by=by,
        method="in_person",
        version=1,
    )
    for position, placement_id in enumerate(chosen, 1):
        making.rows.add(Preference, list_id=list_id, position=position, placement_id=placement_id)
    making.note(
        *("preferences_kept", "student", student["id"]),
        by=by,
        at=at,
        program=job.course.id,
        placements=chosen,
    )


def _ask(making: Making, job: Job, student: Row) -> None:
    at = making.season.loaded_at - timedelta(days=DAYS_AGO)
    program = making.rows.row(Program, job.course.id)
    language, name = student["language"], student["preferred_name"] or student["given_name"]
    with speaking(language):
        days = {
            "first_day": day_words(program["start_date"], year=True),
            "last_day": day_words(program["end_date"], year=True),
            "until": instant(at + timedelta(days=PLAN.expire_after_days), making.season.zone),
        }
    request_id = open_request(
        making,
        making.draw(f"preferences {student['id']} {job.course.id}"),
        KIND,
        Reader(
            "student", student["id"], f"{name} {student['family_name']}", student["email"], language
        ),
        Subject(PROGRAM, job.course.id),
        PLAN,
        program_id=job.course.id,
        school_ids=[student["school_id"]],
        at=at,
        program=program["name"],
        **days,
    )
    lay_out(making, request_id, PLAN, making.season.loaded_at)
