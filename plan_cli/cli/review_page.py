"""`plan review page`: one HTML file for units that neither install anything nor write in Word."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from plan_cli.translation import _


def page(
    round_id: Annotated[str, typer.Argument(metavar="ROUND", help=_("the round's id"))],
    unit: Annotated[
        list[str] | None, typer.Option("--for", metavar="UNIT", help=_("for whom: id or name; all units by default"))
    ] = None,
    out: Annotated[Path | None, typer.Option("--out", metavar="DIR", help=_("where the files go"))] = None,
) -> None:
    """Make the page that a unit opens from disk to comment."""
    from plan_cli.cli import console
    from plan_cli.repository.atomic import write_file
    from plan_cli.repository.branches import first_commit
    from plan_cli.repository.plan_repository import PlanRepository
    from plan_cli.review.edition_sent import edition_sent
    from plan_cli.review.page_out import page_clauses, page_name, page_of
    from plan_cli.review.rounds import load_round, party_named
    from plan_cli.review.word_out import Identity

    with PlanRepository.find(Path.cwd()) as repository, console.Progress() as progress:
        snapshot = repository.work_tree() if repository.top else repository.at("HEAD")
        about = load_round(snapshot, round_id)
        edition = edition_sent(repository, about, progress)
        parties = [party_named(edition.plan, name) for name in unit or [one.id for one in about.units]]
        clauses = page_clauses(edition.sent())
        plan_id = first_commit(repository.git, about.revision)
        folder = out if out is not None else (repository.top or Path.cwd()) / "build" / "review" / round_id
        progress.clear()
        for party in parties:
            identity = Identity(plan_id, round_id, party.id, str(about.document.id), about.revision)
            file = folder / page_name(edition.name, party.name)
            write_file(file, page_of(edition.document.title, about, identity, party.name, clauses))
            console.say(str(file))
    console.say(_("when its file comes back: plan review import FILE --as UNIT"))
