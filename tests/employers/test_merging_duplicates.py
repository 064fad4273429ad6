"""Two employers that are one become one, with a preview; undone, everything is as it was."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from flask import Flask

from app.core.access import SYSTEM
from app.core.db import Base, db
from app.core.errors import Conflict
from app.desk.verify import findings
from app.employers import merge_services
from app.employers.models import Contact, ContactLog, Employer, Site
from app.employers.pledge_models import Pledge
from app.employers.pledge_queries import of_program
from app.matches.slate_models import ReferralReader
from app.placements import services as placements
from app.placements.models import Placement
from tests.builders import (
    LONG_AGO,
    MONDAY,
    a_contact,
    a_match,
    a_placement,
    a_program,
    a_site,
    an_employer,
    kept,
)

WHEN = {"by": SYSTEM, "at": LONG_AGO}
BOOKS = {"event", "import_batch", "import_change"}


def everything() -> dict[str, list[tuple]]:
    """Give all rows but the journal's, without their version stamps."""
    db.session.expire_all()
    found = {}
    for table in Base.metadata.sorted_tables:
        if table.name not in BOOKS:
            columns = [each for each in table.columns if each.name != "version"]
            query = sa.select(*columns).order_by(*table.primary_key.columns)
            found[table.name] = [tuple(row) for row in db.session.execute(query)]
    return found


def well() -> bool:
    return [each.name for each in findings() if each.broken] == []


@pytest.fixture
def two(any_app: Flask) -> tuple[int, int]:
    with any_app.app_context():
        program = a_program()
        own = an_employer(name="Harbor Works", industry="Marine")
        other = an_employer(name="Harbor Works, Inc.", industry="Shipping", note="Old note")
        for employer in (own, other):
            site = a_site(employer, name="Main site")
            sam = a_contact(employer, name="Sam", email="sam@harbor.example")
            placement = a_placement(program, site, sam, seats=2)
            a_match(placement=placement)
            kept(ReferralReader(placement_id=placement.id, contact_id=sam.id))
        a_contact(other, name="Pat", email="pat@harbor.example")
        said = {"kind": "call", "day": MONDAY, "said": "Hello", "at": LONG_AGO}
        kept(ContactLog(employer_id=other.id, **said))
        return own.id, other.id


def test_all_of_one_moves_to_the_other_and_back_exactly(any_app: Flask, two):
    own, other = two
    with any_app.app_context():
        before = everything()
        merge_services.merge_employers(own, other, {"industry"}, **WHEN)
        db.session.expire_all()
        assert db.session.get_one(Employer, own).industry == "Shipping"
        assert db.session.get_one(Employer, own).note == ""
        sites = db.session.scalars(sa.select(Site).order_by(Site.id)).all()
        assert {each.employer_id for each in sites} == {own}
        assert sites[1].name == f"Main site (no. {sites[1].id})"
        emails = sa.select(Contact.email).where(Contact.employer_id == own)
        assert set(db.session.scalars(emails)) == {"sam@harbor.example", "pat@harbor.example"}
        assert len(set(db.session.scalars(sa.select(Placement.supervisor_id)))) == 1
        assert len(set(db.session.scalars(sa.select(ReferralReader.contact_id)))) == 1
        assert db.session.scalars(sa.select(ContactLog.employer_id)).one() == own
        pledge = db.session.scalars(sa.select(Pledge).where(Pledge.employer_id == own)).one()
        assert (pledge.seats, pledge.posted) == (4, 4)
        assert well()
        merge_services.unmerge(other, **WHEN)
        assert everything() == before
        assert well()


def test_a_merge_that_was_built_upon_is_not_undone(any_app: Flask, two):
    own, other = two
    with any_app.app_context():
        merge_services.merge_employers(own, other, set(), **WHEN)
        moved = db.session.scalars(sa.select(Placement.id).order_by(Placement.id)).all()[-1]
        placements.close(moved, **WHEN)
        program_id = db.session.scalars(sa.select(Placement.program_id)).first()
        assert program_id
        site = db.session.scalars(sa.select(Site)).first()
        sam = db.session.scalars(sa.select(Contact)).first()
        program = a_program()
        a_placement(program, site, sam)
        with pytest.raises(Conflict):
            merge_services.unmerge(other, **WHEN)
        assert of_program(own, program.id) is not None
        assert well()


def test_an_employer_and_itself_or_twice_is_refused(any_app: Flask, two):
    own, other = two
    with any_app.app_context():
        with pytest.raises(Exception, match="Choose another employer"):
            merge_services.merge_employers(own, own, set(), **WHEN)
        merge_services.merge_employers(own, other, set(), **WHEN)
        with pytest.raises(Conflict):
            merge_services.merge_employers(own, other, set(), **WHEN)


def test_staff_find_the_pair_compare_merge_and_undo(staff, two):
    own, other = two
    emil = staff("employer_engagement")
    page = emil.visit("/employers/duplicates")
    assert "the same name" in page
    page = emil.visit(page.link("Compare Harbor Works and Harbor Works, Inc."))
    assert "contact Pat" in page
    page = emil.submit(page, "Merge them", note="other")
    assert "It was merged into" in page
    assert len(emil.visit("/employers").all("tbody tr")) == 1
    assert "Old note" in emil.visit(f"/employers/{own}")
    page = emil.submit(emil.visit(f"/employers/{other}"), "Undo the merge")
    assert "The merge is undone." in page
    assert len(emil.visit("/employers").all("tbody tr")) == 2
    staff("career_specialist").visit(f"/employers/{own}/merge", status=403)
