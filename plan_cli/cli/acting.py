"""What all acting commands have in common: show what is about to be recorded, ask at a terminal, record it."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from plan_cli.translation import _, ngettext

if TYPE_CHECKING:
    from plan_cli.acting.drafts import Circumstances, Draft
    from plan_cli.acting.review import Review
    from plan_cli.acting.situation import Committed
    from plan_cli.model.change import FileChange
    from plan_cli.model.plan import Plan
    from plan_cli.model.records import Record
    from plan_cli.repository.plan_repository import PlanRepository

_SHOWN_CHANGES = 10


def act(said: Circumstances, yes: bool, drafted: Callable[[PlanRepository, Committed], Draft]) -> None:
    """Make a draft of the current commit's plan, show it, ask at a terminal, and record it."""
    from plan_cli.acting.drafts import commit
    from plan_cli.acting.situation import at_head
    from plan_cli.cli import console
    from plan_cli.repository.plan_repository import PlanRepository

    with PlanRepository.find(Path.cwd()) as repository:
        committed = at_head(repository, said.today)
        draft = drafted(repository, committed)
        _show(draft, committed)
        for objection in draft.warnings:
            console.warn(typer.style(_("warning: {message}").format(message=objection.message), fg="yellow"))
        asks = not yes and sys.stdin.isatty() and sys.stdout.isatty()
        if asks and not typer.confirm(_("Record this?")):
            console.say(_("nothing was recorded"))
            raise typer.Exit(1)
        made = commit(repository, draft)
    console.say(_("recorded: {record}").format(record=draft.record.id))
    console.say(_("commit {commit} on {branch}").format(commit=made[:10], branch=draft.branch))


def require_allowed(repository: PlanRepository, paths: list[str]) -> None:
    """Refuse new files that the phase does not allow, or warn, as the committed policy has it.

    Raises:
        RefusedError: the policy is strict, and they may not be made now.
    """
    from plan_cli.acting.situation import policy_now
    from plan_cli.cli import console
    from plan_cli.errors import RefusedError
    from plan_cli.gates.allowed import writing

    situation = policy_now(repository)
    if situation is None:
        return
    verdict = writing(situation.plan, situation.report, paths)
    if verdict.refused:
        raise RefusedError(verdict.refusals[0].message, verdict.refusals[0].hint)
    for message in dict.fromkeys(objection.message for objection in verdict.warnings):
        console.warn(typer.style(_("warning: {message}").format(message=message), fg="yellow"))


def _show(draft: Draft, committed: Committed) -> None:
    from plan_cli.cli import console

    plan = committed.situation.plan
    console.say(typer.style(f"{draft.record.kind.chinese} {draft.title}", bold=True))
    rows = record_rows(draft.record, plan)
    if draft.review:
        rows += _review_rows(draft.review)
    if draft.signer:
        rows.append((_("signature"), f"{draft.signer.person.name}, {draft.signer.public.fingerprint}"))
    show_rows(rows)
    if draft.review:
        _show_changes(draft.review)


def record_rows(record: Record, plan: Plan) -> list[tuple[str, str]]:
    """What a record says, a row each: what it is called and what it says."""
    from plan_cli.model.records import Amendment, ConditionsMet, Decision, Passing, Waiver, Withdrawal

    rows = []
    if record.body:
        party = plan.organization.party(record.body)
        rows.append((_("body"), f"{party.name} ({record.body})" if party else record.body))
    if record.person:
        rows.append((_("person"), _person(plan, record.person)))
    if isinstance(record, Decision):
        rows.append((_("outcome"), record.outcome.chinese))
        rows += [(_("condition {n}").format(n=number), text) for number, text in enumerate(record.conditions, start=1)]
    if isinstance(record, ConditionsMet):
        rows.append((_("decision"), record.decision))
        rows.append((_("conditions met"), _(", ").join(map(str, record.conditions))))
    if isinstance(record, Waiver | Amendment | Withdrawal):
        rows.append((_("reason"), record.reason))
    if isinstance(record, Amendment):
        rows += [(_("change"), line) for line in record.changes]
    if isinstance(record, Withdrawal):
        rows.append((_("withdrawn"), record.record))
    if isinstance(record, Passing):
        rows += [(ground.milestone, ground.record) for ground in record.grounds]
    decided, recorded = record.decided.isoformat(), record.recorded.isoformat()
    rows.append(
        (
            _("decided"),
            decided
            if decided == recorded
            else _("{decided}, recorded {recorded}").format(decided=decided, recorded=recorded),
        )
    )
    if record.minutes:
        rows.append((_("minutes"), record.minutes))
    if record.note:
        rows.append((_("note"), record.note))
    return rows


def _person(plan: Plan, person_id: str) -> str:
    """A person's name with the id."""
    people = plan.organization.people
    return next((f"{person.name} ({person.id})" for person in people if person.id == person_id), person_id)


def show_rows(rows: list[tuple[str, str]]) -> None:
    """Rows with their names in a column."""
    from plan_cli.cli import console

    columns = max((console.width(name) for name, __ in rows), default=0)
    for name, text in rows:
        console.say(f"  {console.padded(name, columns)}  {text}")


def _review_rows(review: Review) -> list[tuple[str, str]]:
    content = review.content
    edition = f"（{content.edition.chinese}）" if content.edition else ""
    files = ngettext("{n} file", "{n} files", content.files).format(n=content.files)
    return [
        (_("content"), f"{review.title}{edition}"),
        (_("revision"), f"{review.revision} ({content.commit[:10]})"),
        (_("digest"), f"{content.digest} ({files})"),
    ]


def _show_changes(review: Review) -> None:
    from plan_cli.cli import console

    if review.since is None:
        console.say(_("  nothing was recorded about it before"))
        return
    name = f"{review.since.kind.chinese} {review.since.id}"
    if review.changes is None:
        console.say(_("  since {record}: its commit is not in this clone").format(record=name))
    elif not review.changes:
        console.say(_("  since {record}: unchanged").format(record=name))
    else:
        console.say(_("  since {record}:").format(record=name))
        show_changes(review.changes, review.since.content.commit if review.since.content else "", review.content.commit)


def show_changes(changes: tuple[FileChange, ...], before: str, after: str) -> None:
    """Changed paths, and the command that shows the words."""
    from plan_cli.cli import console
    from plan_cli.model.change import ChangeKind

    marks = {ChangeKind.ADDED: _("added"), ChangeKind.CHANGED: _("changed"), ChangeKind.REMOVED: _("removed")}
    columns = max(console.width(mark) for mark in marks.values())
    for change in changes[:_SHOWN_CHANGES]:
        console.say(f"    {console.padded(marks[change.kind], columns)}  {change.path}")
    if len(changes) > _SHOWN_CHANGES:
        more = len(changes) - _SHOWN_CHANGES
        console.say("    " + ngettext("and {n} more", "and {n} more", more).format(n=more))
    command = _("    the words: git diff --word-diff-regex=. {before} {after}")
    console.say(command.format(before=before[:10], after=after[:10]).rstrip())
