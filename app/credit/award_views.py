"""Let staff award credit, approve awards and take them back."""

from __future__ import annotations

from flask import Response, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from app.accounts.policies import (
    can_approve_credit,
    can_award_credit,
    can_see_credit,
    either,
)
from app.core import clock, respond
from app.core.access import access
from app.core.errors import Invalid, NotFound
from app.core.filters import credit as in_credits
from app.core.guard import current_actor
from app.core.text import number, one_line
from app.credit import award_page, award_queries, award_services
from app.credit.award_board import AWARDS, STATES
from app.credit.blueprint import bp
from app.programs.queries import program_choices
from app.schools.queries import school_choices

MOVES = {
    "withdraw": (award_services.withdraw, "The award is withdrawn."),
    "take-back": (award_services.take_approval_back, "The award waits for approval again."),
    "take-up": (award_services.take_up_again, "The award stands again."),
}


@bp.get("/credit/awards")
@access(can_see_credit)
def awards() -> Response:
    """List the awards, the newest first."""
    actor = current_actor()
    wanted = AWARDS.wanted(actor)
    return AWARDS.answer(
        award_queries.listed(actor, wanted.filters),
        wanted,
        award_queries.columns(),
        "credit/awards.html",
        "credit/_awards.html",
        schools=school_choices(actor),
        programs=program_choices(),
        states=STATES,
    )


@bp.get("/credit/awards/<int:award_id>")
@access(can_see_credit)
def award(award_id: int) -> Response:
    """Show an award with what it stands on, and what may be done with it."""
    actor = current_actor()
    found = award_queries.award_for(award_id, actor)
    return respond.page("credit/award.html", **award_page.shown(found, actor))


@bp.get("/matches/<int:match_id>/award")
@access(can_award_credit)
def new_award(match_id: int) -> Response:
    """Show what a match may be given, and what must be true for it."""
    return respond.page("credit/new_award.html", **award_page.offered(match_id, current_actor()))


@bp.post("/matches/<int:match_id>/award")
@access(can_award_credit)
def give_award(match_id: int) -> AnyResponse:
    """Award what was shown."""
    try:
        given = award_services.award(
            match_id,
            shown=number(request.form.get("credit", "")) or 0,
            attested=request.form.getlist("attested"),
            by=current_actor(),
            at=clock.now(),
        )
    except Invalid as error:
        respond.tell(error.sentence, "stop")
        return respond.go(url_for(".new_award", match_id=match_id))
    waits = "; somebody else must approve it" if given.needs_second else ""
    respond.tell(f"{in_credits(given.credit)} {given.credit_type} credit is awarded{waits}.")
    return respond.go(url_for(".award", award_id=given.id))


@bp.post("/credit/awards/<int:award_id>/approve")
@access(either(can_award_credit, can_approve_credit))
def approve(award_id: int) -> AnyResponse:
    """Approve an award."""
    award_services.approve(award_id, by=current_actor(), at=clock.now())
    respond.tell("The award is approved; the next transcript file names it.")
    return respond.go(url_for(".award", award_id=award_id))


@bp.post("/credit/awards/<int:award_id>/<path>")
@access(either(can_award_credit, can_approve_credit))
def move_award(award_id: int, path: str) -> AnyResponse:
    """Withdraw an award, take its approval back, or take it up again; each with a reason."""
    if path not in MOVES:
        raise NotFound
    move, told = MOVES[path]
    reason = one_line(request.form.get("reason", ""))
    try:
        move(award_id, reason, by=current_actor(), at=clock.now())
    except Invalid as error:
        respond.tell(error.sentence, "stop")
    else:
        respond.tell(told)
    return respond.go(url_for(".award", award_id=award_id))
