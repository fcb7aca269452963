"""`plan review answer`: one by one at a terminal, in bulk, or through a worksheet."""

from __future__ import annotations

import datetime
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from plan_cli.translation import _, ngettext

if TYPE_CHECKING:
    from plan_cli.model.consultation import Disposition
    from plan_cli.repository.plan_repository import PlanRepository
    from plan_cli.review.answering import Prepared, Wanted
    from plan_cli.review.gathering import Gathered, Opinion


def answer(
    round_id: Annotated[str, typer.Argument(metavar="ROUND", help=_("the round's id"))],
    ids: Annotated[
        list[str] | None, typer.Argument(metavar="[OPINION]...", help=_("which opinions: ids from plan review list"))
    ] = None,
    accept: Annotated[bool, typer.Option("--accept", help=_("采纳: edits are applied to the text"))] = False,
    partly: Annotated[bool, typer.Option("--partly", help=_("部分采纳; needs --reason"))] = False,
    reject: Annotated[bool, typer.Option("--reject", help=_("不采纳; needs --reason"))] = False,
    same_as: Annotated[
        str | None, typer.Option("--same-as", metavar="OPINION", help=_("answered together with that one"))
    ] = None,
    reason: Annotated[str | None, typer.Option("--reason", metavar="TEXT", help=_("why, or what was done"))] = None,
    unit: Annotated[
        list[str] | None, typer.Option("--unit", metavar="UNIT", help=_("open opinions of this unit"))
    ] = None,
    chapter: Annotated[
        list[str] | None, typer.Option("--chapter", metavar="PATH", help=_("open opinions about this chapter"))
    ] = None,
    everything: Annotated[bool, typer.Option("--all", help=_("all open opinions"))] = False,
    commit: Annotated[
        str | None, typer.Option("--commit", metavar="REV", help=_("where you changed the text for it yourself"))
    ] = None,
    sheet: Annotated[
        Path | None, typer.Option("--sheet", metavar="FILE", help=_("write open opinions into an XLSX worksheet"))
    ] = None,
    taken: Annotated[
        Path | None, typer.Option("--from", metavar="FILE", help=_("take the answers of a worksheet that came back"))
    ] = None,
    yes: Annotated[bool, typer.Option("--yes", "-y", help=_("do not ask"))] = False,
) -> None:
    """Answer opinions."""
    from plan_cli.cli import console
    from plan_cli.errors import UsageError
    from plan_cli.model.consultation import Disposition
    from plan_cli.repository.plan_repository import PlanRepository
    from plan_cli.review.answering import Wanted
    from plan_cli.review.gathering import gather

    chosen = [
        disposition
        for disposition, given in (
            (Disposition.ACCEPTED, accept),
            (Disposition.PARTLY, partly),
            (Disposition.REJECTED, reject),
            (Disposition.ACCEPTED, same_as is not None),
        )
        if given
    ]
    if len(chosen) + (sheet is not None) + (taken is not None) > 1:
        raise UsageError(_("choose one of --accept, --partly, --reject, --same-as, --sheet and --from"))
    with PlanRepository.find(Path.cwd()) as repository:
        gathered = gather(repository, round_id)
        opinions = _chosen(gathered, ids or [], unit or [], chapter or [], everything)
        if sheet is not None:
            _write_sheet(repository, gathered, opinions, sheet)
        elif taken is not None:
            _give(repository, gathered, _from_sheet(gathered, taken), yes)
        elif chosen:
            if not (ids or unit or chapter or everything):
                raise UsageError(_("name opinions, or choose them with --unit, --chapter or --all"))
            revision = repository.commit_of(commit) if commit else None
            wanted = [Wanted(one, chosen[0], reason, same_as, revision) for one in opinions]
            _give(repository, gathered, wanted, yes)
        elif sys.stdin.isatty() and sys.stdout.isatty():
            _one_by_one(repository, gathered, opinions)
        else:
            raise UsageError(
                _("say what the answer is: --accept, --partly, --reject or --same-as"),
                _("at a terminal the opinions are shown one by one"),
            )
        if not opinions and not taken:
            console.say(_("nothing is open"))


def _chosen(
    gathered: Gathered, ids: list[str], units: list[str], chapters: list[str], everything: bool
) -> list[Opinion]:
    """The opinions that are meant; without names all that are open."""
    from plan_cli.errors import UsageError
    from plan_cli.review.rounds import party_named

    if ids:
        found = []
        for identifier in ids:
            one = gathered.opinion(identifier)
            if one is None:
                raise UsageError(
                    _("there is no opinion {id}").format(id=repr(identifier)),
                    _("plan review list {round} shows them").format(round=gathered.id),
                )
            found.append(one)
        return found
    del everything
    named = {str(party_named(gathered.plan, one).id) for one in units}
    return [
        one
        for one in gathered.opinions
        if one.is_open
        and (not named or one.unit in named)
        and (not chapters or (one.attached.chapter or "") in chapters)
    ]


def _write_sheet(repository: PlanRepository, gathered: Gathered, opinions: list[Opinion], sheet: Path) -> None:
    from plan_cli.cli import console
    from plan_cli.repository.atomic import write_file
    from plan_cli.review.worksheet import worksheet

    moment = repository.describe(gathered.snapshot.commit).committed
    write_file(sheet, worksheet(gathered, opinions, moment))
    console.say(str(sheet))
    console.say(
        _("when it comes back: plan review answer {round} --from {file}").format(round=gathered.id, file=sheet.name)
    )


def _from_sheet(gathered: Gathered, file: Path) -> list[Wanted]:
    """What a worksheet answers; rows that say what is answered already are passed over."""
    from plan_cli.cli.intake_files import contents_of
    from plan_cli.errors import RefusedError
    from plan_cli.model.consultation import Disposition
    from plan_cli.review.answering import Wanted
    from plan_cli.review.worksheet import read_worksheet

    ((name, content),) = contents_of([file])
    wanted = []
    for row in read_worksheet(name, content):
        one = gathered.opinion(row.id)
        if one is None:
            raise RefusedError(
                _("{name}, row {row}: there is no opinion {id}").format(name=name, row=row.row, id=repr(row.id))
            )
        if one.answer and (one.answer.merged, one.answer.disposition) == (row.merged, row.disposition):
            continue
        wanted.append(Wanted(one, row.disposition or Disposition.ACCEPTED, row.reason, row.merged))
    return sorted(wanted, key=lambda one: one.merged is not None)


def _give(repository: PlanRepository, gathered: Gathered, wanted: list[Wanted], yes: bool) -> None:
    """Show what will be done, ask at a terminal, and do it. Answers merged with others come after those."""
    from plan_cli.cli import console
    from plan_cli.cli.acting import require_allowed
    from plan_cli.review.answering import answer_paths, checked, give, prepare

    own = [checked(gathered, one) for one in wanted if not one.merged]
    made = prepare(repository, gathered, own)
    with_own = _with_answers(gathered, own)
    made.wanted += [checked(with_own, one) for one in wanted if one.merged]
    if not made.wanted and not made.refused:
        return
    _show(gathered, made)
    require_allowed(repository, answer_paths(gathered, made))
    if made.wanted:
        asks = not yes and sys.stdin.isatty() and sys.stdout.isatty()
        if asks and not typer.confirm(_("Do this?")):
            console.say(_("nothing was written"))
            raise typer.Exit(1)
        commits = give(repository, gathered, made, datetime.date.today())  # noqa: DTZ011 - the user's calendar day
        counted = ngettext("{n} answer", "{n} answers", len(made.wanted)).format(n=len(made.wanted))
        console.say(_("{counted} given, last commit {commit}").format(counted=counted, commit=commits[-1][:10]))
    for __, problem in made.refused:
        console.show_error(problem)
    if made.refused:
        raise typer.Exit(1)


def _with_answers(gathered: Gathered, own: list[Wanted]) -> Gathered:
    """The round as it will be when these answers are given: what others may be merged with."""
    from dataclasses import replace

    from plan_cli.model.consultation import Answer

    today = datetime.date.today()  # noqa: DTZ011 - the user's calendar day
    answers = {
        one.opinion.id: Answer(
            one.opinion.unit, one.opinion.text, one.opinion.digest, one.disposition, today, one.reason
        )
        for one in own
    }
    opinions = [replace(one, answer=answers.get(one.id, one.answer)) for one in gathered.opinions]
    return replace(gathered, opinions=opinions)


def _show(gathered: Gathered, made: Prepared) -> None:
    from plan_cli.cli import console
    from plan_cli.cli.review_list import show_opinion
    from plan_cli.review.together import Together

    together = Together(gathered.opinions)
    changed = {opinion.id: result for opinion, result in made.patches}
    for one in made.wanted:
        show_opinion(gathered, one.opinion, together)
        reason = f"：{one.reason}" if one.reason else ""
        merged = _(" (together with {other})").format(other=one.merged) if one.merged else ""
        console.say("    " + typer.style(f"⇒ {one.disposition.chinese}{merged}{reason}", bold=True))
        if one.opinion.id in changed:
            paths = _(", ").join(changed[one.opinion.id].texts)
            console.say("    " + (_("changes {paths}").format(paths=paths) if paths else _("the text says so already")))


def _one_by_one(repository: PlanRepository, gathered: Gathered, opinions: list[Opinion]) -> None:
    """Each open opinion with those about the same clause; an answer is given at once, so that nothing is lost."""
    from plan_cli.cli import console
    from plan_cli.cli.review_list import show_opinion
    from plan_cli.errors import PlanError
    from plan_cli.model.consultation import Disposition
    from plan_cli.review.answering import Wanted
    from plan_cli.review.gathering import gather
    from plan_cli.review.together import Together

    keys = {"a": Disposition.ACCEPTED, "p": Disposition.PARTLY, "r": Disposition.REJECTED}
    for number, shown in enumerate(opinions, start=1):
        one = gathered.opinion(shown.id)
        if one is None or not one.is_open:
            continue
        together = Together(gathered.opinions)
        console.say(typer.style(_("{n} of {total}").format(n=number, total=len(opinions)), bold=True))
        show_opinion(gathered, one, together)
        for other in together.beside(one):
            console.say(_("  about the same clause:"))
            show_opinion(gathered, other, together)
        prompt = _("[a] accept  [p] partly  [r] reject  [m] merge with a twin  [s] skip  [q] quit")
        key = typer.prompt(prompt, default="s", show_default=False).strip().lower()[:1]
        if key == "q":
            return
        try:
            if key == "m":
                _give(
                    repository,
                    gathered,
                    [Wanted(one, Disposition.ACCEPTED, None, typer.prompt(_("with which")))],
                    False,
                )
            elif key in keys:
                _give(repository, gathered, [Wanted(one, keys[key], _asked_reason(keys[key]))], False)
            else:
                continue
        except PlanError as problem:
            console.show_error(problem)
        except typer.Exit:
            continue
        gathered = gather(repository, gathered.id)


def _asked_reason(disposition: Disposition) -> str | None:
    from plan_cli.model.consultation import Disposition as Known

    if disposition is Known.ACCEPTED:
        return None
    text: str = typer.prompt(_("the reason"))
    return text
