"""Show the catalogue, and let its keepers change it."""

from __future__ import annotations

from flask import request, url_for
from werkzeug.wrappers import Response as AnyResponse

from app.accounts.policies import can_manage_credentials, can_see_credentials
from app.core import clock, respond
from app.core.access import access
from app.core.errors import Invalid
from app.core.guard import current_actor
from app.credentials import catalogue_queries as queries
from app.credentials import catalogue_services as services
from app.credentials.blueprint import bp
from app.credentials.board import CATALOGUE, FIELDS
from app.credentials.forms import CredentialForm, of_preset
from app.credentials.models import Credential
from app.credentials.presets import PRESETS
from app.programs.fields import CLUSTER_NAMES, FIELD_NAMES, counterparts


@bp.get("/credentials/catalogue")
@access(can_see_credentials)
def catalogue() -> AnyResponse:
    """List the credentials of the catalogue."""
    actor = current_actor()
    wanted = CATALOGUE.wanted(actor)
    return CATALOGUE.answer(
        queries.listed(wanted.filters),
        wanted,
        queries.columns(),
        "credentials/catalogue.html",
        "credentials/_catalogue.html",
        fields=FIELDS,
        field_names=FIELD_NAMES,
        yes=(("yes", "Show them too"),),
        may_manage=can_manage_credentials(actor),
    )


@bp.get("/credentials/catalogue/<int:credential_id>")
@access(can_see_credentials)
def credential(credential_id: int) -> AnyResponse:
    """Show a credential, what leads to it, and how many students earned it."""
    actor = current_actor()
    found = queries.credential(credential_id)
    return respond.page(
        "credentials/credential.html",
        credential=found,
        leading=queries.leading_to(found.id),
        students=queries.earners([found.id], actor).get(found.id, 0),
        field=FIELD_NAMES.get(found.career_field, ""),
        cluster=CLUSTER_NAMES.get(found.cluster, ""),
        counterparts=[CLUSTER_NAMES[code] for code in counterparts(found.cluster)],
        may_manage=can_manage_credentials(actor),
    )


@bp.route("/credentials/catalogue/new", methods=["GET", "POST"])
@access(can_manage_credentials)
def new_credential() -> AnyResponse:
    """Take a credential, begun from a known one where the address names it."""
    preset = PRESETS.get(request.args.get("preset", ""))
    form = CredentialForm(data=of_preset(preset) if preset else None)
    if form.accept():
        try:
            made = services.add(form.facts(), by=current_actor(), at=clock.now())
            respond.tell(f"{form.name.data} is in the catalogue.")
            return respond.go(url_for(".credential", credential_id=made))
        except Invalid as problem:
            form.add_errors(problem.fields)
    return _form(form, None)


@bp.route("/credentials/catalogue/<int:credential_id>/edit", methods=["GET", "POST"])
@access(can_manage_credentials)
def edit_credential(credential_id: int) -> AnyResponse:
    """Change a credential."""
    kept = queries.credential(credential_id)
    form = CredentialForm(kept=kept)
    if form.accept():
        try:
            services.change(
                kept.id, form.facts(), form.shown_version(), by=current_actor(), at=clock.now()
            )
            respond.tell("The credential is changed.")
            return respond.go(url_for(".credential", credential_id=kept.id))
        except Invalid as problem:
            form.add_errors(problem.fields)
    return _form(form, kept)


@bp.post("/credentials/catalogue/<int:credential_id>/retire")
@access(can_manage_credentials)
def retire_credential(credential_id: int) -> AnyResponse:
    """Retire a credential."""
    services.retire(credential_id, by=current_actor(), at=clock.now())
    respond.tell(
        "The credential is retired; what was earned stays.",
        undo=url_for(".take_up_credential", credential_id=credential_id),
    )
    return respond.go(url_for(".credential", credential_id=credential_id))


@bp.post("/credentials/catalogue/<int:credential_id>/take-up")
@access(can_manage_credentials)
def take_up_credential(credential_id: int) -> AnyResponse:
    """Let a retired credential be awarded again."""
    services.take_up(credential_id, by=current_actor(), at=clock.now())
    respond.tell("The credential is in use again.")
    return respond.go(url_for(".credential", credential_id=credential_id))


def _form(form: CredentialForm, kept: Credential | None) -> AnyResponse:
    return respond.page(
        "credentials/credential_form.html",
        status=Invalid.status if form.errors else 200,
        form=form,
        credential=kept,
        presets=[] if kept else list(PRESETS.values()),
    )
