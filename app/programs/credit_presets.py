"""Offer the rules of credit that states and districts published (domain.md §3.1), each with source.

What a rule asks that no record here proves stands among what whoever awards must attest.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

from app.programs.credit_rules import (
    CountersCredit,
    CreditCaps,
    CreditConditions,
    EarlierCredit,
    Granting,
    HoursCredit,
    Level,
    StatedCredit,
    WeeklyCredit,
)

HOUR: Final = 60
TENNESSEE_CHANGE: Final = date(2024, 12, 10)
SIXTEEN: Final = "The student is at least 16 years old"


@dataclass(frozen=True, slots=True)
class CreditPreset:
    """Be a published rule of credit, with the rules that it replaced."""

    key: str
    state: str
    name: str
    rule: Granting
    before: tuple[EarlierCredit, ...] = ()


def _attested(*sentences: str) -> CreditConditions:
    return CreditConditions(attested=sentences)


def _levels(*pairs: tuple[float, int]) -> tuple[Level, ...]:
    return tuple(Level(minutes=int(hours * HOUR), credit=credit) for hours, credit in pairs)


TENNESSEE_BEFORE: Final = WeeklyCredit(
    weeks=18,
    levels=_levels((10, 100), (20, 200)),
    caps=CreditCaps(year=300),
    credit_type="work-based learning",
    conditions=_attested("One of at most three credits a year is for the classroom"),
    source="Tennessee Rule 0520-01-07-.04, until 9 December 2024",
)
TENNESSEE: Final = WeeklyCredit(
    weeks=18,
    levels=_levels(*((5 * step, 100 * step) for step in range(1, 7))),
    caps=CreditCaps(year=600),
    credit_type="work-based learning",
    conditions=_attested("At least two class periods a week", "A certified coordinator supervises"),
    source="Tennessee, from 10 December 2024; TCA 49-11-909",
)
CREDIT_PRESETS: Final = (
    CreditPreset(
        "wa-instructional",
        "WA",
        "Instructional worksite learning",
        HoursCredit(
            credit=50,
            minutes=90 * HOUR,
            cap=100,
            credit_type="CTE",
            counts_after_plan=True,
            conditions=CreditConditions(
                plan_signed=True, attested=("The work is linked to a course",)
            ),
            source="WAC 392-121-124(5), 392-410-315(1)(f): 180 h = 1.0",
        ),
    ),
    CreditPreset(
        "wa-cooperative",
        "WA",
        "Cooperative worksite learning",
        HoursCredit(
            credit=50,
            minutes=180 * HOUR,
            cap=100,
            credit_type="CTE",
            counts_after_plan=True,
            conditions=CreditConditions(
                plan_signed=True, attested=("A qualifying class was taken before or is taken now",)
            ),
            source="WAC 392-121-124(5), 392-410-315(1)(g): 360 h = 1.0",
        ),
    ),
    CreditPreset(
        "wa-paid-work",
        "WA",
        "Paid work experience",
        HoursCredit(
            credit=100,
            minutes=360 * HOUR,
            cap=200,
            family="WA paid work experience",
            caps=CreditCaps(lifetime=200),
            conditions=_attested(
                "The school monitored the placement, within the school day",
                "Certificated staff verified the hours of each term",
            ),
            source="WAC 392-121-139, 392-410-316: 360 h a credit, at most 2 elective credits ever",
        ),
    ),
    CreditPreset(
        "wa-older",
        "WA",
        "Older general rule (2015 text, likely superseded)",
        HoursCredit(
            credit=100, minutes=405 * HOUR, cap=100, source="WAC 392-410-340(2): 405 h = 1.0"
        ),
    ),
    CreditPreset(
        "tps-jobs-253",
        "WA",
        "Tacoma Jobs 253 service",
        HoursCredit(
            credit=50,
            minutes=40 * HOUR,
            cap=50,
            course="Next Move Intro",
            source="Jobs 253: 0.5 elective for 40 h plus the Next Move Intro course",
        ),
    ),
    CreditPreset(
        "tn",
        "TN",
        "Work-based learning",
        TENNESSEE,
        (EarlierCredit(until=TENNESSEE_CHANGE, rule=TENNESSEE_BEFORE),),
    ),
    CreditPreset(
        "tx-paid",
        "TX",
        "Career Preparation or paid practicum",
        WeeklyCredit(
            weeks=36,
            levels=_levels((10, 200), (15, 300)),
            conditions=_attested(
                SIXTEEN,
                "One hour of class a day",
                "The job began within 15 days of the course",
                "The student was never without a job for more than 15 days",
                "Six site visits by the teacher a year",
            ),
            source="SAAH 5.7: 10 h a week = 2, 15 h a week = 3, each with 1 h of class a day",
        ),
    ),
    CreditPreset(
        "tx-unpaid",
        "TX",
        "Unpaid practicum",
        WeeklyCredit(
            weeks=36,
            levels=_levels((10, 200), (15, 300)),
            conditions=_attested("Class and work together take these hours on school days"),
            source="SAAH 5.7: 2 h a day = 2, 3 h a day = 3, class and work together",
        ),
    ),
    CreditPreset(
        "ga",
        "GA",
        "Work-based learning by the block (district practice)",
        WeeklyCredit(
            weeks=18,
            levels=_levels((7.5, 100), (15, 200), (22.5, 300)),
            caps=CreditCaps(term=300),
            conditions=CreditConditions(
                plan_signed=True, attested=(SIXTEEN, "At least 90% attendance")
            ),
            source="Georgia district practice: 7.5 h a week per block = 1.0 a semester",
        ),
    ),
    CreditPreset(
        "ca",
        "CA",
        "Work experience education",
        StatedCredit(
            cap=1000,
            caps=CreditCaps(term=1000, lifetime=4000),
            step=50,
            credit_type="semester",
            conditions=_attested(
                "16 or older, or one of the five exceptions", "One period of class a week"
            ),
            source="Ed Code 51760.3: at most 10 semester credits a semester, 40 in all",
        ),
    ),
    CreditPreset(
        "ca-san-diego",
        "CA",
        "San Diego Unified",
        HoursCredit(
            credit=100,
            minutes=150 * HOUR,
            cap=100,
            conditions=_attested("A related CTE course"),
            source="San Diego USD: 150 h = 1 credit",
        ),
    ),
    CreditPreset(
        "ms",
        "MS",
        "Work-based learning",
        HoursCredit(
            credit=100,
            minutes=140 * HOUR,
            cap=200,
            credit_type="Carnegie unit",
            conditions=_attested(SIXTEEN),
            source="Mississippi: 140 h = 1 Carnegie unit, at most 2 a course",
        ),
    ),
    CreditPreset(
        "sc-charleston",
        "SC",
        "Charleston",
        HoursCredit(
            credit=50,
            minutes=60 * HOUR,
            cap=100,
            conditions=CreditConditions(
                baseline_review=True, final_review=True, attested=("A journal was kept",)
            ),
            source="Charleston: 60 h = 0.5, 120 h = 1.0; journal, timesheets, 2 evaluations",
        ),
    ),
    CreditPreset(
        "vt-river-valley",
        "VT",
        "River Valley Technical Center",
        HoursCredit(
            credit=50,
            minutes=80 * HOUR,
            cap=100,
            conditions=_attested("The hours lie outside class"),
            source="River Valley: 80 h = 0.5, 160 h = 1.0",
        ),
    ),
    CreditPreset(
        "oh",
        "OH",
        "Hours toward a graduation option",
        CountersCredit(
            credit=0,
            minutes=250 * HOUR,
            credit_type="graduation option",
            source="Ohio: 250 h across types of work-based learning, no credit ratio",
        ),
    ),
    CreditPreset(
        "ma",
        "MA",
        "Internship, the district decides",
        StatedCredit(
            cap=100,
            conditions=_attested("A Work-Based Learning Plan and a MyCAP"),
            source="Massachusetts: no state rule of hours; the district decides",
        ),
    ),
    CreditPreset(
        "shadow-and-hours",
        "",
        "Three shadow days and 100 hours",
        CountersCredit(
            credit=50,
            minutes=100 * HOUR,
            shadow_days=3,
            source="Counters of a district: 3 job-shadow days and 100 hours",
        ),
    ),
)


def credit_preset(key: str) -> CreditPreset | None:
    """Give the preset of a key, or None."""
    return next((each for each in CREDIT_PRESETS if each.key == key), None)
