"""The command that supplies what a milestone still lacks."""

from __future__ import annotations

from plan_cli.gates.evaluate import BINDING, Fulfilment, MilestoneReport
from plan_cli.gates.history import heads
from plan_cli.model.records import Decision
from plan_cli.model.schedule import MilestoneKind


def command_for(report: MilestoneReport) -> str:
    """The command line to run next, as it is typed; empty where nothing is lacking."""
    milestone = report.milestone
    if report.is_fulfilled:
        return ""
    if report.fulfilment is Fulfilment.DISPUTED and report.rivals:
        return f"plan withdraw {report.rivals[0].id} --reason …"
    conditions = report.fulfilment is Fulfilment.CONDITIONS_OPEN or (
        report.fulfilment is Fulfilment.DOUBTFUL and report.open_conditions
    )
    if conditions and isinstance(report.record, Decision):
        body = f" --body {report.record.body}" if report.record.body else ""
        numbers = "".join(f" --condition {number}" for number, __ in report.open_conditions)
        return f"plan meet {milestone.id}{body}{numbers}"
    if report.fulfilment is Fulfilment.DOUBTFUL and report.waiver and report.record is None:
        return f"plan waive {milestone.id} --body {report.waiver.body} --reason …"
    body = f" --body {milestone.body.id}" if milestone.body else ""
    at = _doubted_content(report)
    if milestone.kind in (MilestoneKind.APPROVAL, MilestoneKind.DELIBERATION):
        return f"plan approve {milestone.id}{body}{at}"
    if milestone.kind in (MilestoneKind.SUBMISSION, MilestoneKind.REPORTING) and milestone.body:
        return f"plan submit-to {milestone.body.id} --milestone {milestone.id}{at}"
    return f"plan {COMMANDS[milestone.kind]} {milestone.id}{at if milestone.kind in BINDING else ''}"


def _doubted_content(report: MilestoneReport) -> str:
    """What is in doubt is recorded again about the content it was about, which may have changed since then."""
    if report.fulfilment is not Fulfilment.DOUBTFUL or not report.changed:
        return ""
    last = (*([report.record] if report.record else []), *heads(report.met_by))[-1:]
    return "".join(f" --at {record.content.commit[:10]}" for record in last if record.content)


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
