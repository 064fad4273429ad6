"""Read a roster with `csv` and write its rows with `executemany`, without any question asked."""

from __future__ import annotations

import csv
import json
import sys
import unicodedata
import uuid
from pathlib import Path
from typing import Any

import sqlalchemy as sa

YEAR = 2027
INSERTS = {
    "school": "insert into school (id, sourced_id, code, name, calendar_code, bell_start, "
    "bell_end) values (:id, :sourced_id, :code, :name, 'district', '08:00:00', '14:30:00')",
    "student": "insert into student (id, uid, sourced_id, student_number, school_id, given_name, "
    "family_name, preferred_name, search, birth_date, grade, email, phone, language, "
    "directory_opt_out, updated_at) values (:id, :uid, :sourced_id, :number, :school_id, :given, "
    ":family, '', :search, :born, :grade, :email, '', 'en', false, '2026-11-21 20:00:00')",
    "year": "insert into student_year (student_id, school_year, school_id, grade, cohort, "
    "attributes) values (:id, 2027, :school_id, :grade, :cohort, :attributes)",
}
CHUNK = 5_000


def main(url: str, folder: str) -> None:
    """Read all and write all, in one transaction."""
    schools = {
        row["sourcedId"]: {"id": number, "code": row["identifier"], "name": row["name"]}
        | {"sourced_id": row["sourcedId"]}
        for number, row in enumerate(_read(folder, "orgs"), start=1)
        if row["type"] == "school"
    }
    people = {row["sourcedId"]: row for row in _read(folder, "demographics")}
    students = [
        _student(number, row, schools, people)
        for number, row in enumerate(_read(folder, "users"), start=1)
        if row["role"] == "student"
    ]
    engine = sa.create_engine(url)
    with engine.begin() as connection:
        for name, rows in (
            *(("school", list(schools.values())), ("student", students), ("year", students)),
        ):
            for start in range(0, len(rows), CHUNK):
                connection.execute(sa.text(INSERTS[name]), rows[start : start + CHUNK])
    engine.dispose()


def _read(folder: str, name: str) -> list[dict[str, str]]:
    with (Path(folder) / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _student(
    number: int, row: dict[str, str], schools: dict[str, Any], people: dict[str, dict[str, str]]
) -> dict[str, Any]:
    told = people[row["sourcedId"]]
    name = unicodedata.normalize("NFKD", f"{row['givenName']} {row['familyName']}".lower())
    races = [race for race in ("white", "asian") if told.get(race) == "true"]
    return {
        "id": number,
        "uid": uuid.uuid4().hex,
        "sourced_id": row["sourcedId"],
        "number": row["identifier"],
        "school_id": schools[row["orgSourcedIds"]]["id"],
        "given": row["givenName"],
        "family": row["familyName"],
        "search": "".join(char for char in name if not unicodedata.combining(char)),
        "born": told["birthDate"],
        "grade": row["grades"],
        "cohort": YEAR + 12 - int(row["grades"]),
        "email": row["email"],
        "attributes": json.dumps({"sex": told["sex"], "races": races}),
    }


if __name__ == "__main__":
    main(*sys.argv[1:])
