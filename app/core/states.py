"""Change a record's state in one way only: `move_to`, over the record's `MOVES` table."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any, ClassVar

from sqlalchemy import event, orm
from sqlalchemy.orm.base import NO_VALUE

from app.core import journal
from app.core.errors import Conflict, Invalid, Refused

if TYPE_CHECKING:
    from datetime import datetime

    from app.core.access import Actor


@dataclass(frozen=True, slots=True)
class Move:
    """Be one row of a MOVES table.

    `roles` may make the move (the system always may); `inverse` is the state that undoes it;
    `requires` says in words what must hold, which the service checks.
    """

    name: str
    sources: frozenset[StrEnum]
    target: StrEnum
    roles: frozenset[str]
    requires: str = ""
    inverse: StrEnum | None = None
    reason: bool = False


def move(  # noqa: PLR0913 - one argument a column of the table
    name: str,
    sources: StrEnum | tuple[StrEnum, ...],
    target: StrEnum,
    roles: tuple[str, ...],
    *,
    requires: str = "",
    inverse: StrEnum | None = None,
    reason: bool = False,
) -> Move:
    """Write a row of a MOVES table shortly."""
    from_states = sources if isinstance(sources, tuple) else (sources,)
    return Move(
        name,
        frozenset(from_states),
        target,
        frozenset(roles),
        requires,
        inverse,
        reason,
    )


class Stateful:
    """Give a model `move_to` over its MOVES, and refuse any other change of `state`."""

    MOVES: ClassVar[tuple[Move, ...]] = ()
    NOUN: ClassVar[str] = ""
    _moving = False
    if TYPE_CHECKING:
        id: Any
        state: Any

    def moves_for(self, role: str) -> list[Move]:
        """Give the moves that a role may make from here."""
        state = self.state
        return [row for row in self.MOVES if state in row.sources and role in row.roles]

    def find_move(self, target: StrEnum, by: Actor) -> Move:
        """Give the row that leads to a target; raise Conflict if none, Refused if not theirs."""
        state = self.state
        rows = [row for row in self.MOVES if row.target == target and state in row.sources]
        if not rows:
            msg = f"This {self.NOUN} is {words(state)}, so it cannot become {words(target)}."
            raise Conflict(msg)
        for row in rows:
            if by.kind != "staff" or by.role in row.roles:
                return row
        msg = f"Your role may not make this {self.NOUN} {words(target)}."
        raise Refused(msg)

    def move_to(
        self, target: StrEnum, *, by: Actor, at: datetime, reason: str | None = None
    ) -> None:
        """Move to a state that MOVES allows, and journal it.

        Raises Conflict from a wrong state, Refused for a wrong role, Invalid without a reason.
        """
        row = self.find_move(target, by)
        if row.reason and not reason:
            raise Invalid(
                "Give a reason.",
                {"reason": "Give a reason, so that others understand."},
            )
        before = self.state
        self._moving = True
        try:
            self.state = target
        finally:
            self._moving = False
        journal.record(
            row.name,
            self.NOUN,
            self.id,
            by=by,
            at=at,
            source=str(before),
            target=str(target),
            reason=reason,
        )


def words(state: object) -> str:
    """Give a state as people read it."""
    return str(state).replace("_", " ")


@event.listens_for(Stateful, "mapper_configured", propagate=True)
def _guard_state(mapper: orm.Mapper[Any], _class: type) -> None:
    if "state" not in mapper.columns:
        return

    @event.listens_for(mapper.class_.state, "set")
    def set_state(target: Any, value: Any, old: Any, _initiator: object) -> None:  # noqa: ANN401
        if old is NO_VALUE or old is None or old == value or target._moving:  # noqa: SLF001
            return
        msg = f"{mapper.class_.__name__}.state changes only by move_to"
        raise RuntimeError(msg)
