"""An employer promises seats to a program; what is posted never stands above what is promised."""

from __future__ import annotations

from datetime import date

import pytest
import sqlalchemy as sa
from flask import Flask

from app.core.access import SYSTEM
from app.core.db import db
from app.core.errors import Conflict
from app.core.journal import Event
from app.desk.verify import findings
from app.employers import pledge_services
from app.employers.pledge_models import Pledge, PledgeState
from app.employers.pledge_queries import of_program
from app.matches.models import MatchState
from app.placements import services as placements
from app.placements.models import PlacementState
from tests.builders import (
    LONG_AGO,
    a_contact,
    a_match,
    a_placement,
    a_program,
    a_site,
    an_employer,
    kept,
    moved,
)

S = PledgeState
WHEN = {"by": SYSTEM, "at": LONG_AGO}


def a_pledge(employer, program, state=S.PLEDGED, **changes) -> Pledge:
    values = {"employer_id": employer.id, "program_id": program.id, "seats": 3}
    return moved(kept(Pledge(**values | {"posted": 0, "created_at": LONG_AGO} | changes)), state)


def a_draft(employer, program, seats=2):
    return a_placement(
        program,
        a_site(employer),
        a_contact(employer),
        seats=seats,
        state=PlacementState.DRAFT,
        posted_at=None,
    )


def figures(employer, program) -> tuple[str, int, int]:
    db.session.expire_all()
    pledge = of_program(employer.id, program.id)
    assert pledge is not None
    return pledge.state.value, pledge.seats, pledge.posted


def well() -> bool:
    return [each.name for each in findings() if each.broken] == []


def test_staff_ask_and_note_the_promise_by_telephone(any_app: Flask, staff):
    with any_app.app_context():
        harbor, program = an_employer(name="Harbor"), a_program(name="Summer 2027")
    emil = staff("employer_engagement")
    page = emil.visit(emil.visit(f"/employers/{harbor.id}").link("Add a pledge"))
    page = emil.submit(page, "They are asked", program_id=str(program.id), seats="4")
    assert "4 asked for" in page
    page = emil.submit(page, "They promise")
    page = emil.submit(page, "Confirm")
    assert "Confirmed" in page.one("#pledges-of").to_text()
    with any_app.app_context():
        assert figures(harbor, program) == ("confirmed", 4, 0)
        told = db.session.scalars(sa.select(Event.action).where(Event.record == "pledge")).all()
        assert told == ["created", "pledged", "confirmed"]


def test_an_end_needs_a_reason_and_can_be_undone(app: Flask, staff):
    with app.app_context():
        harbor, program = an_employer(), a_program()
        a_pledge(harbor, program)
    emil = staff("employer_engagement")
    page = emil.visit(f"/employers/{harbor.id}")
    page = emil.submit(page, "They decline")
    assert "Give a reason" in page
    page = emil.submit(page, "They decline", reason="Nobody to look after a student")
    assert "Declined" in page
    page = emil.submit(page, "Ask again", reason="New manager")
    assert "Asked" in page


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"program_id": ""}, "program_id"),
        ({"seats": ""}, "seats"),
        ({"seats": "many"}, "seats"),
        ({"seats": "0"}, "seats"),
        ({"seats": "501"}, "seats"),
        ({"answer_by": "soon"}, "answer_by"),
    ],
)
def test_bad_input_is_said_at_the_field_and_kept(app: Flask, staff, typed, field):
    with app.app_context():
        harbor, program = an_employer(), a_program()
    emil = staff("employer_engagement")
    page = emil.visit(f"/employers/{harbor.id}/pledges/new")
    fields = {"program_id": str(program.id), "seats": "2", "note": "By telephone"} | typed
    page = emil.submit(page, "They promise these seats", status=422, fields=fields)
    assert page.one(f"#{field}-error")
    assert "By telephone" in page.html
    with app.app_context():
        assert db.session.scalar(sa.select(sa.func.count(Pledge.id))) == 0


def test_a_second_pledge_to_one_program_is_refused(any_app: Flask, staff):
    with any_app.app_context():
        harbor, program = an_employer(), a_program()
        a_pledge(harbor, program)
    emil = staff("employer_engagement")
    page = emil.visit(f"/employers/{harbor.id}/pledges/new?program={program.id}&seats=2")
    page = emil.submit(page, "They are asked", status=422)
    assert "There is a pledge to this program already" in page


def test_posting_beyond_a_pledge_raises_it_and_taking_down_leaves_the_promise(any_app: Flask):
    with any_app.app_context():
        harbor, program = an_employer(), a_program()
        first, second = a_draft(harbor, program), a_draft(harbor, program)
        a_pledge(harbor, program)
        placements.publish(first.id, **WHEN)
        assert figures(harbor, program) == ("pledged", 3, 2)
        placements.publish(second.id, **WHEN)
        assert figures(harbor, program) == ("pledged", 4, 4)
        raised = sa.select(Event.changes).where(Event.action == "raised")
        assert db.session.scalars(raised).all() == [{"before": 3, "seats": 4}]
        placements.unpublish(first.id, **WHEN)
        placements.cancel(second.id, reason="Rebuilt", **WHEN)
        assert figures(harbor, program) == ("pledged", 4, 0)
        assert well()


@pytest.mark.parametrize("state", [None, S.ASKED, S.DECLINED, S.LAPSED])
def test_what_is_posted_is_promised_whatever_was_said_before(app: Flask, state):
    with app.app_context():
        harbor, program = an_employer(), a_program()
        if state:
            a_pledge(harbor, program, state, seats=9)
        placements.publish(a_draft(harbor, program).id, **WHEN)
        assert figures(harbor, program) == ("pledged", 2, 2)
        assert well()


def test_a_pledge_cannot_sink_below_its_posted_seats(any_app: Flask, staff):
    with any_app.app_context():
        harbor, program = an_employer(), a_program()
        placements.publish(a_draft(harbor, program).id, **WHEN)
        pledge = of_program(harbor.id, program.id)
        assert pledge is not None
    emil = staff("employer_engagement")
    page = emil.visit(f"/pledges/{pledge.id}/edit")
    page = emil.submit(page, "Save", seats="1", status=422)
    assert "2 seats are posted already" in page.one("#seats-error").to_text()
    assert "They decline" not in emil.visit(f"/employers/{harbor.id}")
    with any_app.app_context():
        for name in ("decline", "lapse", "take-back"):
            with pytest.raises(Conflict):
                pledge_services.move_pledge(pledge.id, name, reason="x", **WHEN)
        assert figures(harbor, program) == ("pledged", 2, 2)


def test_more_seats_or_another_program_of_a_posted_placement_move_the_pledges(app: Flask, staff):
    with app.app_context():
        harbor, here, there = an_employer(), a_program(), a_program()
        draft = a_draft(harbor, here)
        placements.publish(draft.id, **WHEN)
    emil = staff("employer_engagement")
    page = emil.visit(f"/placements/{draft.id}/edit")
    emil.submit(page, "Save", seats="6")
    with app.app_context():
        assert figures(harbor, here) == ("pledged", 6, 6)
    page = emil.visit(f"/placements/{draft.id}/edit")
    emil.submit(page, "Save", program_id=str(there.id))
    with app.app_context():
        assert figures(harbor, here) == ("pledged", 6, 0)
        assert figures(harbor, there) == ("pledged", 6, 6)
        assert well()


def test_the_sheet_tells_pledged_posted_offered_and_filled(app: Flask, staff):
    with app.app_context():
        harbor, program = an_employer(), a_program()
        opening = a_placement(program, a_site(harbor), a_contact(harbor), seats=4)
        for state in (MatchState.OFFERED, MatchState.ACTIVE, MatchState.ACCEPTED):
            a_match(placement=opening, state=state)
    page = staff("career_specialist").visit(f"/employers/{harbor.id}")
    numbers = [cell.to_text() for cell in page.all("#pledges-of td.number")]
    assert numbers == ["4", "4", "1", "2"]
    assert not page.all("#pledges-of form")


@pytest.fixture
def two_seasons(any_app: Flask):
    with any_app.app_context():
        last = a_program(name="Summer 2026", start_date=date(2025, 9, 1))
        this = a_program(name="Summer 2027")
        firms = {name: an_employer(name=name) for name in ("Both", "New", "Lost", "Asked")}
        a_pledge(firms["Both"], last, seats=2)
        a_pledge(firms["Both"], this, S.CONFIRMED, seats=5)
        a_pledge(firms["New"], this, seats=3)
        a_pledge(firms["Lost"], last, seats=4)
        a_pledge(firms["Asked"], last, seats=1)
        a_pledge(firms["Asked"], this, S.ASKED, seats=1)
    return this, last


def rows_of(page) -> dict[str, list[str]]:
    return {
        row.query("th a")[0].to_text(): [
            " ".join(cell.to_text().split()) for cell in row.query("td:not(.tick)")
        ]
        for row in page.all("tbody tr")
    }


def test_a_season_stands_beside_the_one_before(two_seasons, staff):
    this, last = two_seasons
    emil = staff("employer_engagement")
    page = emil.visit("/pledges")
    assert "8 seats pledged" in page
    assert "7 pledged; a difference of +1" in page
    rows = rows_of(page)
    assert rows["Both"][1:6] == ["5", "0", "2", "+3", "Renewed"]
    assert rows["New"][1:6] == ["3", "0", "0", "+3", "New this season"]
    assert rows["Lost"][0] == "Not asked yet"
    assert rows["Lost"][4] == "-4"
    found = {
        query: set(rows_of(emil.visit(f"/pledges?{query}")))
        for query in ("compared=renewed", "compared=lost", "state=none", "state=asked", "q=bo")
    }
    assert list(found.values()) == [{"Both"}, {"Lost", "Asked"}, {"Lost"}, {"Asked"}, {"Both"}]
    turned = rows_of(emil.visit(f"/pledges?program={last.id}&beside={this.id}"))
    assert turned["Both"][4] == "-3"
    ordered = rows_of(emil.visit("/pledges?sort=-difference"))
    assert list(ordered)[-1] == "Lost"
    sheet = emil.client.get("/pledges?compared=lost&format=csv", buffered=True).text
    assert "Lost,Not asked yet,0,0,4,-4" in sheet
    page = emil.visit(page.link("Ask again: Lost"))
    assert page.one("#seats").attrs["value"] == "4"


def test_the_list_costs_the_same_however_many(any_app: Flask, staff, two_seasons, query_count):
    this, _last = two_seasons
    emil = staff("employer_engagement")
    with query_count() as few:
        emil.visit("/pledges")
    with any_app.app_context():
        for _ in range(20):
            a_pledge(an_employer(), this)
    with query_count(len(few)):
        emil.visit("/pledges")


def test_two_who_post_at_once_are_both_counted(any_app: Flask):
    with any_app.app_context():
        harbor, program = an_employer(), a_program()
        a_pledge(harbor, program, seats=2)
        pledge_services.raise_pledge(harbor.id, program.id, 2, **WHEN)
        pledge_services.raise_pledge(harbor.id, program.id, 2, **WHEN)
        assert figures(harbor, program) == ("pledged", 4, 4)
