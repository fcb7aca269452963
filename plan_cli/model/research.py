"""`questions.yaml` and `topics/`: what the research must answer and who works on it."""

from __future__ import annotations

from dataclasses import dataclass, field

from plan_cli.model.place import NOWHERE, Place
from plan_cli.model.values import (
    Date,
    Identifier,
    PartyReference,
    PrincipleReference,
    ProposalReference,
    QuestionReference,
)


@dataclass(frozen=True, slots=True)
class Principle:
    """基本原则: what the plan must follow."""

    id: Identifier
    text: str
    place: Place = NOWHERE


@dataclass(frozen=True, slots=True)
class Question:
    """研究问题: what the research must answer."""

    id: Identifier
    text: str
    place: Place = NOWHERE


@dataclass(frozen=True, slots=True)
class Track:
    """A group of questions: improve, or break through."""

    id: Identifier
    name: str
    questions: tuple[Question, ...] = ()
    place: Place = NOWHERE


@dataclass(frozen=True, slots=True)
class Research:
    """`questions.yaml`."""

    principles: tuple[Principle, ...] = ()
    tracks: tuple[Track, ...] = ()
    place: Place = NOWHERE

    @property
    def questions(self) -> tuple[Question, ...]:
        """All questions in the order of the tracks."""
        return tuple(question for track in self.tracks for question in track.questions)


@dataclass(frozen=True, slots=True)
class Methods:
    """How a topic is researched; the work scheme asks for both kinds."""

    qualitative: tuple[str, ...] = ()
    quantitative: tuple[str, ...] = ()
    place: Place = NOWHERE


@dataclass(frozen=True, slots=True)
class TopicFile:
    """`topics/ID/topic.yaml`. `origin`: the proposal it was selected from."""

    title: str
    questions: tuple[QuestionReference, ...] = field(metadata={"non_empty": True})
    lead: PartyReference
    undertaken_by: tuple[PartyReference, ...] = ()
    principles: tuple[PrincipleReference, ...] = ()
    methods: Methods = Methods()
    principal_problem: str | None = None
    start: Date | None = None
    due: Date | None = None
    origin: ProposalReference | None = None
    sample: bool = False
    place: Place = NOWHERE


@dataclass(frozen=True, slots=True)
class Topic:
    """课题: a research topic; its id is the name of its folder. `report` is the path of its report, if there is one."""

    id: str
    file: TopicFile
    report: str | None

    @property
    def document_id(self) -> str:
        """The id by which its report is built."""
        return f"topic/{self.id}"
