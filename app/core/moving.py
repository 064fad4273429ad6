"""Make a move of a MOVES table a bulk action: who can make it, who is left out, what undoes it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from app.core.access import Actor
from app.core.bulk import Action, Item, Plan
from app.core.states import Move, Stateful, words

Name = Callable[[Any], tuple[str, str]]


def moving(  # noqa: PLR0913 - an action has these parts
    model: type[Stateful],
    *noted: str,
    path: str,
    label: str,
    many: str,
    says: str,
    name: Name,
    act: Callable[..., object],
    undo: Callable[..., object] | None = None,
    why_not: Callable[[Sequence[Any]], dict[int, str]] | None = None,
) -> Action:
    """Give the action of a move: rows whose state or role forbids it are left out, and say so.

    `name` gives what a row is called and what else is to be known of it; `why_not` gives by id
    what else stands in the way of rows, in one statement.
    """
    moves = [row for row in model.MOVES if row.name in noted]

    def plan(rows: Sequence[Any], by: Actor, at: datetime) -> Plan:  # noqa: ARG001 - as every plan
        items, skipped = [], []
        hindered = why_not(rows) if why_not else {}
        for row in rows:
            called, note = name(row)
            if why := _state_forbids(moves, row.state, by) or hindered.get(row.id, ""):
                skipped.append((f"{called}, {note}" if note else called, why))
            else:
                items.append(Item(row.id, called, note))
        return Plan(items, skipped)

    return Action(
        path=path,
        label=label,
        one=model.NOUN,
        many=many,
        says=says,
        done=words(moves[0].target),
        record=model.NOUN,
        noted=noted,
        plan=plan,
        act=act,
        undo=undo,
        reason=any(row.reason for row in moves),
    )


def _state_forbids(moves: Sequence[Move], state: Any, by: Actor) -> str:  # noqa: ANN401 - any state
    fitting = [row for row in moves if state in row.sources]
    if not fitting:
        already = any(row.target == state for row in moves)
        return f"it is {words(state)} already" if already else f"it is {words(state)}"
    return "" if any(by.role in row.roles for row in fitting) else "your role may not move it"
