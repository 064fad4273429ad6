"""How far students came at each employer is counted by what happened, not by where they are."""

from __future__ import annotations

import pytest
from flask import Flask

from app.matches.funnel_queries import by_employer
from app.matches.models import MatchState
from tests.builders import a_match, a_program, a_site, a_student, an_employer
from tests.matches.slates import opening

S = MatchState


@pytest.mark.parametrize("number", [1, 12])
def test_each_employers_steps_are_counted_in_one_statement(any_app: Flask, query_count, number):
    with any_app.app_context():
        program = a_program()
        for each in range(number):
            site = a_site(an_employer(name=f"Employer {each:02}"))
            first = opening(program=program, site=site, seats=9)
            second = opening(program=program, site=site)
            twice = a_student()
            a_match(twice, first, state=S.INTERVIEWING)
            a_match(twice, second, state=S.DECLINED_BY_EMPLOYER)
            a_match(placement=first, state=S.ACTIVE)
            a_match(placement=first, state=S.SUGGESTED)
        a_match(state=S.ACTIVE)
        with query_count(1):
            rows = by_employer(program.id)
    assert len(rows) == number
    row = rows[0]
    assert (row.name, row.considered) == ("Employer 00", 3)
    assert (row.referred, row.interviewed, row.declined) == (1, 1, 1), "nobody referred the other"
    assert (row.offered, row.accepted) == (1, 1)
