"""Ask the host of an activity who came, and see to whom the host named besides the roster."""

from __future__ import annotations

from flask import Response, url_for
from werkzeug.wrappers import Response as AnyResponse

from app.accounts.policies import can_post_activities, can_sign_students_up
from app.core import clock, respond
from app.core.access import access
from app.core.errors import Conflict
from app.core.guard import current_actor
from app.placements import activity_queries
from app.placements import attendance_asking as asking
from app.placements import attendance_services as services
from app.placements.blueprint import bp


@bp.get("/activities/<int:activity_id>/ask-host")
@access(can_post_activities)
def ask_host(activity_id: int) -> Response:
    """Show whom one would ask who came, by which letter, and when it goes."""
    return _page(activity_id)


@bp.post("/activities/<int:activity_id>/ask-host")
@access(can_post_activities)
def do_ask_host(activity_id: int) -> AnyResponse:
    """Ask the host now, or once it is over."""
    try:
        asking.ask_now(activity_id, by=current_actor(), at=clock.now())
    except Conflict as problem:
        return _page(activity_id, problem)
    respond.tell("The host is asked who came; the sheet to sign in on can be printed.")
    return respond.go(url_for("desk.activity", activity_id=activity_id))


def _page(activity_id: int, problem: Conflict | None = None) -> Response:
    activity = activity_queries.detail(activity_id)
    recipient, why = asking.host(activity), asking.why_not(activity)
    return respond.page(
        "placements/ask_host.html",
        status=problem.status if problem else 200,
        activity=activity,
        problem=problem.sentence if problem else why,
        recipient=recipient,
        letter=asking.preview(activity, recipient) if recipient and not why else None,
        goes_at=None if why else asking.goes_at(activity, clock.now()),
        over=activity.begun(clock.now()),
    )


@bp.post("/activities/<int:activity_id>/guests/<int:guest_id>/settle")
@access(can_sign_students_up)
def settle_guest(activity_id: int, guest_id: int) -> AnyResponse:
    """Say that somebody who came and was not listed is seen to."""
    services.settle_guest(activity_id, guest_id, by=current_actor(), at=clock.now())
    respond.tell("Done.")
    return respond.go(url_for("desk.activity", activity_id=activity_id))
