"""`plan approve` and `plan meet`: what a body decided, and that the conditions it set are met."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from plan_cli.cli.options import At, Decided, Key, Minutes, Note, Person, RecordedOn, RequiredBody, Yes, circumstances
from plan_cli.translation import _

if TYPE_CHECKING:
    from plan_cli.model.records import Outcome


def approve(
    milestone: Annotated[
        str, typer.Argument(metavar="MILESTONE", help=_("the milestone decided on, for example P1-G1"))
    ],
    body: RequiredBody,
    outcome: Annotated[
        str,
        typer.Option(
            "--outcome",
            metavar="OUTCOME",
            help=_("passed 通过 (the default), in-principle 原则通过, after-revision 修改后通过, returned 退回"),
        ),
    ] = "passed",
    condition: Annotated[
        list[str] | None,
        typer.Option("--condition", metavar="TEXT", help=_("what must be revised; may be given several times")),
    ] = None,
    confirmed_by: Annotated[
        str | None,
        typer.Option("--confirmed-by", metavar="PARTY", help=_("who may confirm the revision beside the body itself")),
    ] = None,
    minutes: Minutes = None,
    date: Decided = None,
    person: Person = None,
    note: Note = None,
    at: At = None,
    as_of: RecordedOn = None,
    key: Key = None,
    yes: Yes = False,
) -> None:
    """Record what a body decided."""
    from plan_cli.acting.milestones import draft_decision
    from plan_cli.cli.acting import act

    chosen = _outcome(outcome)
    said = circumstances(as_of, date, body, person, minutes, note, key)
    act(
        said,
        yes,
        lambda repository, committed: draft_decision(
            repository, committed, said, milestone, chosen, condition or [], confirmed_by, at
        ),
    )


def meet(
    milestone: Annotated[str, typer.Argument(metavar="MILESTONE", help=_("the milestone that was decided on"))],
    body: RequiredBody,
    condition: Annotated[
        list[int] | None,
        typer.Option("--condition", metavar="NUMBER", help=_("which condition; all open ones by default")),
    ] = None,
    minutes: Minutes = None,
    date: Decided = None,
    person: Person = None,
    note: Note = None,
    as_of: RecordedOn = None,
    key: Key = None,
    yes: Yes = False,
) -> None:
    """Record that conditions of a decision are met."""
    from plan_cli.acting.milestones import draft_conditions_met
    from plan_cli.cli.acting import act

    said = circumstances(as_of, date, body, person, minutes, note, key)
    act(
        said,
        yes,
        lambda repository, committed: draft_conditions_met(repository, committed, said, milestone, condition or []),
    )


def _outcome(written: str) -> Outcome:
    from plan_cli.errors import UsageError
    from plan_cli.model.records import Outcome

    for outcome in Outcome:
        if written in (outcome.value, outcome.chinese):
            return outcome
    listed = ", ".join(f"{outcome.value} ({outcome.chinese})" for outcome in Outcome)
    raise UsageError(_("{name} is no outcome").format(name=repr(written)), _("known: {listed}").format(listed=listed))
