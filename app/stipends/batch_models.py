"""Keep pay batches: which lines of the ledger are paid together, to whom, and what came of it."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import ClassVar

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.columns import choice, one_of, reference
from app.core.db import Base
from app.core.states import Stateful, move
from app.programs.models import Program


class BatchState(StrEnum):
    """Say how far a pay batch has come."""

    DRAFT = "draft"
    APPROVED = "approved"
    EXPORTED = "exported"
    PAID = "paid"
    DISCARDED = "discarded"


class PaymentState(StrEnum):
    """Say what became of what one student is paid by a batch."""

    DUE = "due"
    PAID = "paid"
    RETURNED = "returned"


S = BatchState
FINANCE = ("finance", "administrator")
OPEN_DRAFT = sa.text("state = 'draft'")
LIVE = sa.text("live")


class PayBatch(Stateful, Base):
    """Be what a program pays for its weeks through `last_day`; `cents` is the sum of its payments.

    Whoever prepared it never approves it. Its files are kept as they were exported.
    """

    __tablename__ = "pay_batch"
    __table_args__ = (
        one_of("state", BatchState),
        sa.CheckConstraint("approved_by IS NULL OR approved_by <> prepared_by", name="second"),
        sa.CheckConstraint(
            "state NOT IN ('approved', 'exported', 'paid') OR approved_by IS NOT NULL",
            name="approved_by",
        ),
        sa.CheckConstraint(
            "(state IN ('exported', 'paid')) = (csv_id IS NOT NULL AND xlsx_id IS NOT NULL)",
            name="files",
        ),
        sa.CheckConstraint("cents >= 0 AND payments >= 0", name="sums"),
        # two people who begin one at the same time begin one
        sa.Index(
            "uq_pay_batch_draft",
            "program_id",
            unique=True,
            sqlite_where=OPEN_DRAFT,
            postgresql_where=OPEN_DRAFT,
        ),
        sa.Index("ix_pay_batch_state", "state", "last_day"),
    )
    NOUN: ClassVar[str] = "pay batch"
    MOVES = (
        move(
            "approved",
            S.DRAFT,
            S.APPROVED,
            FINANCE,
            requires="another person than the one who prepared it",
            inverse=S.DRAFT,
        ),
        move("approval taken back", S.APPROVED, S.DRAFT, FINANCE, reason=True),
        move("exported", S.APPROVED, S.EXPORTED, FINANCE),
        move("paid", S.EXPORTED, S.PAID, FINANCE, requires="no payment is still due"),
        move("discarded", (S.DRAFT, S.APPROVED), S.DISCARDED, FINANCE, reason=True),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    program_id: Mapped[int] = reference("program.id")
    first_day: Mapped[date | None]
    last_day: Mapped[date]
    state: Mapped[BatchState] = mapped_column(choice(BatchState), default=S.DRAFT)
    cents: Mapped[int]
    payments: Mapped[int]
    prepared_by: Mapped[str]
    prepared_at: Mapped[datetime]
    approved_by: Mapped[str | None]
    approved_at: Mapped[datetime | None]
    exported_at: Mapped[datetime | None]
    csv_id: Mapped[int | None] = mapped_column(sa.ForeignKey("file.id"))
    xlsx_id: Mapped[int | None] = mapped_column(sa.ForeignKey("file.id"))
    version: Mapped[int] = mapped_column()
    program: Mapped[Program] = relationship(lazy="raise_on_sql")

    __mapper_args__ = {"version_id_col": version}


class Payment(Stateful, Base):
    """Be what one student is paid by a batch, in cents, with what finance was told about them."""

    __tablename__ = "payment"
    __table_args__ = (
        sa.UniqueConstraint("batch_id", "student_id"),
        one_of("state", PaymentState),
        sa.CheckConstraint("cents > 0", name="cents"),
        sa.CheckConstraint("state <> 'paid' OR paid_on IS NOT NULL", name="paid_on"),
    )
    NOUN: ClassVar[str] = "payment"
    MOVES = (
        move("paid", PaymentState.DUE, PaymentState.PAID, FINANCE, requires="its batch went out"),
        move(
            "returned",
            (PaymentState.DUE, PaymentState.PAID),
            PaymentState.RETURNED,
            FINANCE,
            reason=True,
            requires="its batch went out",
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    batch_id: Mapped[int] = reference("pay_batch.id", index=False)
    student_id: Mapped[int] = reference("student.id")
    cents: Mapped[int]
    payee: Mapped[str]
    legal_name: Mapped[str]
    method: Mapped[str]
    fund: Mapped[str]
    account: Mapped[str]
    form_on_file: Mapped[bool]
    state: Mapped[PaymentState] = mapped_column(choice(PaymentState), default=PaymentState.DUE)
    warrant: Mapped[str] = mapped_column(default="")
    paid_on: Mapped[date | None]
    reason: Mapped[str] = mapped_column(default="")
    version: Mapped[int] = mapped_column()

    __mapper_args__ = {"version_id_col": version}


class FormKind(StrEnum):
    """Name the tax forms by which a payee is known to finance."""

    W4 = "W-4"
    W9 = "W-9"
    W8BEN = "W-8BEN"


class PayeeForm(Base):
    """Say that a student's tax form is on file with finance, which and since when; nothing of it.

    No number of a person is ever kept here: finance's own system has it.
    """

    __tablename__ = "payee_form"
    __table_args__ = (sa.UniqueConstraint("student_id"), one_of("kind", FormKind))

    id: Mapped[int] = mapped_column(primary_key=True)
    student_id: Mapped[int] = reference("student.id", index=False)
    kind: Mapped[FormKind] = mapped_column(choice(FormKind))
    since: Mapped[date]
    noted_by: Mapped[str]
    noted_at: Mapped[datetime]


class PaidLine(Base):
    """Be a line of the ledger in a payment; `live` until the payment came back or was discarded."""

    __tablename__ = "paid_line"
    __table_args__ = (
        sa.Index(
            "uq_paid_line_live",
            "stipend_line_id",
            unique=True,
            sqlite_where=LIVE,
            postgresql_where=LIVE,
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    payment_id: Mapped[int] = reference("payment.id")
    stipend_line_id: Mapped[int] = reference("stipend_line.id")
    live: Mapped[bool] = mapped_column(default=True)
