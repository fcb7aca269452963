"""A departure: one place where a finished file does not look as its profile says."""

from __future__ import annotations

import unicodedata
from collections import Counter
from dataclasses import dataclass
from typing import Any

from plan_cli.model.finding import Severity

QUOTE_LENGTH = 24
MOST_OF_A_KIND = 200
_FOUND_LENGTH = 80
_CUT = "…"
_STEERING = frozenset({"Cc", "Cf", "Cs"})


@dataclass(frozen=True, slots=True)
class Departure:
    """One departure from the profile.

    `code` is P (PDF) or D (DOCX) and the number of the item of the check-list it belongs to; `page` counts sheets,
    `paragraph` the paragraphs of a DOCX with those in tables, both from 1. `quote` is the text there, cut short;
    `message`, `expected` and `found` are in the user's language. An error contradicts the profile, a warning may have
    its reasons. No text from the file holds a character here that would steer a terminal.
    """

    code: str
    severity: Severity
    message: str
    page: int | None = None
    paragraph: int | None = None
    quote: str = ""
    expected: str = ""
    found: str = ""


@dataclass(frozen=True, slots=True)
class Where:
    """A place in the file: the sheet, or the paragraph, and the text that stands there."""

    page: int | None = None
    paragraph: int | None = None
    text: str = ""


NOWHERE = Where()


class Departures:
    """Collects departures while a file is read against its profile; a hostile file cannot make the list endless."""

    def __init__(self) -> None:
        self._found: dict[Departure, None] = {}
        self._kinds: Counter[tuple[str, str]] = Counter()
        self.left_out = 0

    def error(self, code: str, where: Where, message: str, expected: object = "", found: object = "") -> None:
        """Note something that contradicts the profile."""
        self._note(code, Severity.ERROR, where, message, str(expected), str(found))

    def warning(self, code: str, where: Where, message: str, expected: object = "", found: object = "") -> None:
        """Note something that may have its reasons."""
        self._note(code, Severity.WARNING, where, message, str(expected), str(found))

    def in_order(self) -> tuple[Departure, ...]:
        """All of them by item of the check-list, then by place."""
        return tuple(sorted(self._found, key=_order))

    def _note(self, code: str, severity: Severity, where: Where, message: str, expected: str, found: str) -> None:
        quote, said = shortened(where.text), shortened(found, _FOUND_LENGTH)
        departure = Departure(code, severity, message, where.page, where.paragraph, quote, expected, said)
        if departure in self._found:
            return
        self._kinds[code, message] += 1
        if self._kinds[code, message] > MOST_OF_A_KIND:
            self.left_out += 1
        else:
            self._found[departure] = None


def has_errors(departures: tuple[Departure, ...]) -> bool:
    """Whether any of them is an error."""
    return any(departure.severity is Severity.ERROR for departure in departures)


def to_data(departure: Departure) -> dict[str, Any]:
    """The departure as it stands in JSON."""
    return {
        "code": departure.code,
        "severity": departure.severity.value,
        "page": departure.page,
        "paragraph": departure.paragraph,
        "quote": departure.quote,
        "message": departure.message,
        "expected": departure.expected,
        "found": departure.found,
    }


def shortened(text: str, length: int = QUOTE_LENGTH) -> str:
    """The text on one line, at most that long, each character that would steer a terminal as a mark."""
    # Cut twice: a text of megabytes is not to be split into words first.
    line = " ".join(text[: 4 * length].split())
    line = "".join("\ufffd" if unicodedata.category(each) in _STEERING else each for each in line)
    return line if len(line) <= length else line[: length - 1] + _CUT


def _order(departure: Departure) -> tuple[str, int, int, str, str, str]:
    return (
        departure.code,
        departure.page or 0,
        departure.paragraph or 0,
        departure.message,
        departure.quote,
        departure.found,
    )
