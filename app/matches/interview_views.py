"""Agree on an interview's time on a page of its own, which shows what both sides are mailed."""

from __future__ import annotations

from flask import Response, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from app.accounts.policies import can_match
from app.core import clock, respond
from app.core.access import access
from app.core.errors import Invalid
from app.core.guard import current_actor
from app.matches import interviews
from app.matches.blueprint import bp
from app.matches.forms import InterviewForm
from app.matches.slate_words import time_words


@bp.route("/matches/<int:match_id>/interview-time", methods=["GET", "POST"])
@access(can_match)
def agree_interview(match_id: int) -> AnyResponse:
    """Agree on when an interview is, and mail it to both sides."""
    form = InterviewForm()
    if not form.accept():
        return _page(match_id, form)
    told = (form.chosen(), str(form.place.data))
    seen = form.shown_version() or 0
    try:
        mailed = interviews.agree(match_id, *told, seen=seen, by=current_actor(), at=clock.now())
    except Invalid as problem:
        form.add_errors(problem.fields or {"": problem.sentence})
        return _page(match_id, form)
    whom = f"Mailed to {' and '.join(mailed)}." if mailed else "Nobody is mailed; tell them."
    respond.tell(f"The interview is agreed on. {whom}")
    return respond.go(url_for("desk.match", match_id=match_id, _anchor="interview"))


def _page(match_id: int, form: InterviewForm) -> Response:
    match, agreed = interviews.of_match(match_id, current_actor())
    times, note = interviews.proposed_of(match_id)
    form.offer(times)
    form.version.data = str(len(agreed))
    if request.method == "GET":
        form.place.data = agreed[-1].place if agreed else note
        form.proposed.data = times[0] if times and not agreed else ""
    shown = form.chosen() or (times[0] if times else "")
    return respond.page(
        "matches/interview.html",
        form=form,
        match=match,
        agreed=agreed,
        letters=interviews.previews(match, shown, str(form.place.data or "")),
        time_words=time_words,
        status=422 if form.errors else 200,
    )
