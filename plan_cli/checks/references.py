"""Every reference of the YAML files points to something that exists."""

from __future__ import annotations

import dataclasses
import difflib
import typing
from collections.abc import Iterator
from functools import cache
from typing import Any

from plan_cli.model.finding import Code, Finding, error, in_file_order
from plan_cli.model.plan import Plan
from plan_cli.model.values import Reference, Target
from plan_cli.translation import N_, _

# A plan may have hundreds of units: who has to choose among so many opens the file.
_MOST_LISTED = 20
_NOUNS = {
    Target.PARTY: N_("a body, group or unit"),
    Target.PERSON: N_("a person"),
    Target.QUESTION: N_("a question"),
    Target.PRINCIPLE: N_("a principle"),
    Target.DOCUMENT: N_("a document"),
    Target.TASK: N_("a task"),
    Target.PROPOSAL: N_("a proposal"),
    Target.CRITERION: N_("a criterion"),
    Target.TOPIC: N_("a topic"),
    Target.GATE: N_("a phase or milestone"),
}


def check_references(plan: Plan) -> tuple[Finding, ...]:
    """A finding for every id in the plan's files that nothing has."""
    findings = []
    known = {target: plan.known(target) for target in Target}
    # One id that is gone may be written in thousands of topics; the nearest ones are looked for once.
    hints: dict[tuple[Target, str], str] = {}
    for target, reference in references(plan):
        if target is Target.ITEM:
            continue
        if reference.id in known[target] or plan.may_be_unread(target, reference.id):
            continue
        key = (target, reference.id)
        if key not in hints:
            hints[key] = known_hint(known[target], reference.id)
        message = unknown_message(target, reference.id)
        findings.append(error(Code.UNKNOWN_REFERENCE, reference.place, message, hints[key]))
    return in_file_order(findings)


def unknown_message(target: Target, written: str) -> str:
    """The sentence that says that nothing of that kind has this id."""
    return _("{id} is not the id of {noun}").format(id=written, noun=_(_NOUNS[target]))


def known_hint(known: dict[str, str], written: str) -> str:
    """The nearest known id, or all of them with their names."""
    near = (
        difflib.get_close_matches(written, known, n=1)
        or [identifier for identifier, name in known.items() if written and written in name][:1]
    )
    shown = list(known.items())[:_MOST_LISTED]
    listed = ", ".join(f"{identifier} ({_shortened(name)})" for identifier, name in shown)
    if len(known) > len(shown):
        listed += ", …"
    if near:
        return _("did you mean {near}? Known: {listed}").format(near=near[0], listed=listed)
    return _("known: {listed}").format(listed=listed or _("none"))


def _shortened(text: str, limit: int = 24) -> str:
    return text if len(text) <= limit else f"{text[: limit - 1]}…"


def references(value: Any) -> Iterator[tuple[Target, Reference]]:
    """Every mention of something by its id in a plan or a part of it, with what it points to."""
    if isinstance(value, tuple):
        for item in value:
            yield from references(item)
    elif isinstance(value, dict):
        for item in value.values():
            yield from references(item)
    elif dataclasses.is_dataclass(value) and not isinstance(value, type):
        for name, target in _fields(type(value)):
            found = getattr(value, name)
            if target is None:
                yield from references(found)
            else:
                yield from ((target, reference) for reference in _as_references(found))


def _as_references(value: Any) -> tuple[Reference, ...]:
    if value is None:
        return ()
    return value if isinstance(value, tuple) else (value,)


@cache
def _fields(record: Any) -> tuple[tuple[str, Target | None], ...]:
    """The fields of a record that hold references (with what they point to), or records that do."""
    hints = typing.get_type_hints(record, include_extras=True)
    return tuple(
        (field.name, target)
        for field in dataclasses.fields(record)
        for target in (_target(hints[field.name]),)
        if target is not None or any(_fields(inner) for inner in _records(hints[field.name]))
    )


def _records(hint: Any) -> Iterator[Any]:
    """The records that a value of this type may hold directly."""
    if dataclasses.is_dataclass(hint):
        yield hint
    for argument in typing.get_args(hint):
        yield from _records(argument)


def _target(hint: Any) -> Target | None:
    if typing.get_origin(hint) is typing.Annotated:
        return next((mark for mark in hint.__metadata__ if isinstance(mark, Target)), None)
    for argument in typing.get_args(hint):
        target = _target(argument)
        if target is not None:
            return target
    return None
