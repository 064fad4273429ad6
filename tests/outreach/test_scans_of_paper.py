"""An answer on paper is entered with its scan, which stays beside it and names no stranger."""

from __future__ import annotations

import io
from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from app.core import files
from app.core.access import SYSTEM
from app.core.db import db
from app.core.errors import Invalid
from app.hours import weekly
from app.outreach import scans
from app.outreach.models import LinkRequest
from app.outreach.scans import PURPOSE
from app.schools.models import School
from tests.builders import a_match, a_placement, a_school, a_student, a_week
from tests.hours.world import NEXT_MONDAY

PDF = b"%PDF-1.7 one sheet"
NOTE = "In the folder of week 46"


def a_file(content: bytes = PDF, name: str = "week.pdf") -> tuple[io.BytesIO, str]:
    return io.BytesIO(content), name


@pytest.fixture
def paper(any_app: Flask, staff):
    """Give the specialists of two schools with students at one placement, and its request."""
    with any_app.app_context():
        placement = a_placement()
        ids = [a_school().id, a_school().id]
        for school_id in ids:
            a_week(a_match(a_student(db.session.get_one(School, school_id)), placement))
        weekly.ask_for_hours(NEXT_MONDAY + timedelta(hours=1))
        request_id = db.session.scalars(sa.select(LinkRequest.id)).one()
    both = staff("career_specialist", school_ids=ids)
    one = staff("career_specialist", school_ids=ids[:1])
    return both, one, f"/requests/{request_id}"


def test_a_scan_is_kept_through_a_mistake_and_shown_beside_the_answer(paper, staff):
    cass, other, address = paper
    form = cass.visit(f"{address}/answer")
    form = cass.submit(form, "Confirm all hours", scan=a_file(), status=422)
    assert "Choose how the answer was given" in form.text
    assert "week.pdf is kept" in form.one("#scan-kept").to_text()
    page = cass.submit(form, "Confirm all hours", method="paper", evidence_note=NOTE)
    page = cass.visit(address)
    assert NOTE in page.text
    scan = page.link("Scan: week.pdf")
    got = cass.client.get(scan)
    assert got.data == PDF
    assert got.headers["Content-Disposition"] == "attachment; filename=week.pdf"
    assert got.headers["X-Content-Type-Options"] == "nosniff"
    assert got.mimetype == "application/octet-stream"
    # the paper names students of a school that is not theirs
    assert "a scan is kept" in other.visit(address).text
    other.visit(scan, status=404)
    staff("employer_engagement").visit(scan, status=404)
    assert staff("district_lead").client.get(scan).data == PDF
    staff("finance").visit(scan, status=403)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"<html>%PDF-", "is no PDF and no photo"),
        (b"", "is empty"),
    ],
)
def test_what_is_no_scan_is_refused_at_its_field(any_app, paper, content, said):
    cass, _, address = paper
    form = cass.visit(f"{address}/answer")
    filled = {"method": "paper", "evidence_note": NOTE}
    form = cass.submit(
        form, "Confirm all hours", scan=a_file(content, "a.pdf"), status=422, **filled
    )
    assert said in form.one("#scan-error").to_text()
    assert form.one("#evidence_note").attrs["value"] == NOTE
    with any_app.app_context():
        assert db.session.scalar(sa.text("select count(*) from link_answer")) == 0
        assert db.session.scalar(sa.text("select count(*) from file")) == 0


def test_a_scan_of_more_than_10_mb_is_refused(app: Flask):
    with app.app_context(), pytest.raises(Invalid) as refused:
        scans.keep("a.pdf", PDF + b"0" * files.LARGEST, by=SYSTEM, at=NEXT_MONDAY)
    assert "larger than 10 MB" in refused.value.fields["file"]


def test_a_scan_that_comes_later_is_attached_once(paper):
    cass, _, address = paper
    form = cass.visit(f"{address}/answer")
    cass.submit(form, "Confirm all hours", method="paper")
    early = cass.visit(address)
    page = cass.submit(early, "Attach", scan=a_file(b"GIF89a", "a.gif"))
    assert "no PDF and no photo" in page.alert
    page = cass.submit(early, "Attach", scan=a_file(b"\x89PNG\r\n\x1a\n", "täfel.png"))
    assert "kept beside the answer" in page.alert
    assert cass.client.get(page.link("Scan: täfel.png")).data.startswith(b"\x89PNG")
    page = cass.submit(early, "Attach", scan=a_file())
    assert "has a scan already" in page.alert


def test_nobody_takes_a_file_of_somebody_else_for_their_scan(any_app, paper):
    cass, other, address = paper
    form = other.visit(f"{address}/answer")
    form = other.submit(form, "Confirm all hours", scan=a_file(), status=422)
    theirs = form.one('input[name="scan_id"]').attrs["value"]
    form = cass.visit(f"{address}/answer?scan_id={theirs}")
    assert form.all("#scan-kept") == []
    with any_app.app_context():
        purposes = db.session.scalars(sa.text("select purpose from file")).all()
    assert purposes == [PURPOSE]
