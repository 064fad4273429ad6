"""List programs, show their rules in words, set them up and switch their mail."""

from __future__ import annotations

from flask import Blueprint, Response, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from app.accounts.policies import can_manage_programs, can_see_programs
from app.core import clock, respond
from app.core.access import access
from app.core.errors import Conflict, Invalid
from app.core.guard import current_actor
from app.programs import queries, services
from app.programs.forms import DAYS, ProgramForm
from app.programs.models import Program
from app.programs.presets import PRESETS, preset
from app.programs.rules import ProgramRules
from app.programs.saying import credit_words, stipend_words
from app.programs.typed import as_typed

bp = Blueprint("programs", __name__)
PLAIN = ProgramRules(target_minutes=0)


@bp.get("/programs")
@access(can_see_programs)
def index() -> Response:
    """List programs."""
    return respond.page(
        "programs/index.html",
        programs=queries.all_programs(),
        may_manage=can_manage_programs(current_actor()),
    )


@bp.get("/programs/<int:program_id>")
@access(can_see_programs)
def program(program_id: int) -> Response:
    """Show one program and its rules in words."""
    found = queries.program(program_id)
    rules = found.rules
    return respond.page(
        "programs/program.html",
        program=found,
        rules=rules,
        credit=credit_words(rules),
        stipend=stipend_words(rules),
        weekday=DAYS[rules.reminders.weekday],
        may_manage=can_manage_programs(current_actor()),
    )


@bp.route("/programs/new", methods=["GET", "POST"])
@access(can_manage_programs)
def new() -> AnyResponse:
    """Choose a preset, then take the program."""
    chosen = preset(request.args.get("preset", ""))
    if chosen is None and "preset" not in request.args and request.method == "GET":
        return respond.page("programs/choose.html", presets=PRESETS)
    rules = chosen.rules if chosen else PLAIN
    values = as_typed(rules)
    if chosen:
        values |= {"name": chosen.name, "kind": chosen.kind, "jurisdiction": chosen.jurisdiction}
    return _take(None, rules, ProgramForm(data=values))


@bp.route("/programs/<int:program_id>/edit", methods=["GET", "POST"])
@access(can_manage_programs)
def edit(program_id: int) -> AnyResponse:
    """Change a program."""
    found = queries.program(program_id)
    return _take(found, found.rules, ProgramForm(data=as_typed(found.rules, found)))


def _take(found: Program | None, before: ProgramRules, form: ProgramForm) -> AnyResponse:
    problems: list[str] = []
    status = Invalid.status
    if form.accept():
        try:
            saved = services.save(
                found.id if found else None,
                form.facts(),
                form.rules(before),
                by=current_actor(),
                at=clock.now(),
                version=form.shown_version(),
            )
        except Invalid as problem:
            form.add_errors(problem.fields)
        except Conflict as conflict:
            problems, status = [conflict.sentence], conflict.status
        else:
            respond.tell(f"{form.name.data} is saved.")
            return respond.go(url_for(".program", program_id=saved))
    wrong = problems or form.errors
    return respond.page(
        "programs/form.html",
        status=status if wrong else 200,
        form=form,
        problems=problems,
        program=found,
    )


@bp.post("/programs/<int:program_id>/mail-on")
@access(can_manage_programs)
def mail_on(program_id: int) -> AnyResponse:
    """Switch a program's mail on."""
    services.switch_mail(program_id, on=True, by=current_actor(), at=clock.now())
    respond.tell("Mail is on: the next weekly requests go out by themselves.")
    return respond.go(url_for(".program", program_id=program_id))


@bp.post("/programs/<int:program_id>/mail-off")
@access(can_manage_programs)
def mail_off(program_id: int) -> AnyResponse:
    """Switch a program's mail off."""
    services.switch_mail(program_id, on=False, by=current_actor(), at=clock.now())
    respond.tell("Mail is off: nothing new goes out for this program. Open links go on working.")
    return respond.go(url_for(".program", program_id=program_id))
