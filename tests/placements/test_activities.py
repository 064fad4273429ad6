"""Tours, talks and fairs: planned, signed up for, held; each school signs up its own students."""

from __future__ import annotations

import threading
from datetime import UTC, date, datetime

import pytest
import sqlalchemy as sa
from flask import Flask

from app.core.access import SYSTEM
from app.core.db import db
from app.core.errors import Conflict
from app.core.use_case import transaction
from app.desk.verify import findings
from app.placements import activity_queries, roster_services
from app.placements.activity_models import Activity, ActivityState, ActivityStudent, SignUpState
from tests.builders import (
    a_contact,
    a_program,
    a_school,
    a_sign_up,
    a_site,
    a_student,
    an_activity,
    an_employer,
)

A, U = ActivityState, SignUpState
NOW = datetime(2026, 11, 18, 18, tzinfo=UTC)
TYPED = {
    "title": "Tour of the port",
    "kind": "worksite_tour",
    "day": "2026-12-02",
    "start": "09:00",
    "end": "11:30",
    "capacity": "25",
    "place": "Gate 3",
}


@pytest.fixture
def schools(app: Flask):
    with app.app_context():
        return a_school(name="Heronwood High"), a_school(name="Bayview Academy")


@pytest.fixture
def ana(schools, staff):
    return staff("career_specialist", school_ids=[schools[0].id])


def states(activity: Activity) -> list[str]:
    query = sa.select(ActivityStudent.state).where(ActivityStudent.activity_id == activity.id)
    return sorted(map(str, db.session.scalars(query)))


def taken(activity: Activity) -> int:
    return db.session.scalars(
        sa.select(Activity.places_taken).where(Activity.id == activity.id)
    ).one()


# -- planning


def test_an_activity_is_planned_and_opened_in_one_go(app: Flask, staff):
    with app.app_context():
        employer = an_employer(name="Port of Rivertown")
        site = a_site(employer, name="Pier 4")
        contact = a_contact(employer, name="Petra Pilot")
        a_school(name="Heronwood High")
    emil = staff("employer_engagement")
    page = emil.submit(emil.visit("/activities/new"), "Continue", employer=employer.id)
    page = emil.submit(
        page,
        "Save and open sign-ups",
        fields={**TYPED, "site_id": site.id, "contact_id": contact.id, "school_ids": ["1"]},
    )
    assert page.h1 == "Tour of the port"
    for words in (
        "Tour of the port is open for sign-ups.",
        "Wed, Dec 2, 2026, 9:00 am – 11:30 am",
        "Port of Rivertown, Pier 4",
        "Petra Pilot",
        "Heronwood High",
        "0 of 25",
        "Career awareness and exploration",
    ):
        assert words in page
    assert "Sign students up" not in page


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"title": ""}, "Enter a title, like Tour of the port."),
        ({"day": "soon"}, "Enter a date, like 2027-06-30."),
        ({"start": "late"}, "Enter a time, like 14:30."),
        ({"end": "08:00"}, "The end is not after the start."),
        ({"capacity": "0"}, "Enter a number from 1 to 2000."),
        ({"place": ""}, "Say where it is, or choose a site."),
        ({"program_id": "1", "day": "2030-01-01"}, "Program of spring does not have this day"),
    ],
)
def test_bad_input_gets_a_sentence_and_nothing_is_planned(app: Flask, staff, typed, sentence):
    with app.app_context():
        a_program(name="Program of spring")
    emil = staff("employer_engagement")
    page = emil.visit("/activities/new?employer=0")
    page = emil.submit(page, "Save as planned", status=422, fields={**TYPED, **typed})
    assert sentence in page
    assert "No activity fits." in emil.visit("/activities")


def test_the_later_of_two_planners_is_told_what_the_other_wrote(app: Flask, staff):
    with app.app_context():
        activity = an_activity(title="Career talk")
    emil, emma = staff("employer_engagement"), staff("employer_engagement")
    mine = emil.visit(f"/activities/{activity.id}/edit")
    theirs = emma.visit(f"/activities/{activity.id}/edit")
    emma.submit(theirs, "Save", title="Trades talk")
    page = emil.submit(mine, "Save", status=409, title="Career talk II")
    assert "it is now “Trades talk” on Oct 05, 2026 with 30 places" in page


def test_places_cannot_sink_below_those_taken(app: Flask, staff):
    with app.app_context():
        activity = an_activity()
        a_sign_up(activity), a_sign_up(activity)
    emil = staff("employer_engagement")
    page = emil.visit(f"/activities/{activity.id}/edit")
    page = emil.submit(page, "Save", status=422, capacity="1")
    assert "2 places are taken, so there cannot be fewer." in page


def test_every_move_has_its_way_back(app: Flask, staff):
    with app.app_context():
        activity = an_activity(state=A.PLANNED)
    emil = staff("employer_engagement")
    page = emil.visit(f"/activities/{activity.id}")
    page = emil.submit(page, "Open sign-ups")
    page = emil.submit(page, "Close sign-ups")
    page = emil.submit(page, "Open sign-ups")
    page = emil.submit(page, "It was held")
    page = emil.submit(page, "It was not held", reason="")
    assert "Give a reason" in page
    page = emil.submit(page, "It was not held", reason="the bus did not come")
    page = emil.submit(page, "Cancel activity", reason="snow")
    page = emil.submit(page, "Plan it again", reason="thaw")
    assert "“thaw”" in page


def test_it_is_not_held_before_its_day(app: Flask, staff):
    with app.app_context():
        activity = an_activity(day=date(2099, 1, 5))
    emil = staff("employer_engagement")
    page = emil.visit(f"/activities/{activity.id}")
    emil.submit(page, "It was held", status=409)


# -- the roster


def test_students_are_signed_up_one_by_one_and_withdrawn(app: Flask, schools, ana):
    with app.app_context():
        activity = an_activity(capacity=2)
        students = [a_student(schools[0], family_name=name) for name in ("Abel", "Bell", "Cruz")]
    page = ana.visit(f"/activities/{activity.id}/students")
    page = ana.submit(page, "Sign up the ticked", student=[str(students[0].id)])
    assert "1 student is signed up." in page
    assert "1 of 2" in page
    page = ana.submit(page, "Give the place back")
    assert "0 of 2" in page
    page = ana.submit(page, "Sign up again")
    assert "1 of 2" in page
    form = ana.visit(f"/activities/{activity.id}/students")
    both = [str(each.id) for each in students[1:]]
    page = ana.submit(form, "Sign up the ticked", status=409, student=both)
    assert "There is no room for 2 more students: 1 of 2 places are left." in page
    with app.app_context():
        assert states(activity) == ["signed_up"]


def test_all_of_a_filter_are_signed_up_after_their_number_was_shown(app: Flask, schools, ana):
    with app.app_context():
        activity = an_activity()
        for _ in range(3):
            a_student(schools[0], grade="12")
        a_student(schools[0], grade="11"), a_student(schools[1], grade="12")
    page = ana.visit(f"/activities/{activity.id}/students?grade=12")
    with app.app_context():
        late = a_student(schools[0], grade="12")
    ana.submit(page, "Sign up all 3 of this filter", status=409)
    page = ana.visit(f"/activities/{activity.id}/students?grade=12")
    page = ana.submit(page, "Sign up all 4 of this filter")
    assert "4 students are signed up." in page
    with app.app_context():
        assert taken(activity) == 4
        assert activity_queries.of_student(late.id, SYSTEM)[0].id == activity.id


def test_pasted_numbers_and_names_are_shown_before_anybody_is_signed_up(app, schools, ana):
    with app.app_context():
        activity = an_activity()
        one = a_student(schools[0], given_name="José", family_name="O’Neill", student_number="70")
        a_student(schools[0], given_name="Ana", family_name="Reyes")
        for _ in range(2):
            a_student(schools[0], given_name="Sam", family_name="Lee")
        a_student(schools[1], given_name="Zoë", family_name="Young", student_number="99")
    names = "70\nReyes, Ana\njose oneill\n\nSam Lee\n99\nZoe Young\n"
    page = ana.visit(f"/activities/{activity.id}/students")
    page = ana.submit(page, "Find them", names=names)
    assert "2 of your students have this name. Use the student number." in page
    assert page.text.count("None of your students has this number or name.") == 2
    assert len(page.all('input[name="student"]')) == 3
    with app.app_context():
        assert taken(activity) == 0
    page = ana.submit(page, "Sign up the 3 found")
    assert "2 students are signed up." in page
    with app.app_context():
        assert activity_queries.of_student(one.id, ana.actor)


def test_an_activity_for_one_school_takes_no_student_of_another(app: Flask, schools, staff):
    with app.app_context():
        activity = an_activity()
        with transaction():
            kept = activity_queries.detail(activity.id)
            kept.schools = [db.session.get_one(type(schools[0]), schools[0].id)]
        student = a_student(schools[1])
    admin = staff("administrator")
    assert "No students" in admin.visit(f"/activities/{activity.id}/students")
    page = admin.visit(f"/activities/{activity.id}/students")
    page = admin.submit(page, "Find them", names=student.student_number)
    page = admin.submit(page, "Sign up the 1 found", status=422)
    assert "1 student is not of a school that this is for: Heronwood High." in page


def test_another_schools_student_is_a_number(app: Flask, schools, ana, staff):
    with app.app_context():
        activity = an_activity()
        a_sign_up(activity, a_student(schools[0], family_name="Mine"))
        theirs = a_sign_up(activity, a_student(schools[1], family_name="Theirs"))
    for path in ("", "/students", "/attendance", "/sheet", "/roster.csv"):
        answer = ana.client.get(f"/activities/{activity.id}{path}")
        assert "Theirs" not in answer.text
    assert "1 more student whom you do not look after." in ana.visit(f"/activities/{activity.id}")
    emil = staff("employer_engagement")
    page = emil.visit(f"/activities/{activity.id}")
    assert "2 students whom you do not look after." in page
    assert "Mine" not in page
    emil.visit(f"/activities/{activity.id}/students", status=403)
    token = {"csrf_token": page.all('input[name="csrf_token"]')[0].attrs["value"]}
    assert emil.client.post(f"/activities/{activity.id}/attendance", data=token).status_code == 403
    own = ana.visit(f"/activities/{activity.id}")
    token = {"csrf_token": own.all('input[name="csrf_token"]')[0].attrs["value"]}
    url = f"/activities/{activity.id}/students/{theirs.id}/withdraw"
    assert ana.client.post(url, data=token).status_code == 404
    sign_up = {**token, "student": theirs.student_id}
    assert ana.client.post(f"/activities/{activity.id}/students", data=sign_up).status_code == 404
    mark = {**token, f"mark-{theirs.id}": "absent", f"version-{theirs.id}": "1"}
    assert ana.client.post(f"/activities/{activity.id}/attendance", data=mark).status_code == 404


def test_attendance_is_taken_on_one_page_and_may_be_mended(app: Flask, schools, ana):
    with app.app_context():
        activity = an_activity()
        places = [a_sign_up(activity, a_student(schools[0])) for _ in range(3)]
    page = ana.visit(f"/activities/{activity.id}/attendance")
    late = {f"mark-{places[0].id}": "absent"}
    page = ana.submit(page, "Save attendance", fields=late)
    assert "Attendance is kept; 3 of 3 marks changed." in page
    assert "Held" in page
    with app.app_context():
        assert states(activity) == ["absent", "attended", "attended"]
    page = ana.visit(f"/activities/{activity.id}/attendance")
    page = ana.submit(page, "Save attendance", fields={f"mark-{places[0].id}": "excused"})
    assert "1 of 3 marks changed." in page
    with app.app_context():
        url = f"/activities/{activity.id}/students/{places[0].id}/unmark"
        place = activity_queries.sign_up_for(activity.id, places[0].id, ana.actor)
        assert place.state is U.EXCUSED
    form = next(each for each in page.all("form") if each.attrs.get("action") == url)
    token = form.query('input[name="csrf_token"]')[0].attrs["value"]
    ana.client.post(url, data={"csrf_token": token, "reason": "wrong student"})
    with app.app_context():
        assert states(activity) == ["attended", "attended", "signed_up"]
        assert [each for each in findings() if each.broken] == []


def test_two_who_take_attendance_at_once_do_not_overwrite_each_other(app, schools, ana):
    with app.app_context():
        activity = an_activity()
        place = a_sign_up(activity, a_student(schools[0], family_name="Reyes"))
    first = ana.visit(f"/activities/{activity.id}/attendance")
    second = ana.visit(f"/activities/{activity.id}/attendance")
    ana.submit(first, "Save attendance", fields={f"mark-{place.id}": "absent"})
    page = ana.submit(second, "Save attendance", status=409)
    assert "Somebody else marked Ana Reyes “absent” meanwhile." in page


def test_nobody_is_marked_before_the_day(app: Flask, schools, ana):
    with app.app_context():
        activity = an_activity(day=date(2099, 1, 5))
        a_sign_up(activity, a_student(schools[0]))
    page = ana.visit(f"/activities/{activity.id}/attendance")
    page = ana.submit(page, "Save attendance", status=409)
    assert "Its day has not come yet. Nothing was marked." in page


def test_the_roster_is_given_as_a_sheet_and_to_print(app: Flask, schools, ana):
    with app.app_context():
        activity = an_activity()
        a_sign_up(activity, a_student(schools[0], family_name="=Reyes"))
    answer = ana.client.get(f"/activities/{activity.id}/roster.csv")
    assert "Heronwood High,'=Reyes,Ana,11," in answer.text
    assert "Signature" in ana.visit(f"/activities/{activity.id}/sheet")


# -- at once, and at scale


def test_the_last_place_is_taken_once(any_app: Flask):
    with any_app.app_context():
        activity = an_activity(capacity=1)
        school = a_school()
        students = [a_student(school) for _ in range(20)]
    said: list[str] = []
    start = threading.Barrier(20)

    def take(student_id: int) -> None:
        with any_app.app_context():
            start.wait()
            try:
                roster_services.sign_up(activity.id, [student_id], by=SYSTEM, at=NOW)
                said.append("taken")
            except Conflict as conflict:
                said.append(conflict.sentence)

    threads = [threading.Thread(target=take, args=(each.id,)) for each in students]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    full = "There is no room for 1 more student: no place is left. Nobody was signed up."
    assert sorted(said) == [full] * 19 + ["taken"]
    with any_app.app_context():
        assert (taken(activity), states(activity)) == (1, ["signed_up"])


def test_the_database_itself_refuses_a_place_too_many(any_app: Flask):
    with any_app.app_context():
        activity = an_activity(capacity=1)
        with pytest.raises(Conflict), transaction():
            db.session.execute(
                sa.update(Activity).where(Activity.id == activity.id).values(places_taken=2)
            )


@pytest.mark.parametrize("number", [1, 60])
def test_the_list_costs_the_same_however_long_it_is(any_app, staff, query_count, number):
    with any_app.app_context():
        school = a_school()
        for _ in range(number):
            an_activity()
    emil = staff("employer_engagement")
    with query_count(6):
        emil.visit(f"/activities?school={school.id}&kind=guest_speaker&from=2026-01-01&q=talk")


@pytest.mark.parametrize("number", [1, 60])
def test_a_roster_costs_the_same_however_long_it_is(any_app, staff, query_count, number):
    with any_app.app_context():
        school, activity = a_school(), an_activity(capacity=100)
        for _ in range(number):
            a_sign_up(activity, a_student(school))
    ana = staff("career_specialist", school_ids=[school.id])
    with query_count(12):
        ana.visit(f"/activities/{activity.id}")
    with query_count(5):
        ana.visit(f"/activities/{activity.id}/attendance")
