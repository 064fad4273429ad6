"""List placements; post, change and move them."""

from __future__ import annotations

from flask import Blueprint, Response, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from app.accounts.policies import can_post_placements, can_see_placements
from app.core import clock, listing, respond
from app.core.access import Actor, access
from app.core.errors import AppError, Conflict, Invalid, NotFound
from app.core.forms import choices
from app.core.guard import current_actor
from app.core.text import one_line
from app.employers import queries as employers
from app.placements import queries, services
from app.placements.forms import PlacementForm, SlotRow, kept_schedule, slots_of, typed_schedule
from app.placements.models import Placement, PlacementState
from app.programs.models import PlacementKind
from app.programs.queries import program_choices

bp = Blueprint("placements", __name__)
FILTERS = ("q", "program", "state", "kind", "employer")
SORTS = ("title", "employer", "program", "start", "seats", "state")
STEPS = {
    "published": ("publish", "Post placement"),
    "unpublished": ("unpublish", "Make it a draft again"),
    "paused": ("pause", "Pause"),
    "reopened": ("reopen", "Open again"),
    "closed": ("close", "Close"),
    "completed": ("complete", "Complete"),
    "cancelled": ("cancel", "Cancel placement"),
}
MOVES = {
    "publish": services.publish,
    "unpublish": services.unpublish,
    "pause": services.pause,
    "reopen": services.reopen,
    "close": services.close,
    "complete": services.complete,
}


def steps_for(placement: Placement, actor: Actor) -> list[tuple[str, str, bool]]:
    """Give the moves that an actor may make: sub-path, button, whether with a reason."""
    return [(*STEPS[move.name], move.reason) for move in placement.moves_for(actor.role)]


@bp.get("/placements")
@access(can_see_placements)
def index() -> Response:
    """List placements."""
    wanted = listing.wanted(FILTERS, SORTS)
    return respond.page_or_fragment(
        "placements/index.html",
        "placements/_list.html",
        page=listing.page_of(queries.listed(wanted.filters), wanted, queries.columns()),
        wanted=wanted,
        programs=program_choices(),
        states=list(PlacementState),
        kinds=list(PlacementKind),
        may_post=can_post_placements(current_actor()),
    )


@bp.route("/placements/new", methods=["GET", "POST"])
@access(can_post_placements)
def new() -> AnyResponse:
    """Choose the employer, then take the placement."""
    employer_id = request.values.get("employer", type=int)
    if employer_id is None:
        return respond.page("placements/choose.html", employers=employers.employer_choices())
    return _take(None, employer_id)


@bp.route("/placements/<int:placement_id>/edit", methods=["GET", "POST"])
@access(can_post_placements)
def edit(placement_id: int) -> AnyResponse:
    """Change a placement."""
    placement = queries.detail(placement_id)
    return _take(placement, placement.site.employer_id)


def _take(placement: Placement | None, employer_id: int) -> AnyResponse:
    employer = employers.sheet(min(max(employer_id, 0), 2**31 - 1))
    form = PlacementForm(obj=placement)
    form.program_id.choices = choices(program_choices())
    form.site_id.choices = choices((site.id, site.name) for site in employer.sites)
    form.supervisor_id.choices = choices(employers.contact_choices(employer.id))
    posted = request.method == "POST"
    rows = typed_schedule(request.form) if posted else kept_schedule(placement)
    problems: list[str] = []
    status = Invalid.status
    valid = form.accept() and not any(row.error for row in rows)
    if valid:
        try:
            saved = _save(placement, form, rows)
        except (Invalid, Conflict) as problem:
            problems, status = _put(form, problem), problem.status
        else:
            return respond.go(url_for("desk.placement", placement_id=saved))
    wrong = posted and (not valid or problems or form.errors)
    return respond.page(
        "placements/form.html",
        status=status if wrong else 200,
        form=form,
        rows=rows,
        problems=[*problems, *(f"{row.name}: {row.error}" for row in rows if row.error)],
        employer=employer,
        placement=placement,
    )


def _save(placement: Placement | None, form: PlacementForm, rows: list[SlotRow]) -> int:
    post = request.form.get("answer") == "post" and (
        placement is None or placement.state is PlacementState.DRAFT
    )
    saved = services.save_and_post(
        placement.id if placement else None,
        form.facts(slots_of(rows)),
        post=post,
        by=current_actor(),
        at=clock.now(),
        version=form.shown_version(),
    )
    respond.tell(f"{form.title.data} is {'posted' if post else 'saved'}.")
    return saved


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


def _put(form: PlacementForm, problem: AppError) -> list[str]:
    if isinstance(problem, Invalid) and problem.fields:
        form.add_errors(problem.fields)
        return []
    return [problem.sentence]
