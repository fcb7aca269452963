"""`schedule.yaml`: phases with their tasks and milestones."""

from __future__ import annotations

from dataclasses import dataclass, field

from plan_cli.model.place import NOWHERE, Place
from plan_cli.model.values import Date, DocumentReference, Identifier, Named, PartyReference, TaskReference


class MilestoneKind(Named):
    """What meets a milestone. The verbs of the work scheme are different acts and are kept apart."""

    DELIVERABLE = "deliverable", "成果"
    APPROVAL = "approval", "审定"
    SUBMISSION = "submission", "报送"
    REPORTING = "reporting", "报党组"
    DELIBERATION = "deliberation", "审议"
    CONSULTATION = "consultation", "征求意见"
    PUBLICATION = "publication", "发布"


class Asked(Named):
    """What must hold besides before a deliverable is handed in and its gate passed."""

    COVERAGE = "coverage", "研究覆盖"
    CONFIRMED = "confirmed-links", "引用已核对"


@dataclass(frozen=True, slots=True)
class Task:
    """Work to be done in a phase. Without an owner where the work scheme names none; `note` says so then."""

    id: Identifier
    text: str
    owner: PartyReference | None = None
    note: str | None = None
    place: Place = NOWHERE


@dataclass(frozen=True, slots=True)
class Milestone:
    """节点: something due on a date. Without `due` where the work scheme names no date.

    What it is about is its `document` and every file that a pattern of `covers` matches (`topics/**`). `asks`: what the
    threads from questions to clauses must show.
    """

    id: Identifier
    title: str
    kind: MilestoneKind
    due: Date | None = None
    body: PartyReference | None = None
    document: DocumentReference | None = None
    covers: tuple[str, ...] = ()
    asks: tuple[Asked, ...] = ()
    task: TaskReference | None = None
    note: str | None = None
    place: Place = NOWHERE


@dataclass(frozen=True, slots=True)
class Phase:
    """阶段: a stretch of the schedule; `start` and `end` are both part of it."""

    id: Identifier
    name: str
    start: Date
    end: Date
    wording: str | None = None
    writable: tuple[str, ...] = ()
    tasks: tuple[Task, ...] = ()
    milestones: tuple[Milestone, ...] = ()
    note: str | None = None
    place: Place = NOWHERE


@dataclass(frozen=True, slots=True)
class Schedule:
    """`schedule.yaml`."""

    phases: tuple[Phase, ...] = field(default=(), metadata={"non_empty": True})
    place: Place = NOWHERE

    @property
    def milestones(self) -> tuple[Milestone, ...]:
        """All milestones in the order of the phases."""
        return tuple(milestone for phase in self.phases for milestone in phase.milestones)

    def phase(self, phase_id: str) -> Phase | None:
        """The phase with that id."""
        return next((phase for phase in self.phases if phase.id == phase_id), None)

    def milestone(self, milestone_id: str) -> Milestone | None:
        """The milestone with that id."""
        return next((milestone for milestone in self.milestones if milestone.id == milestone_id), None)

    def phase_of(self, milestone_id: str) -> Phase | None:
        """The phase that the milestone with that id belongs to."""
        return next(
            (phase for phase in self.phases if any(milestone.id == milestone_id for milestone in phase.milestones)),
            None,
        )
