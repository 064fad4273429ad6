"""Finance pays confirmed weeks in batches: frozen, approved by another person, exported once."""

from __future__ import annotations

import contextlib
import csv
import io
from datetime import date, timedelta

import openpyxl
import pytest
import sqlalchemy as sa
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from app.core import journal
from app.core.access import Actor
from app.core.db import db
from app.core.errors import Conflict, Invalid, Refused
from app.core.use_case import transaction
from app.desk.verify import findings
from app.hours import services as hours
from app.hours.models import Timesheet, TimesheetState
from app.programs.models import Program
from app.programs.presets import SCHOOL_YEAR_INTERNSHIP
from app.programs.rules import Paying
from app.stipends import batch_queries, batch_services
from app.stipends.batch_file import xlsx_of_batch
from app.stipends.batch_models import BatchState, PaidLine, PayBatch, Payment, PaymentState
from app.stipends.models import StipendLine
from tests.builders import MONDAY, a_match, a_placement, a_program, a_student, a_week
from tests.hours.world import ADMIN, NEXT_MONDAY, at_once, day, settle, sheet_of

S = BatchState
FAY = Actor("staff", 11, "Fay", "finance")
FRED = Actor("staff", 12, "Fred", "finance")
SUNDAY = MONDAY + timedelta(days=6)
AT = NEXT_MONDAY + timedelta(days=30)
HOURLY = SCHOOL_YEAR_INTERNSHIP.rules.stipend.cents_per_hour
shared_database = settings(suppress_health_check=[HealthCheck.function_scoped_fixture])


def a_season(**changes) -> Program:
    return a_program(SCHOOL_YEAR_INTERNSHIP.rules, **changes)


def worked(program: Program, *weeks: int, minutes: int = 120, **about) -> list[int]:
    """Give the confirmed weeks of a new student of a program, two hours on each first day."""
    match = a_match(a_student(**about), a_placement(program, seats=9))
    return confirmed(match, *weeks, minutes=minutes)


def confirmed(match, *weeks: int, minutes: int = 120) -> list[int]:
    sheets = [a_week(match, {0: minutes}, week=day(7 * number)) for number in weeks]
    ids = [sheet.id for sheet in sheets]
    for sheet_id in ids:
        settle(sheet_id)
    return ids


def prepare(program: Program, last_day: date = SUNDAY, *, by: Actor = FAY) -> int:
    return batch_services.prepare(program.id, last_day, by=by, at=AT)


def gone_out(program: Program, last_day: date = SUNDAY) -> int:
    batch_id = prepare(program, last_day)
    batch_services.approve(batch_id, by=FRED, at=AT)
    batch_services.export(batch_id, by=FAY, at=AT)
    return batch_id


def noted(batch_id: int, payment_id: int, paid_on: date | None = None, reason: str = "") -> None:
    result = batch_services.Result(payment_id, "W1" if paid_on else "", paid_on, reason)
    batch_services.note_results(batch_id, [result], by=FAY, at=AT)


def reverse(sheet_id: int) -> None:
    hours.reverse(sheet_id, reason="the wrong week", by=ADMIN, at=NEXT_MONDAY)


def broken() -> dict[str, object]:
    db.session.expire_all()
    return {each.name: each.broken for each in findings() if each.broken}


def sums(batch_id: int) -> tuple[BatchState, int, int]:
    db.session.expire_all()
    batch = db.session.get_one(PayBatch, batch_id)
    return batch.state, batch.payments, batch.cents


def test_a_batch_freezes_the_weeks_that_are_over_and_pays_each_line_once(any_app: Flask):
    with any_app.app_context():
        program = a_season()
        first, later = worked(program, 0, 2)
        other = worked(a_season(), 0)
        batch_id = prepare(program)
        assert sums(batch_id) == (S.DRAFT, 1, 2 * HOURLY)
        assert sheet_of(first).state is TimesheetState.FROZEN
        assert sheet_of(later).state is TimesheetState.CONFIRMED
        assert sheet_of(other[0]).state is TimesheetState.CONFIRMED
        with pytest.raises(Conflict, match="A draft of this program is open"):
            prepare(program, SUNDAY + timedelta(days=14))
        batch_services.approve(batch_id, by=FRED, at=AT)
        batch_services.export(batch_id, by=FAY, at=AT)
        second = prepare(program, SUNDAY + timedelta(days=14))
        assert sums(second) == (S.DRAFT, 1, 2 * HOURLY)
        assert broken() == {}


def test_whoever_prepared_a_batch_never_approves_it(any_app: Flask):
    with any_app.app_context():
        program = a_season()
        worked(program, 0)
        batch_id = prepare(program)
        with pytest.raises(Refused, match="somebody else must approve it"):
            batch_services.approve(batch_id, by=FAY, at=AT)
        with pytest.raises(Refused):
            batch_services.approve(
                batch_id, by=Actor("staff", 13, "Sue", "career_specialist"), at=AT
            )
        with pytest.raises(Conflict):
            batch_services.export(batch_id, by=FAY, at=AT)
        batch_services.approve(batch_id, by=FRED, at=AT)
        # nor does the database take it, whatever a program says
        with pytest.raises(sa.exc.IntegrityError), db.engine.begin() as connection:
            connection.execute(sa.text("update pay_batch set approved_by = prepared_by"))


def test_the_file_is_the_same_each_time_and_adds_up(any_app: Flask):
    with any_app.app_context():
        booked = Paying("100-2145", "27-5010", "card")
        program = a_program(replace(SCHOOL_YEAR_INTERNSHIP.rules, paying=booked))
        worked(program, 0, given_name="Zoë", family_name="=Núñez", student_number="700001")
        worked(program, 0, minutes=90, given_name="Al", family_name="Ode", student_number="700002")
        batch_id = gone_out(program)
        batch = batch_queries.batch(batch_id)
        kept = batch_queries.file_of(batch, "csv").content
        with pytest.raises(Conflict):
            batch_services.export(batch_id, by=FAY, at=AT)
        db.session.expire_all()
        assert batch_queries.file_of(batch_queries.batch(batch_id), "csv").content == kept
        rows = list(csv.DictReader(io.StringIO(kept.decode("utf-8-sig"))))
        assert [(row["Payee"], row["Legal name"], row["Gross"]) for row in rows] == [
            ("700002", "Al Ode", "25.70"),
            ("700001", "Zoë =Núñez", "34.26"),
            ("TOTAL", "2", "59.96"),
        ]
        assert {row["Fund"] for row in rows[:2]} == {"100-2145"}
        assert {(row["Account"], row["Method"]) for row in rows[:2]} == {("27-5010", "card")}
        assert len(rows[2]["Reason"].removeprefix("sha256 ")) == 64
        again = batch_queries.batch(batch_id)
        told = again, batch_queries.payments_of(batch_id), batch_queries.lines_in(batch_id)
        book = batch_queries.file_of(again, "xlsx").content
        assert book == xlsx_of_batch(*told)
        sheet = openpyxl.load_workbook(io.BytesIO(book)).active
        assert [cell.value for cell in sheet["C"]][1:3] == ["Al Ode", "Zoë =Núñez"]
        assert sheet["E2"].value == 25.7


def test_what_changes_after_the_freeze_is_adjusted_in_the_next_batch(any_app: Flask):
    with any_app.app_context():
        program = a_season()
        first, _second = worked(program, 0, 1)
        batch_id = gone_out(program)
        before = batch_queries.file_of(batch_queries.batch(batch_id), "csv").content
        reverse(first)
        hours_again = sheet_of(first)
        assert hours_again.state is TimesheetState.SUBMITTED
        # alone, what is taken back would be less than nothing; with the second week it is not
        assert sums(batch_id) == (S.EXPORTED, 1, 2 * HOURLY)
        with pytest.raises(Conflict, match="Nothing waits to be paid"):
            prepare(program)
        settle(first)
        again = prepare(program, SUNDAY + timedelta(days=7))
        assert sums(again) == (S.DRAFT, 1, 2 * HOURLY)
        held = [line for lines in batch_queries.lines_in(again).values() for line in lines]
        assert sorted(str(line.kind) for line in held) == ["adjustment", "adjustment", "hours"]
        assert sheet_of(first).state is TimesheetState.FROZEN
        assert batch_queries.file_of(batch_queries.batch(batch_id), "csv").content == before
        assert broken() == {}


def test_a_frozen_week_is_not_changed_by_its_supervisors_link(any_app: Flask):
    with any_app.app_context():
        program = a_season()
        [first] = worked(program, 0)
        prepare(program)
        with pytest.raises(Conflict, match="This week is in a pay batch"):
            settle(first)


def test_a_discarded_batch_lets_its_lines_and_weeks_go(any_app: Flask):
    with any_app.app_context():
        program = a_season()
        [first] = worked(program, 0)
        batch_id = prepare(program)
        with pytest.raises(Invalid):
            batch_services.discard(batch_id, "", by=FAY, at=AT)
        batch_services.discard(batch_id, "a week too early", by=FAY, at=AT)
        assert sheet_of(first).state is TimesheetState.CONFIRMED
        assert sums(prepare(program)) == (S.DRAFT, 1, 2 * HOURLY)
        assert broken() == {}


def test_an_approval_is_taken_back_with_a_reason_before_it_went_out(any_app: Flask):
    with any_app.app_context():
        program = a_season()
        worked(program, 0)
        batch_id = prepare(program)
        batch_services.approve(batch_id, by=FRED, at=AT)
        batch_services.take_approval_back(batch_id, "wrong fund", by=FAY, at=AT)
        assert sums(batch_id)[0] is S.DRAFT
        batch_services.approve(batch_id, by=FRED, at=AT)
        batch_services.export(batch_id, by=FAY, at=AT)
        with pytest.raises(Conflict):
            batch_services.take_approval_back(batch_id, "too late", by=FAY, at=AT)
        assert broken() == {}


def test_an_approval_stays_while_another_draft_is_open(any_app: Flask):
    with any_app.app_context():
        program = a_season()
        worked(program, 0, 1)
        first = prepare(program)
        batch_services.approve(first, by=FRED, at=AT)
        prepare(program, SUNDAY + timedelta(days=7))
        with pytest.raises(Conflict, match="A draft of this program is open"):
            batch_services.take_approval_back(first, "wrong fund", by=FAY, at=AT)
        assert sums(first)[0] is S.APPROVED
        assert broken() == {}


def test_a_payment_that_came_back_is_paid_by_the_next_batch(any_app: Flask):
    with any_app.app_context():
        program = a_season()
        [first] = worked(program, 0)
        worked(program, 0)
        batch_id = prepare(program)
        one, two = batch_queries.payments_of(batch_id)
        with pytest.raises(Conflict, match="has not gone out"):
            noted(batch_id, one.id, paid_on=SUNDAY)
        batch_services.approve(batch_id, by=FRED, at=AT)
        batch_services.export(batch_id, by=FAY, at=AT)
        noted(batch_id, one.id, paid_on=SUNDAY)
        assert sums(batch_id)[0] is S.EXPORTED
        noted(batch_id, two.id, reason="the account was closed")
        # nothing is due any longer
        assert sums(batch_id)[0] is S.PAID
        again = prepare(program)
        assert sums(again) == (S.DRAFT, 1, 2 * HOURLY)
        with pytest.raises(Conflict):
            noted(batch_id, two.id, reason="again")
        assert sheet_of(first)
        assert broken() == {}


def test_a_day_to_come_or_nothing_to_pay_makes_no_batch(any_app: Flask):
    with any_app.app_context():
        program = a_season()
        with pytest.raises(Conflict, match="Nothing waits"):
            prepare(program)
        worked(program, 0)
        with pytest.raises(Invalid):
            prepare(program, AT.date() + timedelta(days=2))
        assert db.session.scalar(sa.select(sa.func.count()).select_from(PayBatch)) == 0


def test_people_who_act_at_the_same_time_make_one_batch_one_approval_one_file(any_app: Flask):
    with any_app.app_context():
        program = a_season()
        worked(program, 0)
    made = at_once(any_app, *(lambda: prepare(program, by=FAY) for _ in range(5)))
    ids = [each for each in made if isinstance(each, int)]
    assert len(ids) == 1, made
    [batch_id] = ids
    others = [Actor("staff", number, f"F{number}", "finance") for number in range(20, 25)]

    def approving(by: Actor):
        return lambda: batch_services.approve(batch_id, by=by, at=AT) or "approved"

    approved = at_once(any_app, *map(approving, others))
    assert approved.count("approved") == 1, approved
    exported = at_once(
        any_app,
        *(lambda: batch_services.export(batch_id, by=FAY, at=AT) or "out" for _ in range(5)),
    )
    assert exported.count("out") == 1, exported
    with any_app.app_context():
        files = sa.text("select count(*) from file where purpose = 'pay batch'")
        assert db.session.scalar(files) == 2
        assert broken() == {}


def test_the_same_line_is_never_in_two_live_payments(any_app: Flask):
    with any_app.app_context():
        program = a_season()
        worked(program, 0)
        batch_id = prepare(program)
        [payment] = batch_queries.payments_of(batch_id)
        [line] = db.session.scalars(sa.select(PaidLine)).all()
        twice = sa.text(
            "insert into paid_line (payment_id, stipend_line_id, live) values (:one, :two, true)"
        )
        with pytest.raises(sa.exc.IntegrityError), db.engine.begin() as connection:
            connection.execute(twice, {"one": payment.id, "two": line.stipend_line_id})


class Undone(Exception):
    """Take an example's rows back, so that the next begins with none."""


ACTS = st.lists(
    st.tuples(
        st.sampled_from(
            ["confirm", "reverse", "prepare", "approve", "export", "discard", "return", "paid"]
        ),
        st.integers(0, 3),
    ),
    max_size=14,
)


@shared_database
@given(acts=ACTS)
def test_whatever_happens_what_was_paid_and_what_waits_is_what_was_earned(app: Flask, acts):
    with app.app_context(), contextlib.suppress(Undone), transaction():
        program = a_season()
        matches = [a_match(a_student(), a_placement(program, seats=9)) for _ in range(2)]
        sheets = [
            a_week(match, {0: 60 * (number + 1)}, week=day(7 * number)).id
            for number in range(2)
            for match in matches
        ]
        for act, which in acts:
            with contextlib.suppress(Conflict, Refused, Invalid):
                _do(program, sheets, act, which)
        ledger = _sum(sa.select(sa.func.sum(StipendLine.cents)))
        held = _sum(
            sa.select(sa.func.sum(StipendLine.cents))
            .join(PaidLine, PaidLine.stipend_line_id == StipendLine.id)
            .where(PaidLine.live)
        )
        paid, left = batch_services.payees(
            db.session.get_one(Program, program.id), SUNDAY + timedelta(days=14)
        )
        waits = sum(each.cents for each in (*paid, *left))
        assert held + waits == ledger
        settled = sa.select(sa.func.sum(Timesheet.minutes)).where(
            Timesheet.state.in_((TimesheetState.CONFIRMED, TimesheetState.FROZEN))
        )
        assert ledger == _sum(settled) // 60 * HOURLY
        standing = (PaymentState.DUE, PaymentState.PAID)
        assert held == _sum(
            sa.select(sa.func.sum(Payment.cents))
            .join(PayBatch, PayBatch.id == Payment.batch_id)
            .where(Payment.state.in_(standing), PayBatch.state != S.DISCARDED)
        )
        db.session.flush()
        journal.write_pending()
        assert broken() == {}
        raise Undone


def _sum(query) -> int:
    return db.session.scalar(query) or 0


def _do(program: Program, sheets: list[int], act: str, which: int) -> None:
    last = db.session.scalar(sa.select(sa.func.max(PayBatch.id)))
    if act == "confirm":
        settle(sheets[which])
    elif act == "reverse":
        reverse(sheets[which])
    elif act == "prepare":
        prepare(program, SUNDAY + timedelta(days=7 * which))
    elif last is None:
        return
    elif act in ("approve", "export"):
        getattr(batch_services, act)(last, by=FRED, at=AT)
    elif act == "discard":
        batch_services.discard(last, "changed our mind", by=FAY, at=AT)
    else:
        payments = batch_queries.payments_of(last)
        payment = payments[which % len(payments)]
        if act == "paid":
            noted(last, payment.id, paid_on=SUNDAY)
        else:
            noted(last, payment.id, reason="closed account")
