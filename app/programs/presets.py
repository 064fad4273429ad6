"""Offer the programs that a district starts from, their figures from the sources named."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from app.programs.credit_rules import HoursCredit
from app.programs.rubrics import MASSACHUSETTS
from app.programs.rules import (
    About,
    CompletionStipend,
    DocumentList,
    Eligibility,
    HourlyStipend,
    Priority,
    ProgramRules,
)


@dataclass(frozen=True, slots=True)
class Preset:
    """Be a named set of rules to start a program from; `told` says its figures in one line."""

    key: str
    name: str
    kind: str
    jurisdiction: str
    told: str
    rules: ProgramRules


JOBS_253_SERVICE: Final = Preset(
    key="jobs-253-service-40",
    name="Jobs 253 service, 40 hours",
    kind="summer_program",
    jurisdiction="WA",
    told="$500 and 0.5 credit for 40 hours with the Next Move Intro course; first-timers first",
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
        about=About(stage="preparation"),
    ),
)
JOBS_253_EXTENDED: Final = Preset(
    key="jobs-253-extended-80",
    name="Jobs 253 extended, 80 hours",
    kind="summer_program",
    jurisdiction="WA",
    told="$1,000 for 80 hours, by invitation after the 40 hours",
    rules=ProgramRules(
        target_minutes=80 * 60,
        stipend=CompletionStipend(
            cents=1000_00,
            minutes=80 * 60,
            legal_basis="Completion stipend; no employment relationship (service learning)",
            source="Jobs 253: $1,000 for 80 h, invitation only after finishing 40 h",
        ),
        documents=DocumentList(required=("guardian_consent",)),
        eligibility=Eligibility(
            grades=("10", "11", "12"),
            minimum_age=15,
            invited_after="Jobs 253 service, 40 hours",
        ),
        about=About(stage="preparation"),
    ),
)
BOSTON_SUMMER: Final = Preset(
    key="boston-summer-jobs",
    name="Boston summer jobs",
    kind="summer_program",
    jurisdiction="MA",
    told="paid by the employer; youth employment permit; skills reviewed on the Massachusetts plan",
    rules=ProgramRules(
        target_minutes=0,
        documents=DocumentList(required=("work_permit", "proof_of_age")),
        eligibility=Eligibility(minimum_age=14),
        rubric=MASSACHUSETTS,
        about=About(stage="preparation", region="Boston"),
    ),
)
JOB_SHADOW_DAY: Final = Preset(
    key="job-shadow-day",
    name="Job shadow day",
    kind="job_shadow",
    jurisdiction="MA",
    told="one day at a workplace; no credit, no stipend",
    rules=ProgramRules(
        target_minutes=6 * 60,
        documents=DocumentList(required=("guardian_consent",)),
        eligibility=Eligibility(minimum_age=14, matches_per_student=3),
        about=About(stage="exploration"),
    ),
)
WASHINGTON_COOPERATIVE: Final = Preset(
    key="washington-cooperative",
    name="Cooperative worksite learning",
    kind="internship",
    jurisdiction="WA",
    told="360 hours earn 1.0 credit; the employer pays; beside or after a qualifying class",
    rules=ProgramRules(
        target_minutes=360 * 60,
        credit=HoursCredit(
            credit=50,
            minutes=180 * 60,
            cap=100,
            credit_type="CTE",
            source="WAC 392-410-315(1)(g): 360 h of cooperative worksite learning = 1.0 credit",
        ),
        documents=DocumentList(required=("guardian_consent", "work_permit")),
        eligibility=Eligibility(grades=("11", "12"), minimum_age=16),
        priority=Priority(order=("graduating", "credit_short")),
        about=About(stage="launch"),
    ),
)
SCHOOL_YEAR_INTERNSHIP: Final = Preset(
    key="school-year-internship",
    name="School-year internship",
    kind="internship",
    jurisdiction="WA",
    told="instructional: 180 hours earn 1.0 credit; paid by the hour at the minimum wage",
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
        about=About(stage="launch"),
    ),
)
PRESETS: Final = (
    JOBS_253_SERVICE,
    JOBS_253_EXTENDED,
    BOSTON_SUMMER,
    JOB_SHADOW_DAY,
    WASHINGTON_COOPERATIVE,
    SCHOOL_YEAR_INTERNSHIP,
)


def preset(key: str) -> Preset | None:
    """Give the preset of a key, or None."""
    return next((each for each in PRESETS if each.key == key), None)
