"""The loader: one snapshot in, one plan and all findings out. The same code reads every kind of snapshot."""

from __future__ import annotations

import difflib
import re
from dataclasses import dataclass
from typing import TypeVar

from plan_cli.errors import RefusedError
from plan_cli.loading import front_matter, keys, profiles, shapes, text, unique, unread, yaml_nodes
from plan_cli.loading import paths as names
from plan_cli.loading.records import read_records
from plan_cli.model.assignment import Assignment
from plan_cli.model.chapter import Chapter
from plan_cli.model.evidence import Evidence, EvidenceFile
from plan_cli.model.finding import Code, Finding, error, has_errors, in_file_order
from plan_cli.model.glossary import Glossary
from plan_cli.model.indicators import Indicators
from plan_cli.model.organization import Organization
from plan_cli.model.place import Place
from plan_cli.model.plan import Plan
from plan_cli.model.proposal import Proposal, ProposalFile
from plan_cli.model.research import Research, Topic, TopicFile
from plan_cli.model.schedule import Schedule
from plan_cli.model.selection import Decision, DecisionFile, Scores, ScoresFile, Selection
from plan_cli.model.settings import Document, Settings
from plan_cli.repository.objects import TooLargeError
from plan_cli.repository.snapshot import Kind, Snapshot, UnreadableError
from plan_cli.translation import _

YAML_LIMIT = 1 << 20
MARKDOWN_LIMIT = 8 << 20

_TOPIC_FILE = re.compile(r"topics/([^/]+)/topic\.yaml\Z")
_TOPIC_FOLDER = re.compile(r"topics/([^/.][^/]*)/")
_PROPOSAL_FILE = re.compile(r"proposals/([^/]+)\.yaml\Z")
_SCORES_FILE = re.compile(r"selection/scores/([^/]+)\.yaml\Z")
_DECISION_FILE = re.compile(r"selection/(decision-[^/]+)\.yaml\Z")
_EVIDENCE_FILE = re.compile(r"topics/([^/]+)/evidence/([^/]+)\.yaml\Z")
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
        findings.append(names.not_a_file(snapshot.kind(path), path, problem.message))
    else:
        return text.decode(content, path, findings)
    return None


class _Loader:
    def __init__(self, snapshot: Snapshot) -> None:
        self._snapshot = snapshot
        self._findings: list[Finding] = []
        self._unread: dict[str, frozenset[str] | None] = {}
        self._paths: tuple[str, ...] = ()

    def load(self) -> Loaded:
        self._paths = paths = names.safe_paths(self._snapshot, self._findings)
        settings = self._settings()
        schedule = self._part(Schedule, "schedule.yaml", Schedule())
        organization = self._part(Organization, "organization.yaml", Organization())
        research = self._part(Research, "questions.yaml", Research())
        topics = self._topics(paths)
        proposals = tuple(Proposal(*named) for named in self._each(ProposalFile, _PROPOSAL_FILE, paths))
        selection = self._selection(paths)
        indicators = self._part(Indicators, "indicators.yaml", None) if "indicators.yaml" in paths else None
        self._profiles(settings)
        glossary = self._part(Glossary, "glossary.yaml", None) if "glossary.yaml" in paths else None
        records = read_records(paths, self._record, self._findings)
        plan = None
        if settings is not None and schedule and organization and research:
            documents = unique.keep_first(settings.documents, self._findings)
            chapters = {str(document.id): self._chapters(document, paths) for document in documents}
            chapters |= {topic.document_id: self._reports(topic) for topic in topics}
            annexes = {str(document.id): self._annexes(document, paths) for document in documents if document.annexes}
            plan = Plan(
                settings,
                schedule,
                organization,
                research,
                topics,
                chapters,
                annexes,
                indicators or Indicators(),
                self._unread,
                glossary or Glossary(),
                records,
                proposals=proposals,
                selection=selection,
                evidence=self._evidence(paths),
                assignments=self._assignments(topics, paths),
            )
            unique.check(plan, self._findings)
            keys.check(organization, self._findings)
        else:
            # Without plan.yaml nobody knows the documents, but a broken file must not hide what is wrong in the others.
            for path in paths:
                if path == "workplan.md" or (path.startswith("chapters/") and is_chapter(path, "chapters")):
                    self._chapter(path)
        names.links(self._snapshot, paths, self._findings)
        return Loaded(plan, in_file_order(self._findings))

    def _part(self, kind: type[_Part], path: str, default: _Part | None) -> _Part | None:
        count = len(self._findings)
        node = self._yaml(path)
        part = shapes.read(kind, node, self._findings) if node is not None else None
        if has_errors(self._findings[count:]):
            self._unread[path] = unread.ids(node)
        return part or default

    def _yaml(self, path: str) -> yaml_nodes.Node | None:
        if path not in self._paths:
            self._missing(path)
            return None
        count = len(self._findings)
        content = read_text(self._snapshot, path, YAML_LIMIT, self._findings)
        if content is None:
            return None
        node = yaml_nodes.parse(content, path, self._findings)
        if node is None and not has_errors(self._findings[count:]):
            self._findings.append(error(Code.MISSING_FIELD, Place(path, 1, 1), _("the file is empty")))
        return node

    def _missing(self, path: str) -> None:
        near = names.near_name(path, self._paths)
        hint = _("rename {name} to {path}").format(name=near, path=path) if near else ""
        self._findings.append(error(Code.MISSING_FILE, Place(path), _("the file is missing"), hint))

    def _settings(self) -> Settings | None:
        settings = self._part(Settings, "plan.yaml", None)
        if settings is not None and settings.period.start > settings.period.end:
            message = _("the period ends in {end}, before it begins in {start}")
            message = message.format(start=settings.period.start, end=settings.period.end)
            self._findings.append(error(Code.OUT_OF_RANGE, settings.period.place, message))
        return settings

    def _profiles(self, settings: Settings | None) -> None:
        """The profiles that the repository brings along, and the names of profiles that there are none of."""
        for path in self._paths:
            if profiles.is_profile(path):
                content = read_text(self._snapshot, path, profiles.LIMIT, self._findings)
                if content is not None:
                    profiles.read(content, path, self._findings)
        if settings is None:
            return
        named = [(settings.profile, settings.place)]
        named += [(document.profile, document.place) for document in settings.documents]
        for name, place in named:
            if name is not None and not profiles.exists(name, self._paths):
                message = _("there is no profile {name}").format(name=name)
                hint = _("known: {listed}").format(listed=", ".join(profiles.known(self._paths)))
                self._findings.append(error(Code.UNKNOWN_REFERENCE, place, message, hint))

    def _record(self, path: str) -> str | None:
        return read_text(self._snapshot, path, YAML_LIMIT, self._findings)

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
        folders = {match[1]: None for match in map(_TOPIC_FOLDER.match, paths) if match}
        for folder in folders:
            if f"topics/{folder}/topic.yaml" not in present:
                self._missing(f"topics/{folder}/topic.yaml")
        return tuple(topics)

    def _selection(self, paths: tuple[str, ...]) -> Selection:
        scores = tuple(Scores(*named) for named in self._each(ScoresFile, _SCORES_FILE, paths))
        decisions = self._each(DecisionFile, _DECISION_FILE, paths)
        return Selection(scores, tuple(Decision(f"selection/{name}.yaml", file) for name, file in decisions))

    def _each(self, kind: type[_Part], pattern: re.Pattern[str], paths: tuple[str, ...]) -> list[tuple[str, _Part]]:
        """The files whose paths fit the pattern, with the ids that their names are."""
        found = []
        for path in paths:
            match = pattern.match(path)
            if not match:
                continue
            if not shapes.IDENTIFIER.match(match[1]):
                message = _("the file name {name} is not an id").format(name=match[1])
                hint = _("an id is 1 to 64 of the characters a-z A-Z 0-9 - _ and begins with a letter or a digit")
                self._findings.append(error(Code.BAD_IDENTIFIER, Place(path), message, hint))
                continue
            file = self._part(kind, path, None)
            if file is not None:
                found.append((match[1], file))
        return found

    def _assignments(self, topics: tuple[Topic, ...], paths: tuple[str, ...]) -> dict[str, Assignment]:
        sheets = {topic.id: f"topics/{topic.id}/assignment.yaml" for topic in topics}
        present = frozenset(paths)
        read = {id_: self._part(Assignment, path, None) for id_, path in sheets.items() if path in present}
        return {id_: sheet for id_, sheet in read.items() if sheet is not None}

    def _evidence(self, paths: tuple[str, ...]) -> tuple[Evidence, ...]:
        found = []
        for match in filter(None, map(_EVIDENCE_FILE.match, paths)):
            if not shapes.IDENTIFIER.match(match[2]):
                message = _("the file name {name} is not an id").format(name=match[2])
                hint = _("an id is 1 to 64 of the characters a-z A-Z 0-9 - _ and begins with a letter or a digit")
                self._findings.append(error(Code.BAD_IDENTIFIER, Place(match[0]), message, hint))
                continue
            file = self._part(EvidenceFile, match[0], None)
            if file is not None:
                found.append(Evidence(match[1], match[2], file))
        return tuple(found)

    def _chapters(self, document: Document, paths: tuple[str, ...]) -> tuple[Chapter, ...]:
        source = document.source.rstrip("/")
        if source in paths:
            chosen = [source]
        else:
            chosen = [path for path in paths if path.startswith(f"{source}/") and is_chapter(path, source)]
        if not chosen:
            message = _("{source}, the source of {document}, is missing").format(source=source, document=document.id)
            self._findings.append(error(Code.MISSING_FILE, document.place, message, self._known_sources(source)))
        elif chosen == [source] and not source.endswith(".md") and self._snapshot.kind(source) is Kind.FILE:
            message = _("{source}, the source of {document}, is neither a folder nor a Markdown file")
            message = message.format(source=source, document=document.id)
            self._findings.append(error(Code.WRONG_TYPE, document.place, message))
            return ()
        return tuple(chapter for chapter in map(self._chapter, chosen) if chapter)

    def _known_sources(self, source: str) -> str:
        """The nearest folder or Markdown file of the repository."""
        known = {path for path in self._paths if path.endswith(".md")}
        known |= {path.rpartition("/")[0] for path in known if "/" in path}
        near = difflib.get_close_matches(source, sorted(known), n=1)
        return _("did you mean {name}?").format(name=near[0]) if near else ""

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


def is_chapter(path: str, folder: str) -> bool:
    """Whether a file in the folder of a document is one of its chapters."""
    name = path[len(folder) + 1 :]
    return "/" not in name and name.endswith(".md") and not name.startswith((".", "_"))
