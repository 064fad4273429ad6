"""Keep what partners wrote of their placements, until staff have reviewed it."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any, ClassVar

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.core.columns import choice, one_of, reference
from app.core.db import Base
from app.core.states import Stateful, move
from app.placements.models import POSTERS


class DescriptionState(StrEnum):
    """Say how far a partner's description has come."""

    SENT = "sent"
    SENT_BACK = "sent_back"
    REVIEWED = "reviewed"


D = DescriptionState


class PlacementDescription(Stateful, Base):
    """Be what a partner wrote of one placement, as they wrote it, and the draft made of it.

    `said` is the newest of what they wrote; earlier ones stay in the answers of the request. `key`
    names the form that it was sent from, so that a form sent twice makes one placement.
    """

    __tablename__ = "placement_description"
    __table_args__ = (one_of("state", DescriptionState),)
    NOUN: ClassVar[str] = "description"
    MOVES = (
        move("sent back", (D.SENT, D.REVIEWED), D.SENT_BACK, POSTERS, reason=True),
        move("described again", D.SENT_BACK, D.SENT, POSTERS),
        move("reviewed", (D.SENT, D.SENT_BACK), D.REVIEWED, POSTERS),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    request_id: Mapped[int] = reference("link_request.id")
    placement_id: Mapped[int] = mapped_column(sa.ForeignKey("placement.id"), unique=True)
    key: Mapped[str] = mapped_column(unique=True)
    said: Mapped[dict[str, Any]]
    said_by: Mapped[str] = mapped_column(default="")
    said_at: Mapped[datetime]
    comment: Mapped[str] = mapped_column(default="")
    state: Mapped[DescriptionState] = mapped_column(choice(DescriptionState), default=D.SENT)
    version: Mapped[int] = mapped_column()

    __mapper_args__ = {"version_id_col": version}
