"""Write the letters about a sign-in: invitation, reset link, word of a changed password."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from app.core import letters, outbox
from app.core.filters import instant
from app.core.links import LinkRef, state_digest, subject_of, version_of
from app.core.states import words

if TYPE_CHECKING:
    from app.accounts.models import StaffUser
    from app.accounts.queries import Secret

PATH: Final = "/password/"
PURPOSE: Final = "password"
INVITATION_LASTS: Final = timedelta(days=7)
RESET_LASTS: Final = timedelta(hours=2)


def send_invitation(user: StaffUser, *, inviter: str, at: datetime) -> None:
    """Put an invitation into the outbox, inside the open use case."""
    until = at + INVITATION_LASTS
    role = words(user.role)
    letter = letters.compose(
        "invite", "en", name=user.name, inviter=inviter, role=role, until=instant(until)
    )
    _post(letter, user, at=at, link=link_of(user, until))


def send_reset(user: StaffUser, *, at: datetime) -> None:
    """Put a reset link into the outbox, inside the open use case."""
    until = at + RESET_LASTS
    letter = letters.compose("password-reset", "en", name=user.name, until=instant(until))
    _post(letter, user, at=at, link=link_of(user, until))


def tell_changed(user: StaffUser, *, at: datetime) -> None:
    """Tell a user that the password was changed, inside the open use case."""
    letter = letters.compose("password-changed", "en", name=user.name, when=instant(at))
    _post(letter, user, at=at, link=None)


def link_of(user: StaffUser, until: datetime) -> LinkRef:
    """Give the link that lets a user set a password once, until an instant."""
    return LinkRef(PATH, PURPOSE, str(user.id), f"{int(until.timestamp())}-{state_of(user)}")


def user_id_of(token: str) -> int | None:
    """Give the user that a token of ours was made for, believed only after `is_live`."""
    subject = subject_of(token)
    if version_of(token, PURPOSE) is None or not subject.isdecimal():
        return None
    return int(subject)


def is_live(token: str, secret: Secret, at: datetime) -> bool:
    """Tell whether a token is ours, of this user, in time, and of the password as it stands."""
    until, _, state = (version_of(token, PURPOSE) or "").partition("-")
    if subject_of(token) != str(secret.user_id) or not until.isdecimal():
        return False
    return at.timestamp() < int(until) and state == state_of(secret)


def state_of(user: StaffUser | Secret) -> str:
    """Digest all that kills a link when it changes: password, address, being disabled."""
    return state_digest(user.password_hash, user.disabled_at, user.email)


def _post(letter: letters.Letter, user: StaffUser, *, at: datetime, link: LinkRef | None) -> None:
    to = outbox.To(user.email, user.name)
    outbox.post(letter, to, at=at, link=link, record="user", record_id=user.id)
