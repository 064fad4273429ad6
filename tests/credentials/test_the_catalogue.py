"""The district keeps its catalogue of credentials: it begins with known ones, changes, retires."""

from __future__ import annotations

import pytest

from app.core import clock
from app.core.access import Actor
from app.core.errors import Invalid, StaleView
from app.credentials import catalogue_queries, catalogue_services
from app.credentials.facts import CredentialFacts
from app.credentials.presets import PRESETS
from app.programs.fields import FIELD_NAMES
from tests.support.counting import query_count

ADA = Actor("staff", 901, "Ada", "administrator")


def add(name, **facts):
    said = CredentialFacts(name=name, issuer="Issuer", **facts)
    return catalogue_services.add(said, by=ADA, at=clock.now())


def test_every_known_credential_can_begin_the_catalogue(app):
    with app.app_context():
        for preset in PRESETS.values():
            assert preset.career_field in FIELD_NAMES
            assert preset.source
            add(preset.name, career_field=preset.career_field, soc=preset.soc)
        assert len(catalogue_queries.choices()) == len(PRESETS)


def test_one_is_added_from_a_known_one_and_retired_with_undo(staff):
    person = staff("administrator")
    page = person.visit("/credentials/catalogue/new?preset=faa-107")
    wrong = person.submit(page, "Add", fields={"exam_fee": "much", "soc": "x"}, status=422)
    assert "Enter an amount in dollars" in wrong.alert
    assert wrong.one("input[name=exam_fee]").attrs["value"] == "much"
    added = person.submit(page, "Add", fields={"exam_fee": "175.00"})
    assert added.h1 == "FAA remote pilot (Part 107)"
    assert "$175.00" in added.text
    again = person.submit(page, "Add", status=422)
    assert "The catalogue has FAA remote pilot (Part 107) already." in again.alert
    retired = person.submit(added, "Retire")
    assert "retired" in retired.text
    assert person.visit("/credentials/catalogue").all("tbody tr") == []
    assert len(person.visit("/credentials/catalogue?retired=yes").all("tbody tr")) == 1
    back = person.submit(retired, "Undo")
    assert "in use again" in back.text


def test_next_steps_never_lead_round_in_a_circle(any_app):
    with any_app.app_context():
        third = add("Nurse")
        second = add("Medical assistant", next_id=third)
        first = add("First aid", next_id=second)
        with pytest.raises(Invalid) as refused:
            catalogue_services.change(
                third,
                CredentialFacts(name="Nurse", issuer="Issuer", next_id=first),
                None,
                by=ADA,
                at=clock.now(),
            )
        assert "next_id" in refused.value.fields
        assert [each.id for each in catalogue_queries.leading_to(third)] == [second]


def test_two_people_do_not_overwrite_each_other(app):
    with app.app_context():
        nurse = add("Nurse")
        version = catalogue_queries.credential(nurse).version
        said = CredentialFacts(name="Nurse", issuer="State board")
        catalogue_services.change(nurse, said, version, by=ADA, at=clock.now())
        with pytest.raises(StaleView):
            catalogue_services.change(nurse, said, version, by=ADA, at=clock.now())


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"soc": "nurse"}, "soc"),
        ({"cip": "51"}, "cip"),
        ({"career_field": "none"}, "career_field"),
        ({"cluster": "none"}, "cluster"),
        ({"lasts_months": 0}, "lasts_months"),
    ],
)
def test_a_wrong_field_is_named(app, facts, field):
    with app.app_context(), pytest.raises(Invalid) as refused:
        add("Nurse", **facts)
    assert field in refused.value.fields


def test_the_catalogue_takes_the_same_statements_for_one_and_for_many(staff, any_app):
    person = staff("administrator")
    with any_app.app_context():
        add("First")
    person.visit("/credentials/catalogue")
    with query_count() as one:
        person.visit("/credentials/catalogue")
    with any_app.app_context():
        for place in range(12):
            add(f"More {place}")
    with query_count() as many:
        page = person.visit("/credentials/catalogue")
    assert len(page.all("tbody tr")) == 13
    assert len(one) == len(many) == 4
