"""List programs, show their rules in words, set them up and switch their mail."""

from __future__ import annotations

from flask import Response, current_app, request, url_for
from msgspec import structs
from werkzeug.wrappers import Response as AnyResponse

from app.accounts.policies import can_manage_programs, can_see_programs
from app.core import clock, respond
from app.core.access import access
from app.core.errors import Conflict, Invalid
from app.core.guard import current_actor
from app.programs import mail_views, queries, services
from app.programs.blueprint import bp
from app.programs.credit_presets import CREDIT_PRESETS, credit_preset
from app.programs.credit_typed import credit_values
from app.programs.forms import ProgramForm
from app.programs.models import Program
from app.programs.next_season import next_facts, next_rules
from app.programs.presets import PRESETS, preset
from app.programs.rules import ProgramRules
from app.programs.typed import as_typed

__all__ = ["bp", "mail_views"]
PLAIN = ProgramRules(target_minutes=0)


@bp.get("/programs")
@access(can_see_programs)
def index() -> Response:
    """List programs, those that run first."""
    return respond.page(
        "programs/index.html",
        programs=queries.all_programs(),
        today=clock.today(current_app.config["TIMEZONE"]),
        may_manage=can_manage_programs(current_actor()),
    )


@bp.route("/programs/new", methods=["GET", "POST"])
@access(can_manage_programs)
def new() -> AnyResponse:
    """Choose a preset, then take the program."""
    chosen = preset(request.args.get("preset", ""))
    if chosen is None and "preset" not in request.args and request.method == "GET":
        return respond.page("programs/choose.html", presets=PRESETS, credits=CREDIT_PRESETS)
    rules = chosen.rules if chosen else PLAIN
    values = as_typed(rules)
    published = credit_preset(request.args.get("credit", ""))
    if published:
        rules = structs.replace(rules, credit_before=published.before)
        values |= credit_values(published.rule)
    if chosen:
        values |= {"name": chosen.name, "kind": chosen.kind, "jurisdiction": chosen.jurisdiction}
    return _take(None, rules, ProgramForm(data=values))


@bp.route("/programs/<int:program_id>/edit", methods=["GET", "POST"])
@access(can_manage_programs)
def edit(program_id: int) -> AnyResponse:
    """Change a program."""
    found = queries.program(program_id)
    return _take(found, found.rules, ProgramForm(data=as_typed(found.rules, found)))


@bp.route("/programs/<int:program_id>/copy", methods=["GET", "POST"])
@access(can_manage_programs)
def copy(program_id: int) -> AnyResponse:
    """Take the next season of a program: its rules as they are, its dates a year later."""
    source = queries.program(program_id)
    rules = next_rules(source.rules)
    values = as_typed(rules, source) | next_facts(source) | {"version": ""}
    return _take(None, rules, ProgramForm(data=values), source)


def _take(
    found: Program | None, before: ProgramRules, form: ProgramForm, source: Program | None = None
) -> AnyResponse:
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
            return respond.go(url_for("desk.program", program_id=saved))
    wrong = problems or form.errors
    return respond.page(
        "programs/form.html",
        status=status if wrong else 200,
        form=form,
        problems=problems,
        program=found,
        source=source,
    )


@bp.post("/programs/<int:program_id>/mail-on")
@access(can_manage_programs)
def mail_on(program_id: int) -> AnyResponse:
    """Switch a program's mail on."""
    services.switch_mail(program_id, on=True, by=current_actor(), at=clock.now())
    return _back(program_id, "Mail is on: what is switched on below “Mail” goes out by itself.")


@bp.post("/programs/<int:program_id>/mail-off")
@access(can_manage_programs)
def mail_off(program_id: int) -> AnyResponse:
    """Switch a program's mail off."""
    services.switch_mail(program_id, on=False, by=current_actor(), at=clock.now())
    said = "Mail is off: nothing new goes out for this program. Open links go on working."
    return _back(program_id, said)


@bp.post("/programs/<int:program_id>/catalogue-on")
@access(can_manage_programs)
def catalogue_on(program_id: int) -> AnyResponse:
    """Show a program's open placements in the public catalogue."""
    services.switch_catalogue(program_id, on=True, by=current_actor(), at=clock.now())
    return _back(program_id, "The catalogue is on: anybody can read its open placements.")


@bp.post("/programs/<int:program_id>/catalogue-off")
@access(can_manage_programs)
def catalogue_off(program_id: int) -> AnyResponse:
    """Take a program's placements out of the public catalogue."""
    services.switch_catalogue(program_id, on=False, by=current_actor(), at=clock.now())
    return _back(program_id, "The catalogue is off: the public no longer reads its placements.")


def _back(program_id: int, sentence: str) -> AnyResponse:
    respond.tell(sentence)
    return respond.go(url_for("desk.program", program_id=program_id))
