"""Make the pledges of a season: those whose seats are posted, and those that never came to it."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from app.desk.demo.draw import Draw
from app.desk.demo.employers import Partner
from app.desk.demo.making import Making
from app.desk.demo.placements import MOVES, Job, Stage, job_created
from app.desk.demo.programs import Course
from app.employers.models import Employer
from app.employers.pledge_models import Pledge, PledgeState

S = PledgeState
NOT_POSTED: Final = (Stage.DRAFT, Stage.CANCELLED)
NO_TIME: Final = "No one to look after a student this season."
NO_ANSWER: Final = "No answer after three calls."
STEPS: Final[dict[PledgeState, tuple[tuple[PledgeState, str | None], ...]]] = {
    S.ASKED: (),
    S.PLEDGED: ((S.PLEDGED, None),),
    S.CONFIRMED: ((S.PLEDGED, None), (S.CONFIRMED, None)),
    S.DECLINED: ((S.DECLINED, NO_TIME),),
    S.LAPSED: ((S.LAPSED, NO_ANSWER),),
}
WITHOUT_POSTED: Final = ((S.ASKED, 40), (S.PLEDGED, 30), (S.DECLINED, 20), (S.LAPSED, 10))
CONFIRMED, ASKED_BESIDES, MORE_THAN_POSTED = 60, 25, 35


def make_pledges(
    making: Making, courses: list[Course], partners: list[Partner], jobs: list[Job]
) -> None:
    """Make a pledge for what each employer posted in each program, and some beyond that."""
    draw = making.draw("pledges")
    posted: dict[tuple[int, int], int] = {}
    for job in jobs:
        if job.stage not in NOT_POSTED and MOVES[job.stage]:
            key = (job.partner.id, job.course.id)
            posted[key] = posted.get(key, 0) + job.seats
    first = {(job.partner.id, job.course.id): job for job in reversed(jobs)}
    for partner in partners:
        for course in courses:
            seats = posted.get((partner.id, course.id), 0)
            begun = first.get((partner.id, course.id))
            if seats:
                state = S.CONFIRMED if draw.chance(CONFIRMED) else S.PLEDGED
                _make_pledge(making, draw, partner, course, (seats, state, begun))
            elif draw.chance(ASKED_BESIDES):
                _make_pledge(
                    making, draw, partner, course, (0, draw.weighted(WITHOUT_POSTED), begun)
                )


def _make_pledge(
    making: Making,
    draw: Draw,
    partner: Partner,
    course: Course,
    outcome: tuple[int, PledgeState, Job | None],
) -> None:
    posted, state, job = outcome
    begun = (job_created(job) if job else course.start) - timedelta(days=draw.number(20, 40))
    employer = making.rows.row(Employer, partner.id)
    by = f"staff:{employer['owner_id']}"
    at = making.season.moment(begun, draw.number(9, 16), draw.number(0, 59))
    beyond = draw.number(1, 2) if not posted or draw.chance(MORE_THAN_POSTED) else 0
    pledge_id = making.rows.add(
        Pledge,
        employer_id=partner.id,
        program_id=course.id,
        seats=posted + beyond,
        posted=posted,
        state=S.ASKED,
        answer_by=begun + timedelta(days=21) if state is S.ASKED else None,
        note="",
        created_at=at,
        version=1 + len(STEPS[state]),
    )
    making.note("created", "pledge", pledge_id, by=by, at=at, seats=posted + beyond)
    for number, (target, reason) in enumerate(STEPS[state]):
        day = begun + timedelta(days=3 + 4 * number)
        making.move(
            Pledge, pledge_id, target, by=by, at=making.season.moment(day, 14), reason=reason
        )
