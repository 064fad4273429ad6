"""Know the demo district: who was asked for which hours, their links, every row, and what is broken."""  # noqa: E501

from __future__ import annotations

import contextlib
import sqlite3
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from flask import Flask

from app.core import clock
from app.core.db import Base, db
from app.desk.demo.load import PASSWORD, load
from app.desk.demo.making import SCALES
from app.desk.verify import findings
from app.hours.weekly import ask_for_hours
from app.outreach.queries import request_of
from tests.support import databases, runs
from tests.support.processes import Process, Processes

WEDNESDAY = date(2026, 11, 18)
TEN_O_CLOCK = datetime(2026, 11, 18, 18, tzinfo=UTC)
LAST_WEEK = date(2026, 11, 9)
# the tables to which looking at a link adds rows, and nothing else may
LOOKING = frozenset({"link_visit", "disclosure"})
TREASURE = ("stipend_line", "credit_line")
__all__ = ["COLLEAGUES", "LAST_WEEK", "LOOKING", "PASSWORD", "WEDNESDAY", "Asked", "Sheet", "Town"]

ASKED = """
select r.id, r.recipient_name, r.to_address, r.recipient_id, r.language
from link_request r
join placement p on p.supervisor_id = r.recipient_id
join match m on m.placement_id = p.id and m.state = 'active'
join timesheet t on t.match_id = m.id and t.week = r.subject_day and t.state = 'submitted'
where r.kind = 'hours-week' and r.state = 'open' and r.subject_day = '2026-11-09'
group by r.id order by r.id
"""
SHEETS = """
select t.id, t.match_id, t.version, t.state, t.minutes, s.school_id,
 coalesce(nullif(s.preferred_name, ''), s.given_name) || ' ' || substr(s.family_name, 1, 1) || '.'
 as name
from timesheet t join match m on m.id = t.match_id join placement p on p.id = m.placement_id
join student s on s.id = m.student_id join link_request r on r.recipient_id = p.supervisor_id
where r.id = :request and t.week = r.subject_day order by s.given_name, s.family_name, t.id
"""

COLLEAGUES = """
select c.id, c.name, c.email from contact c join contact me on me.employer_id = c.employer_id
where me.id = :id and c.id <> me.id and c.left_at is null order by c.id
"""


def clock_offset() -> str:
    """Give the CLOCK setting under which it is that Wednesday, ten in the morning."""
    seconds = int((TEN_O_CLOCK - datetime.now(UTC)).total_seconds())
    return f"{seconds}s"


@dataclass(frozen=True)
class Sheet:
    """Be one student's week, as the database has it."""

    id: int
    match_id: int
    version: int
    state: str
    minutes: int
    school_id: int
    name: str


@dataclass(frozen=True)
class Asked:
    """Be one supervisor's weekly request."""

    id: int
    name: str
    address: str
    contact_id: int
    language: str


@dataclass
class Town:
    """Be the district on one Wednesday; with `asked`, the supervisors were just asked for hours."""

    app: Flask
    processes: Processes | None = None
    env: dict[str, str] = field(default_factory=dict)

    def fill(self, *, asked: bool) -> None:
        """Put the district into the app's database."""
        with self.app.app_context():
            url = db.engine.url
        if url.get_backend_name() != "sqlite":
            self._make(asked=asked)
            return
        path = Path(str(url.database))
        name = "stories-asked.sqlite3" if asked else "stories.sqlite3"
        with runs.once(name) as fresh:
            if fresh:
                self._make(asked=asked)
                _copy(path, fresh.with_suffix(".making"))
                fresh.with_suffix(".making").rename(fresh)
        databases.close_connections(self.app)
        _copy(runs.folder() / name, path)

    def _make(self, *, asked: bool) -> None:
        if asked:
            self.fill(asked=False)
        with self.app.app_context():
            if asked:
                ask_for_hours(clock.now())
            else:
                load(SCALES["small"], 1, WEDNESDAY)

    # -- what is in it

    def rows(self, query: str, **values: Any) -> list[tuple[Any, ...]]:
        """Give the rows that a query finds."""
        with self.app.app_context():
            return [tuple(row) for row in db.session.execute(sa.text(query), values)]

    def one(self, query: str, **values: Any) -> Any:
        """Give the one value that a query finds."""
        [[value]] = self.rows(query, **values)
        return value

    def asked(self, *, students: int = 1, language: str = "en", number: int = 0) -> Asked:
        """Give one of the requests about exactly so many students."""
        query = ASKED.replace("group by r.id", "group by r.id having count(*) = :students")
        query = query.replace("where ", "where r.language = :language and ")
        return Asked(*self.rows(query, students=students, language=language)[number])

    def sheets(self, request_id: int) -> list[Sheet]:
        """Give the weeks that a request is about, by the students' names."""
        return [Sheet(*row) for row in self.rows(SHEETS, request=request_id)]

    def link(self, request_id: int) -> str:
        """Give the path of a request's present link."""
        with self.app.app_context():
            asked = request_of(request_id)
            return f"/r/{asked.link.token()}"

    def state(self, request_id: int) -> str:
        """Give the state of a request."""
        return str(self.one("select state from link_request where id = :id", id=request_id))

    def tables(self, *, but: frozenset[str] = frozenset()) -> dict[str, list[tuple[Any, ...]]]:
        """Give every row of every table, to compare."""
        with self.app.app_context():
            return {
                table.name: [
                    tuple(row) for row in db.session.execute(sa.select(table).order_by(*table.c))
                ]
                for table in Base.metadata.sorted_tables
                if table.name not in but
            }

    def treasure(self, request_id: int) -> dict[str, int]:
        """Give what the students of a request have earned so far: cents, and minutes of credit."""
        ids = ",".join(str(sheet.match_id) for sheet in self.sheets(request_id))
        return {
            table: self.one(
                f"select coalesce(sum(minutes), 0) from {table} where match_id in ({ids})"  # noqa: S608
            )
            for table in TREASURE
        }

    def broken(self) -> list[str]:
        """Give the names of the invariants that do not hold."""
        with self.app.app_context():
            return [f"{each.name}: {each.broken}" for each in findings() if each.broken]

    def worker(self, *options: str, **settings: str) -> Process:
        """Start a worker that lives on the same Wednesday."""
        assert self.processes
        return self.processes.worker(*options, **(self.env | settings))


def changed(before: dict[str, list[Any]], after: dict[str, list[Any]]) -> dict[str, int]:
    """Give by how many rows each table differs."""
    return {
        name: len(set(map(str, before[name])) ^ set(map(str, rows)))
        for name, rows in after.items()
        if before[name] != rows
    }


def _copy(source: Path, target: Path) -> None:
    with (
        contextlib.closing(sqlite3.connect(source)) as one,
        contextlib.closing(sqlite3.connect(target, timeout=30)) as other,
    ):
        other.execute("PRAGMA synchronous=OFF")
        one.backup(other)
