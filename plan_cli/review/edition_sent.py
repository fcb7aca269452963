"""The document of a round at the revision that was sent: its Word file, and the chapters beside it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from plan_cli.errors import RefusedError
from plan_cli.loading.front_matter import without_front_matter
from plan_cli.loading.loader import MARKDOWN_LIMIT, load, read_text
from plan_cli.model.consultation import Round
from plan_cli.model.finding import Finding, has_errors
from plan_cli.model.plan import Plan
from plan_cli.model.values import Target
from plan_cli.render import build as rendering
from plan_cli.render import manifest
from plan_cli.render.cache import Cache
from plan_cli.render.chapters import Source
from plan_cli.repository.plan_repository import PlanRepository
from plan_cli.repository.snapshot import RevisionSnapshot
from plan_cli.review.sent import Sent, sent_document
from plan_cli.translation import _


@dataclass(frozen=True)
class EditionSent:
    """What a round is about. `body_lines`: how many lines of front matter stand above each chapter."""

    snapshot: RevisionSnapshot
    plan: Plan
    document: rendering.Wanted
    word: bytes
    name: str

    def sent(self) -> Sent:
        """Its paragraphs beside their Markdown.

        Raises:
            RefusedError: its Word file cannot be read again.
        """
        sources = []
        for number, chapter in enumerate((*self.document.chapters, *self.document.annexes)):
            text = read_text(self.snapshot, chapter.path, MARKDOWN_LIMIT, [])
            if text is not None:
                titled = self.document.titled or number >= len(self.document.chapters)
                body = without_front_matter(text, chapter.body_line - 1)
                sources.append(Source(chapter.path, chapter.oid, body, titled))
        return sent_document(self.word, sources, self._indicators())

    def chapter_texts(self) -> dict[str, str]:
        """The whole text of each chapter's file, by path."""
        texts = {}
        for chapter in (*self.document.chapters, *self.document.annexes):
            text = read_text(self.snapshot, chapter.path, MARKDOWN_LIMIT, [])
            if text is not None:
                texts[chapter.path] = text
        return texts

    def _indicators(self) -> list[object]:
        if not self.plan.indicators.indicators:
            return []
        from plan_cli.render import indicator_table

        names = self.plan.known(Target.PARTY)
        return list(indicator_table.table(self.plan.indicators, names, self.plan.settings.period))

    def whole_file(self, path: str, body: str) -> bytes:
        """A chapter's file with a new body: front matter, byte order mark and line ends as they were."""
        raw = self.snapshot.read(path, MARKDOWN_LIMIT).decode("utf-8")
        mark = "\ufeff" if raw.startswith("\ufeff") else ""
        old = raw.removeprefix("\ufeff")
        chapter = next(one for one in (*self.document.chapters, *self.document.annexes) if one.path == path)
        lines = chapter.body_line - 1
        plain = old.replace("\r\n", "\n").replace("\r", "\n")
        front = "".join(line + "\n" for line in plain.split("\n")[:lines])
        new = front + body[lines:]
        return (mark + (new if "\r" not in old else _with_line_ends(old, new))).encode("utf-8")


def _with_line_ends(old: str, new: str) -> str:
    """The new text with the line ends that its lines had; new lines end as most do."""
    import difflib

    before = old.splitlines(keepends=True)
    plain = [line.replace("\r\n", "\n").replace("\r", "\n") for line in before]
    after = new.splitlines(keepends=True)
    usual = "\r\n" if old.count("\r\n") * 2 >= old.count("\n") else "\n"
    made = []
    for operation, start, end, begin, stop in difflib.SequenceMatcher(None, plain, after, autojunk=False).get_opcodes():
        if operation == "equal":
            made += before[start:end]
        else:
            made += [line.replace("\n", usual) for line in after[begin:stop]]
    return "".join(made)


def edition_sent(repository: PlanRepository, about: Round, progress: Callable[[str], None]) -> EditionSent:
    """The document of a round as it was sent, built again from its revision.

    Raises:
        RefusedError: the revision or the document is not there, or cannot be built.
    """
    snapshot = repository.at(about.revision)
    loaded = load(snapshot)
    plan = loaded.require_plan()
    (document,) = rendering.wanted(plan, [about.document.id])
    revision = repository.origin(snapshot)
    origin = manifest.Origin(revision.commit, revision.name, revision.committed, revision.dirty)
    made = rendering.build(snapshot, plan, [document], ["docx"], origin, Cache(repository.cache_folder), progress)
    if has_errors(made.findings) or not made.outputs:
        raise RefusedError(
            _("{document} cannot be built: {said}").format(document=document.id, said=_first(made.findings)),
            _("plan build {document} --at {revision} says more").format(
                document=document.id, revision=about.revision[:10]
            ),
        )
    return EditionSent(snapshot, plan, document, made.outputs[0].content, made.outputs[0].name)


def _first(findings: tuple[Finding, ...]) -> str:
    return f"{findings[0].place} {findings[0].message}" if findings else "?"
