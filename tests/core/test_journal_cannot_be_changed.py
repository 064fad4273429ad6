"""The journal and its like only grow: the database refuses the rest, and a flipped byte shows."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa

from app.core import journal
from app.core.access import SYSTEM, Actor
from app.core.db import Base, db
from app.core.errors import Conflict
from app.core.journal import Event
from app.core.use_case import transaction
from app.hours import weekly
from app.outreach.models import Disclosure, LinkAnswer, LinkRequest
from tests.builders import LONG_AGO, a_match, a_week
from tests.hours.world import NEXT_MONDAY, settle
from tests.support import district

APPEND_ONLY = (
    "event",
    "stipend_line",
    "credit_line",
    "confirmation",
    "link_answer",
    "disclosure",
)
# these only grow too; rows of them are made by the demonstration
ALSO = (
    "agreement_text",
    "consent",
    "consent_form",
    "document_word",
    "letter_text",
    "referral_answer",
    "review",
    "review_rating",
    "signature",
    "signature_void",
)


def note(record_id: int, action: str, at: datetime = LONG_AGO, **changes) -> None:
    with transaction():
        journal.record(action, "boat", record_id, by=Actor("staff", 3), at=at, **changes)


def three_lines(boat: int = 1) -> None:
    note(boat, "built", length=7)
    note(boat + 1, "built")
    note(boat, "launched", name="Ñandú", crew=[1, 2], at=LONG_AGO + timedelta(days=1))
    note(boat, "sunk", reason=None)


def open_to_tampering() -> None:
    """Drop the triggers, as somebody could who owns the database."""
    with transaction():
        if db.engine.dialect.name == "sqlite":
            db.session.execute(sa.text("DROP TRIGGER event_no_update"))
            db.session.execute(sa.text("DROP TRIGGER event_no_delete"))
        else:
            db.session.execute(sa.text("ALTER TABLE event DISABLE TRIGGER USER"))


def tamper(statement: str) -> None:
    with transaction():
        assert db.session.execute(sa.text(statement)).rowcount == 1


def test_each_record_has_a_chain_of_its_own(any_app):
    with any_app.app_context():
        three_lines()
        rows = db.session.execute(
            sa.select(
                Event.record_id, Event.seq, Event.action, Event.actor, Event.changes
            ).order_by(Event.record_id, Event.seq)
        ).all()
        assert [tuple(row)[:4] for row in rows] == [
            (1, 1, "built", "staff:3"),
            (1, 2, "launched", "staff:3"),
            (1, 3, "sunk", "staff:3"),
            (2, 1, "built", "staff:3"),
        ]
        assert rows[1].changes == {"name": "Ñandú", "crew": [1, 2]}
        assert rows[2].changes == {}
        assert journal.broken_chains() == []


def test_many_lines_of_one_commit_are_chained_in_order(any_app):
    with any_app.app_context():
        with transaction():
            for number in range(5):
                journal.record(f"step {number}", "boat", 1, by=SYSTEM, at=LONG_AGO)
        seqs = sa.select(Event.seq, Event.action).order_by(Event.seq)
        assert [tuple(row) for row in db.session.execute(seqs)] == [
            (number + 1, f"step {number}") for number in range(5)
        ]
        assert journal.broken_chains() == []


FLIPPED = (
    "actor = 'staff:4'",
    "action = 'launchee'",
    "at = '2026-09-02 16:00:01'",
    """changes = '{"name": "Nandu", "crew": [1, 2]}'""",
    "hash = 'f' || substr(hash, 2, 62) || 'g'",
    "previous_hash = ''",
    "seq = 7",
    "record_id = 10000",
    "record = 'ship'",
)


def test_a_flipped_byte_shows(any_app):
    with any_app.app_context():
        boats = {10 * number + 10: change for number, change in enumerate(FLIPPED)}
        for boat in boats:
            three_lines(boat)
        open_to_tampering()
        for number, (boat, change) in enumerate(boats.items()):
            before = len(journal.broken_chains())
            tamper(f"update event set {change} where record_id = {boat} and seq = 2")  # noqa: S608
            assert len(journal.broken_chains()) > before, FLIPPED[number]


def test_a_line_taken_out_of_the_middle_shows(any_app):
    with any_app.app_context():
        three_lines()
        open_to_tampering()
        tamper("delete from event where record_id = 1 and seq = 2")
        assert len(journal.broken_chains()) == 1


# -- what only grows


def one_row_in_each() -> None:
    sheet = a_week(a_match())
    weekly.ask_for_hours(NEXT_MONDAY)
    settle(sheet.id)
    with transaction():
        request = db.session.scalars(sa.select(LinkRequest)).first()
        assert request
        answer = {"action": "confirm-all", "method": "link", "by": "contact:1", "figures": {}}
        db.session.add(LinkAnswer(request_id=request.id, at=NEXT_MONDAY, **answer))
        shown = {"recipient_kind": "contact", "recipient_id": 1, "recipient_name": "Sam"}
        facts = {"student_id": 1, "purpose": "hours-week", "fields": "hours"}
        db.session.add(Disclosure(at=NEXT_MONDAY, **shown, **facts))


def rows_of(table: str) -> list[tuple]:
    return [tuple(row) for row in db.session.execute(sa.select(Base.metadata.tables[table]))]


def test_the_database_itself_refuses_to_change_or_delete(any_app):
    with any_app.app_context():
        one_row_in_each()
        for table in APPEND_ONLY:
            before = rows_of(table)
            assert before, table
            for statement in (f"update {table} set id = id", f"delete from {table}"):  # noqa: S608
                with pytest.raises(Conflict), transaction():
                    db.session.execute(sa.text(statement))
            assert rows_of(table) == before


def changing(table: str) -> tuple[str, str]:
    """Write the statements that would change and delete every row of a table."""
    column = next(iter(Base.metadata.tables[table].columns)).name
    return f"update {table} set {column} = {column}", f"delete from {table}"  # noqa: S608


def test_texts_signatures_consents_words_and_reviews_only_grow_too(app):
    district.fill(app)
    with app.app_context():
        triggers = "select name from sqlite_master where type = 'trigger'"
        guarded = db.session.scalars(
            sa.text(triggers + " and name like '%\\_no\\_update' escape '\\'")
        )
        assert {name.removesuffix("_no_update") for name in guarded} == {*APPEND_ONLY, *ALSO}
        for table in ALSO:
            before = rows_of(table)
            assert before or table in {"signature_void", "letter_text"}, table
            for statement in changing(table) if before else ():
                with pytest.raises(Conflict), transaction():
                    db.session.execute(sa.text(statement))
            assert rows_of(table) == before


def test_postgresql_refuses_them_whether_there_are_rows_or_not(app_pg):
    with app_pg.app_context():
        for table in ALSO:
            for statement in changing(table):
                with pytest.raises(Conflict), transaction():
                    db.session.execute(sa.text(statement))


def test_postgresql_refuses_to_empty_them_too(app_pg):
    with app_pg.app_context():
        for table in (*APPEND_ONLY, *ALSO):
            with pytest.raises(Conflict), transaction():
                db.session.execute(sa.text(f"truncate {table} cascade"))
