"""The command that supplies what a milestone still lacks."""

from __future__ import annotations

from plan_cli.gates.evaluate import Fulfilment, MilestoneReport
from plan_cli.model.records import Decision
from plan_cli.model.schedule import MilestoneKind


def command_for(report: MilestoneReport) -> str:
    """The command line to run next, as it is typed; empty where nothing is lacking."""
    milestone = report.milestone
    if report.is_fulfilled:
        return ""
    if report.fulfilment is Fulfilment.DISPUTED and report.rivals:
        return f"plan withdraw {report.rivals[0].id} --reason …"
    if report.fulfilment is Fulfilment.CONDITIONS_OPEN and isinstance(report.record, Decision):
        body = f" --body {report.record.body}" if report.record.body else ""
        numbers = "".join(f" --condition {number}" for number, __ in report.open_conditions)
        return f"plan meet {milestone.id}{body}{numbers}"
    body = f" --body {milestone.body.id}" if milestone.body else ""
    if milestone.kind in (MilestoneKind.APPROVAL, MilestoneKind.DELIBERATION):
        return f"plan approve {milestone.id}{body}"
    if milestone.kind in (MilestoneKind.SUBMISSION, MilestoneKind.REPORTING) and milestone.body:
        return f"plan submit-to {milestone.body.id} --milestone {milestone.id}"
    return f"plan {COMMANDS[milestone.kind]} {milestone.id}"


COMMANDS = {
    MilestoneKind.DELIVERABLE: "hand-in",
    MilestoneKind.APPROVAL: "approve",
    MilestoneKind.SUBMISSION: "submit-to",
    MilestoneKind.REPORTING: "submit-to",
    MilestoneKind.DELIBERATION: "approve",
    MilestoneKind.CONSULTATION: "close-consultation",
    MilestoneKind.PUBLICATION: "publish",
}
"""The command for each kind of milestone."""
