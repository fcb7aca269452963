"""References that lead to the wrong place: round in a circle, or to the task of another phase."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from plan_cli.model.finding import Code, Finding, error, in_file_order
from plan_cli.model.plan import Plan
from plan_cli.model.schedule import Schedule
from plan_cli.model.values import Reference
from plan_cli.translation import _

_Edges = Mapping[str, tuple[Reference, ...]]


def check_connections(plan: Plan) -> tuple[Finding, ...]:
    """A finding for every circle of hosts or members, and for every milestone whose task belongs to another phase."""
    parties = plan.organization.parties
    names = {str(party.id): party.name for party in parties}
    hosts = {str(party.id): (party.host,) if party.host else () for party in parties}
    members = {
        str(party.id): tuple(member.unit for member in party.members if member.unit and member.person is None)
        for party in parties
    }
    sits_at = _("{party} sits at itself: {circle}")
    consists_of = _("{party} is a member of itself: {circle}")
    findings = [*_circles(hosts, names, sits_at), *_circles(members, names, consists_of), *_tasks(plan.schedule)]
    return in_file_order(findings)


def _circles(edges: _Edges, names: Mapping[str, str], message: str) -> Iterator[Finding]:
    """One finding for each circle, at the reference by which its first party enters it."""
    for circle in _walk(edges):
        ids = [reference.id for reference in circle]
        shown = " → ".join(names[party] for party in (ids[-1], *ids))
        text = message.format(party=names[ids[-1]], circle=shown)
        yield error(Code.CYCLE, circle[0].place, text, _("remove one of these references"))


def _walk(edges: _Edges) -> Iterator[list[Reference]]:
    """The circles, each as the references that lead round it; a party is in at most one of them."""
    settled: set[str] = set()
    for start in edges:
        trail: list[Reference] = []
        on_trail: dict[str, int] = {}
        following = [(start, iter(edges[start] if start not in settled else ()))]
        on_trail[start] = 0
        while following:
            party, rest = following[-1]
            reference = next(rest, None)
            if reference is None:
                following.pop()
                settled.add(party)
                on_trail.pop(party, None)
                if trail:
                    trail.pop()
            elif reference.id in on_trail:
                circle = [*trail[on_trail[reference.id] :], reference]
                yield circle
                # What hangs together with it would only be the same circle again.
                settled.update(one for one, __ in following)
                break
            elif reference.id in edges and reference.id not in settled:
                trail.append(reference)
                on_trail[reference.id] = len(trail)
                following.append((reference.id, iter(edges[reference.id])))


def _tasks(schedule: Schedule) -> Iterator[Finding]:
    """A milestone is produced by a task of its own phase."""
    phases = {str(task.id): phase for phase in schedule.phases for task in phase.tasks}
    for phase in schedule.phases:
        for milestone in phase.milestones:
            other = phases.get(milestone.task.id) if milestone.task else None
            if milestone.task and other is not None and other is not phase:
                message = _("{milestone} belongs to {phase}, and its task {task} to {other}")
                message = message.format(
                    milestone=milestone.title, phase=phase.name, task=milestone.task.id, other=other.name
                )
                hint = _("move one of the two, or name a task of the same phase")
                yield error(Code.TASK_OF_ANOTHER_PHASE, milestone.task.place, message, hint)
