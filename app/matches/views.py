"""List matches, find students for a placement and placements for a student, and move matches."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, Response, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from app.accounts.policies import can_match, can_see_matches, can_see_students
from app.core import clock, respond
from app.core.access import Actor, access
from app.core.errors import Conflict, Invalid, NotFound
from app.core.guard import current_actor
from app.core.text import one_line
from app.matches import candidates, queries, services
from app.matches.board import BOARD, next_step
from app.matches.models import Match, MatchState
from app.placements import queries as placements
from app.programs.queries import program_choices
from app.schools.queries import school_choices
from app.students.queries import student_for

bp = Blueprint("matches", __name__)
S = MatchState


@dataclass(frozen=True, slots=True)
class Step:
    """Be a target as pages offer it: the sub-path that leads there, and its button."""

    path: str
    label: str
    target: MatchState


STEPS = (
    Step("shortlist", "Shortlist", S.SHORTLISTED),
    Step("unlist", "Take off the shortlist", S.SUGGESTED),
    Step("refer", "Refer", S.REFERRED),
    Step("interview", "Note an interview", S.INTERVIEWING),
    Step("offer", "Offer", S.OFFERED),
    Step("accept", "Accept", S.ACCEPTED),
    Step("activate", "Activate", S.ACTIVE),
    Step("complete", "Complete", S.COMPLETED),
    Step("decline-by-employer", "Employer declines", S.DECLINED_BY_EMPLOYER),
    Step("decline-by-student", "Student declines", S.DECLINED_BY_STUDENT),
    Step("withdraw", "Withdraw", S.WITHDRAWN),
    Step("no-show", "Did not show up", S.NO_SHOW),
    Step("end-early", "End early", S.ENDED_EARLY),
)
UNDO = {
    "unlisted": "Take off the shortlist",
    "recalled": "Take the referral back",
    "returned_to_referred": "Back to referred",
    "offer_taken_back": "Take the offer back",
    "acceptance_undone": "Undo the acceptance",
    "activation_undone": "Undo the activation",
    "completion_undone": "Undo the completion",
}
BY_PATH = {step.path: step for step in STEPS}


def steps_for(match: Match, actor: Actor) -> list[tuple[str, str, bool]]:
    """Give the moves that an actor may make: sub-path, button, whether with a reason."""
    found = []
    for move in match.moves_for(actor.role):
        step = next(each for each in STEPS if each.target is move.target)
        undo = UNDO.get(move.name)
        found.append((step.path, undo or step.label, move.reason))
    return found


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
        states=list(MatchState),
        programs=program_choices(),
        schools=school_choices(actor) if inside else (),
        inside=inside,
    )


@bp.get("/placements/<int:placement_id>/students")
@access(can_match)
def students(placement_id: int) -> Response:
    """Show who may take a placement, the eligible first, the rest with the failing rule."""
    return _candidates(placement_id)


@bp.post("/placements/<int:placement_id>/students/<int:student_id>/<path>")
@access(can_match)
def begin(placement_id: int, student_id: int, path: str) -> AnyResponse:
    """Suggest or shortlist a student for a placement."""
    actor, now = current_actor(), clock.now()
    student = student_for(student_id, actor)
    begin_by = {"suggest": services.suggest, "shortlist": services.shortlist_new}.get(path)
    if begin_by is None:
        raise NotFound
    try:
        begin_by(student.id, placement_id, by=actor, at=now)
        respond.tell(f"{student.shown_name} is noted.")
    except Conflict as conflict:
        respond.tell(conflict.sentence, "stop")
    if respond.is_htmx():
        return _candidates(placement_id)
    if request.form.get("from") == "student":
        return respond.go(url_for(".options", student_id=student_id))
    return respond.go(url_for(".students", placement_id=placement_id, q=request.args.get("q")))


@bp.get("/students/<int:student_id>/placements")
@access(can_match)
def options(student_id: int) -> Response:
    """Show the open placements of a student, those open to them first, the rest with why not."""
    student = student_for(student_id, current_actor())
    return respond.page(
        "matches/options.html",
        student=student,
        options=candidates.of_student(student.id),
    )


@bp.post("/matches/<int:match_id>/<path>")
@access(can_match)
def move(match_id: int, path: str) -> AnyResponse:
    """Move a match as the sub-path names it."""
    step = BY_PATH.get(path)
    if step is None:
        raise NotFound
    reason = one_line(request.form.get("reason", ""))
    try:
        services.move(match_id, step.target, by=current_actor(), at=clock.now(), reason=reason)
        respond.tell(f"The match is now {step.target.replace('_', ' ')}.")
    except Invalid as problem:
        respond.tell(problem.fields.get("reason", problem.sentence), "stop")
    return respond.go(url_for("desk.match", match_id=match_id))


def _candidates(placement_id: int) -> Response:
    placement = placements.detail(placement_id)
    words = request.args.get("q", "").strip()[:100]
    found = candidates.of_placement(placement, current_actor(), words)
    return respond.page_or_fragment(
        "matches/students.html",
        "matches/_students.html",
        placement=placement,
        found=found,
        words=words,
    )
