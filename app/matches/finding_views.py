"""Find students for a placement and placements for a student, one by one or several at once."""

from __future__ import annotations

from typing import Any

from flask import Response, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from app.accounts.policies import can_match, can_override_labor
from app.core import clock, listing, respond
from app.core.access import access
from app.core.errors import Conflict, NotFound
from app.core.guard import current_actor
from app.core.states import words
from app.core.text import many, number
from app.matches import (
    candidates,
    faces,
    options,
    queries,
    services,
    slate_asking,
    slate_preview,
    slates,
)
from app.matches.blueprint import bp
from app.matches.models import MatchState
from app.placements import queries as placements
from app.programs.models import PlacementKind
from app.programs.queries import program_choices
from app.schools.queries import school_choices
from app.students.queries import grades, student_for

S = MatchState
TARGETS = {"suggest": S.SUGGESTED, "shortlist": S.SHORTLISTED, "refer": S.REFERRED}
LABELS = {"shortlist": "Shortlist", "refer": "Refer"}


@bp.get("/placements/<int:placement_id>/students")
@access(can_match)
def students(placement_id: int) -> Response:
    """Show who may take a placement, in the order of its program, and why the rest may not."""
    return _candidates(placement_id)


@bp.get("/placements/<int:placement_id>/students/<path>")
@access(can_match)
def slate(placement_id: int, path: str) -> AnyResponse:
    """Show what shortlisting or referring the chosen students will do, and what employers see."""
    if path not in LABELS:
        raise NotFound
    chosen = _chosen()
    if not chosen:
        respond.tell("Choose at least one student first.", "stop")
        return respond.go(url_for(".students", placement_id=placement_id))
    placement = placements.detail(placement_id)
    lines = slates.preview(placement, chosen, TARGETS[path], by=current_actor())
    return respond.page(
        "matches/slate.html",
        placement=placement,
        path=path,
        label=LABELS[path],
        ready=[line for line in lines if not line.why_not],
        skipped=[line for line in lines if line.why_not],
        facts=faces.FACTS,
        preview=slate_preview.preview_of(placement, clock.now()),
    )


@bp.post("/placements/<int:placement_id>/students/<path>")
@access(can_match)
def put_all(placement_id: int, path: str) -> AnyResponse:
    """Shortlist or refer the chosen students; name those who are left out, and why."""
    if path not in LABELS:
        raise NotFound
    actor, now = current_actor(), clock.now()
    contact = number(request.form.get("contact", ""))
    if path == "refer" and contact is not None:
        slate_asking.choose_reader(placement_id, contact, by=actor, at=now)
    placement = placements.detail(placement_id)
    outcome = slates.put_all(placement, _chosen(), TARGETS[path], by=actor, at=now)
    if outcome.moved:
        said = f"{words(TARGETS[path]).capitalize()}: {', '.join(outcome.names)}."
        if path == "refer":
            said += f" {slate_preview.told_of(placement)}"
        undo = url_for(".undo_all", placement_id=placement_id)
        respond.tell(said, undo=undo, kept=outcome.kept)
    if outcome.skipped or not outcome.moved:
        respond.tell(f"Left out: {'; '.join(outcome.skipped) or 'everybody'}.", "wait")
    return respond.go(url_for(".shortlist", placement_id=placement_id))


@bp.post("/placements/<int:placement_id>/students/undo")
@access(can_match)
def undo_all(placement_id: int) -> AnyResponse:
    """Undo what was just done with several students."""
    kept = request.form.get("kept", "")
    undone, refused = slates.undo_all(kept, by=current_actor(), at=clock.now())
    respond.tell(f"Undone for {many(undone, 'student')}.")
    for sentence in refused:
        respond.tell(sentence, "stop")
    return respond.go(url_for(".shortlist", placement_id=placement_id))


@bp.post("/placements/<int:placement_id>/students/<int:student_id>/<path>")
@access(can_match)
def begin(placement_id: int, student_id: int, path: str) -> AnyResponse:
    """Suggest, shortlist or refer one student for a placement."""
    actor, now = current_actor(), clock.now()
    student = student_for(student_id, actor)
    if path not in TARGETS:
        raise NotFound
    try:
        match_id = services.put(student.id, placement_id, TARGETS[path], by=actor, at=now)
        undo = url_for(".undo", match_id=match_id) if path in LABELS else ""
        version = queries.versions_of([match_id])[match_id]
        said = f"{student.shown_name} is {words(TARGETS[path])}."
        if path == "refer":
            said += f" {slate_preview.told_of(placements.detail(placement_id))}"
        respond.tell(said, undo=undo, version=version)
    except Conflict as conflict:
        respond.tell(conflict.sentence, "stop")
    return _back(placement_id, student_id)


@bp.get("/students/<int:student_id>/placements", endpoint="options")
@access(can_match)
def placements_of(student_id: int) -> Response:
    """Show the open placements of a student, those open to them first, the rest with why not."""
    return _options(student_id)


def _back(placement_id: int, student_id: int) -> AnyResponse:
    of_student = request.form.get("from") == "student"
    if respond.is_htmx():
        return _options(student_id) if of_student else _candidates(placement_id)
    kept: dict[str, Any] = request.args.to_dict()
    if of_student:
        return respond.go(url_for(".options", student_id=student_id, **kept))
    return respond.go(url_for(".students", placement_id=placement_id, **kept))


def _chosen() -> list[int]:
    given = [number(each) for each in request.values.getlist("student")[: slates.MOST]]
    return [each for each in dict.fromkeys(given) if each is not None]


def _candidates(placement_id: int) -> Response:
    actor = current_actor()
    placement = placements.detail(placement_id)
    wanted = listing.wanted((*candidates.FILTERS, "choose"), ("rank",))
    return respond.page_or_fragment(
        "matches/students.html",
        "matches/_students.html",
        placement=placement,
        found=candidates.of_placement(placement, actor, wanted),
        wanted=wanted,
        here=_here(wanted),
        schools=school_choices(actor),
        grades=grades(),
        pathways=candidates.pathways(),
        may_allow=can_override_labor(actor),
        facts=faces.FACTS,
    )


def _options(student_id: int) -> Response:
    student = student_for(student_id, current_actor())
    wanted = listing.wanted(options.FILTERS, ("rank",))
    return respond.page_or_fragment(
        "matches/options.html",
        "matches/_options.html",
        student=student,
        found=options.of_student(student.id, wanted),
        wanted=wanted,
        here=_here(wanted),
        programs=program_choices(),
        kinds=list(PlacementKind),
        facts=faces.FACTS,
    )


def _here(wanted: listing.Wanted) -> dict[str, Any]:
    page = {"page": str(wanted.page)} if wanted.page > 1 else {}
    return {name: words for name, words in wanted.filters.items() if name != "choose"} | page
