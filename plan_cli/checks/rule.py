"""A rule: what one code of finding means, why, by which source, with a wrong and a right example."""

from __future__ import annotations

import inspect
from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from plan_cli.model.finding import Code, Severity
from plan_cli.translation import _


@dataclass(frozen=True, slots=True)
class Link:
    """A symbolic link in an example."""

    target: str


@dataclass(frozen=True, slots=True)
class Long:
    """A long file in an example: `opening`, then `text` over and over."""

    text: str
    times: int
    opening: str = ""

    @property
    def content(self) -> str:
        """The whole text; made only where it is needed."""
        return self.opening + self.text * self.times


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A file in an example that the system does not let anybody read."""


Written = str | bytes | Link | Long | Unreadable | None
Files = Mapping[str, Written]
"""Files of a plan repository by path, laid over a small valid plan; None: the file is taken away."""


class Rule:
    """What one code means. A subclass says it in its docstring, in paragraphs that are translated one by one.

    The first line is the title. Then: what it means and what to do; a paragraph that begins with `Why:`; one that
    begins with `Source:` (standard and clause, section of the work scheme, or page of the documentation).

    `wrong` gives a finding of this code, `right` gives none; the tests run both.
    """

    code: ClassVar[Code]
    severity: ClassVar[Severity] = Severity.ERROR
    wrong: ClassVar[Files]
    right: ClassVar[Files]


def paragraphs(rule: type[Rule]) -> list[str]:
    """The paragraphs of a rule's docstring in the code's language, each on one line: the messages to be translated."""
    text = inspect.cleandoc(rule.__doc__ or "")
    return [" ".join(part.split()) for part in text.split("\n\n") if part.strip()]


def explanation(rule: type[Rule]) -> list[str]:
    """The paragraphs of a rule in the user's language, the title first."""
    return [_(paragraph) for paragraph in paragraphs(rule)]
