"""A match moves from suggestion to completion as its table says; seats follow."""

from __future__ import annotations

import threading
from datetime import UTC, date, datetime, time

import pytest
import sqlalchemy as sa
from flask import Flask

from app.core.access import Actor
from app.core.db import db
from app.core.errors import Conflict, Invalid, NotFound, Refused
from app.desk.verify import findings
from app.matches import services
from app.matches.models import HOLDING, Match, MatchState
from app.placements.models import Placement
from app.students.record_services import note_document
from tests.builders import a_match, a_placement, a_school, a_student, a_week

S = MatchState
NOW = datetime(2026, 9, 14, 18, tzinfo=UTC)
ADMIN = Actor("staff", 1, "Ada", "administrator")
AFTERNOON = {0: (time(15), time(18), 0)}


def move(match: Match, target: MatchState, reason: str = "", by: Actor = ADMIN) -> MatchState:
    return services.move(match.id, target, by=by, at=NOW, reason=reason)


def state_of(match: Match) -> MatchState:
    return db.session.scalars(sa.select(Match.state).where(Match.id == match.id)).one()


def taken(placement_id: int) -> int:
    query = sa.select(Placement.seats_taken).where(Placement.id == placement_id)
    return db.session.scalars(query).one()


def broken() -> list[object]:
    return [check for check in findings() if check.broken]


def test_a_match_goes_the_whole_way_by_hand(any_app: Flask):
    with any_app.app_context():
        student, placement = a_student(), a_placement(weekdays=AFTERNOON)
        match_id = services.suggest(student.id, placement.id, by=ADMIN, at=NOW)
        way = (S.SHORTLISTED, S.REFERRED, S.INTERVIEWING, S.OFFERED, S.ACCEPTED)
        for target in way:
            services.move(match_id, target, by=ADMIN, at=NOW)
        assert taken(placement.id) == 1
        with pytest.raises(Conflict, match="Not on file yet: guardian consent, work permit"):
            services.move(match_id, S.ACTIVE, by=ADMIN, at=NOW)
        for kind in ("guardian_consent", "work_permit"):
            note_document(student.id, kind, date(2027, 9, 30), by=ADMIN, at=NOW)
        services.move(match_id, S.ACTIVE, by=ADMIN, at=NOW)
        services.move(match_id, S.COMPLETED, by=ADMIN, at=NOW)
        assert taken(placement.id) == 1
        assert not broken()


@pytest.mark.parametrize("source", list(S))
@pytest.mark.parametrize("target", list(S))
def test_a_move_is_possible_exactly_where_the_table_has_it(source: S, target: S):
    match = Match(state=source)
    listed = [row for row in Match.MOVES if source in row.sources and row.target is target]
    if not listed:
        with pytest.raises(Conflict):
            match.find_move(target, ADMIN)
    elif not any(ADMIN.role in row.roles for row in listed):
        with pytest.raises(Refused):
            match.find_move(target, ADMIN)
    else:
        assert match.find_move(target, ADMIN) in listed


def test_a_state_changes_by_move_to_alone(app: Flask):
    with app.app_context():
        match = a_match(state=S.REFERRED)
        with pytest.raises(RuntimeError, match="only by move_to"):
            match.state = S.ACTIVE


def test_every_undo_gives_the_seat_back(any_app: Flask):
    with any_app.app_context():
        match = a_match(state=S.REFERRED, placement=a_placement(weekdays=AFTERNOON, seats=1))
        move(match, S.OFFERED)
        assert taken(match.placement_id) == 1
        with pytest.raises(Invalid):
            move(match, S.REFERRED)
        assert taken(match.placement_id) == 1
        move(match, S.REFERRED, "the employer asked for time")
        assert taken(match.placement_id) == 0
        assert not broken()


def test_the_last_seat_goes_to_one_of_twenty(any_app: Flask):
    with any_app.app_context():
        school, placement = a_school(), a_placement(weekdays=AFTERNOON, seats=1)
        matches = [a_match(a_student(school), placement, state=S.INTERVIEWING) for _ in range(20)]
    said: list[str] = []
    start = threading.Barrier(20)

    def accept(match_id: int) -> None:
        with any_app.app_context():
            start.wait()
            try:
                services.move(match_id, S.ACCEPTED, by=ADMIN, at=NOW)
                said.append("accepted")
            except Conflict as conflict:
                said.append(conflict.sentence)

    threads = [threading.Thread(target=accept, args=(match.id,)) for match in matches]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert said.count("accepted") == 1
    assert said.count("The last seat was just filled.") == 19
    with any_app.app_context():
        assert taken(placement.id) == 1
        states = db.session.scalars(sa.select(Match.state)).all()
        assert sum(state in HOLDING for state in states) == 1
        assert not broken()


def test_accepting_closes_what_overlaps_and_says_why(any_app: Flask):
    with any_app.app_context():
        student = a_student()
        mondays = a_match(student, a_placement(weekdays=AFTERNOON), state=S.OFFERED)
        rival = a_match(student, a_placement(weekdays=AFTERNOON), state=S.OFFERED)
        tuesdays = a_match(
            student, a_placement(weekdays={1: (time(15), time(18), 0)}), state=S.REFERRED
        )
        move(mondays, S.ACCEPTED)
        assert state_of(rival) is S.WITHDRAWN
        assert taken(rival.placement_id) == 0
        assert state_of(tuesdays) is S.REFERRED
        reason = db.session.scalars(sa.select(Match.reason).where(Match.id == rival.id)).one()
        assert reason.startswith("accepted Dock hand")
        assert reason.endswith("at the same time")
        assert not broken()


def test_an_offer_is_refused_with_the_rule_that_forbids_it(app: Flask):
    with app.app_context():
        match = a_match(
            a_student(birth_date=date(2012, 1, 1)),
            a_placement(weekdays=AFTERNOON),
            state=S.REFERRED,
        )
        with pytest.raises(Conflict, match="14 years old on the first day; 16 is asked"):
            move(match, S.OFFERED)
        assert state_of(match) is S.REFERRED


def test_a_match_with_a_week_that_waits_is_not_completed(app: Flask):
    with app.app_context():
        match = a_match(state=S.ACTIVE)
        a_week(match)
        with pytest.raises(Conflict, match="still waits to be confirmed"):
            move(match, S.COMPLETED)
        with pytest.raises(Conflict, match="End it early instead"):
            move(match, S.NO_SHOW, "never came")


def test_another_schools_match_is_not_found(app: Flask):
    with app.app_context():
        match = a_match(state=S.REFERRED)
        stranger = Actor("staff", 9, "Stan", "career_specialist", frozenset({a_school().id}))
        with pytest.raises(NotFound):
            move(match, S.OFFERED, by=stranger)


def test_nobody_is_matched_twice_with_one_placement(any_app: Flask):
    with any_app.app_context():
        student, placement = a_student(), a_placement(weekdays=AFTERNOON)
        services.suggest(student.id, placement.id, by=ADMIN, at=NOW)
        with pytest.raises(Conflict, match="already matched with this placement"):
            services.suggest(student.id, placement.id, by=ADMIN, at=NOW)
