"""`plan trace`: the threads from questions to clauses and indicators; `plan trace confirm`: links that still hold."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from plan_cli.cli.options import Json
from plan_cli.translation import _, ngettext

if TYPE_CHECKING:
    from plan_cli.repository.plan_repository import PlanRepository
    from plan_cli.tracing.graph import Graph, Link

_CONFIRM = "confirm"
_MOST_SHOWN = 20


def trace(
    words: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[ID] | confirm [LINK]...",
            help=_("whose thread to show; confirm: links, each as ID or ID,ID"),
            show_default=False,
        ),
    ] = None,
    at: Annotated[str | None, typer.Option("--at", metavar="REV", help=_("trace an older revision"))] = None,
    as_json: Json = False,
    html: Annotated[
        Path | None, typer.Option("--html", metavar="FILE", help=_("write a page that opens in any browser"))
    ] = None,
    xlsx: Annotated[
        Path | None, typer.Option("--xlsx", metavar="FILE", help=_("write the matrix as an Excel file"))
    ] = None,
    dot: Annotated[bool, typer.Option("--dot", help=_("print the graph for Graphviz"))] = False,
    everything: Annotated[bool, typer.Option("--all", help=_("with confirm: every link"))] = False,
) -> None:
    """Show what each clause rests on, or confirm that links still hold."""
    from plan_cli.errors import UsageError
    from plan_cli.repository.plan_repository import PlanRepository

    given = words or []
    confirms = given[:1] == [_CONFIRM]
    outputs = [
        name for name, value in (("--json", as_json), ("--html", html), ("--xlsx", xlsx), ("--dot", dot)) if value
    ]
    if len(outputs) > 1 or (confirms and outputs):
        raise UsageError(_("{options} exclude each other").format(options=_(", ").join(outputs or ["confirm"])))
    if everything != (confirms and len(given) == 1) or (not confirms and len(given) > 1):
        usage = "plan trace [ID]\n  plan trace confirm LINK...\n  plan trace confirm --all"
        raise UsageError(_("name one thing, or the links to confirm"), usage)
    with PlanRepository.find(Path.cwd()) as repository:
        if confirms:
            _confirm(repository, given[1:])
            return
        graph = _graph(repository, at)
        chosen = _key(graph, given[0]) if given else None
    if as_json:
        from plan_cli.cli import console
        from plan_cli.cli.trace_json import to_json

        console.say(to_json(graph, chosen))
    elif dot:
        from plan_cli.cli import console
        from plan_cli.render.trace_dot import to_dot

        console.say(to_dot(graph, chosen))
    elif html is not None or xlsx is not None:
        _write(graph, chosen, html, xlsx)
    elif chosen is not None:
        from plan_cli.cli.trace_text import show_thread

        show_thread(graph, chosen)
    else:
        from plan_cli.cli.trace_text import show_matrix

        show_matrix(graph)


def _graph(repository: PlanRepository, at: str | None) -> Graph:
    from plan_cli.checkup.threads import threads
    from plan_cli.render.cache import Cache

    snapshot = (
        repository.at(at) if at is not None else repository.work_tree() if repository.top else repository.at("HEAD")
    )
    return threads(snapshot, Cache(repository.cache_folder))


def _key(graph: Graph, typed: str) -> str:
    """The key of what somebody named.

    Raises:
        UsageError: nothing is called that, or several things are.
    """
    import difflib

    from plan_cli.errors import UsageError

    found = graph.names.find(typed)
    if len(found) == 1:
        return found[0]
    if found:
        listed = _(", ").join(found[:10])
        raise UsageError(_("several things are called {id}").format(id=typed), listed)
    titled = [key for key, item in graph.items.items() if typed and typed in item.title][:5]
    near = [graph.names.short(key) for key in titled] or difflib.get_close_matches(
        typed, graph.names.all()[:5_000], n=3
    )
    hint = _("did you mean {name}?").format(name=_(", ").join(near)) if near else _("all ids: plan trace --json")
    raise UsageError(_("nothing is called {id}").format(id=typed), hint)


def _confirm(repository: PlanRepository, typed: list[str]) -> None:
    """Write what the targets of links say now into `traces/`."""
    from plan_cli.cli import console
    from plan_cli.cli.acting import require_allowed
    from plan_cli.errors import RefusedError
    from plan_cli.repository.atomic import write_file
    from plan_cli.tracing.stamps import confirmed_files

    if repository.top is None:
        raise RefusedError(_("links are confirmed in a work tree, not in a bare repository"))
    graph = _graph(repository, None)
    links = _links(graph, typed)
    files = confirmed_files(graph, links)
    before = {stamp.place.path for stamp in graph.traced.stamps}
    require_allowed(repository, sorted(files))
    with console.Progress() as progress:
        for number, (path, content) in enumerate(files.items(), start=1):
            progress(_("{done} of {total} files").format(done=number, total=len(files)))
            write_file(repository.top / path, content.encode("utf-8"))
    _show_links(graph, links)
    confirmed = ngettext("{n} link confirmed", "{n} links confirmed", len(links)).format(n=len(links))
    made = ngettext("{n} file in traces/", "{n} files in traces/", len(files)).format(n=len(files))
    console.say(
        _("{links}: {files}, {new} of them new").format(links=confirmed, files=made, new=len(set(files) - before))
    )
    if files:
        console.say(_("next: git add traces && git commit"))


def _links(graph: Graph, typed: list[str]) -> list[Link]:
    """The links that were named: all from one thing, or the one from a thing to another.

    Raises:
        UsageError: there is no such link.
    """
    from plan_cli.errors import UsageError
    from plan_cli.tracing.graph import State

    if not typed:
        return [link for link in graph.confirmable() if link.state is not State.CONFIRMED]
    chosen = []
    for word in typed:
        source, comma, target = word.partition(",")
        source = _key(graph, source)
        links = [link for link in graph.confirmable() if link.source == source]
        if comma:
            found = graph.names.find(target, source)
            links = [link for link in links if link.target in found]
        if not links:
            short = graph.names.short(source)
            raise UsageError(_("there is no link {link}").format(link=word), f"plan trace {short}")
        chosen += links
    return chosen


def _show_links(graph: Graph, links: list[Link]) -> None:
    from plan_cli.cli import console

    for link in links[:_MOST_SHOWN]:
        target = graph.items[link.target]
        console.say(f"  {graph.names.short(link.source)} → {graph.names.short(link.target)}  {target.title}")
    if len(links) > _MOST_SHOWN:
        more = len(links) - _MOST_SHOWN
        console.say("  " + ngettext("and {n} more", "and {n} more", more).format(n=more))


def _write(graph: Graph, chosen: str | None, html: Path | None, xlsx: Path | None) -> None:
    from plan_cli.cli import console
    from plan_cli.repository.atomic import write_file

    if html is not None:
        from plan_cli.render.trace_page import page

        write_file(html, page(graph, chosen))
    elif xlsx is not None:
        from plan_cli.render.trace_workbook import workbook

        write_file(xlsx, workbook(graph))
    console.say(_("made {path}").format(path=html or xlsx))
