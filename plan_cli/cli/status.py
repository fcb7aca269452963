"""`plan status`: where the plan stands, on one screen or as JSON (docs/status-json.md)."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from plan_cli.translation import _, ngettext

if TYPE_CHECKING:
    from plan_cli.gates.standing import MilestoneStanding, Standing
    from plan_cli.model.plan import Plan

_SHOWN_OVERDUE = 5


def status(
    as_of: Annotated[
        str | None,
        typer.Option("--as-of", metavar="DATE", help=_("as on that day, for example 2015-06-20; today by default")),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help=_("for programs: JSON of a stable form"))] = False,
) -> None:
    """Show where the plan stands."""
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
        findings = loaded.findings + check_references(loaded.plan)
        revision = repository.origin(snapshot)
        report = standing(loaded.plan, day)
        if as_json:
            console.say(to_json(loaded.plan, report, revision, findings))
            return
        _show(loaded.plan, report, revision.name)
        console.show_findings(findings)


def _show(plan: Plan, report: Standing, revision: str) -> None:
    from plan_cli.cli import console

    console.say(typer.style(plan.settings.title, bold=True))
    console.say(_("{day}, revision {revision}").format(day=report.day.isoformat(), revision=revision))
    console.say()
    _show_phases(report)
    console.say()
    _show_milestones(plan, report)
    console.say()
    _show_questions(plan, report)


def _show_phases(report: Standing) -> None:
    from plan_cli.cli import console
    from plan_cli.gates.standing import PhaseState

    marks = {PhaseState.PAST: _("past"), PhaseState.CURRENT: _("now"), PhaseState.FUTURE: _("ahead")}
    console.say(typer.style(_("Phases"), bold=True))
    name_columns = max((console.width(phase.name) for phase, __ in report.phases), default=0)
    for phase, state in report.phases:
        line = (
            f"  {console.padded(phase.id, 4)}{console.padded(phase.name, name_columns + 2)}"
            f"{phase.start.day} — {phase.end.day}  {marks[state]}"
        )
        console.say(typer.style(line, fg="green") if state is PhaseState.CURRENT else line)


def _show_milestones(plan: Plan, report: Standing) -> None:
    from plan_cli.cli import console
    from plan_cli.gates.standing import MilestoneState

    overdue = report.overdue
    console.say(typer.style(_("Milestones"), bold=True))
    if len(overdue) > _SHOWN_OVERDUE:
        more = len(overdue) - _SHOWN_OVERDUE
        console.say("  " + ngettext("{n} earlier one overdue too", "{n} earlier ones overdue too", more).format(n=more))
    rest = [item for item in report.milestones if item.state is not MilestoneState.OVERDUE]
    shown = (*overdue[-_SHOWN_OVERDUE:], *rest)
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

    colour = None
    if item.state is MilestoneState.OVERDUE:
        days = -(item.days or 0)
        when, colour = ngettext("{n} day overdue", "{n} days overdue", days).format(n=days), "red"
    elif item.state is MilestoneState.DUE_TODAY:
        when, colour = _("due today"), "yellow"
    elif item.state is MilestoneState.UNDATED:
        when = _("no date")
    else:
        when = ngettext("in {n} day", "in {n} days", item.days or 0).format(n=item.days)
    return when + (_(" (next)") if is_next else ""), colour


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
