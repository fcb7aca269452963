"""Two editions of a document, read from two snapshots and compared: what every output of `plan diff` is made from."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from plan_cli.comparison.blocks import Block, Spot
from plan_cli.comparison.credit_history import credits_between
from plan_cli.comparison.credits import Credits
from plan_cli.comparison.moved_sentences import with_moved_sentences
from plan_cli.comparison.passages import Passage, State, compare
from plan_cli.comparison.reasons import Reasons
from plan_cli.comparison.redline import is_contents
from plan_cli.comparison.word_blocks import BlockReader
from plan_cli.comparison.word_items import Item, read_items
from plan_cli.errors import RefusedError, UsageError
from plan_cli.loading.loader import load
from plan_cli.model.finding import Code, Finding, Severity
from plan_cli.model.plan import Plan
from plan_cli.model.profile import Profile
from plan_cli.render import build, docx, pdf
from plan_cli.render.bookmarks import chapter_name
from plan_cli.render.build import Prepared, Wanted
from plan_cli.render.cache import Cache
from plan_cli.render.docx_package import Relations
from plan_cli.render.docx_parts import parts
from plan_cli.render.docx_sections import parted_items
from plan_cli.render.manifest import Origin
from plan_cli.render.titles import TitlePage
from plan_cli.repository.plan_repository import PlanRepository, Revision
from plan_cli.repository.snapshot import Snapshot
from plan_cli.translation import _

# A chapter that could not be read would look like one that was taken out.
_UNREAD = frozenset((Code.NOT_RENDERED, Code.FOOTNOTE_CYCLE))


@dataclass(frozen=True, slots=True)
class Edition:
    """A document at one revision. `asked`: how the user named it; `last_section`: the properties of its end.

    A document that is not there at that revision has no items.
    """

    asked: str
    revision: Revision
    snapshot: Snapshot
    title_page: TitlePage | None = None
    items: tuple[Item, ...] = ()
    blocks: tuple[Block, ...] = ()
    last_section: str = ""
    chapters: Mapping[str, str] = field(default_factory=dict)
    """The blob id of each chapter, by its path."""

    @property
    def name(self) -> str:
        """How people call it: its stage, or else its revision."""
        return (self.title_page.edition if self.title_page else "") or self.revision.name


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two editions of one document, and what changed from the first to the second; `findings`: errors of the newer."""

    document: str
    before: Edition
    after: Edition
    profile: Profile
    relations: Relations
    passages: tuple[Passage, ...]
    credits: Credits
    reasons: Reasons
    findings: tuple[Finding, ...] = ()

    @property
    def title_page(self) -> TitlePage:
        """What the newer of the two that there are says of itself."""
        found = self.after.title_page or self.before.title_page
        if found is None:
            raise RefusedError(_("there is nothing to compare"))
        return found

    @property
    def changes(self) -> tuple[Passage, ...]:
        """What people are told of: changed passages without the table of contents and without marks of pages."""
        return tuple(
            passage
            for passage in self.passages
            if passage.state is not State.SAME
            and not is_contents(passage)
            and not all(block.fixed for block in (*passage.before, *passage.after))
        )


def compare_editions(
    repository: PlanRepository,
    old: str,
    new: str | None,
    document: str | None,
    cache: Cache,
    progress: Callable[[str], None],
    *,
    bundled_fonts: bool = False,
    with_pages: bool = False,
    known_reasons: Mapping[Spot, str] | None = None,
) -> Comparison:
    """Compare a document at two revisions; `new` is the work tree where it is None.

    `with_pages`: the table of contents has its page numbers, for which the document is set once. `known_reasons`: why a
    block was changed, where more is known than the commits say.

    Raises:
        UsageError: there is no such revision or document.
        RefusedError: a plan or a chapter of it cannot be read at one of the revisions.
    """
    snapshots = (repository.at(old), repository.at(new) if new is not None else repository.work_tree())
    plans = [_plan(snapshot) for snapshot in snapshots]
    names = (old, new if new is not None else "")
    chosen = _chosen(plans, document)
    relations = Relations()
    editions = []
    findings: list[Finding] = []
    profile: Profile | None = None
    pairs = list(zip(names, snapshots, plans, chosen, strict=True))
    # The newer one first: both are set in its profile.
    for asked, snapshot, plan, wanted in reversed(pairs):
        revision = repository.origin(snapshot)
        if wanted is None:
            editions.append(Edition(asked, revision, snapshot))
            continue
        origin = Origin(revision.commit, revision.name, revision.committed, revision.dirty)
        prepared = build.prepared(snapshot, plan, wanted, origin, cache, progress, bundled_fonts=bundled_fonts)
        if prepared is None:
            raise RefusedError(
                _("{document} cannot be read at {revision}").format(document=wanted.id, revision=snapshot.label),
                _("plan check says what is wrong: plan check --at REV"),
            )
        _refuse_unread(prepared, snapshot)
        if not editions:
            findings += [finding for finding in prepared.findings if finding.severity is Severity.ERROR]
        profile = profile or prepared.assembled.profile
        pages = {}
        if with_pages and not editions:
            pages = pdf.pages(prepared.assembled, prepared.title_page, prepared.pictures, prepared.fonts)
        progress(_("comparing {title}").format(title=wanted.title))
        editions.append(_edition(asked, revision, snapshot, wanted, prepared, profile, relations, cache, pages))
    after, before = editions
    if profile is None:
        raise RefusedError(_("there is nothing to compare"))
    passages = with_moved_sentences(compare(before.blocks, after.blocks))
    credited = credits_between(repository, before, after, passages)
    wanted_after = chosen[1] or chosen[0]
    return Comparison(
        wanted_after.id if wanted_after else "",
        before,
        after,
        profile,
        relations,
        passages,
        credited,
        Reasons(credited, known_reasons or {}),
        tuple(findings),
    )


def _plan(snapshot: Snapshot) -> Plan:
    loaded = load(snapshot)
    if loaded.plan is None:
        first = next(iter(loaded.findings), None)
        said = f"{first.place}: {first.message}" if first else ""
        raise RefusedError(
            _("the plan cannot be read at {revision}").format(revision=snapshot.label),
            said,
        )
    return loaded.plan


def _chosen(plans: list[Plan], document: str | None) -> list[Wanted | None]:
    """The document in both plans; it may be missing in one."""
    names = [document] if document else []
    found: list[Wanted | None] = []
    problems = []
    for plan in plans:
        try:
            wanted = build.wanted(plan, names)[0]
            found.append(wanted if wanted.chapters else None)
        except UsageError as problem:
            problems.append(problem)
            found.append(None)
    if problems and len(problems) == len(plans):
        raise problems[-1]
    if document == build.ALL:
        raise UsageError(_("one document at a time is compared"), _("name it: plan diff A B DOCUMENT"))
    return found


def _refuse_unread(prepared: Prepared, snapshot: Snapshot) -> None:
    unread = next((finding for finding in prepared.findings if finding.code in _UNREAD), None)
    if unread is not None:
        raise RefusedError(
            _("a chapter cannot be read at {revision}").format(revision=snapshot.label),
            f"{unread.place}: {unread.message}",
        )


def _edition(
    asked: str,
    revision: Revision,
    snapshot: Snapshot,
    wanted: Wanted,
    prepared: Prepared,
    profile: Profile,
    relations: Relations,
    cache: Cache,
    pages: dict[str, int],
) -> Edition:
    items, notes = docx.written(prepared.assembled, prepared.title_page, prepared.pictures, relations, cache, pages)
    parted, last = parted_items(items, profile, parts(profile, ""))
    read = read_items(parted, notes)
    chapters = {chapter.path: chapter.oid for chapter in (*wanted.chapters, *wanted.annexes)}
    blocks = BlockReader({chapter_name(path): path for path in chapters}).blocks(read)
    return Edition(asked, revision, snapshot, prepared.title_page, tuple(read), tuple(blocks), last, chapters)


def moment(comparison: Comparison) -> datetime.datetime:
    """The time that stands in files made of a comparison: that of the newer revision."""
    return comparison.after.revision.committed
