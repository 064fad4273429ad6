"""The files of OneRoster 1.1 and 1.2 that are read, and their columns in standard order."""

from app.core.intake.headers import Column, Layout

MANIFEST = Layout((Column("propertyName", required=True), Column("value", required=True)))

ORGS = Layout(
    (
        Column("sourcedId", required=True),
        Column("status"),
        Column("name", required=True),
        Column("type", required=True),
        Column("identifier"),
    ),
    ("sourcedId", "status", "dateLastModified", "name", "type", "identifier", "parentSourcedId"),
)

_USERS_START = ("sourcedId", "status", "dateLastModified", "enabledUser")
_USERS_END = (
    *("username", "userIds", "givenName", "familyName", "middleName", "identifier"),
    *("email", "sms", "phone", "agentSourcedIds", "grades", "password"),
)
_USER_COLUMNS = (
    Column("sourcedId", required=True),
    Column("status"),
    Column("identifier"),
    Column("givenName", required=True, aliases=("firstName",)),
    Column("familyName", required=True, aliases=("lastName", "surname")),
    Column("preferredGivenName", aliases=("preferredName", "nickname", "metadata.preferredName")),
    Column("email", aliases=("emailAddress",)),
    Column("phone"),
    Column("sms", aliases=("mobile", "cell")),
    Column("agentSourcedIds", aliases=("agents",), is_list=True),
    Column("grades", aliases=("grade", "gradeLevel")),
    Column("language", aliases=("homeLanguage", "metadata.language", "metadata.homeLanguage")),
)

USERS_1_1 = Layout(
    (
        *_USER_COLUMNS,
        Column("role", required=True),
        Column("orgSourcedIds", required=True, is_list=True),
    ),
    (*_USERS_START, "orgSourcedIds", "role", *_USERS_END),
)

USERS_1_2 = Layout(
    (*_USER_COLUMNS, Column("primaryOrgSourcedId")),
    (
        *_USERS_START,
        *_USERS_END,
        *(
            "userMasterIdentifier",
            "resourceSourcedIds",
            "preferredGivenName",
            "preferredMiddleName",
        ),
        *("preferredFamilyName", "primaryOrgSourcedId", "pronouns"),
    ),
)

ROLES = Layout(
    (
        Column("userSourcedId", required=True),
        Column("status"),
        Column("roleType"),
        Column("role", required=True),
        Column("beginDate"),
        Column("endDate"),
        Column("orgSourcedId", required=True),
    ),
    (
        *("sourcedId", "status", "dateLastModified", "userSourcedId", "roleType", "role"),
        *("beginDate", "endDate", "orgSourcedId", "userProfileSourcedId"),
    ),
)

SESSIONS = Layout(
    (
        Column("sourcedId", required=True),
        Column("status"),
        Column("title", required=True),
        Column("type", required=True),
        Column("startDate", required=True),
        Column("endDate", required=True),
        Column("parentSourcedId"),
        Column("schoolYear"),
    ),
    (
        *("sourcedId", "status", "dateLastModified", "title", "type"),
        *("startDate", "endDate", "parentSourcedId", "schoolYear"),
    ),
)

RACES = {
    "americanIndianOrAlaskaNative": "american_indian",
    "asian": "asian",
    "blackOrAfricanAmerican": "black",
    "nativeHawaiianOrOtherPacificIslander": "pacific_islander",
    "white": "white",
    "demographicRaceTwoOrMoreRaces": "two_or_more",
    "hispanicOrLatinoEthnicity": "hispanic",
}

DEMOGRAPHICS = Layout(
    (
        Column("sourcedId", required=True, aliases=("userSourcedId",)),
        Column("status"),
        Column("birthDate", aliases=("birthdate", "dateOfBirth", "dob")),
        Column("sex", aliases=("gender",)),
        Column("americanIndianOrAlaskaNative"),
        Column("asian"),
        Column("blackOrAfricanAmerican"),
        Column(
            "nativeHawaiianOrOtherPacificIslander",
            aliases=("nativeAmericanOrOtherPacificIslander",),
        ),
        Column("white"),
        Column("demographicRaceTwoOrMoreRaces", aliases=("twoOrMoreRaces",)),
        Column("hispanicOrLatinoEthnicity"),
    ),
    (
        *("sourcedId", "status", "dateLastModified", "birthDate", "sex"),
        *RACES,
        *(
            "countryOfBirthCode",
            "stateOfBirthAbbreviation",
            "cityOfBirth",
            "publicSchoolResidenceStatus",
        ),
    ),
)
