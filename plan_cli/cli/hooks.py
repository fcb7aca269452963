"""`plan hooks`: let git check every commit."""

from __future__ import annotations

from pathlib import Path

import typer

from plan_cli.cli.help import PlanCommand, PlanGroup
from plan_cli.translation import _

PRE_COMMIT = ("pre-commit", ["check", "--staged", "--changed"])

app = typer.Typer(cls=PlanGroup, no_args_is_help=True, rich_markup_mode=None)


@app.command("install", cls=PlanCommand, help=_("Let git check every commit before it is made."))
def install() -> None:
    """Put our hooks into this repository."""
    from plan_cli.cli import console
    from plan_cli.repository import hooks
    from plan_cli.repository.plan_repository import PlanRepository

    with PlanRepository.find(Path.cwd()) as repository:
        name, arguments = PRE_COMMIT
        file = hooks.install(repository, name, arguments)
    console.say(_("git now checks every commit: {file}").format(file=file))
    console.say(_("git commit --no-verify goes past it"))


@app.command("remove", cls=PlanCommand, help=_("Take the hooks of plan away."))
def remove() -> None:
    """Take our hooks out of this repository."""
    from plan_cli.cli import console
    from plan_cli.repository import hooks
    from plan_cli.repository.plan_repository import PlanRepository

    with PlanRepository.find(Path.cwd()) as repository:
        removed = hooks.remove(repository, PRE_COMMIT[0])
    console.say(_("the hook is gone") if removed else _("there is no hook of plan here"))
