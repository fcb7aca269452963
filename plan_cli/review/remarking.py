"""`plan comment`: a comment written in the repository, at a place that is named as people name places."""

from __future__ import annotations

import re
from dataclasses import replace

from plan_cli.errors import UsageError
from plan_cli.loading.loader import MARKDOWN_LIMIT, read_text
from plan_cli.model.consultation import Comment, CommentKind, Round
from plan_cli.model.plan import Plan
from plan_cli.repository.plan_repository import PlanRepository
from plan_cli.repository.snapshot import Snapshot
from plan_cli.review.alignment import align
from plan_cli.review.clauses import Clause, bare, clause_at, clauses, plain
from plan_cli.review.rounds import rounds
from plan_cli.translation import _

_LINE = re.compile(r"(?P<path>.+\.md)(?::(?P<line>[0-9]{1,7}))?(?::[0-9]+)?\Z")
_BRANCH = re.compile(r"review/(?P<round>[^/]+)/(?P<unit>[^/]+)\Z")
_SHOWN = 5


def round_and_unit(
    repository: PlanRepository, snapshot: Snapshot, round_id: str | None, unit: str | None
) -> tuple[str, str]:
    """Which round and unit a comment is of: as typed, or by the branch that is checked out, or the only round.

    Raises:
        UsageError: neither says it.
    """
    branch = _BRANCH.match(repository.branch() or "")
    if round_id is None:
        known = rounds(snapshot)
        if branch:
            round_id = branch["round"]
        elif len(known) == 1:
            round_id = known[0]
        else:
            raise UsageError(
                _("say which round the comment is of"),
                _("name it with --round; known: {listed}").format(listed=", ".join(known) or _("none")),
            )
    if unit is None:
        if not branch:
            raise UsageError(
                _("say whose comment it is"),
                _("name the unit with --as, or go to its branch: git switch -c review/{round}/UNIT").format(
                    round=round_id
                ),
            )
        unit = branch["unit"]
    return round_id, unit


def remark(
    repository: PlanRepository, snapshot: Snapshot, plan: Plan, about: Round, place: str, text: str, by: str | None
) -> Comment:
    """A comment at a place: `chapters/10-x.md:12`, `chapters/10-x.md`, words that occur once, a heading, or `-`.

    Raises:
        UsageError: there is no such place, or there are several.
    """
    words = " ".join(text.split("\0")).strip()
    if not words:
        raise UsageError(_("the comment says nothing"))
    whole = Comment(text=words, kind=CommentKind.REMARK, document=str(about.document.id), by=by)
    if place in ("-", "", "全文"):
        return whole
    found = _LINE.match(place)
    document = plan.document(about.document.id)
    source = document.source if document else "chapters"
    paths = [path for path in snapshot.paths() if path.endswith(".md") and path.startswith(source)]
    if found and found["path"] in paths:
        if not found["line"]:
            return _at(repository, snapshot, about, whole, found["path"], None)
        clause = clause_at(_clauses(snapshot, found["path"]), int(found["line"]))
        if clause is None:
            raise UsageError(_("{place}: there is no text on that line").format(place=place))
        return _at(repository, snapshot, about, whole, found["path"], clause)
    wanted = bare(place)
    matching = [
        (path, clause) for path in paths for clause in _clauses(snapshot, path) if wanted in bare(plain(clause.text))
    ]
    exact = [(path, clause) for path, clause in matching if bare(plain(clause.text)) == wanted]
    if not wanted or not matching:
        raise UsageError(
            _("there is no place {place}").format(place=repr(place)),
            _("name a file and line (chapters/10-….md:12), a heading, or words that stand there"),
        )
    chosen = exact or matching
    if len(chosen) > 1:
        listed = _(", ").join(f"{path}:{clause.line}" for path, clause in chosen[:_SHOWN])
        raise UsageError(_("{place} stands at several places").format(place=repr(place)), listed)
    path, clause = chosen[0]
    quote = "" if clause.is_heading else place
    return _at(repository, snapshot, about, whole, path, clause, quote)


def _at(
    repository: PlanRepository,
    snapshot: Snapshot,
    about: Round,
    comment: Comment,
    path: str,
    clause: Clause | None,
    quote: str = "",
) -> Comment:
    """The comment with its place in the edition that was sent."""
    if clause is None:
        return replace(comment, chapter=path)
    line: int | None = None
    sent = repository.at(about.revision)
    if path in sent.paths():
        before, now = _clauses(sent, path), _clauses(snapshot, path)
        back = {second: first for first, second in align(before, now).pairs.items()}
        number = next((at for at, one in enumerate(now) if one.start == clause.start), -1)
        line = before[back[number]].line if number in back else None
    return replace(
        comment,
        chapter=path,
        line=line,
        clause=plain(clause.text) or None,
        quote=quote or None,
        heading=clause.heading or None,
    )


def _clauses(snapshot: Snapshot, path: str) -> list[Clause]:
    return clauses(read_text(snapshot, path, MARKDOWN_LIMIT, []) or "")
