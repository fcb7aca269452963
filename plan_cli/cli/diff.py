"""`plan diff`: what changed between two editions, for Word, for the browser, as a table, in the terminal, as JSON."""

from __future__ import annotations

from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from plan_cli.cli.build import Fonts
from plan_cli.translation import _

if TYPE_CHECKING:
    from plan_cli.comparison.editions import Comparison
    from plan_cli.comparison.words import Words
    from plan_cli.render.cache import Cache
    from plan_cli.repository.plan_repository import PlanRepository


class Format(str, Enum):
    """How changes are shown."""

    TEXT = "text"
    DOCX = "docx"
    HTML = "html"
    JSON = "json"


_ENDINGS = {Format.TEXT: "txt", Format.DOCX: "docx", Format.HTML: "html", Format.JSON: "json"}


def diff(
    old: Annotated[str, typer.Argument(metavar="A", help=_("the older edition: a tag, a branch, a commit"))],
    new: Annotated[
        str | None,
        typer.Argument(metavar="[B]", help=_("the newer one; your files as they are, where left out")),
    ] = None,
    document: Annotated[
        str | None, typer.Argument(metavar="[DOCUMENT]", help=_("outline (the default), workplan, topic/ID"))
    ] = None,
    as_format: Annotated[
        Format,
        typer.Option(
            "--format",
            help=_("docx: tracked changes for Word and WPS; html: both editions side by side; text and json: printed"),
        ),
    ] = Format.TEXT,
    table: Annotated[
        bool, typer.Option("--table", help=_("only the changes, as a table of section, before, now and reason"))
    ] = False,
    out: Annotated[
        Path | None,
        typer.Option("--out", metavar="DIR", help=_("where the file goes; build/ of the repository by default")),
    ] = None,
    fonts: Annotated[
        Fonts,
        typer.Option(
            "--fonts",
            help=_("system: what this machine has comes first; bundled: only what comes with plan, for equal bytes"),
        ),
    ] = Fonts.SYSTEM,
) -> None:
    """Show what changed between two editions of a document."""
    from plan_cli.cli import console
    from plan_cli.comparison.editions import compare_editions
    from plan_cli.comparison.words import words
    from plan_cli.errors import UsageError
    from plan_cli.render.cache import Cache
    from plan_cli.repository.atomic import write_file
    from plan_cli.repository.plan_repository import PlanRepository

    with PlanRepository.find(Path.cwd()) as repository, console.Progress() as progress:
        cache = Cache(repository.cache_folder)
        if new is not None and document is None and _is_document(repository, new):
            new, document = None, new
        if new is None and repository.top is None:
            raise UsageError(
                _("this is a bare repository without files of its own"), _("name both editions: plan diff A B")
            )
        comparison = compare_editions(
            repository,
            old,
            new,
            document,
            cache,
            progress,
            bundled_fonts=fonts is Fonts.BUNDLED,
            with_pages=as_format is Format.DOCX and not table,
        )
        progress.clear()
        console.show_findings(comparison.findings)
        own = words(comparison.profile.language)
        if out is None and as_format in (Format.TEXT, Format.JSON):
            _print(comparison, own, as_format, table=table)
            return
        content = _content(comparison, own, as_format, cache, table=table)
        folder = out if out is not None else (repository.top or Path.cwd()) / "build"
        target = folder / _name(comparison, own, as_format, table=table)
        write_file(target, content)
        console.say(str(target))


def _is_document(repository: PlanRepository, name: str) -> bool:
    """Whether `plan diff A NAME` means a document and the files as they are: no revision has that name."""
    from plan_cli.errors import UsageError
    from plan_cli.loading.loader import load
    from plan_cli.render.build import wanted

    try:
        repository.commit_of(name)
    except UsageError:
        plan = load(repository.work_tree()).plan if repository.top else None
        try:
            return plan is not None and bool(wanted(plan, [name]))
        except UsageError:
            return False
    return False


def _print(comparison: Comparison, own: Words, as_format: Format, *, table: bool) -> None:
    from plan_cli.cli import console, diff_text

    if as_format is Format.JSON:
        from plan_cli.comparison.changes_json import to_json

        typer.echo(to_json(comparison))
        return
    for line in diff_text.lines(comparison, own, console.terminal_columns(), table=table, coloured=diff_text.colours()):
        console.say(line)


def _content(comparison: Comparison, own: Words, as_format: Format, cache: Cache, *, table: bool) -> bytes:
    # Each brings libraries along that the others do not need.
    if as_format is Format.DOCX and table:
        from plan_cli.comparison import statement

        return statement.make_docx(comparison, own, cache)
    if as_format is Format.DOCX:
        from plan_cli.comparison import redline_docx

        return redline_docx.make(comparison, own, cache)
    if as_format is Format.HTML and table:
        from plan_cli.comparison import statement

        return statement.make_html(comparison, own)
    if as_format is Format.HTML:
        from plan_cli.comparison import page

        return page.make(comparison, own)
    if as_format is Format.JSON:
        from plan_cli.comparison.changes_json import to_json

        return (to_json(comparison) + "\n").encode()
    from plan_cli.cli import console, diff_text

    made = diff_text.lines(comparison, own, 100, table=table, coloured=False)
    return "".join(f"{console.printable(line)}\n" for line in made).encode()


def _name(comparison: Comparison, own: Words, as_format: Format, *, table: bool) -> str:
    from dataclasses import replace

    kind = own.statement if table else own.side_by_side if as_format is Format.HTML else own.redline
    versions = f"{comparison.before.revision.name}-{comparison.after.revision.name}"
    return replace(comparison.title_page, edition=kind, version=versions).file_name(_ENDINGS[as_format])
