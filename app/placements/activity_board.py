"""Say what the list of activities is, and what comes next for each."""

from __future__ import annotations

from flask import current_app

from app.core import clock
from app.core.boards import Board, Column, Filter, said
from app.core.filters import clock as clock_words
from app.core.rows import AnyRow
from app.placements.activity_models import ActivityState


def next_step(row: AnyRow) -> str:
    """Say what is to be done about an activity next."""
    if row.state is ActivityState.PLANNED:
        return "Open sign-ups"
    if row.state is not ActivityState.OPEN:
        return "–"
    if row.day <= clock.today(str(current_app.config["TIMEZONE"])):
        return "Take attendance"
    free = row.capacity - row.places_taken
    return f"Sign up {free} more" if free > 0 else "Full"


def _host(row: AnyRow) -> str:
    return str(row.employer or row.place)


def _start(row: AnyRow) -> str:
    return clock_words(row.start)


BOARD = Board(
    name="activities",
    first="day",
    filters=(
        Filter("q", "Search"),
        Filter("kind", "Kind", "kinds"),
        Filter("state", "State", "states"),
        Filter("program", "Program", "programs"),
        Filter("school", "School", "schools"),
        Filter("employer", "Employer", "employers"),
        Filter("attendance", "Attendance", "attendances"),
        Filter("from", "From"),
        Filter("to", "To"),
    ),
    columns=(
        Column("Activity", "title", sort="title"),
        Column("Kind", said("kind"), sort="kind"),
        Column("Date", sort="day", parts=(("Date", "day"), ("Start", _start))),
        Column("Host", _host, sort="employer"),
        Column(
            "Places taken",
            sort="places",
            parts=(("Places taken", "places_taken"), ("Places", "capacity")),
        ),
        Column("State", said("state"), sort="state"),
        Column("Next step", next_step),
    ),
)
