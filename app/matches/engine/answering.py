"""Write the answer to an instance as it is printed: matches, open seats, reasons, proof."""

from __future__ import annotations

from typing import Any

import msgspec
import numpy as np

from app.matches.engine import VERSION
from app.matches.engine.instance import Reading, read
from app.matches.engine.market import NOBODY
from app.matches.engine.reasons import Code, Cutoff, Reason, Reasons
from app.matches.engine.solving import Objective, Outcome, solve


class Explaining:
    """Answer why for any pair of an instance, eligible or not."""

    def __init__(self, reading: Reading, outcome: Outcome) -> None:
        """Index the outcome."""
        self.reading, self.reasons = reading, Reasons(outcome)

    def of(self, student: int, place: int) -> Reason:
        """Give the one reason of a student and a placement."""
        if (student, place) not in self.reading.scores:
            return Reason(Code.INELIGIBLE)
        if (student, place) in self.reading.declined:
            return Reason(Code.DECLINED)
        return self.reasons.of(student, place)


def answer(content: bytes, seed: int, objective: Objective) -> dict[str, Any]:
    """Solve an instance and give the answer as it is printed; raise WrongInstance."""
    reading = Reading(read(content), seed)
    outcome = solve(reading.market, objective)
    return {
        "matches": _matches(reading, outcome),
        "unmatched": [
            each.id
            for each, at in zip(reading.students, outcome.place.tolist(), strict=True)
            if at == NOBODY
        ],
        "open_seats": _open(reading, outcome),
        "seed": seed,
        "objective": str(objective),
        "engine": VERSION,
        "hash": outcome.hash,
        "fill": {
            "total": outcome.filling.total,
            "bound": outcome.filling.bound,
            "prices": {
                reading.places[place].id: int(price)
                for place, price in enumerate(outcome.filling.price)
                if price
            },
        },
        "why": _why(reading, outcome),
    }


def _matches(reading: Reading, outcome: Outcome) -> list[dict[str, Any]]:
    found = []
    for student, place in enumerate(outcome.place.tolist()):
        if place == NOBODY:
            continue
        name, listed = reading.places[place].id, reading.students[student].preferences
        found.append(
            {
                "student": reading.students[student].id,
                "placement": name,
                "rank": listed.index(name) + 1 if name in listed else None,
            }
        )
    return found


def _open(reading: Reading, outcome: Outcome) -> dict[str, int]:
    used = np.bincount(outcome.place[outcome.place != NOBODY], minlength=len(reading.places))
    left = (outcome.market.seats - used).tolist()
    return {each.id: seats for each, seats in zip(reading.places, left, strict=True) if seats}


def _why(reading: Reading, outcome: Outcome) -> list[dict[str, Any]]:
    """Give exactly one reason for each pair, and for each listed choice that is none."""
    explaining = Explaining(reading, outcome)
    pairs = set(reading.scores) | {
        (student, reading.place[name])
        for student, each in enumerate(reading.students)
        for name in each.preferences
    }
    return [
        {
            "student": reading.students[student].id,
            "placement": reading.places[place].id,
            **_shown(explaining.of(student, place)),
        }
        for student, place in sorted(pairs)
    ]


def _shown(reason: Reason) -> dict[str, Any]:
    facts: dict[str, Any] = {"reason": str(reason.code)}
    if reason.own is not None:
        facts["own"] = msgspec.to_builtins(reason.own)
    if reason.cutoffs:
        facts["cutoffs"] = [_cutoff(each) for each in reason.cutoffs]
    if reason.decisive:
        facts["decisive"] = reason.decisive
    if reason.here is not None:
        facts["here"] = reason.here
    if reason.there is not None:
        facts["there"] = reason.there
    return facts


def _cutoff(cutoff: Cutoff) -> dict[str, Any]:
    return {
        "seats": cutoff.seats,
        "admitted": cutoff.admitted,
        "last": msgspec.to_builtins(cutoff.last),
    }
