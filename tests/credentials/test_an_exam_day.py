"""After an exam day a specialist notes all its results at once, from the roster or from a sheet."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa

from app.core import clock
from app.core.access import Actor
from app.core.db import db
from app.core.errors import Conflict, NotFound
from app.core.intake.sheet import read_pasted
from app.credentials import catalogue_services, import_services, services
from app.credentials.checks import CHECKS
from app.credentials.facts import CredentialFacts, Result
from app.credentials.import_reading import read_results
from app.credentials.models import AwardState, CredentialAward
from app.credentials.services import Noted
from tests.builders import a_school, a_student

S = AwardState
ADA = Actor("staff", 901, "Ada", "administrator")


def today():
    return clock.today("America/Los_Angeles")


def a_credential(name="First aid") -> int:
    facts = CredentialFacts(name=name, issuer="Red Cross", lasts_months=24)
    return catalogue_services.add(facts, by=ADA, at=clock.now())


def plan(student, credential_id):
    planned = Result(state=S.PLANNED, on=today())
    services.note(Noted(student.id, credential_id), planned, by=ADA, at=clock.now())


def states():
    db.session.expire_all()
    query = sa.select(CredentialAward.student_id, CredentialAward.state)
    return {row.student_id: row.state for row in db.session.execute(query)}


def broken():
    return [check.name for check in CHECKS if check.broken()]


# -- from the list of those who planned it


def test_results_of_an_exam_day_are_noted_on_one_page(staff, any_app):
    with any_app.app_context():
        school, first_aid = a_school(), a_credential()
        passed, failed, absent = (a_student(school) for _ in range(3))
        elsewhere = a_student()
        for each in (passed, failed, absent, elsewhere):
            plan(each, first_aid)
        ids = [passed.id, failed.id, absent.id, elsewhere.id]
        school_id = school.id
    person = staff("career_specialist", school_ids=[school_id])
    page = person.visit(f"/credentials/exam-day?credential={first_aid}")
    assert len(page.all("tbody tr")) == 3
    answered = person.submit(
        page,
        "Note the results",
        fields={
            f"result-{ids[0]}": "earned",
            f"number-{ids[0]}": "FA-1",
            f"result-{ids[1]}": "failed",
        },
    )
    assert answered.h1 == "Credentials"
    assert "2 results noted, 1 earned." in answered.text
    with any_app.app_context():
        found = states()
        assert [found[each] for each in ids] == [S.EARNED, S.FAILED, S.PLANNED, S.PLANNED]
        assert broken() == []


def test_one_wrong_result_notes_none_and_keeps_what_was_typed(staff, app):
    with app.app_context():
        first_aid = a_credential()
        one, two = a_student(), a_student()
        for each in (one, two):
            plan(each, first_aid)
        ids, name = [one.id, two.id], two.shown_name
    person = staff("administrator")
    page = person.visit(f"/credentials/exam-day?credential={first_aid}")
    wrong = person.submit(
        page,
        "Note the results",
        fields={
            f"result-{ids[0]}": "earned",
            f"result-{ids[1]}": "earned",
            f"number-{ids[1]}": "123-45-6789",
        },
        status=422,
    )
    assert name in wrong.alert
    assert "Social Security" in wrong.alert
    assert wrong.one(f"input[name=number-{ids[1]}]").attrs["value"] == "123-45-6789"
    late = person.submit(
        page,
        "Note the results",
        fields={
            f"result-{ids[0]}": "earned",
            "on": (today() + timedelta(days=1)).isoformat(),
        },
        status=422,
    )
    assert "has not come yet" in late.alert
    nothing = person.submit(page, "Note the results", status=422)
    assert "Choose a result for somebody." in nothing.alert
    with app.app_context():
        assert set(states().values()) == {S.PLANNED}


# -- from a sheet


def sheet_of(*rows):
    return read_pasted("\n".join(["student_id\tcredential\tresult\tdate\tnumber", *rows]))


def listed_of(sheet, by=ADA):
    return read_results(sheet, by, today())


def brought(sheet, by=ADA):
    return import_services.import_results(listed_of(sheet, by), by=by, at=clock.now())


def test_a_sheet_notes_results_and_bringing_it_again_notes_none(any_app):
    with any_app.app_context():
        first_aid = a_credential()
        planned, new = a_student(), a_student()
        plan(planned, first_aid)
        sheet = sheet_of(
            f"{planned.student_number}\tFIRST AID\tpassed\t{today()}\tFA-1",
            f"{new.student_number}\tFirst aid\tfailed\t{today():%m/%d/%Y}\t",
        )
        done = brought(sheet)
        assert (done.created, done.unchanged, done.errors) == (2, 0, ())
        assert states() == {planned.id: S.EARNED, new.id: S.FAILED}
        again = brought(sheet)
        assert (again.created, again.unchanged) == (0, 2)


def test_undoing_an_import_puts_plans_back_and_removes_the_rest(any_app):
    with any_app.app_context():
        first_aid = a_credential()
        planned, new, kept = a_student(), a_student(), a_student()
        plan(planned, first_aid)
        rows = [
            f"{each.student_number}\tFirst aid\tearned\t{today()}\t"
            for each in (planned, new, kept)
        ]
        done = brought(sheet_of(*rows))
        mine = db.session.scalars(
            sa.select(CredentialAward.id).where(CredentialAward.student_id == kept.id)
        ).one()
        corrected = Result(state=S.EARNED, on=today(), number="FA-9")
        services.note_result(mine, corrected, by=ADA, at=clock.now())
        import_services.undo_import(done.batch_id, by=ADA, at=clock.now())
        assert states() == {planned.id: S.PLANNED, kept.id: S.EARNED}
        assert broken() == []
        with pytest.raises(Conflict, match="undone already"):
            import_services.undo_import(done.batch_id, by=ADA, at=clock.now())


def test_what_is_wrong_with_a_row_is_said_by_column_and_nothing_is_written(app):
    with app.app_context():
        a_credential()
        student, elsewhere = a_student(), a_student()
        number = student.student_number
        specialist = Actor("staff", 903, "Sue", "career_specialist", frozenset({student.school_id}))
        sheet = sheet_of(
            f"{number}\tFirst aid\tearned\t{today()}\t",
            f"{number}\tFirst aid\tearned\t{today()}\t",
            f"{elsewhere.student_number}\tFirst aid\tearned\t{today()}\t",
            f"{number}\tSwordplay\tearned\t{today()}\t",
            f"{number}\tFirst aid\tperhaps\t{today()}\t",
            f"{number}\tFirst aid\tearned\t2100-01-01\t",
            f"{number}\tFirst aid\tearned\t2024-01-01\t123456789",
        )
        done = brought(sheet, specialist)
        wrong = {(each.row, each.column): each.message for each in done.errors}
        assert list(wrong) == [
            (3, "student_id"),
            (4, "student_id"),
            (5, "credential"),
            (6, "result"),
            (7, "date"),
            (8, "number"),
        ]
        assert "row 2" in wrong[3, "student_id"]
        assert "no student of your schools" in wrong[4, "student_id"]
        assert "not in the catalogue" in wrong[5, "credential"]
        assert states() == {}


def test_only_who_brought_an_import_undoes_it(staff, app):
    with app.app_context():
        a_credential()
        student = a_student()
        school_id = student.school_id
        row = f"{student.student_number}\tFirst aid\tearned\t{today()}\t"
        batch_id = brought(sheet_of(row)).batch_id
        sue = Actor("staff", 903, "Sue", "career_specialist", frozenset({school_id}))
        with pytest.raises(NotFound):
            import_services.undo_import(batch_id, by=sue, at=clock.now())
    person = staff("career_specialist", school_ids=[school_id])
    person.visit(f"/credentials/imports/{batch_id}/undo", status=404)


def test_a_sheet_goes_from_pasted_cells_to_a_noted_result_and_back(staff, app):
    with app.app_context():
        a_credential()
        student = a_student()
        school_id, number = student.school_id, student.student_number
    person = staff("career_specialist", school_ids=[school_id])
    page = person.visit("/credentials/import")
    pasted = f"student_id\tcredential\tdate\n{number}\tFirst aid\tyesterday"
    preview = person.submit(page, "Show what would change", pasted=pasted)
    cell = preview.one('input[value="yesterday"]').attrs["name"]
    mended = person.submit(preview, "Check again", fields={cell: today().isoformat()})
    assert "Import these results" in mended.text
    done = person.submit(mended, "Import these results")
    assert "Imported: 1 noted" in done.text
    undo = person.visit(done.link("Undo the import of Pasted cells"))
    assert "1 entry is removed" in undo.text
    person.submit(undo, "Undo the import")
    with app.app_context():
        assert states() == {}
