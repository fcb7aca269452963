"""`plan review list`: every comment and suggested edit of a round, from all branches."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from plan_cli.translation import _, ngettext

if TYPE_CHECKING:
    from plan_cli.review.gathering import Gathered, Opinion
    from plan_cli.review.together import Together

_SHOWN = 5


def list_opinions(
    round_id: Annotated[str, typer.Argument(metavar="ROUND", help=_("the round's id"))],
    only_open: Annotated[bool, typer.Option("--open", help=_("only what still needs an answer"))] = False,
    as_json: Annotated[bool, typer.Option("--json", help=_("for programs: JSON of a stable form"))] = False,
    xlsx: Annotated[
        Path | None, typer.Option("--xlsx", metavar="FILE", help=_("write them into a worksheet instead"))
    ] = None,
) -> None:
    """Show every comment and suggested edit of a round."""
    from plan_cli.cli import console
    from plan_cli.repository.plan_repository import PlanRepository
    from plan_cli.review.gathering import gather

    with PlanRepository.find(Path.cwd()) as repository:
        gathered = gather(repository, round_id)
        opinions = [one for one in gathered.opinions if one.is_open or not only_open]
        if as_json:
            from plan_cli.cli.review_list_json import list_json

            console.say(list_json(gathered, opinions))
            return
        if xlsx is not None:
            from plan_cli.repository.atomic import write_file
            from plan_cli.review.worksheet import worksheet

            moment = repository.describe(gathered.snapshot.commit).committed
            write_file(xlsx, worksheet(gathered, opinions, moment))
            console.say(str(xlsx))
            return
    show(gathered, opinions)


def show(gathered: Gathered, opinions: list[Opinion]) -> None:
    """Opinions in the order of the text, chapter by chapter; then what lost its place, and what is wrong."""
    from plan_cli.cli import console
    from plan_cli.review.attaching import Hold
    from plan_cli.review.together import Together

    together = Together(gathered.opinions)
    chapter: str | None = None
    lost = [one for one in opinions if one.attached.hold is Hold.LOST]
    for one in opinions:
        if one in lost:
            continue
        if one.attached.chapter != chapter:
            chapter = one.attached.chapter
            console.say(typer.style(chapter or _("the whole"), bold=True))
        show_opinion(gathered, one, together)
    if lost:
        console.say(typer.style(_("lost their place in the text"), bold=True))
        for one in lost:
            show_opinion(gathered, one, together)
    _show_branches(gathered)
    still_open = sum(one.is_open for one in opinions)
    counted = ngettext("{n} opinion", "{n} opinions", len(opinions)).format(n=len(opinions))
    console.say(_("{counted}, {open} still to be answered").format(counted=counted, open=still_open))


def show_opinion(gathered: Gathered, one: Opinion, together: Together) -> None:
    """One opinion with its unit, its place, what it says, and what others say about the same clause."""
    from plan_cli.cli import console
    from plan_cli.review.attaching import Hold

    place = f":{one.attached.line}" if one.attached.line else ""
    hold = "" if one.attached.hold in (Hold.CLAUSE, Hold.WHOLE) else f" [{one.attached.hold.chinese}]"
    console.say(
        f"  {typer.style(_line(one.id), fg='cyan')}  {_line(gathered.name(one.unit))}  "
        f"{_line(one.attached.heading)}{place}{hold}"
    )
    for line in words(one):
        console.say(f"    {line}")
    if one.comment and one.comment.quote:
        console.say(f"    「{console.shortened(_line(one.comment.quote), 70)}」")
    against = together.conflicts(one)
    if against:
        console.say("    " + typer.style(_("conflicts with {listed}").format(listed=_ids(against)), fg="yellow"))
    twins = together.twins(one)
    if twins:
        console.say("    " + _("says the same as {listed}").format(listed=_ids(twins)))
    if not one.sound:
        console.say("    " + typer.style(_("cannot be accepted: see the branch below"), fg="red"))
    if one.answer:
        reason = f"：{_line(one.answer.reason)}" if one.answer.reason else ""
        console.say(f"    → {one.answer.disposition.chinese}{reason}")


def _ids(opinions: list[Opinion]) -> str:
    listed = _(", ").join(_line(one.id) for one in opinions[:_SHOWN])
    return (
        listed
        if len(opinions) <= _SHOWN
        else _("{listed} and {n} more").format(listed=listed, n=len(opinions) - _SHOWN)
    )


def words(one: Opinion) -> list[str]:
    """What an opinion says, in lines; an edit with the sentence around it."""
    from plan_cli.review.clauses import plain
    from plan_cli.review.suggestion import EditKind, around

    if one.edit and one.edit.before and one.edit.kind is EditKind.EDITED:
        before, after = plain(one.edit.before.text), plain(one.edit.after or "")
        if before == after:
            before, after = one.edit.before.text, one.edit.after or ""
        return ["".join(_marked(piece.text, piece.state) for piece in around(before, after))]
    if one.edit and one.edit.kind is EditKind.DELETED and one.edit.before:
        return [_marked(plain(one.edit.before.text), "-")]
    if one.edit and one.edit.kind is EditKind.ADDED:
        return [_marked(_line(line), "+") for line in (one.edit.after or "").splitlines() if line.strip()]
    return [_line(line) for line in one.text.splitlines() if line.strip()]


def _marked(text: str, state: str) -> str:
    text = _line(text)
    if state == "-":
        return typer.style(f"[-{text}-]", fg="red")
    if state == "+":
        return typer.style(f"{{+{text}+}}", fg="green")
    return text


def _line(text: str) -> str:
    """Foreign words in one line, their escapes visible: none of it may look like our own colours."""
    return " ".join(text.split()).replace("\x1b", "\\x1b")


def _show_branches(gathered: Gathered) -> None:
    from plan_cli.cli import console

    for branch in gathered.branches:
        if not branch.known:
            console.warn(
                typer.style(
                    _("{branch}: there is no unit {unit}; nothing of it can be accepted").format(
                        branch=_line(branch.reference), unit=_line(branch.unit)
                    ),
                    fg="yellow",
                )
            )
        if branch.foreign:
            listed = _(", ").join(_line(path) for path in branch.foreign[:_SHOWN])
            more = "…" if len(branch.foreign) > _SHOWN else ""
            console.warn(
                typer.style(
                    _("{branch} changes what is not its own, and nothing of it can be accepted: {listed}").format(
                        branch=_line(branch.reference), listed=listed + more
                    ),
                    fg="yellow",
                )
            )
    for problem in gathered.problems:
        console.warn(typer.style(_line(problem), fg="yellow"))
