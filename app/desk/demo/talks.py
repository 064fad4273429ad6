"""Write what engagement staff talked about with the partners, and what they agreed to do next."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from app.desk.demo.draw import Draw
from app.desk.demo.employers import Partner
from app.desk.demo.making import Making
from app.employers.models import ContactLog, Employer, LogKind

TALKED, STILL_OPEN = 60, 45
MOST_TALKS = 4
SAYINGS: Final = (
    (LogKind.CALL, "Glad with last year’s interns; would take two again.", "Send the pledge form"),
    (LogKind.CALL, "Asked what an intern may do with the forklift in the yard.", "Send the rules"),
    (LogKind.VISIT, "Saw the workshop and the break room; safe, well lit, on the bus line.", ""),
    (LogKind.MEETING, "Talked through the season with the owner.", "Agree on the first day"),
    (LogKind.EMAIL, "Sent the flyer of the spring fair.", "Ask whether they come"),
    (LogKind.NOTE, "New manager from next month on; the shop stays with the program.", ""),
)


def make_talks(making: Making, partners: list[Partner]) -> None:
    """Write the contact log of most partners; some next steps are still open, a few overdue."""
    draw = making.draw("talks")
    for partner in partners:
        if draw.chance(TALKED):
            back = sorted(draw.number(1, 200) for _ in range(draw.number(1, MOST_TALKS)))
            for days_ago in reversed(back):
                _make_talk(making, draw, partner, days_ago, last=days_ago == back[0])


def _make_talk(making: Making, draw: Draw, partner: Partner, days_ago: int, *, last: bool) -> None:
    kind, said, next_step = draw.pick(SAYINGS)
    owner_id = making.rows.row(Employer, partner.id)["owner_id"]
    day = making.season.today - timedelta(days=days_ago)
    at = making.season.moment(day, draw.number(9, 16), draw.number(0, 59))
    due_on = day + timedelta(days=draw.number(3, 14)) if next_step else None
    if last and draw.chance(STILL_OPEN) and due_on is not None:
        due_on = making.season.today + timedelta(days=draw.number(-4, 9))
        done_at = None
    else:
        done_at = making.season.moment(due_on, 15) if due_on is not None else None
    by = f"staff:{owner_id}"
    log_id = making.rows.add(
        ContactLog,
        employer_id=partner.id,
        contact_id=draw.pick(partner.supervisors),
        kind=kind,
        day=day,
        said=said,
        next_step=next_step,
        due_on=due_on,
        assignee_id=owner_id if next_step else None,
        done_at=done_at,
        done_by_id=owner_id if done_at is not None else None,
        by_id=owner_id,
        at=at,
        version=1 if done_at is None else 2,
    )
    making.note("logged", "employer", partner.id, by=by, at=at, kind=str(kind))
    making.note("created", "contact_log", log_id, by=by, at=at)
    if done_at is not None:
        making.note("done", "contact_log", log_id, by=by, at=max(at, done_at))
