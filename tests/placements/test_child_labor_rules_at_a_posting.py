"""A posting that nobody of its least age may work is refused, unless somebody answers for it."""

from __future__ import annotations

from datetime import date, time

import pytest
import sqlalchemy as sa
from flask import Flask

from app.core import clock
from app.core.access import Actor
from app.core.db import db
from app.core.errors import Invalid
from app.core.journal import Event
from app.core.use_case import use_case
from app.labor.models import LaborOverride
from app.placements import services
from app.placements.models import Placement, PlacementState
from app.placements.vocabulary import PayBasis, RelationshipType
from app.schools.models import Calendar
from tests.builders import a_placement, a_school, a_site, kept

EMIL = Actor("staff", 1, "Emil", "employer_engagement")
LATE = {0: (time(17), time(23), 30), 2: (time(17), time(23), 30)}
UNPAID = {
    "relationship_type": RelationshipType.TRAINING,
    "pay_basis": PayBasis.UNPAID,
    "pay_cents": None,
}
EARLY = {0: (time(15), time(18), 0)}


@use_case
def a_year(code: str = "district") -> None:
    first, last = date(2026, 9, 2), date(2027, 6, 18)
    kept(Calendar(code=code, school_year=2027, first_day=first, last_day=last))


def a_job(weekdays=None, *, state=PlacementState.DRAFT, where="WA", **changes) -> Placement:
    """Give a placement with an employer's wage, by default on late evenings before school."""
    paid = {
        "pay_basis": PayBasis.EMPLOYER_WAGE,
        "pay_cents": 1713,
        "relationship_type": RelationshipType.EMPLOYMENT,
        "start_date": date(2026, 10, 5),
        "end_date": date(2027, 1, 29),
    }
    site = a_site(state=where, jurisdiction=where)
    return a_placement(site=site, weekdays=weekdays or LATE, state=state, **paid | changes)


def publish(placement: Placement) -> None:
    services.publish(placement.id, by=EMIL, at=clock.now())


def state_of(placement: Placement) -> PlacementState:
    db.session.expire_all()
    return db.session.get_one(Placement, placement.id).state


@pytest.fixture
def tacoma(any_app: Flask):
    with any_app.app_context():
        a_year()
        a_school()
    return any_app


def test_evenings_until_eleven_cannot_be_posted_for_sixteen_in_washington(tacoma):
    with tacoma.app_context():
        job = a_job(minimum_age=16)
        with pytest.raises(Invalid, match="Nobody of 16 may be employed for this") as refused:
            publish(job)
        assert "WAC 296-125-0" in refused.value.sentence
        assert "5:00 pm to 11:00 pm on Oct 5, 2026" in refused.value.sentence
        assert state_of(job) is PlacementState.DRAFT


@pytest.mark.parametrize(
    "changes",
    [
        {"minimum_age": 18},
        {"weekdays": EARLY},
        {"where": "OR"},
        {
            "relationship_type": RelationshipType.TRAINING,
            "pay_basis": PayBasis.UNPAID,
            "pay_cents": None,
        },
    ],
    ids=["for adults", "afternoons", "a state without such a rule", "no employment"],
)
def test_what_the_rules_allow_is_posted(tacoma, changes):
    with tacoma.app_context():
        job = a_job(**changes)
        publish(job)
        assert state_of(job) is PlacementState.OPEN


def test_one_school_with_another_calendar_is_enough_to_post(tacoma):
    with tacoma.app_context():
        job = a_job({6: (time(15), time(22, 30), 30)}, minimum_age=16)
        with pytest.raises(Invalid):
            publish(job)
        # without a school year there is no eve of a school day
        a_school(calendar_code="none")
        publish(job)
        assert state_of(job) is PlacementState.OPEN


def test_an_open_placement_cannot_be_moved_into_the_night(tacoma, staff):
    emil = staff("employer_engagement")
    with tacoma.app_context():
        job = a_job(EARLY, state=PlacementState.OPEN)
    page = emil.visit(f"/placements/{job.id}/edit")
    late = {"start-0": "17:00", "end-0": "23:00"}
    page = emil.submit(page, "Save", status=422, **late)
    assert "Nobody of 16 may be employed for this" in page
    with tacoma.app_context():
        kept_job = db.session.get_one(Placement, job.id)
        slots = sa.select(sa.text('"end"')).select_from(sa.text("placement_slot"))
        assert kept_job.state is PlacementState.OPEN
        assert str(db.session.scalar(slots)).startswith("18:00")


def test_an_administrator_allows_it_with_a_reason_until_the_work_changes(tacoma, staff):
    emil, ada = staff("employer_engagement"), staff("administrator")
    with tacoma.app_context():
        job = a_job(minimum_age=16)
    page = emil.visit(f"/placements/{job.id}")
    assert "Nobody of 16 on the first day may be employed for this." in page
    page = emil.submit(page, "Post placement")
    assert "Nobody of 16 may be employed for this" in page
    page = emil.visit(f"/placements/{job.id}/labor")
    assert "Allow with a reason" not in page
    page = ada.visit(f"/placements/{job.id}/labor")
    assert "16" in page
    told = ada.submit(page, "Allow with a reason", within="tbody tr:first-child", reason="")
    assert "Say why this may be." in told
    while "What bars them" in page:
        row = "tbody tr:first-child"
        page = ada.submit(page, "Allow with a reason", within=row, reason="Variance 26-118")
    assert "“Variance 26-118” Staff" in page
    assert "No rule bars anybody of 16 or older" in page
    emil.submit(emil.visit(f"/placements/{job.id}"), "Post placement")
    with tacoma.app_context():
        assert state_of(job) is PlacementState.OPEN
        told = sa.select(Event).where(Event.action == "labor rule overridden")
        assert {each.changes["reason"] for each in db.session.scalars(told)} == {"Variance 26-118"}
    # another schedule is other work: nothing stays allowed, and it is judged anew
    page = emil.visit(f"/placements/{job.id}/edit")
    page = emil.submit(page, "Save", status=422, **{"end-0": "22:30"})
    assert "Nobody of 16" in page
    page = emil.submit(
        page,
        "Save",
        **{"start-0": "15:00", "end-0": "18:00", "start-2": "", "end-2": "", "break-2": ""},
    )
    with tacoma.app_context():
        standing = sa.select(sa.func.count()).where(LaborOverride.taken_back_at.is_(None))
        assert db.session.scalar(standing) == 0


def test_what_was_allowed_is_taken_back_on_the_page(tacoma, staff):
    ada = staff("administrator")
    with tacoma.app_context():
        job = a_job(minimum_age=16)
    page = ada.visit(f"/placements/{job.id}/labor")
    row = "tbody tr:first-child"
    page = ada.submit(page, "Allow with a reason", within=row, reason="Variance 26-118")
    page = ada.submit(page, "Take back")
    assert "The rule binds again." in page
    assert "Allowed against a rule" not in page


@pytest.mark.parametrize("number", [1, 7])
def test_the_page_of_the_rules_costs_the_same_however_many_schools(
    tacoma, staff, query_count, number
):
    ada = staff("administrator")
    with tacoma.app_context():
        job = a_job()
        for index in range(number):
            a_year(f"code-{index}")
            a_school(calendar_code=f"code-{index}")
    with query_count(11):
        ada.visit(f"/placements/{job.id}/labor")
