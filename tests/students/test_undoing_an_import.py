"""An import can be undone: what nobody touched since is exactly as before, the rest is named."""

from __future__ import annotations

import subprocess
import sys

import pytest
import sqlalchemy as sa
from flask import Flask

from app.core import files, task_running
from app.core.access import SYSTEM
from app.core.db import Base, db
from app.core.intake.batches import ImportBatch
from app.core.intake.kept_sheets import KeptSheet
from app.core.tasks import Task, TaskState
from app.core.use_case import transaction
from app.students import services
from app.students.models import Guardian, Student, StudentYear
from tests import builders
from tests.builders import LONG_AGO
from tests.students.rosters import FIXTURES, NOW, an_export, change, importing, rows, student
from tests.support.runs import ROOT

V11, DELTA = FIXTURES / "v11", FIXTURES / "delta"
TOLD = {"event", "import_batch", "import_change", "alembic_version"}


def everything(app: Flask) -> dict[str, list]:
    """Read every table but the journal and the record of imports itself."""
    with app.app_context():
        return {
            table.name: sorted(map(repr, db.session.execute(sa.select(table)).all()))
            for table in Base.metadata.sorted_tables
            if table.name not in TOLD
        }


def undo(app: Flask, number: int = -1):
    batch = rows(app, ImportBatch)[number]
    with app.app_context():
        return services.undo_import(batch["id"], by=SYSTEM, at=NOW)


def verified(app: Flask) -> list:
    with app.app_context():
        return [check.name for check in app.extensions["checks"] if check.broken()]


@pytest.mark.parametrize(
    "imports",
    [
        pytest.param([(V11, None)], id="a first import"),
        pytest.param([(V11, None), (DELTA, None)], id="changes and leavers"),
        pytest.param([(V11, None), (FIXTURES / "v12", None)], id="a whole year later"),
        pytest.param([(V11, None), (FIXTURES / "students.csv", None)], id="a sheet"),
        pytest.param([(V11, None), (V11, FIXTURES / "supplement.csv")], id="a supplement"),
    ],
)
def test_after_import_and_undo_every_table_is_as_before(any_app, imports):
    for path, supplement in imports[:-1]:
        importing(any_app, path, supplement=supplement)
    before = everything(any_app)
    path, supplement = imports[-1]
    done = importing(any_app, path, supplement=supplement)
    assert everything(any_app) != before
    assert done.batch_id
    undo(any_app)
    assert everything(any_app) == before
    assert verified(any_app) == []


def test_two_imports_are_undone_in_turn(any_app):
    before = everything(any_app)
    importing(any_app, V11)
    importing(any_app, DELTA)
    undo(any_app, 1)
    undo(any_app, 0)
    assert everything(any_app) == before


def test_a_removed_student_s_number_is_never_given_to_another(any_app):
    importing(any_app, V11)
    first = {row["id"] for row in rows(any_app, Student)}
    undo(any_app)
    importing(any_app, V11)
    assert not first & {row["id"] for row in rows(any_app, Student)}


def test_what_was_changed_since_stays_and_is_named(any_app, tmp_path):
    importing(any_app, V11)
    importing(any_app, DELTA)
    later = an_export(tmp_path, "v11")
    change(later, "users.csv", "Sofía", "Sofia")
    importing(any_app, later)
    plan = undo(any_app, 1)
    assert plan.changed_since
    assert student(any_app, "U1")["given_name"] == "Sofia"


def test_a_new_student_with_other_records_stays_with_year_and_guardians_and_has_left(any_app):
    importing(any_app, V11)
    kept = student(any_app, "U1")
    with any_app.app_context():
        builders.a_course(db.session.get_one(Student, kept["id"]), "Forklift")
    years = [row for row in rows(any_app, StudentYear) if row["student_id"] == kept["id"]]
    guardians = [row for row in rows(any_app, Guardian) if row["student_id"] == kept["id"]]
    plan = undo(any_app)
    assert plan.count("student") == (0, 2, 1)
    (left,) = rows(any_app, Student)
    assert (left["id"], left["left_at"]) == (kept["id"], NOW)
    assert rows(any_app, StudentYear) == years
    assert rows(any_app, Guardian) == guardians
    assert verified(any_app) == []


def test_an_import_that_did_nothing_leaves_nothing_to_undo(any_app):
    importing(any_app, V11)
    assert importing(any_app, V11).batch_id is None
    assert len(rows(any_app, ImportBatch)) == 1


def test_looking_at_an_undo_changes_nothing_and_pressing_it_twice_does_it_once(any_app, staff):
    importing(any_app, V11)
    ana = staff("administrator")
    before = everything(any_app)
    page = ana.visit("/students/imports")
    page = ana.visit(page.link("v11"))
    assert "Sofía Ibáñez Núñez" in page
    asking = ana.visit(page.link("Undo this import"))
    assert "3 students whom it created are removed" in asking
    after = everything(any_app)
    assert {name for name in before if before[name] != after[name]} <= {"staff_session"}
    assert "3 removed again" in ana.submit(asking, "Undo the import")
    assert "undone already" in ana.submit(asking, "Undo the import", status=409)
    assert rows(any_app, Student) == []
    assert "Undone" in ana.visit("/students/imports")


def test_a_specialist_undoes_their_own_imports_only(any_app, staff):
    importing(any_app, V11)
    number = rows(any_app, ImportBatch)[0]["id"]
    sue = staff("career_specialist")
    assert "No imports" in sue.visit("/students/imports")
    sue.visit(f"/students/imports/{number}", status=404)
    sue.visit(f"/students/imports/{number}/undo", status=404)


def test_the_list_of_imports_costs_the_same_for_one_and_for_many(any_app, staff, query_count):
    importing(any_app, V11)
    ana = staff("administrator")
    ana.visit("/students/imports")
    with query_count() as one:
        ana.visit("/students/imports")
    importing(any_app, DELTA)
    with query_count(len(one)):
        ana.visit("/students/imports")


# -- killed in the middle


def dying(processes, die_at: str, *words: str) -> int:
    command = [sys.executable, "-m", "flask", "--app", "tests.students.dying", *words]
    env = processes.env(DIE_AT=die_at)
    done = subprocess.run(command, env=env, cwd=ROOT, capture_output=True, check=False)  # noqa: S603 - our own command
    return done.returncode


def test_a_killed_command_leaves_nothing_half_written_and_the_next_does_all(any_app, processes):
    before = everything(any_app)
    assert dying(processes, "insert into import_change", "students", "import", str(V11)) == -9
    assert everything(any_app) == before
    assert importing(any_app, V11).created == 3


def test_a_killed_worker_leaves_nothing_half_written_and_another_does_it_once(any_app, processes):
    with any_app.app_context():
        content = (FIXTURES / "students.csv").read_bytes()
        importing(any_app, V11)
        file_id = services.keep_upload(name="students.csv", content=content, by=SYSTEM, at=NOW)
        given = {"skip_bad_rows": False, "by": SYSTEM, "at": NOW}
        services.start_import("Import students.csv", back="/students", file_id=file_id, **given)
    before = rows(any_app, Student)
    assert dying(processes, "insert into event", "worker", "--once") == -9
    assert (rows(any_app, Student), rows(any_app, Task)[0]["state"]) == (before, TaskState.RUNNING)
    with any_app.app_context(), transaction():
        # the dead worker's lease runs out
        db.session.execute(sa.update(Task).values(leased_until=LONG_AGO))
    with any_app.app_context():
        task_running.run_due(NOW)
    task = rows(any_app, Task)[0]
    assert (task["state"], task["tries"]) == (TaskState.DONE, 2)
    assert len(rows(any_app, Student)) > len(before)
    assert len(rows(any_app, ImportBatch)) == 2
    assert rows(any_app, files.File) == []


def test_a_large_sheet_of_the_web_is_imported_and_undone_by_the_worker(any_app, staff):
    with any_app.app_context():
        builders.a_school(name="Foothill High School")
    lines = [f"{number},Ana,Reyes{number},Foothill High School" for number in range(2_100)]
    text = "\n".join(["student_id,given_name,family_name,school", *lines])
    ana = staff("administrator")
    page = ana.visit("/students/import")
    page = ana.submit(page, "Show what would change", pasted=text)
    page = ana.submit(page, "Import this roster")
    assert "Waiting for a worker" in page
    with any_app.app_context():
        dict(any_app.extensions["jobs"])["tasks.run"](NOW)
    done = ana.visit(page.url)
    assert "2,100 new" in done
    batch = ana.visit(done.link("See the result"))
    assert "1–50 of 2100 students" in batch
    assert "Reyes2099" in ana.visit(f"{batch.url}?page=42")
    assert rows(any_app, KeptSheet) == []
    undoing = ana.submit(ana.visit(batch.link("Undo this import")), "Undo the import")
    assert "Waiting for a worker" in undoing
    with any_app.app_context():
        task_running.run_due(NOW)
    assert "2,100 removed again" in ana.visit(undoing.url)
    assert rows(any_app, Student) == []
