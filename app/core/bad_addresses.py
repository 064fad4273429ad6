"""Note at which addresses mail does not arrive, so that the pages of their owners say it.

A note holds for the address as it is written: once it is corrected, nothing is told of the new one.
It ends by itself when a later mail was taken and did not come back within some days.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base, db
from app.core.outbox import MessageState, OutboxMessage

COMES_BACK_WITHIN = timedelta(days=3)


class BadAddress(Base):
    """Be an address, in small letters, to which a mail came back or was refused for good."""

    __tablename__ = "bad_address"

    id: Mapped[int] = mapped_column(primary_key=True)
    address: Mapped[str] = mapped_column(unique=True)
    at: Mapped[datetime]
    reason: Mapped[str]
    message_id: Mapped[int] = mapped_column(sa.ForeignKey("outbox_message.id"))


@dataclass(frozen=True, slots=True)
class CameBack:
    """Be when mail to an address came back, and why."""

    at: datetime
    reason: str


def note(address: str, reason: str, *, message_id: int, at: datetime) -> None:
    """Note that mail to an address does not arrive, inside the open use case."""
    values = {"at": at, "reason": reason, "message_id": message_id}
    insert = sqlite.insert if db.engine.dialect.name == "sqlite" else postgresql.insert
    row = insert(BadAddress).values(address=address.strip().lower(), **values)
    # two mails to one address may come back at the same moment
    db.session.execute(row.on_conflict_do_update(index_elements=["address"], set_=values))


def came_back(addresses: Iterable[str], at: datetime) -> dict[str, CameBack]:
    """Give what is known of addresses, by the address as it was given; one statement."""
    keys = {address: address.strip().lower() for address in addresses if address}
    if not keys:
        return {}
    arrived = (
        sa.select(OutboxMessage.id)
        .where(
            OutboxMessage.id > BadAddress.message_id,
            OutboxMessage.to_address.in_([*keys, *keys.values()]),
            sa.func.lower(OutboxMessage.to_address) == BadAddress.address,
            OutboxMessage.state == MessageState.SENT,
            OutboxMessage.sent_at > BadAddress.at,
            OutboxMessage.sent_at < at - COMES_BACK_WITHIN,
        )
        .exists()
    )
    query = sa.select(BadAddress.address, BadAddress.at, BadAddress.reason).where(
        BadAddress.address.in_(set(keys.values())), ~arrived
    )
    rows = {row.address: CameBack(row.at, row.reason) for row in db.session.execute(query)}
    return {address: rows[key] for address, key in keys.items() if key in rows}
