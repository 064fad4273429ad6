"""Prove that reviews are whole."""

from __future__ import annotations

from typing import Final

import sqlalchemy as sa

from app.core.checks import Check
from app.core.core_checks import ids, rows_of
from app.reviews.models import Review, ReviewRating


def _reviews() -> int:
    return rows_of(Review)


def _not_numbered() -> list[int | str]:
    counted = (
        sa.select(
            Review.match_id,
            sa.func.count().label("count"),
            sa.func.max(Review.number).label("last"),
        )
        .group_by(Review.match_id, Review.stage)
        .subquery()
    )
    return ids(sa.select(counted.c.match_id).where(counted.c.count != counted.c.last))


def _without_ratings() -> list[int | str]:
    return ids(sa.select(Review.id).where(~sa.exists().where(ReviewRating.review_id == Review.id)))


CHECKS: Final = (
    Check("the reviews of each match are numbered without a gap", _reviews, _not_numbered),
    Check("each review grades its skills", _reviews, _without_ratings),
)
