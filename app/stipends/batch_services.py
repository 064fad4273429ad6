"""Prepare, approve, export and discard pay batches; a line of the ledger is paid once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby

import sqlalchemy as sa

from app.core import clock, files, journal
from app.core.access import Actor
from app.core.db import db
from app.core.errors import Conflict, Invalid, NotFound, Refused
from app.core.rows import AnyRow
from app.core.use_case import use_case
from app.hours.models import TimesheetState
from app.programs import queries as programs
from app.programs.models import Program
from app.stipends import batch_queries as queries
from app.stipends.batch_file import csv_of_batch, xlsx_of_batch
from app.stipends.batch_models import (
    BatchState,
    FormKind,
    PaidLine,
    PayBatch,
    PayeeForm,
    Payment,
    PaymentState,
)

S = BatchState
NOTHING = "Nothing waits to be paid through that day."
OWN = "You prepared this batch, so somebody else must approve it."


@dataclass(frozen=True, slots=True)
class Payee:
    """Be a student with the lines that wait to be paid to them, and their sum in cents."""

    student_id: int
    number: str
    name: str
    cents: int
    lines: Sequence[AnyRow]


def payees(program: Program, last_day: date) -> tuple[list[Payee], list[Payee]]:
    """Give whom a batch would pay, and those whose lines add up to nothing or less.

    The lines of the second wait for a batch in which they add up to more.
    """
    found = [_payee(list(rows)) for _, rows in _by_student(queries.waiting(program, last_day))]
    return [each for each in found if each.cents > 0], [each for each in found if each.cents <= 0]


def _by_student(rows: Sequence[AnyRow]) -> Iterator[tuple[int, Iterator[AnyRow]]]:
    return groupby(rows, key=lambda row: row.student_id)


def _payee(rows: list[AnyRow]) -> Payee:
    first = rows[0]
    name = f"{first.given_name} {first.family_name}"
    cents = sum(row.cents for row in rows)
    return Payee(first.student_id, first.student_number or "", name, cents, rows)


@use_case
def prepare(program_id: int, last_day: date, *, by: Actor, at: datetime) -> int:
    """Put what waits to be paid into a draft and freeze its weeks; give the batch's id.

    Raises Invalid for a day to come, and Conflict when nothing waits or a draft is open.
    """
    program = programs.program(program_id)
    if last_day > clock.district_day(at):
        raise Invalid("There is a problem.", {"last_day": "Enter a day that is over."})
    _refuse_second_draft(program_id)
    paid, _ = payees(program, last_day)
    if not paid:
        raise Conflict(NOTHING)
    lines = [line for payee in paid for line in payee.lines]
    batch = PayBatch(
        program_id=program_id,
        first_day=queries.first_week([line.id for line in lines]),
        last_day=last_day,
        state=S.DRAFT,
        cents=sum(payee.cents for payee in paid),
        payments=len(paid),
        prepared_by=by.key,
        prepared_at=at,
    )
    db.session.add(batch)
    db.session.flush()
    _pay(batch, program, paid)
    weeks = {line.timesheet_id for line in lines if line.timesheet_id is not None}
    for sheet in queries.sheets_of(weeks, TimesheetState.CONFIRMED):
        sheet.move_to(TimesheetState.FROZEN, by=by, at=at)
    journal.record(
        "prepared", PayBatch.NOUN, batch.id, by=by, at=at, cents=batch.cents, payments=len(paid)
    )
    return batch.id


def _refuse_second_draft(program_id: int) -> None:
    if queries.draft_of(program_id) is not None:
        raise Conflict("A draft of this program is open. Approve or discard it first.")


def _pay(batch: PayBatch, program: Program, paid: Sequence[Payee]) -> None:
    paying = program.rules.paying
    on_file = queries.forms_on_file([payee.student_id for payee in paid])
    db.session.execute(
        sa.insert(Payment),
        [
            {
                "batch_id": batch.id,
                "student_id": payee.student_id,
                "cents": payee.cents,
                "payee": payee.number,
                "legal_name": payee.name,
                "method": paying.method,
                "fund": paying.fund,
                "account": paying.account,
                "form_on_file": payee.student_id in on_file,
                "state": PaymentState.DUE,
                "version": 1,
            }
            for payee in paid
        ],
    )
    payments = {each.student_id: each.id for each in queries.payments_of(batch.id)}
    db.session.execute(
        sa.insert(PaidLine),
        [
            {"payment_id": payments[payee.student_id], "stipend_line_id": line.id, "live": True}
            for payee in paid
            for line in payee.lines
        ],
    )


@use_case
def approve(batch_id: int, *, by: Actor, at: datetime) -> None:
    """Approve a batch that somebody else prepared; raise Refused for one's own."""
    batch = queries.batch(batch_id)
    batch.find_move(S.APPROVED, by)
    if batch.prepared_by == by.key:
        raise Refused(OWN)
    batch.move_to(S.APPROVED, by=by, at=at)
    batch.approved_by, batch.approved_at = by.key, at


@use_case
def take_approval_back(batch_id: int, reason: str, *, by: Actor, at: datetime) -> None:
    """Make an approved batch a draft again, before it went out, with a reason.

    Raises Conflict while the program has another draft.
    """
    batch = queries.batch(batch_id)
    _refuse_second_draft(batch.program_id)
    batch.move_to(S.DRAFT, by=by, at=at, reason=reason)
    batch.approved_by = batch.approved_at = None


@use_case
def export(batch_id: int, *, by: Actor, at: datetime) -> None:
    """Write the files of an approved batch, once; they stay as they are."""
    batch = queries.batch(batch_id)
    batch.find_move(S.EXPORTED, by)
    payments, lines = queries.payments_of(batch.id), queries.lines_in(batch.id)
    name = f"pay-batch-{batch.id}-{batch.last_day.isoformat()}"
    made = csv_of_batch(batch, payments, lines)
    csv = files.keep(queries.PURPOSE, f"{name}.csv", made, by=by, at=at)
    book = xlsx_of_batch(batch, payments, lines)
    xlsx = files.keep(queries.PURPOSE, f"{name}.xlsx", book, by=by, at=at)
    batch.csv_id, batch.xlsx_id, batch.exported_at = csv.id, xlsx.id, at
    batch.move_to(S.EXPORTED, by=by, at=at)
    journal.record("written", PayBatch.NOUN, batch.id, by=by, at=at, sha256=csv.sha256)


@use_case
def discard(batch_id: int, reason: str, *, by: Actor, at: datetime) -> None:
    """Let a batch that did not go out fall with a reason; its lines wait again, its weeks thaw."""
    batch = queries.batch(batch_id)
    batch.move_to(S.DISCARDED, by=by, at=at, reason=reason)
    _let_go([payment.id for payment in queries.payments_of(batch.id)], by, at)


def _let_go(payment_ids: Sequence[int], by: Actor, at: datetime) -> None:
    for line in queries.paid_lines(payment_ids):
        line.live = False
    db.session.flush()
    for sheet in queries.let_go_by(payment_ids):
        sheet.move_to(TimesheetState.CONFIRMED, by=by, at=at)


@use_case
def note_forms(
    student_ids: Sequence[int], kind: FormKind, since: date, *, by: Actor, at: datetime
) -> None:
    """Note that payees' tax forms are on file with finance; it replaces what was noted."""
    known = queries.forms_on_file(student_ids)
    for student_id in student_ids:
        kept = known.get(student_id)
        if kept is None:
            kept = PayeeForm(student_id=student_id)
            db.session.add(kept)
        kept.kind, kept.since, kept.noted_by, kept.noted_at = kind, since, by.key, at
        journal.record("tax_form_noted", "student", student_id, by=by, at=at, kind=str(kind))


@dataclass(frozen=True, slots=True)
class Result:
    """Be what finance says of a payment: by which warrant and when paid, or why it came back."""

    payment_id: int
    warrant: str = ""
    paid_on: date | None = None
    reason: str = ""


@use_case
def note_results(batch_id: int, results: Sequence[Result], *, by: Actor, at: datetime) -> None:
    """Note what became of payments; the lines of one that came back wait for the next batch.

    A batch of which nothing is due any longer is paid. Raises Conflict while it has not gone out,
    or for a payment that cannot become that, and NotFound for one of another batch.
    """
    batch = queries.batch(batch_id)
    if batch.state not in (S.EXPORTED, S.PAID):
        raise Conflict("This batch has not gone out to finance yet.")
    payments = {each.id: each for each in queries.payments_of(batch.id)}
    back = []
    for result in results:
        payment = payments.get(result.payment_id)
        if payment is None:
            raise NotFound
        if result.paid_on is not None:
            payment.move_to(PaymentState.PAID, by=by, at=at)
            payment.warrant, payment.paid_on = result.warrant, result.paid_on
        else:
            payment.move_to(PaymentState.RETURNED, by=by, at=at, reason=result.reason)
            payment.reason = result.reason
            back.append(payment.id)
    _let_go(back, by, at)
    due = any(each.state is PaymentState.DUE for each in payments.values())
    if batch.state is S.EXPORTED and not due:
        batch.move_to(S.PAID, by=by, at=at)
