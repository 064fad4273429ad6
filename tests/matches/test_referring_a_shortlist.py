"""A shortlist is compared side by side and referred as one, also by who owns the employer."""

from __future__ import annotations

import threading
from datetime import UTC, date, datetime, time

import pytest
import sqlalchemy as sa
from flask import Flask

from app.core.access import Actor
from app.core.db import db
from app.core.errors import Conflict
from app.desk.verify import findings
from app.matches import services, slates
from app.matches.models import HOLDING, Match, MatchState
from app.placements.queries import detail
from tests.builders import (
    a_course,
    a_match,
    a_placement,
    a_school,
    a_site,
    a_student,
    an_employer,
)

S = MatchState
NOW = datetime(2026, 9, 14, 18, tzinfo=UTC)
ADMIN = Actor("staff", 1, "Ada", "administrator")
AFTERNOON = {0: (time(15), time(18), 0)}


@pytest.fixture
def emil(app: Flask, staff):
    """Give engagement with an employer of their own, and two schools' students shortlisted."""
    person = staff("employer_engagement")
    with app.app_context():
        person.placement = a_placement(
            site=a_site(an_employer(owner_id=person.actor.id)), weekdays=AFTERNOON, seats=9
        )
        person.schools = [a_school(name="Heron High"), a_school(name="Kestrel High")]
        for school, name in zip(person.schools, ("Quill", "Raven"), strict=True):
            a_match(a_student(school, family_name=name), person.placement, state=S.SHORTLISTED)
    return person


def states(app: Flask) -> list[str]:
    with app.app_context():
        return sorted(str(state) for state in db.session.scalars(sa.select(Match.state)))


def test_the_owner_refers_a_shortlist_known_by_number_and_then_sees_names(app, emil):
    page = emil.visit(f"/placements/{emil.placement.id}")
    assert "Quill" not in page
    page = emil.submit(emil.visit(page.link("Refer the shortlist (2)")), "Refer")
    assert "Referred: 2 students." in page.alert
    assert "Quill" in page
    assert states(app) == ["referred", "referred"]
    page = emil.submit(page, "Undo")
    assert "On the shortlist again: 2 students." in page.alert
    assert "Quill" not in page
    assert states(app) == ["shortlisted", "shortlisted"]


def test_another_member_of_engagement_refers_nobody(app, emil, staff):
    other = staff("employer_engagement")
    page = other.visit(f"/placements/{emil.placement.id}")
    assert "Refer the shortlist" not in page
    token = other.visit("/settings/password").all('input[name="csrf_token"]')[0].attrs["value"]
    other.client.post(
        f"/placements/{emil.placement.id}/shortlist/refer", data={"csrf_token": token}
    )
    assert states(app) == ["shortlisted", "shortlisted"]
    assert "Nobody is on the shortlist" in other.visit(f"/placements/{emil.placement.id}").alert


def test_engagement_refers_but_neither_offers_nor_undoes_what_a_specialist_did(app, emil):
    with app.app_context():
        ids = services.refer_shortlist(emil.placement.id, by=emil.actor, at=NOW)
        services.move(ids[0], S.INTERVIEWING, by=ADMIN, at=NOW)
        version = db.session.scalars(sa.select(Match.version).where(Match.id == ids[0])).one()
        undone, refused = slates.undo_all(f"{ids[0]}.{version}", by=emil.actor, at=NOW)
    assert undone == 0
    assert refused == ["Your role may not make this match referred."]
    assert states(app) == ["interviewing", "referred"]


def test_a_specialist_refers_their_own_students_and_the_others_are_a_number(app, emil, staff):
    ana = staff("career_specialist", school_ids=[emil.schools[0].id])
    page = ana.visit(f"/placements/{emil.placement.id}/shortlist")
    assert "Quill" in page
    assert "Raven" not in page
    assert "Kestrel" not in page
    assert "1 more student whom you do not look after." in page
    page = ana.visit(f"/placements/{emil.placement.id}")
    page = ana.submit(ana.visit(page.link("Refer the shortlist (1)")), "Refer")
    assert "Referred: 1 student." in page.alert
    assert states(app) == ["referred", "shortlisted"]


# -- side by side


def test_students_stand_side_by_side_with_what_helps_to_choose(app: Flask, staff):
    with app.app_context():
        school = a_school(name="Heron High")
        placement = a_placement(weekdays=AFTERNOON)
        ready = a_student(school, family_name="Quill", grade="12")
        a_course(ready, "Next Move Intro")
        a_match(ready, placement, state=S.SHORTLISTED)
        a_match(ready, a_placement(title="Ferries", weekdays=AFTERNOON), state=S.REFERRED)
        a_match(ready, a_placement(weekdays={2: AFTERNOON[0]}), state=S.COMPLETED)
        young = a_student(school, family_name="Young", birth_date=date(2013, 1, 1))
        a_match(young, placement, state=S.SUGGESTED)
    ana = staff("career_specialist", school_ids=[school.id])
    page = ana.visit(f"/placements/{placement.id}/shortlist")
    first, second = (row.to_text() for row in page.all("tbody tr"))
    assert "Next Move Intro" in first
    assert "missing: guardian consent, work permit" in " ".join(first.split())
    assert "Ferries" in first
    assert "13 years old on the first day" in " ".join(second.split())
    page = ana.submit(page, "Refer")
    assert page.h1.startswith("Refer 1 student for"), "the shortlisted one is chosen beforehand"
    page = ana.visit(f"/students/{ready.id}/placements/compare")
    assert "Ferries" in page
    assert placement.title in page


@pytest.mark.parametrize("number", [1, 30])
def test_comparing_costs_the_same_however_many(any_app, staff, query_count, number):
    with any_app.app_context():
        school, placement = a_school(), a_placement(weekdays=AFTERNOON, seats=99)
        student = a_student(school)
        for _ in range(number):
            a_match(a_student(school), placement, state=S.SHORTLISTED)
            a_match(student, a_placement(weekdays=AFTERNOON), state=S.REFERRED)
    ana = staff("career_specialist", school_ids=[school.id])
    ana.visit("/matches")
    with query_count(12):
        ana.visit(f"/placements/{placement.id}/shortlist")
    with query_count(10):
        ana.visit(f"/students/{student.id}/placements/compare")


@pytest.mark.parametrize("number", [1, 51])
def test_placements_for_a_student_cost_the_same_however_many(any_app, staff, query_count, number):
    with any_app.app_context():
        student = a_student()
        cranes = [a_placement(weekdays=AFTERNOON, search="cranes") for _ in range(number)]
        a_placement(weekdays=AFTERNOON, title="For adults", search="adults", minimum_age=19)
    ana = staff("career_specialist", school_ids=[student.school_id])
    ana.visit("/matches")
    with query_count(13):
        page = ana.visit(f"/students/{student.id}/placements")
    assert f"{number} of {number + 1} placements with a free seat are open" in page
    page = ana.visit(f"/students/{student.id}/placements?q=adults")
    assert "17 years old on the first day; 19 is asked" in page
    page = ana.visit(f"/students/{student.id}/placements?q=cranes")
    page = ana.submit(page, f"Shortlist: {cranes[0].title}", htmx=True)
    assert "is shortlisted." in page.alert
    assert f"{number - 1} of {number} placements with a free seat are open" in page


# -- twenty at once


def test_two_who_offer_to_twenty_at_once_never_overfill(any_app: Flask):
    with any_app.app_context():
        school, placement = a_school(), a_placement(weekdays=AFTERNOON, seats=7)
        ids = [a_match(a_student(school), placement, state=S.INTERVIEWING).id for _ in range(20)]
    start, said = threading.Barrier(4), []

    def offer_all(order: list[int]) -> None:
        with any_app.app_context():
            start.wait()
            for match_id in order:
                try:
                    services.move(match_id, S.OFFERED, by=ADMIN, at=NOW)
                except Conflict as conflict:
                    said.append(conflict.sentence)

    orders = [ids, ids[::-1], ids[10:] + ids[:10], ids[5:] + ids[:5]]
    threads = [threading.Thread(target=offer_all, args=(order,)) for order in orders]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with any_app.app_context():
        found = db.session.scalars(sa.select(Match.state)).all()
        assert sum(state in HOLDING for state in found) == 7
        assert detail(placement.id).seats_taken == 7
        assert [check for check in findings() if check.broken] == []
    assert "The last seat was just filled." in said
