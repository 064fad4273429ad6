"""Show staff what was asked of whom; let them mail again, cancel, print, or answer."""

from __future__ import annotations

import segno
from flask import Response, current_app, make_response, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from app.accounts.policies import can_edit_students, can_manage_requests, can_see_requests
from app.core import clock, respond
from app.core.access import Actor, access
from app.core.errors import Conflict, Invalid, Refused, StaleView
from app.core.guard import current_actor
from app.core.language import use_language
from app.core.text import one_line
from app.outreach import answers, pausing, queries, services
from app.outreach.blueprint import bp
from app.outreach.boards import REQUESTS, STANDINGS
from app.outreach.bulk import BULK
from app.outreach.models import LinkRequest, RequestState
from app.outreach.shapes import AskAgain, Evidence, Look, Shown, kind_of
from app.programs.queries import program_choices

METHODS = {
    "phone": "By telephone",
    "paper": "On paper",
    "in_person": "In person",
}


@bp.get("/requests")
@access(can_see_requests)
def requests() -> Response:
    """List requests; a short code from a printed sheet finds its request."""
    actor = current_actor()
    wanted = REQUESTS.wanted(actor)
    return REQUESTS.answer(
        queries.listed(actor, wanted.filters),
        wanted,
        queries.columns(),
        "outreach/requests.html",
        "outreach/_requests.html",
        states=list(RequestState),
        standings=STANDINGS,
        kinds=sorted(current_app.extensions["kinds"]),
        programs=program_choices(),
        bulk=BULK if can_manage_requests(actor) else None,
    )


@bp.get("/requests/<int:request_id>")
@access(can_see_requests)
def request_page(request_id: int) -> Response:
    """Show one request: mails, visits, reminders, answers; never its live link."""
    asked = queries.request_for(request_id, current_actor())
    return respond.page(
        "outreach/request.html",
        asked=asked,
        summary=kind_of(asked.kind).summary(asked),
        history=queries.history(asked.id),
        may_manage=can_manage_requests(current_actor()),
        may_answer=_may_answer(asked, current_actor()),
        paused=pausing.paused(asked),
    )


@bp.post("/requests/<int:request_id>/mail-again")
@access(can_manage_requests)
def mail_again(request_id: int) -> AnyResponse:
    """Mail the link once more."""
    asked = queries.request_for(request_id, current_actor())
    services.mail_again(asked.id, by=current_actor(), at=clock.now())
    respond.tell(f"The link is on its way to {asked.recipient_name}.")
    return respond.go(url_for(".request_page", request_id=request_id))


@bp.post("/requests/<int:request_id>/pause")
@access(can_manage_requests)
def pause(request_id: int) -> AnyResponse:
    """Let a request, or all of its recipient's, wait."""
    return _pause(request_id, on=True)


@bp.post("/requests/<int:request_id>/resume")
@access(can_manage_requests)
def resume(request_id: int) -> AnyResponse:
    """Let it go out by itself again."""
    return _pause(request_id, on=False)


def _pause(request_id: int, *, on: bool) -> AnyResponse:
    actor = current_actor()
    asked = queries.request_for(request_id, actor)
    whole = request.form.get("what") == "person"
    pausing.pause(asked.id, whole=whole, on=on, by=actor, at=clock.now())
    what = f"What goes to {asked.recipient_name} by itself" if whole else "This request"
    goes = "waits now" if on else "goes out again; missed reminders are not sent late"
    respond.tell(f"{what} {goes}.")
    return respond.go(url_for(".request_page", request_id=request_id))


@bp.post("/requests/<int:request_id>/cancel")
@access(can_manage_requests)
def cancel(request_id: int) -> AnyResponse:
    """Cancel a request, with a reason."""
    asked = queries.request_for(request_id, current_actor())
    reason = one_line(request.form.get("reason", ""))
    try:
        services.cancel(asked.id, reason=reason, by=current_actor(), at=clock.now())
        respond.tell("The request is cancelled. Its link now says so.")
    except Invalid as problem:
        respond.tell(problem.fields["reason"], "stop")
    return respond.go(url_for(".request_page", request_id=request_id))


@bp.get("/requests/<int:request_id>/answer")
@access(can_manage_requests)
def answer_form(request_id: int) -> Response:
    """Show the request's form, to enter what was said by telephone, on paper or in person."""
    actor = current_actor()
    asked = _theirs_to_answer(request_id, actor)
    return _staff_page(asked, kind_of(asked.kind).show(asked, _look(actor)))


@bp.post("/requests/<int:request_id>/answer")
@access(can_manage_requests)
def enter_answer(request_id: int) -> AnyResponse:
    """Enter an answer in the name of its giver, with how it was given."""
    actor = current_actor()
    asked = _theirs_to_answer(request_id, actor)
    try:
        reply = answers.answer(asked.id, request.form, _evidence(asked), at=clock.now())
    except AskAgain as again:
        return _staff_page(asked, again.page)
    except StaleView as stale:
        shown = kind_of(asked.kind).show(asked, _look(actor))
        return _staff_page(asked, shown, status=stale.status, stale=stale.sentence)
    except Invalid as problem:
        shown = answers.as_typed(asked.id, request.form, actor, at=clock.now())
        return _staff_page(asked, shown, status=problem.status, stale=problem.said)
    if reply.draft is not None:
        return respond.go(url_for(".answer_form", request_id=request_id, **reply.go))
    respond.tell(f"The answer of {asked.recipient_name} is entered.")
    if reply.more:
        method = request.form["method"]
        return respond.go(url_for(".answer_form", request_id=request_id, method=method))
    return respond.go(url_for(".request_page", request_id=request_id))


@bp.get("/requests/<int:request_id>/print")
@access(can_manage_requests)
def print_sheet(request_id: int) -> Response:
    """Give the sheet to fill in by hand; its QR code carries the link, its short code does not."""
    actor = current_actor()
    asked = _theirs_to_answer(request_id, actor)
    use_language(asked.language)
    shown = kind_of(asked.kind).printable(asked, actor)
    drawing = ""
    if asked.state is RequestState.OPEN:
        code = segno.make(asked.link.url(), error="m")
        drawing = code.svg_inline(scale=3, svgclass="qr", lineclass="qr-line", omitsize=True)
    return respond.page(
        "outreach/print.html", asked=asked, shown=shown, qr=drawing, **shown.context
    )


def _look(actor: Actor) -> Look:
    return Look(change=True, staff=actor, step=one_line(request.args.get("step", ""))[:40])


def _may_answer(asked: LinkRequest, actor: Actor) -> bool:
    # employer engagement asks employers, and sees no student's hours
    return can_edit_students(actor) or (
        can_manage_requests(actor) and not queries.schools_of(asked.id)
    )


def _theirs_to_answer(request_id: int, actor: Actor) -> LinkRequest:
    asked = queries.request_for(request_id, actor)
    if not _may_answer(asked, actor):
        raise Refused("What is asked about students is answered by their career specialist.")
    return asked


def _evidence(asked: LinkRequest) -> Evidence:
    method = request.form.get("method", "")
    if method not in METHODS:
        sentence = "Choose how the answer was given: by telephone, on paper or in person."
        raise Invalid(sentence, {"method": sentence})
    return Evidence(
        method=method,
        by=current_actor(),
        name=one_line(request.form.get("name", "")) or asked.recipient_name,
        note=one_line(request.form.get("evidence_note", "")),
        request_id=asked.id,
    )


def _staff_page(
    asked: LinkRequest, shown: Shown, *, status: int | None = None, stale: str = ""
) -> Response:
    if kind_of(asked.kind).is_closed(asked):
        raise Conflict(answers.CLOSED)
    context = {"stale": stale, **shown.context}
    html = render_template(
        "outreach/staff_answer.html",
        asked=asked,
        shown=shown,
        staff=True,
        methods=METHODS,
        typed=request.values,
        **context,
    )
    return make_response(html, status or shown.status)
