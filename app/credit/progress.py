"""Compute progress toward credit from counted minutes and completed courses; in hundredths."""

from __future__ import annotations

from dataclasses import dataclass

from app.programs.credit_rules import HoursCredit, NoCredit


@dataclass(frozen=True, slots=True)
class Progress:
    """Be how far a match has come toward credit, and what is still missing, in words.

    `spent` is the part of the minutes on which the earned credit stands.
    """

    minutes: int
    target_minutes: int
    earned: int
    cap: int
    missing: tuple[str, ...]
    source: str = ""
    spent: int = 0


def progress(rule: HoursCredit | NoCredit, minutes: int, courses: frozenset[str]) -> Progress:
    """Give the progress of counted minutes under a rule; a bundle's course gates all of it."""
    if isinstance(rule, NoCredit):
        return Progress(minutes, 0, 0, 0, ())
    missing: list[str] = []
    steps = minutes // rule.minutes
    by_hours = min(steps * rule.credit, rule.cap)
    if by_hours < rule.cap:
        short = (steps + 1) * rule.minutes - minutes
        missing.append(f"{_hours(short)} more until the next {rule.credit / 100:g} credit")
    has_course = rule.course is None or rule.course.casefold() in courses
    if not has_course:
        missing.append(f"the course {rule.course}")
    earned = by_hours if has_course else 0
    target = -(-rule.cap // rule.credit) * rule.minutes if rule.credit else 0
    spent = min(minutes, -(-earned // rule.credit) * rule.minutes) if earned else 0
    return Progress(minutes, target, earned, rule.cap, tuple(missing), rule.source, spent)


def _hours(minutes: int) -> str:
    whole, part = divmod(minutes, 60)
    if not part:
        return f"{whole} h"
    return f"{whole} h {part} min" if whole else f"{part} min"
