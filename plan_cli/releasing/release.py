"""`plan release`: an edition made ready in memory, then tagged, then put where it shall lie.

The tag is the release. It is made once everything is written whole beside its place, and what is killed after that is
brought to its end by the same command.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from plan_cli import __version__
from plan_cli.acting.situation import Committed
from plan_cli.checks.references import check_references, known_hint
from plan_cli.errors import RefusedError, UsageError
from plan_cli.gates.editions import release_objections
from plan_cli.gates.objection import Objection, refusing
from plan_cli.loading.contents import Contents
from plan_cli.loading.loader import load
from plan_cli.loading.releases import releases
from plan_cli.model.content_digest import content_digest, difference
from plan_cli.model.finding import Finding, has_errors, in_file_order
from plan_cli.model.plan import Plan
from plan_cli.model.release import Release, tag_message, tag_name
from plan_cli.model.settings import Document, Edition
from plan_cli.releasing.enclosures import enclosures, in_word
from plan_cli.render import build as rendering
from plan_cli.render import fonts, manifest, pandoc, typst
from plan_cli.render.cache import Cache
from plan_cli.repository.atomic import staged_files
from plan_cli.repository.commits import require_identity
from plan_cli.repository.plan_repository import PlanRepository
from plan_cli.repository.tags import Sign, create_tag, tag_exists
from plan_cli.translation import _

MANIFEST = "manifest.json"
Progress = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Prepared:
    """A release that may be made. `files` is empty where `findings` has errors.

    `again`: it was released before; only its files are supplied. `since`: the release before it. `changes`: how many
    paragraphs changed since then. `drafts`: the files that people go on writing in. `unprintable`: statements that
    could not be set in Word.
    """

    release: Release
    title: str
    files: Mapping[str, bytes]
    findings: tuple[Finding, ...]
    again: bool
    since: Release | None = None
    changes: int | None = None
    drafts: frozenset[str] = frozenset()
    unprintable: tuple[str, ...] = ()
    warnings: tuple[Objection, ...] = ()


def prepare(
    repository: PlanRepository,
    committed: Committed,
    typed_edition: str,
    typed_document: str | None,
    cache: Cache,
    progress: Progress,
) -> Prepared:
    """A release of the current commit made ready, or the one there is where the text has not changed since.

    Raises:
        UsageError: there is no such edition or document.
        RefusedError: it may not be released now, or what was released cannot be made again.
    """
    plan = committed.situation.plan
    known = releases(repository.git, committed.root)
    named = next((release for release in known if release.tag == typed_edition), None)
    if named is not None:
        return _again(repository, named, known, cache, progress)
    edition = _edition(typed_edition, known)
    document = _document(plan, typed_document)
    own = tuple(release for release in known if release.document == document.id)
    rounds = [release for release in own if release.edition is edition]
    digest = content_digest(Contents(committed.snapshot, plan).of_document(document.id))
    if rounds and rounds[-1].digest == digest:
        return _again(repository, rounds[-1], known, cache, progress)
    warnings = _require_allowed(repository, committed, document, edition, own)
    since = max(own, key=lambda release: release.order, default=None)
    several = sum(item.edition is not None for item in plan.settings.documents) > 1
    number = rounds[-1].round + 1 if rounds else 1
    release = Release(
        document.id,
        edition,
        number,
        committed.situation.report.day,
        committed.commit,
        committed.root,
        digest,
        since.commit if since else None,
        _programs(),
        tag=tag_name(document.id, edition, number, several=several),
    )
    _require_free(repository, release)
    require_identity(repository.git)
    return replace(_made(repository, release, since, cache, progress), warnings=warnings)


def carry_out(repository: PlanRepository, prepared: Prepared, folder: Path, sign: Sign | None = None) -> list[str]:
    """Make the tag and put the files into `folder`. Returns the names of drafts that lay there changed, and stay.

    `sign` makes the signature of the tag, where tags are signed.

    Raises:
        RefusedError: other files of these names lie there, or the tag was made meanwhile.
        MissingRequirementError: the place cannot be written; there is no tag then.
    """
    kept, missing = _beside(folder, prepared)
    release = prepared.release
    if prepared.again and not missing:
        return kept
    with staged_files(folder, missing) as move:
        if not prepared.again:
            message = tag_message(release, prepared.title)
            create_tag(repository.git, release.tag, release.commit, message, sign)
        move()
    return kept


def _edition(typed: str, known: tuple[Release, ...]) -> Edition:
    for edition in Edition:
        if typed in (edition.value, edition.chinese):
            return edition
    listed = ", ".join(f"{edition.chinese} ({edition.value})" for edition in Edition)
    tags = ", ".join(release.tag for release in known)
    raise UsageError(
        _("there is no edition {name}").format(name=typed),
        _("editions: {listed}").format(listed=listed) + (f"; {tags}" if tags else ""),
    )


def _document(plan: Plan, typed: str | None) -> Document:
    editioned = [document for document in plan.settings.documents if document.edition is not None]
    wanted = typed or next((str(item.id) for item in editioned if item.id == rendering.DEFAULT), None)
    if wanted is None and editioned:
        wanted = editioned[0].id
    found = plan.document(wanted) if wanted else None
    if found is None:
        titles = {str(document.id): document.title for document in plan.settings.documents}
        raise UsageError(_("there is no document {name}").format(name=typed or ""), known_hint(titles, typed or ""))
    return found


def _require_allowed(
    repository: PlanRepository, committed: Committed, document: Document, edition: Edition, own: tuple[Release, ...]
) -> tuple[Objection, ...]:
    """Refuse what the branch, the files, plan.yaml, the order or the gates do not allow; the warnings there are."""
    plan = committed.situation.plan
    protected = plan.settings.policy.protected_branches
    if repository.branch() not in protected:
        raise RefusedError(
            _("editions are released on {protected}").format(protected=_(", ").join(protected)),
            _("run: git switch {branch}").format(branch=protected[0]),
        )
    found = release_objections(plan, committed.situation.report, document, edition, own)
    refusals = refusing(found, plan.settings.policy.enforcement)
    if refusals:
        message = "\n".join(dict.fromkeys(item.message for item in refusals))
        raise RefusedError(message, "\n  ".join(dict.fromkeys(item.hint for item in refusals)))
    if document.edition is not edition:
        now = document.edition.chinese if document.edition else _("none")
        raise RefusedError(
            _("the edition of {document} in plan.yaml is {now}, not {edition}").format(
                document=document.id, now=now, edition=edition.chinese
            ),
            _("write edition: {edition} for it in plan.yaml, then run: plan amend edition --reason …").format(
                edition=edition.value
            ),
        )
    _require_clean(repository, committed, document)
    return tuple(item for item in found if item not in refusals)


def _require_clean(repository: PlanRepository, committed: Committed, document: Document) -> None:
    """What lies on the disk must be what is released, or somebody gives out another text than the one they look at."""
    if repository.top is None:
        return
    plan = committed.situation.plan
    stored = Contents(committed.snapshot, plan).of_document(document.id)
    changed = difference(stored, Contents(repository.work_tree(), plan).of_document(document.id))
    if changed:
        listed = _(", ").join(change.path for change in changed[:5])
        raise RefusedError(
            _("{listed} on the disk differ from the committed text").format(listed=listed),
            _("commit or undo the changes first"),
        )


def _require_free(repository: PlanRepository, release: Release) -> None:
    if tag_exists(repository.git, release.tag):
        raise RefusedError(
            _("there is a tag {tag} that plan release did not make").format(tag=release.tag),
            _("look at it with: git show {tag}; rename it before you release").format(tag=release.tag),
        )


def _again(
    repository: PlanRepository, release: Release, known: tuple[Release, ...], cache: Cache, progress: Progress
) -> Prepared:
    """A release made again from its tag, and compared with what the tag says."""
    since = next(
        (other for other in known if other.commit == release.since and other.document == release.document), None
    )
    if release.since is not None and since is None:
        raise RefusedError(
            _("the release before {tag} is not in this clone").format(tag=release.tag), _("run: git fetch --tags")
        )
    made = _made(repository, release, since, cache, progress)
    if made.files and made.release.files != release.files:
        names = sorted({*made.release.files.items()} ^ {*release.files.items()})
        listed = _(", ").join(dict.fromkeys(name for name, __ in names))
        raise RefusedError(
            _("{tag} cannot be made again byte for byte: {listed}").format(tag=release.tag, listed=listed),
            _("it was made with {then}; this is {now}").format(then=release.made_with, now=_programs()),
        )
    return replace(made, again=True)


def _made(
    repository: PlanRepository, release: Release, since: Release | None, cache: Cache, progress: Progress
) -> Prepared:
    """Everything of a release, from its commit alone."""
    snapshot = repository.at(release.commit)
    loaded = load(snapshot)
    plan = loaded.require_plan()
    document = _document(plan, release.document)
    wanted = rendering.wanted(plan, [document.id])
    findings = [item for item in (*loaded.findings, *check_references(plan)) if wanted[0].concerns(item)]
    moment = repository.describe(release.commit).committed
    origin = manifest.Origin(release.commit, release.tag, moment, False, {str(document.id): release})
    formats = list(rendering.FORMATS)
    built = rendering.build(snapshot, plan, wanted, formats, origin, cache, progress, bundled_fonts=True)
    findings += built.findings
    if has_errors(findings):
        return Prepared(release, document.title, {}, in_file_order(findings), again=False, since=since)
    files = {output.name: output.content for output in built.outputs}
    files[MANIFEST] = manifest.make(built.outputs, origin, built.faces, cache)
    stem = built.outputs[0].name.rpartition(".")[0]
    unprintable = []
    drafts = set()
    progress(_("writing the statements"))
    enclosed = enclosures(repository, snapshot, plan, document, release, since)
    for kind, markdown in enclosed.drafts.items():
        files[f"{stem}-{kind}.md"] = markdown.encode()
        word = in_word(snapshot, plan, kind, markdown, origin, cache, progress)
        if word is None:
            unprintable.append(kind)
        else:
            files[f"{stem}-{kind}.docx"] = word
        drafts |= {f"{stem}-{kind}.md", f"{stem}-{kind}.docx"}
    digests = {name: hashlib.sha256(content).hexdigest() for name, content in files.items()}
    return Prepared(
        replace(release, files=digests),
        document.title,
        files,
        in_file_order(findings),
        again=False,
        since=since,
        changes=None if enclosed.changed is None else len(enclosed.changed),
        drafts=frozenset(drafts),
        unprintable=tuple(unprintable),
    )


def _programs() -> str:
    versions = {
        "plan": __version__,
        "typst": typst.version(),
        "pypandoc_binary": pandoc.version(),
        "fonts": fonts.version(),
    }
    return ", ".join(f"{name} {version}" for name, version in versions.items())


def _beside(folder: Path, prepared: Prepared) -> tuple[list[str], dict[str, bytes]]:
    """What lies in the folder already: drafts that somebody went on writing in, and the files still to be put there."""
    kept: list[str] = []
    missing: dict[str, bytes] = {}
    others: list[str] = []
    for name, content in prepared.files.items():
        there = _content(folder / name)
        if there is None:
            missing[name] = content
        elif there != content:
            (kept if prepared.again and name in prepared.drafts else others).append(name)
    if others:
        raise RefusedError(
            _("other files of these names lie in {folder}: {listed}").format(
                folder=folder, listed=_(", ").join(others)
            ),
            _("move them away, or name another folder with --out"),
        )
    return kept, missing


def _content(path: Path) -> bytes | None:
    """What stands at a path; None where nothing does, and nothing readable counts as something else."""
    if not path.is_symlink() and not path.exists():
        return None
    try:
        return b"" if path.is_symlink() else path.read_bytes()
    except OSError:
        return b""
