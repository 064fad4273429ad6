"""Do one thing to many rows of a list: a preview says to whom, then one button does it.

What is meant is read from the list's own filters (or the rows that were ticked), never from a page
that may be old. The preview names who is left out and why; it carries a seal of whom it names, and
where that no longer holds the preview is shown anew and nothing is done. Each row is a use case of
its own: one that is refused, or a process that dies, leaves the others as they are, and pressing
again takes up the rest. All rows of one press share one instant in the journal, by which Undo finds
them.
"""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

import sqlalchemy as sa
from flask import Response, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from app.core import clock, journal, respond, text
from app.core.access import Actor
from app.core.boards import Board
from app.core.db import db
from app.core.errors import AppError, Conflict, NotFound
from app.core.listing import Wanted
from app.core.rows import AnySelect

log = logging.getLogger(__name__)
MOST = 1000
NAMED = 200
REFUSED_NAMED = 5
CHANGED = "The list changed since you looked, so nothing was done. Look again, then confirm."


@dataclass(frozen=True, slots=True)
class Item:
    """Be one thing to be done: its key, whom it names, and what else is to be known of it."""

    key: int
    name: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Plan:
    """Be what would be done, and who is left out with the reason why."""

    items: Sequence[Item]
    skipped: Sequence[tuple[str, str]] = ()

    @property
    def seal(self) -> str:
        """Give a seal that only a plan of the same things has."""
        keys = ",".join(str(key) for key in sorted(item.key for item in self.items))
        return hashlib.sha256(keys.encode()).hexdigest()[:32]


@dataclass(frozen=True, slots=True, kw_only=True)
class Action:
    """Be a thing that can be done to many rows.

    `plan` sorts rows into what is done and who is left out. `act(key, by=, at=, reason=)` does one;
    it journals one of `noted` on `record`, by which `undo(key, by=, at=)` finds it again. `one` and
    `many` are the things counted, `says` is what follows, `done` the word for it afterwards.
    """

    path: str
    label: str
    one: str
    many: str
    says: str
    done: str
    record: str
    noted: tuple[str, ...]
    plan: Callable[[Sequence[Any], Actor, datetime], Plan]
    act: Callable[..., object]
    undo: Callable[..., object] | None = None
    reason: bool = False

    def counted(self, number: int) -> str:
        """Say a number of the things counted."""
        return f"{number:,} {self.one if number == 1 else self.many}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Bulk:
    """Be what can be done to many rows of one board, at the endpoint `here`.

    `query` is the board's own, in an actor's scope; `key` the column of a row's id.
    """

    board: Board
    here: str
    back: str
    query: Callable[[Actor, dict[str, str]], AnySelect]
    key: sa.SQLColumnExpression[Any]
    actions: tuple[Action, ...]

    def preview(self, actor: Actor, *, status: int = 200, problem: str = "") -> Response:
        """Say what would be done, to whom, and who is left out and why."""
        action, wanted, at = self._action(), self.board.wanted(actor), clock.now()
        ids = self._ticked()
        rows, more = self._rows(actor, wanted, ids)
        return respond.page(
            "bulk/preview.html",
            status=status,
            action=action,
            plan=action.plan(rows, actor, at),
            named=NAMED,
            chosen=len(rows),
            more=more,
            most=MOST,
            ticked=bool(ids),
            filters=self._filters(wanted),
            problem=problem,
            reason=request.form.get("reason", ""),
            here=request.full_path,
            back=self._back(wanted),
        )

    def carry_out(self, actor: Actor) -> AnyResponse:
        """Do what the preview said, unless it says something else by now."""
        action, wanted, at = self._action(), self.board.wanted(actor), clock.now()
        reason = text.one_line(request.form.get("reason", ""))
        if action.reason and not reason:
            sentence = "Give a reason, so that others understand."
            return self.preview(actor, status=422, problem=sentence)
        plan = action.plan(self._rows(actor, wanted, self._ticked())[0], actor, at)
        if request.form.get("seal") != plan.seal:
            return self.preview(actor, status=Conflict.status, problem=CHANGED)
        refused = [
            f"{item.name}: {sentence}"
            for item in plan.items
            if (sentence := _tried(action, item, actor, at, reason))
        ]
        if refused:
            respond.tell(_left_out(refused), "wait")
        query = {**self._query(wanted), "do": action.path, "at": at.isoformat()}
        return respond.go(f"{url_for(f'{self.here}_done')}?{urlencode(query)}")

    def done(self, actor: Actor) -> Response:
        """Say what was done at an instant, and offer to undo it."""
        action, wanted, at = self._action(), self.board.wanted(actor), _instant()
        number = len(_noted(action, actor, at))
        return respond.page(
            "bulk/done.html",
            action=action,
            number=number,
            undo=url_for(f"{self.here}_undo") if action.undo and number else "",
            at=at.isoformat(),
            query=self._query(wanted),
            back=self._back(wanted),
        )

    def undo(self, actor: Actor) -> AnyResponse:
        """Undo what was done at an instant, each by itself; what moved on meanwhile stays."""
        action, wanted, at = self._action(), self.board.wanted(actor), _instant()
        if action.undo is None:
            raise NotFound
        back, now = 0, clock.now()
        keys = _noted(action, actor, at)
        for key in keys:
            try:
                action.undo(key, by=actor, at=now)
            except AppError as error:
                log.info("not undone: %s %s: %s", action.record, key, error.sentence)
            else:
                back += 1
        respond.tell(f"Undone: {action.counted(back)}.")
        if back < len(keys):
            left = action.counted(len(keys) - back)
            respond.tell(f"{left} moved on meanwhile and stayed as it is.", "wait")
        return respond.go(self._back(wanted))

    # -- below: how

    def _action(self) -> Action:
        path = request.args.get("do", "")
        for action in self.actions:
            if action.path == path:
                return action
        raise NotFound

    def _ticked(self) -> list[int]:
        if request.args.get("all") == "yes":
            return []
        numbers = [text.number(each) for each in request.args.getlist("id")[:MOST]]
        return [number for number in numbers if number is not None]

    def _rows(self, actor: Actor, wanted: Wanted, ids: Sequence[int]) -> tuple[Sequence[Any], bool]:
        query = self.query(actor, wanted.filters).order_by(self.key).limit(MOST + 1)
        if ids:
            query = query.where(self.key.in_(ids))
        rows = db.session.execute(query).all()
        return rows[:MOST], len(rows) > MOST

    def _filters(self, wanted: Wanted) -> list[str]:
        return [each.label for each in self.board.filters if wanted.get(each.name)]

    def _query(self, wanted: Wanted) -> dict[str, str]:
        sort = f"{'-' if wanted.descending else ''}{wanted.sort}"
        return {**wanted.filters, "sort": sort}

    def _back(self, wanted: Wanted) -> str:
        return f"{url_for(self.back)}?{urlencode(self._query(wanted))}"


def _tried(action: Action, item: Item, by: Actor, at: datetime, reason: str) -> str:
    """Do one; give nothing, or the sentence that refused it."""
    try:
        action.act(item.key, by=by, at=at, reason=reason)
    except AppError as error:
        return error.sentence
    except Exception:
        log.exception("left out of many: %s %s", action.record, item.key)
        return "This did not work, and nothing of it was changed."
    return ""


def _left_out(refused: Sequence[str]) -> str:
    more = len(refused) - REFUSED_NAMED
    named = " ".join(refused[:REFUSED_NAMED])
    return f"Left out: {named}" + (f" And {more:,} more." if more > 0 else "")


def _instant() -> datetime:
    try:
        at = datetime.fromisoformat(request.args.get("at", ""))
    except ValueError as error:
        raise NotFound from error
    if at.tzinfo is None:
        raise NotFound
    return at


def _noted(action: Action, by: Actor, at: datetime) -> list[int]:
    event = journal.Event
    return list(
        db.session.scalars(
            sa.select(event.record_id)
            .where(
                event.at == at,
                event.actor == by.key,
                event.record == action.record,
                event.action.in_(action.noted),
            )
            .order_by(event.id)
        )
    )
