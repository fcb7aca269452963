"""`glossary.yaml`: how the plan calls things, and the other ways of writing them that shall not occur."""

from __future__ import annotations

from dataclasses import dataclass, field

from plan_cli.model.place import NOWHERE, Place


@dataclass(frozen=True, slots=True)
class Term:
    """用语: `term` is written, and none of `instead_of`; where one of these is only a part of `term`, it is right."""

    term: str
    instead_of: tuple[str, ...] = field(metadata={"non_empty": True})
    note: str | None = None
    place: Place = NOWHERE


@dataclass(frozen=True, slots=True)
class Glossary:
    """`glossary.yaml`. `shipped`: whether the terms that come with the tool count too.

    A shipped term gives way where the plan's own terms want what it does not.
    """

    terms: tuple[Term, ...] = ()
    shipped: bool = True
    place: Place = NOWHERE
