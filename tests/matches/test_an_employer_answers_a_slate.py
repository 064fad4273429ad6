"""An employer answers by one link about all students referred to a placement."""

from __future__ import annotations

import threading
from datetime import date

import icalendar
import sqlalchemy as sa
from flask import Flask
from werkzeug.datastructures import MultiDict

from app.core import clock
from app.core.access import Actor
from app.core.db import db
from app.core.journal import Event
from app.core.mail import to_bytes
from app.core.todos import Todo
from app.core.use_case import use_case
from app.desk.verify import findings
from app.matches import queries, services
from app.matches.models import Match, MatchState
from app.matches.slate_models import ReferralAnswer
from app.outreach import answers
from app.outreach.models import Disclosure, RequestState
from app.outreach.shapes import AskAgain, Evidence
from app.placements.models import Placement
from app.students.models import Student
from tests.matches.slates import (
    ADMIN,
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


def card(match_id: int) -> str:
    return f"#student-{match_id}"


def test_referring_three_students_asks_their_supervisor_once(any_app: Flask):
    with any_app.app_context():
        ids = shortlisted(opening())
        refer(*ids)
        [asked] = requests()
        assert asked.kind == "referral-answer"
        assert asked.state is RequestState.OPEN
        assert [mail.kind for mail in mails()] == ["referral-answer"]


def test_the_page_shows_the_least_and_logs_who_was_shown(app: Flask, visit):
    with app.app_context():
        refer(*shortlisted(opening()))
    page = visit(link(app))
    assert page.h1 == "Referred students"
    assert "Mia T." in page
    assert "Course of Mia" in page
    for hidden in ("Tran", "2009", "@example.org"):
        assert hidden not in page.text
    with app.app_context():
        shown = db.session.scalars(sa.select(Disclosure)).all()
        assert {row.purpose for row in shown} == {"referral-answer"}
        assert {row.basis for row in shown} == {"directory"}
        assert len(shown) == 3


def test_each_press_moves_one_student_and_the_receipt_says_what_was_answered(
    any_app: Flask, visit, submit
):
    with any_app.app_context():
        mia, leo, zoe = shortlisted(opening())
        refer(mia, leo, zoe)
    page = submit(visit(link(any_app)), "Interview", within=card(mia))
    assert "Mia T.: Interview: the school will arrange it" in page
    page = submit(page, "Offer a place", within=card(leo))
    page = submit(page, "Decline", within=card(zoe), fields={f"reason-{zoe}": "schedule"})
    assert "We noted your answers" in page
    assert "Declined: The days or hours do not fit" in page
    with any_app.app_context():
        states = [state_of(each) for each in (mia, leo, zoe)]
        assert states == [S.INTERVIEWING, S.OFFERED, S.DECLINED_BY_EMPLOYER]
        assert db.session.get_one(Match, zoe).reason == "The days or hours do not fit"
        assert requests()[0].state is RequestState.ANSWERED
        kept = db.session.scalars(sa.select(ReferralAnswer)).all()
        assert [str(each.answer) for each in kept] == ["interview", "offer", "decline"]
        told = db.session.scalars(sa.select(Todo.sentence)).all()
        assert any("answered about Leo R." in sentence for sentence in told)


def test_declining_asks_for_a_reason_and_keeps_what_was_typed(app: Flask, visit, submit):
    with app.app_context():
        mia, leo = shortlisted(opening(), "Mia Tran", "Leo Ruiz")
        refer(mia, leo)
    page = submit(
        visit(link(app)),
        "Decline",
        within=card(mia),
        fields={f"note-{leo}": "Ask for Dana"},
        status=422,
    )
    assert "Mia T.: Choose a reason first." in page
    assert page.one(f"#note-{leo}").attrs["value"] == "Ask for Dana"
    page = submit(page, "Decline", within=card(mia), fields={f"reason-{mia}": "skills"})
    assert page.one(f"#note-{leo}").attrs["value"] == "Ask for Dana"
    with app.app_context():
        assert state_of(mia) is S.DECLINED_BY_EMPLOYER
        assert state_of(leo) is S.REFERRED


def test_enter_presses_the_harmless_button(app: Flask, visit, submit):
    with app.app_context():
        refer(*shortlisted(opening()))
    page = visit(link(app))
    first = page.all("button[type=submit]")[0]
    assert first.attrs["value"] == "update"
    submit(page, "Look again")
    with app.app_context():
        assert set(db.session.scalars(sa.select(Match.state))) == {S.REFERRED}


def test_an_interview_proposes_times_with_a_calendar_file_and_tells_the_student(
    app: Flask, visit, submit
):
    with app.app_context():
        [mia] = shortlisted(opening(), "Mia Tran")
        refer(mia)
        day = (clock.today("America/Los_Angeles") + days(3)).isoformat()
    page = visit(link(app))
    page = submit(
        page,
        "Interview",
        within=card(mia),
        fields={f"time-{mia}-1": "2020-01-01T10:00"},
        status=422,
    )
    assert "Propose a day from today on" in page
    times = {f"time-{mia}-1": f"{day}T15:30", f"time-{mia}-2": f"{day}T09:00"}
    page = submit(page, "Interview", within=card(mia), fields=times)
    assert "9:00 am" in page
    with app.app_context():
        [receipt], [student] = mails("referral-receipt"), mails("interview-student")
        for mail in (receipt, student):
            assert "9:00 am" in mail.text
            made = icalendar.Calendar.from_ical(mail.calendar)
            starts = [event.decoded("dtstart").hour for event in made.walk("VEVENT")]
            assert starts == [9, 15]
        assert b"interview.ics" in to_bytes(receipt)
        assert "Tran" not in receipt.text + student.subject


def test_the_last_answer_brings_a_receipt_of_all(app: Flask, visit, submit):
    with app.app_context():
        mia, leo = shortlisted(opening(), "Mia Tran", "Leo Ruiz")
        refer(mia, leo)
        day = (clock.today("America/Los_Angeles") + days(3)).isoformat()
    times = {f"time-{mia}-1": f"{day}T15:30"}
    page = submit(visit(link(app)), "Interview", within=card(mia), fields=times)
    with app.app_context():
        [early] = mails("interview-receipt")
        assert early.calendar
        assert mails("referral-receipt") == []
    submit(page, "Offer a place", within=card(leo))
    with app.app_context():
        [receipt] = mails("referral-receipt")
        assert "Leo R.: A place is offered" in receipt.text
        assert "Mia T.: Interview: " in receipt.text
        assert len(icalendar.Calendar.from_ical(receipt.calendar or "").walk("VEVENT")) == 1
        assert len(mails("interview-receipt")) == 1


# -- what was shown


def test_more_students_join_the_open_request_and_an_old_page_does_not_cover_them(
    app: Flask, visit, submit
):
    with app.app_context():
        placement = opening()
        mia, leo = shortlisted(placement, "Mia Tran", "Leo Ruiz")
        refer(mia)
    old = visit(link(app))
    with app.app_context():
        refer(leo)
        assert len(requests()) == 1
        assert [mail.kind for mail in mails()] == ["referral-answer"]
    page = submit(old, "Offer a place", within=card(mia))
    assert "Leo R." in page
    with app.app_context():
        assert state_of(leo) is S.REFERRED
        assert requests()[0].state is RequestState.OPEN


def test_students_referred_after_the_answer_open_the_same_request_again(app: Flask, visit, submit):
    with app.app_context():
        placement = opening()
        mia, leo = shortlisted(placement, "Mia Tran", "Leo Ruiz")
        refer(mia)
    submit(visit(link(app)), "Offer a place", within=card(mia))
    with app.app_context():
        refer(leo)
        [asked] = requests()
        assert asked.state is RequestState.OPEN
        assert [mail.kind for mail in mails()][-1] == "referral-answer-more"
    page = visit(link(app))
    assert "Mia T.: A place is offered" in page
    assert "Leo R." in page


def test_a_student_taken_back_meanwhile_is_not_answered_about(app: Flask, visit, submit):
    with app.app_context():
        mia, leo = shortlisted(opening(), "Mia Tran", "Leo Ruiz")
        refer(mia, leo)
    page = visit(link(app))
    with app.app_context():
        services.move(mia, S.SHORTLISTED, by=ADMIN, at=clock.now())
    page = submit(page, "Offer a place", within=card(mia), status=409)
    assert "no longer to be answered here" in page
    with app.app_context():
        assert state_of(mia) is S.SHORTLISTED


def test_a_match_moved_meanwhile_is_shown_as_it_is_now(app: Flask, visit, submit):
    with app.app_context():
        mia, leo = shortlisted(opening(), "Mia Tran", "Leo Ruiz")
        refer(mia, leo)
    page = visit(link(app))
    with app.app_context():
        services.move(mia, S.INTERVIEWING, by=ADMIN, at=clock.now())
    page = submit(page, "Offer a place", within=card(mia), status=409)
    assert "Something changed about Mia T." in page
    submit(page, "Offer a place", within=card(mia))
    with app.app_context():
        assert state_of(mia) is S.OFFERED


def test_pressing_twice_changes_nothing(app: Flask, visit, submit):
    with app.app_context():
        mia, leo = shortlisted(opening(), "Mia Tran", "Leo Ruiz")
        refer(mia, leo)
    page = visit(link(app))
    submit(page, "Offer a place", within=card(mia))
    submit(page, "Offer a place", within=card(mia))
    with app.app_context():
        assert len(db.session.scalars(sa.select(ReferralAnswer)).all()) == 1
        assert state_of(mia) is S.OFFERED


def test_an_answer_is_changed_by_the_same_link(app: Flask, visit, submit):
    with app.app_context():
        [mia] = shortlisted(opening(seats=1), "Mia Tran")
        refer(mia)
    page = submit(visit(link(app)), "Offer a place", within=card(mia))
    page = submit(page, "Change my answer")
    page = submit(page, "Decline", within=card(mia), fields={f"reason-{mia}": "no_place"})
    assert "We cannot take a student now" in page
    page = submit(submit(page, "Change my answer"), "Interview", within=card(mia))
    with app.app_context():
        assert state_of(mia) is S.INTERVIEWING
        taken = db.session.scalars(sa.select(Placement.seats_taken)).one()
        assert taken == 0
        assert [check for check in findings() if check.broken] == []


def test_other_times_for_an_interview_move_nothing_and_are_mailed(app: Flask, visit, submit):
    with app.app_context():
        [mia] = shortlisted(opening(), "Mia Tran")
        refer(mia)
        day = (clock.today("America/Los_Angeles") + days(3)).isoformat()
    page = submit(visit(link(app)), "Interview", within=card(mia))
    page = submit(page, "Change my answer")
    submit(page, "Interview", within=card(mia), fields={f"time-{mia}-1": f"{day}T15:30"})
    with app.app_context():
        moves = db.session.scalars(
            sa.select(Event.action).where(Event.record == "match", Event.record_id == mia)
        ).all()
        assert moves.count("interviewing") == 1
        assert "3:30 pm" in mails("interview-student")[-1].text


def test_a_student_who_took_the_place_is_settled(app: Flask, visit, submit):
    with app.app_context():
        [mia] = shortlisted(opening(), "Mia Tran")
        refer(mia)
    page = submit(visit(link(app)), "Offer a place", within=card(mia))
    with app.app_context():
        services.move(mia, S.ACCEPTED, by=ADMIN, at=clock.now())
    page = visit(link(app) + "?change=1")
    assert "The student took the place" in page
    assert page.all("button") == []


def test_an_employer_reads_that_a_student_did_not_take_the_offer(app: Flask, visit, submit):
    with app.app_context():
        mia, leo = shortlisted(opening(), "Mia Tran", "Leo Ruiz")
        refer(mia, leo)
    submit(visit(link(app)), "Offer a place", within=card(mia))
    with app.app_context():
        services.move(mia, S.DECLINED_BY_STUDENT, by=ADMIN, at=clock.now(), reason="too far")
        [mail] = mails("referral-outcome")
        assert "Mia T. does not take the place, so it is free again." in mail.text
        assert "too far" not in mail.text
    page = visit(link(app))
    assert "Mia T.: The student is no longer available" in page
    assert "too far" not in page


def test_an_employer_is_told_who_takes_the_place_that_it_offered(app: Flask, visit, submit):
    with app.app_context():
        mia, leo = shortlisted(opening(), "Mia Tran", "Leo Ruiz")
        refer(mia, leo)
    submit(visit(link(app)), "Offer a place", within=card(mia))
    with app.app_context():
        services.move(mia, S.ACCEPTED, by=ADMIN, at=clock.now())
        services.move(leo, S.OFFERED, by=ADMIN, at=clock.now())
        services.move(leo, S.ACCEPTED, by=ADMIN, at=clock.now())
        [mail] = mails("referral-outcome")
        assert "Mia T. takes the place." in mail.text, "nothing of what staff offered by hand"


# -- seats


def test_a_full_placement_says_so_and_nothing_is_half_written(app: Flask, visit, submit):
    with app.app_context():
        mia, leo = shortlisted(opening(seats=1), "Mia Tran", "Leo Ruiz")
        refer(mia, leo)
    page = submit(visit(link(app)), "Offer a place", within=card(mia))
    page = submit(
        page, "Offer a place", within=card(leo), fields={f"note-{leo}": "Gate 3"}, status=409
    )
    assert "All places are taken now" in page
    assert page.one(f"#note-{leo}").attrs["value"] == "Gate 3"
    with app.app_context():
        assert state_of(leo) is S.REFERRED
        assert len(db.session.scalars(sa.select(ReferralAnswer)).all()) == 1


def test_what_forbids_a_student_is_not_told_to_the_employer(app: Flask, visit, submit):
    with app.app_context():
        [mia] = shortlisted(opening(), "Mia Tran")
        refer(mia)
        _too_young(mia)
    page = submit(visit(link(app)), "Offer a place", within=card(mia), status=409)
    assert "the school knows why" in page
    assert "years old" not in page


@use_case
def _too_young(match_id: int) -> None:
    student_id = db.session.get_one(Match, match_id).student_id
    db.session.get_one(Student, student_id).birth_date = date(2015, 1, 1)


def test_twenty_offers_at_once_never_overfill(any_app: Flask):
    with any_app.app_context():
        ids = shortlisted(opening(seats=3), *(f"Ana Reyes{n}" for n in range(20)))
        refer(*ids)
        request_id = requests()[0].id
        versions = queries.versions_of(ids)
    start, refused = threading.Barrier(20), []

    def offer(match_id: int) -> None:
        form = MultiDict({"answer": f"offer-{match_id}", f"v-{match_id}": str(versions[match_id])})
        reader = Actor("contact", 1, "Sam", request_id=request_id)
        with any_app.test_request_context():
            start.wait()
            try:
                answers.answer(request_id, form, Evidence(by=reader), at=clock.now())
            except AskAgain as again:
                refused.append(again.page.context["problem"])

    threads = [threading.Thread(target=offer, args=(each,)) for each in ids]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with any_app.app_context():
        states = [state_of(each) for each in ids]
        assert states.count(S.OFFERED) == 3
        assert states.count(S.REFERRED) == 17
        assert len(refused) == 17
        assert len(db.session.scalars(sa.select(ReferralAnswer)).all()) == 3
        assert [check for check in findings() if check.broken] == []


# -- order


def test_the_employers_order_and_declines_are_kept_for_the_engine(any_app: Flask, visit, submit):
    with any_app.app_context():
        placement = opening()
        mia, leo, zoe = shortlisted(placement)
        refer(mia, leo, zoe)
        of = {each: db.session.get_one(Match, each).student_id for each in (mia, leo, zoe)}
        program_id = placement.program_id
    page = visit(link(any_app))
    twice = {f"rank-{mia}": "1", f"rank-{leo}": "1"}
    page = submit(page, "Keep this order", fields=twice, status=422)
    assert "to one student only" in page
    page = submit(page, "Keep this order", fields={f"rank-{mia}": "2", f"rank-{leo}": "1"})
    submit(page, "Decline", within=card(zoe), fields={f"reason-{zoe}": "skills"})
    with any_app.app_context():
        assert queries.employer_orders(program_id) == {placement.id: [of[leo], of[mia]]}
        assert queries.employer_declines(program_id) == {placement.id: [of[zoe]]}
