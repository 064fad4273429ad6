"""An employer's sheet says what came of hosting, year by year, and names nobody."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from flask import Flask

from app.core.use_case import transaction
from app.credentials.models import AwardState, Credential, CredentialAward
from app.matches.models import MatchState
from app.placements.activity_models import SignUpState
from app.programs.rules import ProgramRules
from tests.builders import (
    LONG_AGO,
    MONDAY,
    a_match,
    a_placement,
    a_program,
    a_sign_up,
    a_site,
    a_student,
    a_week,
    an_activity,
    an_employer,
    kept,
    moved,
)
from tests.hours.world import settle

S = MatchState


def a_season(year: int):
    """Build a program and placement dates of the autumn of a year."""
    first = date(year, 9, 7)
    return a_program(ProgramRules(target_minutes=60), start_date=first), {
        "start_date": first,
        "end_date": date(year, 12, 18),
    }


@pytest.fixture
def bakery(any_app: Flask) -> int:
    """Let Mia work at a bakery in 2025 and 2026, Leo in 2026 and Zoe withdraw."""
    with any_app.app_context():
        employer = an_employer(name="Harbor Bakery")
        site = a_site(employer)
        mia, leo, zoe = (a_student(given_name=name) for name in ("Mia", "Leo", "Zoe"))
        before, dates = a_season(2025)
        a_match(mia, a_placement(before, site, **dates), state=S.COMPLETED)
        now, dates = a_season(2026)
        place = a_placement(now, site, **dates)
        settle(a_week(a_match(mia, place), {0: 120, 1: 90}, week=MONDAY).id)
        a_week(a_match(leo, place), {0: 60}, week=MONDAY)
        a_match(zoe, place, state=S.WITHDRAWN)
        visit = an_activity(employer_id=employer.id, day=MONDAY)
        for came in (SignUpState.ATTENDED, SignUpState.ABSENT):
            moved(a_sign_up(visit), came)
        earned(mia.id, MONDAY)
        earned(leo.id, MONDAY - timedelta(days=200))
        return employer.id


def earned(student_id: int, day: date) -> None:
    with transaction():
        credential = kept(
            Credential(
                name=f"First aid {student_id}",
                search=f"first aid {student_id}",
                issuer="Red Cross",
                created_at=LONG_AGO,
            )
        )
        kept(
            CredentialAward(
                student_id=student_id,
                credential_id=credential.id,
                state=AwardState.EARNED,
                exam_on=day,
                earned_on=day,
                noted_by="staff:1",
                noted_at=LONG_AGO,
                moved_at=LONG_AGO,
            )
        )


def lines(page) -> list[list[str]]:
    return [
        [" ".join(cell.to_text().split()) for cell in row.query("th, td")]
        for row in page.all("tbody tr, tfoot tr")
    ]


def test_each_year_says_what_came_of_it_and_nobody_is_named(staff, bakery):
    page = staff("employer_engagement").visit(f"/employers/{bakery}/impact")
    assert lines(page) == [
        ["2025/26", "1", "0 h", "0", "0", "0"],
        ["2026/27", "2", "3 h 30 min", "0", "1", "1"],
        ["In all", "2", "3 h 30 min", "0", "1", "1"],
    ]
    assert "You have hosted students 2 school years in a row." in page
    for name in ("Mia", "Leo", "Zoe"):
        assert name not in page


def test_it_reads_in_spanish(staff, bakery):
    page = staff("administrator").visit(f"/employers/{bakery}/impact?language=es")
    assert "Horas confirmadas" in page
    assert "2 años escolares seguidos" in page


def test_an_employer_without_students_says_so(any_app: Flask, staff):
    with any_app.app_context():
        employer = an_employer()
    page = staff("administrator").visit(f"/employers/{employer.id}/impact")
    assert "No student worked here" in page


@pytest.mark.parametrize("number", [1, 15])
def test_the_sheet_costs_the_same_however_many(any_app: Flask, staff, query_count, number):
    with any_app.app_context():
        employer = an_employer()
        program, dates = a_season(2026)
        place = a_placement(program, a_site(employer), seats=20, **dates)
        for _ in range(number):
            a_match(placement=place)
    ada = staff("administrator")
    ada.visit("/employers")
    with query_count(8):
        ada.visit(f"/employers/{employer.id}/impact")
