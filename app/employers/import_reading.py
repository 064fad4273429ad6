"""Read a sheet of employers, sites and contacts: one row a contact, a site or an employer."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from app.core.intake.cells import CellError, shown, to_email, to_language
from app.core.intake.headers import Column, Layout
from app.core.intake.problems import FileRefusedError, Problem, Problems
from app.core.intake.row_cells import RowCells
from app.core.intake.sheet import Sheet
from app.core.language import NAMES
from app.core.text import fold
from app.employers.models import ContactRole
from app.employers.places import STATES

PURPOSE: Final = "employers"
MAIN_SITE: Final = "Main site"
LAYOUT: Final = Layout(
    (
        Column("employer", required=True, aliases=("company", "organization", "partner")),
        Column("industry", aliases=("sector",)),
        Column("site", aliases=("location", "worksite")),
        Column("address", aliases=("street",)),
        Column("city", aliases=("town",)),
        Column("state"),
        Column("zip", aliases=("zip code", "postal code"), label="ZIP code"),
        Column("latitude", aliases=("lat",)),
        Column("longitude", aliases=("lon", "lng", "long")),
        Column("contact", aliases=("contact name", "supervisor")),
        Column("email", aliases=("email address", "contact email")),
        Column("phone", aliases=("telephone",)),
        Column("role"),
        Column("language"),
    )
)
PLACE: Final = ("address", "city", "state", "zip", "latitude", "longitude")
ROLES: Final = {"hr": ContactRole.HUMAN_RESOURCES} | {
    each.value.replace("_", " "): each for each in ContactRole
}
ZIP = re.compile(r"(\d{4,5})(-\d{4})?")
SHORT_ZIP: Final = 4


@dataclass(frozen=True, slots=True)
class Line:
    """Be one good row: what it says of an employer, its site and its contact; no blanks."""

    number: int
    employer: str
    industry: str
    site: str
    place: dict[str, str | float]
    contact: dict[str, str]


@dataclass(slots=True)
class Listed:
    """Be what a sheet says: its good rows, and what is wrong or odd with it."""

    file: str
    lines: list[Line] = field(default_factory=list)
    errors: tuple[Problem, ...] = ()
    warnings: tuple[Problem, ...] = ()


def read_employers(
    sheet: Sheet, places: Mapping[str, int] | None = None, problems: Problems | None = None
) -> Listed:
    """Read the rows of a sheet; what is wrong stands in the errors, by row and column."""
    problems = problems or Problems()
    listed = Listed(sheet.file)
    try:
        table = sheet.table(LAYOUT, problems, places)
        for number, row in table.rows():
            if row is None:
                continue
            given = dict(zip((column.name for column in LAYOUT.columns), row, strict=True))
            line = _line(RowCells(table, number), number, given)
            if line is not None:
                listed.lines.append(line)
    except FileRefusedError as refused:
        problems.refuse(refused)
    for warning in sheet.warnings:
        problems.keep_warning(warning)
    listed.errors, listed.warnings = problems.errors, problems.warnings
    return listed


def _line(cells: RowCells, number: int, given: dict[str, str | None]) -> Line | None:
    texts = {name: (text or "").strip() for name, text in given.items()}
    employer = cells.required("employer", texts["employer"])
    place: dict[str, str | float] = {
        name: texts[name] for name in ("address", "city") if texts[name]
    }
    if texts["state"]:
        place["state"] = cells.read("state", _state, texts["state"]) or ""
    if texts["zip"]:
        place["zip"] = cells.read("zip", _zip, texts["zip"]) or ""
    if texts["latitude"] or texts["longitude"]:
        place["latitude"] = cells.read("latitude", _latitude, texts["latitude"]) or 0.0
        place["longitude"] = cells.read("longitude", _longitude, texts["longitude"]) or 0.0
    contact = _contact(cells, texts)
    if cells.wrong:
        return None
    site = texts["site"] or (MAIN_SITE if place else "")
    return Line(number, employer, texts["industry"], site, place, contact)


def _contact(cells: RowCells, texts: dict[str, str]) -> dict[str, str]:
    contact: dict[str, str] = {}
    if not (texts["contact"] or texts["email"]):
        return contact
    contact["name"] = cells.required("contact", texts["contact"])
    contact["email"] = cells.read("email", _email, texts["email"]) or ""
    if texts["phone"]:
        contact["phone"] = cells.read("phone", _phone, texts["phone"]) or ""
    if texts["role"]:
        contact["role"] = str(cells.read("role", _role, texts["role"]) or "")
    if texts["language"]:
        contact["language"] = cells.read("language", _language, texts["language"]) or ""
    return contact


def _email(text: str) -> str:
    if not text:
        raise CellError("is empty; a contact is known by an address.")
    found = to_email(text)
    if not found:
        message = f"{shown(text)} is not an email address."
        raise CellError(message)
    return found


def _state(text: str) -> str:
    if text.upper() not in STATES:
        message = f"{shown(text)} is not a state. Write its two letters, like WA."
        raise CellError(message)
    return text.upper()


def _zip(text: str) -> str:
    found = ZIP.fullmatch(text)
    if not found:
        message = f"{shown(text)} is not a ZIP code. Write five digits, like 98402."
        raise CellError(message)
    # a spreadsheet takes the zero away from 02139
    return f"0{text}" if len(found[1]) == SHORT_ZIP else text


def _phone(text: str) -> str:
    longest = 40
    if len(text) > longest:
        message = f"is {len(text)} characters long; at most {longest} fit."
        raise CellError(message)
    return text


def _latitude(text: str) -> float:
    return _degrees(text, 90)


def _longitude(text: str) -> float:
    return _degrees(text, 180)


def _degrees(text: str, most: int) -> float:
    try:
        value = float(text)
    except ValueError as why:
        message = f"{shown(text)} is not a number of degrees, like 47.2529."
        raise CellError(message) from why
    if not -most <= value <= most:
        message = f"{shown(text)} is not between -{most} and {most} degrees."
        raise CellError(message)
    return round(value, 6)


def _role(text: str) -> str:
    try:
        return ROLES[fold(text.replace("_", " "))]
    except KeyError as why:
        message = f"{shown(text)} is not one of {', '.join(sorted(ROLES))}."
        raise CellError(message) from why


def _language(text: str) -> str:
    found = to_language(text)
    if found not in NAMES:
        message = f"{shown(text)} is not a language of our mails: {', '.join(sorted(NAMES))}."
        raise CellError(message)
    return found
