"""Ask partners to describe placements, after a preview, and send a description back."""

from __future__ import annotations

from flask import Response, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from app.accounts.policies import can_post_placements
from app.core import clock, respond
from app.core.access import access
from app.core.errors import Conflict, Invalid
from app.core.guard import current_actor
from app.core.text import number, one_line
from app.employers import contact_queries, pledge_queries
from app.employers import queries as employers
from app.placements import description_asking as asking
from app.placements import description_queries as queries
from app.placements import description_services as services
from app.placements.blueprint import bp
from app.programs.mailing import plan_for
from app.programs.models import Program
from app.programs.queries import all_programs


@bp.get("/placements/describe")
@access(can_post_placements)
def ask_many_to_describe() -> Response:
    """Show the employers whose pledged seats no placement has yet, and who would be asked."""
    every = [each for each in all_programs() if plan_for(each, asking.KIND) is not None]
    wanted = number(request.args.get("program", ""))
    program = next(iter([*(each for each in every if each.id == wanted), *every]), None)
    return respond.page(
        "placements/ask_many_to_describe.html",
        programs=[(each.id, each.name) for each in every],
        program=program,
        choices=asking.choices(program.id) if program else [],
    )


@bp.post("/placements/describe")
@access(can_post_placements)
def do_ask_many_to_describe() -> AnyResponse:
    """Ask the ticked employers now."""
    program_id = number(request.form.get("program", "")) or 0
    shown = {found for each in request.form.getlist("id") if (found := number(each))}
    try:
        asked = asking.ask_many(program_id, shown, by=current_actor(), at=clock.now())
        respond.tell(f"{asked} {'employer is' if asked == 1 else 'employers are'} asked.")
    except Conflict as problem:
        respond.tell(problem.sentence, "stop")
    return respond.go(url_for("placements.ask_many_to_describe", program=program_id))


@bp.get("/placements/describe/<int:employer_id>")
@access(can_post_placements)
def ask_to_describe(employer_id: int) -> Response:
    """Show whom of an employer one would ask to describe placements, and by which letter."""
    return _page(employer_id, number(request.args.get("contact", "")))


@bp.post("/placements/describe/<int:employer_id>")
@access(can_post_placements)
def do_ask_to_describe(employer_id: int) -> AnyResponse:
    """Ask the chosen contact now."""
    contact_id = number(request.form.get("contact", "")) or 0
    program_id = number(request.form.get("program", "")) or 0
    try:
        request_id = asking.ask_now(
            employer_id, program_id, contact_id, by=current_actor(), at=clock.now()
        )
    except Conflict as problem:
        return _page(employer_id, contact_id, problem)
    respond.tell("Asked. The due-list below says whether the letter goes now or later.")
    return respond.go(url_for("outreach.request_page", request_id=request_id))


def _page(employer_id: int, contact_id: int | None, problem: Conflict | None = None) -> Response:
    employer = employers.sheet(employer_id)
    every = [each for each in all_programs() if plan_for(each, asking.KIND) is not None]
    program = _program(every, employer.id)
    people = contact_queries.contact_choices(employer.id)
    chosen = contact_id or (people[0][0] if people else 0)
    recipient = letter = None
    if program and employer.sites and chosen in dict(people):
        recipient = asking.recipient_at(employer.id, chosen)
        letter = asking.preview(recipient, program.id) if recipient else None
    return respond.page(
        "placements/ask_to_describe.html",
        status=problem.status if problem else 200,
        problem=problem.sentence if problem else "",
        employer=employer,
        programs=[(each.id, each.name) for each in every],
        program=program,
        pledge=pledge_queries.of_program(employer.id, program.id) if program else None,
        people=people,
        chosen=chosen,
        recipient=recipient,
        letter=letter,
        live=queries.live_of_employer(employer.id, program.id) if program else None,
    )


def _program(every: list[Program], employer_id: int) -> Program | None:
    wanted = number(request.values.get("program", ""))
    pledged = {row.program_id for row in pledge_queries.of_employer(employer_id)}
    chosen = [each for each in every if each.id == wanted]
    promised = [each for each in every if each.id in pledged]
    return next(iter([*chosen, *promised, *every]), None)


@bp.post("/placements/<int:placement_id>/send-back")
@access(can_post_placements)
def send_back(placement_id: int) -> AnyResponse:
    """Send what a partner wrote back to them, with a question."""
    comment = one_line(request.form.get("reason", ""), 1000)
    try:
        services.send_back(placement_id, comment, by=current_actor(), at=clock.now())
        respond.tell("Your question is on its way to them, with the same link.")
    except Invalid as problem:
        respond.tell(problem.said, "stop")
    return respond.go(url_for("desk.placement", placement_id=placement_id))
