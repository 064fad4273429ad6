"""Gather what waits for a person: one row a thing, the next step as a link."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import url_for

from app.accounts import policies
from app.core.access import Actor
from app.core.clock import district_day
from app.core.filters import day
from app.core.todos import open_todos
from app.employers import log_queries as employer_log
from app.hours import list_queries as hours
from app.matches import queries as matches
from app.outreach.outbox_queries import trouble_counts
from app.placements import queries as placements

LATE_DAYS = 3
STEPS_SHOWN = 5
SCHOOLS_SHOWN = 6


@dataclass(frozen=True, slots=True)
class Waiting:
    """Be one thing that waits: a sentence, where its next step is, and its button."""

    sentence: str
    url: str
    step: str
    since: datetime | None = None
    todo_id: int | None = None


def waiting_for(actor: Actor, at: datetime) -> list[Waiting]:
    """Give what waits for an actor, the particular things first."""
    rows = [
        Waiting(todo.sentence, todo.url, "Look", todo.opened_at, todo.id)
        for todo in open_todos(actor)
    ]
    if policies.can_edit_employers(actor):
        rows += _next_steps(actor, at)
    if policies.can_enter_hours(actor):
        rows += _hours(actor, at)
    if policies.can_match(actor):
        rows += _matches(actor)
    if policies.can_post_placements(actor):
        rows += _placements()
    if policies.can_manage_outbox(actor):
        rows += _mails(actor)
    return rows


def _next_steps(actor: Actor, at: datetime) -> list[Waiting]:
    today = district_day(at)
    due = employer_log.due_for(actor.id, today, STEPS_SHOWN)
    rows = [
        Waiting(
            f"{row.employer}: {row.next_step}, "
            + ("due today" if row.due_on == today else f"due since {day(row.due_on)}"),
            url_for("desk.employer", employer_id=row.employer_id, _anchor="log"),
            "Take it",
        )
        for row in due
    ]
    more = due[0].all - len(due) if due else 0
    if more:
        rows.append(
            Waiting(
                _many(more, "more next step with an employer is due", "more next steps are due"),
                url_for("employers.next_steps", when="due"),
                "See all",
            )
        )
    return rows


def _hours(actor: Actor, at: datetime) -> list[Waiting]:
    counts = hours.waiting_counts(actor, at - timedelta(days=LATE_DAYS))
    rows = []
    if counts.disputed:
        rows.append(
            Waiting(
                _many(counts.disputed, "week is disputed", "weeks are disputed"),
                url_for("hours.index", state="disputed"),
                "Look into it" if counts.disputed == 1 else "Look into them",
            )
        )
    if counts.submitted:
        rows.append(
            Waiting(
                _many(
                    counts.submitted,
                    "week waits for a supervisor to confirm it",
                    "weeks wait for their supervisors to confirm them",
                )
                + (
                    f", {counts.late} of them for more than {LATE_DAYS} days" if counts.late else ""
                ),
                url_for("hours.index", state="submitted"),
                "See who has not answered",
            )
        )
        rows += _schools(actor)
    return rows


def _schools(actor: Actor) -> list[Waiting]:
    """Give a way to each school's weeks, for who works in a few."""
    if not 1 < len(actor.school_ids) <= SCHOOLS_SHOWN:
        return []
    return [
        Waiting(
            f"{row.name}: " + _many(row.number, "week not answered", "weeks not answered"),
            url_for("hours.index", state="submitted", school=row.id),
            "See them",
        )
        for row in hours.submitted_by_school(actor)
    ]


STEPS = (
    ("shortlisted", "is shortlisted", "are shortlisted", "Refer them"),
    ("referred", "is referred and waits for the employer", "wait for the employer", "Follow up"),
    ("offered", "has an offer to answer", "have an offer to answer", "Ask them"),
    (
        "accepted",
        "is accepted and not active yet",
        "are accepted and not active yet",
        "See what is missing",
    ),
)


def _matches(actor: Actor) -> list[Waiting]:
    counts = matches.counts(actor)
    return [
        Waiting(
            f"{counts[state]} {'student' if counts[state] == 1 else 'students'} "
            f"{one if counts[state] == 1 else many}",
            url_for("desk.ready")
            if state == "accepted" and policies.can_see_students(actor)
            else url_for("matches.index", state=state),
            step,
        )
        for state, one, many, step in STEPS
        if counts.get(state)
    ]


def _placements() -> list[Waiting]:
    counts = placements.counts_by_state()
    rows = []
    if counts.get("draft"):
        rows.append(
            Waiting(
                _many(counts["draft"], "placement is a draft", "placements are drafts"),
                url_for("placements.index", state="draft"),
                "Post them",
            )
        )
    if counts.get("paused"):
        rows.append(
            Waiting(
                _many(counts["paused"], "placement is paused", "placements are paused"),
                url_for("placements.index", state="paused"),
                "Look",
            )
        )
    return rows


TROUBLE = (
    ("failed", "mail could not be delivered", "mails could not be delivered", "Look why"),
    ("bounced", "mail came back", "mails came back", "Correct the addresses"),
    ("held", "mail waits for a decision", "mails wait for a decision", "Decide"),
)


def _mails(actor: Actor) -> list[Waiting]:
    counts = trouble_counts(actor)
    return [
        Waiting(_many(counts[state], one, many), url_for("outreach.outbox", state=state), step)
        for state, one, many, step in TROUBLE
        if counts.get(state)
    ]


def _many(number: int, one: str, many: str) -> str:
    return f"{number} {one if number == 1 else many}"
