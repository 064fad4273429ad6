"""Take talks with partners into the log, and show the next steps that are due."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from flask import Response, current_app, url_for
from werkzeug.wrappers import Response as AnyResponse

from app.accounts.policies import can_edit_employers, can_see_employers
from app.core import clock, listing, respond
from app.core.access import access
from app.core.errors import Conflict, Invalid
from app.core.forms import choices
from app.core.guard import current_actor
from app.employers import log_queries, log_services, queries
from app.employers.blueprint import bp
from app.employers.log_board import BOARD
from app.employers.log_forms import LogForm

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.core.rows import AnyRow
    from app.employers.models import Employer

WHENS = (("due", "Due by today"), ("overdue", "Overdue"), ("done", "Done"))


@dataclass(frozen=True, slots=True)
class LogPanel:
    """Be what the log's part of a page shows: the quick form, and the talks, newest first."""

    employer: Employer
    form: LogForm
    rows: Sequence[AnyRow]
    more: bool
    may_edit: bool
    today: date


def panel(employer: Employer, form: LogForm | None = None) -> LogPanel:
    """Give the log's part of an employer's sheet: two statements, and the form."""
    rows = log_queries.newest(employer.id)
    return LogPanel(
        employer,
        form or _fitted(LogForm(formdata=None, day=today()), employer),
        rows[: log_queries.SHOWN],
        len(rows) > log_queries.SHOWN,
        can_edit_employers(current_actor()),
        today(),
    )


@bp.get("/employers/<int:employer_id>/log")
@access(can_see_employers)
def log(employer_id: int) -> Response:
    """Show the whole log of an employer."""
    employer = queries.sheet(employer_id)
    wanted = replace(listing.wanted((), ("day",)), descending=True)
    query, columns = log_queries.timeline(employer.id), log_queries.timeline_columns()
    page = listing.page_of(query, wanted, columns)
    shown = replace(panel(employer), rows=page.rows, more=False)
    return respond.page(
        "employers/log.html", employer=employer, log=shown, page=page, wanted=wanted
    )


@bp.post("/employers/<int:employer_id>/log")
@access(can_edit_employers)
def write_log(employer_id: int) -> AnyResponse:
    """Write a talk into the log."""
    employer = queries.sheet(employer_id)
    form = _fitted(LogForm(), employer)
    written = _accepted(employer_id, form)
    if written:
        respond.tell("The talk is in the log.")
        if not respond.is_htmx():
            return respond.go(url_for("desk.employer", employer_id=employer_id, _anchor="log"))
    return respond.page_or_fragment(
        "employers/log.html",
        "employers/_log.html",
        status=200 if written else Invalid.status,
        log=panel(employer, None if written else form),
        employer=employer,
        page=None,
    )


def _accepted(employer_id: int, form: LogForm) -> bool:
    if not form.accept():
        return False
    by, at = current_actor(), clock.now()
    try:
        log_services.log(employer_id, form.facts(), by=by, at=at, today=today())
    except Invalid as problem:
        form.add_errors(problem.fields)
        return False
    return True


@bp.route("/log/<int:log_id>/edit", methods=["GET", "POST"])
@access(can_edit_employers)
def edit_log(log_id: int) -> AnyResponse:
    """Correct an entry of the log."""
    entry = log_queries.entry(log_id)
    employer = queries.sheet(entry.employer_id)
    form = _fitted(LogForm(obj=entry), employer)
    accepted = form.accept()
    problems, status = _correct(log_id, form) if accepted else ([], Invalid.status)
    if accepted and not problems and not form.errors:
        respond.tell("The entry is corrected.")
        return respond.go(url_for("desk.employer", employer_id=employer.id, _anchor="log"))
    return respond.page(
        "employers/log_edit.html",
        status=status if problems or form.errors else 200,
        form=form,
        problems=problems,
        employer=employer,
    )


def _correct(log_id: int, form: LogForm) -> tuple[list[str], int]:
    try:
        log_services.correct(
            log_id,
            form.facts(),
            by=current_actor(),
            at=clock.now(),
            today=today(),
            version=form.shown_version(),
        )
    except Invalid as problem:
        form.add_errors(problem.fields)
    except Conflict as problem:
        return [problem.sentence], problem.status
    return [], Invalid.status


@bp.get("/employers/next-steps")
@access(can_see_employers)
def next_steps() -> Response:
    """List the next steps: one's own that are open, unless the filters say else."""
    wanted = BOARD.wanted(current_actor())
    return BOARD.answer(
        log_queries.steps(wanted.filters, current_actor().id, today()),
        wanted,
        log_queries.step_columns(),
        "employers/next_steps.html",
        "employers/_next_steps.html",
        people=[("all", "Everybody"), *queries.owner_choices()],
        whens=WHENS,
        today=today(),
        may_edit=can_edit_employers(current_actor()),
    )


@bp.post("/next-steps/<int:log_id>/done")
@access(can_edit_employers)
def finish_step(log_id: int) -> AnyResponse:
    """Note that a next step is done."""
    employer_id = log_services.finish_step(log_id, by=current_actor(), at=clock.now())
    respond.tell("Done. If that was a slip, undo it at the employer’s log.")
    return respond.go(_back(employer_id))


@bp.post("/next-steps/<int:log_id>/undo")
@access(can_edit_employers)
def reopen_step(log_id: int) -> AnyResponse:
    """Undo that a next step is done."""
    employer_id = log_services.reopen_step(log_id, by=current_actor(), at=clock.now())
    respond.tell("The next step is open again.")
    return respond.go(_back(employer_id))


def today() -> date:
    """Give the district's date."""
    return clock.today(str(current_app.config["TIMEZONE"]))


def _back(employer_id: int) -> str:
    return respond.came_from() or url_for("desk.employer", employer_id=employer_id, _anchor="log")


def _fitted(form: LogForm, employer: Employer) -> LogForm:
    people = sorted((each.name, each.id) for each in employer.contacts)
    form.contact_id.choices = choices(
        ((number, name) for name, number in people), blank="Nobody in particular"
    )
    form.assignee_id.choices = choices(queries.owner_choices(), blank="Whoever owns the employer")
    return form
