"""A specialist pastes students, says once which column is which, mends bad rows in place."""

from __future__ import annotations

import io

import openpyxl
import pytest

from app.core.intake.kept_sheets import KeptSheet
from app.core.intake.mapping import ColumnMapping
from app.students.models import Student, StudentYear
from tests import builders
from tests.students.rosters import rows

HEADINGS = "student_id\tgiven_name\tfamily_name\tbirth_date\tgrade\tschool"


def a_row(number: int, **changes: str) -> str:
    cells = {
        "id": str(70_000 + number),
        "given": "Zoë",
        "family": f"O’Brien {number}",
        "born": "2009-05-01",
        "grade": "11",
        "school": "Foothill High School",
    }
    return "\t".join((cells | changes).values())


def pasted(*lines: str, headings: str = HEADINGS) -> str:
    return "\n".join((headings, *lines))


@pytest.fixture
def school(any_app):
    with any_app.app_context():
        return builders.a_school(name="Foothill High School")


@pytest.fixture
def sue(staff, school):
    return staff("career_specialist", school_ids=[school.id])


def paste(person, text: str, **more):
    page = person.visit("/students/import")
    return person.submit(page, "Show what would change", pasted=text, **more)


def test_thirty_rows_are_pasted_two_mended_in_place_and_nothing_is_lost(any_app, sue):
    lines = [a_row(number) for number in range(30)]
    lines[7] = a_row(7, born="31/31/2009")
    lines[19] = a_row(19, family="", grade="x")
    page = paste(sue, pasted(*lines))
    assert "“31/31/2009” is not a day of the calendar." in page
    assert "family_name is empty." in page
    fields = {"cell-9-3": "2009-03-31", "cell-21-2": "Nguyễn"}
    page = sue.submit(page, "Check again", fields=fields)
    assert "is not a day" not in page
    assert "“x” is not a grade" in page
    page = sue.submit(page, "Import this roster", fields={"cell-21-4": "12"})
    assert "30 new, 0 updated, 0 unchanged, 0 no longer enrolled." in page
    assert len(rows(any_app, Student)) == 30
    assert {"2009-03-31", "12"} <= {
        str(row[name]) for row in rows(any_app, Student) for name in ("birth_date", "grade")
    }
    assert rows(any_app, KeptSheet) == []


def test_what_was_mended_is_kept_when_other_errors_hold_the_import_back(any_app, sue):
    page = paste(sue, pasted(a_row(1, born="x"), a_row(2, grade="x")))
    page = sue.submit(page, "Import this roster", fields={"cell-2-3": "2009-01-01"}, status=422)
    assert page.one("#cell-3-4").attrs["value"] == "x"
    again = sue.visit(page.url)
    assert again.all("#cell-2-3") == []
    assert rows(any_app, Student) == []


def test_headings_that_nobody_knows_are_asked_for_once(any_app, sue):
    words = "Nr\tVorname\tNachname\tGeboren\tStufe\tSchule"
    page = paste(sue, pasted(a_row(1), headings=words))
    assert page.h1 == "Which column is which?"
    places = {"student_id": 0, "given_name": 1, "family_name": 2, "school": 5, "grade": 4}
    done = sue.submit(page, "Use these columns", fields=places)
    assert done.h1 == "Check the roster"
    assert len(rows(any_app, ColumnMapping)) == 1
    shuffled = "Schule\tNr\tVorname\tNachname\tGeboren\tStufe"
    cells = a_row(2).split("\t")
    again = paste(sue, pasted("\t".join([cells[-1], *cells[:-1]]), headings=shuffled))
    assert again.h1 == "Check the roster"
    assert "O’Brien 2" in again
    columns = sue.visit(f"{again.url}/columns")
    assert columns.one("#student_id option[selected]").attrs["value"] == "1"


def test_a_required_column_that_is_not_chosen_is_a_sentence_at_its_field(sue):
    page = paste(sue, pasted(a_row(1), headings="A\tB\tC\tD\tE\tF"))
    page = sue.submit(
        page, "Use these columns", fields={"student_id": 0, "given_name": 0}, status=422
    )
    assert "is chosen twice" in page
    assert "Choose the column that holds “Family name”." in page


def test_a_row_of_another_school_is_an_error_and_names_nobody(any_app, sue):
    with any_app.app_context():
        other = builders.a_school(name="Harbor High School")
        builders.a_student(other, student_number="70001", given_name="Secret")
    page = paste(sue, pasted(a_row(1), a_row(2, school="Harbor High School")))
    assert "belongs to a student of a school that is not yours" in page
    assert "“Harbor High School” is not one of your schools." in page
    assert "Secret" not in page


def test_a_workbook_and_a_supplement_come_the_same_way(any_app, sue):
    book = openpyxl.Workbook()
    book.active.append(HEADINGS.split("\t"))
    book.active.append(a_row(1).split("\t"))
    stream = io.BytesIO()
    book.save(stream)
    stream.seek(0)
    page = sue.visit("/students/import")
    page = sue.submit(page, "Show what would change", file=(stream, "Students.XLSX"))
    sue.submit(page, "Import this roster")
    more = "student_id\tpathway\tell\n70001\tHealth\tYes"
    page = paste(sue, more, purpose="supplement")
    sue.submit(page, "Import this roster")
    (year,) = rows(any_app, StudentYear)
    assert (year["attributes"]["pathway"], year["attributes"]["english_learner"]) == (
        "Health",
        True,
    )


def test_a_supplement_of_a_specialist_touches_no_other_school(any_app, sue):
    with any_app.app_context():
        builders.a_student(student_number="9")
    page = paste(sue, "student_id\tpathway\n9\tHealth", purpose="supplement")
    assert "not here" in page
    assert "There is nothing to import" in page


def test_a_specialist_gives_no_whole_export(sue):
    page = sue.visit("/students/import")
    empty = io.BytesIO(b"PK\x05\x06" + bytes(18))
    page = sue.submit(page, "Show what would change", file=(empty, "x.zip"), status=422)
    assert "Only administrators import a OneRoster export" in page


def test_another_person_s_sheet_is_not_found(sue, staff):
    page = paste(sue, pasted(a_row(1)))
    other = staff("administrator")
    other.visit(page.url, status=404)
    other.visit(f"{page.url}/columns", status=404)


def test_nothing_pasted_and_no_file_is_a_sentence(sue):
    assert "paste cells" in paste(sue, "  ", status=422)


def test_what_was_pasted_is_kept_when_it_cannot_be_read(sue):
    page = paste(sue, 'a\tb\n"never closed\t\n' + "x\n" * 60, status=422)
    assert "never closed" in page.one("#pasted").to_text()


def test_an_old_page_overwrites_nothing(sue):
    page = paste(sue, pasted(a_row(1, born="x")))
    sue.submit(page, "Check again", fields={"cell-2-3": "y"})
    assert "another window" in sue.submit(page, "Check again", fields={"cell-2-3": "z"}, status=409)


# -- budget 8, in a browser


def test_a_specialist_pastes_thirty_mends_two_and_undoes_it_in_a_browser(app, staff, browse, axe):
    with app.app_context():
        school = builders.a_school(name="Foothill High School")
    sue = staff("career_specialist", school_ids=[school.id], signed_in=False)
    lines = [a_row(number) for number in range(30)]
    lines[7] = a_row(7, born="31/31/2009")
    lines[19] = a_row(19, grade="x")
    page = browse(phone=True)
    browse.sign_in(page, sue.email, staff.password)
    page.goto("/students/import")
    axe(page)
    page.get_by_label("Or paste cells").fill(pasted(*lines))
    page.get_by_role("button", name="Show what would change").click()
    page.wait_for_selector("text=Mend the rows with errors")
    axe(page)
    assert page.get_by_role("group", name="Row").count() == 2
    page.get_by_label("birth_date of row 9").fill("2009-03-31")
    page.get_by_label("grade of row 21").fill("12")
    page.get_by_role("button", name="Import this roster").click()
    page.wait_for_selector("text=30 new")
    assert len(rows(app, Student)) == 30
    page.get_by_role("link", name="Undo this import").click()
    page.get_by_role("button", name="Undo the import").click()
    page.wait_for_selector("text=30 removed again")
    axe(page)
    assert rows(app, Student) == []
    assert browse.traffic(page).faults == []
