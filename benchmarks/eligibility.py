"""Compare who may take what, pair by pair, with a join and with a function a rule (goal 3).

The peers are measured on a part of the students and their time is multiplied: they take minutes.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import numpy as np

from app.matches.run_columns import GRADES, Ints, Pairing, PlacementColumns, StudentColumns
from benchmarks.data import Sizes
from benchmarks.table import Table

SEED: Final = 253
PLACES, SCHOOLS, KINDS = 5_000, 60, 12
NO_BIRTH, UNREADY, CLOSED = 0.05, 0.7, 0.4  # shares
JOINED, ASKED = 1_000, 100  # students that a join and that objects are measured on
MOST_ROUNDS: Final = 5
FIRST_BIRTH, LAST_BIRTH, YOUNG = 732_000, 734_500, 733_900


@dataclass(slots=True)
class District:
    """Be the columns of a district, for each way to read them."""

    students: StudentColumns
    placements: PlacementColumns

    @property
    def pairing(self) -> Pairing:
        """Give them as runs read them."""
        return Pairing(self.students, self.placements)


def run(sizes: Sizes) -> Table:
    """Count the eligible pairs in three ways, in turn."""
    students = sizes.students
    places = max(students // 8, 2) if sizes.tiny else PLACES
    joined, asked = min(JOINED, students), min(ASKED, students)
    of = district(students, places)
    table = Table("eligibility", f"3 · Who may take what: {students:,} by {places:,} pairs")
    ours, join, objects, counts = [], [], [], set()
    for _ in range(min(MOST_ROUNDS, sizes.rounds)):
        ours.append(_timed(lambda: _columns(of, students)))
        join.append(_timed(lambda: _joined(of, joined)) * students / joined)
        objects.append(_timed(lambda: _asked(of, asked)) * students / asked)
        counts.add((_columns(of, asked), _joined(of, asked), _asked(of, asked)))
    table.compare("every pair", "s", ours, join, 1 / 25, peer="join in SQLite")
    table.compare("every pair", "s", ours, objects, 1 / 100, peer="a function a rule")
    (first, second, third), *_ = counts
    same = "the same" if first == second == third else f"NOT the same: {first}, {second}, {third}"
    table.notes.append(f"all three count {same} pairs of the first {asked:,} students")
    table.notes.append(f"the join is measured on {joined:,} students, the functions on {asked:,}")
    return table


def district(students: int, places: int) -> District:
    """Make an invented district in which few pairs are eligible; the same one each time."""
    draw = np.random.default_rng(SEED)
    grade = draw.integers(0, 6, students)
    refused = draw.integers(0, 64, places)
    return District(
        StudentColumns(
            lack=(1 << (GRADES + grade)).astype(np.uint64)
            | (draw.random(students) < NO_BIRTH).astype(np.uint64),
            born=draw.integers(FIRST_BIRTH, LAST_BIRTH, students),
            school=draw.integers(0, SCHOOLS, students),
            pathway=draw.integers(0, 16, students),
            courses=draw.integers(0, 40, students),
            own={"first_time": draw.integers(0, 2, students) * 100},
            busy={},
            unready=draw.random((students, KINDS)) < UNREADY,
        ),
        PlacementColumns(
            need=(refused << GRADES).astype(np.uint64),
            latest_birth=draw.integers(FIRST_BIRTH, YOUNG, places),
            school_hours=draw.random((SCHOOLS, places)) < CLOSED,
            points={
                "distance": draw.integers(0, 250, (SCHOOLS, places)),
                "slack": draw.integers(0, 50, (SCHOOLS, places)),
                "interests": draw.integers(0, 2, (16, places)) * 350,
                "courses": draw.integers(0, 2, (40, places)) * 300,
            },
            asks=draw.integers(0, KINDS, places),
        ),
    )


def _timed(work: Callable[[], int]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def _columns(of: District, students: int) -> int:
    everywhere = np.arange(len(of.placements.need), dtype=np.int64)
    return int(of.pairing.counts(np.arange(students, dtype=np.int64), everywhere).sum())


def _joined(of: District, students: int) -> int:
    """Count by a cross join: bits, birth dates, and the two tables as indexed rows."""
    with sqlite3.connect(":memory:") as base:
        base.executescript(
            "create table s (id integer primary key, lack integer, born integer, school integer);"
            "create table p (id integer primary key, need integer, latest integer, asks integer);"
            "create table closed (school integer, place integer, primary key (school, place))"
            " without rowid;"
            "create table unready (student integer, kind integer, primary key (student, kind))"
            " without rowid;"
        )
        own, at = of.students, of.placements
        bits = int(np.uint64(3))
        base.executemany(
            "insert into s values (?, ?, ?, ?)",
            _rows(own.lack, own.born, own.school, most=students),
        )
        base.executemany(
            "insert into p values (?, ?, ?, ?)",
            _rows(at.need | np.uint64(bits), at.latest_birth, at.asks),
        )
        base.executemany("insert into closed values (?, ?)", np.argwhere(at.school_hours).tolist())
        base.executemany(
            "insert into unready values (?, ?)", np.argwhere(own.unready[:students]).tolist()
        )
        counted = base.execute(
            "select count(*) from s cross join p where s.lack & p.need = 0 and s.born <= p.latest"
            " and not exists (select 1 from closed c where c.school = s.school and c.place = p.id)"
            " and not exists (select 1 from unready u where u.student = s.id and u.kind = p.asks)"
        )
        return int(counted.fetchone()[0])


def _rows(*columns: Ints, most: int | None = None) -> list[tuple[int, ...]]:
    lists = [column[:most].tolist() for column in columns]
    return [(number, *row) for number, row in enumerate(zip(*lists, strict=True))]


def _asked(of: District, students: int) -> int:
    """Count by a function for each rule, pair by pair, as rules are often written first."""
    own, at = of.students, of.placements
    lack, born, school = own.lack.tolist(), own.born.tolist(), own.school.tolist()
    need, latest, asks = at.need.tolist(), at.latest_birth.tolist(), at.asks.tolist()
    closed, unready = at.school_hours.tolist(), own.unready[:students].tolist()
    rules: tuple[Callable[[int, int], bool], ...] = (
        lambda who, _where: not lack[who] & 3,
        lambda who, where: not lack[who] & need[where],
        lambda who, where: born[who] <= latest[where],
        lambda who, where: not closed[school[who]][where],
        lambda who, where: not unready[who][asks[where]],
    )
    return sum(
        all(rule(who, where) for rule in rules)
        for who in range(students)
        for where in range(len(need))
    )
