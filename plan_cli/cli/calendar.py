"""`plan calendar`: phases and milestones as a list, a calendar file, or a picture."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from plan_cli.translation import N_, _, ngettext

if TYPE_CHECKING:
    from plan_cli.model.finding import Finding
    from plan_cli.model.plan import Plan
    from plan_cli.model.schedule import Milestone, Phase
    from plan_cli.repository.plan_repository import PlanRepository
    from plan_cli.repository.snapshot import Snapshot

WEEKDAYS = (N_("Mon"), N_("Tue"), N_("Wed"), N_("Thu"), N_("Fri"), N_("Sat"), N_("Sun"))
STANDARD_OUTPUT = "-"
SCHEMA = "plan-calendar/1"
_DUE_COLUMNS = 18
_FILES = ("plan.yaml", "schedule.yaml", "organization.yaml")


def calendar(
    ics: Annotated[
        str | None,
        typer.Option("--ics", metavar="FILE", help=_("write a calendar file to subscribe to or import; - prints it")),
    ] = None,
    picture: Annotated[
        Path | None,
        typer.Option(
            "--picture", metavar="FILE", help=_("write the schedule as an SVG that shows what is met and overdue")
        ),
    ] = None,
    at: Annotated[str | None, typer.Option("--at", metavar="REV", help=_("the schedule of an older revision"))] = None,
    as_of: Annotated[
        str | None,
        typer.Option("--as-of", metavar="DATE", help=_("as on that day, for example 2015-06-20; today by default")),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help=_("for programs: JSON of a stable form"))] = False,
) -> None:
    """List phases and milestones by day, or write them as a calendar."""
    from plan_cli.cli import console
    from plan_cli.cli.days import asked_day
    from plan_cli.errors import UsageError
    from plan_cli.loading.loader import load
    from plan_cli.repository.plan_repository import PlanRepository

    if as_json and (ics or picture):
        raise UsageError(_("--json goes with neither --ics nor --picture"))
    day = asked_day(as_of)
    with PlanRepository.find(Path.cwd()) as repository:
        bare = repository.top is None
        snapshot = repository.at(at or "HEAD") if at is not None or bare else repository.work_tree()
        loaded = load(snapshot)
        concerning = tuple(found for found in loaded.findings if _concerns(found))
        _stop_at_errors(concerning, loaded.plan)
        plan = loaded.require_plan()
        if ics is not None:
            _write_ics(repository, snapshot, plan, ics)
        if picture is not None:
            _write_picture(repository, snapshot, plan, picture, day)
        if as_json:
            console.say(_to_json(plan, day))
        elif ics is None and picture is None:
            _show(plan, day)
        console.show_findings(concerning)


def _concerns(found: Finding) -> bool:
    from plan_cli.model.finding import Code

    # The text of a document may still be missing: its milestones are due all the same.
    return found.place.path in _FILES and not (found.place.path == "plan.yaml" and found.code is Code.MISSING_FILE)


def _stop_at_errors(findings: tuple[Finding, ...], plan: Plan | None) -> None:
    """A calendar that leaves out what could not be read would mislead whoever subscribes to it."""
    from plan_cli.cli import console
    from plan_cli.model.finding import has_errors

    if plan is None or has_errors(findings):
        console.show_findings(findings)
        raise typer.Exit(1)


def _write_ics(repository: PlanRepository, snapshot: Snapshot, plan: Plan, target: str) -> None:
    import sys

    from plan_cli.cli import console
    from plan_cli.errors import MissingRequirementError
    from plan_cli.render.calendar import Edge, as_ics, entries
    from plan_cli.repository.atomic import write_file
    from plan_cli.repository.lineage import lineage

    revision = repository.origin(snapshot)
    if revision.commit is None:
        raise MissingRequirementError(
            _("a calendar needs a commit, by which its events are known again"), _("commit first: git commit")
        )
    history = lineage(repository, revision.commit)
    edge = Edge(history.first_commit, history.length, revision.commit, revision.committed, revision.dirty)
    content = as_ics(plan, edge)
    if target == STANDARD_OUTPUT:
        sys.stdout.flush()
        sys.stdout.buffer.write(content)
        sys.stdout.buffer.flush()
        return
    write_file(Path(target), content)
    number = len(entries(plan))
    console.say(ngettext("{file}: {n} event", "{file}: {n} events", number).format(file=target, n=number))


def _write_picture(
    repository: PlanRepository, snapshot: Snapshot, plan: Plan, target: Path, day: datetime.date
) -> None:
    from plan_cli.acting.situation import on_disk
    from plan_cli.cli import console
    from plan_cli.gates.standing import MilestoneState, standing
    from plan_cli.loading.profiles import load_profile
    from plan_cli.model.milestone_progress import MilestoneProgress
    from plan_cli.render import fonts
    from plan_cli.render.cache import Cache
    from plan_cli.render.drawings import Drawings
    from plan_cli.repository.atomic import write_file

    findings: list[Finding] = []
    profile = load_profile(plan.settings.profile, snapshot, findings)
    if profile is None:
        console.show_findings(tuple(findings))
        raise typer.Exit(1)
    report = on_disk(repository, snapshot, plan, (), day).report
    shown = {
        MilestoneState.MET: MilestoneProgress.MET,
        MilestoneState.WAIVED: MilestoneProgress.WAIVED,
        MilestoneState.OVERDUE: MilestoneProgress.OVERDUE,
    }
    progress = {
        str(item.milestone.id): shown.get(item.state, MilestoneProgress.DUE)
        for item in standing(plan, day, report).milestones
    }
    font_set = fonts.resolve(profile, bundled=False, cache=Cache(repository.cache_folder))
    write_file(target, Drawings(plan, font_set, progress).schedule_file())
    console.say(str(target))


def _show(plan: Plan, day: datetime.date) -> None:
    from plan_cli.cli import console

    console.say(typer.style(plan.settings.title, bold=True))
    for phase in sorted(plan.schedule.phases, key=lambda phase: phase.start.day):
        console.say()
        _show_phase(phase, plan, day)


def _show_phase(phase: Phase, plan: Plan, day: datetime.date) -> None:
    from plan_cli.cli import console
    from plan_cli.model.working_days import working_days_in

    first, last = phase.start.day, phase.end.day
    days = working_days_in(first, last)
    counted = ngettext("{n} working day", "{n} working days", days).format(n=days)
    head = f"{phase.id} {phase.name}  {_day(first)} — {_day(last)}  {counted}"
    console.say(typer.style(head, bold=True))
    rows = [(milestone, *_when(milestone, day)) for milestone in _by_day(phase.milestones)]
    ids = max((console.width(milestone.id) for milestone, *__ in rows), default=0) + 2
    left_columns = max((console.width(left) for *__, left in rows), default=0)
    room = max(console.terminal_columns() - ids - _DUE_COLUMNS - left_columns - 4, 12)
    for milestone, due, left in rows:
        start = f"  {console.padded(milestone.id, ids)}{console.padded(due, _DUE_COLUMNS)}"
        what = console.shortened(_what(milestone, plan), room)
        console.say(f"{start}{console.padded(what, room)}  {left}".rstrip())


def _by_day(milestones: tuple[Milestone, ...]) -> list[Milestone]:
    return sorted(milestones, key=lambda milestone: milestone.due.day if milestone.due else datetime.date.max)


def _what(milestone: Milestone, plan: Plan) -> str:
    body = plan.organization.party(milestone.body.id) if milestone.body else None
    return f"{milestone.kind.chinese} {milestone.title}" + (f"（{body.name}）" if body else "")


def _when(milestone: Milestone, day: datetime.date) -> tuple[str, str]:
    """The day it is due, and how far away that is."""
    from plan_cli.checks.working_days import reason_off
    from plan_cli.model.working_days import working_days_between

    if milestone.due is None:
        return _("no date"), ""
    due = milestone.due.day
    days = (due - day).days
    if days == 0:
        left = _("due today")
    elif days < 0:
        left = ngettext("{n} day ago", "{n} days ago", -days).format(n=-days)
    else:
        working = working_days_between(day, due)
        left = ngettext("in {n} day", "in {n} days", days).format(n=days) + ngettext(
            ", {n} working day", ", {n} working days", working
        ).format(n=working)
    off = reason_off(due)
    return _day(due), left + (_(" ({day})").format(day=off) if off else "")


def _day(day: datetime.date) -> str:
    return f"{day.isoformat()} {_(WEEKDAYS[day.weekday()])}"


def _to_json(plan: Plan, day: datetime.date) -> str:
    """Schema `plan-calendar/1`, in docs/calendar.md."""
    import json

    from plan_cli.model.working_days import is_working_day, working_days_between

    def dated(due: datetime.date | None) -> dict[str, object]:
        if due is None:
            return {"due": None, "working_day": None, "days": None, "working_days": None}
        return {
            "due": due.isoformat(),
            "working_day": is_working_day(due),
            "days": (due - day).days,
            "working_days": working_days_between(day, due),
        }

    content = {
        "schema": SCHEMA,
        "as_of": day.isoformat(),
        "phases": [
            {
                "id": phase.id,
                "name": phase.name,
                "start": phase.start.day.isoformat(),
                "end": phase.end.day.isoformat(),
                "milestones": [
                    {"id": item.id, "kind": item.kind.value, "title": item.title}
                    | dated(item.due.day if item.due else None)
                    for item in phase.milestones
                ],
            }
            for phase in plan.schedule.phases
        ],
    }
    return json.dumps(content, ensure_ascii=False, indent=2)
