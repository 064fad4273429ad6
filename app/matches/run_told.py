"""Tell a student, in their language, what a run came to for each placement that they ranked.

They read of themselves and of the last who was admitted as numbers, never who that was.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from flask_babel import gettext as _

from app.core.clock import district_day
from app.core.errors import NotFound
from app.matches import run_record_queries as records
from app.matches.engine.priority import Priority
from app.matches.engine.reasons import Code, Reason
from app.matches.run_why import why
from app.students.models import Student


@dataclass(frozen=True, slots=True)
class Told:
    """Be what a run came to: its day, and by placement what became of the student's wish."""

    day: date
    lines: tuple[tuple[str, str, str], ...]


def told(program_id: int, student: Student) -> Told | None:
    """Give what the newest run that staff sent out came to, for the placements that were ranked.

    None before staff sent one, for who ranked nothing, and for a run that an older engine solved.
    """
    run = records.told_run(program_id, student.id)
    if run is None or run.sent_at is None:
        return None
    try:
        found = why(run, student.uid)
    except NotFound:
        return None
    lines = tuple(
        (each.title, words()[each.code], proof(each.reason))
        for each in found
        if each.rank is not None
    )
    return Told(district_day(run.sent_at), lines) if lines else None


def words() -> dict[Code, str]:
    """Say each reason to the student."""
    return {
        Code.PLACED: _("You were matched with it."),
        Code.HAS_HIGHER_CHOICE: _("You were matched with one that you wanted more."),
        Code.INELIGIBLE: _("A rule did not allow it."),
        Code.DECLINED: _("The employer chose others."),
        Code.LOCKED_ELSEWHERE: _("The school keeps another place for you."),
        Code.SEAT_FILLED: _("All places went to students with a higher priority."),
        Code.RESERVE_NOT_YOURS: _("The places that were left are kept for a group."),
        Code.NO_OPEN_SEAT: _("No place was left."),
        Code.OTHER_SEAT_WORTH_MORE: _("Another place fitted you better."),
        Code.NOTHING_OPEN: _("No place was left that you may take."),
    }


def proof(reason: Reason) -> str:
    """Say what decided between the student and the last who was admitted, in numbers."""
    own, last = reason.own, next((each.last for each in reason.cutoffs), None)
    if own is None or last is None or reason.code is not Code.SEAT_FILLED:
        return ""
    return _proofs(own, last).get(reason.decisive, "")


def _proofs(own: Priority, last: Priority) -> dict[str, str]:
    return {
        "employer_list": _("What decided: the order in which the employer wanted students."),
        "points": _(
            "What decided: the program’s priority groups. The last student who got a place had "
            "%(last)s points; you have %(own)s.",
            last=last.points,
            own=own.points,
        ),
        "tier": _("What decided: students with fewer placements to choose from came first."),
        "score": _(
            "What decided: how well it fits. The last student who got a place had %(last)s points; "
            "you have %(own)s.",
            last=last.score,
            own=own.score,
        ),
        "lottery": _("What decided: the lottery number, drawn once for each student."),
    }
