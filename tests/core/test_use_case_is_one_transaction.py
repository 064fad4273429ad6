"""A use case commits all that it did, or nothing; outside of one, nothing writes."""

from __future__ import annotations

import contextlib
import fcntl
import sqlite3
import subprocess
import sys
import threading
from pathlib import Path

import pytest
import sqlalchemy as sa

from app.core import db as core_db
from app.core import journal
from app.core.access import SYSTEM
from app.core.db import WriteOutsideUseCase, db, in_way
from app.core.errors import Conflict, Unavailable
from app.core.journal import Event
from app.core.use_case import in_use_case, transaction, use_case
from app.schools.models import School
from tests.builders import LONG_AGO, a_placement, a_school
from tests.hours.world import at_once
from tests.support.runs import ROOT

INSERT = sa.text("insert into school (code, name, calendar_code, bell_start, bell_end) "
                 "values ('X', 'X', 'district', '08:00', '14:00')")  # fmt: skip


def codes() -> set[str]:
    return set(db.session.scalars(sa.select(School.code)))


def write_school(code: str) -> None:
    db.session.add(School(code=code, name=code))
    db.session.flush()
    journal.record("created", "school", 1, by=SYSTEM, at=LONG_AGO)


@use_case
def inner(code: str) -> None:
    write_school(code)


@use_case
def outer(*found: str, fails: bool = False) -> None:
    for code in found:
        inner(code)
    if fails:
        raise LookupError


# -- one transaction


def test_all_of_it_is_committed_with_its_journal(any_app):
    with any_app.app_context():
        outer("A", "B")
        assert codes() == {"A", "B"}
        assert list(db.session.scalars(sa.select(Event.seq).order_by(Event.seq))) == [1, 2]
        assert journal.broken_chains() == []


def test_an_exception_undoes_all_of_it_and_its_journal(any_app):
    with any_app.app_context():
        with pytest.raises(LookupError):
            outer("A", "B", fails=True)
        assert codes() == set()
        outer("C")
        assert codes() == {"C"}
        assert db.session.scalar(sa.select(sa.func.count(Event.id))) == 1


def test_only_the_outermost_commits(any_app):
    with any_app.app_context():
        seen = []
        with transaction():
            inner("A")
            seen.append(in_use_case())
            other = threading.Thread(target=lambda: seen.append(read_codes(any_app)))
            other.start()
            other.join()
        assert seen == [True, set()]
        assert not in_use_case()
        assert codes() == {"A"}


def read_codes(app) -> set[str]:
    with app.app_context():
        return codes()


def test_a_broken_constraint_is_a_conflict_and_nothing_is_left(any_app):
    with any_app.app_context():
        outer("A")
        with pytest.raises(Conflict):
            outer("B", "A")
        assert codes() == {"A"}


def test_the_later_of_two_writers_of_one_version_is_told(any_app):
    with any_app.app_context():
        placement = a_placement(title="Dock hand")
    meeting = threading.Barrier(2, timeout=0.5)

    def rename(title: str) -> str:
        with transaction():
            found = db.session.get_one(type(placement), placement.id)
            with contextlib.suppress(threading.BrokenBarrierError):
                meeting.wait()
            found.title = title
        return title

    outcomes = at_once(any_app, lambda: rename("Crew"), lambda: rename("Rigger"))
    won = [each for each in outcomes if isinstance(each, str)]
    with any_app.app_context():
        kept = db.session.get_one(type(placement), placement.id)
        assert kept.title in won
        assert kept.version == placement.version + len(won)


# -- outside of one


def test_nothing_is_written_outside_a_use_case(any_app):
    with any_app.app_context():
        db.session.add(School(code="A", name="A"))
        with pytest.raises(WriteOutsideUseCase):
            db.session.flush()
        db.session.rollback()
        for statement in (
            sa.insert(School).values(code="A", name="A"),
            sa.update(School).values(name="B"),
            sa.delete(School),
        ):
            with pytest.raises(WriteOutsideUseCase):
                db.session.execute(statement)
        assert codes() == set()


def test_a_record_changed_outside_is_not_written_by_the_next_use_case(any_app):
    with any_app.app_context():
        school = a_school(name="Before")
        db.session.get_one(School, school.id).name = "Smuggled"
        outer("A")
        assert db.session.get_one(School, school.id).name == "Before"


def test_a_sealed_stretch_refuses_writes_in_the_database_itself(any_app):
    with any_app.app_context():
        with in_way("sealed"):
            assert codes() == set()
            with pytest.raises(sa.exc.DBAPIError, match=r"(?i)read.?only"):
                db.session.execute(INSERT)
        outer("A")
        assert codes() == {"A"}


def test_a_sealed_stretch_sees_one_moment_on_sqlite(app):
    with app.app_context(), in_way("sealed"):
        assert codes() == set()
        other = threading.Thread(target=lambda: write_elsewhere(app))
        other.start()
        other.join()
        assert codes() == set()
    with app.app_context():
        assert codes() == {"A"}


def write_elsewhere(app) -> None:
    with app.app_context():
        outer("A")


# -- many at once, on SQLite

WRITER = """
import sys
from app import create_app
from config import Config
from tests.core.test_use_case_is_one_transaction import outer
with create_app(Config.for_tests(database_url=sys.argv[1])).app_context():
    for number in range(25):
        outer(f"{sys.argv[2]}-{number}")
"""


def test_four_processes_write_without_one_being_turned_away(app):
    url = str(app.config["SQLALCHEMY_DATABASE_URI"])
    writers = [
        subprocess.Popen([sys.executable, "-c", WRITER, url, str(number)], cwd=ROOT)  # noqa: S603
        for number in range(4)
    ]
    assert [writer.wait(120) for writer in writers] == [0] * 4
    with app.app_context():
        assert len(codes()) == 100
        assert journal.broken_chains() == []


def test_eight_threads_write_without_one_being_turned_away(app):
    outcomes = at_once(app, *[lambda number=number: many(number) for number in range(8)])
    assert outcomes == [None] * 8
    with app.app_context():
        assert len(codes()) == 80


def many(writer: int) -> None:
    for number in range(10):
        outer(f"{writer}-{number}")


@pytest.fixture
def impatient(monkeypatch) -> None:
    monkeypatch.setattr(core_db, "BUSY_SECONDS", 0.2)


def database_of(app) -> Path:
    with app.app_context():
        return Path(str(db.engine.url.database))


@contextlib.contextmanager
def locked_by_another(path: Path):
    """Hold the database as `sqlite3 BEGIN EXCLUSIVE` of another program does."""
    with contextlib.closing(sqlite3.connect(path, isolation_level=None)) as holder:
        holder.execute("BEGIN EXCLUSIVE")
        yield
        holder.execute("ROLLBACK")


@pytest.mark.usefixtures("impatient")
def test_a_locked_database_is_unavailable_and_soon_well_again(app):
    with app.app_context():
        with locked_by_another(database_of(app)), pytest.raises(Unavailable):
            outer("A")
        assert codes() == set()
        outer("A")
        assert codes() == {"A"}


@pytest.mark.usefixtures("impatient")
def test_a_writer_that_never_ends_makes_the_next_one_unavailable(app):
    with app.app_context(), Path(f"{database_of(app)}.lock").open("w") as queue:
        fcntl.flock(queue, fcntl.LOCK_EX)
        with pytest.raises(Unavailable):
            outer("A")
        fcntl.flock(queue, fcntl.LOCK_UN)
        outer("A")
        assert codes() == {"A"}


@pytest.mark.usefixtures("impatient")
def test_a_person_is_told_to_try_again_in_a_minute(app, visit, submit):
    page = visit("/sign-in")
    with locked_by_another(database_of(app)):
        answer = submit(page, "Sign in", email="a@example.org", password="x" * 12, status=503)
    assert answer.headers["Retry-After"] == "30"
    assert "Nothing was changed" in answer
