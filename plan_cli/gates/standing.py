"""What is due, overdue and next on a given day, and what the research covers: the report of `plan status`."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from enum import Enum

from plan_cli.gates.evaluate import Fulfilment, MilestoneReport, Report
from plan_cli.model.plan import Plan
from plan_cli.model.schedule import Milestone, Phase


class PhaseState(str, Enum):
    """Where a day lies to a phase."""

    PAST = "past"
    CURRENT = "current"
    FUTURE = "future"


class MilestoneState(str, Enum):
    """Where a day lies to a milestone; `met` and `waived` whatever the day."""

    MET = "met"
    WAIVED = "waived"
    OVERDUE = "overdue"
    DUE_TODAY = "due-today"
    AHEAD = "ahead"
    UNDATED = "undated"


@dataclass(frozen=True, slots=True)
class MilestoneStanding:
    """A milestone on a day. `days`: calendar days left, negative when overdue; None without a date, met or waived.

    `report`: what the records say about it.
    """

    milestone: Milestone
    phase: Phase
    state: MilestoneState
    days: int | None
    report: MilestoneReport | None = None


@dataclass(frozen=True, slots=True)
class QuestionStanding:
    """A question with the topics and the chapters (paths) that answer it."""

    id: str
    text: str
    topics: tuple[str, ...]
    chapters: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Standing:
    """Where the plan stands on `day`."""

    day: datetime.date
    phases: tuple[tuple[Phase, PhaseState], ...]
    milestones: tuple[MilestoneStanding, ...]
    next: MilestoneStanding | None
    questions: tuple[QuestionStanding, ...]

    @property
    def overdue(self) -> tuple[MilestoneStanding, ...]:
        """The milestones that are not met and whose day is past."""
        return tuple(standing for standing in self.milestones if standing.state is MilestoneState.OVERDUE)


def standing(plan: Plan, day: datetime.date, report: Report | None = None) -> Standing:
    """Where the plan stands on `day`; with `report`, the gates on that day, milestones that are met count as met."""
    milestones = tuple(
        _milestone(milestone, phase, day, report.milestone(milestone.id) if report else None)
        for phase in plan.schedule.phases
        for milestone in phase.milestones
    )
    ahead = [item for item in milestones if item.days is not None and item.days >= 0]
    return Standing(
        day,
        tuple((phase, _phase(phase, day)) for phase in plan.schedule.phases),
        milestones,
        min(ahead, key=lambda item: item.days or 0, default=None),
        _questions(plan),
    )


def _phase(phase: Phase, day: datetime.date) -> PhaseState:
    if day < phase.start.day:
        return PhaseState.FUTURE
    return PhaseState.PAST if day > phase.end.day else PhaseState.CURRENT


def _milestone(
    milestone: Milestone, phase: Phase, day: datetime.date, report: MilestoneReport | None
) -> MilestoneStanding:
    if report and report.is_fulfilled:
        state = MilestoneState.WAIVED if report.fulfilment is Fulfilment.WAIVED else MilestoneState.MET
        return MilestoneStanding(milestone, phase, state, None, report)
    if milestone.due is None:
        return MilestoneStanding(milestone, phase, MilestoneState.UNDATED, None, report)
    days = (milestone.due.day - day).days
    state = MilestoneState.AHEAD if days > 0 else MilestoneState.DUE_TODAY if days == 0 else MilestoneState.OVERDUE
    return MilestoneStanding(milestone, phase, state, days, report)


def _questions(plan: Plan) -> tuple[QuestionStanding, ...]:
    topics: dict[str, list[str]] = {}
    chapters: dict[str, list[str]] = {}
    for topic in plan.topics:
        for reference in topic.file.questions:
            topics.setdefault(reference.id, []).append(topic.id)
    for document in plan.settings.documents:
        for chapter in plan.chapters.get(document.id, ()):
            for reference in chapter.front.questions:
                chapters.setdefault(reference.id, []).append(chapter.path)
    return tuple(
        QuestionStanding(
            question.id, question.text, tuple(topics.get(question.id, ())), tuple(chapters.get(question.id, ()))
        )
        for question in plan.research.questions
    )
