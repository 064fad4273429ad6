"""Make two programs in mid-season from the presets, their mail switched on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from msgspec import structs

from app.desk.demo.making import Making
from app.desk.demo.season import WEEKS_A_YEAR
from app.programs.mailing import KINDS, switched_on
from app.programs.models import PlacementKind, Program
from app.programs.presets import JOBS_253_SERVICE, SCHOOL_YEAR_INTERNSHIP, Preset
from app.programs.rubrics import MASSACHUSETTS
from app.programs.rules import ProgramRules, keep_rules

BEGUN_WEEKS_AGO, LASTS_WEEKS = 9, 26


@dataclass(frozen=True, slots=True)
class Course:
    """Be a program with what its placements and matches need."""

    id: int
    kind: PlacementKind
    rules: ProgramRules
    start: date
    end: date
    ago: int = 0


def make_programs(making: Making, ago: int = 0) -> list[Course]:
    """Make the service program and the internship program of the season so many years ago."""
    year = making.season.school_year - ago
    return [
        _make_program(
            *(making, ago, JOBS_253_SERVICE, "J253"),
            f"Jobs 253 Service, {making.season.title(ago)}",
        ),
        _make_program(
            *(making, ago, SCHOOL_YEAR_INTERNSHIP, "INT"),
            f"School-Year Internship {year - 1}/{year % 100:02d}",
        ),
    ]


def _make_program(making: Making, ago: int, preset: Preset, code: str, name: str) -> Course:
    start = making.season.week(BEGUN_WEEKS_AGO, ago)
    end = start + timedelta(weeks=LASTS_WEEKS, days=-3)
    kind = PlacementKind(preset.kind)
    rules = switched_on(preset.rules, *KINDS)
    rules = structs.replace(rules, credit=structs.replace(rules.credit, approval=True))
    if kind is PlacementKind.INTERNSHIP:
        rules = structs.replace(rules, rubric=MASSACHUSETTS)
    since = making.season.loaded_at - timedelta(days=150, weeks=WEEKS_A_YEAR * ago)
    program_id = making.rows.add(
        Program,
        code=f"{code}-{making.season.school_year - ago}",
        name=name,
        kind=kind,
        start_date=start,
        end_date=end,
        timezone=making.season.zone,
        jurisdiction=preset.jurisdiction,
        kept_rules=keep_rules(rules),
        mail_on=True,
        catalogue_on=True,
        created_at=since,
        version=2,
    )
    making.note("created", "program", program_id, by="staff:1", at=since)
    making.note("mail_on", "program", program_id, by="staff:1", at=since)
    return Course(program_id, kind, rules, start, end, ago)
