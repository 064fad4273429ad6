"""Whoever sees a list takes away exactly that: its rows, sort, filters and columns, in its order.

Every board is held to it, found by walking the app's own pages as each role of the demo district.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import openpyxl
import pytest
import sqlalchemy as sa
from flask import Flask, template_rendered

from app.core import boards, clock, sheets
from app.core.db import db
from app.core.filters import day, hours, instant
from app.core.money import dollars
from tests.builders import a_match, a_student, an_employer
from tests.support import district
from tests.support.pages import Page, words
from tests.support.people import Member
from tests.support.routes import routes
from tests.support.visiting import Visitor
from tests.support.who_may import PEOPLE

QUERIES = {
    "students": "school=2",
    "employers": "q=a&sort=-owner",
    "next-steps": "who=all&sort=-employer",
    "pledges": "state=pledged&sort=-seats",
    "placements": "state=open&sort=-start",
    "preferences": "standing=considered&sort=-sent",
    "runs": "state=ready&sort=-at",
    "referrals": "standing=waiting&sort=-due",
    "matches": "state=active&sort=-moved",
    "hours": "state=confirmed&sort=minutes",
    "readiness": "sort=-first",
    "supervisors": "standing=answered&sort=-students",
    "credit": "sort=-program",
    "awards": "state=approved&sort=earned",
    "credentials": "state=earned&sort=-expires",
    "credential-catalogue": "field=engineering&sort=-issuer",
    "stipends": "kind=hours&sort=cents",
    "payees": "year=2026&sort=student",
    "pay-batches": "state=draft&sort=cents",
    "requests": "sort=-recipient",
    "outbox": "sort=to",
    "users": "status=active&sort=-email",
}


def lists(app: Flask) -> list[str]:
    """Give the address of every page that might be a list."""
    return [
        route.rule.rule for route in routes(app, safe=True) if not route.names and route.room != "r"
    ]


def read_csv(answer: Any) -> list[list[str]]:
    assert answer.mimetype == "text/csv"
    return list(csv.reader(io.StringIO(answer.get_data().decode("utf-8-sig"), newline="")))


def read_book(answer: Any) -> list[tuple[Any, ...]]:
    book = openpyxl.load_workbook(io.BytesIO(answer.get_data()))
    return list(book.active.iter_rows(values_only=True))


def as_seen(app: Flask, value: Any) -> set[str]:
    """Give the ways in which a page may write what a spreadsheet holds."""
    if value is None or value == "":
        return {""}
    with app.test_request_context():
        if isinstance(value, datetime):
            zone = app.config["TIMEZONE"]
            return {instant(value.astimezone(clock.ZoneInfo(zone)), zone)}
        if isinstance(value, date):
            return {day(value), day(value, year=True)}
        if isinstance(value, Decimal):
            minutes = round(value * 60)
            return {hours(minutes), dollars(round(value * 100)), f"{value.normalize():f}"}
        if isinstance(value, int):
            return {str(value), hours(value)}
    return {" ".join(str(value).split())}


class Seen:
    """Watch which board draws a page, and with which rows."""

    def __init__(self, app: Flask) -> None:
        self.app = app

    def __call__(self, person: Visitor, address: str) -> tuple[Page, Any] | None:
        drawn: list[Any] = []

        def note(_app: object, context: dict[str, Any], **_: object) -> None:
            page = context.get("page")
            if getattr(page, "columns", ()):
                drawn.append(page)

        with template_rendered.connected_to(note, self.app):
            answer = person.client.get(address, buffered=True)
        if answer.status_code != 200 or not drawn:
            return None
        return Page(address, answer), drawn[0]


@pytest.fixture
def world(app: Flask) -> Flask:
    district.fill(app)
    return app


@pytest.fixture
def seen(app: Flask) -> Seen:
    return Seen(app)


def signed_in(app: Flask, who: str) -> Visitor:
    person = Visitor(app, app.test_client())
    person.sign_in(f"{who}@{district.DOMAIN}", district.PASSWORD, status=303)
    return person


@pytest.mark.parametrize("who", [name for name in PEOPLE if name != "without_school"])
def test_every_list_of_a_role_is_taken_away_as_it_is_seen(world, seen, who):
    person, found = signed_in(world, who), set()
    for path in lists(world):
        drawn = seen(person, path)
        if drawn is None:
            continue
        for query in ("", QUERIES.get(path.rpartition("/")[2], "")):
            page, held = seen(person, f"{path}?{query}") or drawn
            same_in_both(world, person, page, held)
        found.add(path)
    assert found


def same_in_both(app: Flask, person: Visitor, page: Page, held: Any) -> None:
    headings = [words(th) for th in page.all("main table thead th")]
    if not held.total:
        assert not page.all("p.download")
        return
    assert headings == [column.heading for column in held.columns], page.url
    links = {words(a): a.attrs["href"] for a in page.all("p.download a")}
    sheet = read_csv(person.client.get(links["CSV"], buffered=True))
    book = read_book(person.client.get(links["Excel"], buffered=True))
    parts = [heading for column in held.columns for heading, _ in column.cells()]
    assert sheet[0] == list(book[0]) == parts
    assert len(sheet) == len(book) == held.total + 1, "all pages, not this one only"
    drawn = [
        [cell for cell in row.query("th, td") if cell.attrs.get("class") != "tick"]
        for row in page.all("main table tbody tr")
    ]
    first = (held.number - 1) * held.size
    for shown, row in zip(drawn, held.rows, strict=True):
        first += 1
        place = 0
        for cell, column in zip(shown, held.columns, strict=True):
            for heading, value in column.cells():
                with app.app_context():
                    kept = boards.reader(value)(row)
                where = f"{page.url}, {heading} of {words(cell)!r}"
                assert any(text in words(cell) for text in as_seen(app, kept)), f"{where}: {kept}"
                with app.app_context():
                    assert same(kept, sheet[first][place], book[first][place]), where
                place += 1


def same(kept: Any, in_sheet: str, in_book: Any) -> bool:
    """Tell whether one value is the same in both files, typed in the workbook."""
    if kept is None or kept == "":
        return in_sheet == "" and in_book is None
    if isinstance(kept, datetime):
        local = clock.district_time(kept).replace(second=0, microsecond=0, tzinfo=None)
        return in_book == local and in_sheet == local.isoformat(" ", "minutes")
    if isinstance(kept, date):
        return in_book.date() == kept and in_sheet == kept.isoformat()
    if isinstance(kept, Decimal | int):
        return Decimal(str(in_book)) == kept and Decimal(in_sheet) == kept
    return in_sheet == sheets.guarded(kept) and in_book == kept


def test_a_file_says_its_list_and_its_day(app, staff):
    with app.app_context():
        an_employer()
        today = clock.district_day(clock.now())
    admin = staff("administrator")
    for kind in ("csv", "xlsx"):
        answer = admin.client.get(f"/employers?format={kind}", buffered=True)
        name = f"attachment; filename=employers-{today}.{kind}"
        assert answer.headers["Content-Disposition"] == name
        assert answer.headers["Cache-Control"] == "no-store"


def test_another_schools_student_is_in_no_file(app, staff):
    with app.app_context():
        own, other = a_student(family_name="Ours"), a_student(family_name="Theirs")
        for student in (own, other):
            a_match(student)
    cora = staff("career_specialist", school_ids=[own.school_id])
    for path in ("students", "matches", "credit"):
        for query in ("", f"&school={other.school_id}", "&q=theirs"):
            rows = read_csv(cora.client.get(f"/{path}?format=csv{query}", buffered=True))
            assert not any("Theirs" in row for row in rows), path
            if not query:
                assert any("Ours" in row for row in rows), path


def test_who_may_not_see_a_list_gets_no_file_of_it(staff):
    assert staff("finance").client.get("/students?format=csv", buffered=True).status_code == 403
    assert (
        staff("employer_engagement").client.get("/hours?format=xlsx", buffered=True).status_code
        == 403
    )


def events(app: Flask, member: Member) -> Iterator[dict[str, Any]]:
    with app.app_context():
        query = sa.text(
            "select changes from event where action = 'exported' and record = 'user'"
            " and record_id = :id order by id"
        ).columns(changes=sa.JSON)
        yield from db.session.scalars(query, {"id": member.id})


def test_each_file_is_noted_once_and_no_name_that_was_searched_for(any_app, staff):
    with any_app.app_context():
        a_student(family_name="Nguyễn")
    admin = staff("administrator")
    admin.visit("/students?q=nguyen&grade=11")
    assert list(events(any_app, admin)) == [], "looking is not taking away"
    admin.client.get("/students?q=nguyen&grade=11&format=csv", buffered=True)
    assert list(events(any_app, admin)) == [
        {
            "list": "students",
            "format": "csv",
            "rows": 1,
            "filters": {"grade": "11"},
            "searched": True,
        }
    ]


def test_no_text_becomes_a_formula_and_numbers_stay_numbers(any_app, staff):
    bad = ["=1+1", "+1", "-1", "@SUM(A1)", "#REF!", '=HYPERLINK("http://x")']
    with any_app.app_context():
        for text in bad:
            an_employer(name=text, industry=f"{text}\x0b")
    admin = staff("administrator")
    sheet = read_csv(admin.client.get("/employers?format=csv", buffered=True))
    assert {row[0] for row in sheet[1:]} == {sheets.guarded(text) for text in bad}
    answer = admin.client.get("/employers?format=xlsx", buffered=True)
    book = openpyxl.load_workbook(io.BytesIO(answer.get_data())).active
    cells = {cell.value: cell.data_type for row in book.iter_rows(min_row=2) for cell in row}
    assert {text: cells[text] for text in bad} == dict.fromkeys(bad, "s")
    assert cells[0] == "n"


def test_a_file_costs_a_fixed_number_of_statements(any_app, staff, query_count):
    admin = staff("administrator")
    with any_app.app_context():
        a_match()
    seen = {}
    for number in (1, 5):
        for path in ("students", "matches", "credit", "users", "requests", "outbox"):
            with query_count() as statements:
                admin.client.get(f"/{path}?format=csv", buffered=True)
            seen.setdefault(path, []).append(len(statements))
        if number == 1:
            with any_app.app_context():
                for _ in range(4):
                    a_match()
    assert {path: counts[0] for path, counts in seen.items()} == {
        path: counts[1] for path, counts in seen.items()
    }


def test_what_is_too_much_for_a_file_says_so_and_keeps_the_filter(app, staff, monkeypatch):
    monkeypatch.setattr(boards, "MOST_ROWS", 1)
    with app.app_context():
        an_employer()
        an_employer()
    answer = staff("administrator").client.get("/employers?format=csv", buffered=True)
    assert answer.status_code == 422
    assert "This list has 2 rows, and a file holds at most 1." in answer.text


def test_the_filters_that_are_set_are_said_and_each_can_be_removed(app, staff):
    with app.app_context():
        student = a_student(grade="11")
    admin = staff("administrator")
    page = admin.visit(f"/students?grade=11&school={student.school_id}&q=ana")
    said = words(page.one("ul.active-filters"))
    assert "Name or number: ana" in said
    assert "Grade: 11" in said
    assert "School: School" in said
    without = page.link("Remove the filter Grade")
    assert "grade" not in without
    assert f"school={student.school_id}" in without
    assert page.link("Clear all filters") == "/students"
    assert not admin.visit("/students").all("ul.active-filters")
