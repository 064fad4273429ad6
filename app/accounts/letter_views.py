"""Let administrators word the district's letters, look at them, and try them on themselves."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from flask import current_app, request, url_for

from app.accounts import letter_pages, letter_services, policies, sessions
from app.accounts.blueprint import bp
from app.accounts.letter_forms import LetterForm
from app.core import clock, guard, respond
from app.core.access import access
from app.core.errors import AppError, Invalid, StaleView
from app.core.letter_kinds import LetterKind
from app.core.letter_texts import languages_of
from app.core.outbox import To
from app.core.text import number

if TYPE_CHECKING:
    from flask import Response
    from werkzeug.wrappers import Response as AnyResponse


@bp.get("/settings/letters")
@access(policies.can_manage_templates)
def letters() -> Response:
    """List every letter, and which of them the district words itself."""
    return respond.page(
        "accounts/letters.html", letters=letter_pages.listed(), title_of=letter_pages.title_of
    )


@bp.get("/settings/letters/<letter_name>")
@access(policies.can_manage_templates)
def letter(letter_name: str) -> Response:
    """Show a letter's words in each language, to be changed."""
    return _page(
        letter_pages.letter_of(letter_name), (), again=number(request.args.get("again", ""))
    )


@bp.post("/settings/letters/<letter_name>")
@access(policies.can_manage_templates)
def save_letter(letter_name: str) -> AnyResponse:
    """Keep the words as a new version."""
    kind = letter_pages.letter_of(letter_name)
    forms = letter_pages.typed_forms(kind)
    try:
        kept = letter_services.save(kind, _typed(forms), by=guard.current_actor(), at=clock.now())
    except (Invalid, StaleView) as problem:
        return _page(kind, forms, problem=problem)
    respond.tell("The letter goes out in these words from now on." if kept else "Nothing was new.")
    return respond.go(url_for(".letter", letter_name=letter_name))


@bp.post("/settings/letters/<letter_name>/preview")
@access(policies.can_manage_templates)
def preview_letter(letter_name: str) -> Response:
    """Show the words as typed so far with real values; nothing is kept."""
    kind = letter_pages.letter_of(letter_name)
    return _page(kind, letter_pages.typed_forms(kind))


@bp.post("/settings/letters/<letter_name>/test")
@access(policies.can_manage_templates)
def test_letter(letter_name: str) -> AnyResponse:
    """Mail the words as typed so far to oneself; nothing is kept."""
    kind = letter_pages.letter_of(letter_name)
    forms, to = letter_pages.typed_forms(kind), _oneself()
    link = f"{current_app.config['BASE_URL']}{url_for('.letter', letter_name=letter_name)}"
    try:
        letter_services.send_test(kind, _typed(forms), to, link=link, at=clock.now())
    except Invalid as problem:
        return _page(kind, forms, problem=problem)
    respond.tell(f"A test is on its way to {to.address}. Nothing was kept yet.")
    return _page(kind, forms)


@bp.post("/settings/letters/<letter_name>/reset")
@access(policies.can_manage_templates)
def reset_letter(letter_name: str) -> AnyResponse:
    """Go back to the default words in one language."""
    kind, language = letter_pages.letter_of(letter_name), request.form.get("language", "")
    if language not in languages_of(letter_name):
        raise Invalid("Choose the language whose default words shall hold again.")
    shown = number(request.form.get("version", "")) or 0
    letter_services.reset(kind, language, shown=shown, by=guard.current_actor(), at=clock.now())
    respond.tell("The default words hold again. What you had stays among the versions.")
    return respond.go(url_for(".letter", letter_name=letter_name))


def _typed(forms: Sequence[LetterForm]) -> list[letter_services.Typed]:
    return [form.typed() for form in forms]


def _oneself() -> To:
    member = sessions.current_member()
    return To(member.email, member.actor.name) if member else To("")


def _page(
    kind: LetterKind,
    forms: Sequence[LetterForm],
    *,
    problem: AppError | None = None,
    again: int | None = None,
) -> Response:
    found = letter_pages.sides(kind, forms, again)
    typed = _typed([side.form for side in found])
    errors: Mapping[str, str] = letter_services.problems_of(kind, typed) if forms else {}
    return respond.page_or_fragment(
        "accounts/letter.html",
        "accounts/_letter_preview.html",
        status=problem.status if problem else 200,
        letter=kind,
        heading=letter_pages.title_of(kind.name),
        sides=found,
        previews=letter_pages.previews(kind, typed),
        errors=errors,
        stale=problem.sentence if isinstance(problem, StaleView) else "",
        refused=isinstance(problem, Invalid),
    )
