"""Placements come in from a spreadsheet: checked by row and column, undone whole."""

from __future__ import annotations

import json
from datetime import date, time

import pytest
import sqlalchemy as sa
from flask import Flask

from app.core.access import SYSTEM
from app.core.db import db
from app.core.intake.cells import CellError
from app.core.intake.sheet import read_pasted
from app.desk.verify import findings
from app.employers.models import Contact
from app.employers.pledge_models import Pledge
from app.employers.pledge_services import PledgeFacts, ask
from app.employers.services import contact_left
from app.placements import import_services
from app.placements.facts import SlotFacts
from app.placements.import_book import open_book
from app.placements.import_cells import to_pay, to_schedule
from app.placements.import_planning import plan_for
from app.placements.import_reading import read_placements
from app.placements.models import Placement, PlacementSlot, PlacementState
from app.placements.vocabulary import PayBasis
from app.programs.models import Program
from tests.builders import (
    LONG_AGO,
    a_contact,
    a_match,
    a_placement,
    a_program,
    a_site,
    an_employer,
)

HEADER = (
    "employer|site|title|kind|seats|start_date|end_date|schedule|min_age|career_field|soc|"
    "supervisor_email|duties|credentials|relationship|pay"
)
GOOD = f"""{HEADER}
Núñez & Sons|Yard|Dock hand|internship|3|2026-10-05|2026-11-20|Mon-Fri 13:00-17:00 break 15|16|\
engineering|53-7065|rosa@nunez.example|Load and count|Forklift; First aid|employment|employer 17.13
nunez & sons||Office help||2|||Sat 9am-1pm|||||||| unpaid
Núñez & Sons|Yard|Runner||1|||||||||||
"""
BAD = f"""{HEADER}
Harbor||Deck hand||2|||||||||||
Núñez & Sons|Quay|||many|2020-01-01||Someday 9-5|12|magic|99|sam@no.example||||a lot
Núñez & Sons|Yard|Dock hand||2|||Mon 9:00-12:00|||||||unpaid training|17
Núñez & Sons|Yard|Dock hand||2||||||||||| unpaid
"""


def a_partner() -> Program:
    """Build an employer of one site and one contact, and a program; give the program."""
    partner = an_employer(name="Núñez & Sons")
    a_site(partner, name="Yard")
    a_contact(partner, name="Rosa Núñez", email="rosa@nunez.example")
    return a_program(code="SJ27")


def imported(program: Program, text: str, *, post: bool = True, **options):
    sheet = read_pasted(text.replace("|", "\t"))
    plan = plan_for(read_placements(sheet, program, open_book(program)), program, post=post)
    return import_services.import_placements(plan, by=SYSTEM, at=LONG_AGO, **options)


def everything() -> list[tuple]:
    return [
        tuple(row)
        for model in (Placement, PlacementSlot, Pledge)
        for row in db.session.execute(sa.select(model.__table__).order_by(model.id))
    ]


def broken() -> list[str]:
    return [each.name for each in findings() if each.broken]


def test_a_sheet_posts_placements_once_and_the_pledge_follows(any_app: Flask):
    with any_app.app_context():
        program = a_partner()
        done = imported(program, GOOD)
        assert done.errors == ()
        assert (done.created, done.updated, done.unchanged) == (3, 0, 0)
        dock, office, runner = db.session.scalars(sa.select(Placement).order_by(Placement.id)).all()
        assert (dock.seats, dock.minimum_age, dock.soc) == (3, 16, "53-7065")
        assert (dock.start_date, dock.end_date) == (date(2026, 10, 5), date(2026, 11, 20))
        assert (dock.pay_basis, dock.pay_cents) == (PayBasis.EMPLOYER_WAGE, 1713)
        assert dock.credentials == ["Forklift", "First aid"]
        assert (office.start_date, office.end_date) == (program.start_date, program.end_date)
        assert [dock.state, office.state] == [PlacementState.OPEN] * 2
        # without a schedule nobody can be matched
        assert runner.state is PlacementState.DRAFT
        assert any("has no schedule" in each.message for each in done.warnings)
        assert any("posts 5 seats" in each.message for each in done.warnings)
        pledge = db.session.scalars(sa.select(Pledge)).one()
        assert (pledge.seats, pledge.posted) == (5, 5)
        before = everything()
        again = imported(program, GOOD)
        assert (again.created, again.updated, again.unchanged, again.batch_id) == (0, 0, 3, None)
        assert everything() == before
        assert broken() == []


def test_errors_are_told_by_row_and_column_and_nothing_is_written(any_app: Flask):
    with any_app.app_context():
        program = a_partner()
        done = imported(program, BAD)
        assert {(each.row, each.column) for each in done.errors} == {
            (2, "employer"),
            (3, "site"),
            (3, "title"),
            (3, "seats"),
            (3, "schedule"),
            (3, "min_age"),
            (3, "career_field"),
            (3, "soc"),
            (3, "supervisor_email"),
            (3, "pay"),
            (4, "relationship"),
            (5, "title"),
        }
        assert everything() == []


def test_good_rows_are_written_without_the_bad_when_told_so(app: Flask):
    with app.app_context():
        program = a_partner()
        done = imported(program, GOOD + BAD.partition("\n")[2], skip_bad_rows=True)
        assert done.created == 3
        assert done.errors


def test_a_day_outside_the_program_and_someone_who_left_are_refused(app: Flask):
    with app.app_context():
        program = a_partner()
        row = "Núñez & Sons|Yard|Hand||1|2020-01-01||||||rosa@nunez.example||||"
        done = imported(program, f"{HEADER}\n{row}\n")
        assert [(each.column, "must lie within" in each.message) for each in done.errors] == [
            ("start_date", True)
        ]
        contact_left(db.session.scalars(sa.select(Contact.id)).one(), by=SYSTEM, at=LONG_AGO)
        done = imported(program, f"{HEADER}\n{row.replace('2020-01-01', '')}\n")
        assert "left Núñez & Sons" in done.errors[0].message


def test_an_empty_cell_changes_nothing_and_a_filled_one_is_named(app: Flask):
    with app.app_context():
        program = a_partner()
        imported(program, GOOD)
        row = "Núñez & Sons|Yard|DOCK HAND||4|2026-10-05|||17|||||||"
        done = imported(program, f"{HEADER}\n{row}\n")
        assert (done.created, done.updated) == (0, 1)
        dock = db.session.scalars(sa.select(Placement).order_by(Placement.id)).first()
        assert dock is not None
        assert (dock.seats, dock.minimum_age, dock.title) == (4, 17, "Dock hand")
        assert (dock.duties, dock.pay_cents) == ("Load and count", 1713)
        assert db.session.scalars(sa.select(Pledge.posted)).one() == 6


def test_an_import_is_undone_exactly_and_the_pledge_sinks_again(any_app: Flask):
    with any_app.app_context():
        program = a_partner()
        imported(program, GOOD.split("nunez & sons", maxsplit=1)[0])
        before = everything()
        changed = GOOD.replace("Mon-Fri 13:00", "Tue-Thu 12:00").replace("|3|", "|6|")
        done = imported(program, changed)
        assert (done.created, done.updated) == (2, 1)
        assert done.batch_id
        import_services.undo_import(done.batch_id, by=SYSTEM, at=LONG_AGO)
        db.session.expire_all()
        kept = [tuple(each) for each in db.session.execute(sa.select(Placement.__table__))]
        assert [row[:-1] for row in kept] == [row[:-1] for row in before[:1]]
        days = db.session.scalars(sa.select(PlacementSlot.weekday).order_by(PlacementSlot.weekday))
        assert list(days) == [0, 1, 2, 3, 4]
        pledge = db.session.scalars(sa.select(Pledge)).one()
        assert (pledge.seats, pledge.posted) == (3, 3)
        assert broken() == []


def test_an_undone_first_import_leaves_a_pledge_that_is_only_asked_for(any_app: Flask):
    with any_app.app_context():
        program = a_partner()
        employer_id = db.session.scalars(sa.select(Contact.employer_id)).one()
        facts = PledgeFacts(seats=2, answer_by=None, note="")
        ask(employer_id, program.id, facts, promised=False, by=SYSTEM, at=LONG_AGO)
        done = imported(program, GOOD)
        assert done.batch_id
        import_services.undo_import(done.batch_id, by=SYSTEM, at=LONG_AGO)
        pledge = db.session.scalars(sa.select(Pledge)).one()
        assert (pledge.seats, pledge.posted, str(pledge.state)) == (2, 0, "asked")
        assert db.session.scalars(sa.select(Placement)).all() == []
        assert broken() == []


def test_a_placement_in_use_stays_when_its_import_is_undone(app: Flask):
    with app.app_context():
        program = a_partner()
        done = imported(program, GOOD)
        assert done.batch_id
        dock = db.session.scalars(sa.select(Placement).order_by(Placement.id)).first()
        a_match(placement=dock)
        plan = import_services.undo_import(done.batch_id, by=SYSTEM, at=LONG_AGO)
        assert plan.count("placement") == (0, 2, 1)
        assert db.session.scalars(sa.select(Placement.title)).all() == ["Dock hand"]
        assert db.session.scalars(sa.select(Pledge.posted)).one() == 3
        assert broken() == []


def test_the_command_answers_as_the_contract_says(any_app: Flask, tmp_path):
    with any_app.app_context():
        a_partner()
    file, runner = tmp_path / "placements.csv", any_app.test_cli_runner()
    args = ["placements", "import", str(file), "--program", "SJ27", "--json"]
    file.write_text(GOOD.replace("|", ","))
    tried = runner.invoke(args=[*args, "--dry-run"])
    with any_app.app_context():
        assert everything() == []
    done = runner.invoke(args=args)
    assert (tried.exit_code, done.exit_code) == (0, 0), done.output
    answer = json.loads(done.stdout)
    assert json.loads(tried.stdout) == answer
    assert set(answer) == {"created", "updated", "unchanged", "removed", "warnings", "errors"}
    assert answer["created"] == 3
    file.write_text(BAD.replace("|", ","))
    refused = runner.invoke(args=args)
    assert refused.exit_code == 1
    assert set(json.loads(refused.stdout)["errors"][0]) == {"file", "row", "column", "message"}
    assert runner.invoke(args=[*args[:4], "NO", "--json"]).exit_code == 1
    assert runner.invoke(args=args[:3]).exit_code == 2


DAYS = {
    "Mon-Fri 9:00-15:00": [0, 1, 2, 3, 4],
    "weekdays 9-15": [0, 1, 2, 3, 4],
    "Mon, Wed & Fri 09:00 - 12:00": [0, 2, 4],
    "Tue/Thu 2pm-5:30pm (break 10 min)": [1, 3],
    "Monday and Saturday 10 am to 2 pm": [0, 5],
    "Mon 9:00-12:00, Wed 13:00-17:00": [0, 2],
    "Sat-Mon 22:00-06:00": [0, 5, 6],
}


@pytest.mark.parametrize("text", DAYS)
def test_a_schedule_is_read_as_people_write_it(text: str):
    assert [slot.weekday for slot in to_schedule(text)] == DAYS[text]


def test_times_and_breaks_are_read_by_either_clock():
    assert to_schedule("Tue 2pm-5:30pm, 10 min break; Sat 09:00-12:00 break 15") == (
        SlotFacts(1, time(14), time(17, 30), 10),
        SlotFacts(5, time(9), time(12), 15),
    )


@pytest.mark.parametrize(
    "text",
    ["Mon", "9-5", "Mon 9-5", "Mon 25:00-26:00", "Mon 9:75-10", "Fun 9-12", "Mon 9-12; Mon 13-15"],
)
def test_a_schedule_that_says_two_things_is_refused(text: str):
    with pytest.raises(CellError):
        to_schedule(text)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Unpaid", (PayBasis.UNPAID, None)),
        ("stipend", (PayBasis.STIPEND, None)),
        ("$17.13/hr", (None, 1713)),
        ("employer_wage 20", (PayBasis.EMPLOYER_WAGE, 2000)),
        ("15.5 per hour, paid by the district", (PayBasis.DISTRICT_WAGE, 1550)),
    ],
)
def test_pay_is_read_as_people_write_it(text: str, found: tuple):
    assert to_pay(text) == found


@pytest.mark.parametrize("text", ["plenty", "0", "501", "17.135", "17 pesos"])
def test_pay_that_is_no_hourly_wage_is_refused(text: str):
    with pytest.raises(CellError):
        to_pay(text)


def test_reading_costs_the_same_statements_however_long(any_app: Flask, query_count):
    with any_app.app_context():
        program, costs = a_partner(), []
        for number in (1, 25):
            a_placement(program)
            rows = "\n".join(f"Núñez & Sons||Job {each}||1||||||||||" for each in range(number))
            sheet = read_pasted(f"{HEADER}\n{rows}".replace("|", "\t"))
            db.session.expire_all()
            with query_count() as seen:
                listed = read_placements(sheet, program, open_book(program))
                plan_for(listed, program, post=True)
            assert len(listed.lines) == number, listed.errors
            costs.append(len(seen))
        assert costs[0] == costs[1]
