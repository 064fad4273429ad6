"""Finance sees what each payee was paid in a calendar year, and who must be reported."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from flask import Flask

from app.core.access import Actor
from app.programs.presets import SCHOOL_YEAR_INTERNSHIP
from app.stipends import batch_queries, batch_services
from app.stipends.batch_models import FormKind
from app.stipends.thresholds import threshold_of
from tests.builders import MONDAY, a_match, a_placement, a_program, a_student, a_week
from tests.hours.world import NEXT_MONDAY, settle

SUNDAY = MONDAY + timedelta(days=6)
AT = NEXT_MONDAY + timedelta(days=30)
FAY = Actor("staff", 11, "Fay", "finance")
FRED = Actor("staff", 12, "Fred", "finance")


def paid(*payees: tuple[str, int, date]) -> None:
    """Pay students of these names for so many minutes of one week on these days."""
    program = a_program(SCHOOL_YEAR_INTERNSHIP.rules)
    for name, minutes, _ in payees:
        match = a_match(a_student(given_name=name), a_placement(program, seats=9))
        entered = dict.fromkeys(range(7), minutes // 7)
        settle(a_week(match, entered).id)
    batch_id = batch_services.prepare(program.id, SUNDAY, by=FAY, at=AT)
    batch_services.approve(batch_id, by=FRED, at=AT)
    batch_services.export(batch_id, by=FAY, at=AT)
    days = {name: on for name, _, on in payees}
    payments = batch_queries.payments_of(batch_id)
    results = [
        batch_services.Result(each.id, "W-1", days[each.legal_name.split()[0]]) for each in payments
    ]
    batch_services.note_results(batch_id, results, by=FAY, at=AT)
    known = [each.student_id for each in payments if each.legal_name.startswith("Ana")]
    batch_services.note_forms(known, FormKind.W9, SUNDAY, by=FAY, at=AT)


@pytest.mark.parametrize(
    ("year", "cents"), [(2024, 600_00), (2025, 600_00), (2026, 2_000_00), (2030, 2_000_00)]
)
def test_the_threshold_is_that_of_the_year(year, cents):
    assert threshold_of(year).cents == cents


def test_a_year_holds_what_was_paid_in_it(any_app: Flask, staff):
    with any_app.app_context():
        # 126 h at 17.13 are 2,158.38 dollars, over the threshold; 7 h are not
        paid(("Ana", 126 * 60, date(2026, 12, 31)), ("Ben", 7 * 60, date(2026, 1, 1)))
        paid(("Cy", 7 * 60, date(2027, 1, 1)))
    fay = staff("finance")
    page = fay.visit("/stipends/payees?year=2026")
    assert "2 payees" in page
    assert "2026 1 $2,158.38 W-9 yes" in page
    assert "2026 1 $119.91 – no" in page
    assert "Cy" not in page
    page = fay.visit("/stipends/payees?year=2027")
    assert "the figure of 2027 is to be confirmed" in page
    assert "2027 1 $119.91" in page
    assert "Ana" in fay.visit("/stipends/payees?year=2026&q=ana")
    fay.visit("/stipends/payees?year=junk")


@pytest.mark.parametrize("number", [1, 5])
def test_the_list_costs_the_same_however_long_it_is(any_app, staff, query_count, number):
    fay = staff("finance")
    with any_app.app_context():
        paid(*((f"N{each}", 420, date(2026, 6, 1)) for each in range(number)))
    with query_count(4):
        fay.visit("/stipends/payees?year=2026")
