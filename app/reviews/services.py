"""Take reviews: each is kept as it came, and the newest of a stage counts."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

import msgspec
from flask_babel import gettext as _

from app.core import journal
from app.core.access import Actor
from app.core.announce import announce
from app.core.db import db
from app.core.errors import Conflict, Invalid, StaleView
from app.core.todos import close_todo
from app.core.use_case import use_case
from app.hours.models import Method
from app.outreach.shapes import Evidence
from app.programs.rules import Rubric
from app.reviews import queries
from app.reviews.changes import ReviewReceived
from app.reviews.models import Review, ReviewRating, Stage
from app.reviews.rating import LEVELS, NOT_SEEN, skills_of

STALE = "Another review of this stage came in since you looked. Please look again."
NO_RUBRIC = "This program has no skills review. Choose one on the program first."


@use_case
def receive(  # noqa: PLR0913 - a review has these parts
    match_id: int,
    stage: Stage,
    levels: Mapping[str, int],
    comment: str,
    *,
    shown: int,
    evidence: Evidence,
    at: datetime,
) -> Review:
    """Keep a review of a match; `shown` is the number of the one that was shown, 0 for none.

    Every skill needs a grade of 1 to 5, or 0 for not seen. The same answer again changes nothing.
    Raises Invalid with a sentence per skill, StaleView when another came in meanwhile, Conflict
    without a rubric.
    """
    match = queries.match_of(match_id)
    rubric = match.placement.program.rules.rubric
    if rubric is None:
        raise Conflict(NO_RUBRIC)
    _check(rubric, levels)
    last = queries.newest(match_id, stage)
    if last is not None and _same(last, levels, comment):
        return last
    if shown != (last.number if last else 0):
        raise StaleView(STALE)
    review = Review(
        match_id=match_id,
        stage=stage,
        number=shown + 1,
        rubric_version=rubric.version,
        rubric=msgspec.to_builtins(rubric),
        comment=comment,
        method=Method(evidence.method),
        by=evidence.by.key,
        name=evidence.name or evidence.by.name,
        note=evidence.note,
        address=evidence.address,
        agent=evidence.agent[:300],
        request_id=evidence.request_id,
        at=at,
        ratings=[
            ReviewRating(
                skill_group=skill.group,
                position=skill.position,
                skill=skill.words,
                level=levels[skill.key] or None,
            )
            for skill in skills_of(rubric)
        ],
    )
    db.session.add(review)
    db.session.flush()
    _tell(review, evidence.by, at)
    return review


def _tell(review: Review, by: Actor, at: datetime) -> None:
    told = {"stage": str(review.stage), "review": review.id}
    journal.record("reviewed", "match", review.match_id, by=by, at=at, **told)
    close_todo(f"review_{review.stage}", "match", review.match_id, by=by, at=at)
    announce(ReviewReceived(review.id, review.match_id, str(review.stage), review.number, by, at))


def _check(rubric: Rubric, levels: Mapping[str, int]) -> None:
    allowed = (NOT_SEEN, *LEVELS)
    problems = {
        skill.key: _("Choose a grade, or “not seen yet”.")
        for skill in skills_of(rubric)
        if levels.get(skill.key) not in allowed
    }
    if problems:
        raise Invalid(_("Some skills have no grade yet."), problems)


def _same(last: Review, levels: Mapping[str, int], comment: str) -> bool:
    kept = {
        f"{rating.skill_group}-{rating.position}": rating.level or NOT_SEEN
        for rating in last.ratings
    }
    return last.comment == comment and kept == dict(levels)
