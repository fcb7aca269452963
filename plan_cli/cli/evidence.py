"""`plan evidence`: what the topics' findings rest on; add a piece, list them, print the references."""

from __future__ import annotations

from enum import Enum
from pathlib import Path
from typing import Annotated

import typer

from plan_cli.cli.help import PlanCommand, PlanGroup
from plan_cli.cli.options import Json
from plan_cli.translation import _, ngettext

app = typer.Typer(cls=PlanGroup, help=_("Show and add what the topics' findings rest on."), no_args_is_help=True)


class Kind(str, Enum):
    """How evidence was gathered."""

    SURVEY = "survey"
    PANEL = "panel"
    LITERATURE = "literature"
    DATA = "data"
    INTERVIEW = "interview"


@app.command("add", cls=PlanCommand, help=_("Add a piece of evidence to a topic."))
def add(
    topic: Annotated[str, typer.Argument(metavar="TOPIC", help=_("the topic's id"))],
    kind: Annotated[
        Kind, typer.Option("--kind", metavar="KIND", help=_("survey, panel, literature, data or interview"))
    ],
    title: Annotated[str, typer.Option("--title", metavar="TEXT", help=_("what it is called"))],
    finding: Annotated[str, typer.Option("--finding", metavar="TEXT", help=_("what was found"))],
    date: Annotated[
        str | None, typer.Option("--date", metavar="DATE", help=_("when it was gathered, for example 2015-06-02"))
    ] = None,
    where: Annotated[str | None, typer.Option("--where", metavar="TEXT", help=_("where it was gathered"))] = None,
    by: Annotated[
        list[str] | None,
        typer.Option("--by", metavar="UNIT", help=_("who gathered it: id or name; may be given several times")),
    ] = None,
    people: Annotated[
        list[str] | None, typer.Option("--people", metavar="TEXT", help=_("who took part; may be given several times"))
    ] = None,
    attach: Annotated[
        list[Path] | None,
        typer.Option("--attach", metavar="FILE", help=_("a file to keep with it; may be given several times")),
    ] = None,
    table: Annotated[
        Path | None, typer.Option("--table", metavar="FILE", help=_("a CSV file from which texts quote numbers"))
    ] = None,
    reference: Annotated[
        str | None,
        typer.Option("--reference", metavar="KEY", help=_("the entry of an attached .bib or CSL .json file")),
    ] = None,
    note: Annotated[str | None, typer.Option("--note", metavar="TEXT", help=_("anything a reader should know"))] = None,
    identifier: Annotated[
        str | None, typer.Option("--id", metavar="ID", help=_("the file's name; from the title by default"))
    ] = None,
) -> None:
    """Add a piece of evidence to a topic."""
    from plan_cli.cli import console
    from plan_cli.cli.acting import require_allowed
    from plan_cli.cli.days import asked_day
    from plan_cli.errors import RefusedError
    from plan_cli.loading.loader import load
    from plan_cli.model.evidence import EvidenceKind
    from plan_cli.repository.atomic import write_file
    from plan_cli.repository.plan_repository import PlanRepository
    from plan_cli.scaffold.new_evidence import Told, new_evidence

    told = Told(
        kind=next(one for one in EvidenceKind if one.value == kind.value),
        title=" ".join(title.split()),
        finding=finding,
        date=None if date is None else asked_day(date).isoformat(),
        where=where,
        by=by or (),
        people=people or (),
        attachments=attach or (),
        table=table,
        reference=reference,
        note=note,
        identifier=identifier,
    )
    with PlanRepository.find(Path.cwd()) as repository:
        snapshot = repository.work_tree()
        loaded = load(snapshot)
        if repository.top is None:
            raise RefusedError(_("evidence is added in a work tree, not in a bare repository"))
        made = new_evidence(loaded.require_plan(), snapshot, topic, told)
        require_allowed(repository, list(made.files))
        for path, content in made.files.items():
            write_file(repository.top / path, content)
            console.say(_("made {path}").format(path=path))
    console.say(_("next:"))
    console.say(_("  1. rest on it in the report: [<{id}] in a paragraph or under a heading").format(id=made.id))
    console.say(_("  2. commit: git add topics/{id} && git commit").format(id=topic))


@app.command("list", cls=PlanCommand, help=_("List the evidence of all topics, or of one."))
def list_evidence(
    topic: Annotated[str | None, typer.Argument(metavar="[TOPIC]", help=_("the topic's id"))] = None,
    as_json: Json = False,
) -> None:
    """List the evidence of all topics, or of one."""
    import json

    from plan_cli.cli import console
    from plan_cli.loading.loader import load
    from plan_cli.repository.plan_repository import PlanRepository

    with PlanRepository.find(Path.cwd()) as repository:
        snapshot = repository.work_tree() if repository.top else repository.at("HEAD")
        plan = load(snapshot).require_plan()
    found = [item for item in plan.evidence if topic in (None, item.topic)]
    if as_json:
        said = [
            {
                "topic": item.topic,
                "id": item.id,
                "kind": item.file.kind.value,
                "title": item.file.title,
                "finding": item.file.finding,
                "date": item.file.date.day.isoformat() if item.file.date else None,
                "where": item.file.where,
                "attachments": [attachment.file for attachment in item.file.attachments],
                "path": item.path,
            }
            for item in found
        ]
        console.say(json.dumps({"schema": "plan-evidence/1", "evidence": said}, ensure_ascii=False, indent=2))
        return
    if not found:
        console.say(_("there is no evidence yet"))
        return
    rows = [[_("evidence"), _("kind"), _("date"), _("title")]]
    for item in found:
        day = item.file.date.day.isoformat() if item.file.date else "—"
        rows.append([f"{item.topic}/{item.id}", item.file.kind.chinese, day, item.file.title])
    console.show_table(rows)
    console.say(ngettext("{n} piece of evidence", "{n} pieces of evidence", len(found)).format(n=len(found)))


@app.command("references", cls=PlanCommand, help=_("Print the literature as references of GB/T 7714-2015."))
def references(
    topic: Annotated[str | None, typer.Argument(metavar="[TOPIC]", help=_("the topic's id"))] = None,
) -> None:
    """Print the literature as references of GB/T 7714-2015."""
    from plan_cli.cli import console
    from plan_cli.loading.loader import load
    from plan_cli.render.references import references_of
    from plan_cli.repository.plan_repository import PlanRepository

    with PlanRepository.find(Path.cwd()) as repository:
        snapshot = repository.work_tree() if repository.top else repository.at("HEAD")
        plan = load(snapshot).require_plan()
        chosen = [item for item in plan.evidence if topic in (None, item.topic)]
        for line in references_of(snapshot, chosen):
            console.say(line)
