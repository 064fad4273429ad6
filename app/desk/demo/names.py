"""Name invented people as people are named: accents, apostrophes, two surnames, short names."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from app.core.text import fold
from app.desk.demo.draw import Draw
from app.desk.demo.words import words

GIVEN: Final = words("given")
FAMILY: Final = words("family")
SPANISH_GIVEN: Final = words("spanish_given")
SPANISH_FAMILY: Final = words("spanish_family")
SHORTER: Final = {
    "Alejandra": "Ale",
    "Alejandro": "Alex",
    "Benjamín": "Benja",
    "Emiliano": "Emi",
    "Guadalupe": "Lupita",
    "Josephine": "Josie",
    "José": "Pepe",
    "Maximiliano": "Max",
    "Penelope": "Penny",
    "Rosalind": "Roz",
    "Samir": "Sam",
    "Santiago": "Santi",
    "Sebastián": "Sebas",
    "Theo": "Teddy",
    "Zachary": "Zach",
}
DOUBLED, NICKNAMED = 12, 4


@dataclass(frozen=True, slots=True)
class Name:
    """Be the name of one person."""

    given: str
    family: str
    preferred: str = ""

    @property
    def whole(self) -> str:
        """Give the name as it is written on a letter."""
        return f"{self.given} {self.family}"

    @property
    def local_part(self) -> str:
        """Give the name as the first half of a mail address: plain letters and dots."""
        letters = fold(self.given, self.family).replace(" ", ".").replace("..", ".")
        return "".join(_PLAIN.get(char, char) for char in letters if char in _MAILABLE)


_PLAIN: Final = {"ø": "o", "ð": "d", "ł": "l"}
_MAILABLE: Final = frozenset("abcdefghijklmnopqrstuvwxyz.0123456789") | _PLAIN.keys()


def a_name(draw: Draw, *, spanish: bool) -> Name:
    """Invent a name; in a Spanish-speaking home it has two surnames."""
    if spanish:
        given = draw.pick(SPANISH_GIVEN)
        family = f"{draw.pick(SPANISH_FAMILY)} {draw.pick(SPANISH_FAMILY)}"
    else:
        given, family = draw.pick(GIVEN), draw.pick(FAMILY)
        if draw.chance(DOUBLED):
            family = f"{family}-{draw.pick(FAMILY)}"
    return Name(given, family.replace(".", ". "), _goes_by(draw, given))


def of_the_family(draw: Draw, child: Name, *, spanish: bool) -> Name:
    """Invent a parent or guardian who shares a surname with the child."""
    first, _, second = child.family.partition(" ") if spanish else (child.family, "", "")
    given = draw.pick(SPANISH_GIVEN if spanish else GIVEN)
    if spanish and draw.chance(50):
        return Name(given, f"{second or first} {draw.pick(SPANISH_FAMILY)}")
    return Name(given, f"{first} {draw.pick(SPANISH_FAMILY)}" if spanish else first)


def _goes_by(draw: Draw, given: str) -> str:
    if given in SHORTER and draw.chance(70):
        return SHORTER[given]
    return draw.pick(GIVEN) if draw.chance(NICKNAMED) else ""


class Addresses:
    """Give out mail addresses, each once; nobody can receive mail at these two domains."""

    def __init__(self, domain: str) -> None:
        self._domain = domain
        self._given: dict[str, int] = {}

    def of(self, name: Name) -> str:
        """Give an address of a name, with a number when somebody has it already."""
        local = name.local_part
        self._given[local] = self._given.get(local, 0) + 1
        number = self._given[local]
        return f"{local}{number if number > 1 else ''}@{self._domain}"


def a_phone(draw: Draw) -> str:
    """Invent a number of the range that is kept for fiction."""
    return f"(253) 555-01{draw.number(0, 99):02d}"
