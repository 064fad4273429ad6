"""Offer the programs that a district starts from, their figures from the sources named."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from app.programs.rules import (
    CompletionStipend,
    DocumentList,
    Eligibility,
    HourlyStipend,
    HoursCredit,
    Priority,
    ProgramRules,
)


@dataclass(frozen=True, slots=True)
class Preset:
    """Be a named set of rules to start a program from."""

    key: str
    name: str
    kind: str
    jurisdiction: str
    rules: ProgramRules


JOBS_253_SERVICE: Final = Preset(
    key="jobs-253-service-40",
    name="Jobs 253 service, 40 hours",
    kind="summer_program",
    jurisdiction="WA",
    rules=ProgramRules(
        target_minutes=40 * 60,
        credit=HoursCredit(
            credit=50,
            minutes=40 * 60,
            cap=50,
            course="Next Move Intro",
            source="Jobs 253: 0.5 elective for 40 h plus the Next Move Intro course",
        ),
        stipend=CompletionStipend(
            cents=500_00,
            minutes=40 * 60,
            legal_basis="Completion stipend; no employment relationship (service learning)",
            source="Jobs 253: up to $500 for 40 h, paid when requirements are met",
        ),
        documents=DocumentList(required=("guardian_consent",)),
        eligibility=Eligibility(grades=("10", "11", "12"), minimum_age=15),
        priority=Priority(order=("first_time",)),
    ),
)
SCHOOL_YEAR_INTERNSHIP: Final = Preset(
    key="school-year-internship",
    name="School-year internship",
    kind="internship",
    jurisdiction="WA",
    rules=ProgramRules(
        target_minutes=180 * 60,
        credit=HoursCredit(
            credit=50,
            minutes=90 * 60,
            cap=100,
            source="WAC 392-410-315(1)(f): 180 h of instructional worksite learning = 1.0 credit",
        ),
        stipend=HourlyStipend(
            cents_per_hour=17_13,
            legal_basis="Paid by the district at the state minimum wage; check with your counsel",
            source="Washington minimum wage 2026, to be confirmed by the district",
        ),
        documents=DocumentList(required=("guardian_consent", "work_permit")),
        eligibility=Eligibility(grades=("11", "12"), minimum_age=16),
    ),
)
PRESETS: Final = (JOBS_253_SERVICE, SCHOOL_YEAR_INTERNSHIP)


def preset(key: str) -> Preset | None:
    """Give the preset of a key, or None."""
    return next((each for each in PRESETS if each.key == key), None)
