"""Open emailed links: one URL for looking and answering, no session, no cookie."""

from __future__ import annotations

import logging
from dataclasses import replace

from flask import Response, g, make_response, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response as AnyResponse

from app.core import clock, respond
from app.core.access import LINK, Actor, access
from app.core.db import in_way
from app.core.errors import AppError, Conflict, Invalid, NotFound, StaleView, Unavailable
from app.core.language import use_language
from app.core.text import one_line
from app.core.use_case import CHANGED
from app.outreach import answers, queries, sending
from app.outreach.blueprint import bp
from app.outreach.models import LinkRequest, RequestState
from app.outreach.shapes import AskAgain, Evidence, Look, Reply, Shown, kind_of

log = logging.getLogger(__name__)
SHOWN_STATES = (RequestState.OPEN, RequestState.ANSWERED)


@bp.get("/r/<token>")
@access(LINK)
def link(token: str) -> Response:
    """Show a request; nothing of the business changes by looking."""
    with in_way("sealed"):
        asked, current = _find(token)
        look = Look(change="change" in request.args, step=_step())
        usable = current and asked.state in SHOWN_STATES and "passed" not in request.args
        shown = _shown(asked, look) if usable else None
    if shown is None:
        return _closed(asked, replaced=not current)
    if request.method == "GET":
        _note_visit(asked, shown)
    return _page(asked, shown)


@bp.post("/r/<token>")
@access(LINK)
def answer_link(token: str) -> AnyResponse:
    """Take the answer that rides on the pressed button, then show the link again by GET."""
    asked, current = _find(token)
    if not current:
        return _closed(asked, replaced=True)
    if request.form.get("answer") == "new-link":
        answers.mail_new_link(asked.id, at=clock.now())
        return _closed(asked, replaced=False, mailed=True)
    try:
        reply = _take(asked)
    except (AskAgain, StaleView, Invalid, Conflict) as refusal:
        return _refused(asked, token, refusal)
    return respond.go(url_for(".link", token=token, **reply.go))


def _refused(asked: LinkRequest, token: str, refusal: AppError) -> AnyResponse:
    if isinstance(refusal, AskAgain):
        return _page(asked, refusal.page)
    if isinstance(refusal, StaleView):
        return _stale(asked, refusal)
    if isinstance(refusal, Invalid):
        return _as_typed(asked, refusal)
    return _closed_by_state(asked, token)


@bp.route("/r/new", methods=["GET", "POST"])
@access(LINK)
def new_links() -> Response:
    """Mail a person their own open links; the answer is the same for everybody."""
    use_language(request.accept_languages.best_match(["en", "es"]) or "en")
    address = request.form.get("email", "").strip()[:254]
    if request.method == "POST" and "@" in address:
        answers.mail_own_links(address, at=clock.now())
        return respond.page("outreach/new_links.html", mailed=True, email="", error="")
    error = ""
    if request.method == "POST":
        error = _("Enter your email address, like name@example.org.")
    status = 422 if error else 200
    return respond.page(
        "outreach/new_links.html", status=status, mailed=False, email=address, error=error
    )


def _find(token: str) -> tuple[LinkRequest, bool]:
    try:
        asked, current = queries.by_token(token)
    except NotFound as error:
        raise LinkUnknown(str(error)) from error
    use_language(asked.language)
    return asked, current


class LinkUnknown(AppError):
    """Say that a link is not one of ours, and how to get one."""

    status = 404


@bp.errorhandler(LinkUnknown)
def _unknown(_error: LinkUnknown) -> Response:
    use_language(request.accept_languages.best_match(["en", "es"]) or "en")
    return respond.page(
        "outreach/closed.html", status=404, state="unknown", asked=None, person=None
    )


def _shown(asked: LinkRequest, look: Look) -> Shown:
    return kind_of(asked.kind).show(asked, look)


def _take(asked: LinkRequest) -> Reply:
    reader = _reader(asked)
    typed = _with_files(asked, reader)
    evidence = Evidence(
        by=reader,
        name=one_line(request.form.get("name", "")),
        address=respond.address(),
        agent=request.user_agent.string,
        request_id=asked.id,
    )
    try:
        return answers.answer(asked.id, typed, evidence, at=clock.now())
    except Conflict as conflict:
        if conflict.sentence != CHANGED:
            raise
        # two presses of one button met in the database; the second finds the first one's work
        return answers.answer(asked.id, typed, evidence, at=clock.now())


def _reader(asked: LinkRequest) -> Actor:
    return Actor(
        asked.recipient_kind, asked.recipient_id, asked.recipient_name, request_id=asked.id
    )


def _with_files(asked: LinkRequest, reader: Actor) -> MultiDict[str, str]:
    """Give what was typed, each file that came with it kept and named by its id."""
    typed: MultiDict[str, str] = MultiDict(request.form)
    g.typed = typed
    if kind_of(asked.kind).takes_files and asked.state in SHOWN_STATES:
        for field, sent in request.files.items():
            if field.startswith("file-") and sent.filename:
                kept = sending.keep(sent.filename, sent.read(), by=reader, at=clock.now())
                typed[field] = str(kept)
    return typed


def _step() -> str:
    return one_line(request.args.get("step", ""))[:40]


def _note_visit(asked: LinkRequest, shown: Shown) -> None:
    try:
        answers.note_visit(
            asked.id,
            shown,
            address=respond.address(),
            agent=request.user_agent.string,
            at=clock.now(),
        )
    except Unavailable:
        log.warning("visit of request %s not noted: the database takes no writes", asked.id)


def _page(asked: LinkRequest, shown: Shown) -> Response:
    html = render_template(
        "outreach/link_page.html",
        asked=asked,
        shown=shown,
        staff=False,
        person=queries.person_of(asked),
        **shown.context,
    )
    return make_response(html, shown.status)


def _stale(asked: LinkRequest, stale: StaleView) -> Response:
    shown = _shown(queries.request_of(asked.id), Look(change=True, step=_step()))
    sentence = _("Something changed since you looked. Nothing was noted; please look again.")
    context = {**shown.context, "stale": sentence}
    return _page(asked, Shown(shown.template, shown.title, context, status=stale.status))


def _as_typed(asked: LinkRequest, problem: Invalid) -> Response:
    typed = g.get("typed", request.form)
    shown = answers.as_typed(asked.id, typed, _reader(asked), at=clock.now())
    context = {**shown.context, "stale": problem.said}
    return _page(asked, Shown(shown.template, shown.title, context, status=problem.status))


def _closed_by_state(asked: LinkRequest, token: str) -> AnyResponse:
    found = queries.request_of(asked.id)
    if found.state not in SHOWN_STATES:
        return _closed(found, replaced=False)
    if not kind_of(found.kind).is_closed(found):
        return respond.go(url_for(".link", token=token))
    shown = _shown(found, Look())
    return _page(found, replace(shown, context={**shown.context, "late": True}, status=409))


def _closed(asked: LinkRequest, *, replaced: bool, mailed: bool = False) -> Response:
    state = _what_happened(asked, replaced=replaced)
    status = 200 if mailed or state in {RequestState.EXPIRED, "passed"} else 410
    return respond.page(
        "outreach/closed.html",
        status=status,
        state=state,
        asked=asked,
        mailed=mailed,
        person=queries.person_of(asked),
    )


def _what_happened(asked: LinkRequest, *, replaced: bool) -> str:
    if "passed" in request.args:
        return "passed"
    if asked.state is RequestState.REPLACED and queries.was_passed_on(asked.id):
        return "elsewhere"
    return "replaced" if replaced else str(asked.state)
