"""Let finance prepare, approve, export and settle pay batches."""

from __future__ import annotations

from datetime import timedelta

from flask import Response, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from app.accounts.policies import (
    can_approve_batches,
    can_prepare_batches,
    can_see_ledger,
    either,
)
from app.core import clock, respond
from app.core.access import access
from app.core.boards import CSV, XLSX
from app.core.errors import AppError, Invalid, NotFound
from app.core.guard import current_actor
from app.core.text import day_of, number, one_line
from app.programs import queries as programs
from app.programs.queries import program_choices
from app.stipends import batch_page, batch_services
from app.stipends import batch_queries as queries
from app.stipends.batch_board import BATCHES, STATES
from app.stipends.blueprint import bp

KINDS = {"csv": CSV, "xlsx": XLSX}
MOVES = {
    "approve": "The batch is approved. Export it for finance’s system.",
    "export": "The batch went out. Its files stay the same to the byte.",
    "take-back": "The approval is taken back.",
    "discard": "The batch is discarded. What it held waits for the next one.",
}


@bp.get("/stipends/batches")
@access(can_see_ledger)
def batches() -> Response:
    """List the pay batches, the newest first."""
    actor = current_actor()
    wanted = BATCHES.wanted(actor)
    return BATCHES.answer(
        queries.listed(wanted.filters),
        wanted,
        queries.columns(),
        "stipends/batches.html",
        "stipends/_batches.html",
        programs=program_choices(),
        states=STATES,
        may_prepare=can_prepare_batches(actor),
    )


@bp.get("/stipends/batches/new")
@access(can_prepare_batches)
def new_batch() -> Response:
    """Choose a program and a last day, and look at what a batch would hold."""
    return _preview(request.args.get("program", ""), request.args.get("last_day", ""))


@bp.post("/stipends/batches/new")
@access(can_prepare_batches)
def prepare_batch() -> AnyResponse:
    """Put what waits into a draft and freeze its weeks."""
    program, last_day = request.form.get("program", ""), request.form.get("last_day", "")
    program_id, day = number(program), day_of(last_day)
    if program_id is None or day is None:
        return _preview(program, last_day, problem="Choose a program and a day.")
    try:
        made = batch_services.prepare(program_id, day, by=current_actor(), at=clock.now())
    except NotFound:
        raise
    except AppError as problem:
        sentence = next(iter(getattr(problem, "fields", {}).values()), problem.sentence)
        return _preview(program, last_day, problem=sentence, status=problem.status)
    respond.tell("The weeks are frozen. Somebody else approves the batch now.")
    return respond.go(url_for(".pay_batch", pay_batch_id=made))


def _preview(
    program: str, last_day: str, *, problem: str = "", status: int = Invalid.status
) -> Response:
    today = clock.district_day(clock.now())
    program_id, day = number(program), day_of(last_day) or today
    chosen = programs.program(program_id) if program_id is not None else None
    paid, left = batch_services.payees(chosen, min(day, today)) if chosen else ([], [])
    return respond.page(
        "stipends/new_batch.html",
        status=status if problem else 200,
        problem=problem,
        programs=program_choices(),
        program=chosen,
        ends=batch_page.period_ends(chosen, today) if chosen else [],
        last_day=day,
        latest=today,
        paid=paid,
        left=left,
        blockers=batch_page.blockers(chosen.id, day - timedelta(days=6)) if chosen else [],
        draft=queries.draft_of(chosen.id) if chosen else None,
    )


@bp.get("/stipends/batches/<int:pay_batch_id>")
@access(can_see_ledger)
def pay_batch(pay_batch_id: int) -> Response:
    """Show a batch with its payments, their lines, and what may be done with it."""
    return respond.page("stipends/batch.html", **batch_page.shown(pay_batch_id, current_actor()))


@bp.post("/stipends/batches/<int:pay_batch_id>/<path>")
@access(either(can_prepare_batches, can_approve_batches))
def move_batch(pay_batch_id: int, path: str) -> AnyResponse:
    """Approve, export, take an approval back or discard, as the sub-path names it."""
    by, at = current_actor(), clock.now()
    reason = one_line(request.form.get("reason", ""))
    if path not in MOVES:
        raise NotFound
    try:
        if path == "approve":
            batch_services.approve(pay_batch_id, by=by, at=at)
        elif path == "export":
            batch_services.export(pay_batch_id, by=by, at=at)
        elif path == "take-back":
            batch_services.take_approval_back(pay_batch_id, reason, by=by, at=at)
        else:
            batch_services.discard(pay_batch_id, reason, by=by, at=at)
        respond.tell(MOVES[path])
    except Invalid as problem:
        respond.tell(problem.fields.get("reason", problem.sentence), "stop")
    return respond.go(url_for(".pay_batch", pay_batch_id=pay_batch_id))


@bp.get("/stipends/batches/<int:pay_batch_id>/<kind>")
@access(can_see_ledger)
def batch_file(pay_batch_id: int, kind: str) -> Response:
    """Give a file of a batch as it was exported, the same each time."""
    if kind not in KINDS:
        raise NotFound
    kept = queries.file_of(queries.batch(pay_batch_id), kind)
    return respond.attachment(kept.content, kept.name, KINDS[kind])


@bp.post("/stipends/payments/<int:payment_id>/<path>")
@access(can_prepare_batches)
def settle_payment(payment_id: int, path: str) -> AnyResponse:
    """Note that a payment was paid, that it came back, or that its tax form is on file."""
    by, at, form = current_actor(), clock.now(), request.form
    payment = queries.payment(payment_id)
    try:
        if path == "paid":
            warrant, on = one_line(form.get("warrant", ""), 60), day_of(form.get("paid_on", ""))
            batch_page.check_paid(warrant, on, clock.district_day(at))
            paid = batch_services.Result(payment_id, warrant, on)
            batch_services.note_results(payment.batch_id, [paid], by=by, at=at)
            respond.tell(f"Paid to {payment.legal_name}.")
        elif path == "returned":
            reason = one_line(form.get("reason", ""))
            back = batch_services.Result(payment_id, reason=reason)
            batch_services.note_results(payment.batch_id, [back], by=by, at=at)
            respond.tell(f"{payment.legal_name}’s lines wait for the next batch.")
        elif path == "form":
            kind, since = batch_page.read_form(form, clock.district_day(at))
            batch_services.note_forms([payment.student_id], kind, since, by=by, at=at)
            respond.tell(f"The {kind} of {payment.legal_name} is noted.")
        else:
            raise NotFound
    except Invalid as problem:
        sentence = next(iter(problem.fields.values()), problem.sentence)
        typed = {**form, "payment": payment.id, "path": path, "sentence": sentence}
        context = batch_page.shown(payment.batch_id, by) | {"typed": typed}
        return respond.page("stipends/batch.html", status=problem.status, **context)
    return respond.go(url_for(".pay_batch", pay_batch_id=payment.batch_id))
