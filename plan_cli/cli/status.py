"""`plan status`: where the plan stands, on one screen or as JSON (docs/status-json.md)."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import typer

from plan_cli.cli.options import AsOf, Json
from plan_cli.translation import _, ngettext

if TYPE_CHECKING:
    from plan_cli.acting.situation import Situation
    from plan_cli.gates.evaluate import PhaseReport
    from plan_cli.gates.standing import MilestoneStanding, Standing
    from plan_cli.model.plan import Plan

_SHOWN_OVERDUE = 5
_SHOWN_MET = 6


def status(as_of: AsOf = None, as_json: Json = False) -> None:
    """Show where the plan stands."""
    from plan_cli.acting.situation import on_disk
    from plan_cli.checks.references import check_references
    from plan_cli.cli import console
    from plan_cli.cli.days import asked_day
    from plan_cli.cli.status_json import to_json
    from plan_cli.gates.standing import standing
    from plan_cli.loading.loader import load
    from plan_cli.repository.plan_repository import PlanRepository

    day = asked_day(as_of)
    with PlanRepository.find(Path.cwd()) as repository:
        snapshot = repository.work_tree() if repository.top else repository.at("HEAD")
        loaded = load(snapshot)
        if loaded.plan is None:
            console.show_findings(loaded.findings)
            raise typer.Exit(1)
        situation = on_disk(repository, snapshot, loaded.plan, loaded.findings, day)
        findings = situation.findings + check_references(loaded.plan)
        revision = repository.origin(snapshot)
        report = standing(situation.plan, day, situation.report)
        if as_json:
            console.say(to_json(situation.plan, report, situation.report, situation.present, revision, findings))
            return
        _show(situation, report, revision.name)
        console.show_findings(findings)


def _show(situation: Situation, report: Standing, revision: str) -> None:
    from plan_cli.cli import console

    plan = situation.plan
    console.say(typer.style(plan.settings.title, bold=True))
    console.say(_("{day}, revision {revision}").format(day=report.day.isoformat(), revision=revision))
    console.say()
    _show_phases(report, situation)
    console.say()
    _show_milestones(plan, report)
    if plan.records:
        console.say("  " + _signed(situation))
    console.say()
    _show_questions(plan, report)


def _show_phases(report: Standing, situation: Situation) -> None:
    from plan_cli.cli import console
    from plan_cli.gates.evaluate import GateState
    from plan_cli.gates.standing import PhaseState

    marks = {PhaseState.PAST: _("past"), PhaseState.CURRENT: _("now"), PhaseState.FUTURE: _("ahead")}
    console.say(typer.style(_("Phases"), bold=True))
    name_columns = max((console.width(phase.name) for phase, __ in report.phases), default=0)
    mark_columns = max(console.width(mark) for mark in marks.values())
    for phase, state in report.phases:
        gate = situation.report.phase(phase.id)
        line = (
            f"  {console.padded(phase.id, 4)}{console.padded(phase.name, name_columns + 2)}"
            f"{phase.start.day} — {phase.end.day}  {console.padded(marks[state], mark_columns)}  "
            f"{_gate(gate) if gate else ''}"
        ).rstrip()
        is_current = gate is not None and gate.state is GateState.CURRENT
        console.say(typer.style(line, fg="green") if is_current else line)


def _gate(gate: PhaseReport) -> str:
    from plan_cli.gates.evaluate import GateState

    if gate.state is GateState.PASSED and gate.passing:
        return _("gate passed on {day}").format(day=gate.passing.decided)
    if gate.state is GateState.AHEAD:
        return ""
    if gate.is_open:
        return _("gate open, not yet passed")
    missing = sum(not item.is_fulfilled for item in gate.milestones)
    return ngettext("gate closed, {n} not met", "gate closed, {n} not met", missing).format(n=missing)


def _show_milestones(plan: Plan, report: Standing) -> None:
    from plan_cli.cli import console
    from plan_cli.gates.standing import MilestoneState

    overdue = report.overdue
    console.say(typer.style(_("Milestones"), bold=True))
    if len(overdue) > _SHOWN_OVERDUE:
        more = len(overdue) - _SHOWN_OVERDUE
        console.say("  " + ngettext("{n} earlier one overdue too", "{n} earlier ones overdue too", more).format(n=more))
    met = [item for item in report.milestones if item.state in (MilestoneState.MET, MilestoneState.WAIVED)]
    if len(met) > _SHOWN_MET:
        more = len(met) - _SHOWN_MET
        console.say("  " + ngettext("{n} earlier one met", "{n} earlier ones met", more).format(n=more))
    hidden = [*overdue[:-_SHOWN_OVERDUE], *met[:-_SHOWN_MET]]
    shown = [item for item in report.milestones if item not in hidden]
    rows = [(item, _what(plan, item), *_when(item, is_next=item is report.next)) for item in shown]
    when_columns = max((console.width(row[2]) for row in rows), default=0)
    id_columns = max((console.width(row[0].milestone.id) for row in rows), default=0) + 2
    room = max(console.terminal_columns() - id_columns - when_columns - 18, 12)
    what_columns = min(room, max((console.width(row[1]) for row in rows), default=0))
    for item, what, when, colour in rows:
        due = item.milestone.due.day.isoformat() if item.milestone.due else "—"
        line = (
            f"  {console.padded(item.milestone.id, id_columns)}{console.padded(due, 12)}"
            f"{console.padded(console.shortened(what, what_columns), what_columns)}  {when}"
        )
        console.say(typer.style(line, fg=colour) if colour else line)


def _what(plan: Plan, item: MilestoneStanding) -> str:
    milestone = item.milestone
    body = plan.organization.party(milestone.body.id) if milestone.body else None
    return f"{milestone.kind.chinese} {milestone.title}" + (f"（{body.name}）" if body else "")


def _when(item: MilestoneStanding, *, is_next: bool) -> tuple[str, str | None]:
    """How far away it is, and the colour that says how urgent."""
    from plan_cli.gates.standing import MilestoneState

    if item.state in (MilestoneState.MET, MilestoneState.WAIVED):
        return _met(item), "green"
    colour = None
    if item.state is MilestoneState.OVERDUE:
        days = -(item.days or 0)
        when, colour = ngettext("{n} day overdue", "{n} days overdue", days).format(n=days), "red"
        if item.report and item.report.overdue:
            working = item.report.overdue.working_days
            when += _(" ({n} working)").format(n=working)
    elif item.state is MilestoneState.DUE_TODAY:
        when, colour = _("due today"), "yellow"
    elif item.state is MilestoneState.UNDATED:
        when = _("no date")
    else:
        when = ngettext("in {n} day", "in {n} days", item.days or 0).format(n=item.days)
    return _obstacle(item) + when + (_(" (next)") if is_next else ""), colour


def _met(item: MilestoneStanding) -> str:
    from plan_cli.gates.standing import MilestoneState

    report = item.report
    if item.state is MilestoneState.WAIVED or report is None or report.record is None:
        return _("waived")
    day = max(record.decided for record in (report.record, *report.met_by)).isoformat()
    if report.late is None:
        return _("met {day}").format(day=day)
    days = report.late.days
    return ngettext("met {day}, {n} day late", "met {day}, {n} days late", days).format(day=day, n=days)


def _obstacle(item: MilestoneStanding) -> str:
    """What stands in the way of a milestone that somebody has acted on already."""
    from plan_cli.gates.evaluate import Fulfilment

    texts = {
        Fulfilment.STALE: _("stale, "),
        Fulfilment.RETURNED: _("returned, "),
        Fulfilment.CONDITIONS_OPEN: _("conditions open, "),
        Fulfilment.DISPUTED: _("contradictory, "),
        Fulfilment.DOUBTFUL: _("in doubt, "),
    }
    return texts.get(item.report.fulfilment, "") if item.report else ""


def _signed(situation: Situation) -> str:
    """Who signed the records, on one line; who signed which is shown by `plan gate`."""
    from plan_cli.cli.signer_text import signer_name

    plan, present = situation.plan, situation.present
    if plan.settings.policy.signing.value == "off":
        return _("records are unsigned (policy.signing: off)")
    counted: dict[str, int] = {}
    unsigned = 0
    for record in plan.records:
        signature = present.signature(record.id)
        if signature and signature.is_proper:
            name = signer_name(plan, signature.person)
            counted[name] = counted.get(name, 0) + 1
        else:
            unsigned += 1
    listed = [f"{name} {number}" for name, number in sorted(counted.items(), key=lambda item: -item[1])]
    text = _("records signed by {listed}").format(listed=_(", ").join(listed) or _("nobody"))
    if unsigned:
        text += ngettext("; {n} unsigned", "; {n} unsigned", unsigned).format(n=unsigned)
    return text


def _show_questions(plan: Plan, report: Standing) -> None:
    from plan_cli.cli import console

    console.say(typer.style(_("Questions"), bold=True))
    for question in report.questions:
        topics = ngettext("{n} topic", "{n} topics", len(question.topics)).format(n=len(question.topics))
        chapters = ngettext("{n} chapter", "{n} chapters", len(question.chapters)).format(n=len(question.chapters))
        counted = f"{console.padded(topics, 9)} {chapters}"
        start = f"  {console.padded(question.id, 4)}"
        room = min(max(console.terminal_columns() - console.width(start) - 24, 12), 72)
        console.say(start + console.padded(console.shortened(question.text, room), room) + "  " + counted)
    total = len(plan.topics)
    console.say("  " + ngettext("{n} topic in all", "{n} topics in all", total).format(n=total))
