"""Importing a roster in the browser: choose, look, apply."""

from __future__ import annotations

import io
import zipfile

import pytest
import sqlalchemy as sa

from app.core.db import db
from app.core.files import File
from app.students.models import Student
from tests.students.rosters import FIXTURES, importing, rows


def a_zip(name: str = "v11") -> io.BytesIO:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for file in (FIXTURES / name).iterdir():
            archive.write(file, file.name)
    target.seek(0)
    return target


def a_csv(name: str) -> io.BytesIO:
    return io.BytesIO((FIXTURES / name).read_bytes())


@pytest.fixture
def ana(staff):
    return staff("administrator")


def upload(ana, stream: io.BytesIO, name: str, **more):
    page = ana.visit("/students/import")
    return ana.submit(page, "Show what would change", file=(stream, name), **more)


def test_a_preview_shows_what_would_change_and_writes_nothing(app, ana):
    page = upload(ana, a_zip(), "export.zip")
    assert page.h1 == "Check the roster"
    assert "Sofía Ibáñez Núñez" in page
    assert rows(app, Student) == []


def test_applying_writes_and_drops_the_file(app, ana):
    page = ana.submit(upload(ana, a_zip(), "export.zip"), "Import this roster")
    assert "3 new, 0 updated, 0 unchanged, 0 no longer enrolled." in page
    assert len(rows(app, Student)) == 3
    assert rows(app, File) == []


def test_the_second_preview_says_that_nothing_changes(app, ana):
    importing(app, FIXTURES / "v11")
    page = upload(ana, a_zip(), "export.zip")
    assert "Everything in this file is known already" in page


def test_a_change_shows_old_and_new(app, ana):
    importing(app, FIXTURES / "v11")
    page = upload(ana, a_zip("delta"), "delta.zip")
    assert "School: Foothill High School → Harbor High School" in page
    assert "No longer enrolled" in page


def test_errors_stand_by_row_and_column_and_hold_the_import_back(app, ana):
    importing(app, FIXTURES / "v11")
    page = upload(ana, a_csv("bad_students.csv"), "bad_students.csv")
    assert "family_name is empty." in page
    refused = ana.submit(page, "Import this roster", status=422)
    assert "Mend the rows" in refused
    assert len(rows(app, Student)) == 3
    done = ana.submit(refused, "Import this roster", skip_bad_rows=True)
    assert "1 new" in done
    assert len(rows(app, Student)) == 4


def test_a_file_can_be_dropped(app, ana):
    page = ana.submit(upload(ana, a_zip(), "export.zip"), "Choose another file")
    assert "Nothing was imported" in page
    assert rows(app, File) == []


def test_no_file_is_a_sentence_at_the_field(ana):
    page = ana.visit("/students/import")
    assert "Choose a file" in ana.submit(page, "Show what would change", status=422)


def test_an_empty_file_is_a_sentence_at_the_field(ana):
    page = upload(ana, io.BytesIO(b""), "empty.csv", status=422)
    assert "is empty" in page


def test_a_hostile_file_is_a_sentence_at_the_field(ana):
    page = upload(ana, io.BytesIO(b"\x89PNG\r\n\x1a\n" + bytes(100)), "picture.csv", status=422)
    assert "binary data" in page


def test_markup_in_a_file_stays_text(ana):
    text = 'student_id,given_name,family_name,school\n1,<img src=x onerror=a()>,"<b hx-get=/x>",9\n'
    page = upload(ana, io.BytesIO(text.encode()), "<script>x</script>.csv")
    assert "<img" not in page.html
    assert "<script>x" not in page.html


def test_another_person_s_file_is_not_found(staff, ana):
    page = upload(ana, a_zip(), "export.zip")
    staff("administrator").visit(page.url, status=404)


@pytest.mark.parametrize("role", ["employer_engagement", "finance", "district_lead"])
def test_only_those_who_may_import_see_the_page(staff, role: str):
    staff(role).visit("/students/import", status=403)


def test_looking_at_a_preview_changes_no_row(app, ana):
    page = upload(ana, a_zip(), "export.zip")
    with app.app_context():
        before = db.session.execute(sa.select(File.id, File.sha256)).all()
    ana.visit(page.url)
    with app.app_context():
        assert db.session.execute(sa.select(File.id, File.sha256)).all() == before


def test_the_pages_are_accessible(staff, browse, axe):
    ana = staff("administrator", signed_in=False)
    page = browse()
    browse.sign_in(page, ana.email, staff.password)
    page.goto("/students/import")
    axe(page)
    page.set_input_files("input[type=file]", str(FIXTURES / "bad_students.csv"))
    page.get_by_role("button", name="Show what would change").click()
    page.wait_for_selector("text=Check the roster")
    axe(page)
