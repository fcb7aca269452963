"""`plan hand-in`, `submit-to`, `close-consultation`, `publish`: milestones that are done, not decided."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from plan_cli.cli.options import At, Body, Decided, Key, Minutes, Note, Person, RecordedOn, Yes, circumstances
from plan_cli.translation import _

if TYPE_CHECKING:
    from plan_cli.model.schedule import MilestoneKind


def hand_in(
    milestone: Annotated[str, typer.Argument(metavar="MILESTONE", help=_("the deliverable, for example P1-D2"))],
    body: Body = None,
    minutes: Minutes = None,
    date: Decided = None,
    person: Person = None,
    note: Note = None,
    as_of: RecordedOn = None,
    key: Key = None,
    yes: Yes = False,
) -> None:
    """Hand in a deliverable."""
    from plan_cli.model.schedule import MilestoneKind

    _done(MilestoneKind.DELIVERABLE, milestone, None, as_of, date, body, person, minutes, note, key, yes)


def submit_to(
    body: Annotated[str, typer.Argument(metavar="BODY", help=_("who receives it: id or name"))],
    milestone: Annotated[
        str | None,
        typer.Option("--milestone", metavar="MILESTONE", help=_("which milestone, where several are for this body")),
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
    """Record that something was submitted or reported to a body."""
    from plan_cli.acting.milestones import draft_submission
    from plan_cli.cli.acting import act

    said = circumstances(as_of, date, None, person, minutes, note, key)
    act(said, yes, lambda repository, committed: draft_submission(repository, committed, said, body, milestone, at))


def close_consultation(
    milestone: Annotated[str, typer.Argument(metavar="MILESTONE", help=_("the consultation, for example P4-C1"))],
    minutes: Minutes = None,
    date: Decided = None,
    person: Person = None,
    note: Note = None,
    at: At = None,
    as_of: RecordedOn = None,
    key: Key = None,
    yes: Yes = False,
) -> None:
    """Record that a consultation is closed."""
    from plan_cli.model.schedule import MilestoneKind

    _require_answered(milestone)
    _done(MilestoneKind.CONSULTATION, milestone, at, as_of, date, None, person, minutes, note, key, yes)


def _require_answered(milestone_id: str) -> None:
    """A consultation is closed when every opinion of the rounds about its document is answered."""
    from pathlib import Path

    from plan_cli.loading.loader import load
    from plan_cli.repository.plan_repository import PlanRepository
    from plan_cli.review.closing import require_rounds_answered

    with PlanRepository.find(Path.cwd()) as repository:
        committed = repository.committed()
        plan = load(committed).plan if committed else None
        milestone = plan.schedule.milestone(milestone_id) if plan else None
        if milestone is not None:
            require_rounds_answered(repository, milestone.document.id if milestone.document else None)


def publish(
    milestone: Annotated[str, typer.Argument(metavar="MILESTONE", help=_("the publication, for example P4-G6"))],
    body: Body = None,
    minutes: Minutes = None,
    date: Decided = None,
    person: Person = None,
    note: Note = None,
    at: At = None,
    as_of: RecordedOn = None,
    key: Key = None,
    yes: Yes = False,
) -> None:
    """Record that the plan is published."""
    from plan_cli.model.schedule import MilestoneKind

    _done(MilestoneKind.PUBLICATION, milestone, at, as_of, date, body, person, minutes, note, key, yes)


def _done(
    kind: MilestoneKind,
    milestone: str,
    at: str | None,
    as_of: str | None,
    date: str | None,
    body: str | None,
    person: str | None,
    minutes: str | None,
    note: str | None,
    key: str | None,
    yes: bool,
) -> None:
    from plan_cli.acting.milestones import draft_act
    from plan_cli.cli.acting import act

    said = circumstances(as_of, date, body, person, minutes, note, key)
    act(said, yes, lambda repository, committed: draft_act(repository, committed, said, milestone, (kind,), at))
