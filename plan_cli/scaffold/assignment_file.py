"""What `plan topic assign` writes: the task sheet of a topic."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass

from plan_cli.checks.references import known_hint, unknown_message
from plan_cli.errors import RefusedError, UsageError
from plan_cli.model.plan import Plan
from plan_cli.model.values import Target
from plan_cli.repository.names import hidden_character
from plan_cli.translation import _

_HEAD = "# 任务书：谁承担、谁负责、谁参加、做什么、什么时候交。字段说明见 docs/files.md。\n"


@dataclass(frozen=True, slots=True)
class ToldAssignment:
    """What was said on the command line."""

    unit: str
    leader: str
    members: Sequence[str] = ()
    tasks: Sequence[str] = ()
    budget: str | None = None
    date: str | None = None


def assignment_file(plan: Plan, topic_id: str, told: ToldAssignment) -> bytes:
    """The task sheet, with the topic's own last day as its last step.

    Raises:
        UsageError: there is no such topic or unit, or a text cannot be taken.
        RefusedError: the topic has a task sheet already.
    """
    topic = plan.topic(topic_id)
    if topic is None:
        known = {found.id: found.file.title for found in plan.topics}
        raise UsageError(_("there is no topic {id}").format(id=topic_id), known_hint(known, topic_id))
    if topic_id in plan.assignments:
        hint = _("change the file itself: {path}").format(path=f"topics/{topic_id}/assignment.yaml")
        raise RefusedError(_("the topic {id} is assigned already; nothing was written").format(id=topic_id), hint)
    for said in (told.leader, told.budget, *told.members, *told.tasks):
        if said is not None and (not said.strip() or hidden_character(said)):
            raise UsageError(
                _("a text is empty or holds characters that cannot be seen: {text}").format(text=repr(said))
            )
    parties = plan.organization.parties
    unit = next((party.id for party in parties if told.unit in (party.id, party.name, *party.aliases)), None)
    if unit is None:
        raise UsageError(unknown_message(Target.PARTY, told.unit), known_hint(plan.known(Target.PARTY), told.unit))
    lines = [_HEAD, f"unit: {unit}   # 承担单位\n", f"leader: {_quoted(told.leader)}   # 负责人\n"]
    for name, listed in (("members", told.members), ("tasks", told.tasks)):
        if listed:
            lines.append(f"{name}:\n" + "".join(f"  - {_quoted(said)}\n" for said in listed))
    if topic.file.due:
        lines.append(f"steps:\n  - title: 上交课题研究成果\n    due: {topic.file.due.day.isoformat()}\n")
    if told.budget is not None:
        lines.append(f"budget: {_quoted(told.budget)}\n")
    if told.date is not None:
        lines.append(f"assigned: {told.date}\n")
    return "".join(lines).encode("utf-8")


def _quoted(said: str) -> str:
    """A double-quoted YAML scalar: JSON's strings are YAML's (YAML 1.2.2, 1.2)."""
    return json.dumps(said.strip(), ensure_ascii=False)
