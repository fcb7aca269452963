"""Selecting among proposals: the criteria in `plan.yaml`, the scores of each reviewer, the decisions."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, field

from plan_cli.model.place import NOWHERE, Place
from plan_cli.model.values import (
    CriterionReference,
    Identifier,
    Named,
    PartyReference,
    PersonReference,
    ProposalReference,
    TopicReference,
)


@dataclass(frozen=True, slots=True)
class Criterion:
    """评审指标: one thing that is judged, with its weight beside the others."""

    id: Identifier
    name: str
    weight: int = field(metadata={"minimum": 1, "maximum": 1000})
    explanation: str | None = None
    place: Place = NOWHERE


@dataclass(frozen=True, slots=True)
class SelectionRules:
    """`selection` in `plan.yaml`. Every criterion is scored from 0 to `maximum`.

    `places`: how many proposals are meant to be selected. `drop_extremes`: the highest and the lowest of at least five
    scores of a proposal do not count (去掉一个最高分和一个最低分).
    """

    criteria: tuple[Criterion, ...] = field(metadata={"non_empty": True})
    maximum: int = field(default=100, metadata={"minimum": 1, "maximum": 1000})
    places: int | None = field(default=None, metadata={"minimum": 1, "maximum": 100_000})
    drop_extremes: bool = False
    place: Place = NOWHERE


@dataclass(frozen=True, slots=True)
class Points:
    """What one criterion got."""

    criterion: CriterionReference
    value: float
    place: Place = NOWHERE


@dataclass(frozen=True, slots=True)
class Score:
    """What a reviewer says of one proposal. `abstains` (回避): the reviewer does not judge it."""

    proposal: ProposalReference
    points: tuple[Points, ...] = ()
    comment: str | None = None
    abstains: bool = False
    place: Place = NOWHERE


@dataclass(frozen=True, slots=True)
class ScoresFile:
    """`selection/scores/REVIEWER.yaml`."""

    reviewer: str
    person: PersonReference | None = None
    unit: PartyReference | None = None
    unit_as_written: str | None = None
    scores: tuple[Score, ...] = ()
    sample: bool = False
    place: Place = NOWHERE


@dataclass(frozen=True, slots=True)
class Scores:
    """The scores of one reviewer; the id is the name of the file."""

    id: str
    file: ScoresFile


class Outcome(Named):
    """What was decided about a proposal. The work scheme can be read as selecting topics or as selecting units."""

    TOPIC = "topic", "立项"
    UNIT = "unit", "承担已有课题"
    DECLINED = "declined", "不予立项"


@dataclass(frozen=True, slots=True)
class Decided:
    """The decision about one proposal.

    `topic`: what the proposal became, or the topic that its unit carries. `undertaken_by`: the units selected to carry
    it, by id; `undertaken_by_names`: those that `organization.yaml` does not know.
    """

    proposal: ProposalReference
    outcome: Outcome
    topic: TopicReference | None = None
    undertaken_by: tuple[PartyReference, ...] = ()
    undertaken_by_names: tuple[str, ...] = ()
    reason: str | None = None
    place: Place = NOWHERE


@dataclass(frozen=True, slots=True)
class DecisionFile:
    """`selection/decision-*.yaml`: who decided about which proposals, when, on which scores (`basis`, a digest)."""

    date: datetime.date
    body: PartyReference
    decided: tuple[Decided, ...] = field(metadata={"non_empty": True})
    minutes: str | None = None
    basis: str | None = None
    sample: bool = False
    place: Place = NOWHERE


@dataclass(frozen=True, slots=True)
class Decision:
    """A decision; the path is that of its file. Decisions are only ever added."""

    path: str
    file: DecisionFile


@dataclass(frozen=True, slots=True)
class Selection:
    """What lies in `selection/`."""

    scores: tuple[Scores, ...] = ()
    decisions: tuple[Decision, ...] = ()
