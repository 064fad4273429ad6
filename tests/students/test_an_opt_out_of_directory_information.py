"""A student whose guardian opted out is shown to no partner before they take part."""

from __future__ import annotations

from datetime import UTC, date, datetime, time

import pytest
import sqlalchemy as sa
from flask import Flask

from app.core.access import Actor
from app.core.db import db
from app.core.errors import Conflict
from app.core.use_case import use_case
from app.employers.recipients import contact_recipient
from app.matches import services, slates
from app.matches.models import Match, MatchState
from app.outreach import answers
from app.outreach.models import Disclosure
from app.outreach.shapes import Shown
from app.placements.queries import detail
from app.students.models import StudentDocument
from app.students.privacy import CONSENT_KIND, Basis, grounds
from tests.builders import (
    LONG_AGO,
    ZONE,
    a_contact,
    a_match,
    a_placement,
    a_request,
    a_school,
    a_student,
)

S = MatchState
NOW = datetime(2026, 9, 14, 18, tzinfo=UTC)
TODAY = date(2026, 9, 14)
ADMIN = Actor("staff", 1, "Ada", "administrator")
AFTERNOON = {0: (time(15), time(18), 0)}


@use_case
def consent(student_id: int, expires: date | None) -> None:
    db.session.add(
        StudentDocument(
            student_id=student_id, kind=CONSENT_KIND, expires=expires, noted_at=LONG_AGO
        )
    )


def opted_out(**changes):
    return a_student(directory_opt_out=True, **changes)


def test_each_student_is_shown_on_a_ground_or_not_at_all(any_app: Flask):
    with any_app.app_context():
        plain, silent, agreed, lapsed = a_student(), opted_out(), opted_out(), opted_out()
        consent(agreed.id, None)
        consent(lapsed.id, date(2026, 9, 13))
        ids = [plain.id, silent.id, agreed.id, lapsed.id]
        assert grounds(ids, TODAY) == {plain.id: Basis.DIRECTORY, agreed.id: Basis.CONSENT}
        assert lapsed.id in grounds(ids, date(2026, 9, 13))


def test_who_opted_out_is_not_referred_until_a_consent_is_on_file(app: Flask):
    with app.app_context():
        student, placement = opted_out(), a_placement(weekdays=AFTERNOON)
        match = a_match(student, placement, state=S.SHORTLISTED)
        with pytest.raises(Conflict, match="opted out of directory information"):
            services.move(match.id, S.REFERRED, by=ADMIN, at=NOW)
        [line] = slates.preview(detail(placement.id), [student.id], S.REFERRED, by=ADMIN)
        assert "opted out" in line.why_not
        consent(student.id, None)
        services.move(match.id, S.REFERRED, by=ADMIN, at=NOW)


def test_a_shortlist_is_referred_without_them_and_they_may_still_be_offered(app: Flask, staff):
    ada = staff("administrator")
    with app.app_context():
        placement = a_placement(weekdays=AFTERNOON)
        hidden = a_match(opted_out(), placement, state=S.SHORTLISTED)
        a_match(a_student(), placement, state=S.SHORTLISTED)
    page = ada.visit(f"/placements/{placement.id}")
    page = ada.submit(ada.visit(page.link("Refer the shortlist (2)")), "Refer")
    assert "Referred: 1 student." in page.alert
    assert "Left on the shortlist: 1 student, opted out" in page.alert
    with app.app_context():
        assert db.session.get_one(Match, hidden.id).state is S.SHORTLISTED
        services.move(hidden.id, S.OFFERED, by=ADMIN, at=NOW)


def test_the_record_says_on_which_ground_each_partner_saw_the_student(app: Flask, staff):
    ada = staff("administrator")
    with app.app_context():
        student = opted_out(school=a_school())
        asked = a_request(contact_recipient(a_contact().id, ZONE, set()))
        told = Shown("t", "t", {}, (student.id,), "first name and initial")
        answers.note_visit(asked.id, told, address="", agent="", at=NOW)
        told = Shown("t", "t", {}, (student.id,), "skills", basis={student.id: Basis.CONSENT})
        answers.note_visit(asked.id, told, address="", agent="", at=NOW)
        kept = db.session.scalars(sa.select(Disclosure.basis).order_by(Disclosure.id)).all()
        assert kept == ["placement", "consent"]
    page = ada.visit(f"/students/{student.id}")
    assert "Opted out." in page
    assert "takes part in the placement" in page
    assert "guardian’s consent on file" in page
