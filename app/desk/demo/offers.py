"""Ask the students who hold an offer of this season for their answer."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from app.core.filters import day as day_words
from app.core.filters import instant
from app.core.language import speaking
from app.desk.demo.requests import Reader, lay_out, open_request
from app.employers.models import Employer
from app.matches.models import Match, MatchState
from app.matches.offer_asking import KIND, MATCH
from app.outreach.shapes import Subject
from app.placements.models import Placement
from app.programs.mailing import DEFAULTS
from app.students.models import Student

if TYPE_CHECKING:
    from app.desk.demo.making import Making
    from app.desk.demo.placements import Job
    from app.desk.demo.rows import Row

PLAN: Final = DEFAULTS[KIND]
HOURS_AGO: Final = 5


def ask_for_answers(making: Making, jobs: list[Job]) -> None:
    """Ask last evening whoever holds an offer and has an address."""
    by_id = {job.id: job for job in jobs}
    for match in making.rows.of(Match):
        job = by_id.get(match["placement_id"])
        student = making.rows.row(Student, match["student_id"])
        if job is not None and match["state"] is MatchState.OFFERED and student["email"]:
            _ask(making, match, job, student)


def _ask(making: Making, match: Row, job: Job, student: Row) -> None:
    at = making.season.loaded_at - timedelta(hours=HOURS_AGO)
    language, name = student["language"], student["preferred_name"] or student["given_name"]
    with speaking(language):
        until = instant(at + timedelta(days=PLAN.expire_after_days), making.season.zone)
        days = {
            "first_day": day_words(job.start, year=True),
            "last_day": day_words(job.end, year=True),
        }
    request_id = open_request(
        making,
        making.draw(f"offer {match['id']}"),
        KIND,
        Reader(
            "student", student["id"], f"{name} {student['family_name']}", student["email"], language
        ),
        Subject(MATCH, match["id"]),
        PLAN,
        program_id=job.course.id,
        school_ids=[student["school_id"]],
        at=at,
        placement=making.rows.row(Placement, job.id)["title"],
        employer=making.rows.row(Employer, job.partner.id)["name"],
        until=until,
        **days,
    )
    lay_out(making, request_id, PLAN, making.season.loaded_at)
