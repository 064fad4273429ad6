"""Offer the review rubrics that a district starts from."""

from __future__ import annotations

from typing import Final

from app.programs.rules import Rubric

# domain.md §5.3: massconnecting.org, the current plan and its five grades
MASSACHUSETTS: Final = Rubric(
    employability=(
        "Attendance and punctuality",
        "Communication",
        "Teamwork and collaboration",
        "Motivation and initiative",
        "Critical thinking and problem solving",
        "Workplace culture, policy and safety",
    ),
    job=(
        "Uses the tools and equipment of the job",
        "Follows the procedures of the job",
        "Quality of the work",
    ),
    scale=(
        "Performance improvement needed",
        "Developing",
        "Competent",
        "Proficient",
        "Advanced",
    ),
    source="Massachusetts Work-Based Learning Plan, massconnecting.org",
)
