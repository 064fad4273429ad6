"""Staff match a whole program at once, look at what it would do, and commit it."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from app.core import clock, task_running
from app.core.access import SYSTEM, Actor
from app.core.db import db
from app.core.errors import Conflict
from app.core.journal import Event
from app.desk.verify import findings
from app.matches import (
    facts,
    preference_queries,
    preference_services,
    run_deciding,
    run_services,
    run_why,
    services,
)
from app.matches import run_record_queries as records
from app.matches.eligibility import failing
from app.matches.engine.solving import Objective
from app.matches.models import Match, MatchState
from app.matches.offer_asking import ask_for_answers
from app.matches.run_models import Change, MatchRun, MatchRunRow, RunState, Writes
from app.matches.run_snapshot import snapshot
from app.matches.slate_models import EmployerRank
from app.outreach.models import LinkRequest
from app.placements import queries as placements
from app.placements.models import Placement
from app.programs.queries import program as program_of
from tests.builders import (
    NINE,
    a_course,
    a_match,
    a_placement,
    a_program,
    a_school,
    a_student,
    every_mail,
    kept,
)

ADMIN = Actor("staff", 1, "Ada", "administrator")
SOON = clock.now().date() + timedelta(days=90)
SATURDAY = {5: (NINE, NINE.replace(hour=13), 0)}


def wants(student, program, *placements) -> None:
    ids = [each.id for each in placements]
    told = preference_queries.list_of(student.id, program.id)
    shown = told.version if told else 0
    preference_services.keep(
        student.id, program.id, ids, shown=shown, method="phone", by=ADMIN, at=clock.now()
    )


def broken() -> dict[str, object]:
    return {each.name: each.broken for each in findings() if each.broken}


def a_season():
    """Make two placements of one seat each, and three students who want the first."""
    program, school = a_program(every_mail(), end_date=SOON), a_school()
    docks, office = (
        a_placement(program, seats=1, weekdays=SATURDAY, title=title)
        for title in ("Docks", "Office")
    )
    mia, leo, zoe = (a_student(school, given_name=name) for name in ("Mia", "Leo", "Zoe"))
    wants(mia, program, docks, office)
    wants(leo, program, docks)
    wants(zoe, program, docks, office)
    return program, school, (docks, office), (mia, leo, zoe)


def run_it(program, *, writes=Writes.SHORTLISTED, objective=Objective.TWO_STAGE, by=ADMIN, seed=7):
    """Queue a run and let the worker solve it; give its id."""
    run = run_services.start(
        program.id, seed=seed, objective=objective, writes=writes, by=by, at=clock.now()
    )
    run_id = run.id
    assert task_running.run_due(clock.now()) == 1
    db.session.expire_all()
    return run_id


def placed(run_id: int) -> dict[int, int | None]:
    found = db.session.scalars(sa.select(MatchRunRow).where(MatchRunRow.run_id == run_id))
    return {row.student_id: row.placement_id for row in found}


def test_a_run_shows_what_it_would_do_and_writes_nothing_before_it_is_committed(any_app, staff):
    with any_app.app_context():
        program, school, (docks, office), _ = a_season()
    ana = staff("career_specialist", school_ids=[school.id])
    page = ana.visit(f"/matches/runs/new?program={program.id}")
    ana.submit(page, "Run matching", program=str(program.id), seed="7")
    with any_app.app_context():
        assert task_running.run_due(clock.now()) == 1
        run = db.session.scalars(sa.select(MatchRun)).one()
        run_id = run.id
        assert (run.state, run.students, run.placed, run.envious) == (RunState.READY, 3, 2, 0)
        got = placed(run_id)
        assert sorted(got.values(), key=str) == sorted([docks.id, office.id, None], key=str)
        assert db.session.scalar(sa.select(sa.func.count()).select_from(Match)) == 0
    page = ana.visit(f"/matches/runs/{run_id}")
    assert "2 of 3 students have one of 2 free seats" in page
    assert "Nobody is passed over" in page
    assert "Run 1" in ana.visit("/matches/runs")
    page = ana.submit(page, "Commit this run")
    assert "Committed: 2 matches written, nothing mailed yet." in page
    with any_app.app_context():
        matches = {m.student_id: m for m in db.session.scalars(sa.select(Match))}
        assert {student: m.placement_id for student, m in matches.items()} == {
            student: place for student, place in got.items() if place
        }
        assert {m.state for m in matches.values()} == {MatchState.SHORTLISTED}
        assert broken() == {}
    ana.submit(page, "Refer")
    with any_app.app_context():
        states = set(db.session.scalars(sa.select(Match.state)))
        assert states == {MatchState.REFERRED}
        assert broken() == {}


def test_a_run_is_refused_when_something_changed_and_again_does_nothing(any_app: Flask):
    with any_app.app_context():
        program, _, _, (_, leo, _) = a_season()
        run_id = run_it(program)
        wants(leo, program)
        with pytest.raises(Conflict, match="Something that this run rests on has changed"):
            run_deciding.commit(run_id, by=ADMIN, at=clock.now())
        assert db.session.scalar(sa.select(sa.func.count()).select_from(Match)) == 0
        again = run_it(program)
        assert run_deciding.commit(again, by=ADMIN, at=clock.now()) == 2
        assert run_deciding.commit(again, by=ADMIN, at=clock.now()) == 0
        assert db.session.scalar(sa.select(sa.func.count()).select_from(Match)) == 2
        committed = sa.select(sa.func.count()).where(
            Event.record == "run", Event.action == "committed"
        )
        assert db.session.scalar(committed) == 1


def test_offers_of_a_run_take_their_seats_and_wait_until_staff_send_them(any_app: Flask):
    with any_app.app_context():
        program, _, (docks, office), _ = a_season()
        run_id = run_it(program, writes=Writes.OFFERED)
        run_deciding.commit(run_id, by=ADMIN, at=clock.now())
        taken = sa.select(Placement.seats_taken).where(Placement.id.in_([docks.id, office.id]))
        assert list(db.session.scalars(taken)) == [1, 1]
        assert ask_for_answers(clock.now()) == 0
        assert db.session.scalar(sa.select(sa.func.count()).select_from(LinkRequest)) == 0
        assert run_deciding.send(run_id, by=ADMIN, at=clock.now()) == 2
        assert ask_for_answers(clock.now()) == 2
        assert broken() == {}


def test_the_employers_order_a_lock_and_a_decline_are_obeyed(any_app: Flask):
    with any_app.app_context():
        program, _, (docks, office), (mia, leo, zoe) = a_season()
        first = a_match(leo, docks, state=MatchState.REFERRED)
        kept(EmployerRank(match_id=first.id, rank=1, at=clock.now()))
        a_match(zoe, office, state=MatchState.DECLINED_BY_EMPLOYER)
        got = placed(run_it(program))
        assert got == {leo.id: docks.id, mia.id: office.id, zoe.id: None}
        run_deciding.lock(
            program.id, zoe.id, docks.id, reason="promised in May", by=ADMIN, at=clock.now()
        )
        run_id = run_it(program)
        assert placed(run_id) == {zoe.id: docks.id, mia.id: office.id, leo.id: None}
        without = sa.select(MatchRunRow.student_id).where(
            MatchRunRow.run_id == run_id, MatchRunRow.change == Change.UNPLACED
        )
        assert list(db.session.scalars(without)) == [leo.id]
        run_deciding.lock(program.id, zoe.id, office.id, reason="instead", by=ADMIN, at=clock.now())
        run = db.session.get_one(MatchRun, run_it(program))
        assert run.state is RunState.FAILED
        assert "“Office” declined a student" in run.sentence
        run_deciding.unlock(program.id, zoe.id, by=ADMIN, at=clock.now())
        assert placed(run_it(program))[leo.id] == docks.id


def test_each_student_is_told_why_and_nothing_of_others(any_app: Flask, staff):
    with any_app.app_context():
        program, school, (docks, _), students = a_season()
        run_id = run_it(program)
        got = placed(run_id)
        winner = next(one for one in students if got[one.id] == docks.id)
        loser = next(one for one in students if got[one.id] is None)
    ana = staff("career_specialist", school_ids=[school.id])
    page = ana.visit(f"/matches/runs/{run_id}/students/{loser.id}")
    assert "All seats went to students with a higher priority." in page
    assert "What decided: lottery number." in page
    assert winner.given_name not in page
    assert winner.uid not in page
    assert "Has this placement." in ana.visit(f"/matches/runs/{run_id}/students/{winner.id}")
    page = ana.submit(
        ana.visit(f"/matches/runs/{run_id}/students/{loser.id}"), "Keep this seat", status=422
    )
    assert "Give a reason, so that others understand." in page
    page = ana.submit(page, "Keep this seat", placement=str(docks.id), reason="promised")
    assert "A seat is kept by hand: Docks – promised" in page
    assert "Docks – promised" in ana.visit(f"/matches/runs/{run_id}")
    assert "kept by hand" not in ana.submit(page, "Keep it no longer")


def test_a_run_comes_out_the_same_from_what_it_kept(any_app: Flask):
    with any_app.app_context():
        program, _, _, students = a_season()
        run_id = run_it(program)
        again = run_it(program)
        one, two = db.session.get_one(MatchRun, run_id), db.session.get_one(MatchRun, again)
        assert (one.snapshot_hash, one.result_hash) == (two.snapshot_hash, two.result_hash)
        for student in students:
            told = run_why.why(records.run(run_id), student.uid)
            assert {each.title for each in told} == {"Docks", "Office"}


def test_a_score_is_shown_with_what_it_adds_up(any_app: Flask, staff):
    with any_app.app_context():
        program, school, _, (mia, _, _) = a_season()
        run_id = run_it(program)
    ana = staff("career_specialist", school_ids=[school.id])
    page = ana.visit(f"/matches/runs/{run_id}/students/{mia.id}")
    assert "200 first placement ever +150, no credit from a placement yet +50" in page
    with any_app.app_context():
        a_course(mia, "Docks and cranes")
    page = ana.visit(f"/matches/runs/{run_id}/students/{mia.id}")
    assert "200 What it adds up changed since: 350 by what is on file now" in page
    assert "200 first placement ever +150" in page, "the other placement's did not change"


def test_two_runs_are_laid_side_by_side(any_app: Flask, staff):
    with any_app.app_context():
        program, _, _, (_, leo, _) = a_season()
        run_id = run_it(program)
        wants(leo, program)
        other = run_it(program, objective=Objective.MAX_BENEFIT)
    page = staff("administrator").visit(f"/matches/runs/{run_id}/compare?with={other}")
    assert "They rest on different facts" in page
    assert "Have their first choice" in page
    staff("administrator").visit(f"/matches/runs/{run_id}/compare?with=99", status=404)


def test_a_specialist_matches_and_sees_their_own_students_only(any_app: Flask, staff):
    with any_app.app_context():
        program, school, _, students = a_season()
        other = a_student(a_school(), given_name="Elsewhere")
        wants(other, program, *())
        stranger = a_student(a_school(), given_name="Stranger")
        docks = db.session.scalars(sa.select(Placement).where(Placement.title == "Docks")).one()
        wants(stranger, program, docks)
        whole = run_it(program)
        assert stranger.id in placed(whole)
        assert other.id not in placed(whole)
    ana = staff("career_specialist", school_ids=[school.id])
    page = ana.visit(f"/matches/runs/{whole}")
    assert "Stranger" not in page
    assert "Commit this run" not in page
    ana.visit(f"/matches/runs/{whole}/students/{stranger.id}", status=404)
    with any_app.app_context():
        mine = run_it(program, by=ana.actor)
        assert set(placed(mine)) == {each.id for each in students}
    assert "Commit this run" in ana.visit(f"/matches/runs/{mine}")


def test_who_is_placed_meanwhile_or_too_young_takes_no_part(any_app: Flask):
    with any_app.app_context():
        program, school, (docks, office), (mia, leo, zoe) = a_season()
        a_match(mia, docks, state=MatchState.ACCEPTED)
        young = a_student(school, birth_date=date(2013, 1, 1))
        wants(young, program, office)
        run_id = run_it(program)
        got = placed(run_id)
        assert mia.id not in got
        assert got[young.id] is None
        assert sorted(str(got[each.id]) for each in (leo, zoe)) == sorted([str(office.id), "None"])
        told = run_why.why(records.run(run_id), young.uid)
        assert [str(each.code) for each in told] == ["INELIGIBLE"]


def test_the_columns_say_the_same_as_the_rules(any_app: Flask):
    with any_app.app_context():
        program, school, _, (mia, _, _) = a_season()
        early = a_placement(program, title="Early", weekdays={1: (NINE, NINE.replace(hour=12), 0)})
        a_placement(program, title="Grown", minimum_age=18, weekdays=SATURDAY)
        a_placement(program, title="Upper", grades=["12"], weekdays=SATURDAY)
        senior = a_student(school, grade="12", birth_date=None)
        wants(senior, program, early)
        busy = a_match(mia, a_placement(weekdays=SATURDAY), state=MatchState.ACCEPTED)
        shot = snapshot(program_of(program.id), [], clock.now().date())
        assert shot.pairing is not None
        assert busy
        for one, student in enumerate(shot.students.values()):
            for at, row in enumerate(shot.placements.values()):
                about = facts.facts_of_placement(placements.detail(row.id))
                [known] = facts.facts_of_students([facts.student_row(student.id)], about)
                said = {rule.code for rule in failing(known, about)}
                assert set(shot.pairing.failing(one, at)) == said, row.title


def test_nobody_or_no_seat_is_said_in_a_sentence(any_app: Flask):
    with any_app.app_context():
        program = a_program(end_date=SOON)
        a_placement(program)
        run = db.session.get_one(MatchRun, run_it(program))
        assert (run.state, run.sentence) == (RunState.FAILED, run_services.NOBODY_TAKES_PART)


def test_twenty_commits_and_acceptances_at_once_never_overfill_a_seat(any_app: Flask):
    with any_app.app_context():
        program, _, (docks, office), students = a_season()
        runs = [run_it(program, writes=Writes.OFFERED) for _ in range(10)]
        matches = [a_match(each, docks, state=MatchState.REFERRED).id for each in students]

    def commit(run_id: int) -> None:
        with any_app.app_context():
            try:
                run_deciding.commit(run_id, by=SYSTEM, at=clock.now())
            except Conflict:
                db.session.rollback()

    def accept(match_id: int) -> None:
        with any_app.app_context():
            try:
                services.move(match_id, MatchState.ACCEPTED, by=SYSTEM, at=clock.now())
            except Conflict:
                db.session.rollback()

    with ThreadPoolExecutor(20) as pool:
        jobs = [pool.submit(commit, run_id) for run_id in runs]
        jobs += [pool.submit(accept, match_id) for match_id in matches * 3]
        for job in jobs:
            job.result()
    with any_app.app_context():
        for place in (docks.id, office.id):
            held = sa.select(sa.func.count()).where(
                Match.placement_id == place, Match.state.in_(["offered", "accepted"])
            )
            assert (db.session.scalar(held) or 0) <= 1
        assert broken() == {}


def test_the_list_of_runs_and_of_its_students_cost_the_same_with_many(any_app, staff, query_count):
    with any_app.app_context():
        program, school, _, _ = a_season()
        run_id = run_it(program)
    ana = staff("administrator")
    pages = ("/matches/runs", f"/matches/runs/{run_id}")
    few = []
    for page in pages:
        ana.visit(page)
        with query_count() as seen:
            ana.visit(page)
        few.append(len(seen))
    with any_app.app_context():
        for _ in range(9):
            a_match(a_student(school), a_placement(program), state=MatchState.SHORTLISTED)
        many = run_it(program)
    for page, count in zip((pages[0], f"/matches/runs/{many}"), few, strict=True):
        with query_count(count):
            ana.visit(page)
