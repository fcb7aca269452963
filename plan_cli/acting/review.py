"""What exactly a record is about, as it is shown before anything is recorded: the content and what changed in it."""

from __future__ import annotations

from dataclasses import dataclass

from plan_cli.acting.situation import Committed
from plan_cli.checks.references import check_references
from plan_cli.errors import PlanError, RefusedError
from plan_cli.loading.contents import Contents, has_content
from plan_cli.loading.loader import load
from plan_cli.model.change import FileChange
from plan_cli.model.content_digest import ContentFile, content_digest, difference
from plan_cli.model.finding import Severity
from plan_cli.model.plan import Plan
from plan_cli.model.records import DECISIONS, Content, MilestoneRecord
from plan_cli.model.schedule import Milestone
from plan_cli.model.settings import Document, Edition
from plan_cli.repository.plan_repository import PlanRepository
from plan_cli.repository.snapshot import Snapshot
from plan_cli.translation import _


@dataclass(frozen=True, slots=True)
class Review:
    """A content that is about to be recorded.

    `since`: the record it is compared with; `changes`: what changed since then, None where that commit is not there.
    """

    content: Content
    title: str
    revision: str
    since: MilestoneRecord | None = None
    changes: tuple[FileChange, ...] | None = None


def review(repository: PlanRepository, committed: Committed, milestone: Milestone, at: str | None) -> Review | None:
    """The content of a milestone at `at` (the current commit where None), to be recorded; None where it has none.

    Raises:
        RefusedError: the files on the disk differ from it, there is nothing, or a file is none.
        UsageError: there is no revision `at`, or it is not part of this branch.
    """
    if not has_content(milestone):
        return None
    plan = committed.situation.plan
    commit = committed.commit
    snapshot: Snapshot = committed.snapshot
    if at is not None:
        commit = repository.commit_of(at)
        if not repository.contains(committed.commit, commit):
            raise RefusedError(_("{revision} is not part of this branch").format(revision=at))
        snapshot = repository.at(commit)
    files = Contents(snapshot, plan).files(milestone)
    _require_plain(files, milestone)
    if at is None:
        _require_clean(repository, plan, milestone, files)
    document = plan.document(milestone.document.id) if milestone.document else None
    content = Content(
        commit,
        content_digest(files),
        len(files),
        document.id if document else None,
        _edition(document, snapshot, at),
    )
    since = last_record(committed, milestone)
    changes = None if since is None else changes_since(repository, plan, milestone, since, files)
    title = document.title if document else _(", ").join(milestone.covers)
    return Review(content, title, repository.describe(commit).name, since, changes)


def last_record(committed: Committed, milestone: Milestone) -> MilestoneRecord | None:
    """What a content is compared with: the last decision about the same document, or else the last act."""
    records = [record for record in committed.situation.report.history.of(MilestoneRecord) if record.content]
    if milestone.document:
        records = [item for item in records if item.content and item.content.document == milestone.document.id]
    else:
        records = [item for item in records if item.milestone == milestone.id]
    decisions = [record for record in records if record.kind in DECISIONS]
    return max(decisions or records, key=lambda record: (record.recorded, record.id), default=None)


def changes_since(
    repository: PlanRepository,
    plan: Plan,
    milestone: Milestone,
    record: MilestoneRecord,
    files: tuple[ContentFile, ...],
) -> tuple[FileChange, ...] | None:
    """What is different in `files` from what a record was about; None where its commit is not in this clone."""
    if record.content is None:
        return None
    try:
        before = Contents(repository.at(record.content.commit), plan).files(milestone)
    except PlanError:
        return None
    return difference(before, files)


def require_checked(committed: Committed, review: Review | None, milestone: Milestone) -> None:
    """A deliverable is handed in only when the checks find no error in it.

    Raises:
        RefusedError: an error lies in one of its files.
    """
    if review is None:
        return
    plan = committed.situation.plan
    paths = {file.path for file in Contents(committed.snapshot, plan).files(milestone)}
    found = (*load(committed.snapshot).findings, *check_references(plan))
    for finding in found:
        if finding.severity is Severity.ERROR and finding.place.path in paths:
            raise RefusedError(
                _("{place}: {message}").format(place=finding.place, message=finding.message),
                _("what is handed in must be sound; mend it and commit first"),
            )


def _require_plain(files: tuple[ContentFile, ...], milestone: Milestone) -> None:
    if not files:
        raise RefusedError(
            _("there is nothing to record for {milestone}: none of its files is committed").format(
                milestone=milestone.id
            ),
            _("its files: {listed}").format(
                listed=_(", ").join([*([milestone.document.id] if milestone.document else []), *milestone.covers])
            ),
        )
    for file in files:
        if file.kind != "file":
            raise RefusedError(
                _("{path} is no plain file").format(path=file.path), _("put a copy of the file in its place")
            )


def _require_clean(
    repository: PlanRepository, plan: Plan, milestone: Milestone, files: tuple[ContentFile, ...]
) -> None:
    """What lies on the disk must be what is recorded, or somebody approves another text than the one they look at."""
    if repository.top is None:
        return
    changed = difference(files, Contents(repository.work_tree(), plan).files(milestone))
    if changed:
        listed = _(", ").join(change.path for change in changed[:5])
        raise RefusedError(
            _("{listed} on the disk differ from the committed text").format(listed=listed),
            _("commit or undo the changes first; where the command has --at, it may name what was before the body"),
        )


def _edition(document: Document | None, snapshot: Snapshot, at: str | None) -> Edition | None:
    """The edition that the document had at that revision."""
    if document is None or at is None:
        return document.edition if document else None
    older = load(snapshot).plan
    then = older.document(document.id) if older else None
    return then.edition if then else None
