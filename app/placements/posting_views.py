"""Take a new placement, a change of one, or a copy of one in another season."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import request, url_for
from werkzeug.wrappers import Response as AnyResponse

from app.accounts.policies import can_post_placements
from app.core import clock, respond
from app.core.access import access
from app.core.errors import AppError, Conflict, Invalid
from app.core.forms import choices
from app.core.guard import current_actor
from app.core.text import number
from app.employers import contact_queries
from app.employers import queries as employers
from app.employers.models import Employer
from app.placements import queries, services
from app.placements.blueprint import bp
from app.placements.copying import next_season, shifted
from app.placements.forms import PlacementForm, as_typed
from app.placements.models import Placement, PlacementState
from app.placements.schedule import (
    DAYS,
    SlotRow,
    kept_schedule,
    same_as_above,
    slots_of,
    typed_schedule,
)
from app.programs import queries as programs
from app.programs.models import Program
from app.programs.queries import program_choices
from app.schools import queries as schools


@dataclass(frozen=True, slots=True)
class Posting:
    """Be what the form is about: nothing yet, a placement to change, or one to copy."""

    employer: Employer
    placement: Placement | None = None
    source: Placement | None = None
    target: Program | None = None

    @property
    def kept(self) -> Placement | None:
        """Give the placement from which the form is filled."""
        return self.placement or self.source

    def values(self) -> dict[str, Any]:
        """Give the fields' values before anybody typed."""
        if self.kept is None:
            return {}
        values = as_typed(self.kept)
        if self.source and self.target:
            start, end = shifted(self.source, self.source.program, self.target)
            values |= {"program_id": self.target.id, "start_date": start, "end_date": end}
            values["version"] = None
        return values


@bp.route("/placements/new", methods=["GET", "POST"])
@access(can_post_placements)
def new() -> AnyResponse:
    """Choose the employer, then take the placement."""
    employer_id = request.values.get("employer", type=int)
    if employer_id is None:
        return respond.page("placements/choose.html", employers=employers.employer_choices())
    return _take(Posting(_employer(employer_id)))


@bp.route("/placements/<int:placement_id>/edit", methods=["GET", "POST"])
@access(can_post_placements)
def edit(placement_id: int) -> AnyResponse:
    """Change a placement."""
    placement = queries.detail(placement_id)
    return _take(Posting(_employer(placement.site.employer_id), placement))


@bp.route("/placements/<int:placement_id>/copy", methods=["GET", "POST"])
@access(can_post_placements)
def copy(placement_id: int) -> AnyResponse:
    """Take a copy of a placement, by default in the next season, its dates moved along."""
    source = queries.detail(placement_id)
    chosen = number(request.args.get("into", ""))
    target = (
        programs.program(chosen) if chosen else next_season(source.program, programs.all_programs())
    )
    posting = Posting(_employer(source.site.employer_id), source=source, target=target)
    return _take(posting)


def _employer(employer_id: int) -> Employer:
    return employers.sheet(min(max(employer_id, 0), 2**31 - 1))


def _take(posting: Posting) -> AnyResponse:
    form = _form(posting)
    posted = request.method == "POST"
    rows = typed_schedule(request.form) if posted else kept_schedule(posting.kept)
    same = request.form.get("answer", "").partition("same-")[2]
    if same:
        same_as_above(rows, min(number(same) or 0, len(DAYS) - 1))
        return _show(posting, form, rows)
    valid = form.accept() and not any(row.error for row in rows)
    if not valid:
        return _show(posting, form, rows, status=Invalid.status if posted else 200)
    try:
        saved = _save(posting, form, rows)
    except (Invalid, Conflict) as problem:
        return _show(posting, form, rows, _put(form, problem), status=problem.status)
    return respond.go(url_for("desk.placement", placement_id=saved))


def _form(posting: Posting) -> PlacementForm:
    employer, kept = posting.employer, posting.kept
    form = PlacementForm(data=posting.values())
    form.program_id.choices = choices(program_choices())
    form.site_id.choices = choices((site.id, site.name) for site in employer.sites)
    gone = posting.source is not None and posting.source.supervisor.left_at is not None
    people = contact_queries.contact_choices(employer.id)
    form.supervisor_id.choices = choices(people, blank="Choose a supervisor" if gone else None)
    states = {site.state for site in employer.sites}
    form.offer_hazards(states, tuple(kept.hazards) if kept else ())
    return form


def _show(
    posting: Posting,
    form: PlacementForm,
    rows: list[SlotRow],
    problems: list[str] | None = None,
    *,
    status: int = 200,
) -> AnyResponse:
    return respond.page(
        "placements/form.html",
        status=status,
        form=form,
        rows=rows,
        problems=[*(problems or []), *(f"{row.name}: {row.error}" for row in rows if row.error)],
        employer=posting.employer,
        placement=posting.placement,
        source=posting.source,
        target=posting.target,
        programs=program_choices() if posting.source else [],
        school=schools.longest_hours(),
    )


def _save(posting: Posting, form: PlacementForm, rows: list[SlotRow]) -> int:
    placement, source = posting.placement, posting.source
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
        copied_from=source.id if source else None,
    )
    respond.tell(f"{form.title.data} is {'posted' if post else 'saved'}.")
    return saved


def _put(form: PlacementForm, problem: AppError) -> list[str]:
    if isinstance(problem, Invalid) and problem.fields:
        form.add_errors(problem.fields)
        return []
    return [problem.sentence]
