"""Let finance hand in what became of a batch's payments: look first, then note it."""

from __future__ import annotations

from flask import request, url_for
from werkzeug.wrappers import Response as AnyResponse

from app.accounts.policies import can_prepare_batches
from app.core import clock, respond
from app.core.access import access
from app.core.errors import Invalid
from app.core.guard import current_actor
from app.core.text import many
from app.stipends import batch_queries as queries
from app.stipends import batch_services, return_file
from app.stipends.blueprint import bp

LARGEST = 2_000_000


@bp.get("/stipends/batches/<int:pay_batch_id>/return")
@access(can_prepare_batches)
def return_file_page(pay_batch_id: int) -> AnyResponse:
    """Take the return file of a batch."""
    return _page(pay_batch_id, "", None)


@bp.post("/stipends/batches/<int:pay_batch_id>/return")
@access(can_prepare_batches)
def take_return_file(pay_batch_id: int) -> AnyResponse:
    """Show what a return file says; note it all when that was looked at, or nothing."""
    text = _text()
    now = clock.now()
    today = clock.district_day(now)
    found = return_file.read(text, queries.payments_of(pay_batch_id), today)
    looked = request.form.get("answer") == "note"
    if found.problems or not looked:
        status = Invalid.status if found.problems else 200
        return _page(pay_batch_id, text, found, status=status)
    batch_services.note_results(pay_batch_id, found.results, by=current_actor(), at=now)
    respond.tell(f"{many(len(found.results), 'result')} noted.")
    return respond.go(url_for(".pay_batch", pay_batch_id=pay_batch_id))


def _text() -> str:
    file = request.files.get("file")
    if not file or not file.filename:
        return request.form.get("text", "")[:LARGEST]
    content: bytes = file.read(LARGEST)
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("cp1252", errors="replace")
    return text.replace("\x00", "")


def _page(
    batch_id: int, text: str, found: return_file.Read | None, *, status: int = 200
) -> AnyResponse:
    return respond.page(
        "stipends/return.html",
        status=status,
        batch=queries.batch(batch_id),
        text=text,
        found=found,
    )
