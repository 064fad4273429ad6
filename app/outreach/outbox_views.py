"""Show the outbox to staff, and in development the mailbox of those who never sign in."""

from __future__ import annotations

import dataclasses
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

from flask import Response, current_app, has_request_context, request, url_for
from markupsafe import Markup, escape
from sqlalchemy.exc import SQLAlchemyError

from app.accounts.policies import can_manage_outbox, can_see_outbox
from app.core import clock, guard, listing, mail, pause
from app.core.access import PUBLIC, access
from app.core.errors import Invalid, NotFound
from app.core.forms import Form, TextField, required
from app.core.links import FURTHER, PLACEHOLDER, STOP_PLACEHOLDER
from app.core.outbox import MessageState, OutboxMessage
from app.core.respond import go, page, tell
from app.outreach import outbox_queries as queries
from app.outreach import outbox_services as services
from app.outreach.blueprint import bp
from app.outreach.boards import MAILS

if TYPE_CHECKING:
    from werkzeug.wrappers import Response as AnyResponse

ACCOUNT_KINDS: Final = ("invite", "letter-test", "password-changed", "password-reset")


class CancelForm(Form):
    """Take the reason why a mail is not sent."""

    reason = TextField("Reason", validators=[required("Give a reason, so that others know.")])


HIDDEN = "[the link, which only its reader gets]"


@bp.get("/outbox")
@access(can_see_outbox)
def outbox() -> Response:
    """List mails, the newest first."""
    actor = guard.current_actor()
    wanted = MAILS.wanted(actor)
    return MAILS.answer(
        queries.listed(actor, wanted.filters),
        wanted,
        queries.columns(),
        "outreach/outbox.html",
        "outreach/_outbox.html",
        states=list(MessageState),
        kinds=sorted({*current_app.extensions["kinds"], *ACCOUNT_KINDS}),
        may_manage=can_manage_outbox(actor),
    )


@bp.get("/outbox/<int:message_id>")
@access(can_see_outbox)
def outbox_mail(message_id: int) -> Response:
    """Show one mail with what became of it, its link left out."""
    return _mail_page(message_id, CancelForm())


@bp.post("/outbox/<int:message_id>/resend")
@access(can_manage_outbox)
def outbox_resend(message_id: int) -> AnyResponse:
    """Queue a mail once more."""
    services.send_again(message_id, by=guard.current_actor(), at=clock.now())
    tell("The mail is queued again.")
    return go(url_for("outreach.outbox_mail", message_id=message_id))


@bp.post("/outbox/<int:message_id>/cancel")
@access(can_manage_outbox)
def outbox_cancel(message_id: int) -> AnyResponse:
    """Cancel a mail, with a reason."""
    form = CancelForm()
    if not form.accept():
        return _mail_page(message_id, form, status=Invalid.status)
    reason = str(form.reason.data)
    services.cancel(message_id, reason=reason, by=guard.current_actor(), at=clock.now())
    tell("The mail is cancelled.")
    return go(url_for("outreach.outbox_mail", message_id=message_id))


@bp.post("/outbox/<int:message_id>/was-sent")
@access(can_manage_outbox)
def outbox_was_sent(message_id: int) -> AnyResponse:
    """Take a held mail as arrived."""
    services.was_sent(message_id, by=guard.current_actor(), at=clock.now())
    tell("The mail counts as sent.")
    return go(url_for("outreach.outbox_mail", message_id=message_id))


@bp.post("/outbox/try-now")
@access(can_manage_outbox)
def outbox_try_now() -> AnyResponse:
    """Let paused mail try again."""
    services.try_now(by=guard.current_actor(), at=clock.now())
    tell("Mail is tried again at once.")
    return go(url_for("outreach.outbox"))


@bp.get("/mailbox")
@access(PUBLIC)
def mailbox() -> Response:
    """List every mail in development, where nothing leaves the machine."""
    _only_in_development()
    wanted = _newest_first(listing.wanted(("q",), ("when", "to", "kind")))
    mails = listing.page_of(queries.mailbox(wanted.filters), wanted, queries.columns())
    return page("outreach/mailbox.html", wanted=wanted, mails=mails)


@bp.get("/mailbox/<int:message_id>")
@access(PUBLIC)
def mailbox_mail(message_id: int) -> Response:
    """Show one mail as its reader gets it, its link made now and kept nowhere."""
    _only_in_development()
    message = queries.any_mail(message_id)
    text, html = _as_read(message)
    url = message.link.url() if message.link else ""
    return page("outreach/mailbox_mail.html", mail=message, text=_clickable(text, url), html=html)


class PausedMail:
    """Be true while all mail waits, with its `reason` and `until`; read only when a page asks."""

    @cached_property
    def found(self) -> Any:  # noqa: ANN401 - a row or None
        """Give the pause that stands, for those who see the outbox."""
        try:
            return pause.present() if can_see_outbox(guard.current_actor()) else None
        except SQLAlchemyError:
            return None

    def __bool__(self) -> bool:
        """Tell whether all mail waits."""
        return self.found is not None

    def __html__(self) -> str:
        """Give the sentence of the banner."""
        again = "" if self._held else " It is tried again by itself."
        return Markup('All mail waits: {}{} <a href="{}">Outbox</a>').format(
            self.found.reason.rstrip(".") + ".", again, url_for("outreach.outbox")
        )

    @property
    def action(self) -> str:
        """Give the words of the button that ends the wait."""
        return "Release all mail" if self._held else "Try again now"

    @property
    def _held(self) -> bool:
        return bool(self.found.until >= pause.UNTIL_RELEASED)


def banner() -> dict[str, Any]:
    """Give templates `mail_paused`."""
    return {"mail_paused": PausedMail()} if has_request_context() else {}


def _mail_page(message_id: int, form: CancelForm, status: int = 200) -> Response:
    actor = guard.current_actor()
    message = queries.seen_mail(message_id, actor)
    moves = message.moves_for(actor.role) if can_manage_outbox(actor) else []
    return page(
        "outreach/outbox_mail.html",
        status=status,
        mail=message,
        text=_without_link(message) if queries.may_read(message, actor) else "",
        history=queries.history(message_id),
        onward=queries.onward(message_id),
        may={move.name for move in moves},
        form=form,
    )


def _without_link(message: OutboxMessage) -> str:
    text = message.text
    for mark in (PLACEHOLDER, STOP_PLACEHOLDER):
        text = text.replace(mark, HIDDEN)
    return FURTHER.sub(HIDDEN, text)


def _as_read(message: OutboxMessage) -> tuple[str, str]:
    try:
        return mail.filled(message)
    except mail.Unsendable:
        return message.text, message.html


def _clickable(text: str, url: str) -> Markup:
    safe = escape(text)
    if not url:
        return safe
    anchor = Markup('<a href="{0}">{0}</a>').format(url)
    return safe.replace(escape(url), anchor)


def _newest_first(wanted: listing.Wanted) -> listing.Wanted:
    return wanted if "sort" in request.args else dataclasses.replace(wanted, descending=True)


def _only_in_development() -> None:
    if not current_app.config["DEVELOPMENT"]:
        raise NotFound
