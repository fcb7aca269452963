"""`plan hooks`: let git check every commit, and a server every push."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from plan_cli.cli.help import PlanCommand, PlanGroup
from plan_cli.translation import _

if TYPE_CHECKING:
    from plan_cli.proving.push import PushVerdict

PRE_COMMIT = ("pre-commit", ["check", "--staged", "--changed"])

app = typer.Typer(cls=PlanGroup, no_args_is_help=True, rich_markup_mode=None)

_Server = Annotated[
    Path | None,
    typer.Option(
        "--server", metavar="DIR", help=_("the bare repository of a server, for every push; by default your own clone")
    ),
]


@app.command("install", cls=PlanCommand, help=_("Let git check every commit before it is made, or every push."))
def install(server: _Server = None) -> None:
    """Put our hooks into this repository, or into one on a server."""
    from plan_cli.cli import console
    from plan_cli.repository import hooks
    from plan_cli.repository.plan_repository import PlanRepository

    if server is not None:
        with PlanRepository.find(server) as repository:
            file = hooks.install_on_server(repository)
        console.say(_("every push is now judged: {file}").format(file=file))
        console.say(_("what is there already is trusted; to prove it: plan verify --root COMMIT"))
        return
    with PlanRepository.find(Path.cwd()) as repository:
        name, arguments = PRE_COMMIT
        file = hooks.install(repository, name, arguments)
    console.say(_("git now checks every commit: {file}").format(file=file))
    console.say(_("git commit --no-verify goes past it"))


@app.command("remove", cls=PlanCommand, help=_("Take the hooks of plan away."))
def remove(server: _Server = None) -> None:
    """Take our hooks out of this repository, or out of one on a server."""
    from plan_cli.cli import console
    from plan_cli.repository import hooks
    from plan_cli.repository.plan_repository import PlanRepository

    with PlanRepository.find(server or Path.cwd()) as repository:
        removed = hooks.remove_from_server(repository) if server else hooks.remove(repository, PRE_COMMIT[0])
    console.say(_("the hook is gone") if removed else _("there is no hook of plan here"))


@app.command("receive", cls=PlanCommand, hidden=True, help=_("Judge a push; git runs this in its hook pre-receive."))
def receive() -> None:
    """Judge the push whose refs git writes to standard input."""
    from plan_cli.cli.days import latest_day
    from plan_cli.proving.push import judge_push
    from plan_cli.proving.ref_updates import read_updates
    from plan_cli.repository.plan_repository import PlanRepository

    updates = read_updates(sys.stdin.buffer.read())
    with PlanRepository.find(Path.cwd()) as repository:
        verdict = judge_push(repository, updates, latest_day())
    _show(verdict)
    if verdict.refused:
        raise typer.Exit(1)


def _show(verdict: PushVerdict) -> None:
    from plan_cli.cli import console
    from plan_cli.cli.remark_text import show_remarks

    for refusal in verdict.refs:
        console.warn(_("refused {ref}: {message}").format(ref=refusal.ref, message=refusal.message))
        if refusal.hint:
            console.warn(f"    {refusal.hint}")
    show_remarks(verdict.refusals, _("refused"))
    show_remarks(verdict.warnings, _("allowed with a warning"))
    for note in verdict.notes:
        console.warn(note)
    if verdict.refused:
        console.warn(_("nothing of this push was taken; your own commits are as they were"))
