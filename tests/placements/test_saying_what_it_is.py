"""What a placement asks, pays and offers is said in codes that reports and the law can read."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from flask import Flask

from app.core.db import db
from app.labor import hazards
from app.placements.models import Placement
from app.placements.vocabulary import (
    PayBasis,
    RelationshipType,
    Stage,
    WblType,
    stage_of,
    wbl_type_of,
)
from app.programs.fields import CLUSTER_NAMES, CLUSTERS, FIELDS, counterparts
from app.programs.models import PlacementKind
from app.programs.presets import JOBS_253_SERVICE
from app.schools.models import Calendar
from tests.builders import (
    FIRST_DAY,
    LAST_DAY,
    a_contact,
    a_program,
    a_school,
    a_site,
    an_employer,
    kept,
)
from tests.placements.test_posting_a_placement import TYPED

K = PlacementKind


@pytest.fixture
def partner(app: Flask):
    with app.app_context():
        employer = an_employer(name="City Library")
        a_site(employer, name="Main branch", state="WA")
        a_contact(employer, name="Lena Librarian")
        a_program(name="Internships 2026", code="int-26")
    return employer


def post(staff, partner, status=200, **more):
    emil = staff("employer_engagement")
    page = emil.visit(f"/placements/new?employer={partner.id}")
    return emil.submit(page, "Post placement", status=status, fields={**TYPED, **more})


def placement(app: Flask) -> Placement:
    with app.app_context():
        return db.session.scalars(sa.select(Placement)).one()


def test_everything_said_is_kept_and_shown(app: Flask, partner, staff):
    page = post(
        staff,
        partner,
        hazards=["HO-7", "WA-FREEZER"],
        minimum_age="18",
        grades=["11", "12"],
        documents=["work_permit"],
        credentials="Food worker card\n\n First aid \nFirst aid",
        pay_basis="employer_wage",
        wage="18.25",
        relationship_type="student_learner",
        career_field="business",
        cluster="classic-marketing",
        soc="25-4031",
        work_place="hybrid",
        accommodations=["step_free", "coach"],
        languages=["en", "es"],
        bring="Closed shoes",
        transport="Bus 1 to Dock St",
    )
    for words in (
        "grade 11, 12",
        "Credentials asked for: Food worker card, First aid",
        "Documents needed: Work permit",
        "Wage, paid by the employer, $18.25 an hour; Employment as a student-learner",
        "Business & Marketing",
        "Cluster: Marketing (in the other list: Marketing & Sales)",
        "SOC 25-4031",
        "in exports CooperativeEducation",
        "Partly remote",
        "Offers: Step-free way in, Job coach welcome",
        "Languages spoken: English, Spanish",
        "Wear and bring: Closed shoes",
        "Getting there: Bus 1 to Dock St",
    ):
        assert words in page
    assert placement(app).pay_cents == 1825


def test_a_minor_on_a_forklift_gets_a_plain_warning_with_its_citation(partner, staff):
    unpaid = {"pay_basis": "unpaid", "relationship_type": "unpaid_training"}
    page = post(staff, partner, hazards=["HO-7", "HO-16"], **unpaid)
    assert "Somebody under 18 could take this" in page
    assert "forklifts, cranes, lifts: barred to everybody under 18 (HO 7, 29 CFR 570.58)" in page
    assert "a student-learner agreement does not change that" in page
    assert "unless a student-learner or apprentice of 16 or 17 meets 29 CFR 570.50" in page


def test_adults_on_a_forklift_get_none(partner, staff):
    page = post(staff, partner, hazards=["HO-7"], minimum_age="18")
    assert "Power hoists: forklifts" in page
    assert "barred to everybody" not in page


def test_pay_and_relationship_follow_the_program_where_nothing_is_said(app, partner, staff):
    post(staff, partner)
    found = placement(app)
    assert (found.pay_basis, found.pay_cents) == (PayBasis.DISTRICT_WAGE, 1713)
    assert found.relationship_type is RelationshipType.EMPLOYMENT


def test_a_service_program_leads_to_a_stipend_and_service(app: Flask, staff):
    with app.app_context():
        employer = an_employer()
        a_site(employer), a_contact(employer)
        a_program(JOBS_253_SERVICE.rules)
    post(staff, employer)
    found = placement(app)
    assert (found.pay_basis, found.pay_cents) == (PayBasis.STIPEND, None)
    assert found.relationship_type is RelationshipType.SERVICE


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"pay_basis": "employer_wage"}, "Enter the hourly wage in dollars, like 17.13."),
        ({"pay_basis": "employer_wage", "wage": "0"}, "Enter an hourly wage from 0.01 to 500."),
        ({"pay_basis": "employer_wage", "wage": "900"}, "Enter an hourly wage from 0.01 to 500."),
        ({"pay_basis": "unpaid", "wage": "9"}, "Leave the wage empty, or choose who pays it."),
        ({"wage": "NaN"}, "Enter the hourly wage in dollars, like 17.13."),
        (
            {"pay_basis": "employer_wage", "wage": "18", "relationship_type": "service"},
            "Whoever earns a wage is employed; choose an employment.",
        ),
        ({"soc": "254031"}, "Enter a SOC code like 25-4031, or leave it empty."),
        ({"credentials": "\n".join(f"c{n}" for n in range(30))}, "Enter at most 20, one a line."),
    ],
)
def test_what_does_not_fit_gets_a_sentence(partner, staff, typed, sentence):
    page = post(staff, partner, status=422, **typed)
    assert sentence in page
    assert "Shelves books" in page.html


def test_a_code_that_is_not_on_the_list_is_refused(partner, staff):
    emil = staff("employer_engagement")
    page = emil.visit(f"/placements/new?employer={partner.id}")
    token = page.one('main input[name="csrf_token"]').attrs["value"]
    data = {**TYPED, "csrf_token": token, "employer": partner.id, "answer": "save"}
    data |= {"program_id": 1, "site_id": 1, "supervisor_id": 1, "work_place": "on_site"}
    answer = emil.client.post("/placements/new", data={**data, "hazards": ["HO-99"]})
    assert answer.status_code == 422


def test_the_day_above_is_copied_without_saving_anything(app: Flask, partner, staff):
    emil = staff("employer_engagement")
    page = emil.visit(f"/placements/new?employer={partner.id}")
    page = emil.submit(page, "Same as the day above, Wednesday", fields=TYPED)
    assert page.one('input[name="start-2"]').attrs["value"] == "15:00"
    assert page.one('input[name="end-2"]').attrs["value"] == "18:00"
    assert "Shelves books" in page.html
    with app.app_context():
        assert db.session.scalar(sa.select(sa.func.count(Placement.id))) == 0


def test_a_day_in_school_hours_gets_a_hint_while_school_is_kept(app: Flask, partner, staff):
    with app.app_context():
        a_school()
        kept(Calendar(code="district", school_year=2027, first_day=FIRST_DAY, last_day=LAST_DAY))
    page = post(
        staff,
        partner,
        **{"start-0": "13:00", "end-0": "17:00", "start-5": "09:00", "end-5": "12:00"},
    )
    assert "Monday from 1:00 pm meets school hours (8:00 am to 2:30 pm" in page
    assert "Saturday from" not in page


@pytest.mark.parametrize(
    ("kind", "pay", "relation", "expected"),
    [
        (K.JOB_SHADOW, PayBasis.UNPAID, RelationshipType.TRAINING, WblType.JOB_SHADOWING),
        (K.APPRENTICESHIP, PayBasis.EMPLOYER_WAGE, RelationshipType.EMPLOYMENT, "Apprenticeship"),
        (K.INTERNSHIP, PayBasis.STIPEND, RelationshipType.SERVICE, WblType.SERVICE_LEARNING),
        (K.INTERNSHIP, PayBasis.DISTRICT_WAGE, RelationshipType.EMPLOYMENT, "PaidInternship"),
        (K.INTERNSHIP, PayBasis.UNPAID, RelationshipType.TRAINING, WblType.UNPAID_INTERNSHIP),
    ],
)
def test_exports_call_it_by_the_name_of_ceds(kind, pay, relation, expected):
    assert wbl_type_of(kind, pay, relation) == expected
    assert wbl_type_of(kind, pay, relation, "Mentorship") is WblType.MENTORSHIP


def test_the_stage_follows_the_kind_unless_chosen():
    assert stage_of(K.JOB_SHADOW) is Stage.EXPLORATION
    assert stage_of(K.INTERNSHIP) is Stage.PREPARATION
    assert stage_of(K.INTERNSHIP, "launch") is Stage.LAUNCH
    assert stage_of(K.APPRENTICESHIP) is Stage.LAUNCH


def test_the_taxonomies_are_whole_and_cross_both_ways():
    classic, modern = CLUSTERS.frameworks
    assert (len(classic.clusters), len(modern.clusters), len(FIELDS.fields)) == (16, 14, 5)
    for cross in CLUSTERS.crosswalk:
        assert set(cross.modern) <= set(CLUSTER_NAMES)
        for new in cross.modern:
            assert cross.classic in counterparts(new)
    assert all(counterparts(each) for each in CLUSTER_NAMES)


def test_the_seventeen_orders_and_their_exemptions_are_those_of_the_law():
    orders = [each for each in hazards.CATALOG.hazards if each.code.startswith("HO-")]
    assert [each.code for each in orders] == [f"HO-{number}" for number in range(1, 18)]
    exempt = {each.code for each in orders if each.exemption}
    assert exempt == {"HO-5", "HO-8", "HO-10", "HO-12", "HO-14", "HO-16", "HO-17"}
    assert len(hazards.BY_CODE) == len(hazards.CATALOG.hazards)
