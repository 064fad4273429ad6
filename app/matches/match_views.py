"""List matches, move them, and undo a move."""

from __future__ import annotations

from flask import Response, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from app.accounts.policies import can_match, can_see_matches, can_see_students
from app.core import clock, respond
from app.core.access import access
from app.core.errors import Conflict, Invalid, NotFound
from app.core.guard import current_actor
from app.core.states import words
from app.core.text import number, one_line
from app.employers.queries import owner_choices
from app.matches import narrowing, queries, services, steps
from app.matches.blueprint import bp
from app.matches.board import BOARD, next_step
from app.matches.bulk import BULK
from app.matches.steps import FORWARD
from app.programs.queries import program_choices
from app.schools.queries import school_choices


@bp.get("/matches")
@access(can_see_matches)
def index() -> Response:
    """List matches, each with its next step."""
    actor = current_actor()
    inside = can_see_students(actor)
    wanted = BOARD.wanted(actor)
    return BOARD.answer(
        queries.listed(actor, wanted.filters),
        wanted,
        queries.columns(),
        "matches/index.html",
        "matches/_list.html",
        next_step=next_step,
        bulk=BULK if can_match(actor) else None,
        forward=FORWARD if can_match(actor) else {},
        states=narrowing.CHOICES,
        employers=narrowing.employer_named(wanted.number("employer")),
        owners=owner_choices(),
        documents=[("missing", "Missing")],
        programs=program_choices(),
        schools=school_choices(actor) if inside else (),
        inside=inside,
    )


@bp.post("/matches/<int:match_id>/<path>")
@access(can_match)
def move(match_id: int, path: str) -> AnyResponse:
    """Move a match as the sub-path names it."""
    step = steps.BY_PATH.get(path)
    if step is None:
        raise NotFound
    reason, now = one_line(request.form.get("reason", "")), clock.now()
    try:
        source = services.move(match_id, step.target, by=current_actor(), at=now, reason=reason)
        steps.tell_moved(match_id, source, step.target, now)
    except Invalid as problem:
        respond.tell(problem.fields.get("reason", problem.sentence), "stop")
    return respond.go(url_for("desk.match", match_id=match_id))


@bp.post("/matches/<int:match_id>/undo")
@access(can_match)
def undo(match_id: int) -> AnyResponse:
    """Undo a match's last move, as it was offered right after it."""
    version = number(request.form.get("version", "")) or 0
    try:
        state = services.undo(match_id, version=version, by=current_actor(), at=clock.now())
        respond.tell(f"Undone: the match is {words(state)} again.")
    except Conflict as conflict:
        respond.tell(conflict.sentence, "stop")
    return respond.go(url_for("desk.match", match_id=match_id))
