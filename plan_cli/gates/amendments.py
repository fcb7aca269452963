"""What changed between two states of schedule, organisation and settings, in words, and whose matter it is."""

from __future__ import annotations

import dataclasses
import datetime
from collections.abc import Iterator
from enum import Enum
from typing import Any

from plan_cli.model.organization import Key
from plan_cli.model.plan import Plan
from plan_cli.model.records import Matter
from plan_cli.model.values import Date, Reference

FILES = {
    Matter.SCHEDULE: "schedule.yaml",
    Matter.ORGANIZATION: "organization.yaml",
    Matter.POLICY: "plan.yaml",
    Matter.EDITION: "plan.yaml",
}
"""The file of each matter. These files change only together with an amendment."""

GOVERNED = frozenset(FILES.values())


def amended(before: Plan, after: Plan) -> dict[Matter, tuple[str, ...]]:
    """What changed, a line each, by matter: `P2-D1.due: 2015-06-15 → 2015-06-20`. Comments and places do not count."""
    found: dict[Matter, list[str]] = {}
    parts = (
        (Matter.SCHEDULE, before.schedule, after.schedule),
        (Matter.ORGANIZATION, before.organization, after.organization),
        (Matter.POLICY, before.settings, after.settings),
    )
    for matter, old, new in parts:
        for path, line in _differences("", old, new):
            # Which edition a document is at is the drafters' daily work; everything else in plan.yaml is policy.
            is_edition = (
                matter is Matter.POLICY and path.endswith(".edition") and "." not in path.removesuffix(".edition")
            )
            found.setdefault(Matter.EDITION if is_edition else matter, []).append(line)
    return {matter: tuple(lines) for matter, lines in found.items()}


def _differences(path: str, old: Any, new: Any) -> Iterator[tuple[str, str]]:
    if _bare(old) == _bare(new):
        return
    if dataclasses.is_dataclass(old) and type(old) is type(new) and not isinstance(old, Date | Reference):
        for field in dataclasses.fields(old):
            if field.name != "place":
                yield from _differences(_joined(path, field.name), getattr(old, field.name), getattr(new, field.name))
    elif isinstance(old, tuple) and isinstance(new, tuple) and _has_ids(old + new):
        yield from _listed(path, old, new)
    else:
        yield path, f"{path}: {_shown(old)} → {_shown(new)}"


def _listed(path: str, old: tuple[Any, ...], new: tuple[Any, ...]) -> Iterator[tuple[str, str]]:
    """Things with ids are named by them: nobody knows which was the third milestone."""
    before, after = ({thing.id: thing for thing in things} for things in (old, new))
    for identifier in dict.fromkeys([*before, *after]):
        # A fingerprint does not say whose key it is.
        name = f"{path} {identifier}" if isinstance((old + new)[0], Key) else identifier
        if identifier not in after:
            yield name, f"{name}: {_shown(before[identifier])} → —"
        elif identifier not in before:
            yield name, f"{name}: — → {_shown(after[identifier])}"
        else:
            yield from _differences(name, before[identifier], after[identifier])
    kept = [identifier for identifier in before if identifier in after]
    if kept != [identifier for identifier in after if identifier in before]:
        yield path, f"{path}: {', '.join(before)} → {', '.join(after)}"


def _bare(value: Any) -> Any:
    """The value without the places of its words, which every added line moves."""
    if isinstance(value, tuple):
        return tuple(map(_bare, value))
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return tuple(_bare(getattr(value, field.name)) for field in dataclasses.fields(value) if field.name != "place")
    return value


def _joined(path: str, name: str) -> str:
    return f"{path}.{name}" if path else name


def _has_ids(things: tuple[Any, ...]) -> bool:
    return bool(things) and all(hasattr(thing, "id") and not isinstance(thing, Reference) for thing in things)


def _shown(value: Any) -> str:
    if value is None or value == ():
        return "—"
    if isinstance(value, Date):
        return value.day.isoformat() + (f"（{value.wording}）" if value.wording else "")
    if isinstance(value, Reference):
        return value.id
    if isinstance(value, datetime.date):
        return value.isoformat()
    if isinstance(value, Enum):
        return str(value.value)
    if isinstance(value, tuple):
        return "、".join(map(_shown, value))
    if dataclasses.is_dataclass(value):
        if isinstance(value, Key):
            first = [f"≥{value.since.day}"] if value.since else []
            last = [f"≤{value.until.day}"] if value.until else []
            return " ".join([value.public.algorithm if value.public else "?", *first, *last])
        named = [str(getattr(value, name)) for name in ("id", "title", "name", "role") if getattr(value, name, None)]
        rest = [_shown(getattr(value, name)) for name in ("person", "unit", "due") if getattr(value, name, None)]
        rest += [key.id for key in getattr(value, "keys", ())]
        return " ".join([*named, *rest]) or type(value).__name__
    return str(value)
