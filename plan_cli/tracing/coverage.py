"""What a milestone asks of the threads before it is handed in: coverage of the questions, links that were confirmed."""

from __future__ import annotations

from plan_cli.model.schedule import Asked
from plan_cli.model.trace import Item, ItemKind
from plan_cli.tracing.graph import Graph, State
from plan_cli.tracing.matrix import matrix
from plan_cli.translation import _

_MOST_LISTED = 5


def lacking(graph: Graph, asked: Asked) -> tuple[str, ...]:
    """What is missing, a sentence each; nothing where all is there."""
    return _of_research(graph) if asked is Asked.COVERAGE else _of_links(graph)


def _of_research(graph: Graph) -> tuple[str, ...]:
    """Every question has a topic, and every topic evidence (工作方案 三、四; 6月15日前上交课题研究成果)."""
    said = []
    questions = matrix(graph).questions_without_topic
    if questions:
        said.append(_("no topic answers: {listed}").format(listed=_listed(graph, questions)))
    bare = [
        topic
        for topic in graph.of(ItemKind.TOPIC)
        if not any(link.lower.startswith(f"{ItemKind.EVIDENCE.value}/") for link in graph.below.get(topic.key, ()))
    ]
    if bare:
        said.append(_("topics without evidence: {listed}").format(listed=_listed(graph, bare)))
    return tuple(said)


def _of_links(graph: Graph) -> tuple[str, ...]:
    """No link of chapters, clauses and indicators leads nowhere, changed, or was never confirmed."""
    drafted = (ItemKind.CHAPTER, ItemKind.CLAUSE, ItemKind.INDICATOR)
    said = []
    gone = [broken.written for broken in graph.broken if graph.items[broken.written.source].kind in drafted]
    if gone:
        listed = _(", ").join(f"{written.place} {written.target}" for written in gone[:_MOST_LISTED])
        said.append(_("links that lead nowhere: {listed}").format(listed=listed))
    for state, message in (
        (State.SUSPECT, _("links whose target changed since they were confirmed: {listed}")),
        (State.UNCONFIRMED, _("links that nobody confirmed: {listed}")),
    ):
        links = [link for link in graph.links if link.state is state and graph.items[link.source].kind in drafted]
        if links:
            short = graph.names.short
            named = [f"{short(link.source)},{short(link.target)}" for link in links[:_MOST_LISTED]]
            more = ["…"] if len(links) > _MOST_LISTED else []
            said.append(message.format(listed=" ".join(named + more)))
    return tuple(said)


def _listed(graph: Graph, items: list[Item]) -> str:
    names = [graph.names.short(item.key) for item in items[:_MOST_LISTED]]
    return _(", ").join(names + ([f"… ({len(items)})"] if len(items) > _MOST_LISTED else []))
