"""A move is undone by one click right after it, as long as nobody moved the match again."""

from __future__ import annotations

from datetime import UTC, datetime, time

import pytest
import sqlalchemy as sa
from flask import Flask

from app.core.access import Actor
from app.core.db import db
from app.core.errors import Conflict
from app.desk.verify import findings
from app.matches import services
from app.matches.models import HOLDING, Match, MatchState
from app.placements.models import Placement
from app.students.record_services import note_document
from tests.builders import a_match, a_placement, a_school, a_student

S = MatchState
NOW = datetime(2026, 9, 14, 18, tzinfo=UTC)
LATER = datetime(2026, 9, 14, 18, 5, tzinfo=UTC)
ADMIN = Actor("staff", 1, "Ada", "administrator")
AFTERNOON = {0: (time(15), time(18), 0)}
WITH_INVERSE = [
    (row, source) for row in Match.MOVES if row.inverse and row.roles for source in row.sources
]


def of(match: Match) -> Match:
    return db.session.scalars(
        sa.select(Match).where(Match.id == match.id).execution_options(populate_existing=True)
    ).one()


def taken(match: Match) -> int:
    query = sa.select(Placement.seats_taken).where(Placement.id == match.placement_id)
    return db.session.scalars(query).one()


def undo(match: Match) -> MatchState:
    return services.undo(match.id, version=of(match).version, by=ADMIN, at=LATER)


def test_every_move_with_an_inverse_is_undone_and_its_seat_is_right(app: Flask):
    with app.app_context():
        placement = a_placement(weekdays=AFTERNOON, seats=99)
        for row, source in WITH_INVERSE:
            match = a_match(a_student(), placement, state=source)
            for kind in ("guardian_consent", "work_permit"):
                note_document(match.student_id, kind, None, by=ADMIN, at=NOW)
            before = taken(match) - (source in HOLDING)
            services.move(match.id, row.target, by=ADMIN, at=NOW, reason="by mistake")
            back = undo(match)
            assert of(match).state is back, row.name
            assert back in {source, row.inverse}, row.name
            assert taken(match) == before + (back in HOLDING), row.name
        assert [check for check in findings() if check.broken] == []


def test_undoing_an_acceptance_brings_back_what_it_closed(any_app: Flask):
    with any_app.app_context():
        student = a_student()
        mine = a_match(student, a_placement(weekdays=AFTERNOON), state=S.OFFERED)
        rival = a_match(student, a_placement(weekdays=AFTERNOON), state=S.OFFERED)
        older = a_match(student, a_placement(weekdays=AFTERNOON), state=S.WITHDRAWN)
        services.move(mine.id, S.ACCEPTED, by=ADMIN, at=NOW)
        assert of(rival).state is S.WITHDRAWN
        assert undo(mine) is S.OFFERED
        assert of(rival).state is S.SHORTLISTED
        assert of(older).state is S.WITHDRAWN
        assert (taken(mine), taken(rival)) == (1, 0)
        assert [check for check in findings() if check.broken] == []


def test_a_match_that_was_moved_again_is_not_undone(app: Flask):
    with app.app_context():
        match = a_match(state=S.SHORTLISTED, placement=a_placement(weekdays=AFTERNOON))
        services.move(match.id, S.REFERRED, by=ADMIN, at=NOW)
        shown = of(match).version
        services.move(match.id, S.INTERVIEWING, by=ADMIN, at=NOW)
        with pytest.raises(Conflict, match="changed again meanwhile"):
            services.undo(match.id, version=shown, by=ADMIN, at=LATER)
        assert of(match).state is S.INTERVIEWING


def test_a_decline_is_not_taken_back_into_a_seat_that_is_gone(any_app: Flask):
    with any_app.app_context():
        placement = a_placement(weekdays=AFTERNOON, seats=1)
        match = a_match(state=S.ACCEPTED, placement=placement)
        services.move(match.id, S.NO_SHOW, by=ADMIN, at=NOW, reason="never came")
        a_match(state=S.OFFERED, placement=placement)
        with pytest.raises(Conflict, match="The last seat was just filled"):
            undo(match)
        assert of(match).state is S.NO_SHOW
        assert taken(match) == 1


def test_nobody_is_reinstated_beside_a_live_match(any_app: Flask):
    with any_app.app_context():
        placement = a_placement(weekdays=AFTERNOON)
        match = a_match(state=S.REFERRED, placement=placement)
        services.move(match.id, S.WITHDRAWN, by=ADMIN, at=NOW, reason="by mistake")
        services.suggest(match.student_id, placement.id, by=ADMIN, at=NOW)
        with pytest.raises(Conflict, match="already matched with this placement"):
            undo(match)


def test_the_page_offers_to_undo_and_then_says_so(app: Flask, staff):
    with app.app_context():
        school = a_school()
        student = a_student(school)
        match = a_match(student, a_placement(weekdays=AFTERNOON, title="Docks"), state=S.OFFERED)
        rival = a_placement(weekdays=AFTERNOON, title="Ferries")
        a_match(student, rival, state=S.REFERRED)
    ana = staff("career_specialist", school_ids=[school.id])
    page = ana.submit(ana.visit(f"/matches/{match.id}"), "Accept")
    assert "The match is now accepted. Closed, because at the same time: Ferries." in page.alert
    page = ana.submit(page, "Undo")
    assert "Undone: the match is offered again." in page.alert
    page = ana.submit(page, "Withdraw", reason="moved away")
    page = ana.submit(page, "Undo")
    assert "Undone: the match is shortlisted again." in page.alert
