"""Say what a solved run comes to: a row a student, and the figures that staff compare."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from app.matches.engine.envy import justified_envy
from app.matches.engine.instance import Reading, read
from app.matches.engine.market import NOBODY
from app.matches.engine.solving import Objective, Outcome, solve
from app.matches.run_models import Change, MatchRunRow
from app.matches.run_snapshot import Snapshot

GROUPS: Final = ("first_time", "graduating", "credit_short")
FREE: Final = "no_one_left"  # nobody without a placement is there to take the seat


@dataclass(frozen=True, slots=True)
class Solved:
    """Be a solved run: the engine's reading and outcome, and what they come to."""

    reading: Reading
    outcome: Outcome
    rows: list[MatchRunRow]
    summary: dict[str, Any]
    envious: int


def solved(content: bytes, seed: int, objective: Objective) -> tuple[Reading, Outcome]:
    """Solve an instance as it was written; the same bytes and seed give the same outcome."""
    reading = Reading(read(content), seed)
    return reading, solve(reading.market, objective)


def come_to(shot: Snapshot, seed: int, objective: Objective, nearest: Mapping[int, int]) -> Solved:
    """Solve a snapshot and say what changes for each student against today."""
    reading, outcome = solved(shot.content, seed, objective)
    rows = [_row(shot, reading, outcome, index, nearest) for index in range(len(reading.students))]
    envy = justified_envy(outcome)
    passed_over = sorted({reading.students[student].id for student, _ in envy})
    summary = {
        "ranks": _ranks(rows),
        "groups": _groups(shot, rows),
        "open": _open(shot, reading, outcome),
        "seats": int(outcome.market.seats.sum()),
        "placements": len(reading.places),
        "envy_pairs": len(envy),
        "passed_over": [shot.students[uid].id for uid in passed_over],
        "total": outcome.filling.total,
        "bound": outcome.filling.bound,
    }
    return Solved(reading, outcome, rows, summary, len(passed_over))


def _row(
    shot: Snapshot, reading: Reading, outcome: Outcome, index: int, nearest: Mapping[int, int]
) -> MatchRunRow:
    student = shot.students[reading.students[index].id]
    at, before = int(outcome.place[index]), nearest.get(student.id)
    if at == NOBODY:
        return MatchRunRow(student_id=student.id, before_id=before, change=Change.UNPLACED)
    place = reading.places[at]
    placement_id = shot.placements[place.id].id
    listed = reading.students[index].preferences
    change = Change.PLACED if before is None else Change.MOVED
    return MatchRunRow(
        student_id=student.id,
        placement_id=placement_id,
        before_id=before,
        change=Change.SAME if before == placement_id else change,
        stage=_stage(outcome, index),
        rank=listed.index(place.id) + 1 if place.id in listed else None,
        score=reading.scores.get((index, at)),
    )


def _stage(outcome: Outcome, index: int) -> str:
    if index in outcome.market.locks:
        return "lock"
    return "asked" if outcome.in_first_stage(index) else "filled"


def _ranks(rows: list[MatchRunRow]) -> dict[str, int]:
    """Count by the rank that the students gave what they have; without a rank, "none"."""
    counted = Counter(
        "none" if row.rank is None else str(row.rank) for row in rows if row.placement_id
    )
    return dict(sorted(counted.items(), key=lambda item: (item[0] == "none", item[0].zfill(3))))


def _groups(shot: Snapshot, rows: list[MatchRunRow]) -> list[dict[str, Any]]:
    by_id = {row.id: row for row in shot.students.values()}
    found = []
    for group in GROUPS:
        members = [row for row in rows if getattr(by_id[row.student_id], group)]
        placed = sum(row.placement_id is not None for row in members)
        found.append({"group": group, "students": len(members), "placed": placed})
    return found


def _open(shot: Snapshot, reading: Reading, outcome: Outcome) -> list[dict[str, Any]]:
    """List the placements with seats left, and the rule that most often stood in the way."""
    used = np.bincount(outcome.place[outcome.place != NOBODY], minlength=len(reading.places))
    left = (outcome.market.seats - used).tolist()
    without = [index for index, at in enumerate(outcome.place.tolist()) if at == NOBODY]
    return [
        {
            "placement_id": shot.placements[reading.places[place].id].id,
            "title": shot.placements[reading.places[place].id].title,
            "seats": seats,
            "rule": _commonest(shot, reading, without, place),
        }
        for place, seats in enumerate(left)
        if seats
    ]


def _commonest(shot: Snapshot, reading: Reading, without: list[int], place: int) -> str:
    counted: Counter[str] = Counter()
    for student in without:
        if (student, place) in reading.declined:
            counted["declined"] += 1
        elif shot.pairing is not None and (rules := shot.pairing.failing(student, place)):
            counted[rules[0]] += 1
    return min(counted, key=lambda name: (-counted[name], name)) if counted else FREE
