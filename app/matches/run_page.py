"""Say what a run's page shows beside its students, and carry out what its buttons say."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any, Final

from app.accounts.policies import can_match
from app.core.access import Actor
from app.core.errors import NotFound
from app.core.states import words
from app.matches import run_deciding, run_queries
from app.matches import run_record_queries as records
from app.matches.run_board import GROUPS, OBJECTIVES, RULES, change_words
from app.matches.run_models import MatchRun, RunState

FEWEST: Final = 10  # people in a group below which no figure of it is shown (domain.md §4)


def told(run: MatchRun, actor: Actor) -> dict[str, Any]:
    """Give what the page of a run tells and offers."""
    mine = can_match(actor) and records.may_decide(run, actor)
    unsent = records.waiting(run.id) if run.state is RunState.COMMITTED else 0
    return {
        "objective": OBJECTIVES[run.objective],
        "ranks": run.summary.get("ranks", {}),
        "groups": [_group(each) for each in run.summary.get("groups", ())],
        "open": [
            {**each, "rule": RULES.get(each["rule"], words(each["rule"]))}
            for each in run.summary.get("open", ())
        ],
        "passed_over": records.named(run.summary.get("passed_over", ()), actor),
        "may_commit": mine and run.state is RunState.READY,
        "may_set_aside": mine and run.state in (RunState.READY, RunState.QUEUED),
        "unsent": unsent if mine else 0,
        "others": records.newest(run.program_id, run.id),
        "locks": [
            each
            for each in run_queries.locks(run.program_id)
            if records.seen(each.school_id, actor)
        ],
    }


def _group(figures: dict[str, Any]) -> dict[str, Any]:
    """Give a group's share placed, hidden where it would tell of single people."""
    people, placed = figures["students"], figures["placed"]
    shown = people >= FEWEST and min(placed, people - placed) > 0
    share = f"{100 * placed // people} %" if shown else "*"
    if people >= FEWEST and not shown:
        share = "all" if placed else "none"
    return {
        "name": GROUPS[figures["group"]],
        "students": people if people >= FEWEST or not people else "*",
        "share": share if people else "–",
    }


def decide(run_id: int, action: str, *, by: Actor, at: datetime) -> str:
    """Do what a button says; give the sentence that tells of it. Raises NotFound for no button."""
    actions: dict[str, Callable[[], str]] = {
        "commit": lambda: _committed(run_deciding.commit(run_id, by=by, at=at)),
        "send": lambda: _sent(run_deciding.send(run_id, by=by, at=at)),
        "set-aside": lambda: _set_aside(run_id, by, at),
    }
    if action not in actions:
        raise NotFound
    return actions[action]()


def _committed(count: int) -> str:
    return f"Committed: {count} {'match' if count == 1 else 'matches'} written, nothing mailed yet."


def _sent(count: int) -> str:
    return f"{count} {'match' if count == 1 else 'matches'} sent on."


def _set_aside(run_id: int, by: Actor, at: datetime) -> str:
    run_deciding.set_aside(run_id, by=by, at=at)
    return "Set aside. It stays here to read."


def compared(run_id: int, other_id: int, actor: Actor) -> dict[str, Any]:
    """Give two solved runs of one program side by side, and the students whom they differ for."""
    one, other = records.run(run_id), records.run(other_id)
    if one.program_id != other.program_id or not (one.result_hash and other.result_hash):
        raise NotFound
    theirs = {row.student_id: row for row in records.rows_by_student(other.id, actor)}
    differing = [
        (row, theirs.get(row.student_id))
        for row in records.rows_by_student(one.id, actor)
        if row.placement_id != getattr(theirs.get(row.student_id), "placement_id", None)
    ]
    return {
        "runs": [(each, told(each, actor), figures(each)) for each in (one, other)],
        "differing": differing,
        "change_words": change_words,
        "same_snapshot": one.snapshot_hash == other.snapshot_hash,
    }


def figures(run: MatchRun) -> dict[str, Any]:
    """Give the figures by which two runs are compared."""
    ranks = run.summary.get("ranks", {})
    listed = sum(count for rank, count in ranks.items() if rank != "none")
    return {
        "Students": run.students,
        "Placed": run.placed,
        "Have their first choice": ranks.get("1", 0),
        "Have a placement of their list": listed,
        "Placed without having listed it": ranks.get("none", 0),
        "Passed over": run.envious,
        "Seats left open": sum(each["seats"] for each in run.summary.get("open", ())),
    }
