"""Turn the text of one cell into a value; a CellError says what is wrong with it."""

import re
import unicodedata
from datetime import date
from functools import lru_cache

MAX_TEXT = 255
UNPRINTABLE = re.compile(
    "[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]"
)
AMERICAN = re.compile(r"(\d{1,2})[/-](\d{1,2})[/-](\d{4})")
INSTANT = re.compile(r"(\d{4}-\d{2}-\d{2})[T ][\d:.]+(Z|[+-]\d\d:?\d\d)?")
EMAIL = re.compile(
    r"[^\s@,;:<>()\[\]\"\\]{1,64}@[^\s@,;:<>()\[\]\"\\.]+(\.[^\s@,;:<>()\[\]\"\\.]+)+"
)
AMERICAN_DATES = "holds dates like 1/05/2023; they were read as month/day/year."
NOTHING = frozenset({"n/a", "na", "none", "null", "-", "--", "nil", "unknown"})
TRUE = frozenset({"true", "t", "yes", "y", "1", "x"})
FALSE = frozenset({"false", "f", "no", "n", "0", ""})
SEXES = {
    "": "",
    "f": "female",
    "female": "female",
    "m": "male",
    "male": "male",
    "o": "other",
    "other": "other",
    "x": "other",
    "nonbinary": "other",
    "u": "unspecified",
    "unspecified": "unspecified",
}
KINDERGARTEN = {
    "k": "KG",
    "kg": "KG",
    "0": "KG",
    "00": "KG",
    "pk": "PK",
    "tk": "TK",
    "ug": "UG",
}
LANGUAGES = {
    "amharic": "am",
    "arabic": "ar",
    "chinese": "zh",
    "eng": "en",
    "english": "en",
    "espanol": "es",
    "español": "es",
    "french": "fr",
    "korean": "ko",
    "mandarin": "zh",
    "portuguese": "pt",
    "russian": "ru",
    "somali": "so",
    "spa": "es",
    "spanish": "es",
    "tagalog": "tl",
    "ukrainian": "uk",
    "vie": "vi",
    "vietnamese": "vi",
}
LANGUAGE_NAMES = {
    "am": "Amharic",
    "ar": "Arabic",
    "en": "English",
    "es": "Spanish",
    "fr": "French",
    "ko": "Korean",
    "pt": "Portuguese",
    "ru": "Russian",
    "so": "Somali",
    "tl": "Tagalog",
    "uk": "Ukrainian",
    "vi": "Vietnamese",
    "zh": "Chinese",
}
LANGUAGE = re.compile(r"([a-z]{2})(?:[-_][a-z]{2,4})?")
GRADE = re.compile(r"(?:grade\s*)?0?(\d{1,2})(?:st|nd|rd|th)?(?:\s*grade)?")
LAST_GRADE = 14


class CellError(ValueError):
    """A cell cannot be read; its message is a sentence for the person who made the file."""


def shown(text: str) -> str:
    """Quote a cell for a message: printable and short."""
    printable = UNPRINTABLE.sub("\N{REPLACEMENT CHARACTER}", text)
    return f"“{printable[:40]}…”" if len(printable) > 40 else f"“{printable}”"  # noqa: PLR2004 - fits a line


def check_text(text: str, limit: int = MAX_TEXT) -> None:
    """Refuse control characters and overlong text."""
    if found := UNPRINTABLE.search(text):
        code = f"U+{ord(found[0]):04X}"
        message = f"holds a control character ({code}) in {shown(text)}. Take it out."
        raise CellError(message)
    if len(text) > limit:
        message = f"is {len(text):,} characters long; at most {limit} fit."
        raise CellError(message)


def tidy(text: str) -> str:
    """Trim the edges and compose accents; names stay as given otherwise."""
    stripped = text.strip()
    return stripped if stripped.isascii() else unicodedata.normalize("NFC", stripped)


def is_american(text: str) -> bool:
    """Tell whether a date is written month/day/year."""
    return AMERICAN.fullmatch(text) is not None


@lru_cache(maxsize=20_000)
def to_date(text: str) -> date | None:
    """Read 2008-05-01, 5/01/2008 (month first) or an instant; empty gives None."""
    if not text:
        return None
    try:
        if found := AMERICAN.fullmatch(text):
            return date(int(found[3]), int(found[1]), int(found[2]))
        if found := INSTANT.fullmatch(text):
            return date.fromisoformat(found[1])
        if len(text) == len("2008-05-01"):
            return date.fromisoformat(text)
    except ValueError as why:
        message = f"{shown(text)} is not a day of the calendar."
        raise CellError(message) from why
    message = f"{shown(text)} is not a date. Write it as 2008-05-31."
    raise CellError(message)


@lru_cache(maxsize=20_000)
def to_birth_date(text: str, on: date) -> date | None:
    """Read a birth date; refuse one in the future or of a person over 30."""
    born = to_date(text)
    if born is None:
        return None
    if born > on:
        message = f"{shown(text)} is in the future."
        raise CellError(message)
    if born.year < on.year - 30:
        message = f"{shown(text)} would make this student older than 30."
        raise CellError(message)
    return born


def to_flag(text: str) -> bool:
    """Read true or false, in any case, and the usual other words for them."""
    lowered = text.strip().lower()
    if lowered in TRUE:
        return True
    if lowered in FALSE:
        return False
    message = f"{shown(text)} is neither true nor false."
    raise CellError(message)


def to_sex(text: str) -> str:
    """Read female, male, other, unspecified or nothing."""
    try:
        return SEXES[text.strip().lower().replace("-", "")]
    except KeyError as why:
        message = f"{shown(text)} is not one of female, male, other, unspecified."
        raise CellError(message) from why


@lru_cache(maxsize=1_000)
def to_grade(text: str) -> str:
    """Read the first grade of a list: 09 to 14, KG, PK, TK or UG; 9, 9th and Grade 9 are 09."""
    first = text.partition(",")[0].strip().lower()
    if not first:
        return ""
    if first in KINDERGARTEN:
        return KINDERGARTEN[first]
    found = GRADE.fullmatch(first)
    if found and 1 <= int(found[1]) <= LAST_GRADE:
        return f"{int(found[1]):02d}"
    message = f"{shown(text)} is not a grade. Write 9, 10, 11 or 12."
    raise CellError(message)


def to_email(text: str) -> str:
    """Check an address lightly; the words for nothing give an empty one."""
    if not text or text.lower() in NOTHING:
        return ""
    if len(text) > MAX_TEXT - 1 or not EMAIL.fullmatch(text):
        message = f"{shown(text)} is not an email address."
        raise CellError(message)
    return text


def to_cohort(text: str) -> str:
    """Read the year in which a cohort is to graduate, as 2028."""
    if re.fullmatch(r"20\d\d", text):
        return text
    message = f"{shown(text)} is not a year of graduation. Write it as 2028."
    raise CellError(message)


@lru_cache(maxsize=1_000)
def to_language(text: str) -> str:
    """Read a language by its name or its two-letter code; an unknown name gives an empty one."""
    lowered = text.strip().lower()
    found = LANGUAGE.fullmatch(lowered)
    return found[1] if found else LANGUAGES.get(lowered, "")


def to_list(text: str) -> tuple[str, ...]:
    """Read a list of ids, separated by commas or semicolons."""
    if "," not in text and ";" not in text:
        return (text,) if text else ()
    return tuple(part for raw in text.replace(";", ",").split(",") if (part := raw.strip()))
