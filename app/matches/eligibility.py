"""Say which rules forbid a student a placement, in a fixed order, each in words; pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, time, timedelta

from app.core.ages import age_on
from app.core.calendar import overlaps
from app.labor.planning import Plan, Schooling, bars
from app.labor.saying import finding_words

WEEK = 7
DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


@dataclass(frozen=True, slots=True)
class Slot:
    """Be a planned stretch of one weekday, 0 being Monday."""

    weekday: int
    start: time
    end: time
    break_minutes: int = 0


@dataclass(frozen=True, slots=True)
class Term:
    """Be a school's bells and the dates between which there is school."""

    bell_start: time
    bell_end: time
    first_day: date
    last_day: date
    days_off: frozenset[date] = frozenset()


@dataclass(frozen=True, slots=True)
class Engagement:
    """Be an accepted or active match of a student elsewhere."""

    placement_id: int
    program_id: int
    title: str
    first_day: date
    last_day: date
    slots: tuple[Slot, ...]


@dataclass(frozen=True, slots=True)
class StudentFacts:
    """Be what the rules need of a student.

    `ready` are the credentials held on the placement's first day, or tried for by then.
    """

    id: int
    birth_date: date | None
    grade: str
    left: bool = False
    terms: tuple[Term, ...] = ()
    engagements: tuple[Engagement, ...] = ()
    live_placements: frozenset[int] = frozenset()
    matches_in_program: int = 0
    experiences: int = 0
    schooling: Schooling | None = None
    ready: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class PlacementFacts:
    """Be what the rules need of a placement and its program.

    `credentials` are those asked for that the catalogue knows, as id and name. `plan` is what the
    child-labor rules judge, None where nobody is employed; `allowed` are rules of theirs that
    somebody allowed against for one student, by student.
    """

    id: int
    program_id: int
    first_day: date
    last_day: date
    minimum_age: int
    grades: tuple[str, ...]
    matches_per_student: int
    lifetime_cap: int | None = None
    slots: tuple[Slot, ...] = field(default=())
    credentials: tuple[tuple[int, str], ...] = ()
    plan: Plan | None = None
    allowed: dict[int, frozenset[str]] = field(default_factory=dict, hash=False)


@dataclass(frozen=True, slots=True)
class Failing:
    """Be one rule that forbids the match: its code, and why, in words with figures."""

    code: str
    words: str


def failing(student: StudentFacts, placement: PlacementFacts) -> list[Failing]:
    """Give every rule that forbids this student this placement, in a fixed order."""
    return [
        *_left(student),
        *_matched(student, placement),
        *_age(student, placement),
        *_grade(student, placement),
        *_credentials(student, placement),
        *_cap(student, placement),
        *in_school_hours(student.terms, placement),
        *_labor(student, placement),
        *_elsewhere(student, placement),
    ]


def _left(student: StudentFacts) -> Iterator[Failing]:
    if student.left:
        yield Failing("left", "no longer enrolled")


def _matched(student: StudentFacts, placement: PlacementFacts) -> Iterator[Failing]:
    if placement.id in student.live_placements:
        yield Failing("matched", "already matched with this placement")


def _age(student: StudentFacts, placement: PlacementFacts) -> Iterator[Failing]:
    if student.birth_date is None:
        yield Failing("birth_date", "no birth date on file")
        return
    age = age_on(student.birth_date, placement.first_day)
    if age < placement.minimum_age:
        yield Failing("age", f"{age} years old on the first day; {placement.minimum_age} is asked")


def _grade(student: StudentFacts, placement: PlacementFacts) -> Iterator[Failing]:
    if student.grade not in placement.grades:
        grades = ", ".join(grade.lstrip("0") for grade in placement.grades)
        yield Failing("grade", f"grade {student.grade.lstrip('0') or 'unknown'}; asked: {grades}")


def _credentials(student: StudentFacts, placement: PlacementFacts) -> Iterator[Failing]:
    for credential_id, name in placement.credentials:
        if credential_id not in student.ready:
            yield Failing("credential", f"neither holds nor plans by the first day: {name}")


def _cap(student: StudentFacts, placement: PlacementFacts) -> Iterator[Failing]:
    if student.matches_in_program >= placement.matches_per_student:
        number = placement.matches_per_student
        yield Failing("cap", f"already has {number} in this program, the most allowed")
    if placement.lifetime_cap is not None and student.experiences >= placement.lifetime_cap:
        had = student.experiences
        yield Failing(
            "lifetime_cap",
            f"had {had} {'experience' if had == 1 else 'experiences'} in all seasons; "
            f"the program’s cap is {placement.lifetime_cap}",
        )


def in_school_hours(terms: Sequence[Term], placement: PlacementFacts) -> Iterator[Failing]:
    """Give the rule that work is not during school, where a school's terms forbid it."""
    for slot in placement.slots:
        for term in terms:
            if not _meet(slot.start, slot.end, term.bell_start, term.bell_end):
                continue
            if _first_clash(slot, term, placement) is not None:
                hours = f"{term.bell_start:%-H:%M} to {term.bell_end:%-H:%M}"
                yield Failing("school_hours", f"school is {hours} on {DAYS[slot.weekday]}s")
                return


def _labor(student: StudentFacts, placement: PlacementFacts) -> Iterator[Failing]:
    plan, schooling, born = placement.plan, student.schooling, student.birth_date
    if plan is None or schooling is None or born is None:
        return
    waived = plan.waived | placement.allowed.get(student.id, frozenset())
    for finding in bars(plan._replace(waived=waived), schooling, born):
        yield Failing("labor", finding_words(finding, plan.own))


def _first_clash(slot: Slot, term: Term, placement: PlacementFacts) -> date | None:
    first = max(term.first_day, placement.first_day)
    last = min(term.last_day, placement.last_day)
    day = first + timedelta(days=(slot.weekday - first.weekday()) % WEEK)
    while day <= last:
        if day not in term.days_off and day.weekday() < WEEK - 2:
            return day
        day += timedelta(days=WEEK)
    return None


def minutes_after_school(terms: Sequence[Term], placement: PlacementFacts) -> int | None:
    """Give the shortest time from the last bell to work, in minutes; None without such a day."""
    return min(
        (
            _minutes(slot.start) - _minutes(term.bell_end)
            for slot in placement.slots
            for term in terms
            if slot.start >= term.bell_end and _first_clash(slot, term, placement) is not None
        ),
        default=None,
    )


def _minutes(at: time) -> int:
    return at.hour * 60 + at.minute


def _elsewhere(student: StudentFacts, placement: PlacementFacts) -> Iterator[Failing]:
    mine = (placement.first_day, placement.last_day)
    for other in student.engagements:
        if other.placement_id != placement.id and clash(
            mine, placement.slots, (other.first_day, other.last_day), other.slots
        ):
            yield Failing("overlap", f"at the same time as {other.title}")


def clash(
    first: tuple[date, date],
    first_slots: Sequence[Slot],
    second: tuple[date, date],
    second_slots: Sequence[Slot],
) -> bool:
    """Tell whether two stretches of dates meet on a weekday at the same time."""
    if not overlaps(first, second):
        return False
    return any(
        one.weekday == two.weekday and _meet(one.start, one.end, two.start, two.end)
        for one in first_slots
        for two in second_slots
    )


def _meet(start: time, end: time, other_start: time, other_end: time) -> bool:
    # an end not after the start is past midnight, so the stretch fills the rest of the day
    until = end if end > start else time.max
    other_until = other_end if other_end > other_start else time.max
    return start < other_until and other_start < until
