"""List pledges beside those of the season before, and take them from staff, as by telephone."""

from __future__ import annotations

from typing import Final

from flask import Response, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from app.accounts.policies import can_edit_employers, can_see_employers
from app.core import clock, respond
from app.core.access import Actor, access
from app.core.bulk import Bulk
from app.core.errors import AppError, Conflict, Invalid, NotFound
from app.core.forms import choices
from app.core.guard import current_actor
from app.core.text import number, one_line
from app.employers import pledge_queries, pledge_services, queries
from app.employers.blueprint import bp
from app.employers.pledge_board import BOARD, NOT_ASKED
from app.employers.pledge_bulk import bulk_of
from app.employers.pledge_forms import NewPledgeForm, PledgeForm
from app.employers.pledge_models import PledgeState
from app.programs.queries import program_choices

S = PledgeState
STATES: Final = (("none", NOT_ASKED), *((str(each), each.capitalize()) for each in PledgeState))
# by state: the sub-path, its words, and whether it asks for a reason
STEPS: Final[dict[PledgeState, tuple[tuple[str, str, bool], ...]]] = {
    S.ASKED: (("pledge", "They promise", False), ("decline", "They decline", True),
              ("lapse", "No answer: lapse", True)),
    S.PLEDGED: (("confirm", "Confirm", False), ("decline", "They decline", True),
                ("lapse", "Lapse", True), ("take-back", "Back to asked", True)),
    S.CONFIRMED: (("unconfirm", "Not confirmed yet", True), ("decline", "They decline", True)),
    S.DECLINED: (("ask-again", "Ask again", True),),
    S.LAPSED: (("ask-again", "Ask again", True),),
}  # fmt: skip
NEEDS_NOTHING_POSTED: Final = frozenset({"decline", "lapse", "take-back"})


def steps_for(state: PledgeState, posted: int, actor: Actor) -> list[tuple[str, str, bool]]:
    """Give the moves that an actor may make with a pledge from here."""
    if not can_edit_employers(actor):
        return []
    return [row for row in STEPS[state] if not posted or row[0] not in NEEDS_NOTHING_POSTED]


@bp.get("/pledges")
@access(can_see_employers)
def pledges() -> Response:
    """List the pledges of a season beside those of another."""
    wanted = BOARD.wanted(current_actor())
    this, last = pledge_queries.seasons(wanted.number("program"), wanted.number("beside"))
    ids = (this.id if this else 0, last.id if last else 0)
    return BOARD.answer(
        pledge_queries.listed(wanted.filters, *ids),
        wanted,
        pledge_queries.columns(),
        "employers/pledges.html",
        "employers/_pledges.html",
        this=this,
        last=last,
        totals=pledge_queries.totals(*ids),
        programs=program_choices(),
        owners=queries.owner_choices(),
        states=STATES,
        comparisons=tuple(pledge_queries.COMPARED.items()),
        may_edit=can_edit_employers(current_actor()),
        bulk=bulk_of(this, last) if this and can_edit_employers(current_actor()) else None,
    )


@bp.get("/pledges/bulk")
@access(can_edit_employers)
def pledges_bulk() -> Response:
    """Say who would be asked, and who is left out and why."""
    return _bulk().preview(current_actor())


@bp.post("/pledges/bulk")
@access(can_edit_employers)
def carry_out_pledges_bulk() -> AnyResponse:
    """Ask them."""
    return _bulk().carry_out(current_actor())


@bp.get("/pledges/bulk/done")
@access(can_edit_employers)
def pledges_bulk_done() -> Response:
    """Say who was asked, and offer to take it back."""
    return _bulk().done(current_actor())


@bp.post("/pledges/bulk/undo")
@access(can_edit_employers)
def pledges_bulk_undo() -> AnyResponse:
    """Take the questions back."""
    return _bulk().undo(current_actor())


def _bulk() -> Bulk:
    wanted = BOARD.wanted(current_actor())
    this, last = pledge_queries.seasons(wanted.number("program"), wanted.number("beside"))
    if this is None:
        raise NotFound
    return bulk_of(this, last)


@bp.route("/employers/<int:employer_id>/pledges/new", methods=["GET", "POST"])
@access(can_edit_employers)
def new_pledge(employer_id: int) -> AnyResponse:
    """Take a pledge of an employer: asked for, or promised already."""
    employer = queries.sheet(employer_id)
    form = NewPledgeForm(
        program_id=request.args.get("program", ""), seats=number(request.args.get("seats", ""))
    )
    form.program_id.choices = choices(program_choices(), blank="Choose a program")
    if form.accept():
        try:
            _ask(employer_id, form)
        except Invalid as problem:
            form.add_errors(problem.fields)
        else:
            return _told(employer_id, "The pledge is noted.")
    status = Invalid.status if form.errors else 200
    return respond.page(
        "employers/pledge.html",
        status=status,
        form=form,
        problems=[],
        employer=employer,
        pledge=None,
    )


def _ask(employer_id: int, form: NewPledgeForm) -> None:
    pledge_services.ask(
        employer_id,
        int(form.program_id.data),
        form.facts(),
        promised=request.form.get("answer") == "promised",
        by=current_actor(),
        at=clock.now(),
    )


@bp.route("/pledges/<int:pledge_id>/edit", methods=["GET", "POST"])
@access(can_edit_employers)
def edit_pledge(pledge_id: int) -> AnyResponse:
    """Change the seats of a pledge."""
    pledge = pledge_queries.pledge(pledge_id)
    form = PledgeForm(obj=pledge)
    problems: list[str] = []
    status = Invalid.status
    if form.accept():
        by, at, version = current_actor(), clock.now(), form.shown_version()
        try:
            pledge_services.change(pledge_id, form.facts(), by=by, at=at, version=version)
        except (Invalid, Conflict) as problem:
            problems, status = _put(form, problem), problem.status
        else:
            return _told(pledge.employer_id, "The pledge is saved.")
    return respond.page(
        "employers/pledge.html",
        status=status if problems or form.errors else 200,
        form=form,
        problems=problems,
        employer=pledge.employer,
        pledge=pledge,
    )


@bp.post("/pledges/<int:pledge_id>/<path>")
@access(can_edit_employers)
def move_pledge(pledge_id: int, path: str) -> AnyResponse:
    """Move a pledge as the sub-path names it."""
    reason = one_line(request.form.get("reason", "")) or None
    employer_id = pledge_queries.pledge(pledge_id).employer_id
    try:
        pledge_services.move_pledge(
            pledge_id, path, by=current_actor(), at=clock.now(), reason=reason
        )
        respond.tell("Done.")
    except Invalid as problem:
        respond.tell(problem.fields.get("reason", problem.sentence), "stop")
    return respond.go(respond.came_from() or _sheet(employer_id))


def _told(employer_id: int, sentence: str) -> AnyResponse:
    respond.tell(sentence)
    return respond.go(_sheet(employer_id))


def _sheet(employer_id: int) -> str:
    return url_for("desk.employer", employer_id=employer_id, _anchor="pledges-of")


def _put(form: PledgeForm, problem: AppError) -> list[str]:
    if isinstance(problem, Invalid) and problem.fields:
        form.add_errors(problem.fields)
        return []
    return [problem.sentence]
