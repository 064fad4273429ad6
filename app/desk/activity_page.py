"""Show the record page of an activity, with its roster and its journal."""

from __future__ import annotations

from typing import Final

from flask import Response

from app.accounts import policies
from app.accounts.policies import can_see_activities
from app.core import listing, respond
from app.core.access import access
from app.core.guard import current_actor
from app.desk import history
from app.desk.blueprint import bp
from app.placements import activity_queries as activities
from app.placements import attendance_queries as attendance
from app.placements.activity_steps import steps_for
from app.placements.vocabulary import STAGE_WORDS

SORTS: Final = ("name", "grade", "school", "state")


@bp.get("/activities/<int:activity_id>")
@access(can_see_activities)
def activity(activity_id: int) -> Response:
    """Show one activity: facts, places, and the roster in scope; other schools are a number."""
    actor = current_actor()
    record = activities.detail(activity_id)
    wanted = listing.wanted((), SORTS)
    roster = activities.roster(record.id, actor)
    page = listing.page_of(roster, wanted, activities.roster_columns())
    counts = activities.counts(record.id)
    report = attendance.report_of(record.id)
    return respond.page(
        "desk/activity.html",
        activity=record,
        page=page,
        wanted=wanted,
        counts=counts,
        others=sum(counts.values()) - page.total,
        steps=steps_for(record, actor),
        stage=STAGE_WORDS[record.stage],
        history=history.history([("activity", record.id)]),
        report=report,
        asked=attendance.request_for(record.id, actor),
        guests=attendance.guests_for(record.id, actor) if report else (),
        inside=policies.can_see_students(actor),
        may_edit=policies.can_post_activities(actor),
        may_sign_up=policies.can_sign_students_up(actor),
    )
