"""Answer the weekly requests of the past: most by link, some by phone or paper, one not at all."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Final

from app.core.filters import day as day_words
from app.core.language import speaking
from app.core.todos import Todo
from app.desk.demo import requests, sayings
from app.desk.demo.mails import mail_receipt, mail_student
from app.desk.demo.schools import specialists_by_school
from app.employers.models import Contact
from app.hours.models import Method
from app.outreach.models import LinkAnswer, LinkRequest, RequestState

if TYPE_CHECKING:
    from app.desk.demo.draw import Draw
    from app.desk.demo.making import Making
    from app.desk.demo.sayings import Said, Settled
    from app.desk.demo.weeks import Week

NEWEST_ASKED: Final = 2
DELAYS: Final = (((1, 8), 60), ((25, 32), 25), ((50, 54), 15))
METHODS: Final = ((Method.LINK, 82), (Method.PHONE, 10), (Method.PAPER, 5), (Method.IN_PERSON, 3))
CORRECTED, DISPUTED_JOB = 7, 3
DOUBT: Final = "Left at noon on one of these days; please check with the student."
TOOK_BACK: Final = "The site's sign-in sheet shows less on one day."


@dataclass(frozen=True, slots=True)
class Scene:
    """Know the weeks in which something out of the ordinary happens."""

    silent_supervisor: int
    disputed_sheet: int
    reversed_sheet: int


def make_answers(making: Making, weeks: list[Week]) -> list[Settled]:
    """Ask for every week but the last and let most be answered; give what was settled, in order."""
    draw, settled = making.draw("answers"), []
    groups = _groups(making, weeks)
    scene = _scene(making, groups)
    for (_monday, supervisor_id), group in groups.items():
        newest = making.season.week(NEWEST_ASKED)
        silent = supervisor_id == scene.silent_supervisor and group[0].week == newest
        request_id, asked_at = requests.ask(making, draw, group)
        if silent:
            requests.remind(making, request_id, group, making.season.loaded_at)
            _escalate(making, request_id, group)
        else:
            settled += _answer(making, draw, scene, request_id, asked_at, group)
    return sorted(settled, key=lambda each: each.at)


def _groups(making: Making, weeks: list[Week]) -> dict[tuple[Any, int], list[Week]]:
    newest = making.season.week(NEWEST_ASKED)
    groups: dict[tuple[Any, int], list[Week]] = {}
    for week in weeks:
        if week.week <= newest:
            groups.setdefault((week.week, week.place.job.supervisor_id), []).append(week)
    return dict(sorted(groups.items()))


def _scene(making: Making, groups: dict[tuple[Any, int], list[Week]]) -> Scene:
    """Choose whose weeks stand out, among the students of the first career specialist."""
    newest = making.season.week(NEWEST_ASKED)
    first = next(iter(specialists_by_school(making).values()))
    mine = [
        week
        for (monday, _supervisor), group in groups.items()
        for week in group
        if monday == newest and week.place.specialist == f"staff:{first}"
    ]
    by_job = sorted(mine, key=lambda week: (week.place.job.id != DISPUTED_JOB, week.id))
    disputed = by_job[0]
    quiet = [
        week.place.job
        for week in mine
        if week.place.job.id > DISPUTED_JOB
        and week.place.job.partner is not disputed.place.job.partner
        and len(week.place.job.partner.supervisors) == 1
    ]
    older = [
        group[0]
        for (monday, _supervisor), group in groups.items()
        if monday < newest and len(group) == 1
    ]
    return Scene(quiet[0].supervisor_id, disputed.id, older[0].id if older else 0)


def _answer(  # noqa: PLR0913 - an answer has these parts
    making: Making,
    draw: Draw,
    scene: Scene,
    request_id: int,
    asked_at: datetime,
    group: list[Week],
) -> list[Settled]:
    low, high = draw.weighted(DELAYS)
    at = asked_at + timedelta(hours=draw.number(low, high), minutes=draw.number(1, 58))
    requests.remind(making, request_id, group, at)
    special = {week.id for week in group} & {scene.disputed_sheet, scene.reversed_sheet}
    said = _who(making, draw, request_id, group, at, by_link=bool(special))
    corrected = group[0] if not special and draw.chance(CORRECTED) else None
    settled, figures = [], {}
    for week in group:
        figures[str(week.id)] = sayings.as_answered(week)
        if week.id == scene.disputed_sheet:
            figures[str(week.id)]["note"] = DOUBT
            sayings.dispute(making, week, said, DOUBT)
            continue
        if week is corrected:
            sayings.correct(making, week, said)
            figures[str(week.id)]["figures"] = sayings.as_kept(week.figures)
        settled.append(sayings.confirm(making, week, said))
    plain = corrected is None and scene.disputed_sheet not in special
    _keep(making, request_id, said, "confirm-all" if plain else "corrections", figures)
    confirmed = [week for week in group if week.id != scene.disputed_sheet]
    mail_receipt(making, request_id, confirmed, said.name, at)
    for week in group:
        if week is corrected or week.id == scene.disputed_sheet:
            mail_student(making, week, at)
        if week.id == scene.reversed_sheet:
            settled += _take_back(making, request_id, week, at)
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


def _keep(
    making: Making, request_id: int, said: Said, action: str, figures: dict[str, Any]
) -> None:
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


def _take_back(making: Making, request_id: int, week: Week, at: datetime) -> list[Settled]:
    """Reverse a confirmed week the next day and enter what the site's paper says."""
    staff, later = week.place.specialist, at + timedelta(hours=26)
    paper = sayings.Said(request_id, Method.PAPER, staff, "", later + timedelta(minutes=2))
    settled = [sayings.reverse(making, week, staff, TOOK_BACK, later)]
    shown = sayings.as_answered(week)
    sayings.correct(making, week, paper)
    settled.append(sayings.confirm(making, week, paper))
    shown["figures"] = sayings.as_kept(week.figures)
    _keep(making, request_id, paper, "corrections", {str(week.id): shown})
    mail_receipt(making, request_id, [week], "", paper.at)
    mail_student(making, week, paper.at)
    return settled


def _escalate(making: Making, request_id: int, group: list[Week]) -> None:
    row = making.rows.row(LinkRequest, request_id)
    with speaking("en"):
        monday = day_words(row["subject_day"])
    for school_id in sorted({week.place.school_id for week in group}):
        making.rows.add(
            Todo,
            kind=f"week_not_answered_{school_id}",
            record="request",
            record_id=request_id,
            sentence=f"{row['recipient_name']} has not confirmed the hours of the week of {monday}. "
            "Telephone, and enter the answer.",
            url=f"/requests/{request_id}",
            role="career_specialist",
            school_id=school_id,
            opened_at=row["due_at"],
            done_at=None,
            done_by=None,
        )
