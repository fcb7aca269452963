"""`plan comment`: a reviewer who works in Git says something about a place."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from plan_cli.translation import _


def comment(
    place: Annotated[
        str,
        typer.Argument(
            metavar="PLACE", help=_("chapters/10-….md:12, a heading, words that stand there; - for the whole")
        ),
    ],
    text: Annotated[str, typer.Argument(metavar="TEXT", help=_("what is to be said; 无意见 for none"))],
    round_id: Annotated[
        str | None,
        typer.Option("--round", metavar="ROUND", help=_("the round; known by the branch or when it is the only one")),
    ] = None,
    unit: Annotated[
        str | None, typer.Option("--as", metavar="UNIT", help=_("whose comment it is; known by the branch"))
    ] = None,
    by: Annotated[
        str | None, typer.Option("--by", metavar="NAME", help=_("who said it, for example on the telephone"))
    ] = None,
) -> None:
    """Write a comment on a place into the round's folder."""
    from plan_cli.cli import console
    from plan_cli.cli.acting import require_allowed
    from plan_cli.errors import UsageError
    from plan_cli.loading.loader import load
    from plan_cli.model.consultation import Comment, CommentKind
    from plan_cli.repository.atomic import write_new_files
    from plan_cli.repository.plan_repository import PlanRepository
    from plan_cli.review.importing import comment_file, comment_id
    from plan_cli.review.remarking import remark, round_and_unit
    from plan_cli.review.rounds import load_round, party_named

    with PlanRepository.find(Path.cwd()) as repository:
        if repository.top is None:
            raise UsageError(_("this is a bare repository without files of its own"))
        snapshot = repository.work_tree()
        plan = load(snapshot).require_plan()
        chosen, named = round_and_unit(repository, snapshot, round_id, unit)
        about = load_round(snapshot, chosen)
        party = party_named(plan, named)
        if text.strip(" 。.") == CommentKind.NONE.chinese:
            made = Comment(text=CommentKind.NONE.chinese, kind=CommentKind.NONE, document=str(about.document.id), by=by)
        else:
            made = remark(repository, snapshot, plan, about, place, text, by)
        path = f"consultations/{chosen}/{party.id}/{comment_id(made)}.yaml"
        if path in snapshot.paths():
            console.say(_("{path} says this already").format(path=path))
            return
        require_allowed(repository, [path])
        write_new_files(repository.top, {path: comment_file(made)})
    console.say(_("wrote {path}").format(path=path))
    console.say(_('next: git add {path} && git commit -m "意见"').format(path=path))
