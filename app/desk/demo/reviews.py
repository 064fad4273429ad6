"""Make the skills reviews of this season: first ones, final ones of who is done, one that waits."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

import msgspec

from app.core.filters import day as day_words
from app.core.language import speaking
from app.desk.demo.mails import short_name
from app.desk.demo.requests import Reader, lay_out, open_request
from app.employers.models import Contact
from app.hours.models import Method
from app.outreach.shapes import Subject
from app.placements.models import Placement
from app.programs.mailing import plan_in
from app.reviews.asking import MATCH
from app.reviews.models import Review, ReviewRating, Stage
from app.reviews.rating import skills_of

if TYPE_CHECKING:
    from app.desk.demo.draw import Draw
    from app.desk.demo.making import Making
    from app.desk.demo.matches import Place
    from app.programs.rules import Rubric

BEGINNER: Final = ((2, 40), (3, 45), (4, 10), (1, 5))
LATER: Final = ((3, 25), (4, 50), (5, 20), (2, 5))
FIRST_DAYS, FINAL_DAYS = timedelta(days=20), timedelta(days=8)
KIND: Final = "review-baseline"
WORDS: Final = ("Reliable, and asks good questions.", "A quick learner.", "", "")


def make_reviews(making: Making, places: list[Place]) -> None:
    """Review every match of a program with a rubric that is far enough; one supervisor is asked."""
    draw, waits = making.draw("reviews"), True
    for place in places:
        rubric, today = place.job.course.rules.rubric, making.season.today
        if rubric is None or place.job.course.ago or place.job.start + FIRST_DAYS > today:
            continue
        if waits and place.last_day + timedelta(days=1) == today:
            waits = False
            _ask(making, draw, place)
            continue
        first_at = making.season.moment(place.job.start + timedelta(days=18), 15)
        _review(making, draw, place, rubric, Stage.BASELINE, first_at)
        if place.last_day + timedelta(days=1) < today or place.job.end - FINAL_DAYS <= today:
            final_at = making.season.moment(place.last_day, 16)
            _review(making, draw, place, rubric, Stage.FINAL, final_at)


def _review(  # noqa: PLR0913, PLR0917 - a review has these parts
    making: Making, draw: Draw, place: Place, rubric: Rubric, stage: Stage, at: datetime
) -> None:
    contact = making.rows.row(Contact, place.job.supervisor_id)
    review_id = making.rows.add(
        Review,
        match_id=place.id,
        stage=stage,
        number=1,
        rubric_version=rubric.version,
        rubric=msgspec.to_builtins(rubric),
        comment=draw.pick(WORDS),
        method=Method.IN_PERSON,
        by=place.specialist,
        name=contact["name"],
        note="",
        address="",
        agent="",
        request_id=None,
        at=at,
    )
    for skill in skills_of(rubric):
        making.rows.add(
            ReviewRating,
            review_id=review_id,
            skill_group=skill.group,
            position=skill.position,
            skill=skill.words,
            level=draw.weighted(BEGINNER if stage is Stage.BASELINE else LATER),
        )
    told = {"stage": str(stage), "review": review_id}
    making.note("reviewed", "match", place.id, by=place.specialist, at=at, **told)


def _ask(making: Making, draw: Draw, place: Place) -> None:
    contact = making.rows.row(Contact, place.job.supervisor_id)
    placement = making.rows.row(Placement, place.job.id)
    plan = plan_in(place.job.course.rules, KIND)
    with speaking(contact["language"]):
        last_day = day_words(placement["end_date"])
    request_id = open_request(
        making,
        draw,
        KIND,
        Reader("contact", contact["id"], contact["name"], contact["email"], contact["language"]),
        Subject(MATCH, place.id),
        plan,
        program_id=place.job.course.id,
        school_ids=[place.school_id],
        at=making.season.loaded_at - timedelta(hours=20),
        student=short_name(making, place.student_id),
        placement=placement["title"],
        last_day=last_day,
    )
    lay_out(making, request_id, plan, making.season.loaded_at)
