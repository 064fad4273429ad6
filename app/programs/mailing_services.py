"""Switch kinds of mail on, off and to wait, and change their plans."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

import msgspec

from app.core import journal
from app.core.access import Actor
from app.core.errors import Conflict, NotFound
from app.core.use_case import use_case
from app.programs import queries
from app.programs.mail_words import TITLES
from app.programs.mailing import KINDS, switched_on, with_plan
from app.programs.models import Program
from app.programs.rules import ProgramRules, ReminderPlan, keep_rules


@use_case
def choose(
    program_id: int, on: Collection[str], *, version: int | None, by: Actor, at: datetime
) -> None:
    """Let exactly these kinds go out; raise Conflict when somebody changed the program."""
    program = _unchanged(program_id, version)
    _keep(program, switched_on(program.rules, *on), by=by, at=at)


@use_case
def plan(  # noqa: PLR0913 - a plan has these parts
    program_id: int,
    kind: str,
    plan: ReminderPlan,
    *,
    on: bool,
    version: int | None,
    by: Actor,
    at: datetime,
) -> None:
    """Change the plan of a kind, and whether it goes out; raise Conflict as `choose` does."""
    program = _unchanged(program_id, version)
    rules = with_plan(program.rules, kind, plan)
    kinds = {*rules.mailing.on, kind} if on else {*rules.mailing.on} - {kind}
    _keep(program, switched_on(rules, *kinds), by=by, at=at)


@use_case
def pause(program_id: int, kind: str, *, on: bool, by: Actor, at: datetime) -> None:
    """Let a kind wait, or go out again; raise NotFound for no kind."""
    if kind not in KINDS:
        raise NotFound
    program = queries.program(program_id)
    paused = tuple(each for each in program.rules.mailing.paused if each != kind)
    mailing = msgspec.structs.replace(
        program.rules.mailing, paused=(*paused, kind) if on else paused
    )
    rules = msgspec.structs.replace(program.rules, mailing=mailing)
    if keep_rules(rules) != program.kept_rules:
        program.rules = rules
        action = "mail_paused" if on else "mail_resumed"
        journal.record(action, "program", program.id, by=by, at=at, kind=kind)


def _unchanged(program_id: int, version: int | None) -> Program:
    program = queries.program(program_id)
    if version is not None and version != program.version:
        on = "; ".join(TITLES[kind] for kind in program.rules.mailing.on) or "nothing"
        msg = f"Somebody else changed this program meanwhile. Switched on now: {on}. Look again."
        raise Conflict(msg)
    return program


def _keep(program: Program, rules: ProgramRules, *, by: Actor, at: datetime) -> None:
    before, after = program.rules.mailing, rules.mailing
    if before == after:
        return
    program.rules = rules
    off = [kind for kind in before.on if kind not in after.on]
    on = [kind for kind in after.on if kind not in before.on]
    plans = [kind for kind in KINDS if before.plans.get(kind) != after.plans.get(kind)]
    told = {"on": on, "off": off, "plans": plans}
    told = {name: kinds for name, kinds in told.items() if kinds}
    journal.record("mail_chosen", "program", program.id, by=by, at=at, **told)
