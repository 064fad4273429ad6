"""Load a demo district into an empty database, in one transaction."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

import sqlalchemy as sa
from flask import current_app

from app.accounts.passwords import HASHER
from app.core.core_checks import rows_of
from app.core.db import Base, db
from app.core.errors import Conflict, Refused
from app.core.files import File
from app.core.journal import Event
from app.core.outbox import OutboxMessage
from app.core.table_sizes import measure_now
from app.core.use_case import use_case
from app.credit.models import CreditLine
from app.desk.demo.activities import make_activities
from app.desk.demo.agreements import make_agreements
from app.desk.demo.answers import make_answers
from app.desk.demo.awards import make_awards
from app.desk.demo.batches import pay_first_weeks
from app.desk.demo.consents import ask_for_consents
from app.desk.demo.credentials import make_credentials
from app.desk.demo.descriptions import ask_for_descriptions
from app.desk.demo.draw import Draw
from app.desk.demo.employers import Partner, make_employers
from app.desk.demo.ledger import make_ledger
from app.desk.demo.making import Making, Scale
from app.desk.demo.matches import Place, make_matches
from app.desk.demo.offers import ask_for_answers
from app.desk.demo.own_weeks import ask_for_own_weeks
from app.desk.demo.paper_requests import ask_for_documents
from app.desk.demo.placements import make_placements
from app.desk.demo.pledge_requests import ask_for_pledges
from app.desk.demo.pledges import make_pledges
from app.desk.demo.preferences import make_preferences
from app.desk.demo.programs import Course, make_programs
from app.desk.demo.referrals import make_referrals
from app.desk.demo.reviews import make_reviews
from app.desk.demo.runs import run_matching
from app.desk.demo.schools import COLLEAGUES, DOMAIN, SIGN_INS, make_schools, make_staff
from app.desk.demo.season import Season
from app.desk.demo.students import make_students
from app.desk.demo.talks import make_talks
from app.desk.demo.visits import make_visits
from app.desk.demo.weeks import make_weeks
from app.hours.models import Confirmation, Shift, Timesheet
from app.matches.run_models import MatchRun, MatchRunRow
from app.outreach.models import (
    Disclosure,
    LinkAnswer,
    LinkRequest,
    LinkVisit,
    Reminder,
    RequestSchool,
)
from app.stipends.batch_models import PaidLine, PayBatch, PayeeForm, Payment
from app.stipends.models import StipendLine

PASSWORD: Final = "walk the footbridge"  # noqa: S105 - printed for everybody, development only
SLICE: Final = 600
# what the rooms themselves wrote beside the rows made here
WRITTEN: Final[tuple[type[Base], ...]] = (
    *(Event, File, MatchRun, MatchRunRow),
    *(PayBatch, Payment, PayeeForm, PaidLine),
)
# what nothing reads any more once a slice of a season is made
HEAVY: Final[tuple[type[Base], ...]] = (
    *(Shift, Timesheet, Confirmation, StipendLine, CreditLine, Event, OutboxMessage),
    *(LinkRequest, RequestSchool, Reminder, LinkVisit, LinkAnswer, Disclosure),
)
SALT_OCTETS: Final = 16
NOT_EMPTY: Final = (
    "This database is not empty; the demo is only loaded into an empty one. Nothing was changed."
)
NOT_HERE: Final = (
    "The demo is only loaded in development. Set APP_ENV=development if that is meant."
)


@dataclass(frozen=True, slots=True)
class Loaded:
    """Be what was loaded: how many rows of each table, and who can sign in."""

    counts: dict[str, int]
    sign_ins: list[dict[str, str]]


def load(scale: Scale, seed: int, today: date) -> Loaded:
    """Load a demo district; raise Refused outside development and Conflict when not empty."""
    if not current_app.config["DEVELOPMENT"]:
        raise Refused(NOT_HERE)
    counts = _write(scale, seed, today)
    counts |= {model.__tablename__: rows_of(model) for model in WRITTEN}
    measure_now()
    sign_ins = [
        {"role": str(role), "email": f"{local}@{DOMAIN}", "password": PASSWORD}
        for role, local in SIGN_INS
    ]
    return Loaded(counts, sign_ins)


def is_empty() -> bool:
    """Tell whether no table holds a row."""
    held = (sa.exists(sa.select(sa.literal(1)).select_from(table)) for table in _tables())
    return not db.session.scalar(sa.select(sa.or_(*held)))


def make(scale: Scale, seed: int, today: date, connection: sa.Connection | None = None) -> Making:
    """Make all rows of a demo district; only the seed, the date and the settings decide them.

    With a connection they are written as they are made, in little memory.
    """
    domain = str(current_app.config["MAIL_FROM"]).rpartition("@")[2].rstrip(">")
    making = Making(seed, Season(today), scale, domain, connection)
    make_schools(making)
    make_staff(making, _hashes(making.draw("passwords")))
    make_students(making)
    programs = [make_programs(making, ago) for ago in reversed(range(scale.seasons))]
    partners = make_employers(making)
    make_talks(making, partners)
    make_activities(making, partners)
    make_credentials(making)
    for courses in programs:
        make_season(making, courses, partners)
    return making


def make_season(making: Making, courses: list[Course], partners: list[Partner]) -> None:
    """Make what happened in the programs of one season, slice by slice of supervisors."""
    ago = courses[0].ago
    making.part = f" {ago}" if ago else ""
    jobs = make_placements(making, courses, partners)
    make_pledges(making, courses, partners, jobs)
    ask_for_pledges(making, courses)
    places = make_matches(making, jobs)
    ask_for_answers(making, jobs)
    make_preferences(making, jobs)
    ask_for_descriptions(making, jobs)
    make_referrals(making, jobs)
    make_agreements(making, jobs)
    ask_for_consents(making, jobs)
    ask_for_documents(making, jobs)
    make_reviews(making, places)
    if not ago:
        make_visits(making, courses, partners)
    making.bar.begin(len(places))
    for number, slice_of in enumerate(slices(places)):
        if number:
            making.part = f" {ago}.{number}"
        weeks = make_weeks(making, slice_of)
        if not making.part:
            ask_for_own_weeks(making, weeks)
        minutes = make_ledger(making, make_answers(making, weeks))
        if not making.part:
            make_awards(making, slice_of, minutes)
        making.close_journal()
        making.let_go(*HEAVY)
        making.bar.step(len(slice_of))
    making.bar.end()


def slices(places: list[Place]) -> Iterator[list[Place]]:
    """Cut the places into slices that fit into memory; all of a supervisor's are in one."""
    by_supervisor: dict[int, list[Place]] = {}
    for place in places:
        by_supervisor.setdefault(place.job.supervisor_id, []).append(place)
    taken: set[int] = set()
    held = 0
    for supervisor_id, held_by in by_supervisor.items():
        if held and held + len(held_by) > SLICE:
            yield [place for place in places if place.job.supervisor_id in taken]
            taken, held = set(), 0
        taken.add(supervisor_id)
        held += len(held_by)
    # also where there are none, so that the journal of the season is closed
    yield [place for place in places if place.job.supervisor_id in taken]


def _tables() -> list[sa.Table]:
    return Base.metadata.sorted_tables


def _hashes(draw: Draw) -> dict[str, str]:
    # the salt comes from the seed too, so that the same seed gives the same rows
    return {
        local: HASHER.hash(PASSWORD, salt=draw.octets(SALT_OCTETS))
        for _role, local in (*SIGN_INS, *COLLEAGUES)
    }


@use_case
def _write(scale: Scale, seed: int, today: date) -> dict[str, int]:
    if not is_empty():
        raise Conflict(NOT_EMPTY)
    making = make(scale, seed, today, db.session.connection())
    making.let_go()
    let_rooms_write(making.season.loaded_at)
    return making.rows.counts()


def let_rooms_write(at: datetime) -> None:
    """Let rooms do with the rows what they would do with a district's own."""
    run_matching(at)
    pay_first_weeks(at)
