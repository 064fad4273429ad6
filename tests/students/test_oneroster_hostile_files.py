"""Files that are broken, huge or hostile are refused with a sentence, never with a crash."""

import io
import random
import struct
import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.intake.cells import (
    CellError,
    to_birth_date,
    to_date,
    to_email,
    to_flag,
    to_grade,
    to_list,
)
from app.students.roster import Roster
from app.students.roster_reading import read_roster, read_supplement, read_uploaded_roster

FIXTURES = Path(__file__).parent / "fixtures"
TODAY = date(2026, 11, 20)
HEADER = (
    "student_id,given_name,family_name,preferred_name,birth_date,grade,school,email,phone,language"
)


def upload(content: bytes, name: str = "roster.zip") -> Roster:
    return read_uploaded_roster(name, content, TODAY)


def zipped(entries: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", method) as archive:
        for name, content in entries.items():
            archive.writestr(name, content)
    return target.getvalue()


def clean_export() -> bytes:
    return zipped({file.name: file.read_bytes() for file in (FIXTURES / "v11").iterdir()})


def refusal(roster: Roster) -> str:
    assert roster.students == ()
    return "\n".join(map(str, roster.errors))


def test_a_zipped_100_mb_sheet_is_refused_unread() -> None:
    assert "files over 64 MB are refused" in refusal(
        upload(zipped({"users.csv": b"a," * 50_000_000}))
    )


def test_a_sheet_that_packs_too_well_is_refused() -> None:
    assert "would unpack to 120 times its size" in refusal(
        upload(zipped({"users.csv": b"\n" * 20_000_000}))
    )


def test_a_million_columns_are_refused() -> None:
    content = zipped({"users.csv": ",".join(map(str, range(1_000_000))).encode()})
    assert "too many columns" in refusal(upload(content))


def test_a_few_hundred_columns_too_many_are_refused() -> None:
    assert "at most 300 are read" in refusal(upload(("a," * 400).encode(), "students.csv"))


@pytest.mark.parametrize(
    "name",
    ["../users.csv", "/etc/users.csv", "a/../../users.csv", "C:\\users.csv", "..\\users.csv"],
)
def test_a_name_that_climbs_is_refused(name: str) -> None:
    assert "points outside the zip" in refusal(upload(zipped({name: b"sourcedId"})))


def test_too_many_entries_are_refused() -> None:
    content = zipped({f"{number}.csv": b"" for number in range(501)})
    assert "more than 500 are refused" in refusal(upload(content))


def test_the_same_name_twice_is_refused() -> None:
    content = zipped({"a/users.csv": b"x", "b/Users.csv": b"y"})
    assert "twice" in refusal(upload(content))


def test_a_locked_zip_is_refused() -> None:
    content = bytearray(zipped({"users.csv": b"sourcedId"}))
    place = content.rindex(b"PK\x01\x02")
    content[place + 8 : place + 10] = struct.pack("<H", 1)
    assert "locked with a password" in refusal(upload(bytes(content)))


def test_an_unusual_compression_is_refused() -> None:
    assert "unusual way" in refusal(upload(zipped({"users.csv": b"x"}, zipfile.ZIP_LZMA)))


def test_an_excel_workbook_is_told_from_a_zip() -> None:
    content = zipped({"[Content_Types].xml": b"<Types/>", "xl/workbook.xml": b"<a/>"})
    assert "Excel workbook" in refusal(upload(content, "students.xlsx"))


def test_a_zip_by_name_only_is_refused() -> None:
    assert "is not a zip file" in refusal(upload(b"hello"))


def test_a_damaged_zip_is_refused() -> None:
    whole = clean_export()
    assert "can be opened" in refusal(upload(whole[: len(whole) // 2]))


def test_a_zip_with_wrong_bytes_inside_is_refused() -> None:
    content = bytearray(zipped({"users.csv": b"sourcedId" * 100}, zipfile.ZIP_STORED))
    content[60:70] = b"0123456789"
    assert "damaged" in refusal(upload(bytes(content)))


def test_a_picture_named_csv_is_refused() -> None:
    content = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + bytes(100)
    assert "binary data" in refusal(upload(content, "students.csv"))


def test_an_empty_file_is_refused() -> None:
    assert "is empty" in refusal(upload(b"  \n", "students.csv"))


def test_a_quote_that_is_never_closed_is_refused_at_its_row() -> None:
    rows = "\n".join(f"{number},A,B,,,9,210,,," for number in range(100))
    content = f'{HEADER}\n1x,"Ann,B,,,9,210,,,\n{rows}\n'.encode()
    roster = upload(content, "students.csv")
    assert [(error.row, "never closed" in error.message) for error in roster.errors] == [(2, True)]


def test_a_header_alone_is_refused() -> None:
    assert "no students below it" in refusal(upload(HEADER.encode(), "students.csv"))


def test_a_file_that_is_gone_is_refused(tmp_path: Path) -> None:
    assert "cannot be read" in refusal(read_roster(tmp_path / "users.csv", TODAY))
    assert "cannot be read" in str(read_supplement(tmp_path / "more.csv").errors[0])


def test_backslashes_of_windows_zips_are_folders() -> None:
    files = {f"export\\{file.name}": file.read_bytes() for file in (FIXTURES / "v11").iterdir()}
    assert len(upload(zipped(files)).students) == 3


def test_a_folder_without_users_is_refused(tmp_path: Path) -> None:
    assert "no users.csv" in refusal(read_roster(tmp_path, TODAY))


def test_errors_beyond_a_thousand_are_counted() -> None:
    rows = "\n".join(f"{number},,B,,,9,210,,," for number in range(1200))
    errors = upload(f"{HEADER}\n{rows}".encode(), "students.csv").errors
    assert len(errors) == 1001
    assert "200 more errors" in errors[-1].message


@given(st.binary(max_size=400))
def test_any_bytes_give_a_roster_or_a_reason(content: bytes) -> None:
    roster = upload(content, "students.csv")
    assert roster.students or roster.errors


@given(st.text(max_size=200))
def test_any_text_below_a_header_gives_a_roster_or_a_reason(text: str) -> None:
    roster = upload(f"{HEADER}\n{text}".encode("utf-8", "surrogatepass"), "students.csv")
    assert roster.students or roster.errors


@given(st.integers(0, 2**32))
def test_any_byte_flipped_in_a_zip_is_survived(seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311 - no secret
    content = bytearray(clean_export())
    for _ in range(chance.randint(1, 5)):
        content[chance.randrange(len(content))] = chance.randrange(256)
    roster = upload(bytes(content))
    assert roster.students or roster.errors


def reason(read: Callable[[str], object], text: str) -> str:
    """Give the sentence with which a reader refuses a text; a full stop when it does not."""
    try:
        read(text)
    except CellError as why:
        return str(why)
    return "."


@given(st.text(max_size=30))
def test_a_cell_is_read_or_refused_with_a_sentence(text: str) -> None:
    for read in (
        to_date,
        to_flag,
        to_grade,
        to_email,
        to_list,
        lambda cell: to_birth_date(cell, TODAY),
    ):
        assert reason(read, text).endswith(".")


@given(st.dates())
def test_every_date_reads_back_in_both_spellings(day: date) -> None:
    assert to_date(day.isoformat()) == day
    assert to_date(f"{day.month}/{day.day:02}/{day.year:04}") == day
