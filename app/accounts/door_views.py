"""Show the pages at the door: sign in, sign out, ask for a link, choose a password by it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from flask import current_app, request, url_for

from app.accounts import emails, limits, passwords, queries, services, sessions
from app.accounts.blueprint import bp
from app.accounts.forms import ForgotForm, NewPasswordForm, SignInForm
from app.accounts.paths import own_path
from app.core import clock, respond
from app.core.access import LINK, PUBLIC, access, staff
from app.core.errors import Conflict, TooMany

if TYPE_CHECKING:
    from flask import Response
    from werkzeug.wrappers import Response as AnyResponse

WRONG: Final = "The email address or the password is not right."
HALF_A_YEAR: Final = 180 * 24 * 3600
GONE: Final = 410


@bp.get("/sign-in")
@access(PUBLIC)
def sign_in() -> AnyResponse:
    """Show the form to sign in; who is signed in goes home."""
    if sessions.current_member():
        return respond.go(_onward())
    return _door(SignInForm(formdata=None), 200)


@bp.post("/sign-in")
@access(PUBLIC)
def do_sign_in() -> AnyResponse:
    """Sign in, and go on to where the person wanted to go."""
    form = SignInForm()
    if not form.accept():
        return _door(form, 422)
    email = form.email.data.lower()
    try:
        key = sessions.try_sign_in(
            email,
            form.password.data,
            client=respond.address(),
            device=request.cookies.get(_device_cookie(), ""),
            at=clock.now(),
        )
    except TooMany as error:
        form.form_errors.append(error.sentence)
        return _door(form, error.status)
    if key is None:
        form.form_errors.append(WRONG)
        return _door(form, 422)
    sessions.carry(key)
    return _mark(respond.go(_onward()), email)


@bp.post("/sign-out")
@access(staff)
def sign_out() -> AnyResponse:
    """End the session on the server, and let the browser forget what it kept."""
    member = sessions.current_member()
    if member is not None:
        sessions.end(session_id=member.session_id, by=member.actor, at=clock.now())
    sessions.drop()
    response = respond.go(url_for("accounts.sign_in"))
    response.headers["Clear-Site-Data"] = '"cache", "storage"'
    return response


@bp.get("/forgot")
@access(PUBLIC)
def forgot() -> Response:
    """Show the form that asks for a link."""
    return respond.page("accounts/forgot.html", form=ForgotForm(formdata=None))


@bp.post("/forgot")
@access(PUBLIC)
def ask_for_link() -> Response:
    """Mail a link, and say the same whether the address is known or not."""
    form = ForgotForm()
    if not form.accept():
        return respond.page("accounts/forgot.html", form=form, status=422)
    email, now = form.email.data.lower(), clock.now()
    try:
        limits.take(limits.for_reset(email, respond.address()), at=now)
    except TooMany:
        current_app.logger.info("too many reset links asked for")
    else:
        services.ask_for_link(email=email, at=now)
    return respond.page("accounts/forgot_sent.html", email=email)


@bp.get("/password/<token>")
@access(LINK)
def password(token: str) -> Response:
    """Show the form that a mailed link opens; opening it changes nothing."""
    secret = _secret_of(token)
    if secret is None:
        return respond.page("accounts/link_dead.html", status=GONE)
    return respond.page(
        "accounts/password.html", form=NewPasswordForm(formdata=None), token=token, secret=secret
    )


@bp.post("/password/<token>")
@access(LINK)
def choose_password(token: str) -> AnyResponse:
    """Set the password; the link is dead from then on."""
    secret, form = _secret_of(token), NewPasswordForm()
    if secret is None:
        return respond.page("accounts/link_dead.html", status=GONE)
    if not form.accept() or form.problem(email=secret.email, name=secret.name):
        return respond.page(
            "accounts/password.html", form=form, token=token, secret=secret, status=422
        )
    hashed = passwords.hash_password(form.password.data)
    try:
        services.set_password_by_link(token=token, password_hash=hashed, at=clock.now())
    except Conflict:
        return respond.page("accounts/link_dead.html", status=GONE)
    return respond.go(url_for("accounts.password_set"))


@bp.get("/password/done")
@access(PUBLIC)
def password_set() -> Response:
    """Say that the password is set, and where to sign in."""
    return respond.page("accounts/password_set.html")


def _onward() -> str:
    return own_path(request.args.get("next", ""))


def _door(form: SignInForm, status: int) -> Response:
    return respond.page("accounts/sign_in.html", form=form, onward=_onward(), status=status)


def _secret_of(token: str) -> queries.Secret | None:
    user_id = emails.user_id_of(token)
    secret = queries.secret_of_user(user_id) if user_id else None
    if secret is None or secret.disabled_at or not emails.is_live(token, secret, clock.now()):
        return None
    return secret


def _device_cookie() -> str:
    return "__Host-device" if current_app.config["SESSION_COOKIE_SECURE"] else "device"


def _mark(response: AnyResponse, email: str) -> AnyResponse:
    response.set_cookie(
        _device_cookie(),
        limits.mark_device(email),
        max_age=HALF_A_YEAR,
        secure=bool(current_app.config["SESSION_COOKIE_SECURE"]),
        httponly=True,
        samesite="Lax",
    )
    return response
