"""Show the settings: one's own password, and for administrators the users."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import url_for

from app.accounts import limits, passwords, policies, queries, services, sessions
from app.accounts.blueprint import bp
from app.accounts.board import BOARD
from app.accounts.forms import ROLES, ChangePasswordForm, ChangeUserForm, InviteForm, change_form
from app.accounts.models import Role
from app.core import clock, guard, respond
from app.core.access import access, staff
from app.core.errors import AppError, Invalid
from app.core.states import words

if TYPE_CHECKING:
    from flask import Response
    from werkzeug.wrappers import Response as AnyResponse


@bp.get("/settings/password")
@access(staff)
def own_password() -> Response:
    """Show the form to change one's own password."""
    return respond.page("accounts/change_password.html", form=ChangePasswordForm(formdata=None))


@bp.post("/settings/password")
@access(staff)
def change_own_password() -> AnyResponse:
    """Change one's own password and end one's other sessions."""
    form, member = ChangePasswordForm(), sessions.current_member()
    if member is None or not form.accept() or not _may_change(form, member):
        return respond.page("accounts/change_password.html", form=form, status=422)
    secret = queries.secret_of(member.email)
    services.change_password(
        before=secret.password_hash if secret else None,
        password_hash=passwords.hash_password(form.password.data),
        keep_session=member.session_id,
        by=member.actor,
        at=clock.now(),
    )
    respond.tell("Your password is changed. All your other browsers were signed out.")
    return respond.go(url_for("accounts.own_password"))


def _may_change(form: ChangePasswordForm, member: sessions.StaffMember) -> bool:
    counts = limits.for_change(member.actor.id or 0)
    limits.take(counts, at=clock.now())
    secret = queries.secret_of(member.email)
    if secret is None or not passwords.verify(secret.password_hash, form.present.data):
        form.add_errors({"present": "This is not your present password."})
        return False
    limits.give_back(counts, at=clock.now())
    return not form.problem(email=secret.email, name=secret.name)


@bp.get("/settings/users")
@access(policies.can_manage_users)
def users() -> Response:
    """List the users."""
    wanted = BOARD.wanted(guard.current_actor())
    return BOARD.answer(
        queries.users(wanted),
        wanted,
        queries.user_columns(),
        "accounts/users.html",
        "accounts/_users.html",
        roles=ROLES,
    )


@bp.get("/settings/users/new")
@access(policies.can_manage_users)
def new_user() -> Response:
    """Show the form that invites."""
    form = InviteForm(queries.schools(), formdata=None)
    return respond.page("accounts/invite.html", form=form)


@bp.post("/settings/users/new")
@access(policies.can_manage_users)
def invite() -> AnyResponse:
    """Invite a user by mail."""
    form = InviteForm(queries.schools())
    if not form.accept():
        return respond.page("accounts/invite.html", form=form, status=422)
    try:
        user_id = services.invite(
            email=form.email.data,
            name=form.name.data,
            role=Role(form.role.data),
            school_ids=form.schools.data or (),
            phone=form.phone.data,
            by=guard.current_actor(),
            at=clock.now(),
        )
    except Invalid as error:
        form.add_errors(error.fields)
        return respond.page("accounts/invite.html", form=form, status=422)
    respond.tell(f"The invitation is on its way to {form.email.data}.")
    return respond.go(url_for("accounts.user", user_id=user_id))


@bp.get("/settings/users/<int:user_id>")
@access(policies.can_manage_users)
def user(user_id: int) -> Response:
    """Show a user."""
    return _user_page(user_id)


@bp.post("/settings/users/<int:user_id>")
@access(policies.can_manage_users)
def change_user(user_id: int) -> AnyResponse:
    """Change a user's name, role and schools."""
    queries.get_user(user_id)
    form = ChangeUserForm(queries.schools())
    if not form.accept():
        return _user_page(user_id, form, 422)
    try:
        services.change_user(
            user_id=user_id,
            shown=form.version.data,
            name=form.name.data,
            role=Role(form.role.data),
            school_ids=form.schools.data or (),
            phone=form.phone.data,
            by=guard.current_actor(),
            at=clock.now(),
        )
    except AppError as error:
        form.form_errors.append(error.sentence)
        return _user_page(user_id, form, error.status)
    return _done(user_id, "The changes are kept.")


@bp.post("/settings/users/<int:user_id>/invite")
@access(policies.can_manage_users)
def invite_again(user_id: int) -> AnyResponse:
    """Mail the invitation once more."""
    services.send_invitation(user_id=user_id, by=guard.current_actor(), at=clock.now())
    return _done(user_id, "A new invitation is on its way.")


@bp.post("/settings/users/<int:user_id>/disable")
@access(policies.can_manage_users)
def disable(user_id: int) -> AnyResponse:
    """Shut a user out at once."""
    services.disable(user_id=user_id, by=guard.current_actor(), at=clock.now())
    return _done(user_id, "The sign-in is disabled, in every browser.")


@bp.post("/settings/users/<int:user_id>/enable")
@access(policies.can_manage_users)
def enable(user_id: int) -> AnyResponse:
    """Let a user in again."""
    services.enable(user_id=user_id, by=guard.current_actor(), at=clock.now())
    return _done(user_id, "The sign-in is enabled again.")


@bp.post("/settings/users/<int:user_id>/end-sessions")
@access(policies.can_manage_users)
def end_sessions(user_id: int) -> AnyResponse:
    """Sign a user out in every browser."""
    ended = services.end_sessions(user_id=user_id, by=guard.current_actor(), at=clock.now())
    return _done(user_id, f"Signed out in {ended} browser{'' if ended == 1 else 's'}.")


def _done(user_id: int, sentence: str) -> AnyResponse:
    respond.tell(sentence)
    return respond.go(url_for("accounts.user", user_id=user_id))


def _user_page(user_id: int, form: ChangeUserForm | None = None, status: int = 200) -> Response:
    found, school_ids = queries.get_user(user_id), queries.school_ids_of(user_id)
    return respond.page(
        "accounts/user.html",
        user=found,
        form=form or change_form(found, school_ids, queries.schools()),
        role_name=words(found.role).capitalize(),
        sessions=queries.live_sessions(user_id, clock.now()),
        is_self=found.id == guard.current_actor().id,
        status=status,
    )
