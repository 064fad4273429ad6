"""Show staff a match's agreement: draft it, have it signed, sign for the school, print it."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from app.accounts.policies import can_match, can_see_students
from app.agreements import by_hand, services, signing
from app.agreements.forms import DraftForm, PaperForm, SchoolForm
from app.agreements.models import Party
from app.agreements.staff_page import agreement_or_none, context_of, people_of
from app.core import clock, respond
from app.core.access import access
from app.core.errors import AppError, Conflict, Invalid, NotFound
from app.core.forms import choices
from app.core.guard import current_actor
from app.core.text import number, one_line
from app.employers.contact_queries import contact_choices
from app.matches.models import Match
from app.matches.queries import match_for

bp = Blueprint("agreements", __name__)
PAGE = "agreements/match.html"


@bp.get("/matches/<int:match_id>/agreement")
@access(can_see_students)
def match(match_id: int) -> Response:
    """Show a match's agreement: its text, who signed when, and what to do next."""
    return _page(match_for(match_id, current_actor()))


@bp.post("/matches/<int:match_id>/agreement")
@access(can_match)
def draft(match_id: int) -> AnyResponse:
    """Keep what staff add to the text."""
    found, actor = match_for(match_id, current_actor()), current_actor()
    form = _draft_form(found)
    if not form.accept():
        return _page(found, draft=form, status=422)
    try:
        services.draft(
            match_id,
            form.terms(),
            int(form.signer_id.data),
            version=form.shown_version(),
            by=actor,
            at=clock.now(),
        )
    except Conflict as conflict:
        form.form_errors.append(conflict.sentence)
        return _page(match_for(match_id, actor), draft=form, status=conflict.status)
    respond.tell("The agreement is kept.")
    return _back(match_id)


@bp.get("/matches/<int:match_id>/agreement/begin")
@access(can_match)
def preview(match_id: int) -> Response:
    """Show the text as it would be frozen, and who would get mail."""
    found = match_for(match_id, current_actor())
    return respond.page(
        "agreements/begin.html", **context_of(found, current_actor()), **people_of(found)
    )


@bp.post("/matches/<int:match_id>/agreement/begin")
@access(can_match)
def begin(match_id: int) -> AnyResponse:
    """Freeze the text and ask everybody to sign."""
    try:
        services.begin(match_id, by=current_actor(), at=clock.now())
        respond.tell("The text is frozen, and everybody who can be mailed is asked to sign it.")
    except NotFound:
        raise
    except AppError as refusal:
        respond.tell(refusal.sentence, "stop")
    return _back(match_id)


@bp.post("/matches/<int:match_id>/agreement/sign")
@access(can_match)
def sign(match_id: int) -> AnyResponse:
    """Sign for the school."""
    found, form = match_for(match_id, current_actor()), SchoolForm()
    try:
        by_hand.sign_for_school(
            found.id,
            str(form.name.data or ""),
            shown=request.form.get("shown", ""),
            address=respond.address(),
            agent=request.user_agent.string,
            by=current_actor(),
            at=clock.now(),
        )
    except Invalid as problem:
        form.add_errors(problem.fields)
        return _page(found, school=form, status=problem.status)
    respond.tell("You signed for the school.")
    return _back(match_id)


@bp.post("/matches/<int:match_id>/agreement/paper")
@access(can_match)
def paper(match_id: int) -> AnyResponse:
    """Enter a signature that was given on paper or in person, with its scan where there is one."""
    found, form = match_for(match_id, current_actor()), PaperForm()
    form.offer(list(Party))
    if not form.accept():
        return _page(found, paper=form, status=422)
    try:
        by_hand.enter_paper(found.id, _given(form), by=current_actor(), at=clock.now())
    except Invalid as problem:
        names = {"name": "signed_name"}
        form.add_errors({names.get(key, key): said for key, said in problem.fields.items()})
        return _page(found, paper=form, status=problem.status)
    respond.tell("The signature is entered.")
    return _back(match_id)


@bp.post("/matches/<int:match_id>/agreement/take-back")
@access(can_match)
def take_back(match_id: int) -> AnyResponse:
    """Void one signature, with a reason."""
    found = match_for(match_id, current_actor())
    reason = one_line(request.form.get("reason", ""))
    try:
        signature_id = by_hand.signature_of(found.id, number(request.form.get("signature", "")))
        signing.take_back(signature_id, reason=reason, by=current_actor(), at=clock.now())
        respond.tell("The signature counts no more; it stays in the record.")
    except Invalid as problem:
        respond.tell(problem.said, "stop")
    return _back(match_id)


@bp.post("/matches/<int:match_id>/agreement/stop")
@access(can_match)
def stop(match_id: int) -> AnyResponse:
    """Stop the signing and draft anew, with a reason."""
    agreement = agreement_or_none(match_for(match_id, current_actor()))
    if agreement is None:
        raise NotFound
    reason = one_line(request.form.get("reason", ""))
    try:
        services.stop(agreement.id, reason=reason, by=current_actor(), at=clock.now())
        respond.tell("The agreement is a draft again; its links say so.")
    except Invalid as problem:
        respond.tell(problem.said, "stop")
    return _back(match_id)


@bp.get("/matches/<int:match_id>/agreement/copy")
@access(can_see_students)
def copy(match_id: int) -> Response:
    """Give the agreement with its signatures to print, one language after the other."""
    found = match_for(match_id, current_actor())
    return respond.page("agreements/copy.html", **context_of(found, current_actor()))


@bp.get("/matches/<int:match_id>/agreement/text.txt")
@access(can_see_students)
def text(match_id: int) -> Response:
    """Give the very bytes that are signed, so that anybody can count their sha256 again."""
    said = context_of(match_for(match_id, current_actor()), current_actor())["written"]
    return respond.attachment(said.encode(), f"agreement-{match_id}.txt", "text/plain")


@bp.get("/matches/<int:match_id>/agreement/scans/<int:file_id>")
@access(can_see_students)
def scan(match_id: int, file_id: int) -> Response:
    """Give the scan of a signature on paper, to keep."""
    kept = by_hand.scan_of(match_for(match_id, current_actor()).id, file_id)
    return respond.attachment(kept.content, kept.name, "application/octet-stream")


def _given(form: PaperForm) -> by_hand.Paper:
    sent = request.files.get("file")
    return by_hand.Paper(
        Party(str(form.party.data)),
        str(form.signed_name.data or ""),
        str(form.method.data),
        str(form.note.data or ""),
        request.form.get("shown", ""),
        (sent.filename or "scan", sent.read()) if sent and sent.filename else None,
    )


def _draft_form(found: Match) -> DraftForm:
    form = DraftForm()
    form.signer_id.choices = choices(contact_choices(found.placement.site.employer.id))
    return form


def _page(found: Match, *, status: int = 200, **forms: Any) -> Response:
    context = context_of(found, current_actor())
    if "draft" not in forms:
        forms["draft"] = _draft_form(found)
        forms["draft"].fill(context["record"])
    if "paper" not in forms:
        forms["paper"] = PaperForm(formdata=None)
        forms["paper"].offer(context["unsigned_outside"])
    forms.setdefault("school", SchoolForm(formdata=None))
    return respond.page(PAGE, status=status, **context, forms=forms)


def _back(match_id: int) -> AnyResponse:
    return respond.go(url_for(".match", match_id=match_id))
