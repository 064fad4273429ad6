"""List placements, and move one of them."""

from __future__ import annotations

from flask import Response, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from app.accounts.policies import can_post_placements, can_see_placements
from app.core import clock, respond
from app.core.access import access
from app.core.errors import Invalid, NotFound
from app.core.guard import current_actor
from app.core.text import one_line
from app.placements import queries, services
from app.placements.blueprint import bp
from app.placements.board import BOARD, next_step
from app.placements.bulk import BULK
from app.placements.models import PlacementState
from app.placements.vocabulary import PAY_WORDS
from app.programs.fields import FIELD_NAMES
from app.programs.models import PlacementKind
from app.programs.queries import program_choices

FREES = (("yes", "Some free"), ("no", "Filled"))
DESCRIBED = (("sent", "To review"), ("sent_back", "Sent back"), ("reviewed", "Reviewed"))
MOVES = {
    "publish": services.publish,
    "unpublish": services.unpublish,
    "pause": services.pause,
    "reopen": services.reopen,
    "close": services.close,
    "complete": services.complete,
}


@bp.get("/placements")
@access(can_see_placements)
def index() -> Response:
    """List placements."""
    may_post = can_post_placements(current_actor())
    wanted = BOARD.wanted(current_actor())
    return BOARD.answer(
        queries.listed(wanted.filters),
        wanted,
        queries.columns(),
        "placements/index.html",
        "placements/_list.html",
        next_step=next_step,
        programs=program_choices(),
        states=list(PlacementState),
        kinds=list(PlacementKind),
        cities=[(city, city) for city in queries.cities()],
        fields=list(FIELD_NAMES.items()),
        pays=list(PAY_WORDS.items()),
        frees=FREES,
        describeds=DESCRIBED,
        may_post=may_post,
        bulk=BULK if may_post else None,
    )


@bp.post("/placements/<int:placement_id>/<path>")
@access(can_post_placements)
def move(placement_id: int, path: str) -> AnyResponse:
    """Move a placement as the sub-path names it."""
    actor, now = current_actor(), clock.now()
    try:
        if path == "cancel":
            reason = one_line(request.form.get("reason", ""))
            services.cancel(placement_id, reason=reason, by=actor, at=now)
        elif path in MOVES:
            MOVES[path](placement_id, by=actor, at=now)
        else:
            raise NotFound
        respond.tell("Done.")
    except Invalid as problem:
        respond.tell(problem.fields.get("reason", problem.sentence), "stop")
    return respond.go(url_for("desk.placement", placement_id=placement_id))
