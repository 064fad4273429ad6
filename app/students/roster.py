"""What a roster says, as frozen values, and what is wrong with its files."""

from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple, Protocol

MAX_ERRORS = 1000
Attribute = str | bool | tuple[str, ...]


class Progress(Protocol):
    """Hear how far a long work has come."""

    def begin(self, total: int) -> None:
        """Hear that `total` rows are now to come."""

    def step(self, rows: int) -> None:
        """Hear that some rows are done."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong or doubtful in a file; rows count as in a spreadsheet: the header is 1."""

    file: str
    row: int | None
    column: str | None
    message: str

    def __str__(self) -> str:
        """Say where and what, in one line."""
        if self.row:
            return f"{self.file}, row {self.row}: {self.message}"
        named = self.message.startswith(self.file)
        return self.message if named else f"{self.file}: {self.message}"


class FileRefusedError(Exception):
    """A file cannot be read at all; carries the problem that says why."""

    def __init__(
        self, file: str, message: str, row: int | None = None, column: str | None = None
    ) -> None:
        super().__init__(message)
        subject = f"Row {row}" if row and row > 1 else file
        self.problem = Problem(file, row, column, f"{subject} {message}")


class SchoolRow(NamedTuple):
    """A school as orgs.csv names it; `code` is the district's own code, or empty."""

    sourced_id: str
    name: str
    code: str
    row: int


class SessionRow(NamedTuple):
    """A school year or term of academicSessions.csv; `school_year` is the year it ends in."""

    sourced_id: str
    title: str
    kind: str
    starts: date
    ends: date
    school_year: int
    parent: str


class StudentRow(NamedTuple):
    """A student as told: None was not told (keep what is stored), empty was told to be empty.

    A tuple, not a dataclass: 50,000 of them are built and compared in bulk.
    """

    sourced_id: str
    identifier: str | None
    given_name: str
    family_name: str
    preferred_name: str | None
    birth_date: date | None
    sex: str | None
    races: tuple[str, ...] | None
    grade: str | None
    school: str
    email: str | None
    phone: str | None
    language: str | None
    row: int


class GuardianRow(NamedTuple):
    """A guardian with the sourced ids of the students they stand for."""

    sourced_id: str
    given_name: str
    family_name: str
    relation: str
    email: str | None
    phone: str | None
    student_ids: tuple[str, ...]
    row: int


@dataclass(frozen=True, slots=True)
class Roster:
    """Everything that was read; `file` is the unit that is written whole or not at all."""

    file: str
    kind: str
    users_file: str = ""
    schools: tuple[SchoolRow, ...] = ()
    students: tuple[StudentRow, ...] = ()
    guardians: tuple[GuardianRow, ...] = ()
    sessions: tuple[SessionRow, ...] = ()
    school_year: int | None = None
    removes_missing: bool = False
    left: frozenset[str] = frozenset()
    mentioned: frozenset[str] = frozenset()
    warnings: tuple[Problem, ...] = ()
    errors: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class Supplement:
    """Attributes of students that OneRoster has no place for, by sourced id or district number."""

    file: str
    columns: tuple[str, ...] = ()
    rows: tuple[tuple[int, str, dict[str, Attribute]], ...] = ()
    warnings: tuple[Problem, ...] = ()
    errors: tuple[Problem, ...] = ()


def _sentence(file: str, row: int | None, column: str | None, message: str) -> str:
    """Put what the message speaks of before it: the column, the row or the file."""
    if column:
        return f"{column}: {message}" if message.startswith("“") else f"{column} {message}"
    return f"Row {row} {message}" if row and row > 1 else f"{file} {message}"


@dataclass(slots=True)
class Problems:
    """Gather errors up to a limit, and each kind of warning once with its number of rows."""

    _errors: list[Problem] = field(default_factory=list)
    _dropped: int = 0
    _warnings: dict[tuple[str, str | None, str], tuple[Problem, int]] = field(default_factory=dict)

    def error(self, file: str, row: int | None, column: str | None, message: str) -> None:
        """Keep an error; past the limit only count it."""
        if len(self._errors) < MAX_ERRORS:
            self._errors.append(Problem(file, row, column, _sentence(file, row, column, message)))
        else:
            self._dropped += 1

    def refuse(self, refused: FileRefusedError) -> None:
        """Keep the reason why a whole file was refused."""
        self._errors.append(refused.problem)

    def warn(self, file: str, row: int | None, column: str | None, message: str) -> None:
        """Keep a warning; the same message about the same column is counted, not repeated."""
        key = (file, column, message)
        if key in self._warnings:
            first, count = self._warnings[key]
            self._warnings[key] = (first, count + 1)
        else:
            sentence = _sentence(file, row, column, message)
            self._warnings[key] = (Problem(file, row, column, sentence), 1)

    @property
    def warnings(self) -> tuple[Problem, ...]:
        """Give each warning once, at its first row, saying in how many rows it stands."""
        return tuple(
            first
            if count == 1
            else Problem(first.file, first.row, first.column, f"{first.message} ({count} rows)")
            for first, count in self._warnings.values()
        )

    @property
    def errors(self) -> tuple[Problem, ...]:
        """Give the errors in order, ending with the number of those left out."""
        if not self._dropped:
            return tuple(self._errors)
        return (
            *self._errors,
            Problem("", None, None, f"… and {self._dropped:,} more errors"),
        )

    def __bool__(self) -> bool:
        """Tell whether any error was found."""
        return bool(self._errors)
