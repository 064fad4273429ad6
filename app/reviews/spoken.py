"""Say the words of the rubrics that we bring in the reader's language; a district's own stay."""

from __future__ import annotations

from flask_babel import gettext as _

from app.reviews.models import Group, Stage


def said(words: str) -> str:
    """Give a skill or a grade in the language being spoken, where the catalog knows it."""
    return _(words)


def group_words(group: Group) -> str:
    """Give the heading of a group of skills."""
    return _("Skills of every job") if group is Group.EMPLOYABILITY else _("Skills of this job")


def stage_words(stage: Stage) -> str:
    """Give the name of a stage as its reader sees it."""
    return _("First skills review") if stage is Stage.BASELINE else _("Final skills review")


def meaning(level: int) -> str:
    """Say what a grade from 1 to 5 means at work."""
    return {
        1: _("Does not yet do what the workplace expects; needs a plan to improve."),
        2: _("Is learning; needs guidance often."),
        3: _("Does what is expected of a beginner, with some guidance."),
        4: _("Does it well and reliably without being told."),
        5: _("Does more than is expected; could show others."),
    }[level]


def brought() -> tuple[str, ...]:
    """Give the words of the rubric that we bring, marked so that the catalog holds them."""
    return (
        _("Attendance and punctuality"),
        _("Communication"),
        _("Teamwork and collaboration"),
        _("Motivation and initiative"),
        _("Critical thinking and problem solving"),
        _("Workplace culture, policy and safety"),
        _("Uses the tools and equipment of the job"),
        _("Follows the procedures of the job"),
        _("Quality of the work"),
        _("Performance improvement needed"),
        _("Developing"),
        _("Competent"),
        _("Proficient"),
        _("Advanced"),
    )
