"""Add and end rules of the district itself; allow work against a rule, and take that back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from app.core import journal
from app.core.access import Actor
from app.core.db import db
from app.core.errors import Conflict, Invalid
from app.core.use_case import use_case
from app.labor import queries
from app.labor.models import LaborOverride, LaborRule
from app.labor.rules import minute

MINUTES_A_DAY = 24 * 60
MOST = {"day": MINUTES_A_DAY, "week": 7 * MINUTES_A_DAY, "days": 7}


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleFacts:
    """Be a rule as an administrator says it; `limit` in minutes, of the kind `days` in days."""

    kind: str
    from_age: int
    below_age: int
    when: tuple[str, ...]
    limit: int
    start: str
    end: str
    citation: str
    effective_from: date
    effective_to: date | None = None


@use_case
def add_rule(facts: RuleFacts, *, by: Actor, at: datetime) -> int:
    """Add a rule of the district itself; give its id. Raises Invalid with a sentence per field."""
    if problems := _problems(facts):
        raise Invalid("There is a problem.", problems)
    kept = LaborRule(
        kind=facts.kind,
        from_age=facts.from_age,
        below_age=facts.below_age,
        when=list(facts.when),
        limit=facts.limit,
        start=facts.start,
        end=facts.end,
        citation=facts.citation,
        effective_from=facts.effective_from,
        effective_to=facts.effective_to,
        by=by.key,
        at=at,
    )
    db.session.add(kept)
    db.session.flush()
    journal.record("added", "labor_rule", kept.id, by=by, at=at, citation=facts.citation)
    return kept.id


def _problems(facts: RuleFacts) -> dict[str, str]:
    problems: dict[str, str] = {}
    if facts.from_age >= facts.below_age:
        problems["below_age"] = "Enter an age above the youngest."
    if facts.kind == "clock" and minute(facts.start) >= minute(facts.end):
        problems["end"] = "Enter a time after the earliest start."
    if facts.kind in MOST and not 0 < facts.limit <= MOST[facts.kind]:
        problems["limit"] = "Enter how much is allowed."
    if facts.effective_to is not None and facts.effective_to < facts.effective_from:
        problems["effective_to"] = "The last day is before the first day."
    return problems


@use_case
def end_rule(rule_id: int, last_day: date, *, by: Actor, at: datetime) -> None:
    """End a rule with its last day; it goes on to hold for the days up to it."""
    kept = queries.kept_rule(rule_id)
    if last_day < kept.effective_from:
        raise Invalid("It began after that.", {"last_day": "Enter its first day or a later one."})
    kept.effective_to = last_day
    journal.record("ended", "labor_rule", kept.id, by=by, at=at, last_day=last_day)


@dataclass(frozen=True, slots=True)
class Allowing:
    """Be a rule to allow against at a placement: for one student, or for everybody."""

    placement_id: int
    rule: str
    reason: str
    student_id: int | None = None


@use_case
def allow(wanted: Allowing, *, by: Actor, at: datetime) -> None:
    """Allow work against a rule with a reason; raise Invalid without one, Conflict when it is."""
    if not wanted.reason.strip():
        raise Invalid("There is a problem.", {"reason": "Say why this may be."})
    standing = [
        each
        for each in queries.overrides([wanted.placement_id])
        if (each.rule, each.student_id) == (wanted.rule, wanted.student_id)
    ]
    if standing:
        raise Conflict("This is allowed already.")
    db.session.add(
        LaborOverride(
            placement_id=wanted.placement_id,
            student_id=wanted.student_id,
            rule=wanted.rule,
            reason=wanted.reason.strip(),
            by=by.key,
            by_name=by.name,
            at=at,
        )
    )
    journal.record(
        "labor rule overridden",
        "placement",
        wanted.placement_id,
        by=by,
        at=at,
        rule=wanted.rule,
        reason=wanted.reason.strip(),
        student_id=wanted.student_id,
    )


@use_case
def take_back(override_id: int, *, by: Actor, at: datetime) -> None:
    """Let a rule bind again; raise Conflict when it does already."""
    found = queries.override(override_id)
    if found.taken_back_at is not None:
        raise Conflict("This is taken back already.")
    _end(found, by, at)


@use_case
def forget(placement_id: int, *, by: Actor, at: datetime) -> None:
    """Take back all that is allowed at a placement, for it is no longer what was looked at."""
    for found in queries.overrides([placement_id]):
        _end(found, by, at)


def _end(found: LaborOverride, by: Actor, at: datetime) -> None:
    found.taken_back_at, found.taken_back_by = at, by.key
    journal.record(
        "labor override taken back", "placement", found.placement_id, by=by, at=at, rule=found.rule
    )
