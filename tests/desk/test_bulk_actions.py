"""Staff do one thing to many rows: a preview says to whom, the rest is named, and it can be undone."""  # noqa: E501

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from app.core import bulk, clock
from app.core.access import SYSTEM
from app.core.db import db
from app.core.errors import Conflict
from app.core.outbox import OutboxMessage
from app.hours.weekly import ask_for_hours
from app.matches import services
from app.matches.models import Match, MatchState
from app.outreach.models import LinkRequest
from app.outreach.nudging import nudge
from app.placements.models import Placement, PlacementState
from app.programs.presets import SCHOOL_YEAR_INTERNSHIP
from tests.builders import (
    MONDAY,
    a_contact,
    a_match,
    a_placement,
    a_program,
    a_school,
    a_site,
    a_student,
    a_week,
    an_employer,
)

S = MatchState
ASKED_AT = datetime(2026, 10, 12, 17, tzinfo=UTC)


def states(app: Flask, model: type = Match) -> list[str]:
    with app.app_context():
        return [
            str(state) for state in db.session.scalars(sa.select(model.state).order_by(model.id))
        ]


def press(person, path: str, label: str, ids: tuple[int, ...] = (), status: int = 200):
    """Tick rows of a list and press a button of its bar."""
    page = person.visit(path)
    return person.submit(
        page, f"{label}…", fields={"id": [str(each) for each in ids]}, status=status
    )


@pytest.fixture
def shortlist(any_app: Flask):
    """Three shortlisted, one suggested and one active match at one placement."""
    with any_app.app_context():
        placement, school = a_placement(seats=9), a_school()
        matches = [
            a_match(a_student(school, given_name=name), placement, state=state)
            for name, state in (
                ("Ana", S.SHORTLISTED),
                ("Ben", S.SHORTLISTED),
                ("Cem", S.SHORTLISTED),
                ("Dee", S.SUGGESTED),
                ("Eve", S.ACTIVE),
            )
        ]
    return school, [match.id for match in matches]


def test_all_of_a_filter_are_referred_after_a_preview_and_undone(any_app, staff, shortlist):
    school, _ = shortlist
    cora = staff("career_specialist", school_ids=[school.id])
    preview = press(cora, "/matches?state=shortlisted", "Refer")
    assert preview.h1 == "Refer 3 matches"
    assert "Of all 3 in this filter (State)." in preview
    assert "Ana Reyes" in preview
    assert "Dee" not in preview.text
    assert states(any_app)[:3] == ["shortlisted"] * 3, "a preview changes nothing"
    done = cora.submit(preview, "Refer 3 matches")
    assert done.h1 == "3 matches referred"
    assert states(any_app) == ["referred"] * 3 + ["suggested", "active"]
    back = cora.submit(done, "Undo")
    assert "Undone: 3 matches." in back.alert
    assert back.url.startswith("/matches?state=shortlisted")
    assert states(any_app) == ["shortlisted"] * 3 + ["suggested", "active"]


def test_only_ticked_rows_are_meant_and_who_is_left_out_is_named(any_app, staff, shortlist):
    school, ids = shortlist
    cora = staff("career_specialist", school_ids=[school.id])
    preview = press(cora, "/matches", "Refer", (ids[0], ids[3], ids[4]))
    assert preview.h1 == "Refer 2 matches"
    assert "Of the 3 rows that you ticked." in preview
    assert "Left out, and why" in preview
    assert "it is active" in preview
    assert "Ben" not in preview.text
    cora.submit(preview, "Refer 2 matches")
    assert states(any_app) == ["referred", "shortlisted", "shortlisted", "referred", "active"]


def test_a_list_that_changed_since_the_preview_is_shown_anew_and_nothing_is_done(
    any_app, staff, shortlist
):
    school, ids = shortlist
    cora = staff("career_specialist", school_ids=[school.id])
    preview = press(cora, "/matches?state=shortlisted", "Refer")
    with any_app.app_context():
        services.move(ids[0], S.WITHDRAWN, by=SYSTEM, at=clock.now(), reason="moved away")
    again = cora.submit(preview, "Refer 3 matches", status=409)
    assert again.h1 == "Refer 2 matches"
    assert bulk.CHANGED in again.alert
    assert states(any_app)[1:3] == ["shortlisted"] * 2
    assert cora.submit(again, "Refer 2 matches").h1 == "2 matches referred"


def test_a_withdrawal_asks_for_a_reason_and_is_undone_unless_it_moved_on(any_app, staff, shortlist):
    school, ids = shortlist
    cora = staff("career_specialist", school_ids=[school.id])
    preview = press(cora, "/matches?state=shortlisted", "Withdraw")
    assert "Undone, they are shortlisted again" in preview
    asked = cora.submit(preview, "Withdraw 3 matches", status=422)
    assert "Give a reason" in asked.alert
    assert states(any_app)[:3] == ["shortlisted"] * 3
    done = cora.submit(asked, "Withdraw 3 matches", reason="the site closed")
    with any_app.app_context():
        reasons = set(db.session.scalars(sa.select(Match.reason).where(Match.state == S.WITHDRAWN)))
        assert reasons == {"the site closed"}
        services.move(ids[0], S.SHORTLISTED, by=SYSTEM, at=clock.now(), reason="stays")
    back = cora.submit(done, "Undo")
    assert "Undone: 2 matches." in back.alert
    assert states(any_app) == ["shortlisted"] * 3 + ["suggested", "active"]


def test_another_schools_match_is_neither_moved_nor_named(any_app, staff, shortlist):
    _, ids = shortlist
    with any_app.app_context():
        other = a_school()
        own = a_match(a_student(other, given_name="Own"), state=S.SHORTLISTED)
    cora = staff("career_specialist", school_ids=[other.id])
    preview = cora.visit(f"/matches/bulk?do=refer&id={ids[0]}&id={own.id}")
    assert preview.h1 == "Refer 1 match"
    assert "Ana" not in preview.text
    cora.submit(preview, "Refer 1 match")
    assert states(any_app) == ["shortlisted"] * 3 + ["suggested", "active", "referred"]


def test_one_that_is_refused_leaves_the_others_done(any_app, staff, shortlist, monkeypatch):
    school, ids = shortlist
    cora = staff("career_specialist", school_ids=[school.id])
    preview = press(cora, "/matches?state=shortlisted", "Refer")
    move = services.move

    def stumble(match_id: int, *rest: object, **named: object) -> object:
        assert match_id != ids[1], "a fault of ours"
        return move(match_id, *rest, **named)

    monkeypatch.setattr(services, "move", stumble)
    done = cora.submit(preview, "Refer 3 matches")
    assert done.h1 == "2 matches referred"
    assert "Ben Reyes" in done.alert
    assert "nothing of it was changed" in done.alert
    assert states(any_app)[:3] == ["referred", "shortlisted", "referred"]


@pytest.mark.parametrize(
    "path",
    ["/matches/bulk", "/matches/bulk?do=fly", "/matches/bulk/done?do=refer&at=yesterday"],
)
def test_an_address_that_makes_no_sense_is_not_there(staff, path):
    staff("administrator").visit(path, status=404)


def test_who_only_reads_gets_no_boxes_and_no_bar(staff, shortlist):
    assert shortlist
    page = staff("district_lead").visit("/matches")
    assert not page.all("td.tick, form.bulk")


def test_placements_are_posted_paused_and_closed_together(any_app, staff):
    with any_app.app_context():
        for title in ("Cook", "Baker"):
            a_placement(title=title, state=PlacementState.DRAFT)
        a_placement(title="Bare", state=PlacementState.DRAFT, weekdays={})
    emil = staff("employer_engagement")
    preview = press(emil, "/placements?state=draft", "Post")
    assert preview.h1 == "Post 2 placements"
    assert "Bare" in preview
    assert "it needs a day of its schedule" in preview
    done = emil.submit(preview, "Post 2 placements")
    assert states(any_app, Placement) == ["open", "open", "draft"]
    emil.submit(done, "Undo")
    assert states(any_app, Placement) == ["draft"] * 3


# -- nudging


@pytest.fixture
def monday(any_app: Flask):
    """Two supervisors asked for their students' weeks, one of them for three students."""
    with any_app.app_context():
        school, program = a_school(), a_program(SCHOOL_YEAR_INTERNSHIP.rules)
        for name, students in (("Sam Souza", 3), ("Kim Katz", 1)):
            employer = an_employer()
            boss = a_contact(employer, name=name)
            placement = a_placement(program, a_site(employer), boss)
            for _ in range(students):
                match = a_match(a_student(school), placement)
                a_week(match, {0: 60}, week=MONDAY)
        ask_for_hours(ASKED_AT)
    return school


def mails(app: Flask) -> int:
    with app.app_context():
        return db.session.scalar(sa.select(sa.func.count(OutboxMessage.id))) or 0


def at(app: Flask, instant: datetime) -> None:
    app.config["CLOCK"] = f"{int((instant - datetime.now(UTC)).total_seconds())}s"
    app.config["DEVELOPMENT"] = True


def test_each_supervisor_who_has_not_answered_gets_one_mail(any_app, staff, monday):
    at(any_app, ASKED_AT + timedelta(days=2))
    cora = staff("career_specialist", school_ids=[monday.id])
    preview = press(cora, "/hours?state=submitted", "Nudge")
    assert preview.h1 == "Nudge 2 supervisors"
    assert "Sam Souza <" in preview
    assert "3 students" in preview
    before = mails(any_app)
    done = cora.submit(preview, "Nudge 2 supervisors")
    assert done.h1 == "2 supervisors nudged"
    assert "Undo" not in done.text
    assert mails(any_app) == before + 2


def test_nobody_is_nudged_twice_within_a_day_however_it_is_pressed(any_app, staff, monday):
    at(any_app, ASKED_AT + timedelta(days=2))
    cora, dan = (staff("career_specialist", school_ids=[monday.id]) for _ in range(2))
    first = press(cora, "/hours?state=submitted", "Nudge")
    second = press(dan, "/hours?state=submitted", "Nudge")
    cora.submit(first, "Nudge 2 supervisors")
    before = mails(any_app)
    cora.submit(first, "Nudge 2 supervisors", status=409)
    late = dan.submit(second, "Nudge 2 supervisors", status=409)
    assert late.h1 == "Nudge 0 supervisors"
    assert "less than a day ago" in late
    assert mails(any_app) == before
    at(any_app, ASKED_AT + timedelta(days=3, hours=1))
    dan = staff("career_specialist", school_ids=[monday.id])
    assert press(dan, "/hours?state=submitted", "Nudge").h1 == "Nudge 2 supervisors"


def test_a_second_press_finds_the_first_and_sends_nothing(any_app, monday):
    assert monday
    when, before = ASKED_AT + timedelta(days=2), mails(any_app)
    with any_app.app_context():
        asked = db.session.scalars(sa.select(LinkRequest.id)).first()
        nudge(asked, by=SYSTEM, at=when)
        with pytest.raises(Conflict):
            nudge(asked, by=SYSTEM, at=when)
    assert mails(any_app) == before + 1


def test_the_morning_of_the_weekly_mail_nobody_is_nudged_for_it(any_app, staff, monday):
    at(any_app, ASKED_AT + timedelta(hours=2))
    cora = staff("career_specialist", school_ids=[monday.id])
    preview = press(cora, "/hours?state=submitted", "Nudge")
    assert "There is nothing to do for these rows." in preview
    assert "was written to" in preview


def test_a_preview_costs_a_fixed_number_of_statements(any_app, staff, shortlist, query_count):
    school, _ = shortlist
    cora = staff("career_specialist", school_ids=[school.id])
    with query_count() as few:
        cora.visit("/matches/bulk?do=refer&state=shortlisted")
    with any_app.app_context():
        for _ in range(4):
            a_match(a_student(school), state=S.SHORTLISTED)
    with query_count(len(few)):
        assert cora.visit("/matches/bulk?do=refer&state=shortlisted").h1 == "Refer 7 matches"
