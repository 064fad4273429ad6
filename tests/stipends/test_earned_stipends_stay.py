"""The amounts of a program stay once hours were confirmed under them."""

from __future__ import annotations

from dataclasses import fields

import msgspec
import pytest

from app.core import clock
from app.core.access import Actor
from app.core.errors import Conflict
from app.desk.verify import findings
from app.programs import queries, services
from app.programs.rules import HourlyStipend, NoStipend
from tests.desk.loading import a_district

ADMIN = Actor("staff", 1, "Ana Admin", "administrator")
INTERNSHIP = 2


def save(**changes: object) -> None:
    program = queries.program(INTERNSHIP)
    names = [field.name for field in fields(services.ProgramFacts)]
    facts = services.ProgramFacts(**{name: getattr(program, name) for name in names})
    rules = msgspec.structs.replace(program.rules, **changes)
    services.save(program.id, facts, rules, by=ADMIN, at=clock.now())


@pytest.mark.parametrize(
    "stipend", [NoStipend(), HourlyStipend(cents_per_hour=20_00, legal_basis="Wage")]
)
def test_other_amounts_are_refused_once_hours_were_confirmed(app, stipend):
    a_district(app)
    with app.app_context():
        with pytest.raises(Conflict, match="Begin a new program"):
            save(stipend=stipend)
        assert [each for each in findings() if each.broken] == []


def test_other_words_and_other_rules_may_change(app):
    a_district(app)
    with app.app_context():
        stipend = HourlyStipend(cents_per_hour=17_13, legal_basis="Seen by counsel")
        save(stipend=stipend, target_minutes=100 * 60)
        rules = queries.program(INTERNSHIP).rules
        assert (rules.stipend, rules.target_minutes) == (stipend, 6_000)


def test_amounts_of_a_program_without_hours_may_change(app):
    with app.app_context():
        a_district(app)
        program = queries.program(INTERNSHIP)
        facts = services.ProgramFacts(
            code="NEW",
            name="Next season",
            kind=program.kind,
            start_date=program.start_date,
            end_date=program.end_date,
            timezone=program.timezone,
            jurisdiction=program.jurisdiction,
        )
        made = services.save(None, facts, program.rules, by=ADMIN, at=clock.now())
        other = msgspec.structs.replace(program.rules, stipend=NoStipend())
        services.save(made, facts, other, by=ADMIN, at=clock.now())
        assert queries.program(made).rules.stipend == NoStipend()
