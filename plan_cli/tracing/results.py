"""Whether the result of a topic can be handed in: what the work scheme asks of it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from plan_cli.model.plan import Plan
from plan_cli.model.research import Topic
from plan_cli.model.trace import ItemKind, item_key
from plan_cli.tracing.graph import Graph, State
from plan_cli.translation import _

_SUMMARY = re.compile(
    r"^#{1,6}[ \t]+(?:成果|内容|报告|课题)?(?:摘要|提要|要点)|^#{1,6}[ \t]+(?:Summary|Abstract)\b", re.MULTILINE
)


def lacking_for_hand_in(plan: Plan, graph: Graph, topic: Topic, report: str | None) -> tuple[str, ...]:
    """What the topic still lacks, a sentence each; nothing where it is ready. `report`: the text of its report.

    Both kinds of method and the principal problem (work scheme, part 2, principle 3), evidence for the findings (part
    5, research: 实地调研、专家座谈、查阅有关文献资料), and a summary, as reports of topics have one.
    """
    return tuple(_lacking(plan, graph, topic, report))


def _lacking(plan: Plan, graph: Graph, topic: Topic, report: str | None) -> Iterator[str]:
    file = topic.file
    if not file.methods.qualitative:
        yield _("no qualitative method is named")
    if not file.methods.quantitative:
        yield _("no quantitative method is named")
    if file.principal_problem is None:
        yield _("the principal problem is not named")
    if report is None:
        yield _("there is no report")
    elif not _SUMMARY.search(report):
        yield _("the report has no summary: add a heading 摘要")
    evidence = [item for item in plan.evidence if item.topic == topic.id]
    if not evidence:
        yield _("there is no evidence: plan evidence add {topic}").format(topic=topic.id)
    for item in evidence:
        key = item_key(ItemKind.EVIDENCE, topic.id, item.id)
        if not any(link.source != key for link in graph.below.get(key, ())):
            yield _("nothing rests on the evidence {id}: write [<{id}] where the report does").format(id=item.id)
    own = (f"{ItemKind.SECTION.value}/{topic.id}/", item_key(ItemKind.TOPIC, topic.id))
    for link in graph.links:
        if link.state is State.SUSPECT and (link.source == own[1] or link.source.startswith(own[0])):
            yield _("{id} changed since the link to it was confirmed").format(id=graph.names.short(link.target))
    for broken in graph.broken:
        source = broken.written.source
        if source == own[1] or source.startswith(own[0]):
            yield _("{place}: {id} leads nowhere").format(place=broken.written.place, id=broken.written.target)
