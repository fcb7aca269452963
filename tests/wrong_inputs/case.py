"""A case of the catalogue, and the sound plan that its files are laid over."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from plan_cli.checks.rule import Files, Written
from plan_cli.model.finding import Code
from plan_cli.repository.snapshot import Kind

from plans import MINIMAL

OFFICE = "units:\n  - id: office\n    name: 市科协办公室\n"
"""Three lines of an `organization.yaml` that is sound; what a case adds begins on line 4."""

PHASE = "phases:\n  - id: P1\n    name: 部署阶段\n    start: 2015-05-15\n    end: 2015-05-25\n"
"""Five lines of a `schedule.yaml` that is sound."""

TOPIC = "title: 科普信息化研究\nquestions: [A1]\nlead: office\n"
"""Three lines of a `topic.yaml` that is sound."""

PLAN = str(MINIMAL["plan.yaml"])
"""Six lines of a `plan.yaml` that is sound."""

SOUND: Files = {
    **MINIMAL,
    "chapters/10-goals.md": "## 总体要求\n",
    "topics/popularization/topic.yaml": TOPIC,
    "topics/popularization/report.md": "# 科普信息化研究\n\n## 现状\n",
}


@dataclass(frozen=True)
class Case:
    """Wrong files and the finding that they must give; no other, but for those in `also`.

    `line` and `column` 0: the file as a whole.
    """

    name: str
    files: Files
    code: Code
    path: str
    line: int = 0
    column: int = 0
    kinds: Mapping[str, Kind] = field(default_factory=dict)
    also: tuple[tuple[Code, str, int, int], ...] = ()

    @property
    def expected(self) -> set[tuple[Code, str, int, int]]:
        """Everything that must be found."""
        return {(self.code, self.path, self.line, self.column), *self.also}


def one(path: str, name: str, content: Written, code: Code, line: int = 0, column: int = 0) -> Case:
    """A case of one wrong file."""
    return Case(name, {path: content}, code, path, line, column)


def organization(name: str, content: Written, code: Code, line: int = 0, column: int = 0) -> Case:
    """A case of a wrong `organization.yaml`."""
    return one("organization.yaml", name, content, code, line, column)


def chapter(name: str, content: Written, code: Code, line: int = 0, column: int = 0) -> Case:
    """A case of a wrong chapter of the outline."""
    return one("chapters/20-tasks.md", name, content, code, line, column)


def replaced(text: str, old: str, new: str) -> str:
    """The text with `new` in the one place of `old`."""
    assert text.count(old) == 1, old
    return text.replace(old, new)
