"""Show the list of employers, and take employers, sites and contacts."""

from __future__ import annotations

from flask import Response, url_for
from werkzeug.wrappers import Response as AnyResponse

from app.accounts.policies import can_edit_employers, can_see_employers
from app.core import clock, respond
from app.core.access import access
from app.core.bad_addresses import came_back
from app.core.errors import AppError, Conflict, Invalid
from app.core.forms import choices
from app.core.guard import current_actor
from app.core.text import number as number_of
from app.employers import contact_queries, queries, services
from app.employers.blueprint import bp
from app.employers.board import BOARD
from app.employers.forms import ContactForm, EmployerForm, HandOverForm, SiteForm


@bp.get("/employers")
@access(can_see_employers)
def index() -> Response:
    """List employers."""
    wanted = BOARD.wanted(current_actor())
    return BOARD.answer(
        queries.listed(wanted.filters, clock.district_day(clock.now())),
        wanted,
        queries.columns(),
        "employers/index.html",
        "employers/_list.html",
        industries=queries.industries(),
        owners=queries.owner_choices(),
        cities=queries.cities(),
        only=queries.ONLY,
        may_edit=can_edit_employers(current_actor()),
    )


@bp.route("/employers/hand-over", methods=["GET", "POST"])
@access(can_edit_employers)
def hand_over() -> AnyResponse:
    """Give all employers of one owner to another."""
    form = HandOverForm()
    owners = queries.owner_counts()
    form.from_id.choices = choices(
        (owner_id or "", f"{name} ({number})") for owner_id, name, number in owners
    )
    form.to_id.choices = choices(queries.owner_choices(), blank="Choose")
    if form.accept():
        from_id = number_of(form.from_id.data)
        try:
            handed = services.hand_over(
                from_id, int(form.to_id.data), by=current_actor(), at=clock.now()
            )
        except Invalid as problem:
            form.add_errors(problem.fields)
        else:
            respond.tell(f"{handed} employers have a new owner.")
            return respond.go(url_for("employers.index", owner=form.to_id.data))
    return _form("employers/hand_over.html", form, [])


@bp.route("/employers/new", methods=["GET", "POST"])
@access(can_edit_employers)
def new_employer() -> AnyResponse:
    """Take a new employer."""
    return _employer(None, EmployerForm(owner_id=str(current_actor().id)))


@bp.route("/employers/<int:employer_id>/edit", methods=["GET", "POST"])
@access(can_edit_employers)
def edit_employer(employer_id: int) -> AnyResponse:
    """Change an employer."""
    employer = queries.sheet(employer_id)
    return _employer(employer_id, EmployerForm(obj=employer))


def _employer(employer_id: int | None, form: EmployerForm) -> AnyResponse:
    form.owner_id.choices = choices(queries.owner_choices(), blank="Nobody yet")
    problems: list[str] = []
    status = Invalid.status
    if form.accept():
        try:
            saved = services.save_employer(
                employer_id,
                form.facts(),
                by=current_actor(),
                at=clock.now(),
                version=form.shown_version(),
            )
        except (Invalid, Conflict) as problem:
            problems, status = _put(form, problem), problem.status
        else:
            respond.tell(f"{form.name.data} is saved.")
            return respond.go(url_for("desk.employer", employer_id=saved))
    return _form("employers/employer.html", form, problems, status, employer_id=employer_id)


@bp.route("/employers/<int:employer_id>/sites/new", methods=["GET", "POST"])
@access(can_edit_employers)
def new_site(employer_id: int) -> AnyResponse:
    """Take a new site of an employer."""
    return _site(employer_id, None, SiteForm())


@bp.route("/sites/<int:site_id>/edit", methods=["GET", "POST"])
@access(can_edit_employers)
def edit_site(site_id: int) -> AnyResponse:
    """Change a site."""
    site = queries.site(site_id)
    return _site(site.employer_id, site_id, SiteForm(obj=site))


def _site(employer_id: int, site_id: int | None, form: SiteForm) -> AnyResponse:
    employer = queries.sheet(employer_id)
    problems: list[str] = []
    status = Invalid.status
    if form.accept():
        try:
            services.save_site(
                employer_id,
                site_id,
                form.facts(),
                by=current_actor(),
                at=clock.now(),
                version=form.shown_version(),
            )
        except (Invalid, Conflict) as problem:
            problems, status = _put(form, problem), problem.status
        else:
            respond.tell(f"{form.name.data} is saved.")
            return respond.go(url_for("desk.employer", employer_id=employer_id))
    return _form("employers/site.html", form, problems, status, employer=employer, site_id=site_id)


@bp.route("/employers/<int:employer_id>/contacts/new", methods=["GET", "POST"])
@access(can_edit_employers)
def new_contact(employer_id: int) -> AnyResponse:
    """Take a new contact of an employer."""
    return _contact(employer_id, None, ContactForm())


@bp.route("/contacts/<int:contact_id>/edit", methods=["GET", "POST"])
@access(can_edit_employers)
def edit_contact(contact_id: int) -> AnyResponse:
    """Change a contact."""
    contact = contact_queries.contact(contact_id)
    return _contact(contact.employer_id, contact_id, ContactForm(obj=contact))


def _contact(employer_id: int, contact_id: int | None, form: ContactForm) -> AnyResponse:
    employer = queries.sheet(employer_id)
    form.site_id.choices = choices(
        ((site.id, site.name) for site in employer.sites), blank="No site in particular"
    )
    problems: list[str] = []
    status = Invalid.status
    if form.accept():
        try:
            services.save_contact(
                employer_id,
                contact_id,
                form.facts(),
                by=current_actor(),
                at=clock.now(),
                version=form.shown_version(),
            )
        except (Invalid, Conflict) as problem:
            problems, status = _put(form, problem), problem.status
        else:
            respond.tell(f"{form.name.data} is saved.")
            return respond.go(url_for("desk.employer", employer_id=employer_id))
    return _form(
        "employers/contact.html",
        form,
        problems,
        status,
        employer=employer,
        contact_id=contact_id,
        bad=came_back([str(form.email.object_data or "")], clock.now()).get(
            str(form.email.object_data or "")
        ),
    )


@bp.post("/contacts/<int:contact_id>/left")
@access(can_edit_employers)
def left(contact_id: int) -> AnyResponse:
    """Note that a contact is no longer there."""
    services.contact_left(contact_id, by=current_actor(), at=clock.now())
    employer = contact_queries.employer_of_contact(contact_id)
    respond.tell("Noted. Nothing more is mailed to them.")
    return respond.go(url_for("desk.employer", employer_id=employer.id))


@bp.post("/contacts/<int:contact_id>/returned")
@access(can_edit_employers)
def returned(contact_id: int) -> AnyResponse:
    """Undo that a contact left."""
    services.contact_returned(contact_id, by=current_actor(), at=clock.now())
    employer = contact_queries.employer_of_contact(contact_id)
    return respond.go(url_for("desk.employer", employer_id=employer.id))


def _put(form: EmployerForm | SiteForm | ContactForm, problem: AppError) -> list[str]:
    if isinstance(problem, Invalid) and problem.fields:
        form.add_errors(problem.fields)
        return []
    return [problem.sentence]


def _form(
    template: str,
    form: EmployerForm | SiteForm | ContactForm | HandOverForm,
    problems: list[str],
    status: int = Invalid.status,
    **context: object,
) -> Response:
    wrong = problems or form.errors
    return respond.page(
        template, status=status if wrong else 200, form=form, problems=problems, **context
    )
