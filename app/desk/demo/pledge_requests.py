"""Ask some employers by mail for the seats that they have not promised yet."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from app.core.filters import day as day_words
from app.core.filters import instant
from app.core.language import speaking
from app.desk.demo.requests import Reader, lay_out, open_request
from app.employers.models import Contact, Employer
from app.employers.pledge_models import Pledge, PledgeState
from app.employers.pledge_services import KIND, PLEDGE
from app.outreach.shapes import Subject
from app.programs.mailing import DEFAULTS
from app.programs.models import Program

if TYPE_CHECKING:
    from app.desk.demo.making import Making
    from app.desk.demo.programs import Course
    from app.desk.demo.rows import Row

PLAN: Final = DEFAULTS["pledge"]
DAYS_AGO: Final = 5
ASKED: Final = 3
SEATS: Final = 2


def ask_for_pledges(making: Making, courses: list[Course]) -> None:
    """Ask, some days ago, some employers that promised nothing to a program of this season yet."""
    course = courses[-1]
    if course.ago:
        return
    promised = {
        row["employer_id"] for row in making.rows.of(Pledge) if row["program_id"] == course.id
    }
    people = {row["employer_id"]: row for row in reversed(making.rows.of(Contact))}
    fresh = [each for each in sorted(people) if each not in promised]
    for employer_id in fresh[:ASKED]:
        _ask(making, _pledge(making, employer_id, course.id), people[employer_id])


def _pledge(making: Making, employer_id: int, program_id: int) -> Row:
    by = f"staff:{making.rows.row(Employer, employer_id)['owner_id']}"
    at = making.season.loaded_at - timedelta(days=DAYS_AGO)
    pledge_id = making.rows.add(
        Pledge,
        employer_id=employer_id,
        program_id=program_id,
        seats=SEATS,
        posted=0,
        state=PledgeState.ASKED,
        answer_by=None,
        note="",
        created_at=at,
        version=1,
    )
    making.note("created", "pledge", pledge_id, by=by, at=at, seats=SEATS)
    return making.rows.row(Pledge, pledge_id)


def _ask(making: Making, pledge: Row, person: Row) -> None:
    at = making.season.loaded_at - timedelta(days=DAYS_AGO)
    program = making.rows.row(Program, pledge["program_id"])
    with speaking(person["language"]):
        days = {
            "first_day": day_words(program["start_date"], year=True),
            "last_day": day_words(program["end_date"], year=True),
            "until": instant(at + timedelta(days=PLAN.expire_after_days), making.season.zone),
        }
    request_id = open_request(
        making,
        making.draw(f"pledge {pledge['id']}"),
        KIND,
        Reader("contact", person["id"], person["name"], person["email"], person["language"]),
        Subject(PLEDGE, pledge["id"]),
        PLAN,
        program_id=program["id"],
        school_ids=[],
        at=at,
        employer=making.rows.row(Employer, pledge["employer_id"])["name"],
        program=program["name"],
        before="",
        **days,
    )
    lay_out(making, request_id, PLAN, making.season.loaded_at)
