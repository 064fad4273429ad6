"""Finance hands in what became of a batch's payments, all of it or nothing."""

from __future__ import annotations

import io
from datetime import timedelta

import pytest
from flask import Flask

from app.core.access import Actor
from app.core.db import db
from app.programs.presets import SCHOOL_YEAR_INTERNSHIP
from app.stipends import batch_queries, batch_services
from app.stipends.batch_models import PayBatch
from tests.builders import MONDAY, a_match, a_placement, a_program, a_student, a_week
from tests.hours.world import NEXT_MONDAY, settle

SUNDAY = MONDAY + timedelta(days=6)
AT = NEXT_MONDAY + timedelta(days=30)
FAY = Actor("staff", 11, "Fay", "finance")
FRED = Actor("staff", 12, "Fred", "finance")
GOOD = (
    "Payee,Status,Warrant Number,Date,Reason\n"
    "700001,PAID,W-1,2026-10-14,\n"
    "700002,returned,,,The account was closed\n"
)


@pytest.fixture
def batch(any_app: Flask) -> int:
    """Give a batch of two payments that went out."""
    with any_app.app_context():
        program = a_program(SCHOOL_YEAR_INTERNSHIP.rules)
        for number in ("700001", "700002"):
            student = a_student(student_number=number)
            settle(a_week(a_match(student, a_placement(program, seats=9)), {0: 120}).id)
        batch_id = batch_services.prepare(program.id, SUNDAY, by=FAY, at=AT)
        batch_services.approve(batch_id, by=FRED, at=AT)
        batch_services.export(batch_id, by=FAY, at=AT)
        return batch_id


def states(app: Flask, batch_id: int) -> list[str]:
    with app.app_context():
        payments = batch_queries.payments_of(batch_id)
        return [
            str(db.session.get_one(PayBatch, batch_id).state),
            *(str(each.state) for each in payments),
        ]


def test_what_it_says_is_looked_at_and_then_noted(any_app: Flask, batch, staff):
    fay = staff("finance")
    page = fay.visit(f"/stipends/batches/{batch}/return")
    page = fay.submit(page, "Look", text=GOOD)
    assert "1 paid, 1 came back." in page
    assert states(any_app, batch) == ["exported", "due", "due"]
    page = fay.submit(page, "Note these results")
    assert "2 results noted." in page
    assert sorted(states(any_app, batch)) == ["paid", "paid", "returned"]
    # handing it in again changes nothing
    page = fay.submit(fay.visit(f"/stipends/batches/{batch}/return"), "Look", text=GOOD)
    assert "0 paid, 0 came back, 2 known already." in page
    assert "Note these results" not in page


def test_a_file_with_tabs_and_a_mark_is_read_too(batch, staff):
    fay = staff("finance")
    content = "\ufeff" + GOOD.replace(",", "\t")
    page = fay.visit(f"/stipends/batches/{batch}/return")
    page = fay.submit(page, "Look", file=(io.BytesIO(content.encode()), "return.txt"))
    assert "1 paid, 1 came back." in page


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "The first line names the columns"),
        ("Name,Sum\nAna,3\n", "The first line names the columns"),
        (GOOD.replace("700002", "799999"), "Line 3: nobody in this batch has the number “799999”."),
        (GOOD.replace("700002", "700001"), "Line 3: 700001 stands here twice."),
        (GOOD.replace("PAID", "lost"), "Line 2: the status is one of paid, issued"),
        (GOOD.replace("W-1", ""), "Line 2: a payment has the number of its warrant"),
        (GOOD.replace("W-1", "123-45-6789"), "Line 2: a payment has the number of its warrant"),
        (GOOD.replace("2026-10-14", "soon"), "Line 2: a payment has the day"),
        (GOOD.replace("2026-10-14", "2099-01-01"), "Line 2: a payment has the day"),
        ('Payee,Status\n"700001,paid', "Line 2:"),
    ],
)
def test_one_wrong_line_and_nothing_is_noted(any_app: Flask, batch, staff, text, said):
    fay = staff("finance")
    page = fay.visit(f"/stipends/batches/{batch}/return")
    page = fay.submit(page, "Look", status=422, text=text)
    assert said in page
    assert "Note these results" not in page
    assert states(any_app, batch) == ["exported", "due", "due"]


def test_a_batch_that_did_not_go_out_has_nothing_to_note(any_app: Flask, staff):
    with any_app.app_context():
        program = a_program(SCHOOL_YEAR_INTERNSHIP.rules)
        student = a_student(student_number="700001")
        settle(a_week(a_match(student, a_placement(program)), {0: 120}).id)
        batch_id = batch_services.prepare(program.id, SUNDAY, by=FAY, at=AT)
    fay = staff("finance")
    page = fay.visit(f"/stipends/batches/{batch_id}/return")
    paid = "Payee,Status,Warrant,Date\n700001,paid,W-1,2026-10-14"
    page = fay.submit(page, "Look", text=paid)
    page = fay.submit(page, "Note these results", status=409)
    assert "This batch has not gone out to finance yet." in page
