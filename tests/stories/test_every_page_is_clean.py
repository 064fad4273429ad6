"""Every page template is accessible and valid, on a desk and on a phone, by day and by night.

The pages are those of the demo district. A template that no page here shows fails the last test.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import flask
import pytest
import sqlalchemy as sa
from playwright.sync_api import Page, expect

from app.core import clock, tasks
from app.core.access import SYSTEM
from app.core.db import db
from app.core.links import stop_link
from app.core.use_case import use_case
from app.matches import services
from app.matches.models import MatchState
from app.outreach.queries import request_of
from tests.stories.town import PASSWORD, Town
from tests.support import runs
from tests.support.visiting import Visitor

TEMPLATES = runs.ROOT / "templates"
FRAMES = {
    *("base.html", "link.html", "letters/letter.html"),
    *("intake/sheet_import.html", "intake/sheet_preview.html"),
}
ROSTER = runs.ROOT / "tests/students/fixtures/students.csv"
NARROW = {"width": 320, "height": 640}
PHONE = {"width": 360, "height": 740}
DESK = {"width": 1280, "height": 900}
# what size and color alone may change
AT_NIGHT = {
    "runOnly": {
        "type": "rule",
        "values": [
            "color-contrast",
            "target-size",
            "scrollable-region-focusable",
            "link-in-text-block",
            "meta-viewport",
        ],
    }
}
WIDER = """() => {
  const wide = document.documentElement.scrollWidth - window.innerWidth;
  return wide <= 0 ? [] : [...document.querySelectorAll('body *')]
    .filter(e => e.getBoundingClientRect().right > window.innerWidth + 1 && !e.closest('.frame'))
    .map(e => `${e.tagName} ${e.className}`).slice(0, 5);
}"""
PAGES = {
    "administrator": [
        "/",
        "/nothing-here",
        "/search?q=an",
        "/help/states",
        "/settings",
        "/settings/users",
        "/settings/users/new",
        "/settings/users/3",
        "/settings/password",
        "/settings/labor",
        "/settings/labor/new",
        "/placements/{labored}/labor",
        "/settings/letters",
        "/settings/letters/hours-week",
        "/settings/letters/invite",
        "/settings/schools",
        "/settings/schools/1",
        "/settings/calendars/1",
        "/settings/calendars/1/edit",
        "/students/import",
        "/programs",
        "/programs/1",
        "/programs/new",
        "/programs/new?preset=boston-summer-jobs",
        "/programs/1/copy",
        "/programs/1/edit",
        "/programs/1/mail",
        "/programs/1/mail/pledge",
        "/credit",
        "/credentials",
        "/credentials/catalogue",
        "/credentials/catalogue/1",
        "/credentials/catalogue/1/edit",
        "/credentials/catalogue/new?preset=faa-107",
        "/credentials/{training}",
        "/credentials/exam-day?credential=1&activity=9",
        "/credentials/import",
        "/students/{student}/credentials/new",
        "/credit/awards",
        "/credit/awards/{award}",
        "/credit/transcripts",
        "/matches/{creditable}/award",
        "/mailbox",
        "/mailbox/{mail}",
    ],
    "engagement": [
        "/",
        "/employers",
        "/employers/1",
        "/employers/new",
        "/employers/1/edit",
        "/employers/next-steps?who=all",
        "/employers/{talked}/log",
        "/log/1/edit",
        "/employers/hand-over",
        "/placements/describe",
        "/placements/describe/1",
        "/employers/duplicates",
        "/employers/1/merge",
        "/employers/1/merge?other=2",
        "/pledges",
        "/pledges/bulk?do=ask",
        "/referrals",
        "/referrals/bulk?do=nudge",
        "/pledges/1/edit",
        "/employers/1/pledges/new",
        "/employers/1/sites/new",
        "/employers/1/contacts/new",
        "/placements",
        "/placements/1",
        "/placements/new",
        "/placements/new?employer=1",
        "/placements/1/edit",
        "/placements/1/copy",
        "/placements/carry-over/1",
        "/activities/new",
        "/activities/new?employer=1",
        "/activities/1/edit",
    ],
    "specialist": [
        "/",
        "/students",
        "/students?q=zzzzzz",
        "/students/{student}",
        "/students/{student}/record",
        "/students/{student}/guardians/new",
        "/students/{student}/placements",
        "/preferences",
        "/preferences/bulk?do=ask&program=1",
        "/matches/runs",
        "/matches/runs/new",
        "/matches/runs/1",
        "/matches/runs/1/compare?with=2",
        "/matches/runs/1/students/{student}",
        "/activities",
        "/activities/1",
        "/activities/1/ask-host",
        "/activities/6/students",
        "/activities/1/attendance",
        "/activities/1/sheet",
        "/matches",
        "/matches/{match}",
        "/matches/{interview}/interview-time",
        "/students/{consenting}/consents",
        "/students/{consenting}/consents/ask?program=1",
        "/matches/{match}/documents/ask",
        "/matches/{match}/agreement",
        "/matches/{match}/agreement/begin",
        "/matches/{match}/agreement/copy",
        "/matches/{match}/hours?week=2026-11-09",
        "/matches/{match}/hours?week=2026-11-16",
        "/placements/{open}/students",
        "/placements/{open}/students?show=rest",
        "/placements/{open}/shortlist",
        "/placements/{open}/shortlist/refer",
        "/students/{student}/calendar",
        "/students/{student}/calendar?view=week",
        "/employers/1/calendar",
        "/employers/1/impact",
        "/employers/1/impact?language=es",
        "/placements/{open}/students/refer?student={student}",
        "/students/{student}/placements/compare",
        "/hours",
        "/matches/bulk?do=withdraw&state=shortlisted",
        "/matches/bulk/done?do=refer&at=2026-11-18T10:00:00Z",
        "/hours/bulk?do=nudge&state=submitted",
        "/matches/ready",
        "/matches/{match}/note",
        "/hours/supervisors",
        "/requests/coming/first",
        "/hours/supervisors?week=2026-11-16",
        "/hours/supervisors/bulk?do=nudge",
        "/reviews",
        "/reports/fairness",
        "/reports/fairness?program=1",
        "/reports/fairness?program=1&group=sex&exact=yes",
        "/reviews/{match}",
        "/requests",
        "/requests/{request}",
        "/requests/{request}/answer",
        "/requests/{request}/letter",
        "/requests/coming",
        "/requests/{request}/print",
        "/outbox",
        "/outbox/{mail}",
    ],
    "finance": [
        "/",
        "/stipends",
        "/stipends/batches",
        "/stipends/batches/1",
        "/stipends/batches/2",
        "/stipends/batches/1/return",
        "/stipends/cut-off",
        "/stipends/payees",
        "/stipends/cut-off?program=2",
        "/stipends/batches/new",
        "/stipends/batches/new?program=2",
    ],
    "nobody": [
        "/catalogue",
        "/catalogue?lang=es&q=zzzz",
        "/catalogue/{open}",
        "/sign-in",
        "/forgot",
        "/password/done",
        "/password/x.1.y",
        "/r/new",
        "/r/unknown",
        "{link}",
        "{agreement}",
        "{consent}",
        "{own week}",
        "{offer}",
        "{wishes}",
        "{papers}",
        "{pledge}",
        "{describe}",
        "{visit}",
        "{describe}?step=place",
        "{describe}?step=week",
        "{describe}?step=people",
        "{describe}?step=safety",
        "{describe}?step=check",
        "{review}",
        "{referral}",
        "{several}",
        "{receipt}",
        "{expired}",
        "{replaced}",
        "{stop}",
    ],
}


def places(town: Town) -> dict[str, object]:
    """Give what stands for the names in the addresses."""
    one = town.asked(students=1)
    five, four, three = (town.asked(students=count) for count in (5, 4, 3))
    spanish = town.asked(students=5, language="es")
    with town.app.app_context(), db.engine.begin() as connection:
        for asked, state in ((four, "expired"), (three, "replaced")):
            connection.execute(
                sa.text("update link_request set state = :state where id = :id"),
                {"state": state, "id": asked.id},
            )
    receipt = Visitor(town.app, town.app.test_client())
    receipt.submit(receipt.visit(town.link(spanish.id)), "Confirmar todas las horas")
    match, student = town.rows(
        "select m.id, m.student_id from match m join student s on s.id = m.student_id"
        " where s.school_id = 1 and m.state = 'active' order by m.id"
    )[0]
    request = town.one(
        "select min(r.id) from link_request r where r.state = 'open'"
        " and r.subject_day = '2026-11-09' and exists"
        " (select 1 from request_school s where s.request_id = r.id and s.school_id < 4)"
        " and not exists"
        " (select 1 from request_school s where s.request_id = r.id and s.school_id > 3)"
    )
    mail = "select min(id) from outbox_message where record = 'request' and record_id = :id"
    interview = town.one("select max(id) from match where state = 'referred'")
    with town.app.app_context():
        services.move(interview, MatchState.INTERVIEWING, by=SYSTEM, at=clock.now())
    labored = town.one("select min(id) from placement where relationship_type = 'employment'")
    with town.app.app_context(), db.engine.begin() as connection:
        connection.execute(
            sa.text("update placement set hazards = '[\"HO-7\"]' where id = :id"), {"id": labored}
        )
    return {
        "labored": labored,
        "interview": interview,
        "training": town.one("select min(id) from credential_award where state = 'planned'"),
        "award": town.one("select min(id) from credit_award where state = 'eligible'"),
        "creditable": town.one("select min(match_id) from credit_award where state = 'withdrawn'"),
        "match": match,
        "student": student,
        "request": request,
        "mail": town.one(mail, id=request),
        "talked": town.one("select min(employer_id) from contact_log"),
        "open": town.one("select min(id) from placement where state = 'open'"),
        "link": town.link(one.id),
        "review": town.link(
            town.one("select min(id) from link_request where kind = 'review-baseline'")
        ),
        "referral": town.link(
            town.one("select min(id) from link_request where kind = 'referral-answer'")
        ),
        "consenting": town.one(
            "select min(s.id) from student s join guardian g on g.student_id = s.id"
            " where s.school_id = 1 and s.left_at is null and s.birth_date > '2009-06-01'"
        ),
        "consent": town.link(town.one("select min(id) from link_request where kind = 'consent'")),
        "agreement": town.link(
            town.one("select min(id) from link_request where kind = 'agreement-sign'")
        ),
        "own week": town.link(
            town.one("select min(id) from link_request where kind = 'hours-entry'")
        ),
        "describe": town.link(
            town.one("select min(id) from link_request where kind = 'describe-placement'")
        ),
        "pledge": town.link(
            town.one("select min(id) from link_request where kind = 'pledge' and state = 'open'")
        ),
        "visit": town.link(
            town.one("select min(id) from link_request where kind = 'shadow-attendance'")
        ),
        "papers": town.link(town.one("select min(id) from link_request where kind = 'documents'")),
        "wishes": town.link(
            town.one("select min(id) from link_request where kind = 'preferences'")
        ),
        "offer": town.link(
            town.one("select min(id) from link_request where kind = 'offer-answer'")
        ),
        "several": town.link(five.id),
        "receipt": town.link(spanish.id),
        "expired": town.link(four.id),
        "replaced": town.link(three.id),
        "stop": stop_link_of(town, one.id),
    }


def stop_link_of(town: Town, request_id: int) -> str:
    """Give the path by which the reader of a request says that they should get no such mail."""
    with town.app.app_context():
        asked = request_of(request_id)
        link = stop_link(asked.public_id, asked.to_address)
        return f"{link.path}{link.token()}"


def in_every_light(page: Page, axe) -> Iterator[str]:
    """Give what axe finds on a desk by day and on a phone by night, and what is too wide."""
    page.wait_for_load_state("load")
    for size, scheme, options in ((DESK, "light", {}), (PHONE, "dark", AT_NIGHT)):
        page.set_viewport_size(size)
        page.emulate_media(color_scheme=scheme)
        try:
            axe(page, **options)
        except AssertionError as found:
            yield f"{scheme}: {found}"
    page.set_viewport_size(NARROW)
    wide = page.evaluate(WIDER)
    if wide:
        yield f"{page.url} is wider than 320 px: {wide}"


@pytest.mark.parametrize("who", PAGES)
def test_axe_finds_nothing_by_day_or_by_night_and_nothing_is_too_wide(town, browse, axe, who):
    known = places(town)
    page = browse()
    if who != "nobody":
        browse.sign_in(page, f"{who}@example.org", PASSWORD)
    wrong = []
    for address in PAGES[who]:
        page.goto(address.format(**known))
        wrong += in_every_light(page, axe)
    if who == "administrator":
        page.goto("/students/import")
        page.locator('input[type="file"]').set_input_files(ROSTER)
        page.locator("main form button").first.click()
        expect(page.get_by_role("heading", level=1)).not_to_have_text("Import students")
        wrong += in_every_light(page, axe)
    assert not wrong, "\n\n".join(wrong)


def test_forms_that_come_back_with_errors_are_clean_too(town, browse, axe):
    page, wrong = browse(), []
    link = town.link(town.asked(students=5).id)
    page.goto(link)
    page.get_by_role("button", name="Send corrections").click()
    expect(page.get_by_role("alert")).to_be_visible()
    wrong += in_every_light(page, axe)
    page.locator("summary").first.click()
    page.locator("input[data-hours]").first.fill("many")
    page.get_by_role("button", name="Send corrections").click()
    expect(page.get_by_text("Enter hours as a number from 0 to 24").first).to_be_visible()
    wrong += in_every_light(page, axe)
    browse.sign_in(page, "engagement@example.org", PASSWORD)
    page.goto("/placements/new?employer=1")
    page.get_by_role("button", name="Post placement").click()
    expect(page.get_by_role("alert")).to_be_visible()
    wrong += in_every_light(page, axe)
    assert not wrong, "\n\n".join(wrong)


def test_every_template_is_valid_as_served(town):
    known = places(town)
    shown: set[str] = set()

    def note(_app: object, template: object, **_: object) -> None:
        shown.add(str(template.name))

    with flask.template_rendered.connected_to(note, town.app):
        for who, addresses in PAGES.items():
            person = Visitor(town.app, town.app.test_client())
            if who != "nobody":
                person.sign_in(f"{who}@example.org", PASSWORD)
            for address in addresses:
                path = address.format(**known)
                person.visit(path, status=person.client.get(path).status_code)
        stranger = Visitor(town.app, town.app.test_client())
        stranger.submit(stranger.visit("/forgot"), email="nobody@example.org")
        stranger.visit(invitation(town))
        admin = Visitor(town.app, town.app.test_client())
        admin.sign_in("administrator@example.org", PASSWORD)
        with ROSTER.open("rb") as roster:
            form = admin.visit("/students/import")
            upload = form.all('main input[type="file"]')[0].attrs["name"]
            admin.submit(form, within="main", fields={str(upload): (roster, "students.csv")})
        import_students(town, admin)
        admin.visit(f"/tasks/{a_task(town)}")
        form = admin.visit("/employers/import")
        pasted = "employer\tstate\nA new one\tWA\n"
        form = admin.submit(form, "Show what would change", pasted=pasted)
        form = admin.submit(form, "Import these employers")
        admin.visit(form.link("Undo the import of Pasted cells"))
        import_results(town, admin)
    every = {str(path.relative_to(TEMPLATES)) for path in Path(TEMPLATES).rglob("*.html")}
    pages = {
        name
        for name in every
        if not Path(name).name.startswith("_") and not name.startswith("components/")
    }
    unseen = " ".join(sorted(pages - FRAMES - shown))
    assert not unseen, unseen


def import_students(town: Town, admin: Visitor) -> None:
    """Paste a student under headings that nobody knows, import, look at what it did and undo."""
    school = town.one("select code from school where id = 1")
    words = f"Nr\tVorname\tNachname\tSchule\n98765\tAna\tRuiz\t{school}\n"
    form = admin.submit(admin.visit("/students/import"), "Show what would change", pasted=words)
    assert form.h1 == "Which column is which?"
    admin.submit(
        form,
        within="main",
        student_id="0",
        given_name="1",
        family_name="2",
        school="3",
    )
    text = f"student_id\tgiven_name\tfamily_name\tschool\n98765\tAna\tRuiz\t{school}\n"
    form = admin.submit(admin.visit("/students/import"), "Show what would change", pasted=text)
    admin.submit(form, "Import this roster")
    admin.visit("/students/imports")
    batch = town.one("select max(id) from import_batch where undone_at is null")
    admin.visit(f"/students/imports/{batch}")
    admin.visit(f"/students/imports/{batch}/undo")
    form = admin.visit("/activities/6/students")
    admin.submit(form, "Find them", names="98765")


def import_results(town: Town, admin: Visitor) -> None:
    """Paste a result, import it, and look at what undoing it would do."""
    number = town.one("select student_number from student where id = 9")
    pasted = f"student_id\tcredential\tdate\n{number}\tOSHA 10-hour construction\t2026-11-02\n"
    form = admin.visit("/credentials/import")
    form = admin.submit(form, "Show what would change", pasted=pasted)
    form = admin.submit(form, "Import these results")
    admin.visit(form.link("Undo the import of Pasted cells"))


@use_case
def _queued() -> int:
    return tasks.start("nothing", {}, title="Import", back="/", by=SYSTEM, at=clock.now())


def a_task(town: Town) -> int:
    """Queue long work as a person would, and give its id."""
    with town.app.app_context():
        return _queued()


def invitation(town: Town) -> str:
    """Invite somebody and give the path of their link."""
    admin = Visitor(town.app, town.app.test_client())
    admin.sign_in("administrator@example.org", PASSWORD)
    form = admin.visit("/settings/users/new")
    admin.submit(form, within="main", name="Ana Ruiz", email="ana@example.org", role="finance")
    mail = town.one("select max(id) from outbox_message where to_address = 'ana@example.org'")
    text = admin.visit(f"/mailbox/{mail}").text
    return "/password/" + text.partition("/password/")[2].split()[0]
