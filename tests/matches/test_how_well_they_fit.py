"""The fit score is the same on either list and in a run, part by part."""

from __future__ import annotations

from datetime import date, time

import pytest
from flask import Flask
from msgspec.structs import replace

from app.core import clock
from app.core.access import Actor
from app.core.db import db
from app.core.listing import Wanted
from app.core.use_case import use_case
from app.matches import candidates, options, scoring
from app.matches.models import MatchState
from app.matches.run_snapshot import snapshot
from app.placements.queries import detail
from app.programs.models import Program
from app.programs.queries import program as program_of
from app.schools.models import Calendar
from app.students.models import StudentYear
from tests.builders import (
    a_course,
    a_match,
    a_placement,
    a_program,
    a_school,
    a_site,
    a_student,
    every_mail,
    kept,
)

ADMIN = Actor("staff", 1, "Ada", "administrator")
EVERYTHING = Wanted(page=1, sort="", descending=False, filters={})
TACOMA, NEAR, FAR = (47.2529, -122.4443), (47.26, -122.43), (47.6062, -122.3321)
HEALTH, TRADES = "classic-health-science", "classic-architecture-construction"


def at(where):
    return {"latitude": where[0], "longitude": where[1]} if where else {}


def in_the_year(student, school, year, pathway):
    told = {"attributes": {"pathway": pathway}, "school_id": school.id, "grade": "11"}
    kept(StudentYear(student_id=student.id, school_year=year, **told))


def a_town():
    """Build placements near, far and nowhere, and students whom each part tells apart."""
    first, last = date(2026, 9, 2), date(2027, 6, 18)
    kept(Calendar(code="district", school_year=2027, first_day=first, last_day=last))
    early, late = a_school(**at(TACOMA)), a_school(bell_end=time(16), **at(FAR))
    nowhere = a_school()
    program = a_program(every_mail(), start_date=date(2027, 1, 4), end_date=date(2027, 6, 18))
    jobs = [
        a_placement(
            program,
            a_site(**at(where)),
            title=title,
            career_field=field,
            cluster=cluster,
            weekdays={0: (start, time(20), 0)},
            start_date=date(2027, 2, 1),
            end_date=date(2027, 5, 28),
        )
        for title, where, field, cluster, start in (
            ("Nursing aide", NEAR, "health", HEALTH, time(16)),
            ("Advanced carpenter", FAR, "engineering", TRADES, time(17, 10)),
            ("Anything", None, "", "", time(18, 30)),
        )
    ]
    students = [
        a_student(school, grade=grade)
        for school in (early, late, nowhere)
        for grade in ("11", "12")
    ]
    for student, school in zip(students, (early, early, late, late, nowhere, nowhere), strict=True):
        in_the_year(student, school, 2026, "Construction trades")
        if student.id % 2:
            in_the_year(student, school, 2027, "Health Science")
    a_course(students[0], "Advanced Carpentry")
    a_course(students[1], "Nursing Assistant I")
    a_course(students[2], "Choir")
    a_match(
        students[3], a_placement(weekdays={6: (time(8), time(9), 0)}), state=MatchState.COMPLETED
    )
    for student in students:
        a_match(student, jobs[0], state=MatchState.SUGGESTED)
    return program, jobs, students


@use_case
def weigh(program_id, rules):
    db.session.get_one(Program, program_id).rules = rules


def test_lists_and_runs_count_the_same_points(any_app: Flask):
    with any_app.app_context():
        program, jobs, students = a_town()
        shot = snapshot(program_of(program.id), [], clock.now().date())
        assert shot.pairing is not None
        who = {row.id: place for place, row in enumerate(shot.students.values())}
        where = {row.id: place for place, row in enumerate(shot.placements.values())}
        seen = set()
        for student in students:
            for option in options.of_student(student.id, EVERYTHING).shown:
                place = option.placement.id
                if option.fit and place in where:
                    in_run = shot.pairing.parts(who[student.id], where[place])
                    assert option.fit.parts == in_run
                    seen |= {name for name, points in in_run.items() if points}
        for job in jobs[1:]:
            placement = detail(job.id)
            for each in candidates.of_placement(placement, ADMIN, EVERYTHING).candidates:
                in_run = shot.pairing.parts(who[each.student.id], where[job.id])
                assert each.fit.parts == in_run
                assert each.fit.score == sum(in_run.values())
        assert seen == set(scoring.PART_WORDS)


def test_the_best_fit_comes_first_after_the_programs_own_groups(any_app: Flask):
    with any_app.app_context():
        _, jobs, _ = a_town()
        found = candidates.of_placement(detail(jobs[1].id), ADMIN, EVERYTHING)
        scores = [each.fit.score for each in found.candidates]
        assert scores == sorted(scores, reverse=True)
        assert len(set(scores)) > 2
        assert found.order[0] == "fit score"


def test_weights_of_the_program_decide_what_counts(any_app: Flask):
    with any_app.app_context():
        program, _, students = a_town()
        rules = every_mail()
        none = dict.fromkeys(scoring.PART_WORDS, 0)
        weights = replace(rules.matching.weights, **none | {"distance": 1000})
        weigh(program.id, replace(rules, matching=replace(rules.matching, weights=weights)))
        shown = options.of_student(students[0].id, EVERYTHING).shown
        by_title = {each.placement.title: each.fit for each in shown if each.fit}
        assert by_title["Anything"].score == 0
        assert by_title["Advanced carpenter"].score == 0
        assert by_title["Advanced carpenter"].most == 1000


def test_no_distance_is_said_without_coordinates_and_the_way_it_is_measured_is(app: Flask, staff):
    with app.app_context():
        _, jobs, students = a_town()
    person = staff("administrator")
    page = person.visit(f"/students/{students[0].id}/placements")
    assert "miles in a straight line from the school" in page.text
    assert "courses +150, time after school +100" in page.text
    page = person.visit(f"/placements/{jobs[2].id}/students")
    assert "miles" not in page.one("#candidates").to_text()
    assert "fit score" in page.text


@pytest.mark.parametrize(
    ("km", "points"), [(None, 0), (0, 180), (2, 180), (2.1, 179), (11, 90), (20, 0), (90, 0)]
)
def test_distance_counts_fully_up_to_two_km_and_not_from_twenty_on(km, points):
    assert scoring.near(km, 180) == points


def test_a_degree_of_latitude_is_a_sixtieth_of_sixty_nautical_miles():
    class Place:
        latitude: float | None = 47.0
        longitude: float | None = -122.0

    north = Place()
    north.latitude = 48.0
    assert scoring.distance_km(Place(), north) == pytest.approx(111.2, abs=0.1)
    north.latitude = None
    assert scoring.distance_km(Place(), north) is None
