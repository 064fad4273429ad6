"""Note without moving, give a schedule as a file, and serve calendar feeds."""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import Response, current_app, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from app.accounts.policies import can_match, can_see_matches, can_see_students
from app.core import clock, respond
from app.core.access import LINK, access
from app.core.errors import AppError, Invalid, NotFound
from app.core.guard import current_actor
from app.core.text import number
from app.employers import queries as employers
from app.matches import ics, planned, queries, side_services
from app.matches.blueprint import bp
from app.matches.forms import NoteForm
from app.matches.planned import Whose
from app.matches.side_models import NoteKind


@bp.get("/matches/<int:match_id>/note")
@access(can_match)
def note_form(match_id: int) -> Response:
    """Show the form of a note on a match, by itself."""
    return _note_page(match_id, NoteForm())


@bp.post("/matches/<int:match_id>/note")
@access(can_match)
def note(match_id: int) -> AnyResponse:
    """Note something about a match without moving it."""
    form = NoteForm()
    if not form.accept():
        return _note_page(match_id, form)
    try:
        side_services.note(
            match_id,
            str(form.text.data or ""),
            NoteKind(form.kind.data),
            visited_on=form.visited_on.data,
            urgent=bool(form.urgent.data),
            by=current_actor(),
            at=clock.now(),
        )
    except Invalid as problem:
        form.add_errors(problem.fields)
        return _note_page(match_id, form)
    respond.tell("Noted.")
    return respond.go(url_for("desk.match", match_id=match_id, _anchor="notes"))


def _note_page(match_id: int, form: NoteForm) -> Response:
    match = queries.match_for(match_id, current_actor())
    status = 422 if form.errors else 200
    return respond.page("matches/note.html", status=status, match=match, note_form=form)


@bp.get("/matches/<int:match_id>/schedule.ics")
@access(can_see_matches)
def schedule(match_id: int) -> Response:
    """Give one match's weekly plan as a calendar file."""
    match = queries.match_for(match_id, current_actor())
    plans = planned.of_match(match.id)
    made = ics.calendar_of(plans, match.placement.title, _host())
    return respond.attachment(made, f"match-{match.id}.ics", "text/calendar")


@bp.post("/students/<int:student_id>/calendar/feeds")
@access(can_see_students)
def add_student_feed(student_id: int) -> AnyResponse:
    """Make a feed of a student's plans for whoever asks."""
    return _add(Whose.STUDENT, student_id, url_for("desk.student_calendar", student_id=student_id))


@bp.post("/employers/<int:employer_id>/calendar/feeds")
@access(can_see_matches)
def add_employer_feed(employer_id: int) -> AnyResponse:
    """Make a feed of the plans of an employer, or of one of its sites or contacts."""
    whose, record_id = _part_of(employer_id)
    back = url_for("desk.employer_calendar", employer_id=employer_id)
    return _add(whose, record_id, back)


@bp.post("/feeds/<int:feed_id>/revoke")
@access(can_see_matches)
def revoke_feed(feed_id: int) -> AnyResponse:
    """Revoke a calendar feed; its address is dead at once."""
    side_services.revoke_feed(feed_id, by=current_actor(), at=clock.now())
    respond.tell("The feed is revoked: its address gives nothing any more.")
    return respond.go(respond.came_from() or url_for("desk.home"))


@bp.get("/feeds/<token>")
@access(LINK)
def feed(token: str) -> Response:
    """Give a feed's plans to a calendar program; the address is the authority, and reads only."""
    found = side_services.read_feed(token.removesuffix(".ics"))
    made = ics.calendar_of(found.plans, found.name, _host())
    return Response(made, content_type=ics.TYPE)


def _add(whose: Whose, record_id: int, back: str) -> AnyResponse:
    try:
        side_services.make_feed(whose, record_id, by=current_actor(), at=clock.now())
        respond.tell("The feed is made. Copy its address below into a calendar program.")
    except NotFound:
        raise
    except AppError as refusal:
        respond.tell(refusal.sentence, "stop")
    return respond.go(f"{back}#feeds")


def _part_of(employer_id: int) -> tuple[Whose, int]:
    kind, _, given = request.form.get("of", "").partition("-")
    sheet, record_id = employers.sheet(employer_id), number(given)
    own = {
        "site": {each.id for each in sheet.sites},
        "contact": {each.id for each in sheet.contacts},
    }
    if record_id is not None and record_id in own.get(kind, ()):
        return Whose(kind), record_id
    return Whose.EMPLOYER, employer_id


def _host() -> str:
    return urlsplit(current_app.config["BASE_URL"]).hostname or "footbridge"
