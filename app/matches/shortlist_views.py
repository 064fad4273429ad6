"""Show a placement's students side by side, and refer the whole shortlist."""

from __future__ import annotations

from flask import Response, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from app.accounts.policies import can_match, can_refer
from app.core import clock, listing, respond
from app.core.access import access
from app.core.guard import current_actor
from app.core.text import many, number
from app.matches import (
    compare,
    faces,
    queries,
    services,
    slate_asking,
    slate_preview,
    slate_queries,
    slates,
)
from app.matches.blueprint import bp
from app.placements import queries as placements
from app.students.privacy import OPTED_OUT
from app.students.queries import student_for


@bp.get("/placements/<int:placement_id>/shortlist")
@access(can_match)
def shortlist(placement_id: int) -> Response:
    """Show the students of a placement side by side."""
    placement = placements.detail(placement_id)
    wanted = listing.wanted((), ("state",))
    return respond.page(
        "matches/shortlist.html",
        placement=placement,
        found=compare.of_placement(placement, current_actor(), wanted),
        wanted=wanted,
        facts=faces.FACTS,
    )


@bp.get("/placements/<int:placement_id>/shortlist/refer")
@access(can_refer)
def refer_preview(placement_id: int) -> Response:
    """Show how many would be referred, and the letter that goes to the employer."""
    placement = placements.detail(placement_id)
    return respond.page(
        "matches/refer.html",
        placement=placement,
        number=len(queries.shortlisted(placement_id, current_actor())),
        unasked=slate_queries.unasked(placement_id, current_actor()),
        facts=faces.FACTS,
        preview=slate_preview.preview_of(placement, clock.now()),
    )


@bp.post("/placements/<int:placement_id>/shortlist/ask")
@access(can_refer)
def ask_employer(placement_id: int) -> AnyResponse:
    """Ask the employer now about the students who are referred already."""
    actor, now = current_actor(), clock.now()
    if slate_queries.unasked(placement_id, actor):
        _choose_reader(placement_id)
        slate_asking.ask(placement_id, by=actor, at=now)
    respond.tell(slate_preview.told_of(placements.detail(placement_id)))
    return respond.go(url_for("desk.placement", placement_id=placement_id))


def _choose_reader(placement_id: int) -> None:
    contact = number(request.form.get("contact", ""))
    if contact is not None:
        slate_asking.choose_reader(placement_id, contact, by=current_actor(), at=clock.now())


@bp.post("/placements/<int:placement_id>/shortlist/refer")
@access(can_refer)
def refer_shortlist(placement_id: int) -> AnyResponse:
    """Refer everybody on the shortlist."""
    actor, now = current_actor(), clock.now()
    _choose_reader(placement_id)
    ids = services.refer_shortlist(placement_id, by=actor, at=now)
    if ids:
        kept = slates.kept_of(queries.versions_of(ids))
        undo = url_for(".recall", placement_id=placement_id)
        told = slate_preview.told_of(placements.detail(placement_id))
        respond.tell(f"Referred: {many(len(ids), 'student')}. {told}", undo=undo, kept=kept)
    if left := queries.shortlisted(placement_id, current_actor()):
        respond.tell(f"Left on the shortlist: {many(len(left), 'student')}, {OPTED_OUT}.", "wait")
    elif not ids:
        respond.tell("Nobody is on the shortlist for you to refer.", "stop")
    return respond.go(url_for("desk.placement", placement_id=placement_id))


@bp.post("/placements/<int:placement_id>/shortlist/recall")
@access(can_refer)
def recall(placement_id: int) -> AnyResponse:
    """Take the referral of a whole shortlist back, as it was offered right after it."""
    kept = request.form.get("kept", "")
    undone, refused = slates.undo_all(kept, by=current_actor(), at=clock.now())
    respond.tell(f"On the shortlist again: {many(undone, 'student')}.")
    for sentence in refused:
        respond.tell(sentence, "stop")
    return respond.go(url_for("desk.placement", placement_id=placement_id))


@bp.get("/students/<int:student_id>/placements/compare")
@access(can_match)
def compare_placements(student_id: int) -> Response:
    """Show the placements that a student is matched with side by side."""
    actor = current_actor()
    student = student_for(student_id, actor)
    return respond.page(
        "matches/compare.html",
        student=student,
        rows=compare.of_student(student, actor),
    )
