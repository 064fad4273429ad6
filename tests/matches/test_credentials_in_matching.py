"""Whoever lacks a credential that a placement asks for is not matched with it, anywhere."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pytest

from app.core import clock
from app.core.access import Actor
from app.core.db import db
from app.core.errors import Conflict
from app.core.listing import Wanted
from app.core.use_case import use_case
from app.credentials import catalogue_services
from app.credentials.facts import CredentialFacts
from app.credentials.models import AwardState, CredentialAward
from app.matches import documents, facts, fit, options, services
from app.matches.eligibility import failing
from app.matches.models import MatchState
from app.matches.queries import match_for
from app.matches.run_snapshot import snapshot
from app.placements.queries import detail
from app.programs.queries import program as program_of
from app.students.models import Student
from tests.builders import a_match, a_placement, a_program, a_student, kept
from tests.support.counting import query_count

ADMIN = Actor("staff", 1, "Ada", "administrator")
FIRST, LAST = date(2027, 2, 1), date(2027, 5, 28)
DAY = timedelta(days=1)
S = AwardState
EVERYTHING = Wanted(page=1, sort="", descending=False, filters={})


@use_case
def tried(student, credential_id, state, **dates):
    at = clock.now()
    dates = {"earned_on": date(2026, 1, 5)} | dates if state in (S.EARNED, S.EXPIRED) else dates
    kept(
        CredentialAward(
            student_id=student.id,
            credential_id=credential_id,
            state=state,
            noted_by="staff:1",
            noted_at=at,
            moved_at=at,
            **dates,
        )
    )


def a_credential(name):
    facts_of_it = CredentialFacts(name=name, issuer="Issuer")
    return catalogue_services.add(facts_of_it, by=ADMIN, at=clock.now())


def a_town():
    """Build placements that ask for one, two and none, and a student of every standing."""
    card, aid = a_credential("Food worker card"), a_credential("First aid")
    program = a_program(start_date=date(2027, 1, 4), end_date=date(2027, 6, 18))
    dates = {"start_date": FIRST, "end_date": LAST, "weekdays": {}}
    jobs = [
        a_placement(program, title=title, credentials=names, **dates)
        for title, names in (
            ("Kitchen", ["food worker CARD"]),
            ("Camp", ["First aid", "Food worker card"]),
            ("Unknown", ["Swordplay"]),
            ("Office", []),
        )
    ]
    standings = {
        "holds": (S.EARNED, {}),
        "holds on the first day": (S.EARNED, {"expires_on": FIRST}),
        "runs out before": (S.EARNED, {"expires_on": FIRST - DAY}),
        "expired": (S.EXPIRED, {"expires_on": date(2026, 2, 1)}),
        "exam in time": (S.PLANNED, {"exam_on": FIRST}),
        "exam too late": (S.PLANNED, {"exam_on": FIRST + DAY}),
        "exam without a day": (S.ATTEMPTED, {}),
        "failed": (S.FAILED, {"exam_on": date(2026, 3, 3)}),
        "withdrawn": (S.WITHDRAWN, {"earned_on": date(2026, 1, 5)}),
    }
    students = {"nothing": a_student()}
    for name, (state, said) in standings.items():
        students[name] = a_student()
        tried(students[name], card, state, **said)
    students["both"] = a_student()
    for each in (card, aid):
        tried(students["both"], each, S.EARNED)
    return program, jobs, students


def by_rules(placement):
    about = facts.facts_of_placement(placement)
    rows = db.session.execute(facts.students(ADMIN).order_by(Student.id)).all()
    checked = zip(rows, facts.facts_of_students(rows, about), strict=True)
    return {row.id for row, student in checked if not failing(student, about)}


def by_sql(placement):
    about = facts.facts_of_placement(placement)
    query = facts.students(ADMIN).where(fit.may_take(about, fit.schools_for(about)))
    return {row.id for row in db.session.execute(query)}


READY = {"holds", "holds on the first day", "exam in time", "both"}


def test_lists_pages_and_runs_agree_on_who_is_ready(any_app):
    with any_app.app_context():
        program, jobs, students = a_town()
        for student in students.values():
            a_match(student, jobs[3], state=MatchState.SUGGESTED)
        names = {student.id: name for name, student in students.items()}
        shot = snapshot(program_of(program.id), [], FIRST)
        place = {row.id: at for at, row in enumerate(shot.placements.values())}
        who = {row.id: at for at, row in enumerate(shot.students.values())}
        may = {}
        for job in jobs[:3]:
            whole = detail(job.id)
            may[job.title] = {names[each] for each in by_rules(whole)}
            assert {names[each] for each in by_sql(whole)} == may[job.title]
            missing = {
                names[each]
                for each, at in who.items()
                if "credential" in shot.pairing.failing(at, place[job.id])
            }
            assert missing == set(students) - may[job.title]
            everybody, here = np.arange(len(who)), np.array([place[job.id]])
            pairs = shot.pairing.pairs(everybody, here)
            rows = [*shot.students.values()]
            assert {names[rows[at].id] for at in pairs.student} == may[job.title]
        assert may == {"Kitchen": READY, "Camp": {"both"}, "Unknown": set(students)}


def test_the_student_is_told_what_is_missing(any_app):
    with any_app.app_context():
        _, jobs, students = a_town()
        codes = {
            option.placement.title: [(rule.code, rule.words) for rule in option.rules]
            for option in options.all_of_student(students["holds"].id, EVERYTHING)
        }
        assert codes["Kitchen"] == []
        assert codes["Camp"] == [
            ("credential", "neither holds nor plans by the first day: First aid")
        ]
        with pytest.raises(Conflict, match="First aid"):
            services.suggest(students["holds"].id, jobs[1].id, by=ADMIN, at=clock.now())


def test_a_planned_exam_lets_one_match_but_not_begin(any_app):
    with any_app.app_context():
        _, jobs, students = a_town()
        for name, lacks in (("exam in time", ["Food worker card"]), ("holds", [])):
            match = a_match(students[name], jobs[0], state=MatchState.ACCEPTED)
            said = documents.missing(match_for(match.id, ADMIN), FIRST)
            assert [each for each in said if "card" in each] == lacks


def test_placements_that_ask_for_nothing_cost_no_statement(app):
    with app.app_context():
        _, jobs, _ = a_town()
        with query_count() as none:
            facts.facts_of_placement(detail(jobs[3].id))
        with query_count() as one:
            facts.facts_of_placement(detail(jobs[0].id))
        assert len(one) == len(none) + 1
        assert not any("credential" in each and "FROM credential" in each for each in none)
