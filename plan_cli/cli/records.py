"""`plan records`: the decisions there are, as a list, or one with everything it says."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from plan_cli.cli.options import AsOf, Json
from plan_cli.translation import _

if TYPE_CHECKING:
    from plan_cli.acting.situation import Situation
    from plan_cli.model.records import Record


def records(
    words: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[list | show RECORD]",
            help=_("list (the default), or show and a record's name"),
            show_default=False,
        ),
    ] = None,
    as_of: AsOf = None,
    as_json: Json = False,
) -> None:
    """Show the records."""
    from plan_cli.acting.situation import on_disk
    from plan_cli.cli import console
    from plan_cli.cli.days import asked_day
    from plan_cli.errors import UsageError
    from plan_cli.loading.loader import load
    from plan_cli.repository.plan_repository import PlanRepository

    given = words or ["list"]
    if given != ["list"] and not (given[0] == "show" and len(given) == 2):
        raise UsageError(_("list the records, or show one"), "plan records\n  plan records show RECORD")
    with PlanRepository.find(Path.cwd()) as repository:
        snapshot = repository.work_tree() if repository.top else repository.at("HEAD")
        loaded = load(snapshot)
        if loaded.plan is None:
            console.show_findings(loaded.findings)
            raise typer.Exit(1)
        situation = on_disk(repository, snapshot, loaded.plan, loaded.findings, asked_day(as_of))
    if given[0] == "show":
        _show_one(situation, given[1], as_json)
    elif as_json:
        _say_json([_as_json(record, situation) for record in situation.plan.records])
    else:
        _show_list(situation)
    console.show_findings(tuple(found for found in situation.findings if found.code.value.startswith("G")))


def _show_list(situation: Situation) -> None:
    from plan_cli.cli import console
    from plan_cli.model.records import Decision

    if not situation.plan.records:
        console.say(_("Nothing has been recorded yet."))
        return
    rows = [[_("recorded"), _("record"), _("about"), _("body"), _("name")]]
    for record in situation.plan.records:
        outcome = f"（{record.outcome.chinese}）" if isinstance(record, Decision) else ""
        state = _state(record, situation)
        kind = f"{record.kind.chinese}{outcome}" + (f" [{state}]" if state else "")
        rows.append([record.recorded.isoformat(), kind, record.subject, record.body or "", record.id])
    console.show_table(rows)


def _show_one(situation: Situation, typed: str, as_json: bool) -> None:
    from plan_cli.acting.exceptions import find_record
    from plan_cli.cli import console
    from plan_cli.cli.acting import record_rows, show_rows
    from plan_cli.cli.signer_text import signer_text
    from plan_cli.model.records import MilestoneRecord

    record = find_record(situation.plan.records, typed)
    if as_json:
        _say_json([_as_json(record, situation)])
        return
    console.say(typer.style(f"{record.kind.chinese} {record.id}", bold=True))
    rows = [(_("about"), record.subject), *record_rows(record, situation.plan)]
    if isinstance(record, MilestoneRecord) and record.content:
        edition = f"（{record.content.edition.chinese}）" if record.content.edition else ""
        rows.append((_("content"), f"{record.content.document or ''}{edition}"))
        rows.append((_("revision"), record.content.commit))
        rows.append((_("digest"), record.content.digest))
    if isinstance(record, MilestoneRecord) and record.follows:
        rows.append((_("follows"), _(", ").join(record.follows)))
    rows.append((_("signature"), signer_text(situation.plan, situation.present, situation.report.history, record.id)))
    state = _state(record, situation)
    if state:
        rows.append((_("state"), state))
    show_rows(rows)


def _state(record: Record, situation: Situation) -> str:
    history = situation.report.history
    if record.id in history.withdrawn:
        return _("withdrawn")
    if record.recorded > situation.report.day:
        return _("later")
    if record.id in history.doubtful:
        return _("in doubt")
    return "" if record.id in history.records else _("does not count")


def _as_json(record: Record, situation: Situation) -> dict[str, Any]:
    from plan_cli.acting.record_text import plain
    from plan_cli.cli.signer_text import signer_data

    history = situation.report.history
    withdrawn = history.withdrawn.get(record.id)
    said: dict[str, Any] = json.loads(json.dumps(plain(record), default=str))
    return {
        "id": record.id,
        "counts": record.id in history.records,
        "withdrawn_by": withdrawn.id if withdrawn else None,
        "signature": signer_data(situation.present, history, record.id),
        "says": said,
    }


def _say_json(listed: list[dict[str, Any]]) -> None:
    from plan_cli.cli import console

    console.say(json.dumps({"schema": "plan-records/1", "records": listed}, ensure_ascii=False, indent=2))
