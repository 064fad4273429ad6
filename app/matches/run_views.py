"""Run the batch matching, look at what it would do, and commit it."""

from __future__ import annotations

from flask import Response, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from app.accounts.policies import can_match, can_see_students
from app.core import clock, respond
from app.core.access import access
from app.core.errors import AppError, Invalid
from app.core.guard import current_actor
from app.core.text import number
from app.matches import run_deciding, run_page, run_queries, run_services, run_why
from app.matches import run_record_queries as records
from app.matches.blueprint import bp
from app.matches.own_fit import fits_with
from app.matches.run_board import CHANGES, OBJECTIVES, ROWS, RUNS, STATES, change_words
from app.matches.run_forms import LockForm, RunForm
from app.matches.run_models import Writes
from app.programs.queries import program_choices
from app.schools.queries import school_choices
from app.students.queries import student_for


@bp.get("/matches/runs")
@access(can_see_students)
def runs() -> Response:
    """List the runs."""
    actor = current_actor()
    wanted = RUNS.wanted(actor)
    return RUNS.answer(
        records.listed(wanted.filters),
        wanted,
        records.columns(),
        "matches/runs.html",
        "matches/_runs.html",
        may_run=can_match(actor),
        programs=program_choices(),
        states=STATES,
        objectives=OBJECTIVES,
    )


@bp.route("/matches/runs/new", methods=["GET", "POST"])
@access(can_match)
def new_run() -> AnyResponse:
    """Take what a run is to be, queue it, and show how far it is."""
    form = RunForm(request.form or request.args)
    form.program.choices = [(str(key), name) for key, name in program_choices()]
    if form.accept() and form.program_id is not None:
        run = run_services.start(
            form.program_id,
            seed=form.seed.data,
            objective=form.sought(),
            writes=Writes(form.writes.data),
            by=current_actor(),
            at=clock.now(),
        )
        return respond.go(url_for("desk.task", task_id=run.task_id))
    return respond.page("matches/run_new.html", form=form, status=422 if form.errors else 200)


@bp.get("/matches/runs/<int:run_id>")
@access(can_see_students)
def run(run_id: int) -> Response:
    """Show what a run would do, or did."""
    actor, found = current_actor(), records.run(run_id)
    wanted = ROWS.wanted(actor)
    return ROWS.answer(
        records.rows(run_id, actor, wanted.filters),
        wanted,
        records.row_columns(),
        "matches/run.html",
        "matches/_run_students.html",
        run=found,
        told=run_page.told(found, actor),
        change_words=change_words,
        changes=CHANGES,
        schools=school_choices(actor),
    )


@bp.post("/matches/runs/<int:run_id>/<action>")
@access(can_match)
def decide_run(run_id: int, action: str) -> AnyResponse:
    """Commit a run, send what it made, or set it aside."""
    try:
        respond.tell(run_page.decide(run_id, action, by=current_actor(), at=clock.now()))
    except AppError as problem:
        if problem.status != 409:  # noqa: PLR2004 - a conflict is told on the page itself
            raise
        respond.tell(problem.sentence, "stop")
    return respond.go(url_for("matches.run", run_id=run_id))


@bp.get("/matches/runs/<int:run_id>/compare")
@access(can_see_students)
def compare_runs(run_id: int) -> Response:
    """Lay two runs of a program side by side."""
    other = number(request.args.get("with", "")) or 0
    return respond.page(
        "matches/run_compare.html", **run_page.compared(run_id, other, current_actor())
    )


@bp.get("/matches/runs/<int:run_id>/students/<int:student_id>")
@access(can_see_students)
def run_student(run_id: int, student_id: int) -> Response:
    """Say why a run gave a student what it did, placement by placement."""
    return _run_student(run_id, student_id, LockForm())


@bp.post("/matches/runs/<int:run_id>/students/<int:student_id>/lock")
@access(can_match)
def keep_seat(run_id: int, student_id: int) -> AnyResponse:
    """Keep a seat for a student in the next runs."""
    form = LockForm()
    try:
        run_deciding.lock(
            records.run(run_id).program_id,
            student_id,
            form.placement_id,
            reason=form.reason.data or "",
            by=current_actor(),
            at=clock.now(),
        )
    except Invalid as problem:
        form.add_errors(problem.fields)
        return _run_student(run_id, student_id, form)
    respond.tell("The seat is kept. Run the matching again to see what follows.")
    return respond.go(url_for("matches.run_student", run_id=run_id, student_id=student_id))


@bp.post("/matches/runs/<int:run_id>/students/<int:student_id>/unlock")
@access(can_match)
def free_seat(run_id: int, student_id: int) -> AnyResponse:
    """Take a kept seat back."""
    program_id = records.run(run_id).program_id
    run_deciding.unlock(program_id, student_id, by=current_actor(), at=clock.now())
    respond.tell("The seat is no longer kept.")
    return respond.go(url_for("matches.run_student", run_id=run_id, student_id=student_id))


def _run_student(run_id: int, student_id: int, form: LockForm) -> Response:
    actor, found = current_actor(), records.run(run_id)
    student = student_for(student_id, actor)
    places = run_why.why(found, student.uid)
    form.placement.choices = [(str(each.placement_id), each.title) for each in places]
    kept = {row.student_id: row for row in run_queries.locks(found.program_id)}
    return respond.page(
        "matches/run_student.html",
        run=found,
        student=student,
        places=places,
        fits=fits_with(student.id, [each.placement_id for each in places]),
        form=form,
        kept=kept.get(student.id),
        may_match=can_match(actor),
        status=422 if form.errors else 200,
    )
