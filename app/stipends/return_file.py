"""Read what finance says of a batch's payments, as pasted or uploaded; pure but for the day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from app.core.intake.csv_text import CsvText
from app.core.intake.problems import FileRefusedError, Problems
from app.core.text import day_of, looks_personal
from app.stipends.batch_models import Payment, PaymentState
from app.stipends.batch_services import Result

LONGEST: Final = 200
# what a column may be called, folded
NAMES: Final = {
    "payee": ("payee", "payee id", "student number", "id"),
    "status": ("status", "result", "state"),
    "warrant": ("warrant", "warrant number", "check number", "reference"),
    "date": ("date", "paid on", "payment date", "warrant date"),
    "reason": ("reason", "return reason", "note"),
}
STATUSES: Final = {
    "paid": PaymentState.PAID,
    "issued": PaymentState.PAID,
    "cleared": PaymentState.PAID,
    "returned": PaymentState.RETURNED,
    "rejected": PaymentState.RETURNED,
    "void": PaymentState.RETURNED,
    "voided": PaymentState.RETURNED,
}
NO_COLUMNS: Final = "The first line names the columns: payee, status, warrant, date, reason."


@dataclass(slots=True)
class Read:
    """Be what a return file says: results to note, those known already, and what is wrong."""

    results: list[Result] = field(default_factory=list)
    known: int = 0
    problems: list[str] = field(default_factory=list)

    def count(self, *, paid: bool) -> int:
        """Count the results that say paid, or that say came back."""
        return sum((each.paid_on is not None) == paid for each in self.results)


def read(text: str, payments: Sequence[Payment], today: date) -> Read:
    """Read the lines of a return file against the payments of its batch."""
    found = Read()
    try:
        rows = _rows(text)
    except FileRefusedError as refused:
        found.problems.append(refused.problem.message)
        return found
    if rows is None:
        found.problems.append(NO_COLUMNS)
        return found
    by_payee = {each.payee: each for each in payments if each.payee}
    seen: set[str] = set()
    for number, row in enumerate(rows, 2):
        payee = row.get("payee", "")
        payment = by_payee.get(payee)
        if payment is None:
            problem = f"nobody in this batch has the number “{payee[:40]}”"
        elif payee in seen:
            problem = f"{payee} stands here twice"
        else:
            seen.add(payee)
            problem = _take(row, payment, today, found)
        if problem:
            found.problems.append(f"Line {number}: {problem}.")
    return found


def _rows(text: str) -> list[dict[str, str]] | None:
    """Give the rows by the names of their columns, or None where the columns are not named."""
    records = CsvText("The file", text.strip().encode(), Problems()).records()
    table = [[cell.strip()[:LONGEST] for cell in row] for row in records if any(row)]
    heads = [_column(cell) for cell in table[0]] if table else []
    if not {"payee", "status"} <= set(heads):
        return None
    return [dict(zip(heads, row, strict=False)) for row in table[1:]]


def _column(heading: str) -> str:
    words = heading.strip().lower().replace("_", " ")
    return next((name for name, known in NAMES.items() if words in known), words)


def _take(row: dict[str, str], payment: Payment, today: date, found: Read) -> str:
    """Add a row's result, or say what is wrong with it."""
    target = STATUSES.get(row.get("status", "").lower())
    if target is None:
        return f"the status is one of {', '.join(STATUSES)}"
    if payment.state is target:
        found.known += 1
        return ""
    if payment.state is PaymentState.RETURNED:
        return f"the payment of {payment.payee} had come back already"
    if target is PaymentState.RETURNED:
        reason = row.get("reason") or "returned by finance"
        found.results.append(Result(payment.id, reason=reason))
        return ""
    return _take_paid(row, payment, today, found)


def _take_paid(row: dict[str, str], payment: Payment, today: date, found: Read) -> str:
    warrant, on = row.get("warrant", ""), day_of(row.get("date", ""))
    if not warrant or looks_personal(warrant):
        return "a payment has the number of its warrant, never one of a person"
    if on is None or on > today:
        return "a payment has the day on which it was made, like 2026-11-30"
    found.results.append(Result(payment.id, warrant, on))
    return ""
