"""The table of who may is whole, and its predicates say what it says."""

from __future__ import annotations

import pytest

from app.accounts import policies
from app.accounts.models import Role
from app.core.access import NOBODY, SYSTEM, Actor

PREDICATES = {
    name.removeprefix("can_"): rule
    for name, rule in vars(policies).items()
    if name.startswith("can_")
}


def an(role: str, *schools: int, kind: str = "staff") -> Actor:
    return Actor(kind, 1, "Ana", role, frozenset(schools))


def test_every_permission_has_its_predicate():
    assert set(PREDICATES) == set(policies.PERMISSIONS)


@pytest.mark.parametrize("permission", policies.PERMISSIONS)
def test_a_predicate_lets_in_whom_the_table_names(permission):
    allowed = {role for role in Role if PREDICATES[permission](an(role))}
    assert allowed == policies.PERMISSIONS[permission]
    assert allowed == {role for role in Role if policies.may(an(role), permission)}
    assert PREDICATES[permission].__name__ == f"can_{permission}"


@pytest.mark.parametrize("permission", policies.PERMISSIONS)
def test_nobody_but_staff_has_a_permission(permission):
    for actor in (NOBODY, SYSTEM, an("", kind="staff"), an("administrator", kind="contact")):
        assert not PREDICATES[permission](actor)
        assert not policies.may(actor, permission)


def test_the_district_lead_writes_only_what_the_design_says():
    writes = {"approve_credit", "close_periods"}
    reads = {name for name in policies.PERMISSIONS if name.startswith("see_")}
    has = {name for name, roles in policies.PERMISSIONS.items() if Role.DISTRICT_LEAD in roles}
    assert has == reads | writes


def test_finance_sees_money_and_programs_only():
    has = {name for name, roles in policies.PERMISSIONS.items() if Role.FINANCE in roles}
    assert has == {
        "see_ledger",
        "prepare_batches",
        "approve_batches",
        "close_periods",
        "see_programs",
    }


def test_rules_can_be_joined():
    rule = policies.either(policies.finance, policies.district_lead)
    assert [role for role in Role if rule(an(role))] == [Role.FINANCE, Role.DISTRICT_LEAD]
    rule = policies.any_of(Role.FINANCE, Role.ADMINISTRATOR)
    assert [role for role in Role if rule(an(role))] == [Role.ADMINISTRATOR, Role.FINANCE]


@pytest.mark.parametrize(
    ("actor", "school", "sees"),
    [
        (an("administrator"), 1, True),
        (an("district_lead"), None, True),
        (SYSTEM, 1, True),
        (an("career_specialist", 1), 1, True),
        (an("career_specialist", 1), 2, False),
        (an("career_specialist"), 1, False),
        (an("career_specialist", 1), None, False),
        (an("employer_engagement", 1), 1, False),
        (an("finance", 1), 1, False),
        (NOBODY, 1, False),
        (an("career_specialist", 1, kind="contact"), 1, False),
    ],
)
def test_who_sees_the_students_of_a_school(actor, school, sees):
    assert policies.sees_school(actor, school) == sees
