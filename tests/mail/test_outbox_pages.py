"""What staff see of mail and may do with it, and what the mailbox shows."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
import sqlalchemy as sa

from app.core import clock, pause
from app.core.db import db
from app.core.delivery import Delivery
from app.core.outbox import OutboxMessage, To
from app.core.use_case import use_case
from app.outreach.models import LinkRequest, RequestSchool, RequestState
from app.schools.models import School
from tests.mail import mails
from tests.mail.mails import LINK, NOW, deliver, paused, queue, row, rows, states, todos

MANAGERS = ["employer_engagement", "career_specialist", "administrator"]


@use_case
def _request(recipient_kind: str, school_ids: list[int]) -> int:
    request = LinkRequest(
        public_id=f"id{recipient_kind}{school_ids}",
        short_code=f"C{recipient_kind}{school_ids}",
        kind="hours-week",
        recipient_kind=recipient_kind,
        recipient_id=1,
        recipient_name="Ana",
        to_address="ana@example.org",
        zone="America/Los_Angeles",
        subject_kind="supervisor",
        subject_id=sum(school_ids) or 1,
        state=RequestState.OPEN,
        due_at=NOW,
        expires_at=NOW + timedelta(days=9),
        created_at=NOW,
    )
    db.session.add(request)
    db.session.flush()
    db.session.add_all(RequestSchool(request_id=request.id, school_id=s) for s in school_ids)
    return request.id


@use_case
def _about(message_id: int, request_id: int) -> None:
    message = db.session.get_one(OutboxMessage, message_id)
    message.record, message.record_id = "request", request_id


@use_case
def _schools() -> list[int]:
    found = [School(name=f"School {n}", code=f"S{n}") for n in (1, 2)]
    db.session.add_all(found)
    db.session.flush()
    return [school.id for school in found]


@pytest.fixture
def schools(app):
    with app.app_context():
        return _schools()


def a_mail_of_a_request(app, recipient_kind, school_ids, **letter):
    (message_id,) = queue(app, To("ana@example.org", "Ana Lee"), at=clock.now(), **letter)
    with app.app_context():
        _about(message_id, _request(recipient_kind, school_ids))
    return message_id


def a_failed_mail(app, odd_server, **about):
    message_id = a_mail_of_a_request(app, "contact", about.get("school_ids", []))
    app.config["SMTP_URL"] = odd_server.url
    odd_server.says["RCPT"] = "550 5.1.1 nobody"
    deliver_now(app)
    odd_server.says.clear()
    return message_id


def deliver_now(app):
    with app.app_context():
        return Delivery(clock.now).run()


def test_the_outbox_tells_each_mails_story_without_a_live_link(app, staff, odd_server):
    message_id = a_failed_mail(app, odd_server)
    with app.app_context():
        token = LINK.token()
    someone = staff("administrator")
    listed = someone.visit("/outbox")
    for words in ("Confirm hours", "ana@example.org", "hours-week", "Failed", "550 5.1.1 nobody"):
        assert words in listed
    page = someone.visit(f"/outbox/{message_id}")
    for seen in (listed, page):
        assert token not in seen.html
        assert "abcDEF123" not in seen.html


def test_the_outbox_is_filtered_by_its_address(app, staff):
    queue(app, "ana@example.org", subject="Confirm hours")
    queue(app, "bo@example.org", subject="100% done", kind="invite")
    someone = staff("administrator")
    assert "bo@example.org" not in someone.visit("/outbox?q=ANA")
    assert "ana@example.org" not in someone.visit("/outbox?kind=invite")
    assert "ana@example.org" not in someone.visit("/outbox?q=100%25")
    assert "No mails" in someone.visit("/outbox?state=failed")
    assert "bo@example.org" in someone.visit("/outbox?state=nonsense&page=1&sort=-when")
    fragment = someone.visit("/outbox?q=ana", htmx=True)
    assert fragment in someone.visit("/outbox?q=ana")


def test_a_full_outbox_costs_as_many_statements_as_one_of_one_mail(app, staff, query_count):
    someone = staff("district_lead")
    queue(app, "ana@example.org")
    with query_count() as few:
        someone.visit("/outbox")
    queue(app, *mails.people(60))
    with query_count() as many:
        someone.visit("/outbox")
    assert len(many) == len(few), many


@pytest.mark.parametrize("role", MANAGERS)
def test_a_failed_mail_is_sent_again_with_its_message_id(app, staff, schools, odd_server, role):
    message_id = a_failed_mail(app, odd_server, school_ids=schools[:1])
    before = row(app, message_id).message_id
    someone = staff(role, school_ids=schools[:1])
    assert [todo.role for todo in todos(app)] == ["employer_engagement"]
    someone.submit(someone.visit(f"/outbox/{message_id}"), "Send again")
    assert states(app) == ["queued"]
    assert todos(app) == []
    deliver_now(app)
    assert [m["Message-ID"] for m in odd_server.mails] == [before]
    assert "resent" in someone.visit(f"/outbox/{message_id}")


def test_a_mail_is_cancelled_with_a_reason_only(app, staff, odd_server):
    message_id = a_failed_mail(app, odd_server)
    someone = staff("administrator")
    page = someone.visit(f"/outbox/{message_id}")
    again = someone.submit(page, "Cancel", status=422)
    assert "Give a reason" in again
    assert states(app) == ["failed"]
    done = someone.submit(again, "Cancel", reason="Ana left")
    assert "Ana left" in done
    assert states(app) == ["cancelled"]
    assert todos(app) == []


def test_a_held_mail_is_taken_as_arrived(app, staff, odd_server):
    message_id = a_mail_of_a_request(app, "contact", [])
    app.config |= {"SMTP_URL": odd_server.url, "OUTBOX_UNKNOWN": "hold"}
    odd_server.says["END"] = "drop"
    deliver_now(app)
    odd_server.says.clear()
    someone = staff("employer_engagement")
    someone.submit(someone.visit(f"/outbox/{message_id}"), "Was sent")
    assert states(app) == ["sent"]
    assert rows(app)[0].sent_at
    deliver_now(app)
    assert len(odd_server.mails) == 1


def test_a_district_lead_reads_and_changes_nothing(app, staff, odd_server):
    message_id = a_failed_mail(app, odd_server)
    lead = staff("district_lead")
    page = lead.visit(f"/outbox/{message_id}")
    assert page.all("main form") == []
    token = page.one("input[name=csrf_token]").attrs["value"]
    for action in ("resend", "cancel", "was-sent"):
        answer = lead.client.post(f"/outbox/{message_id}/{action}", data={"csrf_token": token})
        assert answer.status_code == 403
    assert lead.client.post("/outbox/try-now", data={"csrf_token": token}).status_code == 403
    assert states(app) == ["failed"]


def test_finance_sees_no_mail(staff):
    assert staff("finance").visit("/outbox", status=403)


def test_a_mail_in_a_workers_hand_is_left_alone(app, staff):
    message_id = a_mail_of_a_request(app, "contact", [])
    with app.app_context(), db.engine.begin() as connection:
        connection.execute(sa.update(OutboxMessage).values(state="handing"))
    someone = staff("administrator")
    page = someone.visit(f"/outbox/{message_id}")
    token = page.one("input[name=csrf_token]").attrs["value"]
    answer = someone.client.post(f"/outbox/{message_id}/resend", data={"csrf_token": token})
    assert answer.status_code == 409
    assert states(app) == ["handing"]


def test_each_role_sees_only_mail_of_its_own_side(app, staff, schools):
    here, there = schools
    mine = a_mail_of_a_request(app, "guardian", [here], subject="Of here")
    other = a_mail_of_a_request(app, "guardian", [there], subject="Of there")
    partner = a_mail_of_a_request(app, "contact", [here, there], subject="Of both")
    (own,) = queue(app, "staff@example.org", kind="invite", subject="An invitation")
    seen = {
        "administrator": {mine, other, partner, own},
        "district_lead": {mine, other, partner, own},
        "career_specialist": {mine, partner},
        "employer_engagement": {partner},
    }
    for role, expected in seen.items():
        someone = staff(role, school_ids=[here])
        page = someone.visit("/outbox")
        assert {int(i) for i in re.findall(r'href="/outbox/(\d+)"', page.html)} == expected
        for message_id in (mine, other, partner, own):
            status = 200 if message_id in expected else 404
            someone.visit(f"/outbox/{message_id}", status=status)
            if role in MANAGERS and message_id not in expected:
                token = page.one("input[name=csrf_token]").attrs["value"]
                url = f"/outbox/{message_id}/resend"
                assert someone.client.post(url, data={"csrf_token": token}).status_code == 404


@pytest.mark.parametrize(
    ("recipient", "role"), [("guardian", "career_specialist"), ("contact", "employer_engagement")]
)
def test_a_failed_mail_is_the_to_do_of_those_who_can_mend_it(
    app, schools, odd_server, recipient, role
):
    a_mail_of_a_request(app, recipient, schools[1:])
    app.config["SMTP_URL"] = odd_server.url
    odd_server.says["RCPT"] = "550 nobody"
    deliver_now(app)
    (todo,) = todos(app)
    assert todo.role == role
    assert todo.school_id == (schools[1] if role == "career_specialist" else None)


def test_the_banner_says_that_mail_waits_and_staff_may_try_at_once(app, staff, odd_server):
    queue(app, "ana@example.org", at=clock.now())
    app.config["SMTP_URL"] = odd_server.url
    odd_server.says["BANNER"] = "554 closed"
    deliver_now(app)
    odd_server.says.clear()
    someone = staff("administrator")
    page = someone.visit("/outbox")
    assert "All mail waits: The mail server does not take mail now: 554 closed." in page
    assert "All mail waits" not in staff("finance").visit("/settings")
    someone.submit(page, "Try again now")
    assert paused(app) is None
    deliver_now(app)
    assert len(odd_server.mails) == 1
    assert "All mail waits" not in someone.visit("/outbox")


def test_mail_of_a_restored_backup_waits_for_its_release(app, staff, odd_server):
    queue(app, "ana@example.org", at=clock.now())
    app.config["SMTP_URL"] = odd_server.url
    with app.app_context():
        pause.hold_queue("Restored from a backup", at=clock.now())
    deliver_now(app)
    assert odd_server.mails == []
    someone = staff("administrator")
    someone.submit(someone.visit("/outbox"), "Release all mail")
    deliver_now(app)
    assert len(odd_server.mails) == 1


def test_the_mailbox_shows_a_mail_with_its_link_to_anybody_in_development(app, visit):
    queue(app, To("ana@example.org", "Ana <b>Lee</b>"), text="Dear <i>Ana</i>,\n\n⟦link⟧\n")
    deliver(app)
    listed = visit("/mailbox")
    assert "Confirm hours" in listed
    page = visit("/mailbox/1")
    with app.app_context():
        url = LINK.url()
    assert f'<a href="{url}">{url}</a>' in page.html
    assert page.all("pre i") == []
    assert "Dear <i>Ana</i>" in page.text
    assert all(LINK.subject not in each.text for each in rows(app))


def test_the_mailbox_also_shows_a_mail_that_cannot_be_sent(app, visit):
    queue(app, To("no address"), link=None)
    deliver(app)
    assert "Failed" in visit("/mailbox")
    assert "Please confirm." in visit("/mailbox/1")


def test_there_is_no_mailbox_in_production(make_app):
    made = make_app(env="production", smtp_url="smtp://127.0.0.1:9")
    queue(made, "ana@example.org")
    browser = made.test_client()
    for path in ("/mailbox", "/mailbox/1"):
        assert browser.get(path).status_code == 404


def test_a_mail_sent_again_belongs_to_the_journal(app, staff, odd_server):
    message_id = a_failed_mail(app, odd_server)
    someone = staff("administrator")
    someone.submit(someone.visit(f"/outbox/{message_id}"), "Send again")
    with app.app_context():
        event = db.session.execute(
            sa.text("select actor, action from event where record = 'mail'")
        ).one()
    assert tuple(event) == (f"staff:{someone.id}", "resent")
