"""Staff switch each kind of request on for a program; each has a plan, and nothing else is sent."""

from __future__ import annotations

import msgspec
import pytest

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
from app.programs.queries import mailing_programs
from app.programs.rules import ProgramRules, ReminderPlan, keep_rules, read_rules
from tests.builders import a_program, every_mail

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
    own = ReminderPlan(remind_after_hours=(24,), escalate_after_hours=30, digest=True)
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
