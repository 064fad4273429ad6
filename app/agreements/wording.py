"""Write the text of an agreement in every language, freeze it, and read it back for a page.

There is one frozen text, which holds all languages one after the other. Whoever signs, signs that
text by its hash; so nobody signs a translation that another did not see.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from datetime import date, time
from pathlib import Path
from typing import Any, Final

from babel.dates import get_day_names
from flask import current_app
from flask_babel import gettext as _

from app.core import money
from app.core.filters import clock
from app.core.filters import day as day_words
from app.core.filters import hours as hours_words
from app.core.language import NAMES, SPOKEN, speaking
from app.core.letters import fill
from app.placements.vocabulary import PayBasis, RelationshipType

TEMPLATE: Final = "worksite-1"
FOLDER: Final = Path(__file__).resolve().parents[2] / "templates" / "agreements"
MARK: Final = re.compile(r"^==== (\w+) ====$", re.MULTILINE)
BLANK_LINES: Final = re.compile(r"\n{3,}")


@dataclass(frozen=True, slots=True)
class Part:
    """Be a part of a text as a page shows it: `head`, `list` or `text`, with its lines."""

    kind: str
    lines: list[str]


def write(facts: dict[str, Any]) -> str:
    """Give the whole text of an agreement, in every language."""
    return "\n".join(f"==== {language} ====\n{_in(language, facts)}" for language in SPOKEN)


def hash_of(text: str) -> str:
    """Give the sha256 of a text in UTF-8, as hex."""
    return hashlib.sha256(text.encode()).hexdigest()


def versions(text: str) -> dict[str, str]:
    """Give what a text says in each language, by language."""
    pieces = MARK.split(text)[1:]
    return dict(zip(pieces[::2], (each.strip() for each in pieces[1::2]), strict=True))


def parts(words: str) -> list[Part]:
    """Cut what is said in one language into headings, lists and paragraphs; its title left out."""
    found: list[Part] = []
    for line in words.splitlines():
        kind, said = _kind(line)
        if kind == "title" or not said:
            continue
        if kind != "head" and found and found[-1].kind == kind:
            found[-1].lines.append(said)
        else:
            found.append(Part(kind, [said]))
    return found


def in_order(text: str, language: str) -> list[tuple[str, str, list[Part]]]:
    """Give each language's code, name and parts, a reader's own language first."""
    said = versions(text)
    order = sorted(said, key=lambda each: (each != language, each))
    return [(each, NAMES.get(each, each), parts(said[each])) for each in order]


def _kind(line: str) -> tuple[str, str]:
    for mark, kind in (("## ", "head"), ("# ", "title"), ("- ", "list")):
        if line.startswith(mark):
            return kind, line.removeprefix(mark).strip()
    return "text", line.strip()


def _in(language: str, facts: dict[str, Any]) -> str:
    words = (FOLDER / f"{TEMPLATE}.{language}.txt").read_text(encoding="utf-8")
    with speaking(language):
        filled = fill(words, _values(language, facts))
    return BLANK_LINES.sub("\n\n", filled).strip() + "\n"


def _values(language: str, facts: dict[str, Any]) -> dict[str, str]:
    nothing = _("Nothing was agreed beyond this.")
    kept = ("student", "school", "employer", "site", "supervisor", "placement", "program")
    learner = facts["relationship"] == RelationshipType.STUDENT_LEARNER
    return {name: _plain(facts[name]) for name in kept} | {
        "district": str(current_app.config["DISTRICT_NAME"]),
        "first_day": day_words(date.fromisoformat(facts["first_day"]), True),  # noqa: FBT003
        "last_day": day_words(date.fromisoformat(facts["last_day"]), True),  # noqa: FBT003
        "schedule": _schedule(language, facts["slots"]),
        "weekly": hours_words(sum(_minutes(slot) for slot in facts["slots"])),
        "duties": _plain(facts["duties"]) or _("The duties that go with the title."),
        "objectives": _plain(facts["objectives"]) or _("The skills that the reviews grade."),
        "relationship": _relationship(facts["relationship"]),
        "pay": _pay(facts["pay_basis"], facts["pay_cents"]),
        "hazards": "; ".join(facts["hazards"]) or _("nothing that the work as described asks for."),
        "safety": _plain(facts["safety"]),
        "learner": _learner() if learner else "",
        "others": _plain(facts["others"]) or nothing,
    }


def _plain(text: str) -> str:
    """Give what somebody typed so that it cannot pass for a heading or a mark of ours."""
    return "\n".join(line.strip().lstrip("#=").strip() for line in text.splitlines())


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
