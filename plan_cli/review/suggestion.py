"""Edits that a unit made on its branch, clause by clause, and how they read."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace

from plan_cli.model.values import Named
from plan_cli.review.alignment import Alignment, align, moved
from plan_cli.review.clauses import Clause, clauses, plain, sentences
from plan_cli.review.difference import changes

_QUOTED = 200


class EditKind(Named):
    """What was done to a clause."""

    EDITED = "edited", "修改"
    DELETED = "deleted", "删除"
    ADDED = "added", "增加"
    MOVED = "moved", "移动"


@dataclass(frozen=True, slots=True)
class Suggestion:
    """One clause edited. `before` stands in the branch's base; `anchor`: the clause after which `after` is to stand.

    `lead`: what stands between the two, an empty line as a rule. `target`: the chapter that `after` stands in, where
    it is another one. `number`: which of several like it.
    """

    kind: EditKind
    chapter: str
    before: Clause | None
    after: str | None
    anchor: Clause | None = None
    lead: str = ""
    target: str | None = None
    number: int = 0

    @property
    def id(self) -> str:
        """The same edit at the same clause has the same id, whoever makes it."""
        parts = (
            self.kind.value,
            self.chapter,
            self.target or "",
            self.before.text if self.before else "",
            self.after or "",
            self.anchor.text if self.anchor else "",
            str(self.number),
        )
        return "m" + hashlib.sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:10]

    @property
    def place(self) -> Clause | None:
        """The clause that it concerns, or stands behind."""
        return self.before or self.anchor


@dataclass(frozen=True, slots=True)
class Piece:
    """Words that stayed (""), were taken out ("-") or put in ("+")."""

    text: str
    state: str = ""


def suggestions(before: Mapping[str, str], after: Mapping[str, str]) -> list[Suggestion]:
    """What differs between two versions of chapters, given by path; one that is not there is empty."""
    made: list[Suggestion] = []
    gone: list[tuple[str, Clause]] = []
    new: list[_New] = []
    for path in sorted({*before, *after}):
        aligned = align(clauses(before.get(path, "")), clauses(after.get(path, "")))
        for one, other in aligned.pairs.items():
            if aligned.before[one].text != aligned.after[other].text:
                made.append(Suggestion(EditKind.EDITED, path, aligned.before[one], aligned.after[other].text))
        gone += [(path, aligned.before[number]) for number in aligned.gone]
        new += _new_clauses(path, aligned, after.get(path, ""))
    pairs = moved([clause for __, clause in gone], [one.clause for one in new])
    for one, other in pairs:
        path, clause = gone[one]
        found = new[other]
        target = found.path if found.path != path else None
        made.append(Suggestion(EditKind.MOVED, path, clause, found.clause.text, found.anchor, found.lead, target))
    lost, placed = {one for one, __ in pairs}, {other for __, other in pairs}
    made += [
        Suggestion(EditKind.DELETED, path, clause, None)
        for number, (path, clause) in enumerate(gone)
        if number not in lost
    ]
    made += _added([one for number, one in enumerate(new) if number not in placed], after)
    return _numbered(sorted(made, key=lambda one: (one.chapter, one.place.line if one.place else 0)))


@dataclass(frozen=True, slots=True)
class _New:
    path: str
    number: int
    clause: Clause
    anchor: Clause | None
    lead: str


def _new_clauses(path: str, aligned: Alignment, text: str) -> list[_New]:
    partners = {second: first for first, second in aligned.pairs.items()}
    made = []
    anchor: Clause | None = None
    wanted = set(aligned.new)
    for number, clause in enumerate(aligned.after):
        if number in partners:
            anchor = aligned.before[partners[number]]
        elif number in wanted:
            end = aligned.after[number - 1].end if number else 0
            made.append(_New(path, number, clause, anchor, text[end : clause.start]))
    return made


def _added(new: list[_New], after: Mapping[str, str]) -> list[Suggestion]:
    """New clauses that follow each other are one suggestion."""
    groups: list[list[_New]] = []
    for one in new:
        last = groups[-1][-1] if groups else None
        if last and last.path == one.path and last.number + 1 == one.number:
            groups[-1].append(one)
        else:
            groups.append([one])
    made = []
    for group in groups:
        first, end = group[0], group[-1].clause.end
        text = after[first.path][first.clause.start : end]
        made.append(Suggestion(EditKind.ADDED, first.path, None, text, first.anchor, first.lead))
    return made


def pieces(before: str, after: str) -> list[Piece]:
    """The difference of two texts, character by character."""
    made: list[Piece] = []
    at = 0
    for old, new, start in changes(before, after):
        made.append(Piece(before[at:start]))
        made += [Piece(old, "-"), Piece(new, "+")]
        at = start + len(old)
    made.append(Piece(before[at:]))
    return [piece for piece in made if piece.text]


def around(before: str, after: str) -> list[Piece]:
    """The difference with the sentences around it; sentences in which nothing changed are … only."""
    made: list[Piece] = []
    whole = pieces(before, after)
    for number, piece in enumerate(whole):
        if piece.state:
            made.append(piece)
            continue
        spans = sentences(piece.text)
        keep_first = number > 0
        keep_last = number + 1 < len(whole)
        head = piece.text[: spans[0][1]] if spans and keep_first else ""
        tail = piece.text[spans[-1][0] :] if spans and keep_last else ""
        if len(head) + len(tail) >= len(piece.text) or (keep_first and keep_last and len(spans) <= 2):
            made.append(piece)
        else:
            made += [Piece(part) for part in (head, "…", tail) if part]
    return made


def opinion(edit: Suggestion) -> str:
    """A suggested edit in the words of an opinion, for tables and letters."""
    before = plain(edit.before.text) if edit.before else ""
    after = plain(edit.after) if edit.after else ""
    if edit.kind is EditKind.EDITED:
        old, new = _sentences_of(before, after)
        if old == new:  # only Markdown differs: marks of emphasis, the level of a heading
            old, new = edit.before.text if edit.before else "", edit.after or ""
        return f"建议将“{_short(old)}”改为“{_short(new)}”。"
    if edit.kind is EditKind.DELETED:
        return f"建议删去“{_short(before)}”。"
    behind = f"“{_short(plain(edit.anchor.text), 40)}”之后" if edit.anchor else "本章开头"
    if edit.kind is EditKind.ADDED:
        return f"建议在{behind}增加“{_short(after)}”。"
    changed = "" if before == after else f"，并改为“{_short(after)}”"
    return f"建议将“{_short(before)}”移至{behind}{changed}。"


def _sentences_of(before: str, after: str) -> tuple[str, str]:
    """The sentences of two texts in which they differ."""
    differing = changes(before, after)
    if not differing:
        return before, after
    first, last = differing[0][2], differing[-1][2] + len(differing[-1][0])
    spans = sentences(before)
    start = next((begin for begin, end in spans if begin <= first < end), spans[-1][0] if spans else 0)
    if start == len(before.rstrip()):
        start = spans[-1][0] if spans else 0
    end = next((stop for begin, stop in spans if begin < max(last, first + 1) <= stop), len(before))
    behind = len(before) - end
    return before[start:end], after[start : len(after) - behind]


def _short(text: str, length: int = _QUOTED) -> str:
    return text if len(text) <= length else f"{text[: length - 1]}…"


def _numbered(made: list[Suggestion]) -> list[Suggestion]:
    seen: dict[str, int] = {}
    result = []
    for one in made:
        count = seen.get(one.id, 0)
        seen[one.id] = count + 1
        if count:
            one = replace(one, number=count)
        result.append(one)
    return result
