"""A record's state changes by `move_to` over its MOVES alone, and every move is journaled."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from app.core.access import SYSTEM, Actor
from app.core.db import db
from app.core.errors import Conflict, Invalid, Refused
from app.core.journal import Event
from app.core.states import words
from app.core.use_case import transaction
from app.placements.models import Placement, PlacementState
from tests.builders import LONG_AGO, a_placement

S = PlacementState
POSTER = Actor("staff", 5, "Eve", "employer_engagement")


def move(placement_id: int, target: S, by: Actor = POSTER, reason: str | None = None) -> None:
    with transaction():
        found = db.session.get_one(Placement, placement_id)
        found.move_to(target, by=by, at=LONG_AGO, reason=reason)


def last_event() -> Event:
    return db.session.scalars(sa.select(Event).order_by(Event.id.desc())).first()


def test_a_move_changes_the_state_and_is_journaled(any_app):
    with any_app.app_context():
        placement = a_placement()
        move(placement.id, S.PAUSED)
        assert db.session.get_one(Placement, placement.id).state is S.PAUSED
        event = last_event()
        assert (event.action, event.record, event.record_id) == (
            "paused",
            "placement",
            placement.id,
        )
        assert (event.actor, event.changes) == ("staff:5", {"source": "open", "target": "paused"})


def test_a_move_that_the_table_lacks_is_a_conflict_in_words(app):
    with app.app_context():
        placement = a_placement(state=S.COMPLETED)
        with pytest.raises(Conflict, match="This placement is completed, so it cannot become open"):
            move(placement.id, S.OPEN)


def test_a_role_without_the_move_is_refused_and_nothing_changes(app):
    with app.app_context():
        placement = a_placement()
        before = last_event().id
        with pytest.raises(Refused):
            move(placement.id, S.PAUSED, Actor("staff", 6, "Fay", "finance"))
        assert db.session.get_one(Placement, placement.id).state is S.OPEN
        assert last_event().id == before


def test_a_move_that_needs_a_reason_asks_for_it(app):
    with app.app_context():
        placement = a_placement()
        with pytest.raises(Invalid) as asked:
            move(placement.id, S.CANCELLED)
        assert set(asked.value.fields) == {"reason"}
        move(placement.id, S.CANCELLED, reason="the dock burned down")
        assert last_event().changes["reason"] == "the dock burned down"


def test_the_system_may_make_every_move(app):
    with app.app_context():
        move(a_placement().id, S.PAUSED, SYSTEM)
        assert last_event().actor == "system"


def test_a_state_cannot_be_set_by_hand(app):
    with app.app_context():
        placement = a_placement()
        with pytest.raises(RuntimeError, match="move_to"), transaction():
            db.session.get_one(Placement, placement.id).state = S.CLOSED


def test_the_moves_of_a_role_are_those_of_its_table():
    draft = Placement(state=S.DRAFT)
    assert [row.name for row in draft.moves_for("administrator")] == ["published", "cancelled"]
    assert draft.moves_for("finance") == []


def test_a_state_is_written_as_people_read_it():
    assert words("declined_by_student") == "declined by student"
