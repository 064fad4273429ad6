"""Solve one invented town by one solver, in a process of its own: a JSON line of what it took."""

from __future__ import annotations

import json
import resource
import sys
import threading
import time
from collections.abc import Callable
from typing import Any, Final

import numpy as np

from app.matches.engine.acceptance import accept
from app.matches.engine.envy import justified_envy
from app.matches.engine.filling import worth_of
from app.matches.engine.market import NOBODY, Ints
from app.matches.engine.solving import Objective, Outcome, ranks, solve
from benchmarks.town import Town, standing, town

Prepared = Callable[[], Any]
STACK: Final = 1 << 30
DEEP: Final = 10_000_000


def ours_accepting(of: Town) -> Prepared:
    """Be our first stage, deferred acceptance, over all that students could take."""
    return lambda: accept(of.extended)


def ours_with_reserves(of: Town) -> Prepared:
    """Be our first stage with seats kept for a group."""
    return lambda: accept(of.extended_with_reserves)


def ours_in_two_stages(of: Town) -> Prepared:
    """Be the mechanism as runs use it."""
    return lambda: solve(of.market)


def ours_by_worth(of: Town) -> Prepared:
    """Be the greatest total worth, which runs show beside it."""
    return lambda: solve(of.plain, Objective.MAX_BENEFIT)


def matching_public(of: Town) -> Prepared:
    """Be the public interface of `matching`, its checks and copies included."""
    from matching.games import HospitalResident  # noqa: PLC0415 - a peer, absent elsewhere

    residents, hospitals = _lists(of)
    seats = {place: int(of.plain.seats[place]) for place in hospitals}
    game = HospitalResident.create_from_dictionaries
    return lambda: game(residents, hospitals, seats).solve(optimal="resident")


def matching_bare(of: Town) -> Prepared:
    """Be the algorithm of `matching` alone, without its checks and copies."""
    from matching.algorithms.hospital_resident import (  # noqa: PLC0415 - a peer
        resident_optimal,
    )
    from matching.players import Hospital, Player  # noqa: PLC0415 - a peer

    prefer, rank = _lists(of)
    people = {name: Player(name) for name in prefer}
    places = {name: Hospital(name, int(of.plain.seats[name])) for name in rank}
    for name, wishes in prefer.items():
        people[name].set_prefs([places[each] for each in wishes])
    for name, wishes in rank.items():
        places[name].set_prefs([people[each] for each in wishes])
    return lambda: resident_optimal(list(people.values()), list(places.values()))


def ortools_flow(of: Town) -> Prepared:
    """Be the exact greatest worth over the same pairs, by a flow of least cost."""
    from ortools.graph.python import min_cost_flow  # noqa: PLC0415 - a peer

    edges, students = of.eligible, len(of.plain.students)
    places = len(of.plain.places)
    worth = _worth(of)

    def flow() -> int:
        """Build and solve it, as a program would that holds these columns."""
        solver = min_cost_flow.SimpleMinCostFlow()
        source, sink = students + places, students + places + 1
        people, seats = np.arange(students), students + np.arange(places)
        for tail, head, capacity, cost in (
            (np.full(students, source), people, np.ones(students), np.zeros(students)),
            (edges.owner, students + edges.place, np.ones(len(edges.place)), -worth),
            (people, np.full(students, sink), np.ones(students), np.zeros(students)),
            (seats, np.full(places, sink), of.plain.seats, np.zeros(places)),
        ):
            solver.add_arcs_with_capacity_and_unit_cost(tail, head, capacity, cost)
        supply = np.zeros(students + places + 2, dtype=np.int64)
        supply[source], supply[sink] = students, -students
        solver.set_nodes_supplies(np.arange(len(supply)), supply)
        solver.solve()
        return int(-solver.optimal_cost())

    return flow


def scipy_full(of: Town) -> Prepared:
    """Be scipy's sparse assignment, each seat a column and one more for staying without."""
    from scipy.sparse import csr_matrix  # noqa: PLC0415 - a peer
    from scipy.sparse.csgraph import min_weight_full_bipartite_matching  # noqa: PLC0415

    edges, seats, students = of.eligible, of.plain.seats, len(of.plain.students)
    first = np.r_[0, np.cumsum(seats)]
    worth = _worth(of)

    def full() -> int:
        """Spread the seats and solve."""
        many = seats[edges.place]
        owner = np.repeat(edges.owner, many)
        inside = np.arange(many.sum()) - np.repeat(np.cumsum(many) - many, many)
        column = np.repeat(first[edges.place], many) + inside
        costs = np.repeat(-worth, many)
        alone = np.arange(students)
        table = csr_matrix(
            (
                np.r_[costs, np.full(students, -1)],
                (np.r_[owner, alone], np.r_[column, first[-1] + alone]),
            ),
            shape=(students, int(first[-1]) + students),
        )
        rows, columns = min_weight_full_bipartite_matching(table)
        return int(-np.asarray(table[rows, columns]).sum())

    return full


SOLVERS: Final[dict[str, Callable[[Town], Prepared]]] = {
    "accepting": ours_accepting,
    "reserves": ours_with_reserves,
    "two-stage": ours_in_two_stages,
    "worth": ours_by_worth,
    "matching": matching_public,
    "matching-bare": matching_bare,
    "ortools": ortools_flow,
    "scipy": scipy_full,
}


def _worth(of: Town) -> Ints:
    everybody = np.arange(len(of.plain.students), dtype=np.int64)
    return worth_of(of.eligible.score, ranks(of.plain, everybody, of.eligible))


def _lists(of: Town) -> tuple[dict[int, list[int]], dict[int, list[int]]]:
    """Give who lists whom, best first, as dictionaries of numbers; who lists nobody is left out."""
    listed, key = of.extended.listed, standing(of.extended)
    owner = listed.owner
    prefer: dict[int, list[int]] = {}
    for student, place in zip(owner.tolist(), listed.place.tolist(), strict=True):
        prefer.setdefault(student, []).append(place)
    order = np.lexsort((key, listed.place))
    rank: dict[int, list[int]] = {}
    for student, place in zip(owner[order].tolist(), listed.place[order].tolist(), strict=True):
        rank.setdefault(place, []).append(student)
    rank = {place: found for place, found in rank.items() if of.plain.seats[place]}
    prefer = {who: [at for at in wishes if at in rank] for who, wishes in prefer.items()}
    return {who: wishes for who, wishes in prefer.items() if wishes}, rank


def figures(of: Town, found: Any) -> dict[str, int]:  # noqa: ANN401 - whatever a solver gives
    """Say what came of it, where it is ours; the total worth alone of an exact peer."""
    if isinstance(found, int):
        return {"total": found}
    if not isinstance(found, Outcome):
        return {}
    placed = found.place != NOBODY
    listed, width = of.plain.listed, len(of.plain.places) + 1
    wanted = listed.owner * width + listed.place
    got = np.arange(len(found.place)) * width + found.place
    first = wanted[listed.start[:-1][np.diff(listed.start) > 0]]
    return {
        "total": int(found.filling.total),
        "placed": int(placed.sum()),
        "first choice": int(np.isin(got[placed], first).sum()),
        "any listed": int(np.isin(got[placed], wanted).sum()),
        "envy": len(justified_envy(found)),
    }


def main(solver: str, students: int, places: int) -> None:
    """Solve one town and print seconds, megabytes beyond the town, and what came of it."""
    of = town(students, places)
    prepared = SOLVERS[solver](of)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    began = time.perf_counter()
    found = prepared()
    took = time.perf_counter() - began
    more = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    print(json.dumps({"seconds": took, "megabytes": more} | figures(of, found)))


if __name__ == "__main__":
    # `matching` copies its players by recursion
    sys.setrecursionlimit(DEEP)
    threading.stack_size(STACK)
    work = threading.Thread(target=main, args=(sys.argv[1], int(sys.argv[2]), int(sys.argv[3])))
    work.start()
    work.join()
