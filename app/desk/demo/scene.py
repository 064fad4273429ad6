"""Choose the weeks in which something out of the ordinary happens."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Final

from app.desk.demo.schools import specialists_by_school

if TYPE_CHECKING:
    from app.desk.demo.making import Making
    from app.desk.demo.weeks import Week

NEWEST_ASKED: Final = 2
DISPUTED_JOB: Final = 3
Groups = dict[tuple[date, int], list["Week"]]


@dataclass(frozen=True, slots=True)
class Scene:
    """Say which supervisor does not answer, and which weeks are disputed and taken back."""

    silent: tuple[date, int]
    disputed_sheet: int
    reversed_sheet: int

    def special(self, group: list[Week]) -> set[int]:
        """Give the weeks of a group in which something happens."""
        return {week.id for week in group} & {self.disputed_sheet, self.reversed_sheet}


ORDINARY: Final = Scene((date.min, 0), 0, 0)


def asked_groups(making: Making, weeks: list[Week]) -> Groups:
    """Give the weeks that were asked for, by week and supervisor: all but last week's and this."""
    newest = making.season.week(NEWEST_ASKED)
    groups: Groups = {}
    for week in weeks:
        if week.week <= newest:
            groups.setdefault((week.week, week.place.job.supervisor_id), []).append(week)
    return dict(sorted(groups.items()))


def choose_scene(making: Making, groups: Groups) -> Scene:
    """Choose, best of all among the students of the first career specialist."""
    newest = making.season.week(NEWEST_ASKED)
    first = f"staff:{next(iter(specialists_by_school(making).values()))}"
    now = [week for (monday, _), group in groups.items() if monday == newest for week in group]
    disputed = min(
        now,
        key=lambda week: (
            week.place.specialist != first,
            week.place.job.number != DISPUTED_JOB,
            week.id,
        ),
    )
    others = [week for week in now if week.place.job.partner is not disputed.place.job.partner]
    silent = min(
        others,
        key=lambda week: (
            len(week.place.job.partner.supervisors) > 1,
            week.place.job.number <= DISPUTED_JOB,
            week.place.specialist != first,
            week.id,
        ),
    )
    older = [group[0].id for (monday, _), group in groups.items() if monday < newest]
    alone = [group[0].id for (m, _), group in groups.items() if m < newest and len(group) == 1]
    return Scene((newest, silent.place.job.supervisor_id), disputed.id, (alone or older)[0])
