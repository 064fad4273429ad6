"""Answer the weekly requests of the past: most by link, some by phone or paper, one not at all."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Final

from app.core.filters import day as day_words
from app.core.language import speaking
from app.core.todos import Todo
from app.desk.demo import requests, sayings
from app.desk.demo.mails import mail_receipt, mail_student
from app.desk.demo.scene import ORDINARY, asked_groups, choose_scene
from app.employers.models import Contact
from app.hours.models import Method
from app.outreach.models import LinkAnswer, LinkRequest, RequestState

if TYPE_CHECKING:
    from app.desk.demo.draw import Draw
    from app.desk.demo.making import Making
    from app.desk.demo.sayings import Said, Settled
    from app.desk.demo.scene import Scene
    from app.desk.demo.weeks import Week

DELAYS: Final = (((1, 8), 60), ((25, 32), 25), ((50, 54), 15))
METHODS: Final = ((Method.LINK, 82), (Method.PHONE, 10), (Method.PAPER, 5), (Method.IN_PERSON, 3))
CORRECTED: Final = 7
DOUBT: Final = "Left at noon on one of these days; please check with the student."
TOOK_BACK: Final = "The site's sign-in sheet shows less on one day."


def make_answers(making: Making, weeks: list[Week]) -> list[Settled]:
    """Ask for every week but the last and let most be answered; give what was settled, in order."""
    groups = asked_groups(making, weeks)
    # only the first part of this season has its out-of-the-ordinary weeks
    scene = ORDINARY if making.part else choose_scene(making, groups)
    draw, settled = making.draw("answers"), []
    for key, group in groups.items():
        request_id, asked_at = requests.ask(making, draw, group)
        if key == scene.silent:
            requests.remind(making, request_id, group, making.season.loaded_at)
            _escalate(making, request_id, group)
            continue
        low, high = draw.weighted(DELAYS)
        at = asked_at + timedelta(hours=draw.number(low, high), minutes=draw.number(1, 58))
        requests.remind(making, request_id, group, at)
        said = _who(making, draw, request_id, group, at, by_link=bool(scene.special(group)))
        settled += _answer(making, draw, scene, said, group)
    return sorted(settled, key=lambda each: each.at)


def _answer(
    making: Making, draw: Draw, scene: Scene, said: Said, group: list[Week]
) -> list[Settled]:
    special = scene.special(group)
    corrected = group[0] if not special and draw.chance(CORRECTED) else None
    settled, figures, told = [], {}, []
    for week in group:
        figures[str(week.id)] = sayings.as_answered(week)
        if week.id == scene.disputed_sheet:
            figures[str(week.id)]["note"] = DOUBT
            sayings.dispute(making, week, said, DOUBT)
            told.append(week)
            continue
        if week is corrected:
            sayings.correct(making, week, said)
            figures[str(week.id)]["figures"] = sayings.as_kept(week.figures)
            told.append(week)
        settled.append(sayings.confirm(making, week, said))
    _keep(making, said, "corrections" if told else "confirm-all", figures)
    mail_receipt(making, said.request_id, [each.week for each in settled], said.name, said.at)
    for week in told:
        mail_student(making, week, said.at)
    for week in group:
        if week.id == scene.reversed_sheet:
            settled += _take_back(making, said, week)
    return settled


def _who(  # noqa: PLR0913 - an answer has these parts
    making: Making,
    draw: Draw,
    request_id: int,
    group: list[Week],
    at: datetime,
    *,
    by_link: bool,
) -> Said:
    """Choose how an answer came; staff enter one only where all the students are theirs."""
    contact = making.rows.row(Contact, group[0].place.job.supervisor_id)
    method = draw.weighted(METHODS)
    if not by_link and method is not Method.LINK and len({w.place.specialist for w in group}) == 1:
        return sayings.Said(request_id, method, group[0].place.specialist, contact["name"], at)
    opened = at - timedelta(minutes=draw.number(1, 6))
    address, agent = requests.look(making, draw, request_id, group, opened)
    by = f"contact:{contact['id']}"
    return sayings.Said(request_id, Method.LINK, by, contact["name"], at, address, agent)


def _keep(making: Making, said: Said, action: str, figures: dict[str, Any]) -> None:
    request_id = said.request_id
    making.rows.add(
        LinkAnswer,
        request_id=request_id,
        at=said.at,
        action=action,
        method=str(said.method),
        by=said.by,
        name_typed=said.name,
        address=said.address,
        agent=said.agent,
        figures=figures,
    )
    row = making.rows.row(LinkRequest, request_id)
    if row["state"] is RequestState.OPEN:
        making.move(LinkRequest, request_id, RequestState.ANSWERED, by=said.by, at=said.at)
        row["answered_at"] = said.at


def _take_back(making: Making, before: Said, week: Week) -> list[Settled]:
    """Reverse a confirmed week the next day and enter what the site's paper says."""
    staff, later = week.place.specialist, before.at + timedelta(hours=26)
    at = later + timedelta(minutes=2)
    paper = sayings.Said(before.request_id, Method.PAPER, staff, before.name, at)
    settled = [sayings.reverse(making, week, staff, TOOK_BACK, later)]
    shown = sayings.as_answered(week)
    sayings.correct(making, week, paper)
    settled.append(sayings.confirm(making, week, paper))
    shown["figures"] = sayings.as_kept(week.figures)
    _keep(making, paper, "corrections", {str(week.id): shown})
    mail_receipt(making, paper.request_id, [week], paper.name, at)
    mail_student(making, week, at)
    return settled


def _escalate(making: Making, request_id: int, group: list[Week]) -> None:
    row = making.rows.row(LinkRequest, request_id)
    with speaking("en"):
        monday = day_words(row["subject_day"])
    sentence = (
        f"{row['recipient_name']} has not confirmed the hours of the week of {monday}. "
        "Telephone, and enter the answer."
    )
    for school_id in sorted({week.place.school_id for week in group}):
        making.rows.add(
            Todo,
            kind=f"week_not_answered_{school_id}",
            record="request",
            record_id=request_id,
            sentence=sentence,
            url=f"/requests/{request_id}",
            role="career_specialist",
            school_id=school_id,
            opened_at=row["due_at"],
            done_at=None,
            done_by=None,
        )
