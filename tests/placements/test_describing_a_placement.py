"""A partner describes a placement by link, page by page; staff review it before it is posted."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from app.core import clock
from app.core.access import Actor
from app.core.db import db
from app.core.outbox import OutboxMessage
from app.core.todos import Todo
from app.desk.verify import findings
from app.employers.models import Site
from app.employers.pledge_models import Pledge, PledgeState
from app.outreach import services as outreach
from app.outreach.models import LinkAnswer, LinkRequest, RequestState
from app.placements import description_asking, description_queries
from app.placements import services as placements
from app.placements.description_models import DescriptionState, PlacementDescription
from app.placements.models import Placement, PlacementState
from tests.builders import (
    a_contact,
    a_placement,
    a_program,
    a_site,
    an_employer,
    every_mail,
    kept,
)

ADMIN = Actor("staff", 1, "Ada", "administrator")
FIRST = clock.now().date() + timedelta(days=60)
LAST = FIRST + timedelta(days=90)


def a_season(**changes):
    dates = {"start_date": FIRST, "end_date": LAST}
    return a_program(every_mail(), **dates | changes)


def a_partner(language: str = "en", name: str = "Harbor Bakery", **changes):
    employer = an_employer(name=name, **changes)
    a_site(employer, name="Pier 7")
    return a_contact(employer, name="Dana", email="dana@harbor.example", language=language)


def ask(contact, program) -> int:
    return description_asking.ask_now(
        contact.employer_id, program.id, contact.id, by=ADMIN, at=clock.now()
    )


def link(app: Flask) -> str:
    with app.app_context():
        asked = db.session.scalars(sa.select(LinkRequest).order_by(LinkRequest.id.desc())).first()
        return f"/r/{asked.link.token()}"


@pytest.fixture
def asked(any_app: Flask) -> str:
    """Ask Dana of Harbor Bakery about a season; give the link."""
    with any_app.app_context():
        ask(a_partner(), a_season())
    return link(any_app)


WORK = {"title": "Library aide", "duties": "Shelve books.\nHelp readers."}
DATES = {"first_day": FIRST.isoformat(), "last_day": LAST.isoformat()}
WEEK = {"start-0": "15:00", "end-0": "17:30", "break-0": ""}
SEATS = {"seats": "2", "minimum_age": "16"}


def fill_in(submit, page):
    """Fill in a description from its first page to its last, without sending it."""
    page = submit(page, "Keep and go on", **WORK)
    site = page.all('input[name="site"]')[0].attrs["value"]
    page = submit(page, "Keep and go on", site=site, **DATES)
    page = submit(page, "Keep and go on", fields=WEEK)
    who = page.all('input[name="supervisor"]')[0].attrs["value"]
    page = submit(page, "Keep and go on", supervisor=who, pay="program", **SEATS)
    return submit(page, "Keep and go on", hazards="none")


def send(submit, page, **words):
    return submit(fill_in(submit, page), "Send this description", **words)


def drafts() -> list[Placement]:
    return list(db.session.scalars(sa.select(Placement).order_by(Placement.id)))


def states() -> list[DescriptionState]:
    return list(db.session.scalars(sa.select(PlacementDescription.state)))


# -- the partner


def test_a_placement_is_described_page_by_page_and_comes_as_a_draft(
    any_app: Flask, visit, submit, staff, asked
):
    page = submit(visit(asked), "Keep and go on", **WORK)
    # another day, the same link
    page = visit(asked)
    assert "Page 2 of 6" in page
    page = visit(f"{asked}?step=work")
    assert page.one("#title").attrs["value"] == "Library aide"
    page = submit(page, "Keep and go on")
    site = page.all('input[name="site"]')[0].attrs["value"]
    page = submit(page, "Keep and go on", site=site, **DATES)
    page = submit(page, "Keep and go on", fields=WEEK)
    who = page.all('input[name="supervisor"]')[0].attrs["value"]
    page = submit(page, "Keep and go on", supervisor=who, pay="wage", wage="17.135", **SEATS)
    page = submit(page, "Keep and go on", hazards="HO-10")
    assert "You pay $17.14 an hour" in page
    with any_app.app_context():
        assert drafts() == []
    page = submit(page, "Send this description", note="Call first")
    assert "We noted your description." in page
    with any_app.app_context():
        [draft] = drafts()
        assert draft.state is PlacementState.DRAFT
        assert (draft.title, draft.seats, draft.pay_cents) == ("Library aide", 2, 1714)
        assert draft.duties == "Shelve books.\nHelp readers."
        assert list(draft.hazards) == ["HO-10"]
        assert states() == [DescriptionState.SENT]
        assert db.session.scalars(sa.select(LinkRequest.state)).one() is RequestState.ANSWERED
        assert [each.name for each in findings() if each.broken] == []
        assert list(db.session.scalars(sa.select(Todo.kind))) == ["placement_described"]
    emil = staff("employer_engagement")
    shown = emil.visit(f"/placements/{draft.id}").one("#described")
    assert "Call first" in shown.to_text()
    assert "Library aide" in emil.visit("/placements?described=sent")
    assert "Library aide" not in emil.visit("/placements?described=reviewed")


def test_what_is_missing_is_said_at_its_field_and_the_rest_is_kept(visit, submit, asked):
    page = submit(visit(asked), "Keep and go on", title="Library aide", status=422)
    assert "Say what students will do." in page
    assert page.one("#title").attrs["value"] == "Library aide"
    page = submit(page, "Keep and go on", duties="Shelve.")
    before = (FIRST - timedelta(days=1)).isoformat()
    page = submit(page, "Keep and go on", status=422, first_day=before, last_day=before)
    assert "Choose a day within the season." in page
    assert "Choose where students work." in page


def test_a_form_sent_twice_makes_one_placement(any_app: Flask, visit, submit, asked):
    page = fill_in(submit, visit(asked))
    submit(page, "Send this description")
    again = submit(page, "Send this description", status=409)
    assert "this was sent already" in again
    with any_app.app_context():
        assert len(drafts()) == 1


def test_another_one_is_described_by_the_same_link(any_app: Flask, visit, submit, asked):
    page = send(submit, visit(asked))
    send(submit, submit(page, "Describe another one"))
    with any_app.app_context():
        assert len(drafts()) == 2


def test_an_earlier_placement_is_carried_into_the_season(any_app: Flask, visit, submit):
    with any_app.app_context():
        dana = a_partner()
        site = dana_site(dana)
        before = a_program(every_mail())
        a_placement(before, site, dana, title="Baker", seats=3, duties="Bake bread.")
        ask(dana, a_season())
    page = submit(visit(link(any_app)), "Begin from this one: Baker, " + before.name)
    assert "Baker" in page
    page = submit(page, "Send this description")
    with any_app.app_context():
        old, new = drafts()
        assert (new.title, new.seats, new.copied_from_id) == ("Baker", 3, old.id)
        assert FIRST <= new.start_date <= new.end_date <= LAST


def dana_site(dana):
    return db.session.scalars(sa.select(Site).where(Site.employer_id == dana.employer_id)).one()


def test_it_reads_in_spanish(any_app: Flask, visit, submit):
    with any_app.app_context():
        ask(a_partner("es"), a_season())
        mail = db.session.scalars(sa.select(OutboxMessage)).one()
        assert mail.language == "es"
    page = visit(link(any_app))
    assert page.one("html").attrs["lang"] == "es"
    page = submit(page, "Guardar y seguir", status=422)
    assert "Page" not in page


# -- staff


def test_what_staff_changed_is_not_overwritten_by_an_older_page(
    any_app: Flask, visit, submit, asked
):
    page = submit(send(submit, visit(asked)), "Change my answer: Library aide")
    with any_app.app_context():
        [draft] = drafts()
        placements.publish(draft.id, by=ADMIN, at=clock.now())
        assert states() == [DescriptionState.REVIEWED]
    page = submit(page, "Send this description", status=409)
    with any_app.app_context():
        assert len(drafts()) == 1
    assert "It is posted." in visit(asked)


def test_a_question_goes_back_by_the_same_link_and_is_answered(
    any_app: Flask, visit, submit, staff, asked
):
    send(submit, visit(asked))
    with any_app.app_context():
        [draft] = drafts()
    emil = staff("employer_engagement")
    page = emil.visit(f"/placements/{draft.id}")
    page = emil.submit(page, "Send back with a question", reason="Which door do they use?")
    with any_app.app_context():
        mail = db.session.scalars(
            sa.select(OutboxMessage).order_by(OutboxMessage.id.desc())
        ).first()
        assert mail.kind == "describe-placement-back"
        assert "Which door do they use?" in mail.text
        assert states() == [DescriptionState.SENT_BACK]
    page = visit(asked)
    assert "Which door do they use?" in page
    page = submit(page, "Change my answer: Library aide")
    page = submit(page, "Send this description", note="The back door")
    with any_app.app_context():
        assert states() == [DescriptionState.SENT]
        assert len(drafts()) == 1
        assert db.session.query(LinkAnswer).count() == 2


def test_staff_enter_what_was_told_by_telephone(any_app: Flask, staff, asked):
    with any_app.app_context():
        request_id = db.session.scalars(sa.select(LinkRequest.id)).one()
    assert asked
    emil = staff("employer_engagement")
    page = emil.visit(f"/requests/{request_id}/answer")
    site = page.all('input[name="site"]')[0].attrs["value"]
    who = page.all('input[name="supervisor"]')[0].attrs["value"]
    values = {**WORK, **DATES, **SEATS, "site": site, "supervisor": who}
    values |= {"pay": "program", "hazards": "none", "method": "phone"}
    emil.submit(page, "Send this description", fields=WEEK, **values)
    with any_app.app_context():
        assert [each.title for each in drafts()] == ["Library aide"]
        assert db.session.scalars(sa.select(LinkAnswer.method)).one() == "phone"


# -- asking


def a_pledge(contact, program, **changes) -> Pledge:
    values = {"seats": 3, "posted": 0, "state": PledgeState.PLEDGED}
    values |= {"created_at": clock.now()} | changes
    return kept(Pledge(employer_id=contact.employer_id, program_id=program.id, **values))


def test_each_pledge_without_a_placement_is_asked_once(any_app: Flask):
    with any_app.app_context():
        program = a_season()
        dana = a_partner()
        a_pledge(dana, program)
        a_pledge(a_partner(name="Quiet Yard", do_not_contact=True), program)
        filled = a_partner(name="Old Mill")
        placement = a_placement(program, dana_site(filled), filled, seats=3)
        assert placement.seats == 3
        placeless = a_contact(an_employer(name="No site"), email="p@example.org")
        a_pledge(placeless, program)
        rows = description_queries.pledged_without_posting(program.id)
        assert [row.contact_id for row in rows if row.zone] == [dana.id]
        now = clock.now()
        assert description_asking.ask_for_descriptions(now, program.id) == 1
        assert description_asking.ask_for_descriptions(now, program.id) == 0
        outreach.remind_due(now + timedelta(days=40))
        assert "placement_not_described" in set(db.session.scalars(sa.select(Todo.kind)))


def test_all_who_pledged_are_shown_and_the_ticked_ones_asked(any_app: Flask, staff, query_count):
    with any_app.app_context():
        program = a_season()
        for name in ("Harbor Bakery", "Old Mill"):
            a_pledge(a_partner(name=name), program)
        a_pledge(a_contact(an_employer(name="No site"), email="p@example.org"), program)
        mill = db.session.scalars(sa.text("select id from employer where name = 'Old Mill'")).one()
    emil = staff("employer_engagement")
    with query_count(6):
        page = emil.visit("/placements/describe")
    assert "No site" in page
    assert "has no site yet" in page
    page = emil.submit(page, "Ask the ticked employers", id=[str(mill)])
    assert "1 employer is asked." in page
    assert "Old Mill" not in page
    with any_app.app_context():
        asked = db.session.scalars(sa.select(LinkRequest)).one()
        assert (asked.kind, asked.to_address) == ("describe-placement", "dana@harbor.example")


def test_the_preview_shows_the_letter_and_one_press_sends_it(any_app: Flask, staff):
    with any_app.app_context():
        dana, _program = a_partner(), a_season()
    emil = staff("employer_engagement")
    page = emil.visit(f"/placements/describe/{dana.employer_id}")
    assert "dana@harbor.example" in page
    page = emil.submit(page, "Send it")
    assert "Asked." in page
    assert "was asked already" in emil.visit(f"/placements/describe/{dana.employer_id}")
