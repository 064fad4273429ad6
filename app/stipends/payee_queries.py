"""Read what each payee was paid in a calendar year."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import sqlalchemy as sa

from app.core.db import db
from app.core.rows import AnySelect, Sorts
from app.core.text import like, number
from app.stipends.batch_models import PayeeForm, Payment, PaymentState
from app.students.models import Student

CENTS = sa.func.sum(Payment.cents)
YEARS = range(2000, 2100)


def columns() -> Sorts:
    """Give the columns by which the list of payees is sorted."""
    return {"student": Student.family_name, "cents": CENTS, "id": Student.id}


def year_of(filters: Mapping[str, str], today: date) -> int:
    """Give the calendar year that was chosen, or this one."""
    wanted = number(filters.get("year", ""))
    return wanted if wanted is not None and wanted in YEARS else today.year


def listed(filters: Mapping[str, str], today: date) -> AnySelect:
    """Give the query of the payees of a calendar year, this year's without one."""
    year = year_of(filters, today)
    query: AnySelect = (
        sa.select(
            Student.id,
            Student.student_number,
            Student.given_name,
            Student.family_name,
            sa.literal(year).label("year"),
            sa.func.count(Payment.id).label("payments"),
            CENTS.label("cents"),
            PayeeForm.kind.label("form"),
        )
        .join(Payment, Payment.student_id == Student.id)
        .outerjoin(PayeeForm, PayeeForm.student_id == Student.id)
        .where(
            Payment.state == PaymentState.PAID,
            Payment.paid_on.between(date(year, 1, 1), date(year, 12, 31)),
        )
        .group_by(
            Student.id,
            Student.student_number,
            Student.given_name,
            Student.family_name,
            PayeeForm.kind,
        )
    )
    if words := filters.get("q"):
        query = query.where(Student.search.like(like(words), escape="\\"))
    return query


def years() -> list[tuple[str, str]]:
    """Give the calendar years in which anything was paid, the newest first."""
    year = sa.extract("year", Payment.paid_on)
    query = sa.select(year).where(Payment.state == PaymentState.PAID).distinct()
    found = sorted((int(each) for each in db.session.scalars(query)), reverse=True)
    return [(str(each), str(each)) for each in found]
