"""Say who may: design's table as data, one row a permission, and one predicate for each."""

from __future__ import annotations

from typing import Final

from app.accounts.models import Role
from app.core.access import Actor, Rule

ADMINISTRATOR: Final = frozenset({Role.ADMINISTRATOR})
EMPLOYER_SIDE: Final = ADMINISTRATOR | {Role.EMPLOYER_ENGAGEMENT}
STUDENT_SIDE: Final = ADMINISTRATOR | {Role.CAREER_SPECIALIST}
BOTH_SIDES: Final = EMPLOYER_SIDE | STUDENT_SIDE
READERS: Final = frozenset({Role.ADMINISTRATOR, Role.DISTRICT_LEAD})
MONEY: Final = ADMINISTRATOR | {Role.FINANCE}
EVERY_ROLE: Final = frozenset(Role)

PERMISSIONS: Final[dict[str, frozenset[Role]]] = {
    # students and what they do; which students, the queries decide by school
    "see_students": STUDENT_SIDE | READERS,
    "edit_students": STUDENT_SIDE,
    "see_support_facts": STUDENT_SIDE | READERS,
    "see_equity_facts": READERS,
    "import_students": ADMINISTRATOR,
    "import_own_students": STUDENT_SIDE,
    "see_hours": STUDENT_SIDE | READERS,
    "enter_hours": STUDENT_SIDE,
    "see_reviews": STUDENT_SIDE | READERS,
    "see_credit": STUDENT_SIDE | READERS,
    "award_credit": STUDENT_SIDE,
    "approve_credit": READERS,
    "see_credentials": STUDENT_SIDE | READERS,
    "record_credentials": STUDENT_SIDE,
    "manage_credentials": ADMINISTRATOR,
    # employers and their openings; both sides see those of the whole district
    "see_employers": BOTH_SIDES | READERS,
    "edit_employers": EMPLOYER_SIDE,
    "see_placements": BOTH_SIDES | READERS,
    "post_placements": EMPLOYER_SIDE,
    # activities: both sides plan them, only a student's own school signs the student up
    "see_activities": BOTH_SIDES | READERS,
    "post_activities": BOTH_SIDES,
    "sign_students_up": STUDENT_SIDE,
    # matches: employer engagement sees those referred to employers they own
    "see_matches": BOTH_SIDES | READERS,
    "match": STUDENT_SIDE,
    "refer": BOTH_SIDES,
    # requests and mail
    "see_requests": BOTH_SIDES | READERS,
    "manage_requests": BOTH_SIDES,
    "see_outbox": BOTH_SIDES | READERS,
    "manage_outbox": BOTH_SIDES,
    # money: that preparer and approver are two people, the pay batch itself proves
    "see_ledger": MONEY | READERS,
    "prepare_batches": MONEY,
    "approve_batches": MONEY,
    "close_periods": MONEY | READERS,
    # the district
    "see_programs": EVERY_ROLE,
    "manage_programs": ADMINISTRATOR,
    "see_reports": BOTH_SIDES | READERS,
    "see_unsuppressed": READERS,
    "see_journal": READERS,
    "manage_users": ADMINISTRATOR,
    "manage_schools": ADMINISTRATOR,
    "manage_settings": ADMINISTRATOR,
    "manage_templates": ADMINISTRATOR,
    "override_labor": ADMINISTRATOR,
    "back_up": ADMINISTRATOR,
}


def may(actor: Actor, permission: str) -> bool:
    """Tell whether an actor holds a permission; a name that the table lacks is a KeyError."""
    return actor.kind == "staff" and actor.role in PERMISSIONS[permission]


def any_of(*roles: Role) -> Rule:
    """Give the rule that lets in staff of these roles."""
    allowed = frozenset(roles)

    def has_role(actor: Actor) -> bool:
        return actor.kind == "staff" and actor.role in allowed

    return has_role


def either(*rules: Rule) -> Rule:
    """Give the rule that lets in whom any of these lets in."""

    def any_holds(actor: Actor) -> bool:
        return any(rule(actor) for rule in rules)

    return any_holds


def _can(permission: str) -> Rule:
    allowed = PERMISSIONS[permission]

    def holds(actor: Actor) -> bool:
        return actor.kind == "staff" and actor.role in allowed

    holds.__name__ = holds.__qualname__ = f"can_{permission}"
    return holds


administrator: Final = any_of(Role.ADMINISTRATOR)
employer_engagement: Final = any_of(Role.EMPLOYER_ENGAGEMENT)
career_specialist: Final = any_of(Role.CAREER_SPECIALIST)
finance: Final = any_of(Role.FINANCE)
district_lead: Final = any_of(Role.DISTRICT_LEAD)

can_see_students: Final = _can("see_students")
can_edit_students: Final = _can("edit_students")
can_see_support_facts: Final = _can("see_support_facts")
can_see_equity_facts: Final = _can("see_equity_facts")
can_import_students: Final = _can("import_students")
can_import_own_students: Final = _can("import_own_students")
can_see_hours: Final = _can("see_hours")
can_enter_hours: Final = _can("enter_hours")
can_see_reviews: Final = _can("see_reviews")
can_see_credit: Final = _can("see_credit")
can_award_credit: Final = _can("award_credit")
can_approve_credit: Final = _can("approve_credit")
can_see_credentials: Final = _can("see_credentials")
can_record_credentials: Final = _can("record_credentials")
can_manage_credentials: Final = _can("manage_credentials")
can_see_employers: Final = _can("see_employers")
can_edit_employers: Final = _can("edit_employers")
can_see_placements: Final = _can("see_placements")
can_post_placements: Final = _can("post_placements")
can_see_activities: Final = _can("see_activities")
can_post_activities: Final = _can("post_activities")
can_sign_students_up: Final = _can("sign_students_up")
can_see_matches: Final = _can("see_matches")
can_match: Final = _can("match")
can_refer: Final = _can("refer")
can_see_requests: Final = _can("see_requests")
can_manage_requests: Final = _can("manage_requests")
can_see_outbox: Final = _can("see_outbox")
can_manage_outbox: Final = _can("manage_outbox")
can_see_ledger: Final = _can("see_ledger")
can_prepare_batches: Final = _can("prepare_batches")
can_approve_batches: Final = _can("approve_batches")
can_close_periods: Final = _can("close_periods")
can_see_programs: Final = _can("see_programs")
can_manage_programs: Final = _can("manage_programs")
can_see_reports: Final = _can("see_reports")
can_see_unsuppressed: Final = _can("see_unsuppressed")
can_see_journal: Final = _can("see_journal")
can_manage_users: Final = _can("manage_users")
can_manage_schools: Final = _can("manage_schools")
can_manage_settings: Final = _can("manage_settings")
can_manage_templates: Final = _can("manage_templates")
can_override_labor: Final = _can("override_labor")
can_back_up: Final = _can("back_up")


def sees_every_student(actor: Actor) -> bool:
    """Tell whether an actor sees the students of every school, not of their own schools only."""
    return actor.kind == "system" or may(actor, "see_unsuppressed")


def sees_school(actor: Actor, school_id: int | None) -> bool:
    """Tell whether an actor may see the students of a school."""
    if sees_every_student(actor):
        return True
    return can_see_students(actor) and school_id is not None and school_id in actor.school_ids
