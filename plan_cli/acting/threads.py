"""What a milestone asks of the threads from questions to clauses, before it is handed in or its gate passed."""

from __future__ import annotations

from collections.abc import Iterable

from plan_cli.acting.situation import Committed
from plan_cli.errors import RefusedError
from plan_cli.loading.trace_facts import read_traced
from plan_cli.model.schedule import Milestone
from plan_cli.tracing.coverage import lacking
from plan_cli.tracing.graph import build
from plan_cli.translation import _


def require_threads(committed: Committed, milestones: Iterable[Milestone]) -> None:
    """Every milestone finds what its `asks` names, in the committed files.

    Raises:
        RefusedError: something is missing, or a link does not hold.
    """
    asking = [milestone for milestone in milestones if milestone.asks]
    if not asking:
        return
    graph = build(read_traced(committed.snapshot))
    for milestone in asking:
        for asked in milestone.asks:
            said = lacking(graph, asked)
            if said:
                message = _("{milestone} asks for {asked}: {said}")
                message = message.format(milestone=milestone.id, asked=asked.chinese, said=_("; ").join(said))
                raise RefusedError(message, _("see: plan trace; confirm what still holds with: plan trace confirm"))
