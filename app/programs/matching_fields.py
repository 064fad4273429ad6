"""Take how a program's students are matched: what a fit is worth, and which seats are kept."""

from __future__ import annotations

from typing import Final

from app.core.forms import (
    BooleanField,
    IntegerField,
    NumberRange,
    Optional,
    SelectField,
    choices,
    required,
)
from app.programs.matching_rules import Kept, Matching, Weights
from app.programs.saying import REASONS

MOST_POINTS: Final = 1000
ALL: Final = 100
# each part of the fit score, in the order of `Weights`
PARTS: Final = {
    "interests": "Interests meet the field",
    "courses": "Courses and skills meet the work",
    "distance": "Near the school",
    "slack": "Time between last bell and work",
    "first_time": "Never had an experience",
    "credit_short": "Short of credit",
    "graduating": "Graduating",
}
KEPT: Final = (1, 2, 3)


def _points(part: str) -> IntegerField:
    return IntegerField(
        PARTS[part],
        validators=[
            required("Enter points from 0 to 1000."),
            NumberRange(0, MOST_POINTS, "Enter points from 0 to 1000."),
        ],
    )


def _percent(label: str) -> IntegerField:
    sentence = "Enter a share from 0 to 100."
    return IntegerField(label, validators=[Optional(), NumberRange(0, ALL, sentence)])


def _group(label: str) -> SelectField:
    return SelectField(label, choices=choices(REASONS.items(), blank="Nobody"))


class MatchingFields:
    """Take the weights of the fit score, the kept seats in their order, and the lottery."""

    weight_interests = _points("interests")
    weight_courses = _points("courses")
    weight_distance = _points("distance")
    weight_slack = _points("slack")
    weight_first_time = _points("first_time")
    weight_credit_short = _points("credit_short")
    weight_graduating = _points("graduating")
    kept_group_1 = _group("Seats kept first for")
    kept_percent_1 = _percent("Per cent of them")
    kept_group_2 = _group("Then for")
    kept_percent_2 = _percent("Per cent for the second")
    kept_group_3 = _group("Then also for")
    kept_percent_3 = _percent("Per cent for the third")
    lottery_percent = _percent("Per cent of seats by lottery alone")
    open_first = BooleanField("Fill the open seats before the kept ones")
    few_options = BooleanField("Put first whom the rules leave few placements")

    PARTS = tuple(PARTS)
    KEPT = KEPT

    def matching_errors(self) -> bool:
        """Tell whether any of these fields is wrong, so that the page shows them."""
        names = [*(f"weight_{part}" for part in PARTS), "lottery_percent"]
        names += [f"kept_{what}_{number}" for what in ("group", "percent") for number in KEPT]
        return any(getattr(self, name).errors for name in names)

    def _kept(self) -> list[tuple[int, str, int | None]]:
        return [
            (
                number,
                getattr(self, f"kept_group_{number}").data or "",
                getattr(self, f"kept_percent_{number}").data,
            )
            for number in KEPT
        ]

    def matching_problems(self) -> dict[str, str]:
        """Give what is wrong with the kept seats."""
        problems: dict[str, str] = {}
        groups = [group for _, group, _ in self._kept() if group]
        for number, group, percent in self._kept():
            if group and not percent:
                problems[f"kept_percent_{number}"] = "Enter a share from 1 to 100."
            elif percent and not group:
                problems[f"kept_group_{number}"] = "Choose for whom, or leave the share empty."
            elif group and groups.count(group) > 1:
                problems[f"kept_group_{number}"] = "Choose each group once."
        shares = [percent or 0 for _, _, percent in self._kept()]
        if sum(shares) + (self.lottery_percent.data or 0) > ALL:
            problems["lottery_percent"] = "More than all seats are kept; lower a share."
        return problems

    def matching_rules(self) -> Matching:
        """Give the typed rules."""
        return Matching(
            weights=Weights(**{part: getattr(self, f"weight_{part}").data for part in PARTS}),
            reserves=tuple(
                Kept(group=group, percent=percent)  # type: ignore[arg-type] # one of the choices
                for _, group, percent in self._kept()
                if group and percent
            ),
            lottery_percent=self.lottery_percent.data or 0,
            open_first=self.open_first.data,
            few_options=self.few_options.data,
        )


def matching_values(rules: Matching) -> dict[str, object]:
    """Give the fields' values of rules."""
    values: dict[str, object] = {f"weight_{part}": getattr(rules.weights, part) for part in PARTS}
    for number, kept in zip(KEPT, rules.reserves, strict=False):
        values |= {f"kept_group_{number}": kept.group, f"kept_percent_{number}": kept.percent}
    return values | {
        "lottery_percent": rules.lottery_percent or None,
        "open_first": rules.open_first,
        "few_options": rules.few_options,
    }


def matching_words(rules: Matching) -> list[str]:
    """Say how students are matched."""
    worth = [
        f"{PARTS[part].lower()} {points}"
        for part in PARTS
        if (points := getattr(rules.weights, part))
    ]
    said = [
        f"A fit is worth at most: {', '.join(worth)}." if worth else "No fit is worth anything."
    ]
    said += [
        f"{each.percent}% of each placement’s seats are kept for those {REASONS[each.group]}."
        for each in rules.reserves
    ]
    if rules.lottery_percent:
        said.append(f"{rules.lottery_percent}% of the seats go by lottery alone.")
    if rules.open_first and rules.reserves:
        said.append("Open seats are filled before the kept ones.")
    if rules.few_options:
        said.append("Whom the rules leave few placements comes first.")
    return said
