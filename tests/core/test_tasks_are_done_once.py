"""Long work is done by a worker, exactly once, and its person sees how far it has come."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa

from app.core import clock, task_running, tasks
from app.core.access import SYSTEM
from app.core.db import db
from app.core.errors import Invalid
from app.core.tasks import Task, TaskState
from app.core.todos import Todo, open_todo
from app.core.use_case import transaction, use_case

NOW = clock.now()


@use_case
def work(job) -> None:
    """Be work that leaves a row."""
    open_todo("count", "x", 1, "Counted.", url="/", role="administrator", at=NOW)
    job.step(1)
    job.done("1 row.", url="/students", rows=1)


@pytest.fixture
def running(any_app):
    """Let the tests name their own kinds of work."""
    kinds = any_app.extensions["tasks"]
    before = dict(kinds)
    yield kinds
    kinds.clear()
    kinds.update(before)


def start(app, by=SYSTEM) -> int:
    with app.app_context(), transaction():
        return tasks.start("count", {"n": 3}, title="Count", back="/help/states", by=by, at=NOW)


def run(app) -> int:
    with app.app_context():
        return task_running.run_due(clock.now())


def the_task(app) -> Task:
    with app.app_context():
        return db.session.scalars(sa.select(Task)).one()


def rows_left(app) -> int:
    with app.app_context():
        return len(db.session.scalars(sa.select(Todo)).all())


def expire(app) -> None:
    """Let the lease run out, as it does after a crash."""
    with app.app_context(), transaction():
        past = clock.now() - timedelta(minutes=1)
        db.session.execute(sa.update(Task).values(leased_until=past))


def test_a_task_is_run_once_and_tells_what_came_of_it(any_app, running):
    running["count"] = work
    start(any_app)
    assert (run(any_app), run(any_app)) == (1, 0)
    task = the_task(any_app)
    assert (task.state, task.sentence, task.result) == (TaskState.DONE, "1 row.", {"rows": 1})
    assert (task.url, rows_left(any_app)) == ("/students", 1)


def test_a_refusal_is_the_sentence_of_a_failed_task(any_app, running):
    def refuse(_job):
        raise Invalid("Two rows have errors.")

    running["count"] = refuse
    start(any_app)
    run(any_app)
    task = the_task(any_app)
    assert (task.state, task.sentence) == (TaskState.FAILED, "Two rows have errors.")


def test_a_fault_of_ours_fails_with_a_number_and_stops_nothing(any_app, running, caplog):
    running["count"] = lambda _job: 1 / 0
    start(any_app)
    assert run(any_app) == 1
    assert "Tell the number" in the_task(any_app).sentence
    assert "ZeroDivisionError" in caplog.text


def test_a_dead_worker_s_task_is_done_by_another_and_counts_once(any_app, running):
    running["count"] = work
    start(any_app)
    with any_app.app_context():
        dead = task_running.claim(NOW)
    assert run(any_app) == 0, "the lease holds"
    expire(any_app)
    assert run(any_app) == 1
    with any_app.app_context(), pytest.raises(task_running.JobTakenError):
        work(dead)
    assert rows_left(any_app) == 1
    assert the_task(any_app).state == TaskState.DONE


def test_a_task_that_kills_its_worker_three_times_is_given_up(any_app, running):
    running["count"] = work
    start(any_app)
    for _ in range(3):
        with any_app.app_context():
            assert task_running.claim(NOW)
        expire(any_app)
        with any_app.app_context():
            task_running.recover()
    task = the_task(any_app)
    assert (task.state, rows_left(any_app)) == (TaskState.FAILED, 0)
    assert "stopped 3 times" in task.sentence


def test_progress_is_seen_by_others_while_the_work_goes_on(any_app, running):
    def slowly(job):
        job.begin(10)
        seen.append(the_task(any_app).total)
        work(job)

    seen: list[int] = []
    running["count"] = slowly
    start(any_app)
    run(any_app)
    assert seen == [10]


def test_the_page_is_for_who_started_it_and_administrators(any_app, running, staff):
    running["count"] = work
    sue = staff("career_specialist")
    url = f"/tasks/{start(any_app, sue.actor)}"
    page = sue.visit(url)
    assert "Waiting for a worker." in page
    assert page.one("#task").attrs["hx-trigger"] == "every 2s"
    assert page.link("Look again")
    run(any_app)
    fragment = sue.visit(url, htmx=True)
    assert "hx-trigger" not in fragment.one("#task").attrs
    assert fragment.one("a").attrs["href"] == "/students"
    assert fragment in sue.visit(url)
    staff("career_specialist").visit(url, status=404)
    assert "1 row." in staff("administrator").visit(url)
