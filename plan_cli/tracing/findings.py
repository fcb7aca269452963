"""What is wrong with threads: links that lead nowhere, links whose target changed, ids that are gone."""

from __future__ import annotations

import difflib
from collections.abc import Iterator

from plan_cli.model.finding import Code, Finding, error, in_file_order, warning
from plan_cli.model.trace import kind_of
from plan_cli.tracing.graph import Broken, Graph, Link, State
from plan_cli.translation import _

_MOST_LISTED = 5
# Looking for what a name may have meant takes milliseconds each.
_MOST_SOUGHT = 50


def check_threads(graph: Graph) -> tuple[Finding, ...]:
    """The findings about links and stamps, in the order of files and lines."""
    findings = list(_broken(graph))
    findings += (_suspect(graph, link) for link in graph.links if link.state is State.SUSPECT)
    findings += _stamps(graph)
    for label, place, first in graph.traced.twice:
        message = _("the id {id} is given twice; the first is at {place}").format(id=label, place=first)
        findings.append(error(Code.CLAUSE_TWICE, place, message, _("give one of them another id")))
    return in_file_order(findings)


def _broken(graph: Graph) -> Iterator[Finding]:
    hints: dict[str, str] = {}
    confirmed = {stamp.source: stamp.digests for stamp in graph.traced.stamps}
    for broken in graph.broken:
        written = broken.written
        if broken.candidates:
            message = _("{id} may mean several things: {listed}")
            listed = ", ".join(broken.candidates[:_MOST_LISTED])
            hint = _("write one of these in full")
            yield error(Code.LINK_AMBIGUOUS, written.place, message.format(id=written.target, listed=listed), hint)
            continue
        if written.target not in hints:
            sought = len(hints) < _MOST_SOUGHT
            hints[written.target] = (
                _meant(graph, written.target) if sought else _("all ids are listed by: plan trace --json")
            )
        message = _("this rests on {id}, and nothing has this id").format(id=written.target)
        hint = hints[written.target]
        if _was_confirmed(broken, confirmed.get(written.source, {})):
            hint = _("it was there when the link was confirmed; an id is never changed. {hint}").format(hint=hint)
        yield error(Code.LINK_UNKNOWN, written.place, message, hint.strip())


def _was_confirmed(broken: Broken, digests: object) -> bool:
    keys = digests if isinstance(digests, dict) else {}
    return any(key == broken.written.target or key.endswith(f"/{broken.written.target}") for key in keys)


def _meant(graph: Graph, written: str) -> str:
    # Among many thousands of names the nearest one is not worth the seconds it takes.
    names = graph.names.all()
    if len(names) > 2_000:
        names = [name for name in names if name[:2] == written[:2]][:2_000]
    near = difflib.get_close_matches(written, names, n=1)
    return _("did you mean {name}?").format(name=near[0]) if near else _("all ids are listed by: plan trace --json")


def _suspect(graph: Graph, link: Link) -> Finding:
    target = graph.items[link.target]
    message = _("{id} changed since this link to it was confirmed: {title}")
    hint = _("look whether it still holds, then: plan trace confirm {source},{target}")
    return warning(
        Code.LINK_SUSPECT,
        link.written.place,
        message.format(id=graph.names.short(link.target), title=target.title),
        hint.format(source=graph.names.short(link.source), target=graph.names.short(link.target)),
    )


def _stamps(graph: Graph) -> Iterator[Finding]:
    for stamp in graph.traced.stamps:
        if stamp.source in graph.items:
            continue
        kind = kind_of(stamp.source)
        name = kind.chinese if kind else "?"
        message = _("{kind} {key}, whose links were confirmed, is gone").format(kind=name, key=stamp.source)
        hint = _("give the id back; where it was meant to go, delete this file")
        yield warning(Code.SOURCE_GONE, stamp.place, message, hint)
    for place in graph.traced.unreadable:
        message = _("this file is no record of confirmed links")
        yield warning(Code.STAMP_UNREADABLE, place, message, _("delete it, and run: plan trace confirm --all"))
