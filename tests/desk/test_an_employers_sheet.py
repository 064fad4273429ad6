"""An employer's sheet: season by season whom it hosted, names only of those one may see."""

from __future__ import annotations

from app.matches.models import MatchState
from tests.builders import a_match, a_placement, a_program, a_site, a_student, an_employer

S = MatchState


def test_hosts_are_counted_by_season_and_named_in_scope(any_app, staff):
    with any_app.app_context():
        employer = an_employer()
        site = a_site(employer)
        old, new = a_program(name="Summer 2025"), a_program(name="Summer 2026")
        ana = a_student(given_name="Ana", family_name="Reyes")
        a_match(ana, a_placement(old, site), state=S.COMPLETED)
        a_match(ana, a_placement(new, site))
        a_match(a_student(family_name="Okafor"), a_placement(new, site))
        a_match(a_student(family_name="Unseen"), a_placement(new, site), state=S.REFERRED)
    ada = staff("career_specialist", school_ids=[ana.school_id])
    page = ada.visit(f"/employers/{employer.id}")
    rows = [row.to_text().split() for row in page.all("#students tbody tr")]
    assert [(row[1], int(row[2])) for row in rows] == [("2025", 1), ("2026", 2)]
    assert "Ana Reyes" in page
    assert "Okafor" not in page
    assert "Unseen" not in page
    assert "Reyes" not in staff("employer_engagement").visit(f"/employers/{employer.id}")


def test_a_busy_host_costs_no_more_than_a_new_one(any_app, staff, query_count):
    ada = staff("administrator")
    with any_app.app_context():
        little, much = an_employer(), an_employer()
        for employer, count in ((little, 1), (much, 5)):
            site = a_site(employer)
            for _ in range(count):
                a_match(placement=a_placement(a_program(), site))
    with query_count() as few:
        ada.visit(f"/employers/{little.id}")
    with query_count(len(few)):
        ada.visit(f"/employers/{much.id}")
