"""Write the lines that stipends and credit wrote when a week was settled, by their own rules."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.credit.models import CreditLine
from app.stipends.models import LineKind, StipendLine
from app.stipends.plans import completion_cents, rule_words, week_cents

if TYPE_CHECKING:
    from app.desk.demo.making import Making
    from app.desk.demo.rows import Row
    from app.desk.demo.sayings import Settled


def make_ledger(making: Making, settled: list[Settled]) -> dict[int, int]:
    """Write the lines of what was settled, in order of time; give the minutes of each match."""
    by_week: dict[int, list[Row]] = {}
    milestones: dict[int, list[Row]] = {}
    minutes: dict[int, int] = {}
    for change in settled:
        lines = by_week.setdefault(change.week.id, [])
        match_id = change.week.place.id
        line = _accrue(making, change, lines)
        minutes[match_id] = minutes.get(match_id, 0) + line["minutes"]
        _count(making, change, line["minutes"])
        _milestone(making, change, minutes[match_id], milestones.setdefault(match_id, []))
    return minutes


def _accrue(making: Making, change: Settled, earlier: list[Row]) -> Row:
    plan = change.week.place.job.course.rules.stipend
    line_id = making.rows.add(
        StipendLine,
        match_id=change.week.place.id,
        timesheet_id=change.week.id,
        version=change.version,
        cents=week_cents(plan, change.minutes) - sum(line["cents"] for line in earlier),
        minutes=change.minutes - sum(line["minutes"] for line in earlier),
        kind=LineKind.ADJUSTMENT if earlier else LineKind.HOURS,
        corrects_id=earlier[-1]["id"] if earlier else None,
        rule=rule_words(plan),
        by=change.by,
        at=change.at,
    )
    earlier.append(making.rows.row(StipendLine, line_id))
    return earlier[-1]


def _count(making: Making, change: Settled, minutes: int) -> None:
    making.rows.add(
        CreditLine,
        match_id=change.week.place.id,
        timesheet_id=change.week.id,
        version=change.version,
        minutes=minutes,
        by=change.by,
        at=change.at,
    )


def _milestone(making: Making, change: Settled, minutes: int, earlier: list[Row]) -> None:
    plan = change.week.place.job.course.rules.stipend
    missing = completion_cents(plan, minutes) - sum(line["cents"] for line in earlier)
    if not missing:
        return
    line_id = making.rows.add(
        StipendLine,
        match_id=change.week.place.id,
        timesheet_id=None,
        version=None,
        cents=missing,
        minutes=0,
        kind=LineKind.COMPLETION if missing > 0 else LineKind.REVERSAL,
        corrects_id=earlier[-1]["id"] if earlier else None,
        rule=rule_words(plan),
        by=change.by,
        at=change.at,
    )
    earlier.append(making.rows.row(StipendLine, line_id))
