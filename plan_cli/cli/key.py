"""`plan key`: whose SSH key is whose, from when to when."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from plan_cli.cli.help import PlanCommand, PlanGroup
from plan_cli.cli.options import AsOf, Json, Key, Minutes, Note, RecordedOn, Yes, circumstances
from plan_cli.translation import _

if TYPE_CHECKING:
    import datetime

    from plan_cli.model.organization import Organization, Revocation

app = typer.Typer(cls=PlanGroup, no_args_is_help=True, rich_markup_mode=None)

_Whose = Annotated[str, typer.Argument(metavar="PERSON", help=_("whose key: id or name"))]


@app.command("add", cls=PlanCommand, help=_("Give a person a key."))
def add(
    person: _Whose,
    file: Annotated[Path, typer.Argument(metavar="FILE.pub", help=_("the public key"))],
    since: Annotated[
        str | None, typer.Option("--since", metavar="DATE", help=_("its first day; the day of record by default"))
    ] = None,
    replaces: Annotated[
        str | None,
        typer.Option("--replaces", metavar="FINGERPRINT", help=_("an older key of theirs, which ends on that day")),
    ] = None,
    minutes: Minutes = None,
    note: Note = None,
    key: Key = None,
    as_of: RecordedOn = None,
    yes: Yes = False,
) -> None:
    """Commit a person's new key with its record."""
    from plan_cli.acting.keys import draft_key
    from plan_cli.cli.acting import act
    from plan_cli.cli.days import asked_day

    said = circumstances(as_of, minutes=minutes, note=note, key=key)
    first = None if since is None else asked_day(since)
    act(said, yes, lambda repository, committed: draft_key(repository, committed, said, person, file, first, replaces))


@app.command("revoke", cls=PlanCommand, help=_("Take a key from a person."))
def revoke(
    person: _Whose,
    fingerprint: Annotated[
        str, typer.Argument(metavar="FINGERPRINT", help=_("the key, SHA256:… as plan key list shows it"))
    ],
    reason: Annotated[str, typer.Option("--reason", metavar="REASON", help=_("lost 遗失, stolen 被盗 or left 离任"))],
    since: Annotated[
        str | None,
        typer.Option(
            "--since",
            metavar="DATE",
            help=_("from that day on it may have been in other hands; the day of record by default"),
        ),
    ] = None,
    minutes: Minutes = None,
    note: Note = None,
    key: Key = None,
    as_of: RecordedOn = None,
    yes: Yes = False,
) -> None:
    """Commit that a key is no longer a person's, with its record."""
    from plan_cli.acting.keys import draft_revocation
    from plan_cli.cli.acting import act
    from plan_cli.cli.days import asked_day

    chosen = _reason(reason)
    said = circumstances(as_of, minutes=minutes, note=note, key=key)
    first = None if since is None else asked_day(since)
    act(
        said,
        yes,
        lambda repository, committed: draft_revocation(repository, committed, said, person, fingerprint, chosen, first),
    )


@app.command("list", cls=PlanCommand, help=_("Show whose keys there are."))
def show(as_of: AsOf = None, as_json: Json = False) -> None:
    """Show the keys of the organisation."""
    from plan_cli.cli import console
    from plan_cli.cli.days import asked_day
    from plan_cli.loading.loader import load
    from plan_cli.repository.plan_repository import PlanRepository

    day = asked_day(as_of)
    with PlanRepository.find(Path.cwd()) as repository:
        loaded = load(repository.work_tree() if repository.top else repository.at("HEAD"))
        if loaded.plan is None:
            console.show_findings(loaded.findings)
            raise typer.Exit(1)
    organization = loaded.plan.organization
    if as_json:
        console.say(_to_json(organization, day))
    elif not any(organization.held_keys()):
        console.say(_("Nobody has a key yet."))
    else:
        _show(organization, day)
    console.show_findings(tuple(found for found in loaded.findings if found.code.value.startswith("K")))


def _show(organization: Organization, day: datetime.date) -> None:
    from plan_cli.cli import console
    from plan_cli.model.signature import key_problem

    rows = [[_("person"), _("key"), _("valid from"), _("state")]]
    for person, key in organization.held_keys():
        since = key.since.day.isoformat() if key.since else ""
        rows.append([f"{person.name} ({person.id})", key.id, since, key_problem(key, day) or _("valid")])
    console.show_table(rows)


def _to_json(organization: Organization, day: datetime.date) -> str:
    from plan_cli.model.signature import key_problem

    listed = [
        {
            "person": person.id,
            "name": person.name,
            "fingerprint": key.id if key.public else None,
            "algorithm": key.public.algorithm if key.public else None,
            "since": key.since.day.isoformat() if key.since else None,
            "until": key.until.day.isoformat() if key.until else None,
            "revoked": key.revoked.day.isoformat() if key.revoked else None,
            "reason": str(key.reason.value) if key.reason else None,
            "valid": not key_problem(key, day),
        }
        for person, key in organization.held_keys()
    ]
    content = {"schema": "plan-keys/1", "as_of": day.isoformat(), "keys": listed}
    return json.dumps(content, ensure_ascii=False, indent=2)


def _reason(written: str) -> Revocation:
    from plan_cli.errors import UsageError
    from plan_cli.model.organization import Revocation

    for reason in Revocation:
        if written in (reason.value, reason.chinese):
            return reason
    listed = ", ".join(f"{reason.value} ({reason.chinese})" for reason in Revocation)
    raise UsageError(_("{name} is no reason").format(name=repr(written)), _("known: {listed}").format(listed=listed))
