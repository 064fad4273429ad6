"""Read what people type about sign-ins: shape only."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from wtforms import PasswordField

from app.accounts import passwords
from app.accounts.models import Role
from app.core.forms import (
    EmailField,
    Form,
    IntegerField,
    Length,
    SelectField,
    SelectMultipleField,
    TextField,
    choices,
    required,
)
from app.core.states import words

if TYPE_CHECKING:
    from collections.abc import Iterable

    from app.accounts.models import StaffUser

LONGEST: Final = Length(max=passwords.LONGEST, message=f"Use at most {passwords.LONGEST} letters.")
USERNAME: Final = {"type": "email", "autocomplete": "username"}
NEW: Final = {"autocomplete": "new-password"}
NAME: Final = required("Enter the name as others know it.")
ROLES: Final = [(role, words(role).capitalize()) for role in Role]


class SignInForm(Form):
    """Take an address and a password."""

    email = TextField(
        "Email", validators=[required("Enter your email address.")], render_kw=USERNAME
    )
    password = PasswordField(
        "Password",
        validators=[required("Enter your password."), LONGEST],
        render_kw={"autocomplete": "current-password"},
    )


class ForgotForm(Form):
    """Take the address to which a link shall go."""

    email = EmailField(
        "Email", validators=[required("Enter your email address.")], render_kw=USERNAME
    )


class NewPasswordForm(Form):
    """Take a new password, twice, since nobody sees what was typed."""

    class Meta(Form.Meta):
        """Need no token: the link is the authority."""

        csrf = False

    password = PasswordField(
        "New password", validators=[required("Choose a password."), LONGEST], render_kw=NEW
    )
    password_again = PasswordField(
        "New password again",
        validators=[required("Type the password again."), LONGEST],
        render_kw=NEW,
    )

    def problem(self, *, email: str, name: str) -> str | None:
        """Put what is wrong with the password at its field; give it, or None."""
        found = passwords.problem_with(self.password.data or "", email=email, name=name)
        if found:
            self.add_errors({"password": found})
        elif self.password.data != self.password_again.data:
            found = "The two passwords are not the same. Type both again."
            self.add_errors({"password_again": found})
        return found


class ChangePasswordForm(NewPasswordForm):
    """Take the present password and a new one."""

    class Meta(Form.Meta):
        """Need the token, as every staff form does."""

        csrf = True

    present = PasswordField(
        "Present password",
        validators=[required("Enter the password you have now."), LONGEST],
        render_kw={"autocomplete": "current-password"},
    )


class UserForm(Form):
    """Take a user's name, telephone, role and schools; forms change nothing else of a user."""

    name = TextField("Name", validators=[NAME])
    phone = TextField("Telephone", longest=40, render_kw={"type": "tel"})
    role = SelectField("Role", validators=[required("Choose a role.")])
    schools = SelectMultipleField("Schools", coerce=int)

    def __init__(self, schools: Iterable[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.role.choices = choices(ROLES, blank="Choose a role")
        self.schools.choices = choices(schools)


class InviteForm(UserForm):
    """Take the address as well."""

    email = EmailField("Email", validators=[required("Enter an email address.")])


class ChangeUserForm(UserForm):
    """Carry the version that was shown."""

    version = IntegerField("Version", validators=[required("Open the page again.")])


def change_form(
    user: StaffUser, school_ids: Iterable[int], schools: Iterable[tuple[int, str]]
) -> ChangeUserForm:
    """Give the form of a user, filled with what is kept."""
    return ChangeUserForm(
        schools,
        data={
            "name": user.name,
            "phone": user.phone,
            "role": user.role.value,
            "schools": list(school_ids),
            "version": user.version,
        },
    )
