"""Options that several commands share."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from plan_cli.translation import _

if TYPE_CHECKING:
    from plan_cli.acting.drafts import Circumstances

AsOf = Annotated[
    str | None,
    typer.Option("--as-of", metavar="DATE", help=_("as on that day, for example 2015-06-20; today by default")),
]
RecordedOn = Annotated[
    str | None,
    typer.Option("--as-of", metavar="DATE", help=_("the day it is recorded, for example 2015-06-20; today by default")),
]
Json = Annotated[bool, typer.Option("--json", help=_("for programs: JSON of a stable form"))]
Body = Annotated[str | None, typer.Option("--body", metavar="BODY", help=_("the body that acts: id or name"))]
RequiredBody = Annotated[str, typer.Option("--body", metavar="BODY", help=_("the body that acts: id or name"))]
Person = Annotated[str | None, typer.Option("--person", metavar="PERSON", help=_("who acts for it: id or name"))]
Minutes = Annotated[
    str | None,
    typer.Option("--minutes", metavar="TEXT", help=_("the meeting and the number of its minutes or document")),
]
Decided = Annotated[
    str | None,
    typer.Option("--date", metavar="DATE", help=_("the day it was decided or done; the day of record by default")),
]
Note = Annotated[str | None, typer.Option("--note", metavar="TEXT", help=_("anything a reader should know"))]
Reason = Annotated[str, typer.Option("--reason", metavar="TEXT", help=_("why"))]
At = Annotated[
    str | None,
    typer.Option("--at", metavar="REV", help=_("the revision that was before the body; the current commit by default")),
]
Key = Annotated[
    str | None,
    typer.Option("--key", metavar="FILE", help=_("the SSH key to sign with; git's user.signingkey by default")),
]
Yes = Annotated[bool, typer.Option("--yes", "-y", help=_("record without asking"))]


def circumstances(
    as_of: str | None,
    decided: str | None = None,
    body: str | None = None,
    person: str | None = None,
    minutes: str | None = None,
    note: str | None = None,
    key: str | None = None,
) -> Circumstances:
    """What an act says about itself."""
    from plan_cli.acting.drafts import Circumstances
    from plan_cli.cli.days import asked_day

    day = None if decided is None else asked_day(decided)
    return Circumstances(asked_day(as_of), day, body, person, minutes, note, key)
