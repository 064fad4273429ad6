"""A specialist awards what hours earned, a second person approves, and one file takes it away."""

from __future__ import annotations

import csv
import io

import msgspec
import pytest
import sqlalchemy as sa

from app.core import clock
from app.core.access import Actor
from app.core.db import db
from app.core.errors import Conflict, Invalid, NotFound, Refused
from app.core.files import File
from app.core.todos import Todo
from app.credit import award_services, queries
from app.credit.award_models import AwardState, CreditAward, TranscriptExport
from app.credit.checks import CHECKS
from app.credit.transcripts import export
from app.programs.presets import JOBS_253_SERVICE, SCHOOL_YEAR_INTERNSHIP
from tests.builders import a_course, a_match, a_placement, a_program, a_school, a_student, a_week
from tests.hours.world import at_once, day, reverse, settle

ADA = Actor("staff", 901, "Ada", "administrator")
LEA = Actor("staff", 902, "Lea", "district_lead")
FULL_WEEK = dict.fromkeys(range(5), 8 * 60)
COURSE = "Next Move Intro"


def rules_of(preset=JOBS_253_SERVICE, **changes):
    rules = preset.rules
    return msgspec.structs.replace(rules, credit=msgspec.structs.replace(rules.credit, **changes))


def an_earner(school=None, rules=None):
    """Give a match whose 40 confirmed hours and course earned half a credit, and its week."""
    student = a_student(school)
    a_course(student, COURSE)
    match = a_match(student, a_placement(a_program(rules or JOBS_253_SERVICE.rules)))
    week = a_week(match, FULL_WEEK)
    settle(week.id)
    return match, week


def give(match, by=ADA, shown=50):
    return award_services.award(match.id, shown=shown, by=by, at=clock.now()).id


def state_of(award_id):
    db.session.expire_all()
    return db.session.get_one(CreditAward, award_id).state


def broken():
    return [check.name for check in CHECKS if check.broken()]


# -- one person, then another


def test_hours_earn_credit_once_however_often_it_is_awarded(any_app):
    with any_app.app_context():
        match, _ = an_earner()
        award_id = give(match)
        assert state_of(award_id) == AwardState.APPROVED
        offer = queries.offers_of([match.id])[match.id]
        assert (offer.credit, offer.standing.credit, offer.standing.minutes) == (0, 50, 2400)
        with pytest.raises(Conflict, match="all that these hours earn is awarded"):
            give(match)
        assert broken() == []


def test_a_second_person_approves_where_the_program_says_so(any_app):
    with any_app.app_context():
        match, _ = an_earner(rules=rules_of(approval=True))
        award_id = give(match)
        assert state_of(award_id) == AwardState.ELIGIBLE
        with pytest.raises(Refused, match="Somebody else"):
            award_services.approve(award_id, by=ADA, at=clock.now())
        award_services.approve(award_id, by=LEA, at=clock.now())
        award_services.approve(award_id, by=LEA, at=clock.now())
        assert state_of(award_id) == AwardState.APPROVED
        with pytest.raises(sa.exc.IntegrityError):
            db.session.execute(sa.text("update credit_award set approved_by = awarded_by"))
        db.session.rollback()
        assert broken() == []


def test_a_specialist_cannot_be_the_second_person(app):
    with app.app_context():
        school = a_school()
        match, _ = an_earner(school, rules_of(approval=True))
        award_id = give(match)
        other = Actor("staff", 903, "Sue", "career_specialist", frozenset({school.id}))
        with pytest.raises(Refused, match="Your role"):
            award_services.approve(award_id, by=other, at=clock.now())


def test_what_is_not_earned_or_not_what_was_shown_is_not_awarded(app):
    with app.app_context():
        match = a_match(a_student(), a_placement(a_program(JOBS_253_SERVICE.rules)))
        with pytest.raises(Conflict, match=r"40 h more until the next 0\.5 credit"):
            give(match)
        earner, _ = an_earner()
        with pytest.raises(Conflict, match="changed since you looked"):
            give(earner, shown=100)


def test_another_schools_student_is_not_found(app):
    with app.app_context():
        match, _ = an_earner()
        award_id = give(match)
        stranger = Actor("staff", 903, "Sue", "career_specialist", frozenset({a_school().id}))
        for act in (
            lambda: give(match, by=stranger),
            lambda: award_services.approve(award_id, by=stranger, at=clock.now()),
            lambda: award_services.withdraw(award_id, "no", by=stranger, at=clock.now()),
            lambda: export(match.student_id + 99, by=stranger, at=clock.now()),
            lambda: export(None, by=stranger, at=clock.now()),
        ):
            with pytest.raises(NotFound):
                act()


# -- withdrawing, and taking up again


def test_a_withdrawn_award_gives_its_hours_back_and_can_be_taken_up_again(any_app):
    with any_app.app_context():
        match, _ = an_earner()
        award_id = give(match)
        with pytest.raises(Invalid):
            award_services.withdraw(award_id, " ", by=ADA, at=clock.now())
        award_services.withdraw(award_id, "Wrong placement.", by=ADA, at=clock.now())
        assert queries.offers_of([match.id])[match.id].credit == 50
        award_services.take_up_again(award_id, "It was right.", by=ADA, at=clock.now())
        assert state_of(award_id) == AwardState.APPROVED
        award_services.take_approval_back(award_id, "Look again.", by=LEA, at=clock.now())
        assert state_of(award_id) == AwardState.ELIGIBLE
        award_services.withdraw(award_id, "Wrong after all.", by=ADA, at=clock.now())
        second = give(match)
        with pytest.raises(Conflict, match="no longer give"):
            award_services.take_up_again(award_id, "Again.", by=ADA, at=clock.now())
        assert state_of(second) == AwardState.APPROVED
        assert broken() == []


def test_hours_taken_back_withdraw_the_award_that_stood_on_them(any_app):
    with any_app.app_context():
        match, week = an_earner()
        award_id = give(match)
        reverse(week.id)
        assert state_of(award_id) == AwardState.WITHDRAWN
        assert "taken back" in db.session.get_one(CreditAward, award_id).reason
        assert broken() == []


def test_hours_taken_back_after_the_transcript_open_a_task_for_a_person(any_app):
    with any_app.app_context():
        match, week = an_earner()
        award_id = give(match)
        export(None, by=ADA, at=clock.now())
        reverse(week.id)
        assert state_of(award_id) == AwardState.TRANSCRIPTED
        (todo,) = db.session.scalars(sa.select(Todo)).all()
        assert "tell the registrar" in todo.sentence
        assert broken() == []
        award_services.withdraw(award_id, "Hours were not worked.", by=ADA, at=clock.now())
        with pytest.raises(Conflict, match="transcript file names"):
            award_services.take_up_again(award_id, "Again.", by=ADA, at=clock.now())


def test_later_hours_earn_a_second_award_beside_the_first(app):
    with app.app_context():
        student = a_student()
        match = a_match(student, a_placement(a_program(SCHOOL_YEAR_INTERNSHIP.rules)))
        for number in range(3):
            settle(a_week(match, FULL_WEEK, week=day(-7 * number)).id)
        give(match)
        for number in range(3, 5):
            last = a_week(match, FULL_WEEK, week=day(-7 * number))
            settle(last.id)
        give(match)
        awards = db.session.scalars(sa.select(CreditAward)).all()
        assert [(each.credit, each.minutes) for each in awards] == [(50, 90 * 60), (50, 90 * 60)]
        reverse(last.id)
        assert [state_of(each.id) for each in awards] == [AwardState.APPROVED, AwardState.WITHDRAWN]
        assert broken() == []


# -- the transcript


def test_a_transcript_file_names_each_award_once_and_stays_the_same(any_app):
    with any_app.app_context():
        school = a_school(name="Lincoln", code="LIN")
        first, _ = an_earner(school)
        an_earner()
        award_id = give(first)
        one = export(school.id, by=ADA, at=clock.now())
        kept = db.session.get_one(File, one.file_id)
        (line,) = csv.DictReader(io.StringIO(kept.content.decode("utf-8-sig")))
        assert (line["School"], line["Credit"], line["Hours"]) == ("Lincoln", "0.50", "40.00")
        assert line["Award"] == str(award_id)
        assert state_of(award_id) == AwardState.TRANSCRIPTED
        with pytest.raises(Conflict, match="No approved award waits"):
            export(school.id, by=ADA, at=clock.now())
        assert db.session.scalar(sa.select(sa.func.count()).select_from(TranscriptExport)) == 1
        assert broken() == []


def test_two_who_write_the_file_at_once_make_one(any_app):
    with any_app.app_context():
        give(an_earner()[0])

    def write():
        return export(None, by=ADA, at=clock.now()).id

    ends = at_once(any_app, write, write)
    assert sum(isinstance(end, Conflict) for end in ends) == 1
    with any_app.app_context():
        assert db.session.scalar(sa.select(sa.func.count()).select_from(TranscriptExport)) == 1


# -- the pages


def test_a_specialist_awards_and_the_lead_approves_on_their_pages(app, staff):
    with app.app_context():
        school = a_school()
        match, _ = an_earner(school, rules_of(approval=True))
    specialist = staff("career_specialist", school_ids=[school.id])
    page = specialist.visit(f"/students/{match.student_id}")
    page = specialist.visit(page.link("Award 0.5"))
    page = specialist.submit(page, "Award 0.5 credit")
    assert "somebody else must approve it" in page
    assert "asks for a second person" in page
    lead = staff("district_lead")
    page = lead.visit("/credit/awards?state=eligible")
    assert len(page.all("tbody tr")) == 1
    page = lead.submit(lead.visit(page.one("tbody a").attrs["href"]), "Approve")
    assert "the next transcript file names it" in page
    page = specialist.submit(specialist.visit("/credit/transcripts"), "Write the file")
    assert "1 award in a new file" in page
    address = page.one("tbody a").attrs["href"]
    one, two = (specialist.client.get(address).get_data() for _ in range(2))
    assert one == two
    assert b"elective" in one


def test_a_reason_left_out_is_asked_for(app, staff):
    with app.app_context():
        match, _ = an_earner()
        award_id = give(match)
    admin = staff("administrator")
    page = admin.submit(admin.visit(f"/credit/awards/{award_id}"), "Withdraw this award")
    assert "Give a reason." in page
    page = admin.submit(page, "Withdraw this award", reason="Wrong placement.")
    assert "The award is withdrawn." in page
    page = admin.submit(page, "Take it up again", reason="It was right.")
    assert "The award stands again." in page


def test_the_list_of_awards_costs_a_fixed_number_of_statements(any_app, staff, query_count):
    admin = staff("administrator")
    with any_app.app_context():
        give(an_earner()[0])
    with query_count() as one:
        admin.visit("/credit/awards")
    with any_app.app_context():
        for _ in range(3):
            give(an_earner()[0])
    with query_count(len(one)):
        assert len(admin.visit("/credit/awards").all("tbody tr")) == 4
