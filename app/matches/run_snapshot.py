"""Write down all that a batch run rests on, as one instance that the engine solves and checks."""

from __future__ import annotations

import gzip
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from typing import Final

import msgspec
import numpy as np

from app.core.rows import AnyRow
from app.matches import order_queries, preference_queries, run_queries
from app.matches.engine.instance import Instance, Lock, Pair, Placement, Student
from app.matches.run_columns import MOST_AT_ONCE, Pairing
from app.matches.run_compiling import pairing_of
from app.programs.matching_rules import Matching
from app.programs.models import Program

MOST_PAIRS: Final = 60  # of each student, where the pairs are too many to keep
FEW, SOME = 5, 15  # eligible placements up to which a student has few, or some, options


@dataclass(frozen=True, slots=True)
class Snapshot:
    """Be what a run rests on: the instance, its hash, and the rows behind its ids."""

    instance: Instance
    content: bytes
    students: Mapping[str, AnyRow]
    placements: Mapping[str, AnyRow]
    pairing: Pairing | None

    @property
    def hash(self) -> str:
        """Give the SHA-256 of the instance."""
        return sha256(self.content).hexdigest()

    @property
    def packed(self) -> bytes:
        """Give the instance as it is kept; the same bytes each time."""
        return gzip.compress(self.content, mtime=0)


def unpacked(kept: bytes) -> bytes:
    """Give an instance as it was before it was packed."""
    return gzip.decompress(kept)


def snapshot(program: Program, school_ids: Sequence[int], on: date) -> Snapshot:
    """Read what a run of a program rests on, on a day, in a fixed number of statements."""
    rules = program.rules
    open_ = run_queries.openings(program.id)
    rows = run_queries.takers(
        program.id, rules.eligibility.grades, rules.eligibility.matches_per_student, school_ids
    )
    if (cap := rules.eligibility.lifetime_cap) is not None:
        over = run_queries.experiences(cap)
        rows = [row for row in rows if row.id not in over]
    wanted = preference_queries.preferences_of(program.id)
    rows = [row for row in rows if wanted.get(row.id) != []]
    pairing = pairing_of(program, rows, open_, on) if rows and open_.rows else None
    instance = _Writing(program, rows, open_, pairing, wanted).instance()
    return Snapshot(
        instance,
        msgspec.json.encode(instance),
        {row.uid: row for row in rows},
        {row.uid: row for row in open_.rows},
        pairing,
    )


class _Writing:
    """Write an instance from rows and columns."""

    def __init__(
        self,
        program: Program,
        rows: Sequence[AnyRow],
        open_: run_queries.Openings,
        pairing: Pairing | None,
        wanted: Mapping[int, list[int]],
    ) -> None:
        """Keep what is read once."""
        self.program, self.rows, self.open, self.pairing = program, rows, open_, pairing
        self.uid = {row.id: row.uid for row in open_.rows}
        self.student = {row.id: row.uid for row in rows}
        self.wanted = {
            student: tuple(self.uid[at] for at in places if at in self.uid)
            for student, places in wanted.items()
        }
        self.everybody = np.arange(len(rows), dtype=np.int64)
        self.everywhere = np.arange(len(open_.rows), dtype=np.int64)

    def instance(self) -> Instance:
        """Write it."""
        return Instance(
            students=self._students(),
            placements=self._placements(),
            pairs=self._pairs(),
            locks=self._locks(),
        )

    def _students(self) -> tuple[Student, ...]:
        order = self.program.rules.priority.order
        worth = {reason: 1 << (len(order) - 1 - place) for place, reason in enumerate(order)}
        tiers = self._tiers()
        return tuple(
            Student(
                id=row.uid,
                preferences=self.wanted.get(row.id, ()),
                points=sum(value for reason, value in worth.items() if getattr(row, reason)),
                tier=tiers[index],
                groups=tuple(
                    kept.group
                    for kept in self.program.rules.matching.reserves
                    if getattr(row, kept.group)
                ),
            )
            for index, row in enumerate(self.rows)
        )

    def _tiers(self) -> list[int]:
        """Put first whom the rules leave few placements, where the program says so."""
        if not self.program.rules.matching.few_options or self.pairing is None:
            return [0] * len(self.rows)
        counts = self.pairing.counts(self.everybody, self.everywhere)
        return [(count > FEW) + (count > SOME) for count in counts.tolist()]

    def _placements(self) -> tuple[Placement, ...]:
        rule = self.program.rules.matching
        ranks = order_queries.employer_orders(self.program.id)
        declines = order_queries.employer_declines(self.program.id)
        return tuple(
            Placement(
                id=row.uid,
                seats=row.free,
                ranks=self._known(ranks.get(row.id, ())),
                declines=self._known(declines.get(row.id, ())),
                reserves=_reserves(rule, row.free),
                open_first=rule.open_first,
            )
            for row in self.open.rows
        )

    def _known(self, student_ids: Sequence[int]) -> tuple[str, ...]:
        return tuple(self.student[each] for each in student_ids if each in self.student)

    def _pairs(self) -> tuple[Pair, ...]:
        if self.pairing is None:
            return ()
        if len(self.everybody) * len(self.everywhere) <= MOST_AT_ONCE:
            found = self.pairing.pairs(self.everybody, self.everywhere)
        else:
            found = self.pairing.best(self.everybody, self.everywhere, MOST_PAIRS)
        declined = run_queries.declined_by_students(self.program.id)
        students, places = self.rows, self.open.rows
        triples = zip(
            found.student.tolist(), found.place.tolist(), found.score.tolist(), strict=True
        )
        return tuple(
            Pair(student=students[one].uid, placement=places[at].uid, score=score)
            for one, at, score in triples
            if (students[one].id, places[at].id) not in declined
        )

    def _locks(self) -> tuple[Lock, ...]:
        return tuple(
            Lock(student=lock.uid, placement=lock.placement_uid)
            for lock in sorted(run_queries.locks(self.program.id), key=lambda lock: str(lock.uid))
            if lock.student_id in self.student and lock.placement_id in self.uid
        )


def _reserves(rule: Matching, seats: int) -> dict[str, int]:
    kept: dict[str, int] = {each.group: seats * each.percent // 100 for each in rule.reserves}
    return kept | {"lottery": seats * rule.lottery_percent // 100}
