"""The end of a round: what must be answered before it, and the file that says what silence counts as."""

from __future__ import annotations

import datetime

import yaml

from plan_cli.errors import RefusedError
from plan_cli.repository.plan_repository import PlanRepository
from plan_cli.review.gathering import Gathered, gather, main_line
from plan_cli.review.rounds import load_round, rounds
from plan_cli.review.standing import UnitState, standing
from plan_cli.translation import _, ngettext

SILENCE = "逾期未反馈视为无意见"
_SHOWN = 5


def closing_path(round_id: str) -> str:
    """Where the file stands that ends a round."""
    return f"consultations/{round_id}/closed.yaml"


def require_answered(gathered: Gathered) -> None:
    """A round is over when every opinion is answered.

    Raises:
        RefusedError: some are not.
    """
    still_open = [one for one in gathered.opinions if one.is_open]
    if still_open:
        listed = _(", ").join(one.id for one in still_open[:_SHOWN]) + ("…" if len(still_open) > _SHOWN else "")
        counted = ngettext("{n} opinion is not answered", "{n} opinions are not answered", len(still_open))
        raise RefusedError(
            _("{round}: {counted}: {listed}").format(
                round=gathered.id, counted=counted.format(n=len(still_open)), listed=listed
            ),
            _("run: plan review answer {round}").format(round=gathered.id),
        )


def closing(gathered: Gathered, today: datetime.date, *, silence_agrees: bool) -> bytes:
    """The file that ends a round.

    Raises:
        RefusedError: it is over already, opinions are open, or units are silent and what that counts as is not said.
    """
    if gathered.closing:
        raise RefusedError(_("{round} is closed already").format(round=gathered.id))
    require_answered(gathered)
    units = [unit for unit in standing(gathered, today) if unit.asked]
    silent = [unit for unit in units if unit.state in (UnitState.WAITING, UnitState.OVERDUE)]
    waiting = [unit for unit in silent if unit.state is UnitState.WAITING]
    names = _(", ").join(unit.name for unit in silent)
    if waiting and gathered.round.due:
        raise RefusedError(
            _("units may still answer until {due}: {names}").format(due=gathered.round.due, names=names),
            _("close it afterwards, or when they have answered"),
        )
    if silent and not silence_agrees:
        raise RefusedError(
            _("these units have said nothing: {names}").format(names=names),
            _("if “{policy}” was announced, apply it: --silence-agrees").format(policy=SILENCE),
        )
    content: dict[str, object] = {
        "closed": today,
        "answered": [str(unit.unit) for unit in units if unit not in silent],
        "silent": [str(unit.unit) for unit in silent],
    }
    if silent:
        content["policy"] = SILENCE
    return yaml.safe_dump(content, allow_unicode=True, sort_keys=False, width=120).encode()


def require_rounds_answered(repository: PlanRepository, document: str | None) -> None:
    """Every round about a document must be answered before its consultation counts as closed.

    Raises:
        RefusedError: an opinion is open.
    """
    snapshot, __ = main_line(repository)
    for round_id in rounds(snapshot):
        if document is None or load_round(snapshot, round_id).document.id == document:
            require_answered(gather(repository, round_id))
