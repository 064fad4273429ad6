"""Say in words why a run gave a student what it did; solved again from what the run kept."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from app.core.errors import NotFound
from app.matches import run_record_queries as records
from app.matches.engine.answering import Explaining
from app.matches.engine.priority import Priority
from app.matches.engine.reasons import Code, Cutoff, Reason
from app.matches.engine.solving import Objective
from app.matches.run_models import MatchRun
from app.matches.run_snapshot import unpacked
from app.matches.run_summary import solved

PARTS: Final = {
    "lock": "a seat kept by staff",
    "employer_list": "the employer’s own order",
    "points": "the program’s priority groups",
    "tier": "few placements that the rules allow",
    "score": "fit score",
    "lottery": "lottery number",
    "seats": "no seat was free to begin with",
}
SAID: Final = {
    Code.PLACED: "Has this placement.",
    Code.HAS_HIGHER_CHOICE: "Has a placement that they wanted more.",
    Code.INELIGIBLE: "A rule forbids it.",
    Code.DECLINED: "The employer declined.",
    Code.LOCKED_ELSEWHERE: "Staff keep them another seat.",
    Code.SEAT_FILLED: "All seats went to students with a higher priority.",
    Code.RESERVE_NOT_YOURS: "The seat is kept for a group that they do not belong to.",
    Code.NO_OPEN_SEAT: "Not on their list, and no seat was left after those who asked.",
    Code.OTHER_SEAT_WORTH_MORE: "Not on their list; their seat elsewhere was worth more in all.",
    Code.NOTHING_OPEN: "No seat was left in any placement that the rules allow.",
}


@dataclass(frozen=True, slots=True)
class Why:
    """Be one placement beside a student in a run: the code, the words, what proves it."""

    placement_id: int
    title: str
    rank: int | None
    score: int | None
    code: Code
    words: str
    proof: tuple[str, ...]
    reason: Reason


@lru_cache(maxsize=4)
def _again(run_id: int, result_hash: str, seed: int, objective: str) -> Explaining | None:
    """Solve a kept run again; None if it does not come out as it was."""
    content = unpacked(records.instance_of(run_id))
    reading, outcome = solved(content, seed, Objective(objective))
    if outcome.hash != result_hash:
        return None
    return Explaining(reading, outcome)


def why(run: MatchRun, uid: str) -> list[Why]:
    """Give the reason of each placement that a student listed or might have taken in a run.

    Their own list first; none for a student who took no part. Raises NotFound for a run that was
    never solved.
    """
    reasons = _again(run.id, run.result_hash, run.seed, run.objective)
    if reasons is None:
        raise NotFound
    if uid not in reasons.reading.student:
        return []
    reading = reasons.reading
    student = reading.student[uid]
    listed = reading.students[student].preferences
    others = sorted(place for one, place in reading.scores if one == student)
    places = [*(reading.place[name] for name in listed)]
    places += [place for place in others if reading.places[place].id not in listed]
    titles = records.titles([reading.places[place].id for place in places])
    found = []
    for place in places:
        at = titles.get(reading.places[place].id)
        if at is None:
            continue
        reason = reasons.of(student, place)
        found.append(
            Why(
                at.id,
                at.title,
                listed.index(at.uid) + 1 if at.uid in listed else None,
                reading.scores.get((student, place)),
                reason.code,
                SAID[reason.code],
                _proof(reason),
                reason,
            )
        )
    return found


def _proof(reason: Reason) -> tuple[str, ...]:
    said = [f"What decided: {PARTS[reason.decisive]}."] if reason.decisive else []
    own = reason.own
    said += [_cutoff(each, own) for each in reason.cutoffs if own is not None]
    if reason.here is not None and reason.there is not None:
        said.append(f"Worth here {reason.here}, there {reason.there} points, after prices.")
    return tuple(said)


def _cutoff(cutoff: Cutoff, own: Priority) -> str:
    kind = {"open": "open", "lottery": "lottery"}.get(cutoff.seats, cutoff.seats.replace("_", " "))
    seats = f"{cutoff.admitted} {kind} {'seat' if cutoff.admitted == 1 else 'seats'}"
    if cutoff.seats == "lottery":
        last, mine = cutoff.last.lottery, own.lottery
        return f"{seats}: last admitted with lottery number {last}; theirs is {mine}."
    return f"{seats}: last admitted with {_standing(cutoff.last)}; theirs is {_standing(own)}."


def _standing(one: Priority) -> str:
    if one.locked:
        return "a seat kept by staff"
    order = "not in it" if one.employer_list is None else str(one.employer_list + 1)
    return (
        f"employer’s order {order}, priority points {one.points}, tier {one.tier}, "
        f"score {one.score}"
    )
