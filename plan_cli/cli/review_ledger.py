"""`plan review ledger`: the table of all opinions with their answers, and a reply letter for every unit."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from plan_cli.translation import _

if TYPE_CHECKING:
    from plan_cli.model.finding import Finding
    from plan_cli.render.manifest import Output


def ledger(
    round_id: Annotated[str, typer.Argument(metavar="ROUND", help=_("the round's id"))],
    out: Annotated[
        Path | None, typer.Option("--out", metavar="DIR", help=_("where to; build/review/ROUND by default"))
    ] = None,
    letters: Annotated[bool, typer.Option("--letters/--no-letters", help=_("the reply letters with it"))] = True,
) -> None:
    """Make the table of opinions and answers, and the reply letters."""
    from plan_cli.cli import console
    from plan_cli.repository.plan_repository import PlanRepository
    from plan_cli.review.gathering import gather
    from plan_cli.review.ledger import ledger_files, statistics
    from plan_cli.review.letters import reply_letters
    from plan_cli.review.standing import totals

    today = datetime.date.today()  # noqa: DTZ011 - the user's own calendar day
    with PlanRepository.find(Path.cwd()) as repository, console.Progress() as progress:
        gathered = gather(repository, round_id)
        folder = out if out is not None else (repository.top or Path.cwd()) / "build" / "review" / round_id
        outputs, findings = ledger_files(repository, gathered, today, progress)
        if letters and outputs:
            more, found = reply_letters(repository, gathered, today, progress)
            outputs += more
            findings += found
        progress.clear()
    write_outputs(folder, outputs, findings)
    console.say(statistics(totals(gathered, today)))


def write_outputs(folder: Path, outputs: list[Output], findings: list[Finding]) -> None:
    """Write files into a folder and name them; errors in them are shown instead."""
    from plan_cli.cli import console
    from plan_cli.model.finding import has_errors
    from plan_cli.repository.atomic import write_file

    if has_errors(findings):
        console.show_findings(tuple(findings))
        raise typer.Exit(1)
    for output in outputs:
        write_file(folder / output.name, output.content)
        console.say(str(folder / output.name))
