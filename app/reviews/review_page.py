"""Show a review page by page on a phone, keep what was ticked so far, and take it at the end."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict

from app.core import clock
from app.core.access import Actor
from app.core.errors import NotFound
from app.core.text import lines, number
from app.matches.faces import short_name
from app.matches.models import WORKED, Match
from app.outreach import drafts
from app.outreach.models import LinkRequest
from app.outreach.shapes import AskAgain, Evidence, Look, Reply, Shown
from app.programs.rules import Rubric
from app.reviews import queries, services, spoken
from app.reviews.models import Review, Stage
from app.reviews.rating import Skill, first_open, mean, pages_of, read_levels, skills_of

KINDS: Final = {"review-baseline": Stage.BASELINE, "review-final": Stage.FINAL}
FORM, RECEIPT = "reviews/_review_form.html", "reviews/_review_receipt.html"
SHEET = "reviews/_review_sheet.html"
FIELDS = "first name and initial, the earlier review"
OPEN_AFTER_END = timedelta(days=60)
LONGEST_COMMENT = 2000
UNPROCESSABLE = 422


@dataclass(slots=True)
class _Filled:
    """Be a review as far as it is filled in: grades by field, and words."""

    levels: dict[str, int]
    comment: str
    shown: int

    def kept(self) -> dict[str, Any]:
        """Give it as a draft."""
        return {"levels": self.levels, "comment": self.comment}


def show(asked: LinkRequest, look: Look) -> Shown:
    """Give the page of the form on which one stopped, or the receipt."""
    match, last = _found(asked)
    said = last is not None and not look.change and not look.step
    if is_closed(asked) or (said and not drafts.draft_of(asked.id)):
        return _receipt(asked, match, last)
    rubric, filled = _rubric(match), _filled(asked, last)
    pages = pages_of(skills_of(rubric))
    step = number(look.step) or first_open(pages, filled.levels)
    return _form(asked, match, filled, min(max(step, 1), len(pages) + 1))


def apply(
    asked: LinkRequest, typed: MultiDict[str, str], evidence: Evidence, at: datetime
) -> Reply:
    """Keep what was ticked and turn the page, or take the whole review."""
    match, last = _found(asked)
    pages = pages_of(skills_of(_rubric(match)))
    filled = _filled(asked, last)
    filled.shown = number(typed.get("shown", "")) or 0
    step = min(max(number(typed.get("step", "")) or 1, 1), len(pages) + 1)
    page = pages[step - 1] if step <= len(pages) else []
    filled.levels |= read_levels(page, typed)
    if "comment" in typed:
        filled.comment = lines(typed["comment"])[:LONGEST_COMMENT]
    button = typed.get("answer", "")
    if button == "keep" and filled.shown != (last.number if last else 0):
        # a page kept itself while its review was being sent; the review is what was said
        raise AskAgain(_receipt(asked, match, last))
    if button == "keep":
        return Reply("kept", draft=filled.kept(), go={"step": str(step)})
    if button == "back":
        return Reply("kept", draft=filled.kept(), go={"step": str(max(step - 1, 1))})
    if button == "next":
        if lacking := {skill.key for skill in page if skill.key not in filled.levels}:
            raise AskAgain(_form(asked, match, filled, step, lacking))
        return Reply("kept", draft=filled.kept(), go={"step": str(step + 1)})
    if button != "send":
        raise AskAgain(_form(asked, match, filled, step))
    return _send(asked, match, filled, evidence, at)


def _send(
    asked: LinkRequest, match: Match, filled: _Filled, evidence: Evidence, at: datetime
) -> Reply:
    pages = pages_of(skills_of(_rubric(match)))
    step = first_open(pages, filled.levels)
    if step <= len(pages):
        lacking = {skill.key for skill in pages[step - 1] if skill.key not in filled.levels}
        raise AskAgain(_form(asked, match, filled, step, lacking))
    services.receive(
        match.id,
        stage_of(asked),
        filled.levels,
        filled.comment,
        shown=filled.shown,
        evidence=evidence,
        at=at,
    )
    return Reply("reviewed", filled.kept())


def is_done(asked: LinkRequest) -> bool:
    """Tell whether this stage of the match was reviewed."""
    return bool(queries.reviewed(stage_of(asked), [asked.subject_id]))


def is_closed(asked: LinkRequest) -> bool:
    """Tell whether the match is long over, or never was, so that answers are read-only."""
    match = queries.match_of(asked.subject_id)
    today = clock.today(asked.zone)
    return match.state not in WORKED or match.placement.end_date + OPEN_AFTER_END < today


def printable(asked: LinkRequest, _staff: Actor) -> Shown:
    """Give the review to print and fill in by hand."""
    match, last = _found(asked)
    context = _context(match, _filled(asked, last)) | {"skills": skills_of(_rubric(match))}
    return Shown(SHEET, spoken.stage_words(stage_of(asked)), context)


def stage_of(asked: LinkRequest) -> Stage:
    """Give the stage that a request asks about."""
    return KINDS[asked.kind]


def _found(asked: LinkRequest) -> tuple[Match, Review | None]:
    return queries.match_of(asked.subject_id), queries.newest(asked.subject_id, stage_of(asked))


def _rubric(match: Match) -> Rubric:
    rubric = match.placement.program.rules.rubric
    if rubric is None:
        raise NotFound
    return rubric


def _filled(asked: LinkRequest, last: Review | None) -> _Filled:
    shown = last.number if last else 0
    if draft := drafts.draft_of(asked.id):
        return _Filled(dict(draft["levels"]), draft["comment"], shown)
    given = {key: level or 0 for key, level in grades(last).items()}
    return _Filled(given, last.comment if last else "", shown)


def _context(match: Match, filled: _Filled) -> dict[str, Any]:
    rubric = _rubric(match)
    baseline = queries.newest(match.id, Stage.BASELINE)
    return {
        "match": match,
        "name": short_name(match),
        "levels": filled.levels,
        "comment": filled.comment,
        "number": filled.shown,
        "scale": rubric.scale,
        "said": spoken.said,
        "meaning": spoken.meaning,
        "group_words": spoken.group_words,
        "baseline": grades(baseline),
    }


def grades(review: Review | None) -> dict[str, int | None]:
    """Give the grades of a review by field."""
    ratings = review.ratings if review else []
    return {f"{each.skill_group}-{each.position}": each.level for each in ratings}


def _form(
    asked: LinkRequest,
    match: Match,
    filled: _Filled,
    step: int,
    lacking: set[str] | None = None,
) -> Shown:
    pages: list[list[Skill]] = pages_of(skills_of(_rubric(match)))
    is_final = stage_of(asked) is Stage.FINAL
    context = _context(match, filled) | {
        "step": step,
        "steps": len(pages) + 1,
        "page": pages[step - 1] if step <= len(pages) else [],
        "pages": pages,
        "lacking": lacking or set(),
        "beside": is_final,
        "resumed": bool(filled.levels) and step > 1,
    }
    return Shown(
        FORM,
        spoken.stage_words(stage_of(asked)),
        context,
        (match.student_id,),
        FIELDS,
        UNPROCESSABLE if lacking else 200,
        "review.js",
    )


def _receipt(asked: LinkRequest, match: Match, last: Review | None) -> Shown:
    final = last if stage_of(asked) is Stage.FINAL else None
    baseline = queries.newest(match.id, Stage.BASELINE)
    context = {
        "match": match,
        "name": short_name(match),
        "review": last,
        "baseline": grades(baseline) if final else {},
        "said": spoken.said,
        "mean": mean([each.level for each in last.ratings]) if last else None,
        "closed": is_closed(asked),
    }
    return Shown(RECEIPT, _("Thank you"), context, (match.student_id,), FIELDS)
