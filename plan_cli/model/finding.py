"""A finding: one result of loading, checking or building, in words a writer can act on."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import Any

from plan_cli.model.place import Place


class Severity(str, Enum):
    """How much a finding weighs: an error stops what needs the file, a warning does not."""

    ERROR = "error"
    WARNING = "warning"


class Code(str, Enum):
    """The stable code of each kind of finding.

    F: files, R: references, D: dates, O: organisation, T: topics, C: coverage, I: indicators, L: language,
    B: documents, P: proposals, S: silences, G: gates and records.
    """

    UNREADABLE = "F001"
    NOT_UTF8 = "F002"
    CONTROL_CHARACTER = "F003"
    TOO_LARGE = "F004"
    NOT_A_FILE = "F005"
    UNSAFE_NAME = "F006"
    MISSING_FILE = "F007"
    BYTE_ORDER_MARK = "F008"
    NAMES_COLLIDE = "F009"
    NOT_YAML = "F010"
    TOO_DEEP = "F011"
    ALIAS = "F012"
    TAG = "F013"
    DUPLICATE_KEY = "F014"
    WRONG_TYPE = "F020"
    UNKNOWN_FIELD = "F021"
    MISSING_FIELD = "F022"
    NOT_A_CHOICE = "F023"
    OUT_OF_RANGE = "F024"
    BAD_IDENTIFIER = "F025"
    DUPLICATE_ID = "F026"
    FRONT_MATTER = "F027"
    UNREAD_FILE = "F028"
    LINE_ENDS = "F029"
    UNKNOWN_REFERENCE = "R001"
    UNKNOWN_LABEL = "R002"
    DUPLICATE_LABEL = "R003"
    CYCLE = "R004"
    TASK_OF_ANOTHER_PHASE = "R005"
    RAW_CONTENT = "B001"
    LINK_REFUSED = "B002"
    IMAGE_REFUSED = "B003"
    IMAGE_MISSING = "B004"
    NO_GLYPH = "B005"
    FOOTNOTE_CYCLE = "B006"
    HEADING_LEVEL = "B007"
    CAPTION = "B008"
    NOT_RENDERED = "B009"
    UNDEFINED_FOOTNOTE = "B010"
    TYPED_NUMBER = "B011"
    FOOTNOTE_UNPRINTED = "B012"
    YEARLY_GROWTH = "I001"
    INDICATOR_UNIT = "I002"
    INDICATOR_YEARS = "I003"
    TARGET_DIRECTION = "I004"
    NUMBER_IN_TEXT = "I005"
    PERCENTAGE_POINTS = "I006"
    GROWTH_OF_TOTAL = "I007"
    SILENCE_UNUSED = "S001"
    SILENCE_INCOMPLETE = "S002"
    ENDS_BEFORE_IT_BEGINS = "D001"
    PHASES_OUT_OF_ORDER = "D002"
    PHASE_GAP = "D003"
    PHASE_OVERLAP = "D004"
    OUTSIDE_PHASE = "D005"
    UNDATED = "D006"
    DAY_OFF = "D007"
    WORDING_OF_ANOTHER_DAY = "D008"
    WORDING_PRECISION = "D009"
    ORDER_OF_MILESTONES = "D010"
    ORDER_OF_EDITIONS = "D011"
    NO_REVISION = "D012"
    TOPIC_OUTSIDE_PHASE = "D013"
    ROLE_OPEN = "O001"
    TERM_OF_OFFICE = "O002"
    ROLE_WITHOUT_SUCCESSOR = "O003"
    TASK_WITHOUT_OWNER = "O004"
    MILESTONE_WITHOUT_BODY = "O005"
    BOTH_SIDES = "O006"
    NEVER_MENTIONED = "O007"
    TOPIC_METHODS = "T001"
    TOPIC_PROBLEM = "T002"
    TOPIC_DATES = "T003"
    TOPIC_REPORT = "T004"
    QUESTION_UNCOVERED = "C001"
    PRINCIPLE_UNCOVERED = "C002"
    HALF_WIDTH_MARK = "L001"
    STRAIGHT_QUOTE = "L002"
    UNPAIRED_MARK = "L003"
    NESTED_MARKS = "L004"
    HALF_QUOTED_PERIOD = "L005"
    UNQUOTED_PERIOD = "L006"
    TERM = "L007"
    RANGE_SIGN = "L008"
    DASH = "L009"
    ELLIPSIS = "L010"
    REPEATED_MARK = "L011"
    NEEDLESS_COMMA = "L012"
    ORDINAL = "L013"
    CAPTION_END = "L014"
    FULL_WIDTH = "L015"
    INCOMPLETE_DATE = "L016"
    ZERO = "L017"
    DIGITS_IN_NAME = "L018"
    APPROXIMATE_NUMBER = "L019"
    SPACE = "L020"
    DOCUMENT_NUMBER = "L021"
    RECORD_NAME = "G001"
    FOREIGN_RECORD = "G002"
    RECORD_WITHOUT_EFFECT = "G003"
    SCORED_TWICE = "P001"
    SCORE_DOES_NOT_COUNT = "P002"
    CONFLICT_OF_INTEREST = "P003"
    DECIDED_TWICE = "P004"
    UNSIGNED_RECORD = "G004"
    DOUBTFUL_RECORD = "G005"
    BAD_KEY = "K001"
    WEAK_KEY = "K002"
    KEY_TWICE = "K003"
    SHARED_KEY = "K004"
    KEY_DAYS = "K005"
    NOBODY_CAN_SIGN = "K006"
    ATTACHMENT_MISSING = "E001"
    ATTACHMENT_CHANGED = "E002"
    ATTACHMENT_REFUSED = "E003"
    DATA_UNFIT = "E004"
    QUOTE_UNKNOWN = "E005"
    LITERATURE_UNKNOWN = "E006"
    LINK_UNKNOWN = "X001"
    LINK_AMBIGUOUS = "X002"
    LINK_SUSPECT = "X003"
    SOURCE_GONE = "X004"
    STAMP_UNREADABLE = "X005"
    CLAUSE_TWICE = "X006"


@dataclass(frozen=True, slots=True)
class Mending:
    """An edit that surely mends a finding: `length` characters from `line` and `column` on become `replacement`.

    Line and column count from 1 in characters; a length may run over line ends, each of which is one character. The
    mendings of two findings may overlap: apply one, then check again.
    """

    path: str
    line: int
    column: int
    length: int
    replacement: str


@dataclass(frozen=True, slots=True)
class Finding:
    """What was found, where, and what to do about it. `message` and `hint` are in the user's language.

    `mending` is there only where no other edit could be meant.
    """

    code: Code
    severity: Severity
    place: Place
    message: str
    hint: str = ""
    mending: Mending | None = None


def error(code: Code, place: Place, message: str, hint: str = "") -> Finding:
    """A finding that stops whatever needs this file."""
    return Finding(code, Severity.ERROR, place, message, hint)


def warning(code: Code, place: Place, message: str, hint: str = "") -> Finding:
    """A finding that should be mended, and stops nothing."""
    return Finding(code, Severity.WARNING, place, message, hint)


def to_data(finding: Finding) -> dict[str, Any]:
    """The finding in the words of JSON."""
    place, mending = finding.place, finding.mending
    mended = mending and {
        "line": mending.line,
        "column": mending.column,
        "length": mending.length,
        "replacement": mending.replacement,
    }
    return {
        "code": finding.code.value,
        "severity": finding.severity.value,
        "path": place.path,
        "line": place.line,
        "column": place.column,
        "message": finding.message,
        "hint": finding.hint,
        "mending": mended,
    }


def from_data(data: dict[str, Any]) -> Finding:
    """The finding that `to_data` wrote.

    Raises:
        KeyError, ValueError: it did not write this.
    """
    place = Place(data["path"], data["line"], data["column"])
    mended = data["mending"]
    mending = Mending(place.path, **mended) if mended else None
    return Finding(Code(data["code"]), Severity(data["severity"]), place, data["message"], data["hint"], mending)


def in_file_order(findings: list[Finding]) -> tuple[Finding, ...]:
    """The findings in the order of files and lines, each once."""
    return tuple(sorted(dict.fromkeys(findings), key=lambda found: (found.place, found.code, found.message)))


def has_errors(findings: tuple[Finding, ...] | list[Finding]) -> bool:
    """Whether any of them is an error."""
    return any(found.severity is Severity.ERROR for found in findings)
