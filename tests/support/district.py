"""Load the demo district with marks: whatever tells of a student says whose student it is.

A student's words become `Gv3z17q` (given name), `Fv3z17q` (family name), `Nv…` (number), `Cv…`
(address, telephone) and `Pv…` (guardian): school 3, student 17. So a page that shows one shows whom
it lets out, whatever page it is.
"""

from __future__ import annotations

import contextlib
import html
import re
import sqlite3
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from flask import Flask

from app.core.db import db
from app.core.text import fold
from app.desk.demo.load import PASSWORD, load
from app.desk.demo.making import SCALES
from tests.support import databases, runs

MARK = re.compile(r"([GFNCP])v(\d+)z(\d+)q", re.IGNORECASE)
MID_SEASON = date(2026, 11, 18)
DOMAIN = "example.org"
__all__ = ["DOMAIN", "MARK", "MID_SEASON", "PASSWORD", "fill", "marks_in"]


def fill(app: Flask) -> None:
    """Put the marked district into an app's SQLite database."""
    with app.app_context():
        path = Path(str(db.engine.url.database))
    with runs.once("district.sqlite3") as fresh:
        if fresh:
            with app.app_context():
                load(SCALES["small"], 1, MID_SEASON)
            with _copying(path, fresh.with_suffix(".making")) as made:
                _mark(made)
            fresh.with_suffix(".making").rename(fresh)
    with _copying(runs.folder() / "district.sqlite3", path):
        databases.close_connections(app)


def marks_in(text: str) -> set[tuple[str, int, int]]:
    """Give what a text tells of students: sort of mark, school, student."""
    return {
        (sort.upper(), int(school), int(student)) for sort, school, student in MARK.findall(text)
    }


@contextlib.contextmanager
def _copying(source: Path, target: Path) -> Iterator[sqlite3.Connection]:
    with (
        contextlib.closing(sqlite3.connect(source)) as one,
        contextlib.closing(sqlite3.connect(target, timeout=30)) as other,
    ):
        one.backup(other)
        yield other
        other.commit()


def _mark(connection: sqlite3.Connection) -> None:
    connection.row_factory = sqlite3.Row
    students = connection.execute("select * from student").fetchall()
    for student in students:
        _mark_student(connection, student)
    _mark_mails(connection, {student["id"]: student for student in students})
    # whom a host named besides the roster, one of each school
    connection.execute(
        "insert into activity_guest (activity_id, name, school_id, said_at, settled_by)"
        " select (select min(id) from activity), 'Somebody', id, '2026-11-10 12:00:00.000000', ''"
        " from school"
    )


def _mark_student(connection: sqlite3.Connection, student: sqlite3.Row) -> None:
    tail = f"v{student['school_id']}z{student['id']}q"
    given, family, number = f"G{tail}", f"F{tail}", f"N{tail}"
    contact = f"C{tail}"
    connection.execute(
        "update student set given_name=?, family_name=?, preferred_name=?, search=?,"
        " student_number=?, sourced_id=?, email=?, phone=? where id=?",
        (
            given,
            family,
            given if student["preferred_name"] else "",
            fold(given, family, number),
            number,
            f"S{number}",
            f"{contact}@{DOMAIN}",
            contact,
            student["id"],
        ),
    )
    parent = f"P{tail}"
    connection.execute(
        "update guardian set name=?, email=?, phone=? where student_id=?",
        (parent, f"{parent}@{DOMAIN}", parent, student["id"]),
    )


def _mark_mails(connection: sqlite3.Connection, students: dict[int, sqlite3.Row]) -> None:
    shown = connection.execute("select distinct request_id, student_id from disclosure").fetchall()
    for request_id, student_id in shown:
        student = students[student_id]
        first = student["preferred_name"] or student["given_name"]
        short = f"{first} {student['family_name'][0]}."
        mark = f"Gv{student['school_id']}z{student_id}q F."
        for column, old in (("text", short), ("html", html.escape(short))):
            connection.execute(
                f"update outbox_message set {column} = replace({column}, ?, ?)"  # noqa: S608
                " where record = 'request' and record_id = ?",
                (old, mark, request_id),
            )
