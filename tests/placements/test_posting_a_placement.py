"""Engagement staff post placements; seats are never given twice, and nothing typed is lost."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, time

import pytest
import sqlalchemy as sa
from flask import Flask

from app.core.access import Actor
from app.core.db import db
from app.core.errors import Conflict, Invalid
from app.core.use_case import transaction
from app.matches.models import MatchState
from app.placements import services
from app.placements.models import Placement, PlacementState
from tests.builders import a_contact, a_match, a_placement, a_program, a_site, an_employer

S = PlacementState
NOW = datetime(2026, 9, 14, 18, tzinfo=UTC)
EMIL = Actor("staff", 1, "Emil", "employer_engagement")
TYPED = {
    "title": "Library aide",
    "kind": "internship",
    "seats": "2",
    "start_date": "2026-10-05",
    "end_date": "2027-01-29",
    "minimum_age": "16",
    "duties": "Shelves books",
    "start-0": "15:00",
    "end-0": "18:00",
}


@pytest.fixture
def partner(app: Flask):
    with app.app_context():
        employer = an_employer(name="City Library")
        a_site(employer, name="Main branch")
        a_contact(employer, name="Lena Librarian")
        a_program(name="Internships 2026", code="int-26")
    return employer


def placements() -> list[Placement]:
    return list(db.session.scalars(sa.select(Placement)))


def test_a_placement_is_posted_in_one_go(app: Flask, partner, staff):
    emil = staff("employer_engagement")
    page = emil.visit(f"/placements/new?employer={partner.id}")
    page = emil.submit(page, "Post placement", **TYPED)
    assert page.h1 == "Library aide"
    assert "Library aide is posted." in page
    assert "Monday 3:00 pm – 6:00 pm" in page
    with app.app_context():
        [placement] = placements()
        assert placement.state is S.OPEN


@pytest.mark.parametrize(
    ("field", "typed", "sentence"),
    [
        ("title", "", "Enter a title, like Library assistant."),
        ("title", "a\x00b", "Remove the hidden characters; only plain text is kept."),
        ("seats", "many", "Enter a whole number in digits, like 2."),
        ("seats", "0", "Enter a number from 1 to 500."),
        ("seats", "99999999999999999999", "Enter a number from 1 to 500."),
        ("start_date", "2026-02-30", "Enter a date, like 2027-06-30."),
        ("start_date", "2020-01-06", "Choose a day within Internships 2026"),
        ("end_date", "2026-09-30", "The last day is before the first day."),
        ("minimum_age", "13", "Enter an age from 14 to 21."),
        ("end-0", "", "Monday: Enter start and end as times, like 14:00 and 17:30."),
        ("break-0", "-5", "Monday: Enter the break in minutes, from 0 to 240."),
    ],
)
def test_bad_input_gets_a_sentence_and_keeps_what_was_typed(partner, staff, field, typed, sentence):
    emil = staff("employer_engagement")
    page = emil.visit(f"/placements/new?employer={partner.id}")
    page = emil.submit(page, "Post placement", status=422, fields={**TYPED, field: typed})
    assert sentence in page
    assert "Shelves books" in page.html
    assert "No placement fits." in emil.visit("/placements")


def test_without_a_schedule_it_is_not_posted_and_not_half_written(app: Flask, partner, staff):
    emil = staff("employer_engagement")
    page = emil.visit(f"/placements/new?employer={partner.id}")
    fields = {**TYPED, "start-0": "", "end-0": ""}
    page = emil.submit(page, "Post placement", status=422, fields=fields)
    assert "Enter at least one day of the weekly schedule before you post it." in page
    with app.app_context():
        assert placements() == []
    page = emil.submit(page, "Save as a draft", fields=fields)
    assert "Library aide is saved." in page


def test_the_later_of_two_writers_is_told_what_the_other_wrote(app: Flask, partner, staff):
    with app.app_context():
        site = db.session.scalars(sa.select(Placement.id)).first() or a_site(partner)
        placement = a_placement(site=site, title="Page turner")
    emil, emma = staff("employer_engagement"), staff("employer_engagement")
    mine = emil.visit(f"/placements/{placement.id}/edit")
    theirs = emma.visit(f"/placements/{placement.id}/edit")
    emma.submit(theirs, "Save", title="Book binder")
    page = emil.submit(mine, "Save", status=409, title="Page turner II")
    assert "it is now “Book binder” with 5 seats" in page
    with app.app_context():
        assert placements()[0].title == "Book binder"


def test_seats_cannot_sink_below_those_taken(app: Flask, staff):
    with app.app_context():
        placement = a_placement(seats=3)
        for _ in range(2):
            a_match(placement=placement, state=MatchState.ACCEPTED)
    emil = staff("employer_engagement")
    page = emil.visit(f"/placements/{placement.id}/edit")
    page = emil.submit(page, "Save", status=422, seats="1")
    assert "2 seats are taken, so there cannot be fewer." in page


def test_a_placement_pauses_opens_closes_and_is_cancelled_only_while_empty(app: Flask, staff):
    with app.app_context():
        placement = a_placement()
        match = a_match(placement=placement, state=MatchState.ACCEPTED)
    emil = staff("employer_engagement")
    page = emil.visit(f"/placements/{placement.id}")
    page = emil.submit(page, "Pause")
    page = emil.submit(page, "Open again")
    page = emil.submit(page, "Close")
    page = emil.submit(page, "Open again")
    emil.submit(page, "Cancel placement", status=409, reason="no longer needed")
    with app.app_context():
        with transaction():
            services.give_back_seat(placement.id)
        assert match.placement_id == placement.id
    page = emil.submit(page, "Cancel placement", reason="no longer needed")
    assert "Cancelled" in page


def test_only_engagement_staff_and_administrators_post(app: Flask, staff):
    with app.app_context():
        placement = a_placement()
    for role in ("career_specialist", "district_lead", "finance"):
        person = staff(role)
        person.visit("/placements/new", status=403)
        person.visit(f"/placements/{placement.id}/edit", status=403)


def test_the_last_seat_is_taken_once(any_app: Flask):
    with any_app.app_context():
        placement = a_placement(seats=1)
    said: list[str] = []
    start = threading.Barrier(20)

    def take() -> None:
        with any_app.app_context():
            start.wait()
            try:
                services.take_seat(placement.id)
                said.append("taken")
            except Conflict as conflict:
                said.append(conflict.sentence)

    threads = [threading.Thread(target=take) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(said) == ["The last seat was just filled."] * 19 + ["taken"]


def test_the_database_itself_refuses_a_seat_too_many(any_app: Flask):
    with any_app.app_context():
        placement = a_placement(seats=1)
        with pytest.raises(Conflict), transaction():
            db.session.execute(
                sa.update(Placement).where(Placement.id == placement.id).values(seats_taken=2)
            )


def test_a_placement_without_a_schedule_is_not_published(app: Flask):
    with app.app_context():
        placement = a_placement(weekdays={}, state=S.DRAFT)
        with pytest.raises(Invalid, match="at least one day"):
            services.publish(placement.id, by=EMIL, at=NOW)


@pytest.mark.parametrize("number", [1, 60])
def test_the_list_costs_the_same_however_long_it_is(app, staff, query_count, number):
    with app.app_context():
        program, site = a_program(), a_site()
        for _ in range(number):
            a_placement(program, site, weekdays={0: (time(15), time(18), 0)})
    emil = staff("employer_engagement")
    with query_count(6):
        emil.visit("/placements")


@pytest.mark.parametrize("number", [1, 30])
def test_the_employers_list_costs_the_same_however_long_it_is(app, staff, query_count, number):
    with app.app_context():
        for _ in range(number):
            a_contact(an_employer())
    emil = staff("employer_engagement")
    with query_count(7):
        emil.visit("/employers")
