"""`plan release`: an edition built, tagged and given out; `--list`: the editions so far."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from plan_cli.cli.options import Json
from plan_cli.translation import _, ngettext

if TYPE_CHECKING:
    from plan_cli.model.release import Release
    from plan_cli.releasing.release import Prepared
    from plan_cli.repository.plan_repository import PlanRepository


def release(
    edition: Annotated[
        str | None,
        typer.Argument(
            metavar="[EDITION]",
            help=_("讨论稿, 征求意见稿, 送审稿, 报批稿, 印发稿 or its id; or the tag of a release: its files again"),
            show_default=False,
        ),
    ] = None,
    document: Annotated[
        str | None,
        typer.Argument(metavar="[DOCUMENT]", help=_("outline (the default), workplan, …"), show_default=False),
    ] = None,
    as_of: Annotated[
        str | None,
        typer.Option("--as-of", metavar="DATE", help=_("the day of the release; today by default")),
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option("--out", metavar="DIR", help=_("where the files go; build/release/TAG by default")),
    ] = None,
    yes: Annotated[bool, typer.Option("--yes", "-y", help=_("release without asking"))] = False,
    listed: Annotated[bool, typer.Option("--list", help=_("list the editions so far"))] = False,
    as_json: Json = False,
) -> None:
    """Release an edition of a document, or list the editions so far."""
    from plan_cli.errors import UsageError
    from plan_cli.repository.plan_repository import PlanRepository

    if not listed and (edition is None or as_json):
        raise UsageError(_("name an edition, or list them"), "plan release EDITION [DOCUMENT]\n  plan release --list")
    with PlanRepository.find(Path.cwd()) as repository:
        if listed:
            _list(repository, edition, document, as_json)
        elif edition is not None:
            _release(repository, edition, document, as_of, out, yes)


def _release(
    repository: PlanRepository, edition: str, document: str | None, as_of: str | None, out: Path | None, yes: bool
) -> None:
    from plan_cli.acting.situation import at_head
    from plan_cli.cli import console
    from plan_cli.cli.acting import show_rows
    from plan_cli.cli.days import asked_day
    from plan_cli.model.finding import has_errors
    from plan_cli.model.release import round_words
    from plan_cli.releasing.release import carry_out, prepare
    from plan_cli.render.cache import Cache

    committed = at_head(repository, asked_day(as_of))
    with console.Progress() as progress:
        prepared = prepare(repository, committed, edition, document, Cache(repository.cache_folder), progress)
    console.show_findings(prepared.findings)
    if has_errors(prepared.findings):
        console.warn(_("nothing was released; mend the errors, commit and release again"))
        raise typer.Exit(1)
    made = prepared.release
    head = f"{prepared.title}（{made.edition.chinese}）{round_words(made.round)}"
    console.say(typer.style(head, bold=True))
    show_rows(_rows(prepared))
    for objection in prepared.warnings:
        console.warn(typer.style(_("warning: {message}").format(message=objection.message), fg="yellow"))
    for kind in prepared.unprintable:
        message = _("{statement} holds something that cannot be printed; only its Markdown was made")
        console.warn(typer.style(message.format(statement=kind), fg="yellow"))
    asks = not prepared.again and not yes and sys.stdin.isatty() and sys.stdout.isatty()
    if asks and not typer.confirm(_("Release this?")):
        console.say(_("nothing was released"))
        raise typer.Exit(1)
    folder = out if out is not None else (repository.top or Path.cwd()) / "build" / "release" / made.tag
    kept = carry_out(repository, prepared, folder)
    for name in prepared.files:
        console.say(str(folder / name) + (_("  (kept as it was changed)") if name in kept else ""))
    if prepared.again:
        console.say(_("released already as {tag} on {day}; the files are the same").format(tag=made.tag, day=made.day))
        return
    console.say(_("released: {tag}").format(tag=made.tag))
    console.say(_("next: {command}").format(command=f"git push origin refs/tags/{made.tag}"))


def _rows(prepared: Prepared) -> list[tuple[str, str]]:
    made = prepared.release
    rows = [
        (_("tag"), made.tag),
        (_("released on"), made.day.isoformat()),
        (_("revision"), made.commit[:10]),
        (_("digest"), made.digest),
        (_("signed"), _("unsigned")),
    ]
    if prepared.since and prepared.changes is not None:
        text = ngettext("{n} paragraph changed", "{n} paragraphs changed", prepared.changes).format(n=prepared.changes)
        rows.append((_("since {edition}").format(edition=prepared.since.tag), text))
    return rows


def _list(repository: PlanRepository, edition: str | None, document: str | None, as_json: bool) -> None:
    from plan_cli.cli import console
    from plan_cli.loading.releases import looks_like_release, releases
    from plan_cli.repository.tags import annotated_tags

    head = repository.head()
    known = releases(repository.git, repository.root_of(head) if head else None)
    chosen = [
        item
        for item in known
        if (edition is None or edition in (item.edition.value, item.edition.chinese, item.tag))
        and (document is None or document == item.document)
    ]
    if as_json:
        console.say(
            json.dumps(
                {"schema": "plan-releases/1", "releases": [_as_json(item) for item in chosen]},
                ensure_ascii=False,
                indent=2,
            )
        )
        return
    if not chosen:
        console.say(_("Nothing has been released yet."))
    else:
        head_row = [_("tag"), _("document"), _("edition"), _("released on"), _("commit"), _("digest")]
        rows = [
            [item.tag, item.document, item.name, item.day.isoformat(), item.commit[:10], item.digest[:10]]
            for item in chosen
        ]
        console.show_table([head_row, *rows])
    own = {item.tag for item in known}
    for tag in annotated_tags(repository.git):
        if looks_like_release(tag.name) and tag.name not in own:
            console.warn(
                _("{tag} is named like an edition, and plan release did not make it here").format(tag=tag.name)
            )


def _as_json(item: Release) -> dict[str, object]:
    return {
        "tag": item.tag,
        "document": item.document,
        "edition": str(item.edition.value),
        "name": item.name,
        "round": item.round,
        "date": item.day.isoformat(),
        "commit": item.commit,
        "digest": item.digest,
        "since": item.since,
        "made_with": item.made_with,
        "files": [{"name": name, "sha256": digest} for name, digest in item.files.items()],
    }
