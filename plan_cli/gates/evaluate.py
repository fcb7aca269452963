"""Where every gate stands: a fold over the records on what the files are now. Pure; the day is given."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import Enum

from plan_cli.gates.history import History, effective_digests, heads, history
from plan_cli.model.content_digest import Present
from plan_cli.model.finding import Finding
from plan_cli.model.plan import Plan
from plan_cli.model.records import (
    ConditionsMet,
    Decision,
    Ground,
    MilestoneRecord,
    Outcome,
    Passing,
    Waiver,
)
from plan_cli.model.schedule import Milestone, MilestoneKind, Phase
from plan_cli.model.working_days import Delay, delay

BINDING = frozenset(
    {
        MilestoneKind.APPROVAL,
        MilestoneKind.SUBMISSION,
        MilestoneKind.REPORTING,
        MilestoneKind.DELIBERATION,
        MilestoneKind.PUBLICATION,
    }
)
"""The kinds that hold for one exact content only.

A deliverable goes on being worked on once it was handed in, and a consultation is there to change the text: for these
the record keeps what it was, and the report says that it changed."""


class Fulfilment(str, Enum):
    """How far a milestone is met. Only `met` and `waived` open a gate.

    `doubtful`: what met it was signed with a key that may have been in other hands; it must be recorded again.
    """

    MET = "met"
    WAIVED = "waived"
    UNMET = "unmet"
    STALE = "stale"
    RETURNED = "returned"
    CONDITIONS_OPEN = "conditions-open"
    DISPUTED = "disputed"
    DOUBTFUL = "doubtful"


class GateState(str, Enum):
    """Where a phase is. `current`: the first whose gate has not been passed."""

    PASSED = "passed"
    CURRENT = "current"
    AHEAD = "ahead"


@dataclass(frozen=True, slots=True)
class MilestoneReport:
    """One milestone on one day.

    `record`: what met it, or what stands in its way: the stale approval, the return, the decision with open conditions.
    `open_conditions`: their numbers and texts. `met_by`: what met conditions of `record`. `overdue`: not met, and the
    due day is past; `late`: met, after the due day. `changed`: the content is no longer the one of the record.
    `waiver`: stays visible whatever came later. `rivals`: records that contradict `record`.
    """

    milestone: Milestone
    phase: Phase
    fulfilment: Fulfilment
    record: MilestoneRecord | None = None
    met_by: tuple[ConditionsMet, ...] = ()
    open_conditions: tuple[tuple[int, str], ...] = ()
    waiver: Waiver | None = None
    rivals: tuple[MilestoneRecord, ...] = ()
    overdue: Delay | None = None
    late: Delay | None = None
    changed: bool = False

    @property
    def is_fulfilled(self) -> bool:
        """Whether it keeps its gate closed no longer."""
        return self.fulfilment in (Fulfilment.MET, Fulfilment.WAIVED)

    @property
    def ground(self) -> str | None:
        """The id of the record by which it is fulfilled."""
        if self.fulfilment is Fulfilment.WAIVED and self.waiver:
            return self.waiver.id
        return self.record.id if self.fulfilment is Fulfilment.MET and self.record else None


@dataclass(frozen=True, slots=True)
class PhaseReport:
    """One phase: its state, its milestones, and the record by which its gate was passed."""

    phase: Phase
    state: GateState
    milestones: tuple[MilestoneReport, ...]
    passing: Passing | None = None

    @property
    def is_open(self) -> bool:
        """Whether the gate is open: all milestones met or waived, or passed already."""
        return self.state is GateState.PASSED or all(item.is_fulfilled for item in self.milestones)


@dataclass(frozen=True, slots=True)
class Report:
    """Every phase and milestone on `day`, and what is wrong with records. `identified`: whether it is known that the
    records are of this repository."""

    day: datetime.date
    phases: tuple[PhaseReport, ...]
    history: History
    identified: bool

    @property
    def current(self) -> PhaseReport | None:
        """The first phase whose gate has not been passed; None when all have."""
        return next((phase for phase in self.phases if phase.state is GateState.CURRENT), None)

    @property
    def milestones(self) -> tuple[MilestoneReport, ...]:
        """All milestones in the order of the phases."""
        return tuple(item for phase in self.phases for item in phase.milestones)

    @property
    def findings(self) -> tuple[Finding, ...]:
        """Records that do not count, with the reason."""
        return self.history.findings

    def phase(self, phase_id: str) -> PhaseReport | None:
        """The report of the phase with that id."""
        return next((item for item in self.phases if item.phase.id == phase_id), None)

    def milestone(self, milestone_id: str) -> MilestoneReport | None:
        """The report of the milestone with that id."""
        return next((item for item in self.milestones if item.milestone.id == milestone_id), None)


def evaluate(plan: Plan, present: Present, today: datetime.date) -> Report:
    """Where every gate stands on `today`.

    Records count in whatever order they were written or merged; only `follows` says that one takes another's place.
    """
    known = history(plan, present, today)
    phases: list[PhaseReport] = []
    state = GateState.PASSED
    for phase in plan.schedule.phases:
        passing = next((item for item in known.passings(phase) if _holds(item, phase, known)), None)
        if state is GateState.PASSED and passing is None:
            state = GateState.CURRENT
        elif state is GateState.CURRENT:
            state = GateState.AHEAD
        if state is GateState.PASSED and passing is not None:
            milestones = _as_passed(phase, passing, known, present)
        else:
            milestones = tuple(
                _report(milestone, phase, known, present.digests.get(milestone.id), plan.settings.waived_by, today)
                for milestone in phase.milestones
            )
        phases.append(PhaseReport(phase, state, milestones, passing if state is GateState.PASSED else None))
    return Report(today, tuple(phases), known, present.root is not None)


def _report(
    milestone: Milestone, phase: Phase, known: History, digest: str | None, waived_by: str | None, today: datetime.date
) -> MilestoneReport:
    judged = [_judge(record, milestone, phase, known, digest) for record in known.standing(milestone)]
    waiver = known.waiver(milestone, waived_by)
    result = _settled(judged, milestone, phase, known)
    if waiver and not result.is_fulfilled:
        fulfilment = Fulfilment.DOUBTFUL if waiver.id in known.doubtful else Fulfilment.WAIVED
        result = replace(result, fulfilment=fulfilment, waiver=waiver)
    elif waiver:
        result = replace(result, waiver=waiver)
    if milestone.due is None:
        return result
    if result.fulfilment is Fulfilment.MET and result.record:
        done = max(record.decided for record in (result.record, *result.met_by))
        return replace(result, late=delay(milestone.due.day, done))
    return result if result.is_fulfilled else replace(result, overdue=delay(milestone.due.day, today))


def _settled(judged: list[MilestoneReport], milestone: Milestone, phase: Phase, known: History) -> MilestoneReport:
    """One answer from the records that stand side by side."""
    if not judged:
        # Records that follow each other in a circle leave none standing; nobody can write that by mistake.
        about = known.about(milestone)
        fulfilment = Fulfilment.DISPUTED if about else Fulfilment.UNMET
        return MilestoneReport(milestone, phase, fulfilment, about[0] if about else None, rivals=about[1:])
    # What is in doubt does not contradict what is not.
    judged = [item for item in judged if item.record and item.record.id not in known.doubtful] or judged
    first = min(judged, key=lambda item: (not item.is_fulfilled, item.record.id if item.record else ""))
    others = [item for item in judged if item is not first]
    negative = (Fulfilment.RETURNED, Fulfilment.CONDITIONS_OPEN)
    if any((item.fulfilment in negative) != (first.fulfilment in negative) for item in others):
        rivals = tuple(item.record for item in others if item.record)
        return replace(first, fulfilment=Fulfilment.DISPUTED, rivals=rivals)
    return first


def _judge(
    record: MilestoneRecord, milestone: Milestone, phase: Phase, known: History, digest: str | None
) -> MilestoneReport:
    """What one record makes of its milestone when the content has this digest."""
    met = known.met_conditions(record) if isinstance(record, Decision) else ()
    changed = effective_digests(record, met) != {digest}
    report = MilestoneReport(milestone, phase, Fulfilment.MET, record, met, changed=changed)
    if isinstance(record, Decision):
        done = {number for item in met for number in item.conditions}
        still_open = tuple(
            (number, text) for number, text in enumerate(record.conditions, start=1) if number not in done
        )
        if record.outcome is Outcome.RETURNED:
            return replace(report, fulfilment=Fulfilment.RETURNED, open_conditions=still_open)
        if still_open:
            return replace(report, fulfilment=Fulfilment.CONDITIONS_OPEN, open_conditions=still_open)
    if changed and milestone.kind in BINDING:
        return replace(report, fulfilment=Fulfilment.STALE)
    if record.id in known.doubtful:
        return replace(report, fulfilment=Fulfilment.DOUBTFUL)
    again = {number for item in heads(met) if item.id in known.doubtful for number in item.conditions}
    if again and isinstance(record, Decision):
        listed = tuple(item for item in enumerate(record.conditions, start=1) if item[0] in again)
        return replace(report, fulfilment=Fulfilment.DOUBTFUL, open_conditions=listed)
    return report


def _holds(passing: Passing, phase: Phase, known: History) -> bool:
    """Whether a gate was really passed: every milestone of the phase had its ground on that day's content."""
    grounds = {str(ground.milestone): ground for ground in passing.grounds}
    return all(
        milestone.id in grounds and _carries(grounds[milestone.id], milestone, phase, known)
        for milestone in phase.milestones
    )


def _carries(ground: Ground, milestone: Milestone, phase: Phase, known: History) -> bool:
    record = known.records.get(ground.record)
    if isinstance(record, Waiver):
        # Which body the policy named on that day is for the replay of the history to say: a policy that was amended
        # later does not close a gate again.
        return record.milestone == milestone.id
    if not isinstance(record, MilestoneRecord) or isinstance(record, ConditionsMet) or record.milestone != milestone.id:
        return False
    # A key that is found stolen later throws doubt on a passed gate and does not close it again.
    fulfilment = _judge(record, milestone, phase, known, ground.digest).fulfilment
    return fulfilment in (Fulfilment.MET, Fulfilment.DOUBTFUL)


def _as_passed(phase: Phase, passing: Passing, known: History, present: Present) -> tuple[MilestoneReport, ...]:
    """The milestones as they were when the gate was passed; work that went on since then changes nothing."""
    grounds = {str(ground.milestone): ground for ground in passing.grounds}
    reports = []
    for milestone in phase.milestones:
        ground = grounds[milestone.id]
        record = known.records[ground.record]
        if isinstance(record, Waiver):
            waiver = known.waiver(milestone, None) if record.id in known.doubtful else record
            sound = waiver is not None and waiver.id not in known.doubtful
            fulfilment = Fulfilment.WAIVED if sound else Fulfilment.DOUBTFUL
            reports.append(MilestoneReport(milestone, phase, fulfilment, waiver=waiver))
        elif isinstance(record, MilestoneRecord):
            report = _confirmed(_judge(record, milestone, phase, known, ground.digest), known, ground.digest)
            report, record = replace(report, open_conditions=()), report.record or record
            done = max(item.decided for item in (record, *report.met_by))
            late = delay(milestone.due.day, done) if milestone.due else None
            changed = present.digests.get(milestone.id) != ground.digest
            waiver = known.waiver(milestone, None)
            reports.append(replace(report, late=late, changed=changed, waiver=waiver))
    return tuple(reports)


def _confirmed(report: MilestoneReport, known: History, digest: str | None) -> MilestoneReport:
    """What was in doubt, recorded again about the same content; the report as it was where nobody has done so."""
    if report.fulfilment is not Fulfilment.DOUBTFUL:
        return report
    milestone, phase = report.milestone, report.phase
    again = (_judge(record, milestone, phase, known, digest) for record in known.standing(milestone))
    found = next((item for item in again if item.is_fulfilled), report)
    waiver = known.waiver(milestone, None)
    if found is report and waiver and waiver.id not in known.doubtful:
        return replace(report, fulfilment=Fulfilment.WAIVED, waiver=waiver)
    return found


def unfulfilled(reports: Iterable[MilestoneReport]) -> tuple[MilestoneReport, ...]:
    """Those that keep a gate closed."""
    return tuple(report for report in reports if not report.is_fulfilled)
