"""Let staff enter answers that came by telephone, on paper or in person, with their scans."""

from __future__ import annotations

from typing import Any

import segno
from flask import Response, g, make_response, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from app.accounts.policies import can_edit_students, can_manage_requests, can_see_requests
from app.core import clock, respond
from app.core.access import Actor, access
from app.core.errors import Conflict, Invalid, Refused, StaleView
from app.core.guard import current_actor
from app.core.language import use_language
from app.core.text import number, one_line
from app.outreach import answers, queries, scans
from app.outreach.blueprint import bp
from app.outreach.models import LinkRequest, RequestState
from app.outreach.shapes import AskAgain, Evidence, Look, Reply, Shown, kind_of

METHODS = {
    "phone": "By telephone",
    "paper": "On paper",
    "in_person": "In person",
}


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
        scan_id = g.scan_id = _scan()
        reply = answers.answer(asked.id, request.form, _evidence(asked, scan_id), at=clock.now())
    except AskAgain as again:
        return _staff_page(asked, again.page)
    except StaleView as stale:
        shown = kind_of(asked.kind).show(asked, _look(actor))
        return _staff_page(asked, shown, status=stale.status, stale=stale.sentence)
    except Invalid as problem:
        shown = answers.as_typed(asked.id, request.form, actor, at=clock.now())
        wrong = problem.fields.get("file", "")
        return _staff_page(asked, shown, status=422, stale=problem.said, wrong_file=wrong)
    return respond.go(_onward(asked, reply, scan_id))


def _onward(asked: LinkRequest, reply: Reply, scan_id: int | None) -> str:
    kept: dict[str, Any] = {"scan_id": scan_id} if scan_id else {}
    if reply.draft is not None:
        return url_for(".answer_form", request_id=asked.id, **reply.go, **kept)
    respond.tell(f"The answer of {asked.recipient_name} is entered.")
    if reply.more:
        method = request.form["method"]
        return url_for(".answer_form", request_id=asked.id, method=method, **kept)
    return url_for(".request_page", request_id=asked.id)


@bp.post("/requests/<int:request_id>/answers/<int:answer_id>/scan")
@access(can_manage_requests)
def attach_scan(request_id: int, answer_id: int) -> AnyResponse:
    """Attach the scan of the paper on which an answer was given."""
    actor = current_actor()
    asked = _theirs_to_answer(request_id, actor)
    sent = request.files.get("scan")
    name, content = (sent.filename or "", sent.read()) if sent else ("", b"")
    try:
        scans.attach(asked.id, answer_id, name, content, by=actor, at=clock.now())
        respond.tell("The scan is kept beside the answer.")
    except (Invalid, Conflict) as problem:
        respond.tell(problem.sentence, "stop")
    return respond.go(url_for(".request_page", request_id=request_id))


@bp.get("/requests/<int:request_id>/scans/<int:file_id>")
@access(can_see_requests)
def answer_scan(request_id: int, file_id: int) -> Response:
    """Give the scan of an answer on paper, to keep."""
    scan = scans.scan_for(request_id, file_id, current_actor())
    return respond.attachment(scan.content, scan.name, "application/octet-stream")


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


def may_answer(asked: LinkRequest, actor: Actor) -> bool:
    """Tell whether an actor may answer a request: engagement only what is about no student."""
    return can_edit_students(actor) or (
        can_manage_requests(actor) and not queries.schools_of(asked.id)
    )


def _theirs_to_answer(request_id: int, actor: Actor) -> LinkRequest:
    asked = queries.request_for(request_id, actor)
    if not may_answer(asked, actor):
        raise Refused("What is asked about students is answered by their career specialist.")
    return asked


def _scan() -> int | None:
    sent = request.files.get("scan")
    if sent is not None and sent.filename:
        return scans.keep(sent.filename, sent.read(), by=current_actor(), at=clock.now())
    return _kept_scan()


def _kept_scan() -> int | None:
    known = number(request.values.get("scan_id", ""))
    return known if known and scans.name_of(known, current_actor()) else None


def _evidence(asked: LinkRequest, scan_id: int | None) -> Evidence:
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
        scan_id=scan_id,
    )


def _staff_page(
    asked: LinkRequest,
    shown: Shown,
    *,
    status: int | None = None,
    stale: str = "",
    wrong_file: str = "",
) -> Response:
    if kind_of(asked.kind).is_closed(asked):
        raise Conflict(answers.CLOSED)
    context = {"stale": stale, **shown.context}
    scan_id = g.get("scan_id") or _kept_scan()
    html = render_template(
        "outreach/staff_answer.html",
        asked=asked,
        shown=shown,
        staff=True,
        methods=METHODS,
        typed=request.values,
        scan_id=scan_id,
        scan_name=scans.name_of(scan_id, current_actor()) if scan_id else "",
        wrong_file=wrong_file,
        **context,
    )
    return make_response(html, status or shown.status)
