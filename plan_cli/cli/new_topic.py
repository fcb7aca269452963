"""`plan new-topic`: a research topic."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from plan_cli.translation import _


def new_topic(
    title: Annotated[str, typer.Argument(metavar="TITLE", help=_("the topic's title"))],
    question: Annotated[
        list[str],
        typer.Option("--question", metavar="ID", help=_("the question it answers; may be given several times")),
    ],
    lead: Annotated[str, typer.Option("--lead", metavar="UNIT", help=_("the unit or group responsible: id or name"))],
    identifier: Annotated[
        str | None, typer.Option("--id", metavar="ID", help=_("the folder's name; from the title by default"))
    ] = None,
) -> None:
    """Add a research topic."""
    from plan_cli.cli import console
    from plan_cli.cli.acting import require_allowed
    from plan_cli.errors import RefusedError
    from plan_cli.loading.loader import load
    from plan_cli.repository.atomic import write_new_folder
    from plan_cli.repository.plan_repository import PlanRepository
    from plan_cli.scaffold.new_topic import new_topic_files

    with PlanRepository.find(Path.cwd()) as repository:
        snapshot = repository.work_tree()
        loaded = load(snapshot)
        if loaded.plan is None or repository.top is None:
            console.show_findings(loaded.findings)
            raise RefusedError(_("plan.yaml cannot be used; mend it first"))
        made = new_topic_files(loaded.plan, snapshot, title, question, lead, identifier)
        folder = repository.top / "topics" / made.id
        require_allowed(repository, [f"topics/{made.id}/{name}" for name in made.files])
        write_new_folder(folder, made.files)
    console.say(_("made topics/{id}/ with topic.yaml and report.md").format(id=made.id))
    console.say(_("next:"))
    console.say(_("  1. complete topics/{id}/topic.yaml: methods, principal problem, dates").format(id=made.id))
    console.say(_("  2. write topics/{id}/report.md, and look at it with: plan build topic/{id}").format(id=made.id))
    console.say(_("  3. commit: git add topics/{id} && git commit").format(id=made.id))
