"""Name what a placement can be: pay, relationship, place, and how others' vocabularies call it."""

from __future__ import annotations

from enum import StrEnum
from typing import Final

from app.programs.models import PlacementKind


class PayBasis(StrEnum):
    """Say who pays the student, if anybody."""

    UNPAID = "unpaid"
    STIPEND = "stipend"
    EMPLOYER_WAGE = "employer_wage"
    DISTRICT_WAGE = "district_wage"


class RelationshipType(StrEnum):
    """Say what student and site are to each other; the child-labor rules turn on it."""

    EMPLOYMENT = "employment"
    STUDENT_LEARNER = "student_learner"
    TRAINING = "unpaid_training"
    SERVICE = "service"
    APPRENTICESHIP = "apprenticeship"
    CREDENTIAL_TRAINING = "credential_training"


class WorkPlace(StrEnum):
    """Say where the work is done."""

    ON_SITE = "on_site"
    REMOTE = "remote"
    HYBRID = "hybrid"


class Stage(StrEnum):
    """Name the stages of RCW 28C.30.020."""

    EXPLORATION = "exploration"
    PREPARATION = "preparation"
    LAUNCH = "launch"


class WblType(StrEnum):
    """Name the Work-based Learning Opportunity Types of CEDS, for exports."""

    APPRENTICESHIP = "Apprenticeship"
    CLINICAL_WORK = "ClinicalWork"
    COOPERATIVE_EDUCATION = "CooperativeEducation"
    JOB_SHADOWING = "JobShadowing"
    MENTORSHIP = "Mentorship"
    NON_PAID_INTERNSHIP = "NonPaidInternship"
    ON_THE_JOB = "OnTheJob"
    PAID_INTERNSHIP = "PaidInternship"
    SERVICE_LEARNING = "ServiceLearning"
    SUPERVISED_AGRICULTURAL = "SupervisedAgricultural"
    UNPAID_INTERNSHIP = "UnpaidInternship"
    ENTREPRENEURSHIP = "Entrepreneurship"
    SCHOOL_BASED_ENTERPRISE = "SchoolBasedEnterprise"
    SIMULATED_WORKSITE = "SimulatedWorksite"
    OTHER = "Other"


WAGES: Final = (PayBasis.EMPLOYER_WAGE, PayBasis.DISTRICT_WAGE)
# a stipend is no wage, but whoever counts paid experiences counts it
PAID: Final = (*WAGES, PayBasis.STIPEND)
PAY_WORDS: Final = {
    PayBasis.UNPAID: "Unpaid",
    PayBasis.STIPEND: "Stipend, as the program says",
    PayBasis.EMPLOYER_WAGE: "Wage, paid by the employer",
    PayBasis.DISTRICT_WAGE: "Wage, paid by the district",
}
RELATIONSHIP_WORDS: Final = {
    RelationshipType.EMPLOYMENT: "Employment",
    RelationshipType.STUDENT_LEARNER: "Employment as a student-learner",
    RelationshipType.TRAINING: "Unpaid training",
    RelationshipType.SERVICE: "Service learning",
    RelationshipType.APPRENTICESHIP: "Apprenticeship",
    RelationshipType.CREDENTIAL_TRAINING: "Credential training",
}
STAGE_WORDS: Final = {
    Stage.EXPLORATION: "Career awareness and exploration",
    Stage.PREPARATION: "Career preparation",
    Stage.LAUNCH: "Career launch",
}
WORK_PLACE_WORDS: Final = {
    WorkPlace.ON_SITE: "At the site",
    WorkPlace.REMOTE: "Remote",
    WorkPlace.HYBRID: "Partly remote",
}
ACCOMMODATIONS: Final = {
    "step_free": "Step-free way in",
    "quiet": "Quiet place to work",
    "captions": "Captions or written instructions",
    "coach": "Job coach welcome",
}
LANGUAGES: Final = {
    "en": "English",
    "es": "Spanish",
    "vi": "Vietnamese",
    "zh": "Chinese",
    "so": "Somali",
    "ru": "Russian",
    "uk": "Ukrainian",
    "ko": "Korean",
    "km": "Khmer",
    "tl": "Tagalog",
    "pt": "Portuguese",
    "cv": "Cape Verdean Creole",
    "ht": "Haitian Creole",
    "ase": "American Sign Language",
}


def stage_of(kind: PlacementKind, chosen: str = "") -> Stage:
    """Give the stage that staff chose, or the one that a kind of placement stands for.

    Launch asks for pay, an aligned class and a credential too, so that only an apprenticeship is
    taken for one by itself (RCW 28C.30.020).
    """
    if chosen:
        return Stage(chosen)
    if kind is PlacementKind.JOB_SHADOW:
        return Stage.EXPLORATION
    return Stage.LAUNCH if kind is PlacementKind.APPRENTICESHIP else Stage.PREPARATION


def wbl_type_of(
    kind: PlacementKind, pay: PayBasis, relationship: RelationshipType, chosen: str = ""
) -> WblType:
    """Give the CEDS type that staff chose, or the one that follows from kind and pay."""
    if chosen:
        return WblType(chosen)
    if kind is PlacementKind.JOB_SHADOW:
        return WblType.JOB_SHADOWING
    if kind == PlacementKind.APPRENTICESHIP or relationship is RelationshipType.APPRENTICESHIP:
        return WblType.APPRENTICESHIP
    if relationship is RelationshipType.SERVICE:
        return WblType.SERVICE_LEARNING
    if relationship is RelationshipType.STUDENT_LEARNER:
        return WblType.COOPERATIVE_EDUCATION
    return WblType.PAID_INTERNSHIP if pay in PAID else WblType.UNPAID_INTERNSHIP
