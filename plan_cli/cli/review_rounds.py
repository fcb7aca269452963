"""`plan review status`, `remind` and `close`: where a round stands, who is late, and its end."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from plan_cli.translation import _

if TYPE_CHECKING:
    import datetime

    from plan_cli.acting.drafts import Draft
    from plan_cli.acting.situation import Committed
    from plan_cli.repository.plan_repository import PlanRepository

_RoundArgument = Annotated[str, typer.Argument(metavar="ROUND", help=_("the round's id"))]
_AsOf = Annotated[str | None, typer.Option("--as-of", metavar="DATE", help=_("as on that day; today by default"))]


def status(
    round_id: _RoundArgument,
    as_of: _AsOf = None,
    as_json: Annotated[bool, typer.Option("--json", help=_("for programs: JSON of a stable form"))] = False,
) -> None:
    """Show who was asked and who answered."""
    from plan_cli.cli import console
    from plan_cli.repository.plan_repository import PlanRepository
    from plan_cli.review.gathering import gather
    from plan_cli.review.standing import standing, totals

    today = _today(as_of)
    with PlanRepository.find(Path.cwd()) as repository:
        gathered = gather(repository, round_id)
    units = standing(gathered, today)
    counted = totals(gathered, today)
    if as_json:
        from plan_cli.cli.review_list_json import status_json

        console.say(status_json(gathered, units, counted))
        return
    about = gathered.round
    document = gathered.plan.document(about.document.id)
    title = f"{document.title if document else about.document.id}（{about.edition.chinese}）"
    console.say(typer.style(f"{round_id}  {title}", bold=True))
    console.say(
        _("opened {opened}, due {due}, sent {revision}").format(
            opened=about.opened, due=about.due or _("no date"), revision=about.revision[:10]
        )
    )
    if gathered.closing:
        policy = f"，{gathered.closing.policy}" if gathered.closing.policy else ""
        console.say(_("closed {day}").format(day=gathered.closing.closed) + policy)
    rows = [[_("unit"), _("state"), _("opinions"), _("open")]]
    for unit in units:
        name = unit.name if unit.asked else _("{name} (not asked)").format(name=unit.name)
        rows.append([name, unit.state.chinese, str(unit.opinions or ""), str(unit.open or "")])
    console.show_table(rows)
    console.say(
        _("{asked} asked, {answered} answered, {silent} not; {opinions} opinions, {open} to be answered").format(
            asked=counted.asked,
            answered=counted.answered,
            silent=counted.silent,
            opinions=counted.opinions,
            open=counted.open,
        )
    )
    for problem in gathered.problems:
        console.warn(problem)


def remind(
    round_id: _RoundArgument,
    as_of: _AsOf = None,
    out: Annotated[
        Path | None, typer.Option("--out", metavar="DIR", help=_("write a letter for each of them as DOCX"))
    ] = None,
) -> None:
    """Show the units that have not answered, with the words to remind them."""
    from plan_cli.cli import console
    from plan_cli.repository.plan_repository import PlanRepository
    from plan_cli.review.gathering import gather
    from plan_cli.review.letters import reminder_letters, reminder_text
    from plan_cli.review.standing import UnitState, standing

    today = _today(as_of)
    with PlanRepository.find(Path.cwd()) as repository, console.Progress() as progress:
        gathered = gather(repository, round_id)
        late = [
            unit
            for unit in standing(gathered, today)
            if unit.asked and unit.state in (UnitState.WAITING, UnitState.OVERDUE)
        ]
        progress.clear()
        for unit in late:
            console.say(f"{unit.name}：{reminder_text(gathered, unit.state, today)}")
        if late and out is not None:
            from plan_cli.cli.review_ledger import write_outputs

            write_outputs(out, *reminder_letters(repository, gathered, late, today, progress))
    if not late:
        console.say(_("all units have answered"))


def close(
    round_id: _RoundArgument,
    silence_agrees: Annotated[
        bool, typer.Option("--silence-agrees", help=_("逾期未反馈视为无意见: recorded with the units it applies to"))
    ] = False,
    milestone: Annotated[
        str | None, typer.Option("--milestone", metavar="ID", help=_("the consultation that is closed with it"))
    ] = None,
    as_of: _AsOf = None,
    yes: Annotated[bool, typer.Option("--yes", "-y", help=_("do not ask"))] = False,
) -> None:
    """End a round: every opinion is answered, and the consultation's milestone is recorded with it."""
    from dataclasses import replace

    from plan_cli.acting.drafts import Circumstances
    from plan_cli.acting.milestones import draft_act
    from plan_cli.cli import console
    from plan_cli.cli.acting import act, require_allowed
    from plan_cli.model.schedule import MilestoneKind
    from plan_cli.repository.commits import commit_in_work_tree, require_identity
    from plan_cli.repository.plan_repository import PlanRepository
    from plan_cli.review.closing import closing, closing_path
    from plan_cli.review.gathering import gather

    today = _today(as_of)
    path = closing_path(round_id)
    with PlanRepository.find(Path.cwd()) as repository:
        gathered = gather(repository, round_id)
        content = closing(gathered, today, silence_agrees=silence_agrees)
        require_allowed(repository, [path])
        chosen = milestone or _milestone(repository, gathered.round.document.id, today)
        branch, head = repository.branch(), repository.head()
        if chosen is None:
            from plan_cli.errors import RefusedError

            if repository.top is None or branch is None or head != gathered.snapshot.commit:
                names = _(", ").join(gathered.plan.settings.policy.protected_branches)
                raise RefusedError(_("a round is closed on {branch}").format(branch=names))
            require_identity(repository.git)
            made = commit_in_work_tree(
                repository.git, repository.top, branch, head, {path: content}, f"{round_id} 征求意见结束\n"
            )
            console.say(_("{round} is closed; no milestone waited for it").format(round=round_id))
            console.say(_("commit {commit} on {branch}").format(commit=made[:10], branch=branch))
            return

    def drafted(repository: PlanRepository, committed: Committed) -> Draft:
        draft = draft_act(repository, committed, Circumstances(today=today), chosen, (MilestoneKind.CONSULTATION,))
        return replace(draft, files={**draft.files, path: content})

    act(Circumstances(today=today), yes, drafted)
    console.say(_("{round} is closed").format(round=round_id))


def _milestone(repository: PlanRepository, document: str, today: datetime.date) -> str | None:
    """The one consultation of the document that is still to be closed."""
    from plan_cli.acting.situation import at_head
    from plan_cli.model.schedule import MilestoneKind

    report = at_head(repository, today).situation.report
    found = [
        item.milestone
        for phase in report.phases
        for item in phase.milestones
        if item.milestone.kind is MilestoneKind.CONSULTATION and not item.is_fulfilled
    ]
    own = [one for one in found if one.document and one.document.id == document] or [
        one for one in found if not one.document
    ]
    return own[0].id if own else None


def _today(written: str | None) -> datetime.date:
    import datetime

    from plan_cli.errors import UsageError

    if written is None:
        return datetime.date.today()  # noqa: DTZ011 - the user's own calendar day
    try:
        return datetime.date.fromisoformat(written)
    except ValueError:
        raise UsageError(
            _("{written} is not a day").format(written=repr(written)), _("write year-month-day, for example 2015-05-25")
        ) from None
