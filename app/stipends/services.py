"""Accrue stipends: one line per settled version of a week, and milestones reached or lost."""

from __future__ import annotations

from app.core.db import db
from app.core.use_case import use_case
from app.hours.changes import WeekSettled
from app.stipends import queries
from app.stipends.models import LineKind, StipendLine
from app.stipends.plans import Plan, completion_cents, rule_words, week_cents


@use_case
def accrue(change: WeekSettled) -> None:
    """Follow a settled week: write its line as the total at this version less its earlier lines."""
    plan = queries.plan_of_match(change.match_id)
    earlier = queries.lines_of_timesheet(change.timesheet_id)
    db.session.add(
        StipendLine(
            match_id=change.match_id,
            timesheet_id=change.timesheet_id,
            version=change.version,
            cents=week_cents(plan, change.minutes) - sum(line.cents for line in earlier),
            minutes=change.minutes - sum(line.minutes for line in earlier),
            kind=LineKind.ADJUSTMENT if earlier else LineKind.HOURS,
            corrects_id=earlier[-1].id if earlier else None,
            rule=rule_words(plan),
            by=change.by.key,
            at=change.at,
        )
    )
    db.session.flush()
    _milestone(change, plan)


def _milestone(change: WeekSettled, plan: Plan) -> None:
    lines = queries.milestone_lines(change.match_id)
    due = completion_cents(plan, queries.minutes_of_match(change.match_id))
    missing = due - sum(line.cents for line in lines)
    if missing:
        db.session.add(
            StipendLine(
                match_id=change.match_id,
                timesheet_id=None,
                version=None,
                cents=missing,
                minutes=0,
                kind=LineKind.COMPLETION if missing > 0 else LineKind.REVERSAL,
                corrects_id=lines[-1].id if lines else None,
                rule=rule_words(plan),
                by=change.by.key,
                at=change.at,
            )
        )
        db.session.flush()
