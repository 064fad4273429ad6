"""List activities, plan them, and move them."""

from __future__ import annotations

from flask import Response, current_app, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from app.accounts.policies import can_post_activities, can_see_activities
from app.core import clock, respond
from app.core.access import access
from app.core.errors import Conflict, Invalid, NotFound
from app.core.forms import choices
from app.core.guard import current_actor
from app.core.text import number, one_line
from app.employers import contact_queries
from app.employers import queries as employers
from app.employers.models import Employer
from app.placements import activity_queries as queries
from app.placements import activity_services as services
from app.placements.activity_board import BOARD, next_step
from app.placements.activity_forms import ActivityForm, as_typed
from app.placements.activity_models import Activity, ActivityKind, ActivityState
from app.placements.blueprint import bp
from app.programs.queries import program_choices
from app.schools.queries import school_choices

MOVES = {
    "open": services.open_sign_ups,
    "close": services.close_sign_ups,
    "hold": services.hold,
}
ATTENDANCES = (
    ("missing", "Over, not all noted"),
    ("waiting", "Host has not answered"),
    ("said", "Said by the host"),
)
WITH_REASON = {
    "not-held": services.take_back_held,
    "cancel": services.cancel,
    "take-up": services.take_up_again,
}


@bp.get("/activities")
@access(can_see_activities)
def activities() -> Response:
    """List activities, the next ones first by default."""
    wanted = BOARD.wanted(current_actor())
    return BOARD.answer(
        queries.listed(wanted.filters),
        wanted,
        queries.columns(),
        "placements/activities.html",
        "placements/_activities.html",
        next_step=next_step,
        today=clock.today(current_app.config["TIMEZONE"]),
        programs=program_choices(),
        schools=school_choices(),
        kinds=list(ActivityKind),
        states=list(ActivityState),
        attendances=ATTENDANCES,
        may_post=can_post_activities(current_actor()),
    )


@bp.route("/activities/new", methods=["GET", "POST"])
@access(can_post_activities)
def new_activity() -> AnyResponse:
    """Choose the host, then take the activity; employer 0 is none."""
    employer_id = number(request.values.get("employer", ""))
    if employer_id is None:
        every = employers.employer_choices()
        return respond.page("placements/choose_host.html", employers=every)
    return _take(None, employers.sheet(employer_id) if employer_id else None)


@bp.route("/activities/<int:activity_id>/edit", methods=["GET", "POST"])
@access(can_post_activities)
def edit_activity(activity_id: int) -> AnyResponse:
    """Change an activity."""
    activity = queries.detail(activity_id)
    host = employers.sheet(activity.employer_id) if activity.employer_id else None
    return _take(activity, host)


def _take(activity: Activity | None, employer: Employer | None) -> AnyResponse:
    form = _form(activity, employer)
    problems: list[str] = []
    status = Invalid.status if request.method == "POST" else 200
    if form.accept():
        try:
            saved = _save(activity, employer, form)
        except Invalid as problem:
            form.add_errors(problem.fields)
        except Conflict as conflict:
            problems, status = [conflict.sentence], conflict.status
        else:
            return respond.go(url_for("desk.activity", activity_id=saved))
    return respond.page(
        "placements/activity_form.html",
        status=status,
        form=form,
        problems=problems,
        activity=activity,
        employer=employer,
    )


def _form(activity: Activity | None, employer: Employer | None) -> ActivityForm:
    sites = employer.sites if employer else []
    zone = sites[0].timezone if sites else current_app.config["TIMEZONE"]
    form = ActivityForm(data=as_typed(activity) if activity else {"timezone": zone})
    form.program_id.choices = choices(program_choices(), blank="None")
    form.site_id.choices = choices(
        ((site.id, site.name) for site in sites), blank="At a school, or elsewhere"
    )
    people = contact_queries.contact_choices(employer.id) if employer else []
    form.contact_id.choices = choices(people, blank="Nobody named")
    form.school_ids.choices = choices(school_choices())
    return form


def _save(activity: Activity | None, employer: Employer | None, form: ActivityForm) -> int:
    planned = activity is None or activity.state is ActivityState.PLANNED
    opened = planned and request.form.get("answer") == "open"
    saved = services.save_and_open(
        activity.id if activity else None,
        form.facts(employer.id if employer else None),
        opened=opened,
        by=current_actor(),
        at=clock.now(),
        version=form.shown_version(),
    )
    respond.tell(f"{form.title.data} is {'open for sign-ups' if opened else 'saved'}.")
    return saved


@bp.post("/activities/<int:activity_id>/<path>")
@access(can_post_activities)
def move_activity(activity_id: int, path: str) -> AnyResponse:
    """Move an activity as the sub-path names it."""
    actor, now = current_actor(), clock.now()
    try:
        if path in MOVES:
            MOVES[path](activity_id, by=actor, at=now)
        elif path in WITH_REASON:
            reason = one_line(request.form.get("reason", ""))
            WITH_REASON[path](activity_id, reason=reason, by=actor, at=now)
        else:
            raise NotFound
        respond.tell("Done.")
    except Invalid as problem:
        respond.tell(problem.fields.get("reason", problem.sentence), "stop")
    return respond.go(url_for("desk.activity", activity_id=activity_id))
