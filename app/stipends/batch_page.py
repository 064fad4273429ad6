"""Gather what the pages of a pay batch say, and read what is typed there."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from app.accounts.policies import can_approve_batches, can_prepare_batches, can_see_hours
from app.accounts.queries import names_of_staff
from app.core.access import Actor
from app.core.errors import Invalid
from app.core.text import day_of, looks_personal
from app.programs.models import Program
from app.programs.periods import periods
from app.stipends import batch_queries as queries
from app.stipends.batch_models import BatchState, FormKind, PaymentState

S = BatchState
MOST_ENDS: Final = 12


def shown(batch_id: int, actor: Actor) -> dict[str, Any]:
    """Give what a batch's page says, and what this actor may do: five statements."""
    batch = queries.batch(batch_id)
    payments = queries.payments_of(batch.id)
    prepares = can_prepare_batches(actor)
    own = batch.prepared_by == actor.key
    names = names_of_staff([key for key in (batch.prepared_by, batch.approved_by) if key])
    before = batch.state in (S.DRAFT, S.APPROVED)
    return {
        "batch": batch,
        "payments": payments,
        "lines": queries.lines_in(batch.id),
        "forms": queries.forms_on_file([each.student_id for each in payments]),
        "kinds": list(FormKind),
        "prepared_by": names.get(batch.prepared_by, ""),
        "approved_by": names.get(batch.approved_by or "", ""),
        "own": own,
        "typed": {},
        "may": {
            "approve": batch.state is S.DRAFT and can_approve_batches(actor) and not own,
            "export": batch.state is S.APPROVED and prepares,
            "take_back": batch.state is S.APPROVED and prepares,
            "discard": before and prepares,
            "settle": batch.state in (S.EXPORTED, S.PAID) and prepares,
            "note": prepares,
        },
        "due": PaymentState.DUE,
        "may_open_weeks": can_see_hours(actor),
    }


def period_ends(program: Program, today: date) -> list[date]:
    """Give the last days of the program's pay periods that are over, the newest first."""
    plan = program.rules.pay_periods
    if plan is None:
        return []
    ends = [each.last for each in periods(plan, program.end_date) if each.last <= today]
    return ends[::-1][:MOST_ENDS]


def blockers(program_id: int, last_week: date) -> list[tuple[str, int]]:
    """Give how many weeks are not confirmed by state, of those that a batch could pay."""
    return queries.unsettled(program_id, last_week)


def check_paid(warrant: str, on: date | None, today: date) -> None:
    """Raise Invalid for no warrant, for what looks like a person's number, or no day that was."""
    if not warrant:
        raise Invalid("There is a problem.", {"warrant": "Enter the number of the warrant."})
    if looks_personal(warrant):
        sentence = "That looks like a Social Security number, which is never kept here."
        raise Invalid("There is a problem.", {"warrant": sentence})
    if on is None or on > today:
        raise Invalid("There is a problem.", {"paid_on": "Enter the day on which it was paid."})


def read_form(form: Mapping[str, str], today: date) -> tuple[FormKind, date]:
    """Read which tax form is on file since when; raise Invalid."""
    kinds = {str(kind): kind for kind in FormKind}
    kind, since = kinds.get(form.get("kind", "")), day_of(form.get("since", ""))
    if kind is None:
        raise Invalid("There is a problem.", {"kind": "Choose a form from the list."})
    if since is None or since > today:
        raise Invalid("There is a problem.", {"since": "Enter the day since when it is on file."})
    return kind, since
