"""Threads in a terminal: the matrix with what is missing, and one thing's thread as two trees."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

import typer

from plan_cli.cli import console
from plan_cli.model.trace import ItemKind
from plan_cli.tracing.graph import Graph, State
from plan_cli.tracing.matrix import Matrix, Row, matrix
from plan_cli.tracing.thread import Step, origins, results
from plan_cli.translation import _, ngettext

if TYPE_CHECKING:
    from plan_cli.model.trace import Item

_MOST_ROWS = 40
_TITLE_COLUMNS = 30


def show_matrix(graph: Graph) -> None:
    """The matrix of questions and principles, how the links stand, and what is missing."""
    found = matrix(graph)
    if not graph.items:
        console.say(_("there is nothing to trace yet: questions.yaml has no questions"))
        return
    _table(found.of(ItemKind.QUESTION), _("question"))
    console.say()
    _table(found.of(ItemKind.PRINCIPLE), _("principle"))
    console.say()
    clauses = found.of(ItemKind.CLAUSE)
    resting = sum(bool(row.reached[ItemKind.EVIDENCE]) for row in clauses)
    console.say(_("clauses: {n}, resting on evidence: {resting}").format(n=len(clauses), resting=resting))
    _show_states(graph)
    _show_missing(graph, found)


def _table(rows: list[Row], head: str) -> None:
    if not rows:
        return
    kinds = list(rows[0].reached)
    shown = [[head, "", *(kind.chinese for kind in kinds)]]
    for row in rows[:_MOST_ROWS]:
        counts = [str(row.count(kind) or "—") for kind in kinds]
        shown.append([row.item.key.partition("/")[2], console.shortened(row.item.title, _TITLE_COLUMNS), *counts])
    console.show_table(shown)
    if len(rows) > _MOST_ROWS:
        more = len(rows) - _MOST_ROWS
        console.say(ngettext("and {n} more", "and {n} more", more).format(n=more))


def _show_states(graph: Graph) -> None:
    counts = dict.fromkeys(State, 0)
    for link in graph.confirmable():
        counts[link.state] += 1
    line = _("links: {confirmed} confirmed, {unconfirmed} not confirmed, {suspect} suspect, {broken} lead nowhere")
    console.say(
        line.format(
            confirmed=counts[State.CONFIRMED],
            unconfirmed=counts[State.UNCONFIRMED],
            suspect=counts[State.SUSPECT],
            broken=len(graph.broken),
        )
    )


def _show_missing(graph: Graph, found: Matrix) -> None:
    for message, items in (
        (_("questions without a topic"), found.questions_without_topic),
        (_("questions without a clause"), found.questions_without_clause),
        (_("clauses without evidence"), found.clauses_without_evidence),
        (_("indicators without a clause"), found.indicators_without_clause),
        (_("principles that nothing serves"), found.principles_unserved),
    ):
        if items:
            console.say(typer.style(_("{what}: {n}").format(what=message, n=len(items)), fg="yellow"))
            console.say(f"  {_listed(graph, items)}")
    suspect = graph.suspect()
    if suspect:
        console.say(typer.style(_("{what}: {n}").format(what=_("suspect links"), n=len(suspect)), fg="yellow"))
        pairs = (f"{graph.names.short(link.source)},{graph.names.short(link.target)}" for link in suspect[:12])
        console.say(f"  {' '.join(pairs)}" + (" …" if len(suspect) > 12 else ""))


def _listed(graph: Graph, items: list[Item]) -> str:
    listed = _(", ").join(graph.names.short(item.key) for item in items[:12])
    return listed + (" …" if len(items) > 12 else "")


def show_thread(graph: Graph, key: str) -> None:
    """One thing with where it came from and what came of it."""
    item = graph.items[key]
    console.say(typer.style(f"{item.kind.chinese} {graph.names.short(key)}  {item.title}", bold=True))
    console.say(f"  {item.place}")
    _tree(graph, _("where it comes from"), origins(graph, key))
    _tree(graph, _("what comes of it"), results(graph, key))


def _tree(graph: Graph, head: str, steps: Iterable[Step]) -> None:
    columns = max(40, console.terminal_columns())
    lines = [_line(graph, step, columns) for step in steps]
    console.say()
    console.say(typer.style(head, bold=True))
    for line in lines or ["  " + _("nothing")]:
        console.say(line)


def _line(graph: Graph, step: Step, columns: int) -> str:
    item = graph.items[step.key]
    stem = "".join("   " if last else "│  " for last in step.lines[:-1]) + ("└─ " if step.lines[-1] else "├─ ")
    states = {State.SUSPECT: _("(suspect)"), State.UNCONFIRMED: _("(not confirmed)"), State.CONFIRMED: ""}
    mark = " ".join(part for part in (states[step.link.state], _("(see above)") if step.again else "") if part)
    words = f"{stem}{item.kind.chinese} {graph.names.short(step.key)}  {item.title}"
    room = columns - (console.width(mark) + 1 if mark else 0)
    text = console.shortened(words, room)
    if not mark:
        return text
    return f"{text} {typer.style(mark, fg='yellow' if step.link.state is not State.CONFIRMED else None)}"
