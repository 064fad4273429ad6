"""Make placements with their weekly schedules: some busy, some done, some still to come."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time, timedelta
from enum import Enum, auto
from typing import Final

from app.core.text import fold
from app.desk.demo.draw import Draw
from app.desk.demo.employers import Partner
from app.desk.demo.making import Making
from app.desk.demo.openings import opening_facts
from app.desk.demo.programs import Course
from app.desk.demo.rows import Row
from app.desk.demo.season import MONDAY, SATURDAY, WEDNESDAY
from app.employers.models import Employer
from app.hours.figures import Slot
from app.placements.models import Placement, PlacementSlot, PlacementState

S = PlacementState
TUESDAY, THURSDAY, FRIDAY = 1, 3, 4
AFTERNOON: Final = (time(15, 30), time(18, 30), 0)
MORNING: Final = (time(9, 0), time(15, 0), 30)
LIGHT: Final = (
    ((MONDAY, *AFTERNOON), (WEDNESDAY, *AFTERNOON)),
    ((TUESDAY, *AFTERNOON), (THURSDAY, *AFTERNOON)),
    ((MONDAY, *AFTERNOON), (WEDNESDAY, *AFTERNOON), (FRIDAY, *AFTERNOON)),
)
FULL: Final = ((WEDNESDAY, *AFTERNOON), (SATURDAY, *MORNING))


class Stage(Enum):
    """Say where in its life a placement of the demo stands."""

    BUSY = auto()
    BUSY_CLOSED = auto()
    DONE = auto()
    COMING = auto()
    PAUSED = auto()
    DRAFT = auto()
    CANCELLED = auto()


G = Stage
# the shares of a hundred placements; the first three placements are busy in any case
STAGES: Final = (
    (G.BUSY, 50), (G.BUSY_CLOSED, 12), (G.DONE, 9), (G.COMING, 16),
    (G.PAUSED, 4), (G.DRAFT, 5), (G.CANCELLED, 4),
)  # fmt: skip
STAGES_OF_THE_PAST: Final = ((G.DONE, 93), (G.CANCELLED, 7))
MOVES: Final[dict[Stage, tuple[PlacementState, ...]]] = {
    G.BUSY: (S.OPEN,),
    G.BUSY_CLOSED: (S.OPEN, S.CLOSED),
    G.DONE: (S.OPEN, S.CLOSED, S.COMPLETED),
    G.COMING: (S.OPEN,),
    G.PAUSED: (S.OPEN, S.PAUSED),
    G.DRAFT: (),
    G.CANCELLED: (S.OPEN, S.CANCELLED),
}
FIRST_SEATS: Final = (6, 5, 5)
OF_FIVE_PLACEMENTS_SERVICE: Final = 3
CALLED_OFF: Final = "The site is being rebuilt this season."


@dataclass(slots=True)
class Job:
    """Be a placement with what its matches and hours need."""

    id: int
    number: int
    stage: Stage
    course: Course
    partner: Partner
    supervisor_id: int
    start: date
    end: date
    seats: int
    minimum_age: int
    slots: tuple[Slot, ...] = ()


def make_placements(making: Making, courses: list[Course], partners: list[Partner]) -> list[Job]:
    """Make the placements, at least one at each employer as far as they reach."""
    draw = making.draw("placements")
    jobs = []
    ago = courses[0].ago
    for number in range(making.scale.placements_of(ago)):
        first = number < len(FIRST_SEATS) and not ago
        stage = G.BUSY if first else draw.weighted(STAGES_OF_THE_PAST if ago else STAGES)
        service = number % 5 < OF_FIVE_PLACEMENTS_SERVICE or (stage is G.DONE and not ago)
        course = courses[0] if service else courses[1]
        partner = partners[number % len(partners)]
        start, end = _dates(making, draw, stage, course, first=first)
        job = Job(
            id=0,
            number=number + 1,
            stage=stage,
            course=course,
            partner=partner,
            supervisor_id=partner.supervisors[number // len(partners) % len(partner.supervisors)],
            start=start,
            end=end,
            seats=FIRST_SEATS[number] if first else draw.number(*making.scale.seats),
            minimum_age=course.rules.eligibility.minimum_age,
        )
        _make_placement(making, draw, job)
        _make_slots(making, draw, job)
        _make_history(making, job)
        jobs.append(job)
    return jobs


def _dates(
    making: Making, draw: Draw, stage: Stage, course: Course, *, first: bool
) -> tuple[date, date]:
    season = making.season
    if course.ago:
        start = course.start + timedelta(weeks=draw.number(0, 4))
        return start, start + timedelta(weeks=draw.number(14, 18), days=-2)
    match stage:
        case G.DONE:
            return season.week(8), season.week(2) - timedelta(days=1)
        case G.BUSY | G.BUSY_CLOSED:
            begun = 5 if first else draw.number(3, 6)
            return season.week(begun), season.week(begun) + timedelta(weeks=16, days=-2)
        case _:
            start = season.week(-draw.number(1, 4))
            return start, min(start + timedelta(weeks=14, days=-2), course.end)


def _make_placement(making: Making, draw: Draw, job: Job) -> None:
    title, duties = draw.pick(job.partner.trade.openings)
    created = job_created(job)
    job.id = making.rows.add(
        Placement,
        uid=draw.hex(32),
        program_id=job.course.id,
        site_id=draw.pick(job.partner.sites),
        supervisor_id=job.supervisor_id,
        title=title,
        search=fold(title),
        kind=job.course.kind,
        seats=job.seats,
        seats_taken=0,
        start_date=job.start,
        end_date=job.end,
        minimum_age=job.minimum_age,
        duties=duties,
        **opening_facts(
            making.draw(f"opening {job.partner.id}"), job.partner.trade.industry, job.course
        ),
        state=S.DRAFT,
        posted_at=None,
        created_at=making.season.moment(created, 10, draw.number(0, 59)),
        version=1 + len(MOVES[job.stage]),
    )


def _opening(making: Making, job: Job) -> Row:
    draw = making.draw(f"opening {len(making.rows.of(Placement))}")
    return opening_facts(draw, job.partner.trade.industry, job.course)


def job_created(job: Job) -> date:
    """Give the day on which a placement was first written down."""
    return job.start - timedelta(days=50)


def _make_slots(making: Making, draw: Draw, job: Job) -> None:
    short = job.stage is G.DONE and not job.course.ago
    plan = FULL if short or draw.chance(25) else draw.pick(LIGHT)
    job.slots = tuple(Slot(*each) for each in plan)
    for slot in job.slots:
        making.rows.add(
            PlacementSlot,
            placement_id=job.id,
            weekday=slot.weekday,
            start=slot.start,
            end=slot.end,
            break_minutes=slot.break_minutes,
        )


def _make_history(making: Making, job: Job) -> None:
    row = making.rows.row(Placement, job.id)
    owner = making.rows.row(Employer, job.partner.id)["owner_id"]
    by = f"staff:{owner}"
    making.note("created", "placement", job.id, by=by, at=row["created_at"])
    days = {
        S.OPEN: job_created(job) + timedelta(days=2),
        S.PAUSED: job.start - timedelta(days=21),
        S.CLOSED: job.start - timedelta(days=1),
        S.COMPLETED: job.end + timedelta(days=3),
        S.CANCELLED: job.start - timedelta(days=30),
    }
    for state in MOVES[job.stage]:
        at = making.season.moment(days[state], 11, 15)
        reason = CALLED_OFF if state is S.CANCELLED else None
        making.move(Placement, job.id, state, by=by, at=at, reason=reason)
        if state is S.OPEN:
            row["posted_at"] = at
