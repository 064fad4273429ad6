"""Every week of a school that is not answered is nudged in at most four clicks, 400 of them."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta

import sqlalchemy as sa
from flask import Flask
from playwright.sync_api import Locator, expect

from app.core import clock
from app.core.db import db
from app.core.outbox import OutboxMessage
from app.core.use_case import use_case
from app.hours.weekly import ask_for_hours, last_due_week
from app.programs.mailing import plan_in
from app.programs.models import Program
from app.programs.presets import SCHOOL_YEAR_INTERNSHIP
from app.schools.models import School
from tests.builders import (
    ZONE,
    a_contact,
    a_match,
    a_placement,
    a_program,
    a_school,
    a_site,
    a_student,
    a_week,
    an_employer,
)

SUPERVISORS, STUDENTS = 40, 10


@use_case
def work(program: Program, school: School, supervisors: int, week: date) -> None:
    """Let supervisors have ten students each of a school, whose week is submitted."""
    for _ in range(supervisors):
        employer = an_employer()
        dates = {"start_date": week, "end_date": week + timedelta(days=90)}
        placement = a_placement(
            program, a_site(employer), a_contact(employer), seats=STUDENTS, **dates
        )
        for _ in range(STUDENTS):
            a_week(a_match(a_student(school), placement), {0: 60}, week=week)


def mailed_since(app: Flask, at: datetime) -> list[str]:
    query = sa.select(OutboxMessage.to_address).where(OutboxMessage.created_at > at)
    with app.app_context():
        return list(db.session.scalars(query))


def test_400_weeks_of_one_school_are_nudged_in_at_most_four_clicks(app, staff, browse):
    with app.app_context():
        now = clock.now()
        asked_at = now - timedelta(days=2)
        rules = SCHOOL_YEAR_INTERNSHIP.rules
        week = last_due_week(plan_in(rules, "hours-week"), ZONE, asked_at)
        dates = {"start_date": week, "end_date": week + timedelta(days=90)}
        program = a_program(rules, **dates)
        lincoln, mission = a_school(name="Lincoln High"), a_school(name="Mission High")
        work(program, lincoln, SUPERVISORS, week)
        work(program, mission, 1, week)
        assert ask_for_hours(asked_at) == SUPERVISORS + 1
    cora = staff("career_specialist", school_ids=[lincoln.id, mission.id])
    page, clicks = browse(), 0
    browse.sign_in(page, cora.email, staff.password)

    def click(target: Locator) -> None:
        nonlocal clicks
        target.click()
        clicks += 1

    click(page.get_by_role("link", name=re.compile("See them.*Lincoln High")))
    expect(page.get_by_text("1–50 of 400 weeks")).to_be_visible()
    click(page.get_by_role("button", name="Nudge…"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Nudge 40 supervisors")
    expect(page.get_by_text("Of all 400 in this filter (State, School).")).to_be_visible()
    expect(page.locator("ul.named li")).to_have_count(SUPERVISORS)
    assert mailed_since(app, now) == [], "a preview mails nobody"
    click(page.get_by_role("button", name="Nudge 40 supervisors"))
    expect(page.get_by_role("heading", level=1)).to_have_text("40 supervisors nudged")
    assert clicks <= 4
    mailed = mailed_since(app, now)
    assert len(mailed) == len(set(mailed)) == SUPERVISORS
    page.go_back()
    page.reload()
    expect(page.get_by_role("heading", level=1)).to_have_text("Nudge 0 supervisors")
    assert len(mailed_since(app, now)) == SUPERVISORS, "never a double nudge"
