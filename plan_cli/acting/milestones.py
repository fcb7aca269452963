"""Drafts of records about milestones: handing in, deciding, submitting, closing, publishing, meeting conditions."""

from __future__ import annotations

from dataclasses import replace

from plan_cli.acting.drafts import Circumstances, Draft, draft, party_id
from plan_cli.acting.record_text import one_line
from plan_cli.acting.review import require_checked, review
from plan_cli.acting.situation import Committed
from plan_cli.acting.threads import require_threads
from plan_cli.checks.references import known_hint
from plan_cli.errors import RefusedError, UsageError
from plan_cli.gates.evaluate import GateState, Report
from plan_cli.gates.supply import COMMANDS
from plan_cli.loading.records import outcome_problems
from plan_cli.model.records import Act, ConditionsMet, Decision, Outcome, RecordKind
from plan_cli.model.schedule import Milestone, MilestoneKind
from plan_cli.repository.plan_repository import PlanRepository
from plan_cli.translation import _

DECIDED = (MilestoneKind.APPROVAL, MilestoneKind.DELIBERATION)
SENT = (MilestoneKind.SUBMISSION, MilestoneKind.REPORTING)


def draft_act(
    repository: PlanRepository,
    committed: Committed,
    said: Circumstances,
    milestone_id: str,
    kinds: tuple[MilestoneKind, ...],
    at: str | None = None,
) -> Draft:
    """A record that a milestone of one of these kinds was done.

    Raises:
        UsageError: there is no such milestone, or it is of another kind.
        RefusedError: it may not be recorded now.
    """
    milestone = find_milestone(committed, milestone_id, kinds)
    content = review(repository, committed, milestone, at)
    if milestone.kind is MilestoneKind.DELIVERABLE:
        require_checked(committed, content, milestone)
    require_threads(committed, [milestone])
    fields = said.fields(RecordKind[milestone.kind.name], committed)
    if fields["body"] is None and milestone.body is not None:
        fields["body"] = milestone.body.id
    record = Act(
        **fields,
        milestone=milestone.id,
        content=content.content if content else None,
        follows=_follows(committed.situation.report, milestone),
    )
    return draft(repository, committed, said, record, _title(milestone), content)


def draft_submission(
    repository: PlanRepository,
    committed: Committed,
    said: Circumstances,
    body: str,
    milestone_id: str | None,
    at: str | None = None,
) -> Draft:
    """A record that something was submitted or reported to a body: the one milestone of the phase that asks for it.

    Raises:
        UsageError: nothing is to be submitted to it, or several things are and none is named.
    """
    plan = committed.situation.plan
    party = party_id(plan, body)
    if milestone_id is None:
        asked = [
            item
            for phase in committed.situation.report.phases
            for item in phase.milestones
            if item.milestone.kind in SENT and item.milestone.body and item.milestone.body.id == party
            if phase.state is not GateState.PASSED
        ]
        wanted = [item for item in asked if not item.is_fulfilled] or asked
        if not wanted:
            raise UsageError(_("no milestone asks for something to be submitted to {body}").format(body=party))
        if len(wanted) > 1:
            listed = _(", ").join(f"{item.milestone.id} {item.milestone.title}" for item in wanted)
            raise UsageError(
                _("several milestones are for {body}").format(body=party),
                _("name one with --milestone: {listed}").format(listed=listed),
            )
        milestone_id = wanted[0].milestone.id
    return draft_act(repository, committed, replace(said, body=party), milestone_id, SENT, at)


def draft_decision(
    repository: PlanRepository,
    committed: Committed,
    said: Circumstances,
    milestone_id: str,
    outcome: Outcome,
    conditions: list[str],
    confirmed_by: str | None,
    at: str | None,
) -> Draft:
    """A record of what a body decided about a milestone.

    Raises:
        UsageError: there is no such milestone to decide on, or conditions and outcome do not fit.
        RefusedError: it may not be recorded now.
    """
    milestone = find_milestone(committed, milestone_id, DECIDED)
    asked = tuple(one_line(condition, "--condition") or "" for condition in conditions)
    for problem in outcome_problems(outcome, asked):
        raise UsageError(problem)
    content = review(repository, committed, milestone, at)
    record = Decision(
        **said.fields(RecordKind[milestone.kind.name], committed),
        milestone=milestone.id,
        content=content.content if content else None,
        follows=_follows(committed.situation.report, milestone),
        outcome=outcome,
        conditions=asked,
        confirmed_by=None if confirmed_by is None else party_id(committed.situation.plan, confirmed_by),
    )
    return draft(repository, committed, said, record, _title(milestone), content)


def draft_conditions_met(
    repository: PlanRepository, committed: Committed, said: Circumstances, milestone_id: str, numbers: list[int]
) -> Draft:
    """A record that conditions of the last decision about a milestone are met; all open ones where none is named.

    Raises:
        UsageError: there is no such milestone.
        RefusedError: no conditions are open, or it may not be recorded now.
    """
    milestone = find_milestone(committed, milestone_id, DECIDED)
    report = committed.situation.report
    item = report.milestone(milestone.id)
    decision = item.record if item else None
    if item is None or not isinstance(decision, Decision) or not (item.open_conditions or item.met_by):
        raise RefusedError(_("no conditions are open for {id}").format(id=milestone.id))
    if decision.outcome is Outcome.RETURNED:
        raise RefusedError(
            _("{id} was returned: the revised text needs a new decision").format(id=milestone.id),
            f"plan approve {milestone.id} --body {decision.body}",
        )
    chosen = tuple(dict.fromkeys(numbers)) or tuple(number for number, __ in item.open_conditions)
    if not chosen:  # all met, and the text changed since then: they are confirmed again on the text as it is now
        chosen = tuple(range(1, len(decision.conditions) + 1))
    content = review(repository, committed, milestone, None)
    record = ConditionsMet(
        **said.fields(RecordKind.CONDITIONS_MET, committed),
        milestone=milestone.id,
        content=content.content if content else None,
        follows=tuple(met.id for met in item.met_by),
        decision=decision.id,
        conditions=chosen,
    )
    return draft(repository, committed, said, record, _title(milestone), content)


def find_milestone(committed: Committed, milestone_id: str, kinds: tuple[MilestoneKind, ...] = ()) -> Milestone:
    """The milestone with that id, of one of these kinds (any where none is given).

    Raises:
        UsageError: there is none, or it is of another kind.
    """
    schedule = committed.situation.plan.schedule
    milestone = schedule.milestone(milestone_id)
    if milestone is None:
        known = {str(item.id): item.title for item in schedule.milestones}
        raise UsageError(_("there is no milestone {id}").format(id=milestone_id), known_hint(known, milestone_id))
    if kinds and milestone.kind not in kinds:
        raise UsageError(
            _("{id} {title} is of the kind {kind}").format(
                id=milestone.id, title=milestone.title, kind=milestone.kind.chinese
            ),
            _("its command is: plan {command}").format(command=COMMANDS[milestone.kind]),
        )
    return milestone


def _follows(report: Report, milestone: Milestone) -> tuple[str, ...]:
    return tuple(record.id for record in report.history.standing(milestone))


def _title(milestone: Milestone) -> str:
    return f"{milestone.id} {milestone.title}"
