"""A supervisor reviews an intern from a link, in pieces if need be; the newest answer counts."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
import sqlalchemy as sa
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs
from playwright.sync_api import expect

from app.core import clock
from app.core.db import db
from app.core.errors import Conflict, Invalid, StaleView
from app.core.outbox import OutboxMessage
from app.core.todos import Todo
from app.desk.verify import findings
from app.matches import services as matches
from app.matches.models import MatchState
from app.outreach import services as outreach
from app.outreach.drafts import draft_of
from app.outreach.models import LinkRequest, RequestState
from app.programs.mailing import switched_on
from app.programs.presets import SCHOOL_YEAR_INTERNSHIP
from app.programs.rubrics import MASSACHUSETTS
from app.reviews import asking, queries, services, spoken
from app.reviews.models import Review, ReviewRating, Stage
from app.reviews.rating import first_open, mean, pages_of, skills_of
from tests.builders import (
    a_contact,
    a_match,
    a_placement,
    a_program,
    a_site,
    a_student,
    an_employer,
)
from tests.hours.world import ADMIN, BY_LINK

RULES = switched_on(SCHOOL_YEAR_INTERNSHIP.rules, "review-baseline", "review-final")
WITH_RUBRIC = structs.replace(RULES, rubric=MASSACHUSETTS)
AT = datetime(2026, 10, 12, 17, tzinfo=UTC)
ALL = {skill.key: 3 for skill in skills_of(MASSACHUSETTS)}
BETTER = dict.fromkeys(ALL, 4)
PAGES = len(pages_of(skills_of(MASSACHUSETTS)))


def at_work(start: date, end: date, language: str = "en", **changes):
    employer = an_employer()
    supervisor = a_contact(employer, language=language)
    placement = a_placement(
        a_program(WITH_RUBRIC), a_site(employer), supervisor, start_date=start, end_date=end
    )
    return a_match(placement=placement, state=MatchState.ACTIVE, **changes)


def receive(match_id: int, levels=ALL, *, stage=Stage.BASELINE, shown=0, comment="") -> Review:
    return services.receive(match_id, stage, levels, comment, shown=shown, evidence=BY_LINK, at=AT)


def requests() -> list[LinkRequest]:
    return list(db.session.scalars(sa.select(LinkRequest).order_by(LinkRequest.id)))


@pytest.fixture
def link(app: Flask) -> str:
    """Give the link of a supervisor who was just asked for the final review."""
    with app.app_context():
        today = clock.now().date()
        match = at_work(today - timedelta(days=60), today + timedelta(days=3))
        receive(match.id)
        asking.ask_for_finals(clock.now())
        return f"/r/{requests()[-1].link.token()}"


# -- when


def test_the_first_is_asked_three_weeks_in_and_the_final_a_week_before_the_end(any_app: Flask):
    with any_app.app_context():
        match = at_work(date(2026, 9, 21), date(2026, 12, 18), moved_at=AT - timedelta(days=30))
        assert asking.ask_for_baselines(AT - timedelta(days=3)) == 0
        assert asking.ask_for_baselines(AT + timedelta(hours=1)) == 1
        assert asking.ask_for_baselines(AT + timedelta(days=1)) == 0
        assert asking.ask_for_finals(AT) == 0
        assert asking.ask_for_finals(datetime(2026, 12, 11, 20, tzinfo=UTC)) == 1
        assert [(each.kind, each.subject_id) for each in requests()] == [
            ("review-baseline", match.id),
            ("review-final", match.id),
        ]


def test_one_that_ends_early_is_asked_about_at_once(app: Flask):
    with app.app_context():
        match = at_work(date(2026, 9, 21), date(2026, 12, 18))
        matches.move(match.id, MatchState.ENDED_EARLY, by=ADMIN, at=AT, reason="moved away")
        assert asking.ask_for_finals(AT) == 1


def test_nobody_is_asked_without_a_rubric_or_for_what_was_reviewed(app: Flask):
    with app.app_context():
        match = at_work(date(2026, 9, 1), date(2026, 12, 18))
        receive(match.id)
        a_match(placement=a_placement(a_program(RULES)), state=MatchState.ACTIVE)
        assert asking.ask_for_baselines(AT) == 0
        plain = a_match(placement=a_placement(a_program(RULES)), state=MatchState.ACTIVE)
        with pytest.raises(Conflict):
            receive(plain.id)


def test_the_specialist_telephones_when_no_review_comes_and_the_todo_goes_with_it(app: Flask):
    with app.app_context():
        match = at_work(date(2026, 9, 1), date(2026, 12, 18))
        asking.ask_for_baselines(AT)
        outreach.remind_due(AT + timedelta(days=12))
        waiting = sa.select(Todo.kind).where(Todo.done_at.is_(None))
        assert db.session.scalars(waiting).all() == ["review_baseline"]
        receive(match.id)
        assert db.session.scalars(waiting).all() == []


# -- what


def test_a_review_is_kept_as_it_came_and_a_corrected_one_counts(any_app: Flask):
    with any_app.app_context():
        match = at_work(date(2026, 9, 1), date(2026, 12, 18))
        receive(match.id)
        assert receive(match.id).number == 1
        assert receive(match.id, BETTER, shown=1, comment="Much better").number == 2
        newest = queries.newest(match.id, Stage.BASELINE)
        assert newest is not None
        assert [rating.level for rating in newest.ratings] == [4] * len(ALL)
        assert len(queries.history_of(match.id)) == 2
        assert [each.name for each in findings() if each.broken] == []


def test_two_who_review_at_once_do_not_overwrite_each_other(app: Flask):
    with app.app_context():
        match = at_work(date(2026, 9, 1), date(2026, 12, 18))
        receive(match.id)
        with pytest.raises(StaleView):
            receive(match.id, BETTER, shown=0)


@pytest.mark.parametrize("wrong", [{"job-0": 6}, {"job-0": -1}, {"job-0": None}])
def test_a_skill_without_a_grade_is_named(app: Flask, wrong):
    with app.app_context():
        match = at_work(date(2026, 9, 1), date(2026, 12, 18))
        with pytest.raises(Invalid) as refused:
            receive(match.id, ALL | wrong)
        assert set(refused.value.fields) == {"job-0"}
        assert queries.newest(match.id, Stage.BASELINE) is None


@pytest.mark.parametrize("verb", ["update review set comment = 'x'", "delete from review_rating"])
def test_what_was_said_cannot_be_changed_in_the_database(any_app: Flask, verb):
    with any_app.app_context():
        receive(at_work(date(2026, 9, 1), date(2026, 12, 18)).id)
        with pytest.raises(sa.exc.DBAPIError, match="append-only"), db.engine.begin() as raw:
            raw.execute(sa.text(verb))
        assert db.session.scalar(sa.select(sa.func.count(ReviewRating.id))) == len(ALL)


@given(st.lists(st.sampled_from([None, 1, 2, 3, 4, 5])))
def test_the_mean_is_of_the_grades_that_were_given(levels):
    given_ones = [level for level in levels if level]
    result = mean(levels)
    assert (result is None) == (not given_ones)
    if result is not None:
        assert min(given_ones) - 0.01 <= result <= max(given_ones) + 0.01


def test_a_form_goes_on_at_the_first_page_that_is_not_whole():
    pages = pages_of(skills_of(MASSACHUSETTS))
    assert [len(page) for page in pages] == [3, 3, 3]
    assert first_open(pages, {}) == 1
    assert first_open(pages, {skill.key: 3 for skill in pages[0]}) == 2
    assert first_open(pages, ALL) == PAGES + 1


def test_the_rubrics_that_we_bring_are_said_in_spanish_too(app: Flask):
    with app.test_request_context():
        words = {*MASSACHUSETTS.employability, *MASSACHUSETTS.job, *MASSACHUSETTS.scale}
        assert words == set(spoken.brought())


# -- the pages


def fill(submit, page, level: int = 4):
    """Choose a grade for every skill of a page and go on."""
    names = {str(field.attrs["name"]) for field in page.all("input[type=radio]")}
    return submit(page, "Keep and go on", fields=dict.fromkeys(names, str(level)))


def test_a_review_is_given_page_by_page_with_the_first_one_beside(app, link, visit, submit):
    page = visit(link)
    assert page.h1 == "Final skills review"
    assert "First review: 3, Competent" in page
    for _number in range(PAGES):
        page = fill(submit, page)
    page = submit(page, "Send this review", comment="Reliable and kind.")
    assert "We noted your review" in page
    with app.app_context():
        final = db.session.scalars(sa.select(Review).where(Review.stage == Stage.FINAL)).one()
        assert (final.comment, final.method) == ("Reliable and kind.", "link")
        assert requests()[-1].state is RequestState.ANSWERED
        assert draft_of(requests()[-1].id) == {}


def test_one_who_is_interrupted_goes_on_where_they_stopped(app, link, visit, submit):
    fill(submit, visit(link))
    page = visit(link)
    assert f"Page 2 of {PAGES + 1}" in page
    with app.app_context():
        assert len(draft_of(requests()[-1].id)["levels"]) == 3
        assert requests()[-1].state is RequestState.OPEN


def test_a_page_with_a_gap_says_which_skill_and_keeps_the_rest(link, visit, submit):
    page = submit(visit(link), "Keep and go on", fields={"employability-0": "5"}, status=422)
    assert "Communication: Choose a grade" in page.alert
    assert page.one("[name=employability-0][value='5']").attrs.get("checked") is not None


def test_an_answer_can_be_changed_and_both_stay(app, link, visit, submit):
    page = visit(link)
    for _number in range(PAGES):
        page = fill(submit, page)
    page = submit(page, "Send this review")
    page = submit(page, "Change my answer")
    page = visit(page.url.split("?")[0] + "?step=1")
    page = submit(page, "Keep and go on", fields={"employability-0": "2"})
    page = visit(page.url.split("?")[0] + f"?step={PAGES + 1}")
    submit(page, "Send this review")
    with app.app_context():
        finals = db.session.scalars(sa.select(Review.number).where(Review.stage == Stage.FINAL))
        assert sorted(finals) == [1, 2]


def test_a_page_that_keeps_itself_too_late_does_not_hide_that_the_review_came(
    app, link, client, visit, submit
):
    page = visit(link)
    for _number in range(PAGES):
        page = fill(submit, page)
    submit(page, "Send this review")
    late = {"answer": "keep", "step": str(PAGES + 1), "shown": "0", "comment": "Kind."}
    assert client.post(link, data=late).status_code == 200
    assert "We noted your review" in visit(link)
    with app.app_context():
        assert draft_of(requests()[-1].id) == {}


def test_nobody_is_mailed_by_the_button_where_this_mail_is_off(app: Flask, staff):
    rules = structs.replace(SCHOOL_YEAR_INTERNSHIP.rules, rubric=MASSACHUSETTS)
    with app.app_context():
        match = a_match(placement=a_placement(a_program(rules)), state=MatchState.ACTIVE)
    admin = staff("administrator")
    page = admin.visit(f"/reviews/{match.id}")
    refused = admin.submit(page, "Ask for the final review", status=409)
    assert "off or paused for the program" in refused
    with app.app_context():
        assert db.session.scalars(sa.select(OutboxMessage)).all() == []


def test_a_partner_sees_the_first_name_only(app, link, visit):
    with app.app_context():
        family = db.session.scalar(sa.text("select family_name from student"))
        subject = db.session.scalars(sa.select(OutboxMessage.subject)).all()[-1]
    assert family not in visit(link).html
    assert family not in subject


def test_a_spanish_supervisor_reviews_in_spanish(app: Flask, visit):
    with app.app_context():
        today = clock.now().date()
        at_work(today - timedelta(days=60), today + timedelta(days=3), language="es")
        asking.ask_for_finals(clock.now())
        path = f"/r/{requests()[-1].link.token()}"
    page = visit(path)
    assert page.h1 == "Evaluación final de habilidades"
    assert "Puntualidad y asistencia" in page
    assert "Communication" not in page.html


def test_staff_see_the_gain_and_ask_by_a_button(app: Flask, staff):
    with app.app_context():
        match = at_work(date(2026, 9, 1), date(2026, 12, 18))
        receive(match.id)
        receive(match.id, BETTER, stage=Stage.FINAL)
        other = at_work(date(2026, 9, 1), date(2026, 12, 18))
    admin = staff("administrator")
    assert "+1.0" in admin.visit("/reviews")
    assert "No match fits" not in admin.visit("/reviews?missing=final")
    assert "+1" in admin.visit(f"/reviews/{match.id}")
    page = admin.submit(admin.visit(f"/reviews/{other.id}"), "Ask for the final review")
    assert "on its way" in page
    assert "See the request for the final review" in page


def test_the_students_record_holds_both_reviews_on_its_page_and_as_csv(app: Flask, staff):
    with app.app_context():
        match = at_work(date(2026, 9, 1), date(2026, 12, 18))
        receive(match.id, comment="Asks good questions.")
        receive(match.id, BETTER, stage=Stage.FINAL)
    admin = staff("administrator")
    for path in (f"/students/{match.student_id}", f"/students/{match.student_id}/record"):
        page = admin.visit(path)
        assert "Teamwork and collaboration" in page
        assert "Asks good questions." in page
    assert admin.visit(f"/matches/{match.id}").link("Skills reviews")
    sheet = admin.client.get(f"/students/{match.student_id}/record.csv").text
    assert sheet.count("Review,") >= 2 * len(ALL)


def test_a_specialist_of_another_school_sees_none_of_it(app: Flask, staff):
    with app.app_context():
        match = at_work(date(2026, 9, 1), date(2026, 12, 18), student=a_student())
        receive(match.id)
    other = staff("career_specialist", school_ids=[])
    assert "No matches yet" in other.visit("/reviews")
    other.visit(f"/reviews/{match.id}", status=404)


def test_the_list_costs_the_same_with_one_row_and_with_many(any_app: Flask, staff, query_count):
    admin = staff("administrator")
    with any_app.app_context():
        receive(at_work(date(2026, 9, 1), date(2026, 12, 18)).id)
    admin.visit("/reviews")
    with query_count() as one:
        admin.visit("/reviews")
    with any_app.app_context():
        for _number in range(5):
            receive(at_work(date(2026, 9, 1), date(2026, 12, 18)).id)
    with query_count() as many:
        admin.visit("/reviews")
    assert len(many) == len(one)


# -- budget 6


def test_a_review_interrupted_on_a_phone_goes_on_with_what_was_tapped(link, browse, axe):
    page = browse(phone=True)
    page.goto(link)
    axe(page)
    kept = page.expect_response(lambda answer: answer.request.method == "POST")
    with kept:
        page.get_by_role("radio", name="5, Advanced").first.tap()
    page.close()
    again = browse(phone=True)
    again.goto(link)
    expect(again.get_by_role("radio", name="5, Advanced").first).to_be_checked()
    for number in range(1, PAGES + 1):
        expect(again.get_by_text(f"Page {number} of {PAGES + 1}")).to_be_visible()
        for group in again.get_by_role("group").all():
            group.get_by_role("radio", name="4, Proficient").tap()
        again.get_by_role("button", name="Keep and go on").tap()
    again.get_by_role("button", name="Send this review").tap()
    expect(again.get_by_role("status")).to_contain_text("We noted your review")
    assert again.evaluate("document.documentElement.scrollWidth <= innerWidth")
