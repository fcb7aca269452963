"""The small values that the files are made of: references, dates with their original wording, named choices."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from enum import Enum
from typing import Annotated, NewType

from plan_cli.model.place import NOWHERE, Place

Identifier = NewType("Identifier", str)
"""1 to 64 of `a-z A-Z 0-9 - _`, beginning with a letter or digit."""


class Named(str, Enum):
    """A choice that is written as its English value or its Chinese name."""

    chinese: str

    def __new__(cls, value: str, chinese: str) -> Named:
        member = str.__new__(cls, value)
        member._value_ = value
        member.chinese = chinese
        return member


class Target(Enum):
    """What a reference points to."""

    PARTY = "party"
    PERSON = "person"
    QUESTION = "question"
    PRINCIPLE = "principle"
    DOCUMENT = "document"
    TASK = "task"
    PROPOSAL = "proposal"
    CRITERION = "criterion"
    TOPIC = "topic"
    GATE = "gate"
    ITEM = "item"


@dataclass(frozen=True, slots=True)
class Reference:
    """A mention of something by its id, with the place of the mention."""

    id: str
    place: Place = NOWHERE


PartyReference = Annotated[Reference, Target.PARTY]
PersonReference = Annotated[Reference, Target.PERSON]
QuestionReference = Annotated[Reference, Target.QUESTION]
PrincipleReference = Annotated[Reference, Target.PRINCIPLE]
DocumentReference = Annotated[Reference, Target.DOCUMENT]
TaskReference = Annotated[Reference, Target.TASK]
ProposalReference = Annotated[Reference, Target.PROPOSAL]
CriterionReference = Annotated[Reference, Target.CRITERION]
TopicReference = Annotated[Reference, Target.TOPIC]
GateReference = Annotated[Reference, Target.GATE]
"""A phase, for its gate, or a milestone."""
ItemReference = Annotated[Reference, Target.ITEM]
"""Anything that a thread runs through; `tracing` says whether it is there."""


class Precision(Named):
    """How exactly the original text named the day."""

    DAY = "day", "日"
    MONTH_END = "month-end", "月底"
    MONTH = "month", "月"


@dataclass(frozen=True, slots=True)
class Date:
    """A normalised day beside the words of the original text."""

    day: datetime.date
    wording: str | None = None
    precision: Precision = Precision.DAY
    place: Place = NOWHERE
