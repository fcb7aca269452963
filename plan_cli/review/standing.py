"""Where a round stands: who was asked, who answered, 无意见, who is overdue, what is still to be answered."""

from __future__ import annotations

import datetime
from collections import Counter
from dataclasses import dataclass

from plan_cli.model.consultation import Disposition
from plan_cli.model.values import Named
from plan_cli.review.gathering import Gathered


class UnitState(Named):
    """What a unit has done."""

    OPINIONS = "opinions", "有意见"
    NONE = "none", "无意见"
    WAITING = "waiting", "未反馈"
    OVERDUE = "overdue", "逾期未反馈"
    SILENT = "silent", "逾期未反馈，视为无意见"


@dataclass(frozen=True, slots=True)
class UnitStanding:
    """A unit, asked or not, with the number of its opinions and of those still open."""

    unit: str
    name: str
    asked: bool
    state: UnitState
    opinions: int = 0
    open: int = 0


@dataclass(frozen=True, slots=True)
class Totals:
    """The head of the ledger. Units: `asked` = `answered` + `silent`, `answered` = `with_opinions` + `none`; others who
    were not asked are `unasked`. Opinions: `opinions` = `accepted` + `partly` + `rejected` + `open`, of which `merged`
    were dealt with together with another.
    """

    asked: int
    answered: int
    with_opinions: int
    none: int
    silent: int
    unasked: int
    opinions: int
    accepted: int
    partly: int
    rejected: int
    open: int
    merged: int


def standing(gathered: Gathered, today: datetime.date) -> list[UnitStanding]:
    """Every unit that was asked, in that order, then others that said something."""
    count = Counter(one.unit for one in gathered.opinions)
    still_open = Counter(one.unit for one in gathered.opinions if one.is_open)
    asked = [unit.id for unit in gathered.round.units]
    others = sorted({*count, *gathered.none} - set(asked))
    silent = {unit.id for unit in gathered.closing.silent} if gathered.closing and gathered.closing.policy else set()
    due = gathered.round.due
    made = []
    for unit in [*dict.fromkeys(asked), *others]:
        if count[unit]:
            state = UnitState.OPINIONS
        elif unit in gathered.none:
            state = UnitState.NONE
        elif unit in silent:
            state = UnitState.SILENT
        else:
            state = UnitState.OVERDUE if due and today > due else UnitState.WAITING
        made.append(UnitStanding(unit, gathered.name(unit), unit in asked, state, count[unit], still_open[unit]))
    return made


def totals(gathered: Gathered, today: datetime.date) -> Totals:
    """The numbers of a round; they add up."""
    units = standing(gathered, today)
    asked = [unit for unit in units if unit.asked]
    states = Counter(unit.state for unit in asked)
    answers = Counter(one.answer.disposition for one in gathered.opinions if one.answer)
    answered = states[UnitState.OPINIONS] + states[UnitState.NONE]
    return Totals(
        asked=len(asked),
        answered=answered,
        with_opinions=states[UnitState.OPINIONS],
        none=states[UnitState.NONE],
        silent=len(asked) - answered,
        unasked=len(units) - len(asked),
        opinions=len(gathered.opinions),
        accepted=answers[Disposition.ACCEPTED],
        partly=answers[Disposition.PARTLY],
        rejected=answers[Disposition.REJECTED],
        open=sum(one.is_open for one in gathered.opinions),
        merged=sum(bool(one.answer and one.answer.merged) for one in gathered.opinions),
    )
