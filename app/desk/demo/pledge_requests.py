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


def ask_for_pledges(making: Making, courses: list[Course]) -> None:
    """Ask, some days ago, the first employers that have not answered for this season."""
    own = {course.id for course in courses if not course.ago}
    people = {row["employer_id"]: row for row in reversed(making.rows.of(Contact))}
    waiting = [
        row
        for row in making.rows.of(Pledge)
        if row["program_id"] in own
        and row["state"] is PledgeState.ASKED
        and row["employer_id"] in people
    ]
    for pledge in waiting[:ASKED]:
        _ask(making, pledge, people[pledge["employer_id"]])


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
