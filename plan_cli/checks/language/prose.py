"""A text that the language rules read: its prose, and findings at their places in it."""

from __future__ import annotations

import re
from bisect import bisect_right
from functools import cached_property

from plan_cli.checks.language.characters import HAN
from plan_cli.model.finding import Code, Finding, Mending, Severity
from plan_cli.model.place import Place

_HAN = re.compile(f"[{HAN}]")
_SHOWN = 30


class Prose:
    """`text` is as long as the file, with everything masked that is no prose.

    With `fixed`, every finding stands there and none can be mended: a YAML value does not say where its characters are.
    """

    def __init__(self, path: str, text: str, fixed: Place | None = None) -> None:
        self.path = path
        self.text = text
        self._fixed = fixed

    @cached_property
    def _line_starts(self) -> list[int]:
        return [0, *(found.end() for found in re.finditer("\n", self.text))]

    def place(self, at: int) -> Place:
        """The line and column of the character at that index."""
        if self._fixed:
            return self._fixed
        line = bisect_right(self._line_starts, at)
        return Place(self.path, line, at - self._line_starts[line - 1] + 1)

    def warning(
        self, code: Code, span: tuple[int, int], message: str, hint: str = "", replacement: str | None = None
    ) -> Finding:
        """A warning at the beginning of a span; with `replacement`, what the span shall become."""
        return self._finding(Severity.WARNING, code, span, message, hint, replacement)

    def error(
        self, code: Code, span: tuple[int, int], message: str, hint: str = "", replacement: str | None = None
    ) -> Finding:
        """An error at the beginning of a span; with `replacement`, what the span shall become."""
        return self._finding(Severity.ERROR, code, span, message, hint, replacement)

    def _finding(
        self, severity: Severity, code: Code, span: tuple[int, int], message: str, hint: str, replacement: str | None
    ) -> Finding:
        start, end = span
        place = self.place(start)
        mending = None
        if replacement is not None and not self._fixed:
            mending = Mending(self.path, place.line, place.column, end - start, replacement)
        return Finding(code, severity, place, message, hint, mending)

    def line_before(self, at: int) -> str:
        """What stands on the same line before that index, at most 200 characters of it."""
        return self.text[max(self.text.rfind("\n", 0, at) + 1, at - 200) : at]

    def quoted_alone(self, start: int, end: int) -> bool:
        """Whether exactly this stands between quotation marks: then it is spoken of, not said."""
        return self.text[start - 1 : start] in ("“", "‘") and self.text[end : end + 1] in ("”", "’")

    def inside_quotes(self, at: int) -> bool:
        """Whether a quotation is open at that index of its line."""
        before = self.line_before(at)
        return before.rfind("“") > before.rfind("”")


def has_han(text: str) -> bool:
    """Whether there is a Chinese character in it."""
    return _HAN.search(text) is not None


def shown(text: str) -> str:
    """The words of a text as a message cites them, on one line and not too long."""
    flat = " ".join(text.split("\n"))
    return flat if len(flat) <= _SHOWN else f"{flat[:_SHOWN]}…"
