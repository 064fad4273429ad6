"""Prove pay batches: their sums, which lines they hold, and that their files are as they went."""

from __future__ import annotations

import hashlib
from typing import Final

import sqlalchemy as sa

from app.core.checks import Check
from app.core.core_checks import ids, rows_of, states_told
from app.core.db import db
from app.core.files import File
from app.hours.models import Timesheet, TimesheetState
from app.stipends.batch_models import BatchState, PaidLine, PayBatch, Payment, PaymentState
from app.stipends.models import StipendLine


def _batches() -> int:
    return rows_of(PayBatch)


def _payments() -> int:
    return rows_of(Payment)


def _wrong_payments() -> list[int | str]:
    lines = (
        sa.select(PaidLine.payment_id, sa.func.sum(StipendLine.cents).label("cents"))
        .join(StipendLine, StipendLine.id == PaidLine.stipend_line_id)
        .group_by(PaidLine.payment_id)
        .subquery()
    )
    return ids(
        sa.select(Payment.id)
        .outerjoin(lines, lines.c.payment_id == Payment.id)
        .where(sa.func.coalesce(lines.c.cents, 0) != Payment.cents)
    )


def _wrong_batches() -> list[int | str]:
    payments = (
        sa.select(
            Payment.batch_id,
            sa.func.sum(Payment.cents).label("cents"),
            sa.func.count().label("payments"),
        )
        .group_by(Payment.batch_id)
        .subquery()
    )
    return ids(
        sa.select(PayBatch.id)
        .outerjoin(payments, payments.c.batch_id == PayBatch.id)
        .where(
            (sa.func.coalesce(payments.c.cents, 0) != PayBatch.cents)
            | (sa.func.coalesce(payments.c.payments, 0) != PayBatch.payments)
        )
    )


def _wrongly_held() -> list[int | str]:
    stands = sa.and_(PayBatch.state != BatchState.DISCARDED, Payment.state != PaymentState.RETURNED)
    return ids(
        sa.select(Payment.id)
        .join(PayBatch, PayBatch.id == Payment.batch_id)
        .join(PaidLine, PaidLine.payment_id == Payment.id)
        .where(sa.case((stands, ~PaidLine.live), else_=PaidLine.live))
        .distinct()
    )


def _changed_files() -> list[int | str]:
    found: list[int | str] = []
    for column in (PayBatch.csv_id, PayBatch.xlsx_id):
        rows = db.session.execute(
            sa.select(PayBatch.id, File.sha256, File.content).join(File, File.id == column)
        )
        found += [row.id for row in rows if hashlib.sha256(row.content).hexdigest() != row.sha256]
    return sorted(set(found), key=str)


def _frozen() -> int:
    query = sa.select(sa.func.count()).where(Timesheet.state == TimesheetState.FROZEN)
    return db.session.scalar(query) or 0


def _frozen_alone() -> list[int | str]:
    held = (
        sa.select(StipendLine.timesheet_id)
        .join(PaidLine, PaidLine.stipend_line_id == StipendLine.id)
        .where(PaidLine.live, StipendLine.timesheet_id.is_not(None))
    )
    return ids(
        sa.select(Timesheet.id).where(
            Timesheet.state == TimesheetState.FROZEN, Timesheet.id.not_in(held)
        )
    )


CHECKS: Final = (
    states_told("each pay batch's state has its event", PayBatch),
    states_told("each payment's state has its event", Payment),
    Check("each payment is the sum of its lines", _payments, _wrong_payments),
    Check("each pay batch is the sum of its payments", _batches, _wrong_batches),
    Check("each payment that stands holds its lines, no other does", _payments, _wrongly_held),
    Check("each file of a pay batch is as it went out", _batches, _changed_files),
    Check("each frozen week is in a pay batch", _frozen, _frozen_alone),
)
