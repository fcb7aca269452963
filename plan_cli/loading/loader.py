"""The loader: one snapshot in, one plan and all findings out. The same code reads every kind of snapshot."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TypeVar

from plan_cli.errors import RefusedError
from plan_cli.loading import front_matter, shapes, text, unique, yaml_nodes
from plan_cli.model.chapter import Chapter
from plan_cli.model.finding import Code, Finding, error, has_errors, in_file_order
from plan_cli.model.indicators import Indicators
from plan_cli.model.organization import Organization
from plan_cli.model.place import Place
from plan_cli.model.plan import Plan
from plan_cli.model.research import Research, Topic, TopicFile
from plan_cli.model.schedule import Schedule
from plan_cli.model.settings import Document, Settings
from plan_cli.repository.names import collision_key, is_readable_name
from plan_cli.repository.objects import TooLargeError
from plan_cli.repository.snapshot import Kind, Snapshot, UnreadableError
from plan_cli.translation import _

YAML_LIMIT = 1 << 20
MARKDOWN_LIMIT = 8 << 20

_TOPIC_FILE = re.compile(r"topics/([^/]+)/topic\.yaml\Z")
_Part = TypeVar("_Part")


@dataclass(frozen=True, slots=True)
class Loaded:
    """What a snapshot holds: the plan (None where `plan.yaml` cannot be used) and every finding, in file order."""

    plan: Plan | None
    findings: tuple[Finding, ...]

    def require_plan(self) -> Plan:
        """The plan.

        Raises:
            RefusedError: `plan.yaml` cannot be used.
        """
        if self.plan is None:
            raise RefusedError(_("plan.yaml cannot be used; mend it first"))
        return self.plan


def load(snapshot: Snapshot) -> Loaded:
    """The plan in a snapshot, with every problem of every file."""
    return _Loader(snapshot).load()


def read_text(snapshot: Snapshot, path: str, limit: int, findings: list[Finding]) -> str | None:
    """The text of one file, or None and a finding that says why not."""
    try:
        content = snapshot.read(path, limit)
    except KeyError:
        findings.append(error(Code.MISSING_FILE, Place(path), _("the file is missing")))
    except TooLargeError:
        message = _("the file is larger than {limit} KiB").format(limit=limit >> 10)
        findings.append(error(Code.TOO_LARGE, Place(path), message))
    except UnreadableError as problem:
        findings.append(_not_a_file(snapshot.kind(path), path, problem.message))
    else:
        return text.decode(content, path, findings)
    return None


class _Loader:
    def __init__(self, snapshot: Snapshot) -> None:
        self._snapshot = snapshot
        self._findings: list[Finding] = []

    def load(self) -> Loaded:
        paths = self._safe_paths()
        settings = self._part(Settings, "plan.yaml", None)
        schedule = self._part(Schedule, "schedule.yaml", Schedule())
        organization = self._part(Organization, "organization.yaml", Organization())
        research = self._part(Research, "questions.yaml", Research())
        topics = self._topics(paths)
        indicators = self._part(Indicators, "indicators.yaml", None) if "indicators.yaml" in paths else None
        plan = None
        if settings is not None and schedule and organization and research:
            documents = unique.keep_first(settings.documents, self._findings)
            chapters = {str(document.id): self._chapters(document, paths) for document in documents}
            chapters |= {topic.document_id: self._reports(topic) for topic in topics}
            annexes = {str(document.id): self._annexes(document, paths) for document in documents if document.annexes}
            plan = Plan(
                settings, schedule, organization, research, topics, chapters, annexes, indicators or Indicators()
            )
            unique.check(plan, self._findings)
        else:
            # Without plan.yaml nobody knows the documents, but a broken file must not hide what is wrong in the others.
            for path in paths:
                if path == "workplan.md" or (path.startswith("chapters/") and _is_chapter(path, "chapters")):
                    self._chapter(path)
        return Loaded(plan, in_file_order(self._findings))

    def _safe_paths(self) -> tuple[str, ...]:
        """The paths that may be read; a finding for each that may not, and for names that are one file elsewhere."""
        safe = []
        seen: dict[str, str] = {}
        for path in self._snapshot.paths():
            if not is_readable_name(path):
                shown = path.encode("unicode_escape", "backslashreplace").decode("ascii")
                message = _("the file name {name} is not safe").format(name=shown)
                hint = _("rename it without control characters, and without .. or .git in its path")
                self._findings.append(error(Code.UNSAFE_NAME, Place(shown), message, hint))
                continue
            safe.append(path)
            twin = seen.setdefault(collision_key(path), path)
            if twin != path:
                message = _("the same file as {twin} on Windows and macOS").format(twin=twin)
                self._findings.append(error(Code.NAMES_COLLIDE, Place(path), message, _("rename one of the two")))
        return tuple(safe)

    def _part(self, kind: type[_Part], path: str, default: _Part | None) -> _Part | None:
        node = self._yaml(path)
        if node is None:
            return default
        return shapes.read(kind, node, self._findings) or default

    def _yaml(self, path: str) -> yaml_nodes.Node | None:
        count = len(self._findings)
        content = read_text(self._snapshot, path, YAML_LIMIT, self._findings)
        if content is None:
            return None
        node = yaml_nodes.parse(content, path, self._findings)
        if node is None and not has_errors(self._findings[count:]):
            self._findings.append(error(Code.MISSING_FIELD, Place(path, 1, 1), _("the file is empty")))
        return node

    def _topics(self, paths: tuple[str, ...]) -> tuple[Topic, ...]:
        topics = []
        present = set(paths)
        for path in paths:
            match = _TOPIC_FILE.match(path)
            if not match:
                continue
            if not shapes.IDENTIFIER.match(match[1]):
                message = _("the folder name {name} is not a topic id").format(name=match[1])
                hint = _("an id is 1 to 64 of the characters a-z A-Z 0-9 - _ and begins with a letter or a digit")
                self._findings.append(error(Code.BAD_IDENTIFIER, Place(path), message, hint))
                continue
            file = self._part(TopicFile, path, None)
            if file is not None:
                report = f"topics/{match[1]}/report.md"
                topics.append(Topic(match[1], file, report if report in present else None))
        return tuple(topics)

    def _chapters(self, document: Document, paths: tuple[str, ...]) -> tuple[Chapter, ...]:
        source = document.source.rstrip("/")
        if source in paths:
            chosen = [source]
        else:
            chosen = [path for path in paths if path.startswith(f"{source}/") and _is_chapter(path, source)]
        if not chosen:
            message = _("{source}, the source of {document}, is missing").format(source=source, document=document.id)
            self._findings.append(error(Code.MISSING_FILE, document.place, message))
        return tuple(chapter for chapter in map(self._chapter, chosen) if chapter)

    def _annexes(self, document: Document, paths: tuple[str, ...]) -> tuple[Chapter, ...]:
        for path in document.annexes:
            if path not in paths:
                message = _("{source}, an annex of {document}, is missing").format(source=path, document=document.id)
                self._findings.append(error(Code.MISSING_FILE, document.place, message))
        present = [path for path in document.annexes if path in paths]
        return tuple(chapter for chapter in map(self._chapter, present) if chapter)

    def _reports(self, topic: Topic) -> tuple[Chapter, ...]:
        chapter = self._chapter(topic.report) if topic.report else None
        return (chapter,) if chapter else ()

    def _chapter(self, path: str) -> Chapter | None:
        content = read_text(self._snapshot, path, MARKDOWN_LIMIT, self._findings)
        if content is None:
            return None
        front, lines = front_matter.split(content, path, self._findings)
        body = front_matter.without_front_matter(content, lines)
        return Chapter(path, self._snapshot.oid(path), front, front_matter.first_heading(body), lines + 1)


def _is_chapter(path: str, folder: str) -> bool:
    name = path[len(folder) + 1 :]
    return "/" not in name and name.endswith(".md") and not name.startswith((".", "_"))


def _not_a_file(kind: Kind, path: str, reason: str) -> Finding:
    if kind is Kind.LINK:
        return error(
            Code.NOT_A_FILE,
            Place(path),
            _("this is a symbolic link; links are not followed"),
            _("put a copy of the file in its place"),
        )
    if kind is Kind.SUBMODULE:
        return error(Code.NOT_A_FILE, Place(path), _("this is a folder or a submodule, not a file"))
    if kind is Kind.CONFLICT:
        return error(Code.NOT_A_FILE, Place(path), _("the merge of this file is not finished"))
    return error(Code.UNREADABLE, Place(path), _("the file cannot be read: {reason}").format(reason=reason))
