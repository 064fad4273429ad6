"""Ask some partners to describe a placement."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from app.desk.demo.placements import Stage
from app.desk.demo.requests import Reader, lay_out, open_request
from app.employers.models import Contact, Employer
from app.outreach.shapes import Subject
from app.placements.description_asking import KIND, PROGRAM
from app.programs.mailing import DEFAULTS
from app.programs.models import Program

if TYPE_CHECKING:
    from app.desk.demo.making import Making
    from app.desk.demo.placements import Job

PLAN: Final = DEFAULTS["describe-placement"]
ASKED: Final = 2
DAYS_AGO: Final = 4


def ask_for_descriptions(making: Making, jobs: list[Job]) -> None:
    """Ask the supervisors of some paused placements for further ones, some days ago."""
    paused = [job for job in jobs if job.stage is Stage.PAUSED]
    seen: set[int] = set()
    for job in paused:
        if job.supervisor_id not in seen and len(seen) < ASKED:
            seen.add(job.supervisor_id)
            _ask(making, job)


def _ask(making: Making, job: Job) -> None:
    at = making.season.loaded_at - timedelta(days=DAYS_AGO)
    person = making.rows.row(Contact, job.supervisor_id)
    request_id = open_request(
        making,
        making.draw(f"describe {person['id']}"),
        KIND,
        Reader("contact", person["id"], person["name"], person["email"], person["language"]),
        Subject(PROGRAM, job.course.id),
        PLAN,
        program_id=job.course.id,
        school_ids=[],
        at=at,
        employer=making.rows.row(Employer, person["employer_id"])["name"],
        program=making.rows.row(Program, job.course.id)["name"],
    )
    lay_out(making, request_id, PLAN, making.season.loaded_at)
