"""Read a problem from JSON and refuse what is wrong with the row's name.

The form is that of `docs/matching.md`: students, placements, pairs, locks.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise
from typing import Annotated, Final

import msgspec
import numpy as np

from app.matches.engine import lottery
from app.matches.engine.market import (
    UNRANKED,
    Edges,
    Ints,
    Market,
    Reserve,
    Seating,
    chosen,
)

Id = Annotated[str, msgspec.Meta(min_length=1, max_length=200)]
Count = Annotated[int, msgspec.Meta(ge=0, le=1_000_000)]
Lottery = Annotated[int, msgspec.Meta(ge=0)]
MOST_LOTTERY: Final = (1 << 64) - 1
KINDS_OF_SEATS: Final = frozenset({"open", "lottery"})
MOST_GROUPS: Final = 60


class WrongInstance(ValueError):
    """Say which row of an instance is wrong, and how."""


class Student(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Be a student with the placements they listed, best first."""

    id: Id
    preferences: tuple[Id, ...] = ()
    points: Count = 0
    tier: Count = 0
    groups: tuple[Id, ...] = ()
    lottery: Lottery | None = None


class Placement(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Be a placement: `accepts` nothing means all its pairs; reserves in the published order."""

    id: Id
    seats: Count = 0
    accepts: tuple[Id, ...] | None = None
    declines: tuple[Id, ...] = ()
    ranks: tuple[Id, ...] = ()
    reserves: dict[Id, Count] = {}
    open_first: bool = False


class Pair(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Be an eligible pair and its fit score."""

    student: Id
    placement: Id
    score: Count = 0


class Lock(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Be a seat given by hand."""

    student: Id
    placement: Id


class Instance(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Be a whole problem as it is written in a file."""

    students: tuple[Student, ...] = ()
    placements: tuple[Placement, ...] = ()
    pairs: tuple[Pair, ...] = ()
    locks: tuple[Lock, ...] = ()


def read(content: bytes) -> Instance:
    """Read an instance; raise WrongInstance naming what is wrong."""
    try:
        return msgspec.json.decode(content, type=Instance)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise WrongInstance(str(error).replace("`$.", "`")) from error


class Reading:
    """Be an instance checked and laid out as columns."""

    def __init__(self, instance: Instance, seed: int) -> None:
        """Check every row; raise WrongInstance."""
        self.instance = instance
        students = sorted(instance.students, key=lambda each: each.id)
        places = sorted(instance.placements, key=lambda each: each.id)
        self.student = _numbered("students", [each.id for each in instance.students])
        self.place = _numbered("placements", [each.id for each in instance.placements])
        self.students, self.places = students, places
        self.scores = self._pairs()
        self.declined = self._declined()
        self._check_lists()
        self.locks = self._locks()
        self.market = self._market(seed)

    def eligible(self, student: int, place: int) -> bool:
        """Tell whether a pair may be matched: listed as a pair and not declined."""
        pair = (student, place)
        return pair in self.scores and pair not in self.declined

    def _pairs(self) -> dict[tuple[int, int], int]:
        scores: dict[tuple[int, int], int] = {}
        for index, pair in enumerate(self.instance.pairs):
            row = f"pairs[{index}]"
            key = (self._student(row, pair.student), self._place(row, pair.placement))
            if key in scores:
                raise WrongInstance(f"{row}: {pair.student} with {pair.placement} is listed twice")
            scores[key] = pair.score
        return scores

    def _declined(self) -> set[tuple[int, int]]:
        declined = set()
        for index, placement in enumerate(self.instance.placements):
            row = f"placements[{index}]"
            place = self.place[placement.id]
            for student in placement.declines:
                declined.add((self._student(f"{row}.declines", student), place))
            if placement.accepts is not None:
                accepted = {self._student(f"{row}.accepts", one) for one in placement.accepts}
                declined |= {
                    (student, at)
                    for student, at in self.scores
                    if at == place and student not in accepted
                }
        return declined

    def _check_lists(self) -> None:
        for index, student in enumerate(self.instance.students):
            row = f"students[{index}].preferences"
            _once(row, student.preferences)
            for placement in student.preferences:
                self._place(row, placement)
            if (student.lottery or 0) > MOST_LOTTERY:
                raise WrongInstance(f"students[{index}].lottery: at most {MOST_LOTTERY}")
            if reserved := KINDS_OF_SEATS.intersection(student.groups):
                raise WrongInstance(f"students[{index}].groups: {min(reserved)} is no group's name")
        for index, at in enumerate(self.instance.placements):
            row = f"placements[{index}]"
            _once(f"{row}.ranks", at.ranks)
            for one in at.ranks:
                self._student(f"{row}.ranks", one)
            if sum(at.reserves.values()) > at.seats:
                raise WrongInstance(
                    f"{row}.reserves: more seats are reserved than the {at.seats} there are"
                )
            if "open" in at.reserves:
                raise WrongInstance(f"{row}.reserves: open seats cannot be reserved")

    def _locks(self) -> dict[int, int]:
        locks: dict[int, int] = {}
        for index, lock in enumerate(self.instance.locks):
            row = f"locks[{index}]"
            student, place = self._student(row, lock.student), self._place(row, lock.placement)
            if student in locks:
                raise WrongInstance(f"{row}: {lock.student} is locked twice")
            if (student, place) in self.declined:
                raise WrongInstance(f"{row}: {lock.placement} declined {lock.student}")
            if (student, place) not in self.scores:
                raise WrongInstance(f"{row}: {lock.student} is not eligible at {lock.placement}")
            locks[student] = place
            if list(locks.values()).count(place) > self.places[place].seats:
                raise WrongInstance(
                    f"{row}: {lock.placement} has {self.places[place].seats} seats, and more"
                    " students are locked there"
                )
        return locks

    def _market(self, seed: int) -> Market:
        names = sorted({group for each in self.students for group in each.groups})
        names = sorted({*names, *(g for p in self.places for g in p.reserves)} - KINDS_OF_SEATS)
        if len(names) > MOST_GROUPS:
            raise WrongInstance(f"students: more than {MOST_GROUPS} groups")
        group = {name: index for index, name in enumerate(names)}
        rank = {
            (self.student[one], self.place[each.id]): order
            for each in self.places
            for order, one in enumerate(each.ranks)
        }
        everything = self._edges(self._by_student(), rank)
        listed = self._edges(
            [
                [at for name in each.preferences if self.eligible(student, at := self.place[name])]
                for student, each in enumerate(self.students)
            ],
            rank,
        )
        drawn = lottery.numbers(seed, [each.id for each in self.students])
        for index, each in enumerate(self.students):
            if each.lottery is not None:
                drawn[index] = each.lottery
        return Market(
            students=tuple(each.id for each in self.students),
            places=tuple(each.id for each in self.places),
            seats=_ints(each.seats for each in self.places),
            listed=listed,
            points=_ints(each.points for each in self.students),
            tier=_ints(each.tier for each in self.students),
            lottery=drawn,
            groups=_ints(sum(1 << group[g] for g in {*each.groups}) for each in self.students),
            group_names=tuple(names),
            candidates=lambda students, seats: chosen(
                everything, students, seats[everything.place] > 0
            ),
            seating={
                index: Seating(
                    tuple(
                        Reserve(group[name], seats)
                        for name, seats in each.reserves.items()
                        if name != "lottery" and seats
                    ),
                    each.reserves.get("lottery", 0),
                    each.open_first,
                )
                for index, each in enumerate(self.places)
                if any(each.reserves.values())
            },
            locks=self.locks,
        )

    def _by_student(self) -> list[list[int]]:
        rows: list[list[int]] = [[] for _ in self.students]
        for student, place in sorted(self.scores):
            if self.eligible(student, place):
                rows[student].append(place)
        return rows

    def _edges(self, rows: list[list[int]], rank: dict[tuple[int, int], int]) -> Edges:
        pairs = [(student, place) for student, row in enumerate(rows) for place in row]
        start = np.zeros(len(rows) + 1, dtype=np.int64)
        np.cumsum(_ints(len(row) for row in rows), out=start[1:])
        return Edges(
            start,
            _ints(place for _, place in pairs),
            _ints(self.scores[pair] for pair in pairs),
            _ints(rank.get(pair, UNRANKED) for pair in pairs),
        )

    def _student(self, row: str, name: str) -> int:
        if name not in self.student:
            raise WrongInstance(f"{row}: there is no student {name}")
        return self.student[name]

    def _place(self, row: str, name: str) -> int:
        if name not in self.place:
            raise WrongInstance(f"{row}: there is no placement {name}")
        return self.place[name]


def _ints(values: Iterable[int]) -> Ints:
    return np.array(list(values), dtype=np.int64)


def _numbered(table: str, names: list[str]) -> dict[str, int]:
    """Give each id its number in ascending order; raise WrongInstance when one is there twice."""
    seen: set[str] = set()
    for index, name in enumerate(names):
        if name in seen:
            raise WrongInstance(f"{table}[{index}]: {name} is there twice")
        seen.add(name)
    return {name: index for index, name in enumerate(sorted(names))}


def _once(row: str, names: tuple[str, ...]) -> None:
    for one, other in pairwise(sorted(names)):
        if one == other:
            raise WrongInstance(f"{row}: {one} is there twice")
