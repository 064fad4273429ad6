"""Four parties sign one frozen text by link, in any order; a changed term ends every signature."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from io import BytesIO

import pytest
import sqlalchemy as sa
from flask import Flask
from msgspec import structs

from app.agreements import due, queries, services, signing
from app.agreements.facts import Terms
from app.agreements.models import (
    Agreement,
    AgreementState,
    AgreementText,
    Party,
    Signature,
    SignatureVoid,
)
from app.core import frozen
from app.core.db import db
from app.core.errors import Conflict, Invalid, StaleView
from app.core.outbox import OutboxMessage
from app.core.todos import Todo
from app.core.use_case import transaction
from app.desk.verify import findings
from app.employers.models import Employer
from app.matches import services as matches
from app.matches.models import MatchState
from app.outreach.models import Disclosure, LinkRequest, RequestState
from app.outreach.shapes import Evidence
from app.placements import services as placements
from app.placements.copying import facts_of
from app.placements.models import Placement
from app.placements.queries import detail
from app.programs.mailing import switched_on
from app.programs.presets import SCHOOL_YEAR_INTERNSHIP
from app.students.models import Guardian
from tests.builders import (
    a_contact,
    a_match,
    a_placement,
    a_program,
    a_site,
    a_student,
    an_employer,
    every_mail,
    kept,
)
from tests.hours.world import ADMIN

AT = datetime(2026, 10, 12, 17, tzinfo=UTC)
S, P = AgreementState, Party
LINK = Evidence(method="link", by=ADMIN, address="203.0.113.9", agent="a phone")
BORN_MINOR, BORN_ADULT = date(2010, 3, 14), date(2006, 3, 14)


def an_accepted_match(*, adult: bool = False, guardian: bool = True, rules=None):
    employer = an_employer()
    supervisor = a_contact(employer, name="Sam Supervisor")
    placement = a_placement(
        a_program(rules or every_mail()), a_site(employer), supervisor, duties="Stock shelves."
    )
    student = a_student(birth_date=BORN_ADULT if adult else BORN_MINOR, language="en")
    if guardian:
        kept(
            Guardian(
                student_id=student.id,
                sourced_id=f"g{student.id}",
                name="María Reyes",
                email="maria@example.org",
                language="es",
            )
        )
    return a_match(student, placement, state=MatchState.ACCEPTED)


def begun(**situation) -> Agreement:
    match = an_accepted_match(**situation)
    return services.begin(match.id, by=ADMIN, at=AT)


def text_of(agreement_id: int) -> AgreementText:
    agreement = queries.agreement_of(agreement_id)
    return queries.text_of(agreement_id, agreement.number)


def sign(agreement_id: int, party: Party, **changes) -> bool:
    values = {
        "signer": "someone:1",
        "shown": text_of(agreement_id).text_hash,
        "language": "en",
        "evidence": LINK,
        "at": AT,
    } | changes
    return signing.sign(agreement_id, party, values.pop("name", "A Name"), **values)


def sign_all(agreement_id: int) -> None:
    for party in text_of(agreement_id).parties:
        sign(agreement_id, Party(party))


def requests(kind: str | None = None) -> list[LinkRequest]:
    query = sa.select(LinkRequest).order_by(LinkRequest.id)
    return list(
        db.session.scalars(query.where(LinkRequest.recipient_kind == kind) if kind else query)
    )


def broken() -> list[str]:
    return [each.name for each in findings() if each.broken]


def change(placement_id: int, **changes) -> None:
    facts = facts_of(detail(placement_id))
    placements.save(placement_id, replace(facts, **changes), by=ADMIN, at=AT)


# -- one text


def test_everybody_is_asked_in_their_own_language_to_sign_the_same_text(any_app: Flask):
    with any_app.app_context():
        agreement = begun()
        text = text_of(agreement.id)
        assert text.parties == ["student", "guardian", "employer", "school"]
        assert text.text_hash == frozen.hash_of(text.text)
        said = frozen.versions(text.text)
        assert "Stock shelves." in said["en"]
        assert "Supervisor: Sam Supervisor" in said["en"]
        assert "Qué hace el estudiante" in said["es"]
        mails = {
            row.to_address: row.language for row in db.session.scalars(sa.select(OutboxMessage))
        }
        assert mails["maria@example.org"] == "es"
        assert len(mails) == 3
        assert broken() == []


def test_an_adult_signs_without_a_guardian_and_a_minor_never_does(app: Flask):
    with app.app_context():
        assert text_of(begun(adult=True, guardian=False).id).parties == [
            "student",
            "employer",
            "school",
        ]
        with pytest.raises(Conflict, match="no guardian is on file"):
            begun(guardian=False)


def test_they_sign_in_any_order_and_all_are_told_once_the_last_has(any_app: Flask):
    with any_app.app_context():
        agreement = begun()
        for party in (P.SCHOOL, P.EMPLOYER, P.GUARDIAN):
            assert not sign(agreement.id, party)
        assert queries.agreement_of(agreement.id).state is S.SIGNING
        assert sign(agreement.id, P.STUDENT)
        assert queries.agreement_of(agreement.id).state is S.SIGNED
        copies = sa.select(OutboxMessage.to_address).where(OutboxMessage.kind == "agreement-copy")
        assert len(db.session.scalars(copies).all()) == 3
        assert {each.state for each in requests()} == {RequestState.ANSWERED}
        assert broken() == []


def test_a_signature_needs_a_name_and_the_text_that_was_shown(app: Flask):
    with app.app_context():
        agreement = begun()
        with pytest.raises(Invalid):
            sign(agreement.id, P.STUDENT, name=" . ")
        with pytest.raises(StaleView):
            sign(agreement.id, P.STUDENT, shown="0" * 64)
        sign(agreement.id, P.STUDENT)
        sign(agreement.id, P.STUDENT, name="Another Name")
        assert queries.in_force(queries.agreement_of(agreement.id))[P.STUDENT].name == "A Name"


@pytest.mark.parametrize("table", [AgreementText, Signature, SignatureVoid])
@pytest.mark.parametrize("verb", ["update", "delete"])
def test_neither_texts_nor_signatures_can_be_rewritten_in_the_database(any_app: Flask, table, verb):
    with any_app.app_context():
        agreement = begun()
        sign(agreement.id, P.STUDENT)
        signature = queries.in_force(queries.agreement_of(agreement.id))[P.STUDENT]
        signing.take_back(signature.id, reason="typed in another's name", by=ADMIN, at=AT)
        change_all = sa.update(table).values(at=AT + timedelta(days=1))
        with pytest.raises(Conflict), transaction():
            db.session.execute(change_all if verb == "update" else sa.delete(table))
        assert broken() == []


# -- changed terms


def test_a_changed_term_ends_all_signatures_and_asks_everybody_again(any_app: Flask):
    with any_app.app_context():
        agreement = begun()
        sign_all(agreement.id)
        old = {each.id for each in requests()}
        placement_id = agreement.match.placement_id
        change(placement_id, duties="Drive the forklift.")
        now = queries.agreement_of(agreement.id)
        assert (now.state, now.number) == (S.SIGNING, 2)
        assert queries.in_force(now) == {}
        voids = db.session.scalars(sa.select(SignatureVoid.reason)).all()
        assert voids == ["changed: the duties"] * 4
        states = {each.id: each.state for each in requests()}
        assert {states[each] for each in old} == {RequestState.REPLACED}
        fresh = [each for each in requests() if each.id not in old]
        assert [each.state for each in fresh] == [RequestState.OPEN] * 3
        assert "forklift" in text_of(agreement.id).text
        waiting = db.session.scalars(sa.select(Todo.kind).where(Todo.done_at.is_(None))).all()
        assert "agreement_changed" in waiting
        with pytest.raises(StaleView):
            sign(agreement.id, P.STUDENT, shown=queries.text_of(agreement.id, 1).text_hash)
        sign_all(agreement.id)
        assert queries.agreement_of(agreement.id).state is S.SIGNED
        assert broken() == []


def test_what_no_agreement_says_ends_no_signature(app: Flask):
    with app.app_context():
        agreement = begun()
        sign(agreement.id, P.STUDENT)
        change(agreement.match.placement_id, seats=9)
        assert P.STUDENT in queries.in_force(queries.agreement_of(agreement.id))


def test_another_supervisor_is_asked_in_the_place_of_the_one_who_signed(app: Flask):
    with app.app_context():
        agreement = begun()
        sign(agreement.id, P.EMPLOYER)
        site = agreement.match.placement.site
        other = kept_contact(site.employer_id)
        change(agreement.match.placement_id, supervisor_id=other)
        assert [each.recipient_id for each in requests("contact")][-1] == other
        assert "Dana Deputy" in text_of(agreement.id).text


def test_staff_who_change_a_term_of_their_own_are_warned_of_a_colleagues_change(app: Flask):
    with app.app_context():
        agreement = begun()
        signer, version = agreement.signer_id, agreement.version
        more = Terms(objectives="Runs the register alone by week 4.")
        services.draft(agreement.match_id, more, signer, version=version, by=ADMIN, at=AT)
        assert "register" in text_of(agreement.id).text
        with pytest.raises(StaleView):
            services.draft(agreement.match_id, Terms(), signer, version=version, by=ADMIN, at=AT)


def test_an_agreement_ends_with_its_match(app: Flask):
    with app.app_context():
        agreement = begun()
        matches.move(agreement.match_id, MatchState.WITHDRAWN, by=ADMIN, at=AT, reason="moved away")
        assert queries.agreement_of(agreement.id).state is S.CANCELLED
        assert {each.state for each in requests()} == {RequestState.CANCELLED}
        assert broken() == []


def test_a_program_may_ask_for_the_signed_agreement_before_the_match_is_active(app: Flask):
    rules = every_mail()
    first = structs.replace(
        rules, documents=structs.replace(rules.documents, required=(), agreement=True)
    )
    with app.app_context():
        agreement = begun(rules=first)
        with pytest.raises(Conflict, match="not signed by everybody"):
            matches.move(agreement.match_id, MatchState.ACTIVE, by=ADMIN, at=AT)
        sign_all(agreement.id)
        matches.move(agreement.match_id, MatchState.ACTIVE, by=ADMIN, at=AT)


# -- by itself


def test_the_worker_asks_for_accepted_matches_once_and_leaves_drafts_to_staff(app: Flask):
    with app.app_context():
        an_accepted_match()
        drafted = an_accepted_match()
        services.draft(drafted.id, Terms(), supervisor_of(drafted), version=None, by=ADMIN, at=AT)
        an_accepted_match(rules=switched_on(SCHOOL_YEAR_INTERNSHIP.rules, "hours-week"))
        assert due.ask_to_sign(AT) == 3
        assert due.ask_to_sign(AT + timedelta(days=1)) == 0


def test_a_guardian_added_later_is_asked_then(app: Flask):
    with app.app_context():
        match = an_accepted_match(guardian=False)
        assert due.ask_to_sign(AT) == 0
        add_guardian(match.student_id)
        assert due.ask_to_sign(AT) == 3
        add_guardian(match.student_id)
        assert due.ask_to_sign(AT) == 1


# -- by link


@pytest.fixture
def links(app: Flask) -> dict[str, str]:
    """Give the links of an agreement that is being signed, by who reads them."""
    with app.app_context():
        begun()
        return {each.recipient_kind: f"/r/{each.link.token()}" for each in requests()}


def test_looking_signs_nothing_and_enter_neither(app: Flask, links, visit, submit):
    for link in links.values():
        page = visit(link)
        assert page.one("input[name=name]").attrs["value"] == ""
    again = submit(visit(links["student"]), "Look again", name="Ana Reyes")
    assert again.one("input[name=name]").attrs["value"] == "Ana Reyes"
    with app.app_context():
        assert db.session.scalar(sa.select(sa.func.count(Signature.id))) == 0


def test_each_reader_sees_the_same_hash_and_who_signed(app: Flask, links, visit, submit):
    submit(visit(links["student"]), "Sign", name="Ana Reyes")
    with app.app_context():
        digest = db.session.scalar(sa.select(AgreementText.text_hash))
        signature = db.session.scalar(sa.select(Signature))
        assert (signature.text_hash, signature.party, signature.name) == (
            digest,
            "student",
            "Ana Reyes",
        )
        assert signature.signer.startswith("student:")
        assert signature.method == "link"
    for who in ("guardian", "contact"):
        page = visit(links[who])
        assert digest in page
        assert "Ana Reyes" in page
    assert "Firmar" in visit(links["guardian"])
    with app.app_context():
        seen = db.session.scalars(sa.select(Disclosure.recipient_kind)).all()
        assert set(seen) == {"contact"}


def test_an_empty_name_is_asked_for_and_what_was_typed_stays(links, visit, submit):
    page = submit(visit(links["student"]), "Sign", status=422, name=" ")
    assert "Type your full name" in page.alert
    page = submit(visit(links["contact"]), "Tell the school", status=422, name="Sam", wrong="")
    assert "Write what is wrong" in page.alert
    assert page.one("input[name=name]").attrs["value"] == "Sam"


def test_who_says_what_is_wrong_signs_nothing_and_staff_are_told(app: Flask, links, visit, submit):
    page = submit(visit(links["contact"]), "Tell the school", wrong="Mondays we are closed.")
    assert "passed it on to the school" in page
    with app.app_context():
        [todo] = db.session.scalars(sa.select(Todo).where(Todo.kind == "agreement_wrong")).all()
        assert "Mondays we are closed." in todo.sentence
        assert {each.state for each in requests()} == {RequestState.OPEN}


def test_a_signature_is_taken_back_by_its_link_until_all_have_signed(
    app: Flask, links, visit, submit
):
    page = submit(visit(links["student"]), "Sign", name="Ana Reyes")
    assert "Your signature is noted" in page
    page = submit(page, "Take my signature back")
    assert "Sign" in page
    with app.app_context():
        assert db.session.scalar(sa.select(SignatureVoid.reason)).startswith("taken back by")
        [student] = requests("student")
        assert student.state is RequestState.OPEN
    submit(visit(links["student"]), "Sign", name="Ana Reyes")
    with app.app_context():
        assert db.session.scalars(sa.select(Signature.attempt)).all() == [1, 2]
        sign(db.session.scalar(sa.select(Agreement.id)), P.SCHOOL)
    submit(visit(links["guardian"]), "Firmar", name="María Reyes")
    page = submit(visit(links["contact"]), "Sign", name="Sam Supervisor")
    assert "Everybody signed" in page
    assert "Take my signature back" not in page
    with app.app_context():
        assert broken() == []


def test_a_page_drawn_before_a_change_signs_nothing(app: Flask, links, visit, submit):
    page = visit(links["student"])
    with app.app_context():
        agreement_id = db.session.scalar(sa.select(Agreement.id))
        change(queries.agreement_of(agreement_id).match.placement_id, title="Baker")
    after = submit(page, "Sign", status=410, name="Ana Reyes")
    assert "was replaced" in after
    with app.app_context():
        assert db.session.scalar(sa.select(sa.func.count(Signature.id))) == 0


# -- by staff


def test_staff_preview_begin_sign_and_enter_what_was_signed_on_paper(app: Flask, staff):
    with app.app_context():
        match = an_accepted_match()
    admin = staff("administrator")
    path = f"/matches/{match.id}/agreement"
    assert admin.visit(f"/matches/{match.id}").link("Agreement: none yet")
    page = admin.visit(path)
    page = admin.submit(page, "Keep", objectives="Runs the register alone by week 4.")
    preview = admin.visit(f"{path}/begin")
    assert "maria@example.org, in Spanish" in preview
    page = admin.submit(preview, "Begin the signing")
    assert "frozen" in page
    page = admin.submit(page, "Sign", name="Pat Principal")
    assert "Pat Principal" in page
    page = admin.submit(
        page, "Enter the signature", party="guardian", signed_name="María Reyes", note="Folder 7"
    )
    assert "Folder 7" in page
    refused = admin.submit(page, "Enter the signature", status=422, party="student", note="")
    assert "where the paper is kept" in refused.alert
    with app.app_context():
        text = db.session.scalar(sa.select(AgreementText))
        assert "register alone" in text.text
    sent = admin.client.get(f"{path}/text.txt")
    assert frozen.hash_of(sent.data.decode()) == text.text_hash
    assert "María Reyes" in admin.visit(f"{path}/copy")


def test_a_scan_is_known_by_its_content_and_given_back_as_a_file(app: Flask, staff):
    with app.app_context():
        agreement = begun()
        match_id, shown = agreement.match_id, text_of(agreement.id).text_hash
    admin, path = staff("administrator"), f"/matches/{agreement.match_id}/agreement"
    page = admin.visit(path)
    token = page.all("input[name=csrf_token]")[0].attrs["value"]
    values = {"csrf_token": token, "party": "student", "signed_name": "Ana", "method": "paper"}
    values |= {"note": "Folder 7", "shown": shown}

    def send(content: bytes):
        return admin.client.post(
            f"{path}/paper",
            data=values | {"file": (BytesIO(content), "scan.pdf")},
            content_type="multipart/form-data",
        )

    assert "no PDF and no photo" in send(b"<html>").text
    assert send(b"%PDF-1.7 signed").status_code == 303
    with app.app_context():
        file_id = db.session.scalar(sa.select(Signature.file_id))
    sent = admin.client.get(f"{path}/scans/{file_id}")
    assert sent.data == b"%PDF-1.7 signed"
    assert "attachment" in sent.headers["Content-Disposition"]
    assert admin.client.get(f"/matches/{match_id}/agreement/scans/{file_id + 1}").status_code == 409


def test_no_signature_is_taken_by_telephone(app: Flask, staff):
    with app.app_context():
        begun()
        [student] = requests("student")
        request_id = student.id
    admin = staff("administrator")
    page = admin.visit(f"/requests/{request_id}/answer")
    page = admin.submit(page, "Sign", status=422, method="phone", name="Ana Reyes")
    assert "cannot be given by telephone" in page.alert
    page = admin.submit(page, "Sign", method="paper", name="Ana Reyes", evidence_note="Folder 3")
    assert "is entered" in page
    assert "Worksite" not in admin.visit(f"/requests/{request_id}/print").h1


def test_a_void_needs_a_reason_and_a_stop_ends_the_links(app: Flask, staff):
    with app.app_context():
        agreement = begun()
        sign_all(agreement.id)
    admin, path = staff("administrator"), f"/matches/{agreement.match_id}/agreement"
    page = admin.visit(path)
    page = admin.submit(page, "Void for the student", reason="")
    assert "Give a reason" in page
    page = admin.submit(page, "Void for the student", reason="signed by a sibling")
    assert "signed by a sibling" in page
    page = admin.submit(page, "Stop, and draft anew", reason="another site")
    assert "draft again" in page
    with app.app_context():
        assert queries.agreement_of(agreement.id).state is S.DRAFT
        assert broken() == []


def test_a_specialist_of_another_school_finds_no_agreement(app: Flask, staff):
    with app.app_context():
        agreement = begun()
    other = staff("career_specialist", school_ids=[])
    for end in ("", "/begin", "/copy", "/text.txt"):
        other.visit(f"/matches/{agreement.match_id}/agreement{end}", status=404)


# -- situations


def add_guardian(student_id: int) -> None:
    with_number = f"later-{db.session.scalar(sa.select(sa.func.count(Guardian.id)))}"
    kept(
        Guardian(
            student_id=student_id,
            sourced_id=with_number,
            name="Luis Reyes",
            email=f"{with_number}@example.org",
        )
    )


def supervisor_of(match) -> int:
    return db.session.scalar(
        sa.select(Placement.supervisor_id).where(Placement.id == match.placement_id)
    )


def kept_contact(employer_id: int) -> int:
    return a_contact(db.session.get(Employer, employer_id), name="Dana Deputy").id
