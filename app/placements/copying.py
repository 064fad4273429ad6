"""Carry placements over into another season: the dates move with it, the rest stays."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from app.core.access import Actor
from app.core.use_case import use_case
from app.placements import queries, services
from app.placements.facts import PlacementFacts, SlotFacts
from app.placements.models import Placement
from app.programs import queries as programs
from app.programs.models import Program

DAYS_A_WEEK = 7
LEFT = "Its supervisor is no longer there: copy it by itself and choose another."


def next_season(program: Program, all_programs: Sequence[Program]) -> Program:
    """Give the program of the same kind that begins next after one; itself where there is none."""
    later = [
        each
        for each in all_programs
        if each.kind is program.kind and each.start_date > program.start_date
    ]
    return min(later, key=lambda each: (each.start_date, each.id), default=program)


def shifted(placement: Placement, source: Program, target: Program) -> tuple[date, date]:
    """Give the dates that a placement has in another program: moved by whole weeks, kept inside.

    Whole weeks, so that a Monday stays one; within the same program they stay as they are.
    """
    weeks = round((target.start_date - source.start_date).days / DAYS_A_WEEK)
    by = timedelta(weeks=weeks)
    start = min(max(placement.start_date + by, target.start_date), target.end_date)
    end = min(max(placement.end_date + by, start), target.end_date)
    return start, end


def facts_in(placement: Placement, target: Program) -> PlacementFacts:
    """Give what a copy of a placement in another program says."""
    start, end = shifted(placement, placement.program, target)
    facts = facts_of(placement)
    return replace(facts, program_id=target.id, start_date=start, end_date=end)


def facts_of(placement: Placement) -> PlacementFacts:
    """Give what a placement says now."""
    return PlacementFacts(
        program_id=placement.program_id,
        site_id=placement.site_id,
        supervisor_id=placement.supervisor_id,
        title=placement.title,
        kind=placement.kind,
        seats=placement.seats,
        start_date=placement.start_date,
        end_date=placement.end_date,
        minimum_age=placement.minimum_age,
        duties=placement.duties,
        slots=tuple(
            SlotFacts(slot.weekday, slot.start, slot.end, slot.break_minutes)
            for slot in placement.slots
        ),
        hazards=tuple(placement.hazards),
        grades=tuple(placement.grades),
        credentials=tuple(placement.credentials),
        documents=tuple(placement.documents),
        pay_basis=placement.pay_basis,
        pay_cents=placement.pay_cents,
        relationship_type=placement.relationship_type,
        career_field=placement.career_field,
        cluster=placement.cluster,
        soc=placement.soc,
        stage_chosen=placement.stage_chosen,
        wbl_type_chosen=placement.wbl_type_chosen,
        work_place=placement.work_place,
        accommodations=tuple(placement.accommodations),
        languages=tuple(placement.languages),
        bring=placement.bring,
        transport=placement.transport,
    )


@dataclass(frozen=True, slots=True)
class Copied:
    """Be what a copy of several placements came to: the new ids, and who was left out, and why."""

    made: list[int]
    skipped: list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Candidate:
    """Be a placement that may be carried over, with its dates there, or why it may not."""

    placement: Placement
    start: date
    end: date
    why_not: str = ""


def candidates(employer_id: int, source_id: int, target: Program) -> list[Candidate]:
    """Give an employer's placements of one program as they would be in another."""
    copied = queries.copied_into(target.id)
    return [
        Candidate(each, *shifted(each, each.program, target), _why_not(each, copied))
        for each in queries.of_employer_in(employer_id, source_id)
    ]


def _why_not(placement: Placement, copied: set[int]) -> str:
    if placement.id in copied:
        return "It is there already."
    return LEFT if placement.supervisor.left_at is not None else ""


@use_case
def carry_over(  # noqa: PLR0913 - carrying over has these parts
    employer_id: int,
    source_id: int,
    target_id: int,
    chosen: set[int],
    *,
    by: Actor,
    at: datetime,
) -> Copied:
    """Copy an employer's chosen placements of one program into another, as drafts.

    One that was carried over before, or whose supervisor left, is named and left out.
    """
    target = programs.program(target_id)
    done = Copied([], [])
    for each in candidates(employer_id, source_id, target):
        if each.placement.id not in chosen:
            continue
        if each.why_not:
            done.skipped.append((each.placement.title, each.why_not))
            continue
        facts = facts_in(each.placement, target)
        done.made.append(services.save(None, facts, by=by, at=at, copied_from=each.placement.id))
    return done
