"""The matching mechanism: what it promises, against brute force on small problems."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from copy import deepcopy
from itertools import permutations
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.matches.engine import lottery
from app.matches.engine.answering import answer
from app.matches.engine.envy import justified_envy
from app.matches.engine.instance import Reading, WrongInstance, read
from app.matches.engine.market import NOBODY
from app.matches.engine.reasons import Code
from app.matches.engine.solving import Objective, Outcome, solve
from tests.matches.instances import GROUPS, Truth, instances, most_placed

SEED = 7
ROOT = Path(__file__).parents[2]
EXAMPLE = {
    "students": [
        {
            "id": "s1",
            "preferences": ["p2", "p1"],
            "tier": 0,
            "groups": ["first_time"],
            "lottery": None,
        },
        {"id": "s2", "preferences": ["p2"]},
        {"id": "s3"},
    ],
    "placements": [
        {
            "id": "p1",
            "seats": 2,
            "accepts": None,
            "declines": [],
            "ranks": [],
            "reserves": {"first_time": 1, "lottery": 0},
        },
        {"id": "p2", "seats": 1, "ranks": ["s2"]},
    ],
    "pairs": [
        {"student": "s1", "placement": "p1", "score": 730},
        {"student": "s1", "placement": "p2", "score": 900},
        {"student": "s2", "placement": "p2", "score": 10},
        {"student": "s3", "placement": "p1", "score": 0},
    ],
    "locks": [],
}


def solved(problem: dict[str, Any], objective: Objective = Objective.TWO_STAGE) -> dict[str, Any]:
    return answer(json.dumps(problem).encode(), SEED, objective)


def outcome_of(problem: dict[str, Any], objective: Objective = Objective.TWO_STAGE) -> Outcome:
    return solve(Reading(read(json.dumps(problem).encode()), SEED).market, objective)


def matches(problem: dict[str, Any]) -> dict[str, str]:
    return {each["student"]: each["placement"] for each in solved(problem)["matches"]}


def first_stage(problem: dict[str, Any]) -> dict[str, str]:
    """Give who holds a place by asking, by name."""
    outcome = outcome_of(problem)
    market = outcome.market
    return {
        name: market.places[outcome.place[index]]
        for index, name in enumerate(market.students)
        if outcome.in_first_stage(index)
    }


def truth_of(problem: dict[str, Any]) -> Truth:
    numbers = {each["id"]: lottery.number(SEED, each["id"]) for each in problem["students"]}
    return Truth(problem, numbers)


def standing(truth: Truth, student: str, match: dict[str, str]) -> int:
    """Give how good a match is for a student by their own list; smaller is better."""
    wanted = truth.wanted(student)
    return wanted.index(match[student]) if match.get(student) in wanted else len(wanted)


def test_an_employers_own_order_goes_before_score_and_open_seats_are_filled():
    said = solved(EXAMPLE)
    assert said["matches"] == [
        {"student": "s1", "placement": "p1", "rank": 2},
        {"student": "s2", "placement": "p2", "rank": 1},
        {"student": "s3", "placement": "p1", "rank": None},
    ]
    assert said["unmatched"] == []
    assert said["open_seats"] == {}
    why = {(each["student"], each["placement"]): each for each in said["why"]}
    assert why["s1", "p2"]["reason"] == "SEAT_FILLED"
    assert why["s1", "p2"]["decisive"] == "employer_list"
    assert why["s1", "p2"]["cutoffs"][0]["last"]["employer_list"] == 0


def test_nothing_to_match_is_no_error():
    said = solved({})
    assert (said["matches"], said["unmatched"], said["open_seats"]) == ([], [], {})


@given(instances())
def test_nobody_is_passed_over_and_no_stable_matching_is_better_for_a_student(problem):
    truth, match = truth_of(problem), first_stage(problem)
    stable = truth.all_stable()
    assert match in stable
    for other in stable:
        assert set(other) == set(match)
        for student in truth.students:
            assert standing(truth, student, match) <= standing(truth, student, other)


@given(instances(), st.randoms(use_true_random=False))
def test_the_order_of_rows_changes_nothing(problem, random):
    shuffled = deepcopy(problem)
    for rows in ("students", "placements", "pairs"):
        random.shuffle(shuffled[rows])
    for each in shuffled["placements"]:
        random.shuffle(each["declines"])
    assert solved(shuffled) == solved(problem)


@given(instances())
def test_stating_ones_true_order_is_never_beaten(problem):
    truth, honest = truth_of(problem), matches(problem)
    for index, student in enumerate(problem["students"]):
        told = student["preferences"]
        for size in range(len(told) + 1):
            for lie in permutations(told, size):
                changed = deepcopy(problem)
                changed["students"][index]["preferences"] = list(lie)
                got = matches(changed)
                name = student["id"]
                assert standing(truth, name, got) >= standing(truth, name, honest)


@given(instances(), st.data())
def test_one_more_seat_hurts_nobody_who_asked(problem, data):
    truth, before = truth_of(problem), first_stage(problem)
    more = deepcopy(problem)
    data.draw(st.sampled_from(more["placements"]))["seats"] += 1
    after = first_stage(more)
    for student in truth.students:
        assert standing(truth, student, after) <= standing(truth, student, before)


@given(instances(), st.data())
def test_a_higher_priority_never_hurts(problem, data):
    truth, before = truth_of(problem), first_stage(problem)
    better = deepcopy(problem)
    if not better["pairs"]:
        return
    pair = data.draw(st.sampled_from(better["pairs"]))
    pair["score"] += 1
    after = first_stage(better)
    student = pair["student"]
    assert standing(truth, student, after) <= standing(truth, student, before)


@given(instances(), st.data())
def test_belonging_to_a_group_never_hurts(problem, data):
    truth, before = truth_of(problem), first_stage(problem)
    told = deepcopy(problem)
    student = data.draw(st.sampled_from(told["students"]))
    student["groups"] = sorted({*student["groups"], data.draw(st.sampled_from(GROUPS))})
    after = first_stage(told)
    assert standing(truth, student["id"], after) <= standing(truth, student["id"], before)


@given(instances())
def test_a_reserve_of_a_group_that_nobody_belongs_to_is_no_reserve(problem):
    for student in problem["students"]:
        student["groups"] = [each for each in student["groups"] if each != "foster"]
    without = deepcopy(problem)
    for place in without["placements"]:
        place["reserves"].pop("foster")
    assert first_stage(problem) == first_stage(without)


@given(instances())
def test_no_seat_stays_empty_while_a_student_could_have_it(problem):
    truth, outcome = truth_of(problem), outcome_of(problem)
    said = solved(problem)
    for student in said["unmatched"]:
        assert not any(truth.eligible(student, place) for place in said["open_seats"])
    asked = first_stage(problem)
    left = {each["id"] for each in problem["students"]} - set(asked)
    used = list(asked.values())
    seats = {e["id"]: e["seats"] - used.count(e["id"]) for e in problem["placements"]}
    pairs = {(s, p) for s in left for p, free in seats.items() if free and truth.eligible(s, p)}
    assert len(said["matches"]) - len(asked) == most_placed(pairs, seats)
    assert outcome.filling.total <= outcome.filling.bound


@given(instances())
def test_whoever_did_not_ask_displaces_nobody_who_did(problem):
    without = deepcopy(problem)
    locked = {each["student"] for each in problem["locks"]}
    quiet = {e["id"] for e in problem["students"] if not e["preferences"]} - locked
    without["students"] = [each for each in without["students"] if each["id"] not in quiet]
    without["pairs"] = [each for each in without["pairs"] if each["student"] not in quiet]
    for place in without["placements"]:
        for name in ("ranks", "declines"):
            place[name] = [each for each in place[name] if each not in quiet]
        if place["accepts"] is not None:
            place["accepts"] = [each for each in place["accepts"] if each not in quiet]
    assert first_stage(without) == first_stage(problem)


def test_another_student_changes_no_lottery_number():
    assert (
        lottery.numbers(3, ["a", "b"]).tolist() == lottery.numbers(3, ["a", "x", "b"])[::2].tolist()
    )
    assert lottery.number(3, "a") != lottery.number(4, "a")


@given(instances())
def test_a_person_takes_one_seat_and_a_placement_seats_no_more_than_it_has(problem):
    outcome = outcome_of(problem)
    assert outcome.accepted is not None
    for place, table in outcome.accepted.tables.items():
        seated = table.admitted()
        assert len(seated) == len(set(seated)) <= int(outcome.market.seats[place])
    used = np.bincount(outcome.place[outcome.place != NOBODY], minlength=len(outcome.market.seats))
    assert (used <= outcome.market.seats).all()


@given(instances(), st.sampled_from(Objective))
def test_a_lock_is_kept_whatever_the_priorities_say(problem, objective):
    said = solved(problem, objective)
    got = {each["student"]: each["placement"] for each in said["matches"]}
    locks = {each["student"]: each["placement"] for each in problem["locks"]}
    assert locks.items() <= got.items()


@given(instances(), st.sampled_from(Objective))
def test_each_pair_has_one_reason_and_its_claim_holds(problem, objective):
    truth, said = truth_of(problem), solved(problem, objective)
    got = {each["student"]: each["placement"] for each in said["matches"]}
    asked = first_stage(problem) if objective is Objective.TWO_STAGE else {}
    expected = {(p["student"], p["placement"]) for p in problem["pairs"]}
    expected |= {(s["id"], p) for s in problem["students"] for p in s["preferences"]}
    reasons = {(each["student"], each["placement"]): each for each in said["why"]}
    assert len(said["why"]) == len(reasons)
    assert set(reasons) == expected
    for (student, place), reason in reasons.items():
        check_claim(Claim(truth, said, got, asked), student, place, reason)


def test_a_full_placement_is_no_lower_choice_than_the_one_held():
    def place(name: str, seats: int) -> dict[str, Any]:
        return {"id": name, "seats": seats}

    problem = {
        "students": [{"id": "mia", "preferences": ["docks", "office"]}],
        "placements": [place("docks", 0), place("office", 1)],
        "pairs": [
            {"student": "mia", "placement": "docks", "score": 0},
            {"student": "mia", "placement": "office", "score": 0},
        ],
    }
    said = solved(problem, Objective.MAX_BENEFIT)
    reasons = {each["placement"]: each["reason"] for each in said["why"]}
    assert reasons == {"docks": "SEAT_FILLED", "office": "PLACED"}


class Claim:
    """Be what a reason is checked against."""

    def __init__(self, truth: Truth, said: Any, got: dict[str, str], asked: dict[str, str]) -> None:
        self.truth, self.said, self.got, self.asked = truth, said, got, asked
        used = list(asked.values())
        self.open = {p: at["seats"] - used.count(p) for p, at in truth.places.items()}


def check_claim(claim: Claim, student: str, place: str, reason: dict[str, Any]) -> None:
    truth, code = claim.truth, Code(reason["reason"])
    mine, wanted = claim.got.get(student), truth.wanted(student)
    if code is Code.PLACED:
        assert mine == place
        return
    assert mine != place
    if code is Code.INELIGIBLE:
        assert (student, place) not in truth.scores
    elif code is Code.DECLINED:
        assert (student, place) in truth.scores
        assert not truth.eligible(student, place)
    elif code is Code.HAS_HIGHER_CHOICE:
        assert mine in wanted
        assert place not in wanted or wanted.index(mine) < wanted.index(place)
    elif code is Code.SEAT_FILLED:
        assert place not in claim.said["open_seats"]
        if "own" in reason:
            check_cutoffs(truth, student, reason)
    elif code is Code.RESERVE_NOT_YOURS:
        (cutoff,) = reason["cutoffs"]
        assert cutoff["seats"] not in truth.students[student]["groups"]
        assert as_key(cutoff["last"]) > as_key(reason["own"])
    else:
        check_second_stage(claim, student, place, code)


def check_second_stage(claim: Claim, student: str, place: str, code: Code) -> None:
    truth, mine = claim.truth, claim.got.get(student)
    if code is Code.NO_OPEN_SEAT:
        assert student not in claim.asked
        assert claim.open[place] == 0
        assert any(truth.eligible(student, p) for p, seats in claim.open.items() if seats)
    elif code is Code.NOTHING_OPEN:
        assert mine is None
        assert not any(truth.eligible(student, p) for p, seats in claim.open.items() if seats)
    elif code is Code.LOCKED_ELSEWHERE:
        assert mine == truth.locks[student]
    else:
        assert code is Code.OTHER_SEAT_WORTH_MORE
        assert mine is not None


def check_cutoffs(truth: Truth, student: str, reason: dict[str, Any]) -> None:
    """See that nobody admitted to seats that were theirs to have stands behind them."""
    own = as_key(reason["own"])
    for cutoff in reason.get("cutoffs", []):
        if cutoff["seats"] == "lottery":
            assert cutoff["last"]["lottery"] < reason["own"]["lottery"]
        else:
            assert as_key(cutoff["last"]) < own
            assert cutoff["seats"] in {"open", *truth.students[student]["groups"]}


def as_key(told: dict[str, Any]) -> tuple[int, ...]:
    order = 10**9 if told["employer_list"] is None else told["employer_list"]
    first = (not told["locked"], order, -told["points"], told["tier"])
    return (*first, -told["score"], told["lottery"])


@given(instances())
def test_no_one_has_justified_envy_and_the_count_for_the_other_objective_is_right(problem):
    assert justified_envy(outcome_of(problem)) == []
    other = outcome_of(problem, Objective.MAX_BENEFIT)
    truth, market = truth_of(problem), other.market
    match = {
        name: market.places[other.place[index]]
        for index, name in enumerate(market.students)
        if other.place[index] != NOBODY
    }
    held = {p: {s for s, at in match.items() if at == p} for p in truth.places}
    passed_over = {
        (student, place)
        for student in truth.students
        for place in truth.preferred(student, match.get(student))
        if student in truth.chosen(place, held[place] | {student})
    }
    found = {(market.students[s], market.places[p]) for s, p in justified_envy(other)}
    if all(truth.chosen(p, who) == who for p, who in held.items()):
        assert found == passed_over


@given(instances(students=5))
def test_the_greatest_worth_is_within_its_proof(problem):
    outcome = outcome_of(problem, Objective.MAX_BENEFIT)
    filling = outcome.filling
    assert filling.total <= filling.bound
    if not filling.moved:
        assert filling.bound - filling.total <= 5 * len(outcome.market.students)


@pytest.mark.parametrize("hash_seed", ["0", "1", "4711"])
def test_the_result_is_the_same_in_every_process_and_no_framework_is_loaded(hash_seed):
    script = (
        "import sys; from app.matches.engine.answering import answer;"
        "from app.matches.engine.solving import Objective;"
        "print(answer(sys.stdin.buffer.read(), 7, Objective.TWO_STAGE)['hash']);"
        "sys.exit(bool({'flask', 'sqlalchemy'} & set(sys.modules)))"
    )
    problem = json.dumps(big_problem()).encode()
    ran = subprocess.run(  # noqa: S603
        [sys.executable, "-c", script],
        input=problem,
        capture_output=True,
        check=True,
        cwd=ROOT,
        env={**os.environ, "PYTHONHASHSEED": hash_seed},
    )
    assert ran.stdout.decode().strip() == BIG_HASH


def big_problem() -> dict[str, Any]:
    """Make a problem of 300 students without any random numbers."""
    students = [
        {
            "id": f"s{n:03}",
            "preferences": [f"p{(n * k * 7 + k) % 40:02}" for k in (1, 2, 3) if n % 4],
            "tier": n % 3,
            "groups": ["first_time"] if n % 5 == 0 else [],
        }
        for n in range(300)
    ]
    for each in students:
        each["preferences"] = list(dict.fromkeys(each["preferences"]))
    return {
        "students": students,
        "placements": [
            {
                "id": f"p{n:02}",
                "seats": 6 + n % 3,
                "reserves": {"first_time": n % 3, "lottery": n % 2},
            }
            for n in range(40)
        ],
        "pairs": [
            {"student": f"s{s:03}", "placement": f"p{p:02}", "score": (s * 31 + p * 17) % 1000}
            for s in range(300)
            for p in range(40)
            if (s + p) % 7
        ],
    }


BIG_HASH = "a1b71615810b5b79231526c397dbb725c0c830ac9176ced09ae896d0c2e437a6"


WRONG = [
    ({"students": [{"id": "s1"}, {"id": "s1"}]}, "students[1]: s1 is there twice"),
    ({"placements": [{"id": "p"}, {"id": "p"}]}, "placements[1]: p is there twice"),
    ({"placements": [{"id": "p", "seats": -1}]}, "at `placements[0].seats`"),
    ({"placements": [{"id": "p", "reserves": {"x": 1}}]}, "placements[0].reserves: more seats"),
    (
        {"students": [{"id": "s", "preferences": ["p"]}]},
        "students[0].preferences: there is no placement p",
    ),
    ({"pairs": [{"student": "s", "placement": "p"}]}, "pairs[0]: there is no student s"),
    ({"students": [{"id": "s", "tier": "first"}]}, "at `students[0].tier`"),
    ({"students": [{"id": ""}]}, "at `students[0].id`"),
    ({"students": [{"id": "s", "groups": ["lottery"]}]}, "students[0].groups: lottery is no group"),
    ({"pears": []}, "pears"),
]
SOME = {"students": [{"id": "s"}, {"id": "t"}], "placements": [{"id": "p", "seats": 1}]}
PAIRS = [{"student": "s", "placement": "p"}, {"student": "t", "placement": "p"}]
LOCKED = [{"student": "s", "placement": "p"}, {"student": "t", "placement": "p"}]
WRONG += [
    ({**SOME, "pairs": PAIRS + PAIRS[:1]}, "pairs[2]: s with p is listed twice"),
    ({**SOME, "pairs": PAIRS, "locks": LOCKED}, "locks[1]: p has 1 seats, and more"),
    ({**SOME, "pairs": PAIRS, "locks": LOCKED[:1] * 2}, "locks[1]: s is locked twice"),
    ({**SOME, "pairs": PAIRS[1:], "locks": LOCKED[:1]}, "locks[0]: s is not eligible at p"),
    ({**SOME, "locks": [{"student": "s", "placement": "q"}]}, "locks[0]: there is no placement q"),
    (
        {
            "students": [{"id": "s", "preferences": ["p", "p"]}],
            "placements": [{"id": "p", "seats": 1}],
        },
        "students[0].preferences: p is there twice",
    ),
    (
        {
            **SOME,
            "placements": [{"id": "p", "seats": 1, "declines": ["s"]}],
            "pairs": PAIRS,
            "locks": LOCKED[:1],
        },
        "locks[0]: p declined s",
    ),
]


@pytest.mark.parametrize(("problem", "sentence"), WRONG)
def test_a_wrong_row_is_named(problem, sentence):
    with pytest.raises(WrongInstance) as refused:
        solved(problem)
    assert sentence in str(refused.value)


@pytest.mark.parametrize("content", [b"", b"[]", b"{", b"\xff\xfe", b"null"])
def test_what_is_no_instance_is_refused_in_a_sentence(content):
    with pytest.raises(WrongInstance):
        answer(content, SEED, Objective.TWO_STAGE)
