"""See every room: literal tuples of what the rooms hand to the app, and where they are fitted."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import app.accounts.models
import app.agreements.models
import app.credentials.models
import app.credit.award_models
import app.credit.models
import app.hours.models
import app.labor.models
import app.outreach.models
import app.papers.models
import app.placements.attendance_models
import app.placements.description_models
import app.reviews.models
import app.stipends.batch_models
import app.stipends.models  # noqa: F401 - every table is known to migrations
from app.accounts import cli as accounts_cli
from app.accounts import letters as accounts_letters
from app.accounts import sessions
from app.accounts import views as accounts_views
from app.agreements import checks as agreements_checks
from app.agreements import due as agreements_due
from app.agreements import followers as agreements_followers
from app.agreements import kinds as agreements_kinds
from app.agreements import letters as agreements_letters
from app.agreements import views as agreements_views
from app.core import core_checks, table_sizes, task_running
from app.core.leases import MailStuck
from app.credentials import checks as credentials_checks
from app.credentials import expiring as credentials_expiring
from app.credentials import views as credentials_views
from app.credit import award_services as credit_awards
from app.credit import checks as credit_checks
from app.credit import services as credit_services
from app.credit import views as credit_views
from app.desk import checks as desk_checks
from app.desk import nav, verify, worker_cli
from app.desk import views as desk_views
from app.desk.demo import cli as demo_cli
from app.employers import checks as employers_checks
from app.employers import cli as employers_cli
from app.employers import contact_queries as employers_people
from app.employers import followers as employers_followers
from app.employers import pledge_asking
from app.employers import views as employers_views
from app.employers.changes import ContactAddressChanged, ContactLeft
from app.hours import checks as hours_checks
from app.hours import followers as hours_followers
from app.hours import kinds as hours_kinds
from app.hours import letters as hours_letters
from app.hours import own_week_asking, renewal_asking, weekly
from app.hours import views as hours_views
from app.hours.changes import WeekSettled
from app.labor import cli as labor_cli
from app.labor import views as labor_views
from app.matches import checks as matches_checks
from app.matches import cli as matches_cli
from app.matches import (
    interviews,
    offer_asking,
    offer_letters,
    preference_asking,
    run_services,
    slate_asking,
    slate_following,
    slate_kind,
    slate_letters,
    workplace_issues,
)
from app.matches import queries as matches_queries
from app.matches import views as matches_views
from app.matches.changes import MatchActivating, MatchLeaving, MatchMoved
from app.outreach import bounces_cli, campaigns, outbox_services, outbox_views, sending
from app.outreach import checks as outreach_checks
from app.outreach import cli as outreach_cli
from app.outreach import services as outreach_services
from app.outreach import views as outreach_views
from app.papers import checks as papers_checks
from app.papers import consent_asking, document_asking
from app.papers import followers as papers_followers
from app.papers import kinds as papers_kinds
from app.papers import letters as papers_letters
from app.papers import views as papers_views
from app.placements import activity_checks, attendance_asking, description_asking
from app.placements import checks as placements_checks
from app.placements import cli as placements_cli
from app.placements import kinds as placements_kinds
from app.placements import letters as placements_letters
from app.placements import views as placements_views
from app.placements.changes import ProgramChanging, TermsChanged
from app.programs import views as programs_views
from app.programs.changes import StipendChanging
from app.reports import views as reports_views
from app.reviews import asking as reviews_asking
from app.reviews import checks as reviews_checks
from app.reviews import kinds as reviews_kinds
from app.reviews import letters as reviews_letters
from app.reviews import views as reviews_views
from app.stipends import batch_checks
from app.stipends import checks as stipends_checks
from app.stipends import followers as stipends_followers
from app.stipends import services as stipends_services
from app.stipends import views as stipends_views
from app.students import cli as students_cli
from app.students import tasks as students_tasks
from app.students import views as students_views
from app.students.changes import DocumentsChanged

if TYPE_CHECKING:
    from flask import Flask

BLUEPRINTS: Final = (
    accounts_views.bp,
    programs_views.bp,
    labor_views.bp,
    outreach_views.bp,
    students_views.bp,
    employers_views.bp,
    placements_views.bp,
    credentials_views.bp,
    matches_views.bp,
    agreements_views.bp,
    papers_views.bp,
    reports_views.bp,
    hours_views.bp,
    reviews_views.bp,
    stipends_views.bp,
    credit_views.bp,
    desk_views.bp,
)
KINDS: Final = (
    pledge_asking.PLEDGE_KIND,
    renewal_asking.RENEW,
    slate_kind.REFERRAL_ANSWER,
    agreements_kinds.AGREEMENT_SIGN,
    papers_kinds.CONSENT,
    document_asking.DOCUMENTS,
    hours_kinds.HOURS_WEEK,
    own_week_asking.HOURS_ENTRY,
    offer_asking.OFFER_ANSWER,
    preference_asking.PREFERENCES,
    placements_kinds.DESCRIBE_PLACEMENT,
    placements_kinds.SHADOW_ATTENDANCE,
    reviews_kinds.REVIEW_BASELINE,
    reviews_kinds.REVIEW_FINAL,
)
ASKINGS: Final = (
    (pledge_asking.PLEDGE_KIND.name, pledge_asking.ask_all),
    (renewal_asking.RENEW.name, renewal_asking.thank),
    (slate_kind.REFERRAL_ANSWER.name, slate_asking.ask_due),
    (agreements_kinds.AGREEMENT_SIGN.name, agreements_due.ask_to_sign),
    (consent_asking.KIND, consent_asking.ask_for_consents),
    (document_asking.DOCUMENTS.name, document_asking.ask_due),
    (hours_kinds.HOURS_WEEK.name, weekly.ask_for_hours),
    (own_week_asking.HOURS_ENTRY.name, own_week_asking.ask_students),
    (offer_asking.KIND, offer_asking.ask_for_answers),
    (preference_asking.PREFERENCES.name, preference_asking.ask_considered),
    (placements_kinds.DESCRIBE_PLACEMENT.name, description_asking.ask_for_descriptions),
    (placements_kinds.SHADOW_ATTENDANCE.name, attendance_asking.ask_hosts),
    (reviews_kinds.REVIEW_BASELINE.name, reviews_asking.ask_for_baselines),
    (reviews_kinds.REVIEW_FINAL.name, reviews_asking.ask_for_finals),
)
FORESEEN: Final = (
    (hours_kinds.HOURS_WEEK.name, weekly.foresee),
    (own_week_asking.HOURS_ENTRY.name, own_week_asking.foresee),
    (consent_asking.KIND, consent_asking.foresee),
    (document_asking.DOCUMENTS.name, document_asking.foresee),
    (placements_kinds.SHADOW_ATTENDANCE.name, attendance_asking.foresee),
    (reviews_kinds.REVIEW_BASELINE.name, reviews_asking.foresee_baselines),
    (reviews_kinds.REVIEW_FINAL.name, reviews_asking.foresee_finals),
    (renewal_asking.RENEW.name, renewal_asking.foresee),
)
LETTERS: Final = (
    *accounts_letters.LETTERS,
    *campaigns.LETTERS,
    *pledge_asking.LETTERS,
    *renewal_asking.LETTERS,
    *slate_letters.LETTERS,
    *workplace_issues.LETTERS,
    *agreements_letters.LETTERS,
    *papers_letters.LETTERS,
    *document_asking.LETTERS,
    *hours_letters.LETTERS,
    *offer_letters.LETTERS,
    *preference_asking.LETTERS,
    *placements_letters.LETTERS,
    *reviews_letters.LETTERS,
)
FOLLOWERS: Final = (
    (MailStuck, outbox_services.open_todo),
    (StipendChanging, stipends_followers.keep_earned_stipend),
    (ProgramChanging, stipends_followers.keep_earned_program),
    (ContactAddressChanged, employers_followers.readdress),
    (ContactLeft, employers_followers.cancel_of_leaver),
    (MatchLeaving, hours_followers.guard_leaving),
    (MatchMoved, offer_asking.follow),
    (MatchMoved, slate_following.follow),
    (MatchMoved, interviews.call_off),
    (MatchMoved, hours_followers.cancel_with_nobody_left),
    (MatchMoved, agreements_followers.cancel_of_left),
    (MatchActivating, agreements_followers.guard_activating),
    (TermsChanged, agreements_followers.renew_changed),
    (DocumentsChanged, papers_followers.settle_consents),
    (DocumentsChanged, papers_followers.settle_documents),
    (WeekSettled, stipends_services.accrue),
    (WeekSettled, credit_services.count),
    (WeekSettled, credit_awards.follow_week),
)
JOBS: Final = (
    ("core.measure", table_sizes.measure),
    ("accounts.tidy", sessions.tidy),
    ("matches.ask_employers", slate_asking.ask_due),
    ("hours.ask", weekly.ask_for_hours),
    ("hours.ask_students", own_week_asking.ask_students),
    ("hours.ask_again", weekly.ask_again_for_late_weeks),
    ("offers.ask", offer_asking.ask_for_answers),
    ("agreements.ask", agreements_due.ask_to_sign),
    ("papers.ask_consent", consent_asking.ask_for_consents),
    ("papers.ask_documents", document_asking.ask_due),
    ("reviews.ask_baseline", reviews_asking.ask_for_baselines),
    ("reviews.ask_final", reviews_asking.ask_for_finals),
    ("partners.thank", renewal_asking.thank),
    ("placements.ask_hosts", attendance_asking.ask_hosts),
    ("credentials.expire", credentials_expiring.follow_due),
    ("outreach.remind", outreach_services.remind_due),
    ("outreach.expire", outreach_services.expire_due),
    ("outreach.clear", sending.clear_due),
    ("tasks.run", task_running.run_due),
)
OWNERS: Final = (("contact", employers_people.owned_contacts),)
STUDENT_FILTERS: Final = (("match", matches_queries.students_by_match),)
TASKS: Final = (
    ("matches.run", run_services.solve),
    ("students.import", students_tasks.import_students),
    ("students.undo_import", students_tasks.undo_import),
)
CHECKS: Final = (
    *core_checks.CHECKS,
    *outreach_checks.CHECKS,
    *employers_checks.CHECKS,
    *placements_checks.CHECKS,
    *activity_checks.CHECKS,
    *credentials_checks.CHECKS,
    *matches_checks.CHECKS,
    *agreements_checks.CHECKS,
    *papers_checks.CHECKS,
    *hours_checks.CHECKS,
    *reviews_checks.CHECKS,
    *stipends_checks.CHECKS,
    *batch_checks.CHECKS,
    *credit_checks.CHECKS,
    *desk_checks.CHECKS,
)
COMMANDS: Final = (
    accounts_cli.accounts,
    students_cli.students,
    labor_cli.commands,
    matches_cli.commands,
    employers_cli.commands,
    placements_cli.commands,
    outreach_cli.commands,
    demo_cli.demo,
    verify.verify,
    bounces_cli.bounces,
    worker_cli.worker,
)
CONTEXT: Final = (nav.around, outbox_views.banner)


def init_app(flask_app: Flask) -> None:
    """Fit the rooms to the app."""
    sessions.init_app(flask_app)
    for blueprint in BLUEPRINTS:
        flask_app.register_blueprint(blueprint)
    for command in COMMANDS:
        flask_app.cli.add_command(command)
    for context in CONTEXT:
        flask_app.context_processor(context)
    flask_app.extensions |= {
        "kinds": {kind.name: kind for kind in KINDS},
        "letters": {letter.name: letter for letter in LETTERS},
        "askings": dict(ASKINGS),
        "foreseen": dict(FORESEEN),
        "followers": FOLLOWERS,
        "jobs": JOBS,
        "owners": dict(OWNERS),
        "student_filters": dict(STUDENT_FILTERS),
        "tasks": dict(TASKS),
        "checks": CHECKS,
    }
