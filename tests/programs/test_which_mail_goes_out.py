"""Staff switch each kind of request on for a program; each has a plan, and nothing else is sent."""

from __future__ import annotations

import msgspec
import pytest
import sqlalchemy as sa
from flask import Flask

from app.core.db import db
from app.core.journal import Event
from app.programs.mailing import (
    CAMPAIGNS,
    DEFAULTS,
    KINDS,
    OCCASIONS,
    plan_for,
    plan_in,
    switched_on,
    with_plan,
)
from app.programs.models import Program
from app.programs.queries import mailing_programs
from app.programs.rules import ProgramRules, ReminderPlan, keep_rules, read_rules
from tests.builders import a_program, every_mail
from tests.support.pages import words

PLAIN = ProgramRules(target_minutes=0)


def test_every_kind_has_a_plan_and_every_occasion_and_campaign_is_a_kind():
    assert list(DEFAULTS) == list(KINDS)
    assert {*OCCASIONS, *CAMPAIGNS} < set(KINDS)
    for kind, plan in DEFAULTS.items():
        assert plan.escalate_after_hours > max(plan.remind_after_hours), kind
        assert plan.expire_after_days * 24 > plan.escalate_after_hours, kind
        assert plan.most_mails > len(plan.remind_after_hours), kind


def test_only_what_is_switched_on_of_a_program_whose_mail_is_on_has_a_plan(any_app):
    with any_app.app_context():
        silent = a_program(every_mail(), mail_on=False)
        usual, every = a_program(), a_program(every_mail())
        assert {plan_for(silent, kind) for kind in KINDS} == {None}
        assert [kind for kind in KINDS if plan_for(usual, kind)] == ["hours-week"]
        assert all(plan_for(every, kind) == DEFAULTS[kind] for kind in KINDS)
        assert [each.id for each in mailing_programs("consent")] == [every.id]
        assert [each.id for each in mailing_programs("hours-week")] == [usual.id, every.id]


def test_a_plan_of_its_own_is_kept_and_the_usual_one_is_not():
    own = ReminderPlan(remind_after_hours=(24,), escalate_after_hours=30)
    rules = switched_on(with_plan(PLAIN, "pledge", own), "renew", "pledge")
    kept = read_rules(keep_rules(rules))
    assert (kept.mailing.on, plan_in(kept, "pledge")) == (("pledge", "renew"), own)
    assert plan_in(kept, "renew") == DEFAULTS["renew"]
    assert with_plan(kept, "pledge", DEFAULTS["pledge"]).mailing.plans == {}


@pytest.mark.parametrize(
    "wrong",
    [
        {"remind_after_hours": [48, 24]},
        {"remind_after_hours": [0]},
        {"expire_after_days": 0},
        {"most_mails": 0},
        {"quiet": {"begins": "25:00"}},
    ],
)
def test_a_plan_that_makes_no_sense_is_refused(wrong):
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert(wrong, ReminderPlan)


def test_a_kind_that_is_none_cannot_be_switched_on():
    with pytest.raises(msgspec.ValidationError):
        read_rules({"target_minutes": 0, "mailing": {"on": ["spam"]}})


def rules_of(app: Flask, number: int) -> ProgramRules:
    with app.app_context():
        return db.session.get_one(Program, number).rules


@pytest.fixture
def season(any_app: Flask) -> int:
    with any_app.app_context():
        return a_program(name="Boston 27", code="boston-27").id


def test_kinds_are_switched_on_and_off_on_one_page_and_journaled(any_app, staff, season):
    ada = staff("administrator")
    page = ada.visit(f"/programs/{season}/mail")
    page = ada.submit(page, "Save", fields={"on": ["renew", "pledge"]})
    assert "What is switched off is neither asked nor reminded of." in page
    assert rules_of(any_app, season).mailing.on == ("pledge", "renew")
    with any_app.app_context():
        note = db.session.scalars(sa.select(Event).where(Event.action == "mail_chosen")).one()
        assert note.changes == {"on": ["pledge", "renew"], "off": ["hours-week"]}
    assert "Pledge of seats; Thanks, and again next season." in ada.visit(f"/programs/{season}")


def test_a_plan_is_changed_said_in_words_and_copied_to_the_next_season(any_app, staff, season):
    ada = staff("administrator")
    page = ada.visit(f"/programs/{season}/mail/hours-week")
    page = ada.submit(
        page,
        "Save",
        fields={
            "ask_weekday": "4",
            "ask_at": "16:30",
            "again": "1.5, 3",
            "escalate": "4",
            "expire": "30",
            "quiet": "weekends",
            "quiet_begins": "18:00",
            "quiet_ends": "08:30",
            "most_mails": "3",
        },
    )
    said = (
        "Friday 16:30, local to the site. Asked again after 1.5 and 3 days. "
        "After 4 days staff are told to telephone. The link works for 30 days. "
        "Nothing from 18:00 to 08:30, nor on a weekend, where the recipient is. "
        "At most 3 mails a request."
    )
    assert said in page
    assert said in ada.visit(f"/programs/{season}")
    ada.submit(ada.visit(f"/programs/{season}/mail/hours-week"), "Pause")
    ada.submit(ada.visit(f"/programs/{season}/copy"), "Save")
    with any_app.app_context():
        newest = db.session.scalars(sa.select(Program).order_by(Program.id.desc())).first()
        before = db.session.get_one(Program, season).rules.mailing
        assert newest.rules.mailing == msgspec.structs.replace(before, paused=())
        assert (before.paused, newest.mail_on) == (("hours-week",), False)


def test_a_kind_with_an_occasion_goes_out_so_many_days_around_it(any_app, staff, season):
    ada = staff("administrator")
    page = ada.visit(f"/programs/{season}/mail/review-final")
    page = ada.submit(page, "Save", days="10", side="before", on="y")
    assert "10 days before the last day of the placement." in page
    rules = rules_of(any_app, season)
    assert plan_in(rules, "review-final").days == -10
    assert rules.mailing.on == ("hours-week", "review-final")


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"again": "4, 2"}, "Enter days, each later than the one before, like 2, 4."),
        ({"again": "soon"}, "Enter days, each later than the one before, like 2, 4."),
        ({"again": "1 2 3 4 5 6 7 8 9"}, "Enter days, each later than the one before, like 2, 4."),
        ({"escalate": "0"}, "Enter days, up to 90, like 5."),
        ({"escalate": "NaN"}, "Enter days, up to 90, like 5."),
        ({"expire": "3"}, "The link must work until staff are told, at least."),
        ({"expire": "1000"}, "Enter a number from 1 to 180."),
        ({"ask_at": "7 am"}, "Enter a time like 07:00."),
        ({"quiet_begins": "late"}, "Enter a time like 07:00."),
        ({"most_mails": "0"}, "Enter a number from 1 to 10."),
    ],
)
def test_what_does_not_fit_is_said_at_its_field_and_kept(app, staff, typed, sentence):
    with app.app_context():
        season = a_program().id
    ada = staff("administrator")
    page = ada.visit(f"/programs/{season}/mail/hours-week")
    page = ada.submit(page, "Save", status=422, fields=typed)
    assert sentence in page
    assert all(value in page.html for value in typed.values())
    assert plan_in(rules_of(app, season), "hours-week") == DEFAULTS["hours-week"]


def test_the_later_of_two_who_change_it_is_told_what_the_other_chose(any_app, staff, season):
    ada = staff("administrator")
    mine = ada.visit(f"/programs/{season}/mail")
    ada.submit(ada.visit(f"/programs/{season}/mail"), "Save", fields={"on": ["pledge"]})
    page = ada.submit(mine, "Save", status=409, fields={"on": ["renew"]})
    assert "Switched on now: Pledge of seats." in page
    assert rules_of(any_app, season).mailing.on == ("pledge",)


def test_a_paused_kind_has_no_plan_until_it_is_resumed(any_app, staff, season):
    ada = staff("administrator")
    page = ada.submit(ada.visit(f"/programs/{season}/mail/hours-week"), "Pause")
    assert "Paused" in page
    with any_app.app_context():
        assert plan_for(db.session.get_one(Program, season), "hours-week") is None
    ada.submit(ada.visit(f"/programs/{season}/mail/hours-week"), "Resume")
    with any_app.app_context():
        assert plan_for(db.session.get_one(Program, season), "hours-week") is not None


def test_others_read_what_goes_out_and_change_nothing(staff, season):
    eve = staff("employer_engagement")
    page = eve.visit(f"/programs/{season}/mail")
    assert not page.all("input[type=checkbox]")
    eve.visit(f"/programs/{season}/mail/pledge", status=403)


def test_what_this_version_does_not_send_yet_is_said(app: Flask, staff):
    with app.app_context():
        program = a_program()
    page = staff("administrator").visit(f"/programs/{program.id}/mail")
    headings = page.all("tbody th")
    unsent = [each for each in headings if "not sent by this version" in words(each)]
    assert len(headings) - len(unsent) == len(app.extensions["kinds"])


def test_every_kind_can_be_switched_off_at_once(app: Flask, staff):
    with app.app_context():
        program = a_program(every_mail())
    admin = staff("administrator")
    url = f"/programs/{program.id}/mail"
    version = admin.visit(url).one("[name=version]").attrs["value"]
    token = admin.visit(url).all("[name=csrf_token]")[0].attrs["value"]
    answer = admin.client.post(url, data={"version": version, "csrf_token": token})
    assert answer.status_code == 303
    with app.app_context():
        assert db.session.get_one(Program, program.id).rules.mailing.on == ()
