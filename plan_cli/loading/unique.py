"""Ids that must occur once: two things with one id would make every reference to them a guess."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol, TypeVar

from plan_cli.model.finding import Code, Finding, error
from plan_cli.model.place import Place
from plan_cli.model.plan import Plan
from plan_cli.translation import _


class _Identified(Protocol):
    @property
    def id(self) -> str: ...

    @property
    def place(self) -> Place: ...


_Thing = TypeVar("_Thing", bound=_Identified)


def keep_first(things: Iterable[_Thing], findings: list[Finding]) -> tuple[_Thing, ...]:
    """The things without those whose id, upper and lower case alike, came before; a finding for each left out."""
    first: dict[str, _Thing] = {}
    for thing in things:
        earlier = first.setdefault(thing.id.lower(), thing)
        if earlier is not thing:
            findings.append(
                error(
                    Code.DUPLICATE_ID,
                    thing.place,
                    _("the id {id} is given twice; the first is on line {line}").format(
                        id=thing.id, line=earlier.place.line
                    ),
                    _("give one of them another id"),
                )
            )
    return tuple(first.values())


def check(plan: Plan, findings: list[Finding]) -> None:
    """Report every id that occurs twice among things of one kind."""
    phases = plan.schedule.phases
    keep_first(plan.settings.guidance, findings)
    keep_first(phases, findings)
    keep_first((task for phase in phases for task in phase.tasks), findings)
    keep_first(plan.schedule.milestones, findings)
    keep_first(plan.organization.parties, findings)
    keep_first(plan.organization.people, findings)
    keep_first(plan.research.principles, findings)
    keep_first(plan.research.tracks, findings)
    keep_first(plan.research.questions, findings)
    keep_first(plan.indicators.indicators, findings)
