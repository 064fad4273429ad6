"""Show staff what was asked of whom; let them mail again, cancel, print, or answer."""

from __future__ import annotations

from flask import Response, current_app, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from app.accounts.policies import can_manage_requests, can_see_requests
from app.core import clock, respond
from app.core.access import access
from app.core.errors import Invalid
from app.core.guard import current_actor
from app.core.text import one_line
from app.outreach import pausing, queries, request_queries, scans, services
from app.outreach.answer_views import may_answer
from app.outreach.blueprint import bp
from app.outreach.boards import REQUESTS, STANDINGS
from app.outreach.bulk import BULK
from app.outreach.models import RequestState
from app.outreach.shapes import kind_of
from app.programs.queries import program_choices


@bp.get("/requests")
@access(can_see_requests)
def requests() -> Response:
    """List requests; a short code from a printed sheet finds its request."""
    actor = current_actor()
    wanted = REQUESTS.wanted(actor)
    return REQUESTS.answer(
        request_queries.listed(actor, wanted.filters),
        wanted,
        request_queries.columns(),
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
        history=request_queries.history(asked.id),
        may_manage=can_manage_requests(current_actor()),
        may_answer=may_answer(asked, current_actor()),
        paused=pausing.paused(asked),
        scans={row.answer_id: row for row in scans.of_request(asked.id, current_actor())},
        scanned=scans.answers_with(asked.id),
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
