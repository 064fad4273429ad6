"""Show a consent form to whoever may answer it, and take the answer."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict

from app.core import clock, frozen
from app.core.access import Actor
from app.core.errors import StaleView
from app.core.text import one_line
from app.outreach.models import LinkRequest
from app.outreach.shapes import AskAgain, Evidence, Look, Reply, Shown
from app.papers import consent_services, queries
from app.papers.consent_asking import first_and_initial, student_of
from app.papers.consent_services import Said
from app.papers.models import ConsentForm
from app.programs.queries import program

FORM, RECEIPT = "papers/_consent_form.html", "papers/_consent_receipt.html"
SHEET = "papers/_consent_sheet.html"
YES, NO = "yes", "no"
QUESTIONS: Final = ("takes_part", "directory")
UNPROCESSABLE = 422


def show(asked: LinkRequest, look: Look) -> Shown:
    """Give the form, or the receipt once it is answered."""
    form = queries.form_of(asked.subject_id)
    receipt = is_closed(asked) or (is_done(asked) and not look.change)
    return _page(asked, form, RECEIPT if receipt else FORM)


def printable(asked: LinkRequest, _staff: Actor) -> Shown:
    """Give the form to print and sign by hand."""
    return _page(asked, queries.form_of(asked.subject_id), SHEET)


def apply(
    asked: LinkRequest, typed: MultiDict[str, str], evidence: Evidence, at: datetime
) -> Reply:
    """Keep the answer; raises AskAgain for every other button and for what is missing."""
    form = queries.form_of(asked.subject_id)
    if typed.get("answer") != "send":
        raise AskAgain(_page(asked, form, FORM, typed))
    if typed.get("shown") != form.text_hash:
        raise StaleView(_("The form changed since you looked. Please read it again."))
    problems = _problems(typed, evidence)
    if problems:
        raise AskAgain(_page(asked, form, FORM, typed, problems))
    said = Said(
        typed.get("takes_part") == YES,
        typed.get("directory") == YES,
        one_line(typed.get("phone", ""), 40),
    )
    name = one_line(typed.get("name", ""))
    consent_services.give(asked, said, name, evidence, at=at)
    figures = {"text_hash": form.text_hash, "until": form.until.isoformat()}
    figures |= {each: typed.get(each, "") for each in QUESTIONS}
    return Reply("consented" if said.takes_part else "refused", figures)


def _problems(typed: MultiDict[str, str], evidence: Evidence) -> dict[str, str]:
    problems = {
        each: _("Choose yes or no.") for each in QUESTIONS if typed.get(each) not in (YES, NO)
    }
    if not any(letter.isalpha() for letter in typed.get("name", "")):
        problems["name"] = _("Type your full name, as your signature.")
    if evidence.method == "phone" and typed.get("takes_part") == YES:
        problems["method"] = _(
            "A consent is given in writing. By telephone only a no can be entered."
        )
    return problems


def is_done(asked: LinkRequest) -> bool:
    """Tell whether the form is answered, or the consent came to the file another way."""
    form = queries.form_of(asked.subject_id)
    return bool(queries.last_answer(form.id)) or queries.on_file(form.student_id, form.until)


def is_closed(asked: LinkRequest) -> bool:
    """Tell whether the time for which it was asked is over."""
    return clock.today(asked.zone) > queries.form_of(asked.subject_id).until


def _page(
    asked: LinkRequest,
    form: ConsentForm,
    template: str,
    typed: MultiDict[str, str] | None = None,
    problems: dict[str, str] | None = None,
) -> Shown:
    given, filled = queries.last_answer(form.id), typed or MultiDict()
    kept = {each: YES if getattr(given, each) else NO for each in QUESTIONS} if given else {}
    kept |= {"phone": given.phone} if given else {}
    names = ("takes_part", "directory", "phone", "name")
    context: dict[str, Any] = {
        "form": form,
        "given": given,
        "zone": asked.zone,
        "name": first_and_initial(student_of(form)),
        "program": program(form.program_id).name,
        "languages": frozen.in_order(form.text, asked.language),
        "values": {each: filled.get(each, kept.get(each, "")) for each in names},
        "own": asked.recipient_kind == "student",
        "closed": is_closed(asked),
        "problems": problems or {},
    }
    title = _("Thank you") if template == RECEIPT and given else _("Consent to take part")
    return Shown(template, title, context, status=UNPROCESSABLE if problems else 200)
