"""Show staff the reviews, and let them ask for one."""

from __future__ import annotations

from flask import Blueprint, Response, url_for
from werkzeug.wrappers import Response as AnyResponse

from app.accounts.policies import can_match, can_see_reviews
from app.core import clock, respond
from app.core.access import access
from app.core.errors import NotFound
from app.core.guard import current_actor
from app.outreach.queries import live
from app.outreach.shapes import Subject
from app.programs.queries import program_choices
from app.reviews import asking, queries, spoken
from app.reviews.board import BOARD
from app.reviews.models import Stage
from app.reviews.rating import mean, skills_of
from app.reviews.review_page import grades
from app.schools.queries import school_choices

bp = Blueprint("reviews", __name__)
STAGES = ((str(Stage.BASELINE), "The first review"), (str(Stage.FINAL), "The final review"))


@bp.get("/reviews")
@access(can_see_reviews)
def index() -> Response:
    """List the matches whose program has a skills review, with what came of it."""
    actor = current_actor()
    wanted = BOARD.wanted(actor)
    return BOARD.answer(
        queries.listed(actor, wanted.filters),
        wanted,
        queries.columns(),
        "reviews/index.html",
        "reviews/_list.html",
        schools=school_choices(actor),
        programs=program_choices(),
        stages=STAGES,
    )


@bp.get("/reviews/<int:match_id>")
@access(can_see_reviews)
def match(match_id: int) -> Response:
    """Show the reviews of a match side by side, and every one that came."""
    found = queries.match_for(match_id, current_actor())
    rubric = found.placement.program.rules.rubric
    newest = queries.newest_of([found.id]).get(found.id, {})
    asked = {
        stage: next(iter(live(kind, Subject(asking.MATCH, found.id))), None)
        for stage, kind in asking.NAMES.items()
    }
    return respond.page(
        "reviews/match.html",
        match=found,
        skills=skills_of(rubric) if rubric else [],
        scale=rubric.scale if rubric else (),
        newest=newest,
        grades={stage: grades(review) for stage, review in newest.items()},
        means={stage: mean([r.level for r in review.ratings]) for stage, review in newest.items()},
        asked=asked,
        meaning=spoken.meaning,
        history=queries.history_of(found.id),
        may_ask=can_match(current_actor()),
    )


@bp.post("/reviews/<int:match_id>/ask/<stage>")
@access(can_match)
def ask(match_id: int, stage: str) -> AnyResponse:
    """Mail the supervisor the request for a review now."""
    if stage not in set(Stage):
        raise NotFound
    asking.ask_now(match_id, Stage(stage), by=current_actor(), at=clock.now())
    respond.tell("The request is on its way to the supervisor.")
    return respond.go(url_for(".match", match_id=match_id))
