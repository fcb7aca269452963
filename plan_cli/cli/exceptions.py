"""`plan waive`, `plan amend`, `plan withdraw`: exceptions, each a record with its reason."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from plan_cli.cli.options import (
    Body,
    Decided,
    Key,
    Minutes,
    Note,
    Person,
    Reason,
    RecordedOn,
    RequiredBody,
    Yes,
    circumstances,
)
from plan_cli.translation import _

if TYPE_CHECKING:
    from plan_cli.model.records import Matter


def waive(
    milestone: Annotated[str, typer.Argument(metavar="MILESTONE", help=_("the milestone that need not be met"))],
    body: RequiredBody,
    reason: Reason,
    minutes: Minutes = None,
    date: Decided = None,
    person: Person = None,
    note: Note = None,
    as_of: RecordedOn = None,
    key: Key = None,
    yes: Yes = False,
) -> None:
    """Record that a milestone need not be met."""
    from plan_cli.acting.exceptions import draft_waiver
    from plan_cli.cli.acting import act

    said = circumstances(as_of, date, body, person, minutes, note, key)
    act(said, yes, lambda repository, committed: draft_waiver(repository, committed, said, milestone, reason))


def amend(
    matter: Annotated[
        str,
        typer.Argument(
            metavar="MATTER", help=_("schedule, organization, policy or edition: whose file you have changed")
        ),
    ],
    reason: Reason,
    body: Body = None,
    minutes: Minutes = None,
    date: Decided = None,
    person: Person = None,
    note: Note = None,
    as_of: RecordedOn = None,
    key: Key = None,
    yes: Yes = False,
) -> None:
    """Commit a change of schedule, organization, policy or edition with its record."""
    from plan_cli.acting.exceptions import draft_amendment
    from plan_cli.cli.acting import act

    chosen = _matter(matter)
    said = circumstances(as_of, date, body, person, minutes, note, key)
    act(said, yes, lambda repository, committed: draft_amendment(repository, committed, said, chosen, reason))


def withdraw(
    record: Annotated[
        str, typer.Argument(metavar="RECORD", help=_("the record, or a part of its name that only it has"))
    ],
    reason: Reason,
    body: Body = None,
    minutes: Minutes = None,
    date: Decided = None,
    person: Person = None,
    note: Note = None,
    as_of: RecordedOn = None,
    key: Key = None,
    yes: Yes = False,
) -> None:
    """Record that an earlier record no longer counts."""
    from plan_cli.acting.exceptions import draft_withdrawal
    from plan_cli.cli.acting import act

    said = circumstances(as_of, date, body, person, minutes, note, key)
    act(said, yes, lambda repository, committed: draft_withdrawal(repository, committed, said, record, reason))


def _matter(written: str) -> Matter:
    from plan_cli.errors import UsageError
    from plan_cli.model.records import Matter

    for matter in Matter:
        if written in (matter.value, matter.chinese):
            return matter
    listed = ", ".join(f"{matter.value} ({matter.chinese})" for matter in Matter)
    raise UsageError(
        _("{name} cannot be amended").format(name=repr(written)), _("known: {listed}").format(listed=listed)
    )
