"""The statements that go with a release, written and set in Word, from the state released and the one before."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from plan_cli.gates.evaluate import Report, evaluate
from plan_cli.loading.contents import present
from plan_cli.loading.front_matter import without_front_matter
from plan_cli.loading.loader import MARKDOWN_LIMIT, load, read_text
from plan_cli.model.chapter import Chapter, FrontMatter
from plan_cli.model.finding import has_errors
from plan_cli.model.plan import Plan
from plan_cli.model.release import Release
from plan_cli.model.settings import Document, DocumentKind
from plan_cli.releasing.paragraphs import Changed, Text, changed_paragraphs, paragraphs
from plan_cli.releasing.reasons import reasons
from plan_cli.releasing.statements import changes, compilation
from plan_cli.render import build as rendering
from plan_cli.render.cache import Cache
from plan_cli.render.manifest import Origin
from plan_cli.repository.line_of_commits import commits_between
from plan_cli.repository.overlay import Overlaid
from plan_cli.repository.plan_repository import PlanRepository
from plan_cli.repository.snapshot import RevisionSnapshot, Snapshot

COMPILATION = "编制说明"
CHANGES = "修改说明"

# Each is looked into for who changed what; beyond that it is enough to name the commits of a file.
_MOST_COMMITS = 500


@dataclass(frozen=True, slots=True)
class Enclosures:
    """`drafts`: Markdown by what it is. `changed`: what changed since the last release; None where there was none."""

    drafts: dict[str, str]
    changed: tuple[Changed, ...] | None = None


def enclosures(
    repository: PlanRepository,
    snapshot: RevisionSnapshot,
    plan: Plan,
    document: Document,
    release: Release,
    since: Release | None,
) -> Enclosures:
    """The statements for a release that is made from `snapshot`; `since` is the release before it."""
    drafts = {COMPILATION: compilation(plan, _report(snapshot, plan, release), document, release)}
    if since is None:
        return Enclosures(drafts)
    before = repository.at(since.commit)
    changed = changed_paragraphs(
        _texts(before, load(before).require_plan(), document.id), _texts(snapshot, plan, document.id)
    )
    commits = commits_between(repository.git, since.commit, release.commit)

    def words_at(commit: str, path: str) -> frozenset[str]:
        if len(commits) > _MOST_COMMITS or not path.endswith(".md"):
            return frozenset()
        state = repository.at(commit)
        text = read_text(state, path, MARKDOWN_LIMIT, []) if path in state.paths() else None
        return paragraphs(text or "")

    why = reasons(plan, document.id, changed, commits, words_at, since.commit)
    drafts[CHANGES] = changes(document, since, release, changed, why)
    return Enclosures(drafts, changed)


def in_word(
    snapshot: Snapshot,
    plan: Plan,
    kind: str,
    markdown: str,
    origin: Origin,
    cache: Cache,
    progress: Callable[[str], None],
) -> bytes | None:
    """A statement as DOCX in the plan's profile; None where it holds something that cannot be printed."""
    path = f"release/{kind}.md"
    overlaid = Overlaid(snapshot, {path: markdown.encode()})
    chapter = Chapter(path, overlaid.oid(path), FrontMatter(), "", 1)
    wanted = rendering.Wanted(kind, kind, path, (chapter,), titled=True)
    own_origin = replace(origin, releases={})
    built = rendering.build(overlaid, plan, [wanted], ["docx"], own_origin, cache, progress, bundled_fonts=True)
    return None if has_errors(built.findings) else built.outputs[0].content


def _report(snapshot: Snapshot, plan: Plan, release: Release) -> Report:
    return evaluate(plan, present(snapshot, plan, release.root), release.day)


def _texts(snapshot: Snapshot, plan: Plan, document_id: str) -> Iterator[Text]:
    """The texts of a document in their order, and its indicators as lines."""
    for chapter in (*plan.chapters.get(document_id, ()), *plan.annexes.get(document_id, ())):
        text = read_text(snapshot, chapter.path, MARKDOWN_LIMIT, [])
        if text is not None:
            yield Text(chapter.path, without_front_matter(text, chapter.body_line - 1))
    document = plan.document(document_id)
    if document and document.kind is DocumentKind.OUTLINE and plan.indicators.indicators:
        rows = [
            f"| {item.name} | {item.base.text if item.base else '—'} | {item.target.text} | {item.unit} |"
            for item in plan.indicators.indicators
        ]
        yield Text("indicators.yaml", "\n".join(["## 主要指标", *rows]))
