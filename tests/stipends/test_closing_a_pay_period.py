"""Finance closes a pay period on the pages, in a few clicks, and sees what is still missing."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask

from app.programs.presets import SCHOOL_YEAR_INTERNSHIP
from tests.builders import MONDAY, a_match, a_placement, a_program, a_student, a_week
from tests.hours.world import settle

SUNDAY = MONDAY + timedelta(days=6)


@pytest.fixture
def period(any_app: Flask) -> int:
    """Give a program with three confirmed weeks of three students and one that waits."""
    with any_app.app_context():
        program = a_program(SCHOOL_YEAR_INTERNSHIP.rules, name="Internships 2026")
        for name in ("Ana", "Ben", "Cy"):
            student = a_student(given_name=name, family_name="Reyes")
            settle(a_week(a_match(student, a_placement(program, seats=9)), {0: 120}).id)
        a_week(a_match(placement=a_placement(program, seats=9)), {0: 60})
        return program.id


def test_a_period_is_closed_by_two_people_in_six_clicks(period, staff):
    fay, fred = staff("finance"), staff("finance")
    page = fay.visit(f"/stipends/batches/new?program={period}&last_day={SUNDAY.isoformat()}")
    assert "1 submitted week through this day are not paid" in page.text.replace("\n", " ")
    assert "3 payments, $102.78" in page
    page = fay.submit(page, "Freeze and prepare")
    assert "Somebody else approves the batch now." in page
    assert "Approve batch" not in page
    assert "You prepared this batch, so somebody else must approve it." in page
    page = fred.submit(fred.visit(page.url), "Approve batch")
    page = fay.submit(fay.visit(page.url), "Export batch")
    assert "The batch went out." in page
    file = fay.client.get(f"{page.url}/csv")
    assert file.headers["Content-Disposition"].startswith("attachment")
    assert file.data == fay.client.get(f"{page.url}/csv").data
    assert b"Ana Reyes" in file.data
    assert fay.client.get(f"{page.url}/xlsx").data[:2] == b"PK"
    assert fay.client.get(f"{page.url}/pdf").status_code == 404


def test_ones_own_batch_is_refused_also_by_a_bare_post(period, staff):
    ada = staff("administrator")
    page = ada.visit(f"/stipends/batches/new?program={period}&last_day={SUNDAY.isoformat()}")
    page = ada.submit(page, "Freeze and prepare")
    token = page.all("input[name=csrf_token]")[0].attrs["value"]
    sent = {"Origin": "http://localhost", "Sec-Fetch-Site": "same-origin"}
    answer = ada.client.post(f"{page.url}/approve", data={"csrf_token": token}, headers=sent)
    assert answer.status_code == 403
    assert "Draft" in ada.visit(page.url)


def test_payments_are_settled_one_by_one(period, staff):
    fay, fred = staff("finance"), staff("finance")
    page = fay.visit(f"/stipends/batches/new?program={period}&last_day={SUNDAY.isoformat()}")
    page = fay.submit(page, "Freeze and prepare")
    fred.submit(fred.visit(page.url), "Approve batch")
    page = fay.submit(fay.visit(page.url), "Export batch")
    paid_on = SUNDAY.isoformat()
    ana, ben, cy = (f"tbody tr:nth-child({number})" for number in (1, 2, 3))
    wrong = {"warrant": "123-45-6789", "paid_on": paid_on}
    told = fay.submit(page, "Note the payment", within=ana, status=422, **wrong)
    assert told.one(f"{ana} input[name=warrant]").attrs["value"] == "123-45-6789"
    assert told.one(f"{ana} input[name=paid_on]").attrs["value"] == paid_on
    assert told.one(f"{ana} details[open] input[name=warrant]")
    assert "looks like a Social Security number, which is never kept here" in told
    told = fay.submit(page, "Note the payment", within=ana, status=422, warrant="W-7", paid_on="")
    assert told.one(f"{ana} input[name=warrant]").attrs["value"] == "W-7"
    assert "Enter the day on which it was paid." in told
    page = fay.submit(page, "Note the payment", within=ana, warrant="W-7", paid_on=paid_on)
    assert "Paid to Ana Reyes." in page
    page = fay.submit(page, "It came back", within=ben, reason="The account was closed")
    assert "Ben Reyes’s lines wait for the next batch." in page
    page = fay.submit(page, "Note the form", within=cy, kind="W-9", since=SUNDAY.isoformat())
    assert "W-9 since Sun, Oct 11, 2026" in page
    page = fay.submit(page, "Note the payment", within=cy, warrant="W-8", paid_on=paid_on)
    assert "Pay batch 1 Paid" in page
    page = fay.visit(f"/stipends/batches/new?program={period}&last_day={SUNDAY.isoformat()}")
    assert "1 payment" in page
    assert "Ben Reyes" in page


def test_what_is_typed_wrong_is_said_and_kept(period, staff):
    fay = staff("finance")
    page = fay.visit("/stipends/batches/new")
    assert "Freeze and prepare" not in page
    page = fay.visit(f"/stipends/batches/new?program={period}&last_day=nonsense")
    assert "Freeze and prepare" in page
    tomorrow = (SUNDAY + timedelta(days=4000)).isoformat()
    page = fay.visit(f"/stipends/batches/new?program={period}&last_day={tomorrow}")
    page = fay.submit(page, "Freeze and prepare", status=422)
    assert "Enter a day that is over." in page
    fay.visit("/stipends/batches/999", status=404)


@pytest.mark.parametrize("number", [1, 6])
def test_pages_cost_the_same_with_one_payment_and_with_many(any_app, staff, query_count, number):
    fay = staff("finance")
    with any_app.app_context():
        program = a_program(SCHOOL_YEAR_INTERNSHIP.rules)
        for _ in range(number):
            settle(a_week(a_match(placement=a_placement(program, seats=9)), {0: 120}).id)
    address = f"/stipends/batches/new?program={program.id}&last_day={SUNDAY.isoformat()}"
    with query_count(6):
        page = fay.visit(address)
    page = fay.submit(page, "Freeze and prepare")
    with query_count(6):
        fay.visit(page.url)
    with query_count(4):
        fay.visit("/stipends/batches")


def test_the_students_own_page_says_what_was_paid_and_what_waits(period, staff):
    fay, fred, ada = staff("finance"), staff("finance"), staff("administrator")
    page = fay.visit(f"/stipends/batches/new?program={period}&last_day={SUNDAY.isoformat()}")
    batch = fay.submit(page, "Freeze and prepare")
    student = ada.visit("/students?q=ana").link("Reyes")
    told = ada.visit(student)
    assert "$34.26 earned so far, $0.00 of it paid." in told.text
    assert "in batch 1" in told.one("#stipend").to_text()
    fred.submit(fred.visit(batch.url), "Approve batch")
    batch = fay.submit(fay.visit(batch.url), "Export batch")
    line = f"payee,status,warrant,date\n{number_of(ada, student)},paid,W-77,2026-11-20\n"
    page = fay.visit(f"{batch.url}/return")
    page = fay.submit(page, "Look", text=line)
    fay.submit(page, "Note these results")
    told = ada.visit(student)
    assert "$34.26 earned so far, $34.26 of it paid." in told.text
    assert "Fri, Nov 20, 2026, warrant W-77" in told.one("#stipend").to_text()
    assert "paid: Fri, Nov 20, 2026, warrant W-77" in ada.client.get(f"{student}/record.csv").text


def number_of(person, student: str) -> str:
    sheet = person.client.get(f"{student}/record.csv").text
    return next(line for line in sheet.splitlines() if "Student number" in line).split(",")[-1]
