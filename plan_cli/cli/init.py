"""`plan init`: a new plan repository."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from plan_cli.scaffold.forge import Forge
from plan_cli.translation import _

if TYPE_CHECKING:
    from plan_cli.scaffold.plan_files import Answers


def init(
    directory: Annotated[Path, typer.Argument(metavar="DIR", help=_("the folder to make; it must be new or empty"))],
    example: Annotated[
        str | None, typer.Option("--example", metavar="NAME", help=_("fill it with an example: chengdu-13-5"))
    ] = None,
    title: Annotated[str | None, typer.Option("--title", metavar="TEXT", help=_("the plan's formal title"))] = None,
    organization: Annotated[
        str | None, typer.Option("--organization", metavar="TEXT", help=_("who issues the plan"))
    ] = None,
    start: Annotated[int | None, typer.Option("--start", metavar="YEAR", help=_("first year of the plan"))] = None,
    end: Annotated[int | None, typer.Option("--end", metavar="YEAR", help=_("last year of the plan"))] = None,
    region: Annotated[str | None, typer.Option("--region", metavar="TEXT", help=_("the area it is for"))] = None,
    forge: Annotated[
        Forge | None,
        typer.Option("--ci", help=_("add what this forge runs on requests and edition tags; none by default")),
    ] = None,
) -> None:
    """Make a new plan repository."""
    from plan_cli.cli import console
    from plan_cli.repository.new_repository import check_place, make_repository
    from plan_cli.scaffold import plan_files
    from plan_cli.scaffold.workflows import workflow_files

    check_place(directory)
    if example is not None:
        files = plan_files.example_files(example)
        message = _("Begin the plan from the example {name}").format(name=example)
    else:
        answers, forge = _ask(title, organization, start, end, region, forge)
        files = plan_files.new_files(answers)
        message = _("Begin {title}").format(title=answers.title)
    files |= workflow_files(forge or Forge.NONE)
    commit = make_repository(directory, files, message)
    console.say(
        _("made {folder} with {number} files, commit {commit}").format(
            folder=directory, number=len(files), commit=commit[:10]
        )
    )
    console.say(_("next:"))
    if directory.resolve() != Path.cwd():
        console.say(f"  cd {directory}")
    console.say("  plan status         " + _("where the plan stands"))
    console.say("  plan build          " + _("the outline as PDF, DOCX and HTML"))


def _ask(
    title: str | None,
    organization: str | None,
    start: int | None,
    end: int | None,
    region: str | None,
    forge: Forge | None,
) -> tuple[Answers, Forge | None]:
    import sys

    from plan_cli.errors import UsageError
    from plan_cli.scaffold.plan_files import Answers, check_years

    given = {"--title": title, "--organization": organization, "--start": start, "--end": end}
    missing = [name for name, value in given.items() if value is None]
    if missing and not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise UsageError(
            _("{options} is missing, and there is no terminal to ask at").format(options=", ".join(missing)),
            _("give the options, or take the example: plan init DIR --example chengdu-13-5"),
        )
    if title is None:
        title = typer.prompt(_("Title of the plan"))
    if organization is None:
        organization = typer.prompt(_("Who issues it"))
    if start is None:
        start = typer.prompt(_("First year"), type=int)
    if end is None:
        end = typer.prompt(_("Last year"), type=int, default=start + 4)
    if region is None and missing:
        region = typer.prompt(_("Area it is for"), default="", show_default=False)
    if forge is None and missing:
        forge = _ask_forge()
    for value in (title, organization, region or "-"):
        if not value.strip() or any(ord(character) < 32 for character in value):
            raise UsageError(_("a title and an organization are needed, each on one line"))
    check_years(start, end)
    return Answers(title.strip(), organization.strip(), start, end, region=(region or "").strip()), forge


def _ask_forge() -> Forge:
    import click

    known = click.Choice([forge.value for forge in Forge])
    asked: str = typer.prompt(_("Workflows for which forge"), default=Forge.NONE.value, type=known)
    return Forge(asked)
