"""Let administrators say which mail goes out for a program, by which plan, and pause it."""

from __future__ import annotations

from flask import Response, current_app, url_for
from werkzeug.wrappers import Response as AnyResponse

from app.accounts.policies import can_manage_programs, can_see_programs
from app.core import clock, respond
from app.core.access import access
from app.core.errors import Conflict, Invalid, NotFound
from app.core.guard import current_actor
from app.programs import mailing_services as services
from app.programs import queries
from app.programs.blueprint import bp
from app.programs.mail_forms import MailForm, MailPlanForm, as_typed
from app.programs.mail_words import TITLES, TO_WHOM, plan_words
from app.programs.mailing import KINDS, plan_in
from app.programs.models import Program


@bp.get("/programs/<int:program_id>/mail")
@access(can_see_programs)
def mail(program_id: int) -> Response:
    """List the kinds of mail of a program: which are on, and by which plan each goes out."""
    program = queries.program(program_id)
    form = MailForm(data={"on": list(program.rules.mailing.on), "version": program.version})
    return _list(program, form)


@bp.post("/programs/<int:program_id>/mail")
@access(can_manage_programs)
def choose_mail(program_id: int) -> AnyResponse:
    """Switch kinds of mail on and off."""
    program, form = queries.program(program_id), MailForm()
    if not form.accept():
        return _list(program, form, status=Invalid.status)
    try:
        services.choose(
            program_id,
            form.on.data or [],
            version=form.shown_version(),
            by=current_actor(),
            at=clock.now(),
        )
    except Conflict as conflict:
        return _list(program, form, [conflict.sentence], status=conflict.status)
    respond.tell("Saved. What is switched off is neither asked nor reminded of.")
    return respond.go(url_for(".mail", program_id=program_id))


@bp.route("/programs/<int:program_id>/mail/<mail_kind>", methods=["GET", "POST"])
@access(can_manage_programs)
def mail_plan(program_id: int, mail_kind: str) -> AnyResponse:
    """Change the plan of one kind."""
    program = queries.program(program_id)
    if mail_kind not in KINDS:
        raise NotFound
    before = plan_in(program.rules, mail_kind)
    shown = {"on": mail_kind in program.rules.mailing.on, "version": program.version}
    form = MailPlanForm(mail_kind, data=as_typed(before) | shown)
    problems: list[str] = []
    if form.accept():
        try:
            services.plan(
                program_id,
                mail_kind,
                form.plan(before),
                on=form.on.data,
                version=form.shown_version(),
                by=current_actor(),
                at=clock.now(),
            )
        except Conflict as conflict:
            problems = [conflict.sentence]
        else:
            respond.tell(f"The plan of “{TITLES[mail_kind]}” is saved.")
            return respond.go(url_for(".mail", program_id=program_id))
    status = Conflict.status if problems else Invalid.status if form.errors else 200
    return respond.page(
        "programs/mail_plan.html",
        status=status,
        program=program,
        form=form,
        problems=problems,
        title=TITLES[mail_kind],
    )


@bp.post("/programs/<int:program_id>/mail/<mail_kind>/pause")
@access(can_manage_programs)
def pause_mail(program_id: int, mail_kind: str) -> AnyResponse:
    """Let one kind wait: nothing of it goes out until it is resumed."""
    services.pause(program_id, mail_kind, on=True, by=current_actor(), at=clock.now())
    respond.tell(f"“{TITLES[mail_kind]}” waits until you resume it. Open links go on working.")
    return respond.go(url_for(".mail", program_id=program_id))


@bp.post("/programs/<int:program_id>/mail/<mail_kind>/resume")
@access(can_manage_programs)
def resume_mail(program_id: int, mail_kind: str) -> AnyResponse:
    """Let one kind go out again; reminders missed meanwhile stay unsent."""
    services.pause(program_id, mail_kind, on=False, by=current_actor(), at=clock.now())
    respond.tell(f"“{TITLES[mail_kind]}” goes out again. Missed reminders are not sent late.")
    return respond.go(url_for(".mail", program_id=program_id))


def _list(
    program: Program, form: MailForm, problems: list[str] | None = None, status: int = 200
) -> Response:
    rules = program.rules
    kinds = [
        (kind, TITLES[kind], TO_WHOM[kind], plan_words(rules, kind), kind in rules.mailing.paused)
        for kind in KINDS
    ]
    return respond.page(
        "programs/mail.html",
        status=status,
        program=program,
        form=form,
        problems=problems or [],
        kinds=kinds,
        on=set(form.on.data or ()),
        sent=current_app.extensions["kinds"],
        may_manage=can_manage_programs(current_actor()),
    )
