"""`plan gate`: what keeps a gate closed; `plan gate pass PHASE`: pass it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from plan_cli.cli.options import AsOf, Body, Decided, Json, Key, Minutes, Note, Person, Yes, circumstances
from plan_cli.translation import _, ngettext

if TYPE_CHECKING:
    from collections.abc import Callable

    from plan_cli.acting.situation import Situation
    from plan_cli.gates.evaluate import MilestoneReport, PhaseReport
    from plan_cli.model.change import FileChange
    from plan_cli.model.working_days import Delay

_PASS = "pass"  # noqa: S105


def gate(
    words: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[pass] [PHASE]",
            help=_("the phase; the current one by default. pass: pass its gate"),
            show_default=False,
        ),
    ] = None,
    as_of: AsOf = None,
    as_json: Json = False,
    body: Body = None,
    minutes: Minutes = None,
    date: Decided = None,
    person: Person = None,
    note: Note = None,
    key: Key = None,
    yes: Yes = False,
) -> None:
    """Show what keeps a gate closed, or pass it."""
    from plan_cli.errors import UsageError

    given = words or []
    if given[:1] == [_PASS] and len(given) == 2:
        from plan_cli.acting.exceptions import draft_passing
        from plan_cli.cli.acting import act

        said = circumstances(as_of, date, body, person, minutes, note, key)
        act(said, yes, lambda repository, committed: draft_passing(repository, committed, said, given[1]))
        return
    if given[:1] == [_PASS] or len(given) > 1:
        raise UsageError(_("name one phase"), "plan gate [PHASE]\n  plan gate pass PHASE")
    _show_gate(given[0] if given else None, as_of, as_json)


def _show_gate(phase_id: str | None, as_of: str | None, as_json: bool) -> None:
    from plan_cli.acting.review import changes_since
    from plan_cli.acting.situation import on_disk
    from plan_cli.cli import console
    from plan_cli.cli.days import asked_day
    from plan_cli.cli.gate_json import to_json
    from plan_cli.loading.contents import Contents
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
        phase = _phase(situation, phase_id)
        contents = Contents(snapshot, situation.plan)

        def changes(item: MilestoneReport) -> tuple[FileChange, ...] | None:
            if item.record is None or not item.changed:
                return ()
            files = contents.files(item.milestone)
            return changes_since(repository, situation.plan, item.milestone, item.record, files)

        if as_json:
            revision = repository.origin(snapshot)
            console.say(to_json(situation, revision, phase, changes))
        else:
            _show(situation, phase, changes)
            console.show_findings(tuple(found for found in situation.findings if found.code.value.startswith("G")))
    if phase is not None and not phase.is_open:
        raise typer.Exit(1)


def _phase(situation: Situation, phase_id: str | None) -> PhaseReport | None:
    from plan_cli.checks.references import known_hint
    from plan_cli.errors import UsageError

    if phase_id is None:
        return situation.report.current
    found = situation.report.phase(phase_id)
    if found is None:
        known = {str(phase.id): phase.name for phase in situation.plan.schedule.phases}
        raise UsageError(_("there is no phase {id}").format(id=phase_id), known_hint(known, phase_id))
    return found


def _show(
    situation: Situation, phase: PhaseReport | None, changes: Callable[[MilestoneReport], tuple[FileChange, ...] | None]
) -> None:
    from plan_cli.cli import console
    from plan_cli.gates.evaluate import GateState

    if phase is None:
        console.say(_("All gates have been passed."))
        return
    head = f"{phase.phase.id} {phase.phase.name}  {phase.phase.start.day} — {phase.phase.end.day}"
    console.say(typer.style(head, bold=True))
    if phase.state is GateState.PASSED and phase.passing:
        console.say(typer.style(_("gate passed on {day}").format(day=phase.passing.decided), fg="green"))
    elif phase.is_open:
        console.say(typer.style(_("gate open"), fg="green"))
        if phase.state is GateState.CURRENT:
            console.say(_("next: {command}").format(command=f"plan gate pass {phase.phase.id}"))
    else:
        missing = sum(not item.is_fulfilled for item in phase.milestones)
        closed = ngettext("gate closed: {n} milestone is not met", "gate closed: {n} milestones are not met", missing)
        console.say(typer.style(closed.format(n=missing), fg="red"))
    if phase.state is GateState.AHEAD and situation.report.current:
        current = situation.report.current.phase
        console.say(_("the plan is still in {phase}").format(phase=f"{current.id} {current.name}"))
    for item in phase.milestones:
        console.say()
        _show_milestone(situation, item, changes)
    if situation.plan.records and not situation.report.identified:
        console.warn(_("this clone is shallow: it cannot tell whether the records are of this plan"))
    if situation.plan.settings.policy.signing.value == "off":
        console.say()
        console.say(_("records are unsigned (policy.signing: off)"))


def _show_milestone(
    situation: Situation, item: MilestoneReport, changes: Callable[[MilestoneReport], tuple[FileChange, ...] | None]
) -> None:
    from plan_cli.cli import console
    from plan_cli.cli.acting import show_changes
    from plan_cli.cli.signer_text import signer_text
    from plan_cli.gates.evaluate import Fulfilment
    from plan_cli.gates.supply import command_for

    plan, milestone = situation.plan, item.milestone
    is_signed = plan.settings.policy.signing.value == "required"
    party = plan.organization.party(milestone.body.id) if milestone.body else None
    body = f"（{party.name}）" if party else ""
    due = milestone.due.day.isoformat() if milestone.due else _("no date")
    colour = "green" if item.is_fulfilled else "red" if item.overdue else "yellow"
    console.say(f"  {milestone.id}  {milestone.kind.chinese} {milestone.title}{body}")
    console.say("    " + _("due {day}").format(day=due) + "  " + typer.style(state_text(item), fg=colour))
    for number, text in item.open_conditions:
        console.say("    " + _("condition {n}").format(n=number) + f"  {text}")
    if item.waiver:
        console.say("    " + _("waived by {body}: {reason}").format(body=item.waiver.body, reason=item.waiver.reason))
    if item.record:
        minutes = f"  {item.record.minutes}" if item.record.minutes else ""
        console.say(f"    {item.record.id}{minutes}")
    for record in (item.record, *item.met_by, item.waiver) if is_signed else ():
        if record:
            text = signer_text(plan, situation.present, situation.report.history, record.id)
            console.say("    " + (text if record is item.record else f"{record.id}  {text}"))
    for rival in item.rivals:
        console.say(f"    {rival.id}")
    if item.fulfilment is Fulfilment.STALE and item.record and item.record.content:
        found = changes(item)
        if found is None:
            console.say("    " + _("the commit it names is not in this clone"))
        else:
            show_changes(found, item.record.content.commit, "")
    command = command_for(item)
    if command:
        console.say("    " + _("next: {command}").format(command=command))


def state_text(item: MilestoneReport) -> str:
    """How far a milestone is met, in words, with how late it is or was."""
    from plan_cli.gates.evaluate import Fulfilment
    from plan_cli.model.records import Decision

    texts = {
        Fulfilment.MET: _("met"),
        Fulfilment.WAIVED: _("waived"),
        Fulfilment.UNMET: _("not met"),
        Fulfilment.STALE: _("stale: the text changed after it"),
        Fulfilment.RETURNED: _("returned for revision"),
        Fulfilment.CONDITIONS_OPEN: _("conditions open"),
        Fulfilment.DISPUTED: _("records contradict each other"),
        Fulfilment.DOUBTFUL: _("in doubt: the key that signed may have been in other hands"),
    }
    text = texts[item.fulfilment]
    if item.fulfilment is Fulfilment.MET and item.record:
        outcome = f"（{item.record.outcome.chinese}）" if isinstance(item.record, Decision) else ""
        text = f"{text}{outcome} {max(record.decided for record in (item.record, *item.met_by))}"
        if item.changed:
            text += _(", the text changed since then")
    if item.late:
        text += _(", {delay} late").format(delay=delay_text(item.late))
    if item.overdue:
        text += _(", {delay} overdue").format(delay=delay_text(item.overdue))
    return text


def delay_text(delay: Delay) -> str:
    """Calendar days, and working days among them."""
    days = ngettext("{n} day", "{n} days", delay.days).format(n=delay.days)
    working = ngettext("{n} working day", "{n} working days", delay.working_days).format(n=delay.working_days)
    if delay.estimated:
        working = _("about {days}").format(days=working)
    return _("{days} ({working})").format(days=days, working=working)
