"""Partners come in from a spreadsheet: checked by row and column, known ones kept, undone whole."""

from __future__ import annotations

import io
import json

import pytest
import sqlalchemy as sa
from flask import Flask

from app.core.access import SYSTEM
from app.core.db import db
from app.core.intake.sheet import read_pasted
from app.desk.verify import findings
from app.employers import import_services
from app.employers.import_reading import read_employers
from app.employers.models import Contact, Employer, Site
from tests.builders import LONG_AGO, ZONE, a_contact, a_placement, a_site, an_employer

HEADER = (
    "employer,industry,site,address,city,state,zip,latitude,longitude,"
    "contact,email,phone,role,language"
)
YARD = "Yard,12 Dock Rd,Tacoma,wa,2139,47.25,-122.44"
ROSA = "Rosa Núñez,rosa@nunez.example,253 555 0100,Supervisor,Spanish"
GOOD = f"""{HEADER}
Núñez & Sons,Construction,{YARD},{ROSA}
Núñez & Sons,,,,,,,,,Al Ray,al@nunez.example,,HR,en
Hill Farm,Farming,,9 Hill St,Fife,WA,98424,,,,,,,
"""
BAD = f"""{HEADER}
Harbor,,,,,XX,98402,,,Sam,sam@harbor.example,,,
,,,,,,,,,,,,,
Hill Farm,,,,,WA,98,95,,Pat,no address,,boss,Klingon
"""


def imported(text: str, **options) -> import_services.Imported:
    listed = read_employers(read_pasted(text.replace(",", "\t")))
    return import_services.import_employers(listed, by=SYSTEM, at=LONG_AGO, zone=ZONE, **options)


def counts() -> list[int]:
    return [
        db.session.scalar(sa.select(sa.func.count(model.id))) or 0
        for model in (Employer, Site, Contact)
    ]


def everything() -> list[tuple]:
    return [
        tuple(row)
        for model in (Employer, Site, Contact)
        for row in db.session.execute(sa.select(model.__table__).order_by(model.id))
    ]


def test_a_sheet_makes_employers_sites_and_contacts_once(any_app: Flask):
    with any_app.app_context():
        done = imported(GOOD)
        assert (done.created, done.updated, done.unchanged) == (2, 0, 0)
        assert counts() == [2, 2, 2]
        site = db.session.scalars(sa.select(Site).where(Site.name == "Yard")).one()
        assert (site.state, site.zip, site.jurisdiction) == ("WA", "02139", "WA")
        assert (site.latitude, site.longitude, site.timezone) == (47.25, -122.44, ZONE)
        rosa = db.session.scalars(sa.select(Contact).where(Contact.name == "Rosa Núñez")).one()
        assert (rosa.language, rosa.role, rosa.site_id) == ("es", "supervisor", site.id)
        before = everything()
        again = imported(GOOD.replace("Núñez & Sons", "NUNEZ & SONS"))
        assert (again.created, again.updated, again.unchanged, again.batch_id) == (0, 0, 2, None)
        assert everything() == before
        assert [each.name for each in findings() if each.broken] == []


def test_errors_are_told_by_row_and_column_and_nothing_is_written(any_app: Flask):
    with any_app.app_context():
        done = imported(BAD)
        told = {(each.row, each.column) for each in done.errors}
        assert told == {
            (2, "state"),
            (4, "zip"),
            (4, "latitude"),
            (4, "longitude"),
            (4, "email"),
            (4, "role"),
            (4, "language"),
        }
        assert (done.created, done.updated, done.unchanged) == (0, 0, 0)
        assert counts() == [0, 0, 0]


def test_good_rows_are_written_without_the_bad_when_told_so(app: Flask):
    with app.app_context():
        done = imported(GOOD + BAD.partition("\n")[2], skip_bad_rows=True)
        assert done.created == 2
        assert done.errors
        assert counts() == [2, 2, 2]


def test_an_empty_cell_changes_nothing_and_a_known_address_stays(app: Flask):
    with app.app_context():
        farm = an_employer(name="Hill Farm", industry="Farming", note="Kept")
        pat = a_contact(farm, name="Pat", email="Pat@Hill.example", phone="1")
        done = imported("employer,contact,email,phone\nhill farm,Pat Doe,pat@hill.example,\n")
        assert (done.updated, done.created) == (1, 0)
        db.session.expire_all()
        pat = db.session.get_one(Contact, pat.id)
        assert (pat.name, pat.email, pat.phone) == ("Pat Doe", "Pat@Hill.example", "1")
        assert db.session.get_one(Employer, farm.id).industry == "Farming"


def test_a_new_employer_with_a_known_mail_domain_is_pointed_out(app: Flask):
    with app.app_context():
        an_employer(name="Harbor Works", email_domain="harbor.example")
        done = imported("employer,contact,email\nHarbour Wks,Sam,sam@harbor.example\n")
        assert done.created == 1
        assert any("may be Harbor Works" in each.message for each in done.warnings)


def test_an_import_is_undone_exactly_but_for_what_was_used_since(any_app: Flask):
    with any_app.app_context():
        farm = an_employer(name="Hill Farm", industry="Dairy")
        before = everything()
        done = imported(GOOD)
        assert done.batch_id
        import_services.undo_import(done.batch_id, by=SYSTEM, at=LONG_AGO)
        db.session.expire_all()
        assert everything() == before
        done = imported(GOOD)
        assert done.batch_id
        yard = db.session.scalars(sa.select(Site).where(Site.name == "Yard")).one()
        rosa = db.session.scalars(sa.select(Contact).where(Contact.name == "Rosa Núñez")).one()
        a_placement(site=yard, supervisor=rosa)
        import_services.undo_import(done.batch_id, by=SYSTEM, at=LONG_AGO)
        db.session.expire_all()
        names = set(db.session.scalars(sa.select(Employer.name)))
        assert names == {"Hill Farm", "Núñez & Sons"}
        assert db.session.get_one(Employer, farm.id).industry == "Dairy"


def test_the_command_answers_as_the_contract_says(any_app: Flask, tmp_path):
    file = tmp_path / "partners.csv"
    runner = any_app.test_cli_runner()
    file.write_text(GOOD)
    tried = runner.invoke(args=["employers", "import", str(file), "--dry-run", "--json"])
    with any_app.app_context():
        assert counts() == [0, 0, 0]
    done = runner.invoke(args=["employers", "import", str(file), "--json"])
    assert (tried.exit_code, done.exit_code) == (0, 0)
    answer = json.loads(done.output)
    assert json.loads(tried.output) == answer
    assert set(answer) == {"created", "updated", "unchanged", "removed", "warnings", "errors"}
    assert answer["created"] == 2
    file.write_text(BAD)
    refused = runner.invoke(args=["employers", "import", str(file), "--json"])
    assert refused.exit_code == 1
    assert set(json.loads(refused.stdout)["errors"][0]) == {"file", "row", "column", "message"}
    file.write_text("name\nHarbor\n")
    refused = runner.invoke(args=["employers", "import", str(file)])
    assert refused.exit_code == 1


def test_pasted_rows_are_mended_in_place_imported_and_undone(any_app: Flask, staff):
    emil = staff("employer_engagement")
    page = emil.visit("/employers/import")
    page = emil.submit(page, "Show what would change", status=422)
    assert "Choose a file, or paste cells" in page
    pasted = "employer\tstate\tcontact\temail\nHarbor\tXX\tSam\tsam@harbor.example\n"
    page = emil.submit(page, "Show what would change", pasted=pasted)
    assert page.h1 == "Check the employers"
    assert "“XX” is not a state" in page
    page = emil.submit(page, "Import these employers", status=422)
    cell = page.one(".bad-row input[aria-invalid]").attrs["name"]
    page = emil.submit(page, "Check again", fields={str(cell): "WA"})
    assert "is not a state" not in page
    page = emil.submit(page, "Import these employers")
    assert "Imported: 1 new, 0 updated, 0 known." in page
    with any_app.app_context():
        assert counts() == [1, 1, 1]
        assert db.session.scalars(sa.select(Employer.owner_id)).one() == emil.actor.id
    page = emil.visit(page.link("Undo the import of Pasted cells"))
    page = emil.submit(page, "Undo the import")
    assert "The import is undone." in page
    with any_app.app_context():
        assert counts() == [0, 0, 0]


def test_other_headings_are_asked_for_once(staff):
    emil = staff("employer_engagement")
    for asked in (True, False):
        page = emil.visit("/employers/import")
        sheet = (io.BytesIO(b"who,where\nHarbor,Tacoma\n"), "partners.csv")
        page = emil.submit(page, "Show what would change", file=sheet)
        if asked:
            page = emil.submit(page, within="main", fields={"employer": "0", "city": "1"})
        assert page.h1 == "Check the employers"
        assert "Harbor" in page
        emil.submit(page, "Choose another file")


@pytest.mark.parametrize("role", ["career_specialist", "district_lead"])
def test_who_may_not_edit_may_not_import(staff, role):
    staff(role).visit("/employers/import", status=403)


@pytest.mark.usefixtures("any_app")
def test_an_import_costs_the_same_statements_to_plan_however_long(staff, query_count):
    emil = staff("employer_engagement")
    costs = []
    for number in (1, 30):
        rows = "\n".join(f"Firm {each}\tP{each}\tp{each}@firm.example" for each in range(number))
        page = emil.submit(
            emil.visit("/employers/import"),
            "Show what would change",
            pasted=f"employer\tcontact\temail\n{rows}\n",
        )
        with query_count() as seen:
            emil.visit(page.url)
        costs.append(len(seen))
    assert costs[0] == costs[1]


def test_a_site_of_a_known_name_is_changed_and_not_doubled(app: Flask):
    with app.app_context():
        farm = an_employer(name="Hill Farm")
        a_site(farm, name="Café Barn", city="Fife")
        done = imported("employer,site,city\nHill Farm,cafe barn,Tacoma\n")
        assert done.updated == 1
        assert db.session.scalars(sa.select(Site.city)).all() == ["Tacoma"]
