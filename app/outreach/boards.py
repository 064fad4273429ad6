"""Say what the lists of requests and of mails are."""

from __future__ import annotations

from app.core.boards import Board, Column, Filter, said
from app.core.rows import AnyRow


def _mail(row: AnyRow) -> str:
    return said("mail_state")(row) if row.mail_state else "none"


STANDINGS = (
    ("waiting", "Waits for an answer"),
    ("late", "Waits, and is past due"),
    ("undeliverable", "Cannot be delivered"),
    ("answered", "Answered"),
)
REQUESTS = Board(
    name="requests",
    filters=(
        Filter("q", "Search"),
        Filter("kind", "For", "kinds"),
        Filter("program", "Program", "programs"),
        Filter("state", "State", "states"),
        Filter("standing", "Stands", "standings"),
        Filter("week", "Week beginning"),
        Filter("code", "Code"),
    ),
    first="due",
    columns=(
        Column("Asked", "recipient_name", sort="recipient"),
        Column("For", "kind", sort="kind"),
        Column("Week", "subject_day"),
        Column("State", said("state"), sort="state"),
        Column("Mail", _mail),
        Column("Opened", "visits", number=True),
        Column("Due", "due_at", sort="due"),
    ),
)
COMING = Board(
    name="coming",
    filters=(
        Filter("q", "Search"),
        Filter("kind", "For", "kinds"),
        Filter("program", "Program", "programs"),
        Filter("day", "Day"),
    ),
    first="due",
    columns=(
        Column("To", "recipient_name", sort="recipient"),
        Column("Goes out", "due_at", sort="due"),
        Column("For", "kind", sort="kind"),
        Column("Week", "subject_day"),
        Column("Program", "program", sort="program"),
        Column("Letter"),
    ),
)
MAILS = Board(
    name="outbox",
    filters=(
        Filter("q", "Address, name or subject"),
        Filter("state", "State", "states"),
        Filter("kind", "For"),
    ),
    first="-when",
    columns=(
        Column("Subject", "subject"),
        Column("Written", "created_at", sort="when"),
        Column("To", "to_address", sort="to"),
        Column("For", "kind", sort="kind"),
        Column("State", said("state"), sort="state"),
        Column("Opened", "opened_at"),
        Column("Answered", "answered_at"),
        Column("Tries", "attempts", number=True),
        Column("Last error", "last_error"),
    ),
)
