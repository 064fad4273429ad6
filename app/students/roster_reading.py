"""Read whatever a person gives as a roster: a OneRoster folder or zip, or a plain CSV."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

from app.core.intake.given_files import GivenFiles, open_path, open_upload
from app.core.intake.problems import FileRefusedError, Problem, Progress
from app.students import plain_csv
from app.students.oneroster import OneRoster, is_oneroster
from app.students.roster import Roster, Supplement


def read_roster(path: Path, on: date, progress: Progress | None = None) -> Roster:
    """Read a roster from disk as of a day; what is wrong stands in its errors."""
    try:
        return _read(open_path(path), on, progress)
    except FileRefusedError as refused:
        return Roster(path.name, "", errors=(refused.problem,))
    except OSError as why:
        return Roster(path.name, "", errors=(_unreadable(path, why),))


def read_uploaded_roster(name: str, content: bytes, on: date) -> Roster:
    """Read a roster from the bytes of an upload as of a day; nothing is raised."""
    try:
        files = open_upload(name, content)
    except FileRefusedError as refused:
        return Roster(refused.problem.file, "", errors=(refused.problem,))
    return _read(files, on, None)


def read_supplement(path: Path) -> Supplement:
    """Read a supplement CSV from disk; nothing is raised."""
    try:
        return plain_csv.read_supplement(open_path(path))
    except FileRefusedError as refused:
        return Supplement(path.name, errors=(refused.problem,))
    except OSError as why:
        return Supplement(path.name, errors=(_unreadable(path, why),))


def _unreadable(path: Path, why: OSError) -> Problem:
    return Problem(path.name, None, None, f"{path.name} cannot be read: {why.strerror}.")


def _read(files: GivenFiles, on: date, progress: Progress | None) -> Roster:
    with collector_paused():
        if is_oneroster(files):
            return OneRoster(files, on, progress).roster()
        return plain_csv.read_students(files, on, progress)


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
