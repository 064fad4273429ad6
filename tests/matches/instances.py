"""Draw small matching problems, and know by brute force what is true of them."""

from __future__ import annotations

from itertools import product
from typing import Any

from hypothesis import strategies as st

GROUPS = ("first_time", "foster")


@st.composite
def instances(
    draw: st.DrawFn, *, students: int = 4, placements: int = 3, locks: bool = True
) -> dict[str, Any]:
    """Draw a problem of a few students and placements with everything that the form allows."""
    names = [f"s{n}" for n in range(draw(st.integers(1, students)))]
    places = [f"p{n}" for n in range(draw(st.integers(1, placements)))]
    few = st.integers(0, 2)
    listed = st.lists(st.sampled_from(places), unique=True)
    some = st.lists(st.sampled_from(names), unique=True)
    groups = st.lists(st.sampled_from(GROUPS), unique=True)
    people = [
        {
            "id": name,
            "preferences": draw(listed),
            "points": draw(few),
            "tier": draw(few),
            "groups": draw(groups),
        }
        for name in names
    ]
    posted = []
    for place in places:
        reserves = {
            name: draw(st.integers(0, 1)) for name in draw(st.permutations((*GROUPS, "lottery")))
        }
        posted.append(
            {
                "id": place,
                "seats": sum(reserves.values()) + draw(few),
                "accepts": draw(st.none() | some),
                "declines": draw(st.lists(st.sampled_from(names), unique=True, max_size=1)),
                "ranks": draw(some),
                "reserves": reserves,
                "open_first": draw(st.booleans()),
            }
        )
    pairs = [
        {"student": name, "placement": place, "score": draw(few)}
        for name, place in product(names, places)
        if draw(st.integers(0, 3))
    ]
    problem = {"students": people, "placements": posted, "pairs": pairs, "locks": []}
    truth = Truth(problem, {})
    left = {each["id"]: each["seats"] for each in posted}
    for student in names if locks else []:
        possible = [None, *(p for p in places if left[p] and truth.eligible(student, p))]
        if (place := draw(st.sampled_from(possible))) and draw(st.booleans()):
            left[place] -= 1
            problem["locks"].append({"student": student, "placement": place})
    return problem


class Truth:
    """Know a problem by its definition, slowly: priorities, the choice of each placement."""

    def __init__(self, problem: dict[str, Any], lottery: dict[str, int]) -> None:
        self.students = {each["id"]: each for each in problem["students"]}
        self.places = {each["id"]: each for each in problem["placements"]}
        self.scores = {(p["student"], p["placement"]): p["score"] for p in problem["pairs"]}
        self.lottery = lottery
        self.locks = {each["student"]: each["placement"] for each in problem["locks"]}

    def eligible(self, student: str, place: str) -> bool:
        at = self.places[place]
        return (
            (student, place) in self.scores
            and student not in at["declines"]
            and (at["accepts"] is None or student in at["accepts"])
        )

    def wanted(self, student: str) -> list[str]:
        if student in self.locks:
            return [self.locks[student]]
        return [p for p in self.students[student]["preferences"] if self.eligible(student, p)]

    def key(self, student: str, place: str) -> tuple[int, ...]:
        ranks, who = self.places[place]["ranks"], self.students[student]
        return (
            ranks.index(student) if student in ranks else 10**6,
            -who["points"],
            who["tier"],
            -self.scores[student, place],
            self.lottery[student],
        )

    def chosen(self, place: str, asking: set[str]) -> set[str]:
        """Give whom a placement seats of those that ask, as the published order says."""
        at, left = self.places[place], set(asking)
        seated: set[str] = set()
        lottery = at["reserves"].get("lottery", 0)
        interested = {s for s in self.students if place in self.wanted(s)}
        locked = {s for s in asking if self.locks.get(s) == place}
        all_locked = sorted(
            (s for s, at in self.locks.items() if at == place), key=lambda s: self.key(s, place)
        )
        kept = [
            [group, seats]
            for group, seats in at["reserves"].items()
            if group != "lottery"
            and seats
            and any(group in self.students[s]["groups"] for s in interested)
        ]
        ordinary = at["seats"] - sum(seats for _, seats in kept) - lottery
        for one in all_locked:
            own = [k for k in kept if k[0] in self.students[one]["groups"] and k[1]]
            if own:
                own[0][1] -= 1
            elif ordinary:
                ordinary -= 1
            elif lottery:
                lottery -= 1
            else:
                [k for k in kept if k[1]][-1][1] -= 1
        seated |= locked
        left -= locked
        lent = sum(seats for _, seats in kept)

        def seat(who: set[str], seats: int, order: Any) -> int:
            taken = sorted(who, key=order)[:seats]
            seated.update(taken)
            left.difference_update(taken)
            return len(taken)

        def by_priority(student: str) -> tuple[int, ...]:
            return self.key(student, place)

        if at["open_first"]:
            seat(left, ordinary, by_priority)
            ordinary = 0
        for group, seats in kept:
            members = {s for s in left if group in self.students[s]["groups"]}
            lent -= seat(members, seats, by_priority)
        seat(left, ordinary + lent, by_priority)
        seat(left, lottery, lambda student: self.lottery[student])
        return seated

    def stable(self, match: dict[str, str]) -> bool:
        """Tell whether nobody is passed over in a matching on listed placements."""
        held = {p: {s for s, at in match.items() if at == p} for p in self.places}
        if any(self.chosen(p, who) != who for p, who in held.items()):
            return False
        return not any(
            student in self.chosen(place, held[place] | {student})
            for student in self.students
            for place in self.preferred(student, match.get(student))
        )

    def preferred(self, student: str, to: str | None) -> list[str]:
        wanted = self.wanted(student)
        return wanted[: wanted.index(to)] if to in wanted else wanted

    def all_stable(self) -> list[dict[str, str]]:
        names = sorted(self.students)
        found = []
        for picks in product(*([None, *self.wanted(name)] for name in names)):
            match = {n: p for n, p in zip(names, picks, strict=True) if p is not None}
            if self.stable(match):
                found.append(match)
        return found


def most_placed(pairs: set[tuple[str, str]], seats: dict[str, int]) -> int:
    """Give how many can be placed at most: augmenting paths (Kuhn), one student after another."""
    holders: dict[str, list[str]] = {place: [] for place in seats}

    def place(student: str, seen: set[str]) -> bool:
        for one, at in sorted(pairs):
            if one != student or at in seen:
                continue
            seen.add(at)
            if len(holders[at]) < seats[at]:
                holders[at].append(student)
                return True
            for other in holders[at]:
                if place(other, seen):
                    holders[at].remove(other)
                    holders[at].append(student)
                    return True
        return False

    return sum(place(student, set()) for student in sorted({one for one, _ in pairs}))
