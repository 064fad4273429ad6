"""Say in the reader's language what a program pays."""

from __future__ import annotations

from flask_babel import gettext as _

from app.programs.models import Program
from app.programs.rules import HourlyStipend, NoStipend


def program_pays(program: Program) -> str:
    """Say who pays where the employer does not."""
    plan = program.rules.stipend
    if isinstance(plan, NoStipend):
        return _("Nobody: students work unpaid")
    if isinstance(plan, HourlyStipend):
        return _("The school district, a wage by the hour")
    return _("The program, a stipend at its end")
