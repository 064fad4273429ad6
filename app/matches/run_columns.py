"""Compile who may take which placement, and how well it fits, to columns; pure numpy.

Every rule of `eligibility` is here as a bit, a comparison or a table of schools by placements; a
pair is eligible when `lack & need` is 0, the student is born by the placement's latest date, and
neither table nor list forbids it. The pair's score is the sum of the parts in `parts`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]
Words = npt.NDArray[np.uint64]
Flags = npt.NDArray[np.bool_]

BLOCK: Final = 64  # students at once: the block of a few thousand placements stays in the cache
MOST_AT_ONCE: Final = 3_000_000  # pairs
# bits of `lack`; the bits from GRADES on are one a grade
NO_BIRTH_DATE, OPTED_OUT, GRADES = 0, 1, 4
BITS: Final = {"birth_date": 1 << NO_BIRTH_DATE, "opted_out": 1 << OPTED_OUT}
ORDER: Final = (
    *("opted_out", "birth_date", "age", "grade", "credential", "school_hours", "labor", "overlap"),
)
WORD: Final = 64
NOT_BORN: Final = 1  # the ordinal of a birth date that is not on file; `lack` says so


@dataclass(frozen=True, slots=True)
class StudentColumns:
    """Be students as columns; `own` holds the points that count everywhere, by part.

    `unready` tells by kind of asking who lacks a credential; `busy` are placements at the time of
    another one, by student, and `let_in` those where the child-labor rules do not bar the
    student, for that was allowed.
    """

    lack: Words
    born: Ints
    school: Ints
    pathway: Ints
    courses: Ints
    own: dict[str, Ints]
    busy: dict[int, Flags]
    unready: Flags
    let_in: dict[int, Flags] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class PlacementColumns:
    """Be placements as columns, and the tables beside them (rows: schools, pathways, courses).

    `asks` is the kind of asking for credentials. `barred` are stretches of birth dates that the
    child-labor rules bar: any number of pairs of tables, after which date and through which.
    """

    need: Words
    latest_birth: Ints
    school_hours: Flags
    points: dict[str, npt.NDArray[np.int64]]
    asks: Ints
    barred: Sequence[tuple[Ints, Ints]] = ()


@dataclass(frozen=True, slots=True)
class Pairs:
    """Be eligible pairs, by student and then by placement."""

    student: Ints
    place: Ints
    score: Ints


class Pairing:
    """Answer which pairs are eligible, what each is worth, and why another is not."""

    def __init__(self, students: StudentColumns, placements: PlacementColumns) -> None:
        """Prepare the sums that do not depend on the pair."""
        self.students, self.placements = students, placements
        self._lack, self._need, self._unready = _packed(students, placements)
        points = placements.points
        self._own = sum(students.own.values(), np.zeros(len(students.born), dtype=np.int64))
        self._by_school = points["distance"] + points["slack"]
        self._tables = (
            (self._by_school, students.school),
            (points["interests"], students.pathway),
            (points["courses"], students.courses),
        )

    def pairs(self, students: Ints, places: Ints) -> Pairs:
        """Give the eligible pairs of some students with some placements."""
        found = list(self._blocks(students, places))
        if not found:
            none = np.zeros(0, dtype=np.int64)
            return Pairs(none, none, none)
        return Pairs(
            np.concatenate([each.student for each in found]),
            np.concatenate([each.place for each in found]),
            np.concatenate([each.score for each in found]),
        )

    def best(self, students: Ints, places: Ints, most: int) -> Pairs:
        """Give at most `most` eligible pairs of each student, those worth most."""
        found = self.pairs(students, places)
        order = np.lexsort((found.place, -found.score, found.student))
        owner = found.student[order]
        first = np.flatnonzero(np.r_[True, owner[1:] != owner[:-1]]) if len(owner) else owner
        sizes = np.diff(np.r_[first, len(owner)])
        rank = np.arange(len(owner), dtype=np.int64) - np.repeat(first, sizes)
        kept = np.sort(order[rank < most])
        return Pairs(found.student[kept], found.place[kept], found.score[kept])

    def counts(self, students: Ints, places: Ints) -> Ints:
        """Count the eligible placements of each student."""
        found = [
            np.count_nonzero(allowed, axis=1) for _, allowed in self._allowed(students, places)
        ]
        return np.concatenate(found) if found else np.zeros(0, dtype=np.int64)

    def failing(self, student: int, place: int) -> list[str]:
        """Name every rule that forbids a pair, in the fixed order."""
        lack = int(self.students.lack[student])
        need = int(self.placements.need[place])
        clash = self.students.busy.get(student)
        fails = {name: bool(lack & bit) for name, bit in BITS.items()} | {
            "age": int(self.students.born[student]) > int(self.placements.latest_birth[place]),
            "grade": bool(lack & need & ~((1 << GRADES) - 1)),
            "credential": bool(self.students.unready[student, self.placements.asks[place]]),
            "school_hours": bool(
                self.placements.school_hours[self.students.school[student], place]
            ),
            "labor": bool(self._barred(np.array([student]), np.array([place]))[0, 0]),
            "overlap": clash is not None and bool(clash[place]),
        }
        return [name for name in ORDER if fails[name]]

    def parts(self, student: int, place: int) -> dict[str, int]:
        """Give the points of each part of a pair's score."""
        points, columns = self.placements.points, self.students
        rows = {
            "interests": columns.pathway,
            "courses": columns.courses,
            "distance": columns.school,
            "slack": columns.school,
        }
        found = {name: int(points[name][row[student], place]) for name, row in rows.items()}
        return found | {name: int(own[student]) for name, own in columns.own.items()}

    def _barred(self, students: Ints, places: Ints) -> Flags:
        """Tell which students the child-labor rules bar from which placements."""
        found = np.zeros((len(students), len(places)), dtype=np.bool_)
        born, school = self.students.born[students][:, None], self.students.school[students]
        for after, through in self.placements.barred:
            found |= (born > after[school][:, places]) & (born <= through[school][:, places])
        for index in np.flatnonzero([int(one) in self.students.let_in for one in students]):
            found[index] &= ~self.students.let_in[int(students[index])][places]
        return found

    def _blocks(self, students: Ints, places: Ints) -> Iterator[Pairs]:
        tables = [(table[:, places], row) for table, row in self._tables]
        for rows, allowed in self._allowed(students, places):
            flat = np.flatnonzero(allowed)
            student = flat // len(places)
            place = flat - student * len(places)
            score = self._own[rows[student]]
            for table, row in tables:
                score = score + table[row[rows[student]], place]
            yield Pairs(rows[student], places[place], score)

    def _allowed(self, students: Ints, places: Ints) -> Iterator[tuple[Ints, Flags]]:
        """Give which pairs are eligible, a few students at once: the same table each time."""
        need, latest = self._need[places], self.placements.latest_birth[places]
        hours, asks = self.placements.school_hours[:, places], self.placements.asks[places]
        shape = (min(BLOCK, len(students)), len(places))
        bits, kept, more = np.empty(shape, dtype=np.uint64), *np.empty((2, *shape), dtype=np.bool_)
        for start in range(0, len(students), BLOCK):
            rows = students[start : start + BLOCK]
            meets, allowed, also = bits[: len(rows)], kept[: len(rows)], more[: len(rows)]
            np.bitwise_and(self._lack[rows][:, None], need[None, :], out=meets)
            np.equal(meets, 0, out=allowed)
            np.less_equal(self.students.born[rows][:, None], latest[None, :], out=also)
            allowed &= also
            allowed &= ~hours[self.students.school[rows]]
            if self._unready is not None:
                allowed &= ~self._unready[rows][:, asks]
            if self.placements.barred:
                allowed &= ~self._barred(rows, places)
            for index in np.flatnonzero([int(row) in self.students.busy for row in rows]):
                allowed[index] &= ~self.students.busy[int(rows[index])][places]
            yield rows, allowed


def _packed(
    students: StudentColumns, placements: PlacementColumns
) -> tuple[Words, Words, Flags | None]:
    """Put what is asked for into the words too, where their bits suffice; else give it apart."""
    need = placements.need | np.uint64(sum(BITS.values()))
    words = np.bitwise_or.reduce(np.r_[students.lack, need, np.uint64(1 << GRADES)])
    free, kinds = int(words).bit_length(), students.unready.shape[1]
    if free + kinds > WORD:
        return students.lack, need, students.unready
    lack = students.lack.copy()
    for kind in range(kinds):
        lack |= students.unready[:, kind].astype(np.uint64) << np.uint64(free + kind)
    asked = np.uint64(1) << (placements.asks + free).astype(np.uint64)
    return lack, need | asked, None
