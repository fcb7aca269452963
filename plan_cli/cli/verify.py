"""`plan verify`: the proof that every step of a history was allowed, as text, JSON or a page for the files."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from plan_cli.cli.options import Json
from plan_cli.translation import _, ngettext

if TYPE_CHECKING:
    from plan_cli.proving.replay import Proof


def verify(
    range_: Annotated[
        str | None,
        typer.Option("--range", metavar="OLD..NEW", help=_("only these commits, as a server would judge their push")),
    ] = None,
    root: Annotated[
        str | None,
        typer.Option("--root", metavar="COMMIT", help=_("the commit you trust; by default the branch's own first")),
    ] = None,
    as_json: Json = False,
    html: Annotated[
        Path | None,
        typer.Option("--html", metavar="FILE", help=_("write the report as one page that needs no other file")),
    ] = None,
    fresh: Annotated[bool, typer.Option("--fresh", help=_("judge every commit anew, whatever was kept"))] = False,
) -> None:
    """Prove that every step of the history was allowed."""
    from plan_cli.cli import console
    from plan_cli.cli.days import latest_day
    from plan_cli.errors import UsageError
    from plan_cli.proving.replay import prove
    from plan_cli.proving.verdict_file import VerdictFile
    from plan_cli.repository.plan_repository import PlanRepository

    revisions = None if range_ is None else _revisions(range_)
    if revisions and root:
        raise UsageError(_("a range begins at its own first commit; --root is for the whole history"))
    with PlanRepository.find(Path.cwd()) as repository, console.Progress() as progress:
        file = VerdictFile(repository.cache_folder / "verdicts.json")
        remembered = None if fresh else file
        proof = prove(
            repository,
            latest_day(),
            root,
            revisions,
            remembered,
            progress=lambda done, of: progress(_("judged {done} of {all} commits").format(done=done, all=of)),
        )
        file.save()
    if html is not None:
        from plan_cli.cli.verify_html import to_html
        from plan_cli.repository.atomic import write_file

        write_file(html, to_html(proof).encode())
    if as_json:
        from plan_cli.cli.verify_json import to_json

        console.say(to_json(proof))
    else:
        _show(proof)
        if html is not None:
            console.say(_("written: {file}").format(file=html))
    if not proof.holds:
        raise typer.Exit(1)


def _revisions(written: str) -> tuple[str, str]:
    from plan_cli.errors import UsageError

    old, dots, new = written.partition("..")
    if not dots or not old or not new or new.startswith("."):
        raise UsageError(_("{range} is no range").format(range=written), "plan verify --range OLD..NEW")
    return old, new


def _show(proof: Proof) -> None:
    from plan_cli.cli import console
    from plan_cli.cli.remark_text import show_remarks
    from plan_cli.cli.verify_tables import facts, tables

    for name, value in facts(proof):
        console.say(f"{name}  {value}")
    for table in tables(proof):
        console.say()
        console.say(typer.style(table.title, bold=True))
        for row in table.rows:
            first, *rest = [cell for cell in zip(table.head, row, strict=True) if cell[1]]
            console.say(f"  {first[1]}")
            for name, value in rest:
                console.say(f"    {name}  {value}")
    show_remarks(proof.verdict.refusals, _("refused"))
    show_remarks(proof.verdict.warnings, _("allowed with a warning"))
    number = sum(judgement.refused for judgement in (*proof.verdict.steps, *proof.verdict.beside))
    if proof.holds:
        console.say(typer.style(_("Every step was allowed."), fg="green"))
    elif number:
        message = ngettext("{n} commit was not allowed.", "{n} commits were not allowed.", number)
        console.say(typer.style(message.format(n=number), fg="red"))
    else:
        console.say(typer.style(_("The history does not hold."), fg="red"))
