"""Sheets that people give: CSV, Excel and pasted cells are read alike, bombs are refused fast."""

from __future__ import annotations

import io
import time
import zipfile
from datetime import date, datetime

import openpyxl
import pytest

from app.core.intake.headers import Column, Layout
from app.core.intake.problems import FileRefusedError, Problems
from app.core.intake.sheet import Sheet, read_pasted, read_sheet

LAYOUT = Layout((Column("name", required=True), Column("born", aliases=("birth date",))))
MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'


def a_workbook(*rows: tuple, prepare=None) -> bytes:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    if prepare:
        prepare(book)
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def with_sheet_xml(xml: str, **more: str) -> bytes:
    """Make a workbook whose first sheet is this XML."""
    target = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(a_workbook(("name",)))) as source,
        zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive,
    ):
        for entry in source.namelist():
            sheet = entry == "xl/worksheets/sheet1.xml"
            archive.writestr(entry, xml if sheet else more.get(entry, source.read(entry)))
    return target.getvalue()


def values(sheet: Sheet) -> list[tuple]:
    return [row for _, row in sheet.table(LAYOUT, Problems()).rows()]


def refusal(name: str, content: bytes) -> str:
    begun = time.monotonic()
    with pytest.raises(FileRefusedError) as refused:
        read_sheet(name, content)
    assert time.monotonic() - begun < 2, "a refusal is fast"
    return str(refused.value.problem)


def warned(sheet: Sheet) -> str:
    return " ".join(warning.message for warning in sheet.warnings)


@pytest.mark.parametrize(
    "sheet",
    [
        pytest.param(lambda: read_sheet("a.csv", b"name,born\nAna,2008-05-01\n"), id="csv"),
        pytest.param(
            lambda: read_sheet("a.xlsx", a_workbook(("name", "born"), ("Ana", date(2008, 5, 1)))),
            id="xlsx",
        ),
        pytest.param(lambda: read_pasted("name\tborn\r\nAna\t2008-05-01\r\n"), id="pasted"),
        pytest.param(lambda: read_pasted("name,born\nAna,2008-05-01"), id="pasted with commas"),
    ],
)
def test_the_same_cells_come_in_alike(sheet):
    assert values(sheet()) == [("Ana", "2008-05-01")]


def test_pasted_cells_keep_commas_quotes_and_line_breaks():
    sheet = read_pasted('name\tborn\n"Ana ""Nan""\nReyes"\t\nPlaza, Lou\t\n')
    assert [cells[0] for _, cells in sheet.rows] == ['Ana "Nan"\nReyes', "Plaza, Lou"]


def test_pasted_cells_without_headings_get_letters():
    sheet = read_pasted("Ana\t2008-05-01\nLou\t2009-01-02", has_header=False)
    assert sheet.header == ["Column A", "Column B"]
    assert [number for number, _ in sheet.rows] == [1, 2]


def test_numbers_dates_and_flags_of_excel_read_as_typed():
    moment = datetime(2027, 1, 2, 8, 30)  # noqa: DTZ001 - Excel knows no zones
    sheet = read_sheet(
        "a.xlsx",
        a_workbook(("name", "a", "b", "c", "d"), (10024.0, 1.5, True, moment, date(2027, 1, 2))),
    )
    assert sheet.rows[0][1] == ["10024", "1.5", "true", "2027-01-02T08:30:00", "2027-01-02"]


def test_zeros_before_a_number_come_from_its_format():
    def zeros(book):
        book.active["A2"].number_format = "00000"

    sheet = read_sheet("a.xlsx", a_workbook(("name",), (2134,), prepare=zeros))
    assert sheet.rows[0][1] == ["02134"]


def test_rows_keep_the_numbers_of_the_spreadsheet():
    sheet = read_sheet("a.xlsx", a_workbook(("name",), ("Ana",), (None,), ("Lou",)))
    assert [number for number, _ in sheet.rows] == [2, 4]
    assert [number for number, _ in read_sheet("a.csv", b"name\nAna\n\nLou\n").rows] == [2, 4]


def test_what_the_eye_does_not_see_is_said():
    def hide(book):
        book.active.row_dimensions[2].hidden = True
        book.active.column_dimensions["B"].hidden = True
        book.active.merge_cells("A3:B3")
        book.active["C2"] = "=1+1"
        book.create_sheet("More")

    rows = (("name", "born", "x"), ("Ana", "", ""), ("Lou", "", ""))
    told = warned(read_sheet("a.xlsx", a_workbook(*rows, prepare=hide)))
    for word in ("hidden rows", "hidden columns", "merged cells", "formulas", "only “Sheet”"):
        assert word in told


def test_the_first_visible_sheet_is_read():
    def hide(book):
        book.active.sheet_state = "hidden"
        book.create_sheet("Seen").append(["name"])
        book["Seen"].append(["Lou"])

    sheet = read_sheet("a.xlsx", a_workbook(("name",), ("Ana",), prepare=hide))
    assert values(sheet) == [("Lou", None)]


def test_a_guard_against_formulas_is_taken_off_again():
    assert values(read_sheet("a.csv", b"name\n'=Ana\n'Tis\n")) == [("=Ana", None), ("'Tis", None)]


def test_a_sheet_of_100_mb_zipped_small_is_refused_fast():
    row = '<row r="2"><c r="A2"><v>1</v></c></row>'
    xml = f"<worksheet {MAIN}><sheetData>{row * (100_000_000 // len(row))}</sheetData></worksheet>"
    bomb = with_sheet_xml(xml)
    assert len(bomb) < 400_000
    assert "when unpacked" in refusal("a.xlsx", bomb)


def test_a_smaller_bomb_is_refused_by_its_ratio():
    assert "60 times" in refusal("a.xlsx", with_sheet_xml(" " * 20_000_000))


def test_a_million_columns_are_refused_fast():
    # cells that differ, so that it is not the ratio that refuses them
    cells = "".join(f"<c><v>{number * 7919 % 999_983}</v></c>" for number in range(1_000_000))
    xml = f"<worksheet {MAIN}><sheetData><row>{cells}</row></sheetData></worksheet>"
    assert "columns" in refusal("a.xlsx", with_sheet_xml(xml))
    assert "columns" in refusal("a.csv", b"a," * 1_000_000 + b"\n")


def test_a_cell_far_to_the_right_is_no_million_columns():
    xml = (
        f'<worksheet {MAIN}><sheetData><row r="1"><c r="A1"><v>1</v></c></row>'
        '<row r="2"><c r="XFD2"><v>1</v></c></row></sheetData></worksheet>'
    )
    assert read_sheet("a.xlsx", with_sheet_xml(xml)).header == ["1"]


def test_entities_that_multiply_are_refused():
    lol = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]>'
    xml = f"{lol}<worksheet {MAIN}><sheetData><row><c><v>&b;</v></c></row></sheetData></worksheet>"
    assert "cannot be read" in refusal("a.xlsx", with_sheet_xml(xml))


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("photo.csv", b"\x89PNG\r\n\x1a\n" + bytes(100), "binary data"),
        ("old.xls", b"\xd0\xcf\x11\xe0" + bytes(600), ".xlsx"),
        ("empty.csv", b"  \n", "empty"),
        ("broken.xlsx", a_workbook(("name",))[:900], "zip"),
    ],
)
def test_what_is_no_sheet_is_refused_in_a_sentence(name, content, words):
    assert words in refusal(name, content)


def test_a_name_that_climbs_is_cut_to_its_end():
    assert read_sheet("..\\..\\x/../names.csv", b"name\nAna\n").file == "names.csv"
