"""Make rosters on disk and import them, as the tests of the import need them."""

from __future__ import annotations

import json
import shutil
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from flask import Flask

from app.core.access import SYSTEM
from app.core.db import Base, db
from app.students import services
from app.students.importing import NO_SUPPLEMENT, Imported
from app.students.models import Student
from app.students.roster_reading import read_roster, read_supplement

FIXTURES = Path(__file__).parent / "fixtures"
TODAY = date(2026, 11, 20)
NOW = datetime(2026, 11, 20, 17, tzinfo=UTC)


def importing(
    app: Flask, path: Path, *, supplement: Path | None = None, skip: bool = False
) -> Imported:
    """Import a path as of TODAY, in an app context of its own."""
    with app.app_context():
        return services.import_roster(
            roster=read_roster(path, TODAY),
            supplement=read_supplement(supplement) if supplement else NO_SUPPLEMENT,
            by=SYSTEM,
            at=NOW,
            on=TODAY,
            skip_bad_rows=skip,
        )


def counts(done: Imported) -> tuple[int, int, int, int]:
    """Give created, updated, unchanged, removed."""
    return done.created, done.updated, done.unchanged, done.removed


def rows(app: Flask, model: type[Base]) -> list[dict[str, Any]]:
    """Read a whole table."""
    with app.app_context():
        found = db.session.execute(sa.select(model.__table__)).mappings()
        return [dict(row) for row in found]


def student(app: Flask, sourced_id: str) -> dict[str, Any]:
    """Read one student's row."""
    return next(row for row in rows(app, Student) if row["sourced_id"] == sourced_id)


def an_export(tmp_path: Path, name: str = "v11") -> Path:
    """Copy a fixture export, so that a test can change it."""
    target = tmp_path / "export"
    if target.exists():
        shutil.rmtree(target)
    return Path(shutil.copytree(FIXTURES / name, target))


def change(export: Path, file: str, old: str, new: str) -> None:
    """Replace one text in one file."""
    text = (export / file).read_text(encoding="utf-8")
    assert old in text
    (export / file).write_text(text.replace(old, new, 1), encoding="utf-8")


def printed(answer: Any) -> dict[str, Any]:
    """Read the one JSON document that a command printed to stdout."""
    return json.loads(answer.stdout)
