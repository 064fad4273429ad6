"""Read whatever a person gives as a roster: a OneRoster folder or zip, or a sheet of students."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

from app.core.intake.given_files import ZIP_MAGIC, GivenFiles, open_path, open_upload
from app.core.intake.problems import FileRefusedError, Problem, Progress
from app.core.intake.sheet import read_sheet, read_sheet_path
from app.core.intake.workbook import is_workbook
from app.students import plain_csv
from app.students.oneroster import OneRoster, is_oneroster
from app.students.roster import Roster, Supplement

NO_EXPORT = "holds {0} CSV files but no users.csv: no OneRoster export."


def read_roster(path: Path, on: date, progress: Progress | None = None) -> Roster:
    """Read a roster from disk as of a day; what is wrong stands in its errors."""
    try:
        with collector_paused():
            if path.is_dir() or _is_archive(path):
                return _read_files(open_path(path), on, progress)
            return plain_csv.read_students(read_sheet_path(path), on, progress)
    except FileRefusedError as refused:
        return Roster(path.name, "", errors=(refused.problem,))
    except OSError as why:
        return Roster(path.name, "", errors=(_unreadable(path, why),))


def read_uploaded_roster(
    name: str, content: bytes, on: date, progress: Progress | None = None
) -> Roster:
    """Read a roster from the bytes of an upload as of a day; nothing is raised."""
    try:
        with collector_paused():
            if is_archive(content):
                return _read_files(open_upload(name, content), on, progress)
            return plain_csv.read_students(read_sheet(name, content), on, progress)
    except FileRefusedError as refused:
        return Roster(refused.problem.file, "", errors=(refused.problem,))


def read_supplement(path: Path) -> Supplement:
    """Read a supplement, CSV or XLSX, from disk; nothing is raised."""
    try:
        return plain_csv.read_supplement(read_sheet_path(path))
    except FileRefusedError as refused:
        return Supplement(path.name, errors=(refused.problem,))
    except OSError as why:
        return Supplement(path.name, errors=(_unreadable(path, why),))


def is_archive(content: bytes) -> bool:
    """Tell whether an upload is a zip of files, not a sheet."""
    return content[:4] in ZIP_MAGIC and not is_workbook(content)


def _is_archive(path: Path) -> bool:
    with path.open("rb") as file:
        magic = file.read(4)
    return magic in ZIP_MAGIC and not is_workbook(path)


def _unreadable(path: Path, why: OSError) -> Problem:
    return Problem(path.name, None, None, f"{path.name} cannot be read: {why.strerror}.")


def _read_files(files: GivenFiles, on: date, progress: Progress | None) -> Roster:
    if is_oneroster(files):
        return OneRoster(files, on, progress).roster()
    if len(files.names) != 1:
        raise FileRefusedError(files.label, NO_EXPORT.format(len(files.names)))
    (name, shown), *_ = files.names.items()
    return plain_csv.read_students(read_sheet(shown, files.read(name)), on, progress)


@contextmanager
def collector_paused() -> Iterator[None]:
    """Let the garbage collector rest while many rows are made that no cycle can hold."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
