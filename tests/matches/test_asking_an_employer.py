"""Who is asked about referred students, when, and what happens when nobody answers."""

from __future__ import annotations

import json

import pytest
import sqlalchemy as sa
from flask import Flask

from app.core import clock
from app.core.db import db
from app.core.errors import Conflict
from app.core.outbox import MessageState
from app.core.todos import Todo, put_away
from app.core.use_case import use_case
from app.employers.models import Contact
from app.matches import services, slate_asking
from app.matches.models import Match, MatchState
from app.outreach import services as outreach
from app.outreach.models import RequestState
from app.placements.models import PlacementState
from app.programs.models import Program
from app.students.models import Student
from tests.builders import a_contact, a_school, a_site, an_employer, moved
from tests.matches.slates import (
    ADMIN,
    RULES,
    days,
    link,
    mails,
    opening,
    refer,
    requests,
    shortlisted,
    state_of,
)

S = MatchState


def todos() -> list[str]:
    return list(db.session.scalars(sa.select(Todo.kind).where(Todo.done_at.is_(None))))


def test_where_this_mail_is_off_students_are_referred_and_nobody_is_mailed(app: Flask, staff):
    ada = staff("administrator")
    with app.app_context():
        placement = opening(mailed=False)
        ids = shortlisted(placement)
    page = ada.visit(f"/placements/{placement.id}/shortlist/refer")
    assert "Nothing is mailed. This mail is off or paused" in page
    page = ada.submit(page, "Refer")
    assert "Referred: 3 students. Nobody is mailed" in page.alert
    with app.app_context():
        assert {state_of(each) for each in ids} == {S.REFERRED}
        assert requests() == []
        assert mails() == []


def test_staff_see_the_letter_and_choose_who_answers(app: Flask, staff):
    ada = staff("administrator")
    with app.app_context():
        employer = an_employer()
        placement = opening(site=a_site(employer))
        colleague = a_contact(employer, name="Dana Whitfield", email="dana@example.com")
        stranger = a_contact()
        shortlisted(placement)
    page = ada.visit(f"/placements/{placement.id}/shortlist/refer")
    assert f"Students for {placement.title}: please answer by" in page
    assert "(the link)" in page
    page = ada.submit(page, "Refer", contact=str(colleague.id))
    assert "Dana Whitfield is asked by email." in page.alert
    assert "Dana Whitfield is asked about the referred students" in page
    with app.app_context():
        assert [mail.to_address for mail in mails()] == ["dana@example.com"]
    token = ada.visit("/settings/password").all('input[name="csrf_token"]')[0].attrs["value"]
    answer = ada.client.post(
        f"/placements/{placement.id}/shortlist/refer",
        data={"csrf_token": token, "contact": str(stranger.id)},
    )
    assert answer.status_code == 409


def test_an_open_request_is_passed_on_to_whom_staff_choose(app: Flask):
    with app.app_context():
        employer = an_employer()
        placement = opening(site=a_site(employer))
        refer(*shortlisted(placement))
        colleague = a_contact(employer, email="dana@example.com")
        slate_asking.choose_reader(placement.id, colleague.id, by=ADMIN, at=clock.now())
        old, new = requests()
        assert (old.state, new.state) == (RequestState.REPLACED, RequestState.OPEN)
        assert new.to_address == "dana@example.com"


def test_taking_the_referral_back_at_once_withdraws_the_letter(app: Flask):
    with app.app_context():
        ids = shortlisted(opening())
        refer(*ids)
        for each in ids:
            services.move(each, S.SHORTLISTED, by=ADMIN, at=clock.now())
        assert [each.state for each in requests()] == [RequestState.CANCELLED]
        assert [each.state for each in mails()] == [MessageState.CANCELLED]


def test_what_staff_note_by_hand_settles_the_request(app: Flask):
    with app.app_context():
        mia, leo = shortlisted(opening(), "Mia Tran", "Leo Ruiz")
        refer(mia, leo)
        services.move(mia, S.INTERVIEWING, by=ADMIN, at=clock.now())
        assert requests()[0].state is RequestState.OPEN
        services.move(leo, S.OFFERED, by=ADMIN, at=clock.now())
        assert requests()[0].state is RequestState.ANSWERED


def test_the_job_asks_once_about_students_referred_while_the_mail_was_off(any_app: Flask):
    with any_app.app_context():
        placement = opening(mailed=False)
        refer(*shortlisted(placement))
        assert slate_asking.ask_due(clock.now()) == 0
        switch_on(placement.program_id)
        assert slate_asking.ask_due(clock.now(), placement.program_id) == 1
        assert slate_asking.ask_due(clock.now()) == 0
        assert len(requests()) == 1


@use_case
def switch_on(program_id: int) -> None:
    db.session.get_one(Program, program_id).rules = RULES


def test_unanswered_places_fall_back_by_date_and_staff_are_told(any_app: Flask):
    with any_app.app_context():
        placement = opening()
        mia, leo = shortlisted(placement, "Mia Tran", "Leo Ruiz")
        refer(mia, leo)
        now = clock.now()
        outreach.remind_due(now + days(6))
        assert [kind.split("_")[1] for kind in todos()] == ["not"]
        services.move(leo, S.INTERVIEWING, by=ADMIN, at=now)
        outreach.expire_due(now + days(15))
        assert requests()[0].state is RequestState.EXPIRED
        assert (state_of(mia), state_of(leo)) == (S.SHORTLISTED, S.INTERVIEWING)
        assert any(kind.startswith("referral_lapsed") for kind in todos())


def test_a_student_referred_again_after_it_ran_out_opens_it_again(app: Flask, visit):
    with app.app_context():
        [mia] = shortlisted(opening(), "Mia Tran")
        refer(mia)
        outreach.expire_due(clock.now() + days(15))
        assert state_of(mia) is S.SHORTLISTED
        refer(mia, at=clock.now() + days(16))
        [asked] = requests()
        assert asked.state is RequestState.OPEN
        assert asked.expires_at > clock.now() + days(25)
    assert "Mia T." in visit(link(app))


def test_reminders_go_out_by_plan_and_stop_with_the_answer(app: Flask):
    with app.app_context():
        [mia] = shortlisted(opening(), "Mia Tran")
        refer(mia)
        outreach.remind_due(clock.now() + days(5))
        assert [mail.kind for mail in mails()] == ["referral-answer", "referral-answer-reminder"]
        services.move(mia, S.OFFERED, by=ADMIN, at=clock.now())
        outreach.remind_due(clock.now() + days(9))
        assert len(mails()) == 2


def test_a_link_whose_students_went_back_is_not_mailed_again(app: Flask):
    with app.app_context():
        refer(*shortlisted(opening()))
        outreach.expire_due(clock.now() + days(15))
        [asked] = requests()
        with pytest.raises(Conflict, match="nothing to send"):
            outreach.mail_again(asked.id, by=ADMIN, at=clock.now())


def test_who_opts_out_after_the_referral_is_no_longer_shown(app: Flask, visit):
    with app.app_context():
        mia, leo = shortlisted(opening(), "Mia Tran", "Leo Ruiz")
        refer(mia, leo)
        opt_out(mia)
    page = visit(link(app))
    assert "Mia T." not in page
    assert "Leo R." in page


@use_case
def opt_out(match_id: int) -> None:
    student_id = db.session.get_one(Match, match_id).student_id
    db.session.get_one(Student, student_id).directory_opt_out = True


def test_nobody_left_to_ask_is_said_once_a_week(app: Flask):
    with app.app_context():
        supervisor = a_contact(employer := an_employer())
        placement = opening(site=a_site(employer), supervisor=supervisor)
        leave(supervisor.id)
        refer(*shortlisted(placement))
        assert slate_asking.ask_due(clock.now()) == 0
        assert todos() == ["referral_unasked"]
        [todo] = db.session.scalars(sa.select(Todo)).all()
        put_away(todo.id, by=ADMIN, at=clock.now())
        slate_asking.ask_due(clock.now())
        assert todos() == []


@use_case
def leave(contact_id: int) -> None:
    db.session.get_one(Contact, contact_id).left_at = clock.now()


def test_nobody_is_reminded_of_a_placement_that_was_cancelled(app: Flask):
    with app.app_context():
        placement = opening()
        refer(*shortlisted(placement))
        moved(placement, PlacementState.CANCELLED)
        assert slate_asking.ask_due(clock.now()) == 0
        assert [each.state for each in requests()] == [RequestState.CANCELLED]
        outreach.remind_due(clock.now() + days(5))
        assert {mail.state for mail in mails()} == {MessageState.CANCELLED}
        assert todos() == []


def test_a_cancelled_request_is_asked_anew_only_by_a_person(app: Flask, staff):
    with app.app_context():
        placement = opening()
        refer(*shortlisted(placement))
        outreach.cancel(requests()[0].id, reason="wrong person", by=ADMIN, at=clock.now())
        assert slate_asking.ask_due(clock.now()) == 0
        assert todos() == ["referral_unasked"]
    ada = staff("administrator")
    page = ada.visit(f"/placements/{placement.id}")
    page = ada.submit(ada.visit(page.link("Ask about those referred (3)")), "Ask now")
    assert "is asked by email." in page.alert
    with app.app_context():
        assert [str(each.state) for each in requests()] == ["cancelled", "open"]
        assert todos() == []


def test_the_reader_passes_the_students_on_to_a_colleague(app: Flask, visit, submit):
    with app.app_context():
        employer = an_employer()
        a_contact(employer, name="Dana Whitfield", email="dana@example.com")
        supervisor = a_contact(employer)
        placement = opening(site=a_site(employer), supervisor=supervisor)
        mia, leo = shortlisted(placement, "Mia Tran", "Leo Ruiz")
        refer(mia)
    page = visit(link(app))
    page = submit(page, "Pass to a colleague", status=422)
    assert "Choose a colleague" in page
    submit(page, "Pass to a colleague", to_email="DANA@example.com", to_name="Dana")
    with app.app_context():
        refer(leo)
        assert [str(each.state) for each in requests()] == ["replaced", "open"]
        assert mails()[-1].to_address == "dana@example.com"
    assert "Leo R." in visit(link(app))


def test_who_no_longer_chooses_says_so_and_staff_choose_anew(app: Flask, visit, submit):
    with app.app_context():
        refer(*shortlisted(opening()))
    submit(visit(link(app)), "I do not choose the students any more")
    with app.app_context():
        assert requests()[0].state is RequestState.CANCELLED
        assert any(kind.startswith("request_passed") for kind in todos())


# -- by telephone, on paper


def test_staff_enter_the_answer_for_their_own_students_only(app: Flask, staff):
    with app.app_context():
        heron, kestrel = a_school(), a_school()
        placement = opening()
        [mia] = shortlisted(placement, "Mia Tran", school=heron)
        [leo] = shortlisted(placement, "Leo Ruiz", school=kestrel)
        refer(mia, leo)
        [asked] = requests()
    ana = staff("career_specialist", school_ids=[heron.id])
    page = ana.visit(f"/requests/{asked.id}")
    assert page.h1.startswith("Answer to 2 referred students, 2 not answered yet")
    page = ana.visit(f"/requests/{asked.id}/answer")
    assert "Leo R." not in page
    page = ana.submit(page, "Offer a place", method="phone", evidence_note="Dana called")
    page = ana.visit(f"/matches/{mia}")
    assert "A place is offered by telephone, entered by staff" in page
    assert "Dana called" in page
    page = ana.visit(f"/requests/{asked.id}/print")
    assert "Leo R." not in page
    page = ana.visit(f"/requests/{asked.id}")
    assert "by telephone, entered by staff" in page
    with app.app_context():
        assert (state_of(mia), state_of(leo)) == (S.OFFERED, S.REFERRED)
        assert requests()[0].state is RequestState.OPEN


def test_staff_go_on_with_the_next_student_of_the_same_call(app: Flask, staff):
    with app.app_context():
        mia, leo = shortlisted(opening(), "Mia Tran", "Leo Ruiz")
        refer(mia, leo)
        [asked] = requests()
    ada = staff("administrator")
    page = ada.visit(f"/requests/{asked.id}/answer")
    page = ada.submit(page, "Interview", within=f"#student-{mia}", method="phone")
    assert page.h1.startswith("Enter the answer of")
    assert page.one('input[value="phone"]').attrs.get("checked") is not None
    page = ada.submit(page, "Interview", within=f"#student-{leo}")
    assert page.h1.startswith("Answer to 2 referred students")


def test_who_was_asked_in_spanish_reads_spanish(app: Flask, visit, submit):
    with app.app_context():
        employer = an_employer()
        supervisor = a_contact(employer, language="es")
        [mia] = shortlisted(opening(site=a_site(employer), supervisor=supervisor), "Mia Tran")
        refer(mia)
        assert mails()[0].subject.startswith("Estudiantes para")
    page = visit(link(app))
    assert page.h1 == "Estudiantes presentados"
    page = submit(page, "Entrevista")
    assert "Entrevista: la escuela lo acuerda" in page


def test_the_command_sends_what_is_due(app: Flask):
    with app.app_context():
        placement = opening(mailed=False)
        refer(*shortlisted(placement))
        switch_on(placement.program_id)
        code = db.session.get_one(Program, placement.program_id).code
    run = app.test_cli_runner()
    answer = run.invoke(args=["requests", "send", "referral-answer", "--program", code, "--json"])
    assert json.loads(answer.output) == {"sent": 1}
