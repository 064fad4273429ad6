"""Say what is wrong with a file that somebody gave, by row and column."""

from dataclasses import dataclass, field
from typing import Protocol

MAX_ERRORS = 1000


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

    def keep_warning(self, warning: Problem) -> None:
        """Keep a warning that was found, and put into words, before."""
        self._warnings[(warning.file, warning.column, warning.message)] = (warning, 1)

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
