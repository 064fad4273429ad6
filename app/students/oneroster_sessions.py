"""Read academicSessions.csv and tell the school year of a day."""

from collections.abc import Iterable
from datetime import date

from app.core.intake.cells import AMERICAN_DATES, CellError, is_american, to_date
from app.core.intake.csv_table import CsvTable
from app.students.roster import SessionRow

GONE = "tobedeleted"
TURNS_IN = 7
YEAR_DIGITS = 4


def read_sessions(table: CsvTable | None) -> list[SessionRow]:
    """Read school years and terms, if the file is there; a bad row is noted and left out."""
    sessions: list[SessionRow] = []
    for number, row in table.rows() if table else ():
        if not table or not row or (row[1] or "").lower() == GONE:
            continue
        sourced_id, _, title, kind, starts, ends, parent, year = (cell or "" for cell in row)
        if span := _span(table, number, starts, ends):
            told = year.isdecimal() and len(year) == YEAR_DIGITS
            named = int(year) if told else year_of(span[1])
            sessions.append(SessionRow(sourced_id, title, kind.lower(), *span, named, parent))
    return sessions


def year_of(day: date) -> int:
    """Name the school year of a day by the calendar year it ends in; it turns on July 1."""
    return day.year + (day.month >= TURNS_IN)


def school_year(sessions: Iterable[SessionRow], on: date) -> int | None:
    """Find the school year a day lies in; else the last that has begun, else the first to come."""
    years = sorted(
        (one.starts, one.ends, one.school_year) for one in sessions if one.kind == "schoolyear"
    )
    if not years:
        return None
    now = [year for starts, ends, year in years if starts <= on <= ends]
    begun = [year for starts, _, year in years if starts <= on]
    return (now or begun or [years[0][2]])[-1]


def _span(table: CsvTable, number: int, starts: str, ends: str) -> tuple[date, date] | None:
    first, last = _day(table, number, "startDate", starts), _day(table, number, "endDate", ends)
    if first and last and last < first:
        table.error(number, "endDate", "is before startDate.")
        return None
    return (first, last) if first and last else None


def _day(table: CsvTable, number: int, column: str, text: str) -> date | None:
    try:
        day = to_date(text)
    except CellError as why:
        table.error(number, column, str(why))
        return None
    if day is None:
        table.error(number, column, "is empty.")
    elif is_american(text):
        table.warn(number, column, AMERICAN_DATES)
    return day
