"""`topics/ID/assignment.yaml`: the task sheet (任务书) of a topic."""

from __future__ import annotations

from dataclasses import dataclass, field

from plan_cli.model.place import NOWHERE, Place
from plan_cli.model.values import Date, PartyReference


@dataclass(frozen=True, slots=True)
class Step:
    """进度: something that is done by a day."""

    title: str
    due: Date | None = None
    place: Place = NOWHERE


@dataclass(frozen=True, slots=True)
class Assignment:
    """任务书: which unit carries the topic, who leads it, who works on it, by when, with what money."""

    unit: PartyReference
    leader: str
    members: tuple[str, ...] = ()
    tasks: tuple[str, ...] = field(default=())
    steps: tuple[Step, ...] = ()
    budget: str | None = None
    assigned: Date | None = None
    note: str | None = None
    sample: bool = False
    place: Place = NOWHERE
