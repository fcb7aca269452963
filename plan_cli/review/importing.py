"""`plan review import`: returned files → one commit on the unit's branch, by the unit."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import yaml

from plan_cli.errors import RefusedError, UsageError
from plan_cli.model.consultation import Comment, CommentKind, Reason, Round
from plan_cli.repository.branches import Author, commit_on_branch, first_commit, merged, tip_of
from plan_cli.repository.plan_repository import PlanRepository
from plan_cli.repository.snapshot import Snapshot
from plan_cli.review.change import Change
from plan_cli.review.edition_sent import EditionSent, edition_sent
from plan_cli.review.finding_places import Places
from plan_cli.review.page_in import read_page_file
from plan_cli.review.returned_files import FileKind, kind_of_file, read_plainly, with_attachments
from plan_cli.review.rounds import branch_of, load_round, party_named, rounds
from plan_cli.review.sent import Sent
from plan_cli.review.word_in import Returned, read_returned
from plan_cli.review.word_out import Identity, identity_of
from plan_cli.review.word_package import open_package
from plan_cli.translation import _

_SURE_AT_LEAST = 0.6
_CHAPTER_LIMIT = 8 << 20


@dataclass
class FileReport:
    """What came out of one file."""

    name: str
    returned: Returned
    identity: Identity | None


@dataclass
class Report:
    """What came out of an import. `commit` is None where the branch held all of it already."""

    round: str
    unit: str
    branch: str
    commit: str | None
    files: list[FileReport] = field(default_factory=list)
    comments: list[Comment] = field(default_factory=list)


def import_files(
    repository: PlanRepository,
    snapshot: Snapshot,
    files: Mapping[str, bytes],
    unit: str,
    round_id: str | None,
    progress: Callable[[str], None],
    *,
    anyway: bool = False,
) -> Report:
    """Read the files, and make or advance the unit's branch.

    Raises:
        UsageError: there is no such round or unit.
        RefusedError: a file is unsound, or of another round, unit or plan and `anyway` is not set; nothing was changed.
    """
    files = with_attachments(files)
    kinds = {name: kind_of_file(name, content) for name, content in files.items()}
    identities = {name: _identity(content, name, kinds[name]) for name, content in files.items()}
    chosen = round_id or _round_of(identities, snapshot)
    about = load_round(snapshot, chosen)
    edition = edition_sent(repository, about, progress)
    party = party_named(edition.plan, unit)
    branch = branch_of(chosen, party.id)
    report = Report(chosen, party.id, branch, None)
    plan_id = first_commit(repository.git, about.revision)
    sent: Sent | None = None
    places = Places(edition.chapter_texts()) if set(kinds.values()) - {FileKind.WORD} else Places({})
    for number, (name, content) in enumerate(files.items(), start=1):
        progress(_("reading {name} ({n} of {total})").format(name=name, n=number, total=len(files)))
        try:
            if kinds[name] is FileKind.WORD:
                sent = sent or edition.sent()
                returned = read_returned(content, sent, str(about.document.id))
            else:
                returned = read_plainly(kinds[name], name, content, places, str(about.document.id))
        except RefusedError as problem:
            raise RefusedError(f"{name}: {problem.message}", problem.hint) from problem
        wanted = Identity(plan_id, chosen, party.id, str(about.document.id), about.revision)
        doubt = _doubt(identities[name], wanted, returned)
        if doubt and not anyway:
            hint = _("{percent} % of the text was found; --anyway takes the file all the same").format(
                percent=round(returned.confidence * 100)
            )
            raise RefusedError(f"{name}: {doubt}", hint)
        if doubt:
            returned.noticed.append(doubt)
        report.files.append(FileReport(name, returned, identities[name]))
    contents = _contents(repository, edition, about, report)
    parent = tip_of(repository.git, branch) or about.revision
    message = _("{unit}: comments on {document} ({round})").format(
        unit=party.name, document=edition.document.title, round=chosen
    )
    author = Author(party.name, f"{party.id}@units.invalid")
    if contents:
        report.commit = commit_on_branch(repository.git, branch, parent, contents, f"{message}\n", author)
    return report


def _identity(content: bytes, name: str, kind: FileKind) -> Identity | None:
    try:
        if kind is FileKind.PAGE:
            return read_page_file(content, Places({}), "")[1]
        if kind is not FileKind.WORD:
            return None
        return identity_of(open_package(content))
    except RefusedError as problem:
        raise RefusedError(f"{name}: {problem.message}", problem.hint) from problem


def _round_of(identities: Mapping[str, Identity | None], snapshot: Snapshot) -> str:
    named = {identity.round for identity in identities.values() if identity}
    known = rounds(snapshot)
    if len(named) == 1 and (found := named.pop()) in known:
        return found
    if len(known) == 1:
        return known[0]
    raise UsageError(
        _("the files do not say which round they belong to"),
        _("name it with --round; known: {listed}").format(listed=", ".join(known) or _("none")),
    )


def _doubt(identity: Identity | None, wanted: Identity, returned: Returned) -> str:
    """Why a file may not be what it is given for; empty where all is well."""
    if identity is None:
        if returned.confidence < _SURE_AT_LEAST:
            return _("the file does not say what it is, and little of its text is that of the document")
        return ""
    if identity.plan != wanted.plan:
        return _("the file belongs to another plan")
    if identity.round != wanted.round:
        return _("the file belongs to the round {round}").format(round=identity.round)
    if identity.document != wanted.document:
        return _("the file is the document {document}").format(document=identity.document)
    if identity.unit != wanted.unit:
        return _("the file was sent to {unit}").format(unit=identity.unit)
    if returned.confidence < _SURE_AT_LEAST / 2:
        return _("little of the file's text is that of the document")
    return ""


def _contents(repository: PlanRepository, edition: EditionSent, about: Round, report: Report) -> dict[str, bytes]:
    """The files of the commit: chapters with all edits, comments one file each."""
    tip = tip_of(repository.git, report.branch)
    present = repository.at(tip) if tip else edition.snapshot
    contents: dict[str, bytes] = {}
    comments: dict[str, Comment] = {}
    for file in report.files:
        for path, body in file.returned.texts.items():
            new = edition.whole_file(path, body)
            base = edition.snapshot.read(path, _CHAPTER_LIMIT)
            ours = contents.get(path) or (present.read(path, _CHAPTER_LIMIT) if path in present.paths() else base)
            both = new if ours in (base, new) else merged(repository.git, ours, base, new)
            if both is None:
                # The unit has changed the same lines otherwise before: its new wish is kept as a comment.
                for change in file.returned.changes:
                    if change.chapter == path:
                        clash = _as_comment(change, about)
                        file.returned.comments.append(clash)
            elif both != ours:
                contents[path] = both
        for comment in file.returned.comments:
            comments.setdefault(comment_id(comment), comment)
    folder = f"consultations/{report.round}/{report.unit}"
    for identifier, comment in comments.items():
        path = f"{folder}/{identifier}.yaml"
        if path not in present.paths():
            contents[path] = comment_file(comment)
    report.comments = list(comments.values())
    return contents


def _as_comment(change: Change, about: Round) -> Comment:
    return Comment(
        kind=CommentKind.UNPLACED,
        reason=Reason.CLASH,
        text=f"{change.before or '—'} → {change.after or '—'}",
        document=str(about.document.id),
        chapter=change.chapter,
        clause=change.before or None,
        by=change.revision.author or None,
        date=change.revision.date or None,
    )


def comment_id(comment: Comment) -> str:
    """The name of a comment's file: the same words at the same place have the same name."""
    return hashlib.sha256(comment_file(comment)).hexdigest()[:10]


def comment_file(comment: Comment) -> bytes:
    """A comment as its file holds it."""
    content: dict[str, Any] = {"kind": comment.kind.chinese}
    if comment.reason:
        content["reason"] = comment.reason.chinese
    for name in ("document", "chapter", "line", "column", "block", "heading", "clause", "quote", "text", "by", "date"):
        value = getattr(comment, name)
        if value is not None:
            content[name] = value
    if comment.resolved:
        content["resolved"] = True
    if comment.replies:
        content["replies"] = [
            {key: value for key in ("text", "by", "date") if (value := getattr(reply, key)) is not None}
            for reply in comment.replies
        ]
    return yaml.safe_dump(content, allow_unicode=True, sort_keys=False, width=120).encode()
