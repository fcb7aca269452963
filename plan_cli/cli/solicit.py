"""`plan solicit`: the notice and the form for soliciting proposals."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from plan_cli.translation import _

if TYPE_CHECKING:
    import datetime

    from plan_cli.model.plan import Plan


def solicit(
    due: Annotated[
        str | None,
        typer.Option("--due", metavar="DATE", help=_("until when; by default the day that schedule.yaml has for it")),
    ] = None,
    to: Annotated[
        str | None, typer.Option("--to", metavar="UNIT", help=_("to whom: id, or the words as they shall stand"))
    ] = None,
    date: Annotated[
        str | None, typer.Option("--date", metavar="DATE", help=_("the notice's date; today by default"))
    ] = None,
    out: Annotated[Path | None, typer.Option("--out", metavar="DIR", help=_("where to; build/ by default"))] = None,
) -> None:
    """Make the notice and the form for soliciting proposals."""
    from plan_cli.cli import console
    from plan_cli.cli.days import asked_day
    from plan_cli.errors import RefusedError
    from plan_cli.loading.loader import load
    from plan_cli.model.finding import has_errors, in_file_order
    from plan_cli.render.cache import Cache
    from plan_cli.render.manifest import Origin
    from plan_cli.render.solicitation import Solicitation, solicitation_files
    from plan_cli.repository.atomic import write_file
    from plan_cli.repository.plan_repository import PlanRepository

    day = asked_day(date)
    with PlanRepository.find(Path.cwd()) as repository, console.Progress() as progress:
        snapshot = repository.work_tree() if repository.top else repository.at("HEAD")
        loaded = load(snapshot)
        plan = loaded.plan
        if plan is None:
            progress.clear()
            console.show_findings(loaded.findings)
            raise typer.Exit(1)
        if not plan.research.questions:
            raise RefusedError(_("questions.yaml has no questions to choose from"), _("write the questions first"))
        until = asked_day(due) if due else _due(plan)
        solicitation = Solicitation(_addressed(plan, to), day, until)
        revision = repository.origin(snapshot)
        origin = Origin(revision.commit, revision.name, revision.committed, revision.dirty)
        outputs, found = solicitation_files(
            snapshot, plan, solicitation, origin, Cache(repository.cache_folder), progress
        )
        progress.clear()
        console.show_findings(in_file_order(list(found)))
        if has_errors(found):
            console.warn(_("nothing was written; mend the errors and build again"))
            raise typer.Exit(1)
        folder = out if out is not None else (repository.top or Path.cwd()) / "build"
        for output in outputs:
            write_file(folder / output.name, output.content)
            console.say(str(folder / output.name))
    console.say(_("next:"))
    if until is None:
        console.say(_("  1. write the last day into the notice, or give it with --due"))
    else:
        console.say(_("  1. complete the line for questions in the notice, and send it out with the two forms"))
    console.say(_("  2. take in what comes back: plan propose import FILE..."))


def _due(plan: Plan) -> datetime.date | None:
    """The day that the schedule has for the soliciting."""
    dated = [milestone for milestone in plan.schedule.milestones if milestone.due and "征集" in milestone.title]
    return dated[0].due.day if dated and dated[0].due else None


def _addressed(plan: Plan, written: str | None) -> str:
    """The name of the party that was named, or the words themselves; without any the affiliated bodies."""
    if written is not None:
        found = [party.name for party in plan.organization.parties if written in (party.id, party.name, *party.aliases)]
        return found[0] if found else " ".join(written.split())
    affiliated = [
        party.name
        for party in plan.organization.units
        if party.collective and ("团体" in party.name or "学会" in party.name)
    ]
    return affiliated[0] if affiliated else "所属各团体"
