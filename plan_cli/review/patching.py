"""A suggested edit → the chapters as they are now with that edit in them, and every other character as it was."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from plan_cli.errors import RefusedError
from plan_cli.review.alignment import align
from plan_cli.review.clauses import Clause, clauses
from plan_cli.review.difference import changes, common
from plan_cli.review.suggestion import EditKind, Suggestion
from plan_cli.translation import _


@dataclass(frozen=True, slots=True)
class Patch:
    """Chapters by path as they will be. Empty where the text says so already."""

    texts: Mapping[str, str]


def patch(edit: Suggestion, base: Mapping[str, str], now: Mapping[str, str]) -> Patch:
    """The edit, made on the chapters `base`, on the chapters as they are `now`.

    Raises:
        RefusedError: the clause is no longer there, or was changed at the same words otherwise.
    """
    chapter = edit.target or edit.chapter
    if edit.kind is EditKind.ADDED:
        text = now.get(chapter, "")
        if edit.after and _holds(text, edit.after, base.get(chapter, "")):
            return Patch({})
        return Patch({chapter: _inserted(edit, base.get(chapter, ""), text)})
    assert edit.before is not None  # noqa: S101 - only what is added stands nowhere before
    old, present = base.get(edit.chapter, ""), now.get(edit.chapter, "")
    place = _place(edit.before, old, present)
    if place is None:
        if edit.kind is EditKind.DELETED or (edit.after and edit.after in present):
            return Patch({})
        raise _gone(edit)
    if edit.kind is EditKind.EDITED:
        both = merged_clause(edit.before.text, place.text, edit.after or "")
        if both is None:
            raise _gone(edit)
        return Patch({} if both == place.text else {edit.chapter: present[: place.start] + both + present[place.end :]})
    if place.text != edit.before.text:
        raise _gone(edit)
    if edit.kind is EditKind.DELETED:
        return Patch({edit.chapter: _without(place, present)})
    left = _without(place, present)
    texts = {edit.chapter: left}
    texts[chapter] = _inserted(edit, base.get(chapter, ""), left if chapter == edit.chapter else now.get(chapter, ""))
    return Patch(texts)


def merged_clause(base: str, ours: str, theirs: str) -> str | None:
    """Both changes of a clause in one, character by character; None where they touch the same words."""
    if ours in (base, theirs):
        return theirs
    if theirs == base:
        return ours
    places = dict(common(base, ours))
    made, at = "", 0
    for old, new, start in changes(base, theirs):
        span = range(start, start + len(old))
        before, behind = places.get(start - 1, -1 if start == 0 else None), start + len(old)
        after = places.get(behind, len(ours) if behind == len(base) else None)
        if before is None or after is None or any(character not in places for character in span):
            return None
        if after - before - 1 != len(old):  # something was put in here otherwise
            return None
        made += ours[at : before + 1] + new
        at = after
    return made + ours[at:]


def _place(clause: Clause, base: str, now: str) -> Clause | None:
    """Where a clause of `base` stands now."""
    old, present = clauses(base), clauses(now)
    number = next((at for at, one in enumerate(old) if one.start == clause.start and one.text == clause.text), None)
    if number is not None:
        partner = align(old, present).pairs.get(number)
        if partner is not None:
            return present[partner]
    same = [one for one in present if one.text == clause.text]
    return same[0] if len(same) == 1 else None


def _inserted(edit: Suggestion, base: str, now: str) -> str:
    ends = "\r\n" if "\r\n" in now else "\n"
    new = _with_ends(edit.after or "", ends)
    if edit.anchor is None:
        return f"{new}{ends}{ends}{now}" if now else f"{new}{ends}"
    place = _place(edit.anchor, base, now)
    if place is None:
        raise _gone(edit)
    lead = _with_ends(edit.lead, ends)
    if "\n" not in lead:
        lead = ends * 2
    rest = now[place.end :]
    # What follows must not run into the new paragraph.
    parted = rest.replace("\r", "").startswith("\n\n") or not rest.strip() or lead.count("\n") < 2
    return now[: place.end] + lead + new + ("" if parted else ends) + rest


def _without(clause: Clause, text: str) -> str:
    """The text without a clause and the empty lines before it."""
    found = clauses(text)
    number = next(at for at, one in enumerate(found) if one.start == clause.start)
    if number:
        return text[: found[number - 1].end] + text[clause.end :]
    follows = found[1].start if len(found) > 1 else len(text)
    return text[: clause.start] + text[follows:]


def _holds(text: str, words: str, base: str) -> bool:
    return words.replace("\r\n", "\n") in text.replace("\r\n", "\n") and words not in base


def _with_ends(text: str, ends: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\n", ends)


def _gone(edit: Suggestion) -> RefusedError:
    place = f"{edit.chapter}:{edit.place.line}" if edit.place else edit.chapter
    return RefusedError(
        _("{place}: the text was changed at these words otherwise, so the edit {id} cannot be applied as it is").format(
            place=place, id=edit.id
        ),
        _("change the text yourself, commit, and answer with --commit"),
    )
