"""What is wrong in single files of a snapshot, at the cost of these alone: what a push of a few files is asked."""

from __future__ import annotations

import re
from collections.abc import Iterable

from plan_cli.loading import front_matter, profiles, shapes, yaml_nodes
from plan_cli.loading.loader import MARKDOWN_LIMIT, YAML_LIMIT, read_text
from plan_cli.model.finding import Code, Finding, error, in_file_order
from plan_cli.model.glossary import Glossary
from plan_cli.model.indicators import Indicators
from plan_cli.model.organization import Organization
from plan_cli.model.place import Place
from plan_cli.model.research import Research, TopicFile
from plan_cli.model.schedule import Schedule
from plan_cli.model.settings import Settings
from plan_cli.repository.snapshot import Snapshot
from plan_cli.translation import _

_TOPIC_FILE = re.compile(r"topics/([^/]+)/topic\.yaml\Z")
_REPORT = re.compile(r"topics/[^/]+/report\.md\Z")
_PARTS: dict[str, type] = {
    "plan.yaml": Settings,
    "schedule.yaml": Schedule,
    "organization.yaml": Organization,
    "questions.yaml": Research,
    "indicators.yaml": Indicators,
    "glossary.yaml": Glossary,
}
# Evidence may be YAML of any kind: nothing of ours reads it.
_OURS = ("proposals/", "consultations/")


def is_read(path: str) -> bool:
    """Whether `problems` would look into the file: whether the tool reads it as part of the plan."""
    return (
        path in _PARTS
        or path.endswith(".md")
        or profiles.is_profile(path)
        or bool(_TOPIC_FILE.match(path))
        or (path.startswith(_OURS) and path.endswith((".yaml", ".yml")))
    )


def problems(snapshot: Snapshot, paths: Iterable[str], settings: Settings) -> tuple[Finding, ...]:
    """The findings of loading these files of a snapshot, all of which it must hold. Records are read elsewhere.

    `settings` say which files are chapters.
    """
    findings: list[Finding] = []
    for path in paths:
        if path.endswith(".md"):
            text = read_text(snapshot, path, MARKDOWN_LIMIT, findings)
            if text is not None and _is_chapter(path, settings):
                front_matter.split(text, path, findings)
        elif is_read(path):
            text = read_text(snapshot, path, YAML_LIMIT, findings)
            if text is not None:
                _yaml(text, path, findings)
    return in_file_order(findings)


def _yaml(text: str, path: str, findings: list[Finding]) -> None:
    if profiles.is_profile(path):
        profiles.read(text, path, findings)
        return
    count = len(findings)
    node = yaml_nodes.parse(text, path, findings)
    topic = _TOPIC_FILE.match(path)
    if topic and not shapes.IDENTIFIER.match(topic[1]):
        message = _("the folder name {name} is not a topic id").format(name=topic[1])
        hint = _("an id is 1 to 64 of the characters a-z A-Z 0-9 - _ and begins with a letter or a digit")
        findings.append(error(Code.BAD_IDENTIFIER, Place(path), message, hint))
    kind: type | None = TopicFile if topic else _PARTS.get(path)
    if node is None:
        if len(findings) == count and kind is not None:
            findings.append(error(Code.MISSING_FIELD, Place(path, 1, 1), _("the file is empty")))
    elif kind is not None:
        shapes.read(kind, node, findings)


def _is_chapter(path: str, settings: Settings) -> bool:
    if _REPORT.match(path):
        return True
    folder = path.rpartition("/")[0]
    return any(
        path == document.source or path in document.annexes or folder == document.source.rstrip("/")
        for document in settings.documents
    )
