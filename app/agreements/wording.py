"""Write the text of an agreement in every language, as it is then frozen and signed."""

from __future__ import annotations

from datetime import date, time
from typing import Any, Final

from babel.dates import get_day_names
from flask import current_app
from flask_babel import gettext as _

from app.core import frozen, money
from app.core.filters import clock
from app.core.filters import day as day_words
from app.core.filters import hours as hours_words
from app.placements.vocabulary import PayBasis, RelationshipType

TEMPLATE: Final = "worksite-1"


def write(facts: dict[str, Any]) -> str:
    """Give the whole text of an agreement, in every language."""
    return frozen.write(f"agreements/{TEMPLATE}", lambda language: _values(language, facts))


def _values(language: str, facts: dict[str, Any]) -> dict[str, str]:
    nothing = _("Nothing was agreed beyond this.")
    kept = ("student", "school", "employer", "site", "supervisor", "placement", "program")
    learner = facts["relationship"] == RelationshipType.STUDENT_LEARNER
    return {name: frozen.plain(facts[name]) for name in kept} | {
        "district": str(current_app.config["DISTRICT_NAME"]),
        "first_day": day_words(date.fromisoformat(facts["first_day"]), True),  # noqa: FBT003
        "last_day": day_words(date.fromisoformat(facts["last_day"]), True),  # noqa: FBT003
        "schedule": _schedule(language, facts["slots"]),
        "weekly": hours_words(sum(_minutes(slot) for slot in facts["slots"])),
        "duties": frozen.plain(facts["duties"]) or _("The duties that go with the title."),
        "objectives": frozen.plain(facts["objectives"]) or _("The skills that the reviews grade."),
        "relationship": _relationship(facts["relationship"]),
        "pay": _pay(facts["pay_basis"], facts["pay_cents"]),
        "hazards": "; ".join(facts["hazards"]) or _("nothing that the work as described asks for."),
        "safety": frozen.plain(facts["safety"]),
        "learner": _learner() if learner else "",
        "others": frozen.plain(facts["others"]) or nothing,
    }


def _schedule(language: str, slots: list[list[Any]]) -> str:
    names = get_day_names("wide", locale=language)
    return "; ".join(
        _("%(day)s %(start)s to %(end)s")
        % {
            "day": names[weekday],
            "start": clock(time.fromisoformat(start)),
            "end": clock(time.fromisoformat(end)),
        }
        for weekday, start, end, _break in slots
    )


def _minutes(slot: list[Any]) -> int:
    start, end = (time.fromisoformat(each) for each in slot[1:3])
    minutes = (end.hour - start.hour) * 60 + end.minute - start.minute
    return minutes % (24 * 60) - int(slot[3])


def _relationship(code: str) -> str:
    return {
        RelationshipType.EMPLOYMENT: _("employment"),
        RelationshipType.STUDENT_LEARNER: _("employment as a student-learner"),
        RelationshipType.TRAINING: _("unpaid training, not employment"),
        RelationshipType.SERVICE: _("service learning, not employment"),
        RelationshipType.APPRENTICESHIP: _("apprenticeship"),
        RelationshipType.CREDENTIAL_TRAINING: _("training for a credential, not employment"),
    }[RelationshipType(code)]


def _pay(code: str, cents: int | None) -> str:
    said = {
        PayBasis.UNPAID: _("none"),
        PayBasis.STIPEND: _("a stipend of the program, by its rules"),
        PayBasis.EMPLOYER_WAGE: _("a wage that the employer pays"),
        PayBasis.DISTRICT_WAGE: _("a wage that the district pays"),
    }[PayBasis(code)]
    return (
        said
        if cents is None
        else f"{said}, " + _("%(pay)s an hour") % {"pay": money.dollars(cents)}
    )


def _learner() -> str:
    """Say the conditions of 29 CFR 570.50(c) for a student-learner."""
    sentences = (
        _(
            "Hazardous work is incidental to the training, intermittent and for short periods, "
            "and under the direct and close supervision of a qualified person (29 CFR 570.50)."
        ),
        _("The school gives safety instruction, which the employer goes on with at work."),
        _(
            "The work grows step by step by a plan that school and employer keep with this "
            "agreement."
        ),
    )
    return "\n".join(f"- {each}" for each in sentences)
