"""What reading a form has to say: a stable code, where in the file, in words a person can act on."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class RemarkCode(str, Enum):
    """The kind of a remark. The values stand in the JSON report and never change."""

    # Why a whole file is refused.
    UNREADABLE = "unreadable"
    TOO_LARGE = "too-large"
    OLD_FORMAT = "old-format"
    PASSWORD = "password"  # noqa: S105 - the name of a remark
    UNKNOWN_FORMAT = "unknown-format"
    UNSAFE = "unsafe"
    NOTHING_FOUND = "nothing-found"
    ENCODING = "encoding"
    # What is said of a file or sheet that is read.
    WRONG_EXTENSION = "wrong-extension"
    MACROS = "macros"
    EXTERNAL_LINKS = "external-links"
    HIDDEN_SHEET = "hidden-sheet"
    COLUMN_GUESSED = "column-guessed"
    COLUMN_LEFT_OUT = "column-left-out"
    TRACKED_CHANGES = "tracked-changes"
    # What is said of a proposal or a line of scores.
    NO_TITLE = "no-title"
    NO_UNIT = "no-unit"
    UNIT_RESEMBLES = "unit-resembles"
    NO_QUESTION = "no-question"
    UNKNOWN_QUESTION = "unknown-question"
    QUESTION_GUESSED = "question-guessed"
    FORMULA = "formula"
    CELL_ERROR = "cell-error"
    HIDDEN_ROW = "hidden-row"
    HIDDEN_CHARACTER = "hidden-character"
    CONTACT_MOVED = "contact-moved"
    BAD_TELEPHONE = "bad-telephone"
    BAD_EMAIL = "bad-email"
    TOO_LONG = "too-long"
    TWICE = "twice"
    SAME = "same"
    NEAR_DUPLICATE = "near-duplicate"
    EXAMPLE_ROW = "example-row"
    LEFT_OUT = "left-out"
    NOT_SCORED = "not-scored"
    BAD_SCORE = "bad-score"
    UNKNOWN_PROPOSAL = "unknown-proposal"
    NO_REVIEWER = "no-reviewer"


@dataclass(frozen=True, slots=True)
class Remark:
    """One remark. `doubtful`: a person should look at it before it is relied on."""

    code: RemarkCode
    where: str
    message: str
    hint: str = ""
    doubtful: bool = True


class RefusedFileError(Exception):
    """A file that is not read any further; the remark says why and what to do."""

    def __init__(self, code: RemarkCode, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.remark = Remark(code, "", message, hint)
