"""A student reads by their own link what a run came to for each wish, once staff sent it out."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from flask import Flask

from app.core import clock
from app.core.db import db
from app.core.use_case import transaction
from app.matches import preference_asking, run_deciding
from app.outreach.models import LinkRequest
from app.programs.models import Program
from app.students.models import Student
from tests.matches.test_running_the_matching import ADMIN, a_season, placed, run_it, wants


def ask(student: Student, program: Program) -> str:
    """Ask a student which placements they want; give the address of the link."""
    asked = preference_asking.ask(student.id, program.id, by=ADMIN, at=clock.now())
    return f"/r/{db.session.get_one(LinkRequest, asked.id).link.token()}"


@pytest.fixture
def season(any_app: Flask) -> dict[str, str]:
    """Give the links of the student who got the docks and of one who did not, and the run."""
    with any_app.app_context():
        program, _school, (docks, office), students = a_season()
        with transaction():
            for student in students:
                db.session.get_one(Student, student.id).email = f"s{student.id}@example.org"
        links = {student.id: ask(student, program) for student in students}
        for student in students:
            wants(student, program, docks, office)
        run_id = run_it(program)
        got = placed(run_id)
        run_deciding.commit(run_id, by=ADMIN, at=clock.now())
        winner = next(each.id for each in students if got[each.id] == docks.id)
        loser = next(each.id for each in students if got[each.id] is None)
        return {"run": str(run_id), "winner": links[winner], "loser": links[loser]}


def send(app: Flask, run_id: str) -> None:
    with app.app_context():
        run_deciding.send(int(run_id), by=ADMIN, at=clock.now())


def test_nothing_is_told_before_staff_send_the_run_out(visit, season):
    assert "What came of it" not in visit(season["winner"])


def test_each_wish_has_its_reason_and_nobody_else_is_named(any_app: Flask, visit, season):
    send(any_app, season["run"])
    page = visit(season["winner"])
    assert "You were matched with it." in page
    assert "You were matched with one that you wanted more." in page
    page = visit(season["loser"])
    assert "All places went to students with a higher priority." in page
    assert "What decided: the lottery number" in page
    named = [name for name in ("Mia", "Leo", "Zoe") if name in page.one("main").to_text()]
    assert len(named) <= 1


def test_it_is_told_in_spanish_too(any_app: Flask, visit, season):
    send(any_app, season["run"])
    with any_app.app_context(), transaction():
        db.session.execute(sa.update(LinkRequest).values(language="es"))
    assert "Se le asignó este puesto." in visit(season["winner"])
