"""Prove the invariants of the core: journal chains, mails, and states that have their event."""

from __future__ import annotations

from typing import Final

import sqlalchemy as sa
from sqlalchemy import orm

from app.core.checks import Check
from app.core.db import Base, db
from app.core.journal import Event, broken_chains
from app.core.outbox import MessageState, OutboxMessage
from app.core.states import Stateful


def rows_of(model: type[Base]) -> int:
    """Count the rows of a table."""
    return db.session.scalar(sa.select(sa.func.count()).select_from(model)) or 0


def ids(query: sa.Select[int]) -> list[int | str]:
    """Give what a query of ids finds, in order and each once."""
    return sorted({int(found) for found in db.session.scalars(query)})


def states_told(name: str, model: type[Stateful]) -> Check:
    """Check that each record's state is the one that its last journaled move led to.

    A record that was never moved has the state in which it begins.
    """
    columns = orm.class_mapper(model).columns
    first = columns["state"].default.arg  # type: ignore[union-attr]

    def count() -> int:
        return rows_of(model)  # type: ignore[arg-type]

    def broken() -> list[int | str]:
        told = Event.changes["target"].as_string()
        moves = sa.select(Event.record_id, sa.func.max(Event.seq).label("seq")).where(
            Event.record == model.NOUN, told.is_not(None)
        )
        last = moves.group_by(Event.record_id).subquery()
        moved = (
            sa.select(Event.record_id, told.label("target"))
            .join(last, (last.c.record_id == Event.record_id) & (last.c.seq == Event.seq))
            .where(Event.record == model.NOUN)
            .subquery()
        )
        state = sa.cast(columns["state"], sa.Text)
        return ids(
            sa.select(columns["id"])
            .outerjoin(moved, moved.c.record_id == columns["id"])
            .where(state != sa.func.coalesce(moved.c.target, str(first)))
        )

    return Check(name, count, broken)


def _events() -> int:
    return rows_of(Event)


def _chains() -> list[int | str]:
    return list(broken_chains())


def _mails() -> int:
    return rows_of(OutboxMessage)


def _odd_mails() -> list[int | str]:
    again = (
        sa.select(OutboxMessage.message_id)
        .group_by(OutboxMessage.message_id)
        .having(sa.func.count() > 1)
    )
    state = sa.cast(OutboxMessage.state, sa.Text)
    unknown = state.not_in([str(each) for each in MessageState])
    twice = OutboxMessage.message_id.in_(again)
    unsent = (state == str(MessageState.SENT)) & OutboxMessage.sent_at.is_(None)
    return ids(sa.select(OutboxMessage.id).where(sa.or_(unknown, twice, unsent)))


CHECKS: Final = (
    Check("each journal line is chained to the one before", _events, _chains),
    Check("each mail has a known state and a Message-ID of its own", _mails, _odd_mails),
)
