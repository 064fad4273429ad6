"""Say in the reader's language what the catalogue keeps as codes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from flask_babel import gettext as _

from app.core.rows import AnyRow
from app.placements.vocabulary import PayBasis, WorkPlace
from app.programs.models import PlacementKind


def kinds() -> dict[str, str]:
    """Give the kinds of placement."""
    return {
        PlacementKind.INTERNSHIP: _("Internship"),
        PlacementKind.JOB_SHADOW: _("Job shadow"),
        PlacementKind.SUMMER_PROGRAM: _("Summer program"),
        PlacementKind.APPRENTICESHIP: _("Apprenticeship"),
    }


def fields() -> dict[str, str]:
    """Give the career fields."""
    return {
        "arts": _("Arts & Communications"),
        "business": _("Business & Marketing"),
        "health": _("Health & Human Services"),
        "engineering": _("Engineering & Technology"),
        "sciences": _("Sciences & Natural Resources"),
    }


def days() -> tuple[str, ...]:
    """Give the days of the week, Monday first."""
    return (
        _("Monday"),
        _("Tuesday"),
        _("Wednesday"),
        _("Thursday"),
        _("Friday"),
        _("Saturday"),
        _("Sunday"),
    )


def work_places() -> dict[str, str]:
    """Give where the work is done."""
    return {
        WorkPlace.ON_SITE: _("At the site"),
        WorkPlace.REMOTE: _("Remote"),
        WorkPlace.HYBRID: _("Partly remote"),
    }


def documents() -> dict[str, str]:
    """Give the documents that may be asked for."""
    return {
        "guardian_consent": _("Guardian consent"),
        "work_permit": _("Work permit"),
        "medical_certificate": _("Medical certificate"),
        "proof_of_age": _("Proof of age"),
    }


def accommodations() -> dict[str, str]:
    """Give what a site may offer."""
    return {
        "step_free": _("Step-free way in"),
        "quiet": _("Quiet place to work"),
        "captions": _("Captions or written instructions"),
        "coach": _("Job coach welcome"),
    }


def languages() -> dict[str, str]:
    """Give the languages that are spoken at a site."""
    return {
        "en": _("English"),
        "es": _("Spanish"),
        "vi": _("Vietnamese"),
        "zh": _("Chinese"),
        "so": _("Somali"),
        "ru": _("Russian"),
        "uk": _("Ukrainian"),
        "ko": _("Korean"),
        "km": _("Khmer"),
        "tl": _("Tagalog"),
        "pt": _("Portuguese"),
        "cv": _("Cape Verdean Creole"),
        "ht": _("Haitian Creole"),
        "ase": _("American Sign Language"),
    }


def joined(known: Mapping[str, str], codes: Iterable[str]) -> str:
    """Give the words of some codes, one after the other."""
    return ", ".join(known.get(code, code) for code in codes)


def pay(row: AnyRow) -> str:
    """Say what a placement pays."""
    if row.pay_basis is PayBasis.UNPAID:
        return _("Unpaid")
    if row.pay_basis is PayBasis.STIPEND:
        return _("Stipend")
    return _("Paid by the hour")
