"""Read what a sheet says of a placement, cell by cell, as people write it."""

from __future__ import annotations

import re
from datetime import date, time
from typing import Final

from app.core.intake.cells import CellError, shown, to_date
from app.core.text import fold, one_line
from app.placements.checking import MOST_CENTS, SOC
from app.placements.facts import SlotFacts
from app.placements.schedule import LONGEST_BREAK
from app.placements.vocabulary import (
    PAY_WORDS,
    RELATIONSHIP_WORDS,
    PayBasis,
    RelationshipType,
)
from app.programs.fields import FIELD_NAMES
from app.programs.models import PlacementKind

MOST_SEATS, YOUNGEST, OLDEST = 500, 14, 21
MOST_CREDENTIALS, LONGEST_CREDENTIAL = 20, 120
DAY_NAMES: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
GROUPS: Final = {"weekdays": range(5), "daily": range(7), "every day": range(7)}
NOON, LAST_HOUR = 12, 23
PIECES: Final = re.compile(r"[;\n]+|(?<=[0-9mM])\s*,\s*(?=[A-Za-z])")
PIECE: Final = re.compile(
    r"(?P<days>[a-z ,&/.-]+?)\s+"
    r"(?P<start>\d{1,2}(?::\d\d)?\s*(?:[ap]\.?m\.?)?)\s*(?:-|to|until)\s*"
    r"(?P<end>\d{1,2}(?::\d\d)?\s*(?:[ap]\.?m\.?)?)"
    r"(?:[\s,(]+(?:break|lunch|less)?\s*(?P<pause>\d{1,3})\s*(?:min(?:ute)?s?\.?)?"
    r"(?:\s*(?:break|lunch))?\)?)?"
)
CLOCK: Final = re.compile(r"(\d{1,2})(?::(\d\d))?\s*([ap])?\.?m?\.?")
AMOUNT: Final = re.compile(r"\$?\s*(\d{1,3})(?:\.(\d{1,2}))?")
NOISE: Final = re.compile(r"\b(?:wage|paid|pay|by|from|the|per|an|a|hour|hourly|hr|h)\b|[/,:()]")
KINDS: Final = {fold(each.value.replace("_", " ")): each for each in PlacementKind}
RELATIONSHIPS: Final = (
    {fold(each.value.replace("_", " ")): each for each in RelationshipType}
    | {fold(name): each for each, name in RELATIONSHIP_WORDS.items()}
    | {"training": RelationshipType.TRAINING, "service": RelationshipType.SERVICE}
)
PAYS: Final = {fold(each.value.replace("_", " ")): each for each in PayBasis} | {
    fold(name): each for each, name in PAY_WORDS.items()
}
FIELDS: Final = {fold(code): code for code in FIELD_NAMES} | {
    fold(name): code for code, name in FIELD_NAMES.items()
}
HOW: Final = "Write it like Mon-Fri 09:00-15:00 break 30; Sat 10:00-14:00."


def to_kind(text: str) -> PlacementKind:
    """Read a kind of placement, with a space or an underscore."""
    found = KINDS.get(fold(text.replace("_", " ").replace("-", " ")))
    if found is None:
        message = f"{shown(text)} is not one of {', '.join(sorted(KINDS))}."
        raise CellError(message)
    return found


def to_seats(text: str) -> int:
    """Read a number of seats."""
    return _whole(text, 1, MOST_SEATS)


def to_age(text: str) -> int:
    """Read a minimum age."""
    return _whole(text, YOUNGEST, OLDEST)


def _whole(text: str, least: int, most: int) -> int:
    # a spreadsheet may give 3 as 3.0
    plain = text.removesuffix(".0")
    if not (plain.isascii() and plain.isdigit() and least <= int(plain) <= most):
        message = f"{shown(text)} is not a whole number from {least} to {most}."
        raise CellError(message)
    return int(plain)


def to_day(text: str) -> date:
    """Read a day; an empty cell is refused."""
    found = to_date(text)
    if found is None:
        message = "is empty."
        raise CellError(message)
    return found


def to_field(text: str) -> str:
    """Read a career field by its code or its name."""
    found = FIELDS.get(fold(text))
    if found is None:
        message = f"{shown(text)} is not one of {', '.join(sorted(FIELD_NAMES.values()))}."
        raise CellError(message)
    return found


def to_soc(text: str) -> str:
    """Read an occupation's code; the dash may be missing."""
    code = f"{text[:2]}-{text[2:]}" if re.fullmatch(r"\d{6}", text) else text.removesuffix(".00")
    if not SOC.fullmatch(code):
        message = f"{shown(text)} is not a SOC code like 25-4031."
        raise CellError(message)
    return code


def to_credentials(text: str) -> tuple[str, ...]:
    """Read the credentials asked for, separated by semicolons."""
    found = (one_line(each, LONGEST_CREDENTIAL) for each in text.split(";"))
    names = tuple(dict.fromkeys(each for each in found if each))
    if len(names) > MOST_CREDENTIALS:
        message = f"names {len(names)} credentials; at most {MOST_CREDENTIALS} fit."
        raise CellError(message)
    return names


def to_relationship(text: str) -> RelationshipType:
    """Read what student and site are to each other."""
    found = RELATIONSHIPS.get(fold(text.replace("_", " ")))
    if found is None:
        known = ", ".join(name.lower() for name in RELATIONSHIP_WORDS.values())
        message = f"{shown(text)} is not one of {known}."
        raise CellError(message)
    return found


def to_pay(text: str) -> tuple[PayBasis | None, int | None]:
    """Read who pays and how many cents an hour: `unpaid`, `17.13`, `district 15.50`.

    A bare amount leaves open who pays it.
    """
    if found := PAYS.get(fold(text.replace("_", " "))):
        return found, None
    amount = AMOUNT.search(text)
    rest = AMOUNT.sub(" ", text, count=1) if amount else text
    who = " ".join(NOISE.sub(" ", rest.replace("_", " ").lower()).split())
    bases = {"": None, "employer": PayBasis.EMPLOYER_WAGE, "district": PayBasis.DISTRICT_WAGE}
    if amount is None or who not in bases:
        message = f"{shown(text)} is not unpaid, stipend, or an hourly wage like employer 17.13."
        raise CellError(message)
    cents = int(amount[1]) * 100 + int((amount[2] or "0").ljust(2, "0"))
    if not 1 <= cents <= MOST_CENTS:
        message = f"{shown(text)} is not an hourly wage from 0.01 to 500."
        raise CellError(message)
    return bases[who], cents


def to_schedule(text: str) -> tuple[SlotFacts, ...]:
    """Read a weekly schedule like `Mon-Fri 09:00-15:00 break 30; Sat 10am-2pm`."""
    slots: dict[int, SlotFacts] = {}
    for piece in PIECES.split(text):
        if not piece.strip():
            continue
        found = PIECE.fullmatch(piece.strip().lower().replace("–", "-"))
        if found is None:
            message = f"{shown(piece.strip())} is not a stretch of the week. {HOW}"
            raise CellError(message)
        start, end = _stretch(found["start"], found["end"], piece)
        pause = int(found["pause"] or 0)
        if pause > LONGEST_BREAK:
            message = f"{shown(piece.strip())} has a break longer than {LONGEST_BREAK} minutes."
            raise CellError(message)
        for day in _days(found["days"], piece):
            if day in slots:
                message = f"{shown(text)} names {DAY_NAMES[day].title()} twice. {HOW}"
                raise CellError(message)
            slots[day] = SlotFacts(day, start, end, pause)
    return tuple(slots[day] for day in sorted(slots))


def _stretch(first: str, last: str, piece: str) -> tuple[time, time]:
    (start, said), (end, also) = _clock(first, piece), _clock(last, piece)
    unclear = not (said or also) and end <= start and end.hour <= NOON and start.hour <= NOON
    if start == end or unclear:
        message = f"{shown(piece.strip())} ends before it begins. Write 15:00 or 3 pm."
        raise CellError(message)
    return start, end


def _clock(text: str, piece: str) -> tuple[time, bool]:
    found = CLOCK.fullmatch(text.strip())
    hour, minute, half = (int(found[1]), int(found[2] or 0), found[3]) if found else (99, 0, None)
    if half:
        right = 1 <= hour <= NOON
        hour = hour % NOON + (NOON if half == "p" else 0)
    else:
        right = hour <= LAST_HOUR
    if not right or minute > 59:  # noqa: PLR2004 - minutes of an hour
        message = f"{shown(piece.strip())} holds a time that no clock shows."
        raise CellError(message)
    return time(hour, minute), half is not None


def _days(text: str, piece: str) -> list[int]:
    name = " ".join(text.replace(".", " ").split())
    if name in GROUPS:
        return list(GROUPS[name])
    found: list[int] = []
    for part in re.split(r"[,&/]|\band\b|\s(?!-)(?<!-\s)", name):
        if not part.strip():
            continue
        first, dash, last = (each.strip() for each in part.partition("-"))
        begin = _day(first, piece)
        end = _day(last, piece) if dash else begin
        # from Saturday to Monday goes over the end of the week
        found += [(begin + step) % 7 for step in range((end - begin) % 7 + 1)]
    return found


def _day(text: str, piece: str) -> int:
    short = text[:3]
    full = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
    if short in DAY_NAMES and full[DAY_NAMES.index(short)].startswith(text.rstrip("s")):
        return DAY_NAMES.index(short)
    message = f"{shown(piece.strip())} names a day that is none. {HOW}"
    raise CellError(message)
