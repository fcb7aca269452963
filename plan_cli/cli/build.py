"""`plan build`: documents as PDF, DOCX and HTML."""

from __future__ import annotations

from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from plan_cli.translation import _

if TYPE_CHECKING:
    from plan_cli.model.plan import Plan
    from plan_cli.render.recorded import Recorded

FORMATS = "pdf,docx,html"


class Fonts(str, Enum):
    """Where fonts are taken from."""

    SYSTEM = "system"
    BUNDLED = "bundled"


def build(
    documents: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[DOCUMENT]...", help=_("outline (the default), workplan, topic/ID, or all"), show_default=False
        ),
    ] = None,
    edition: Annotated[
        str | None,
        typer.Option("--edition", metavar="NAME", help=_("every document of this edition, for example 征求意见稿")),
    ] = None,
    formats: Annotated[
        str | None,
        typer.Option(
            "--format",
            metavar="LIST",
            help=_("which formats, with commas between; all by default: {formats}").format(formats=FORMATS),
        ),
    ] = None,
    at: Annotated[
        str | None, typer.Option("--at", metavar="REV", help=_("build an older revision; your files stay as they are"))
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option("--out", metavar="DIR", help=_("where the files go; build/ of the repository by default")),
    ] = None,
    fonts: Annotated[
        Fonts,
        typer.Option(
            "--fonts",
            help=_("system: what this machine has comes first; bundled: only what comes with plan, for equal bytes"),
        ),
    ] = Fonts.SYSTEM,
    verify_against: Annotated[
        Path | None,
        typer.Option(
            "--verify-against",
            metavar="MANIFEST",
            help=_("build what an earlier manifest.json lists, and write nothing unless it is the same, byte for byte"),
        ),
    ] = None,
) -> None:
    """Build documents as PDF, DOCX and HTML."""
    from plan_cli.checks.references import check_references
    from plan_cli.cli import console
    from plan_cli.errors import UsageError
    from plan_cli.loading.loader import load
    from plan_cli.loading.releases import releases_at
    from plan_cli.model.finding import has_errors, in_file_order
    from plan_cli.render import build as rendering
    from plan_cli.render import manifest, recorded
    from plan_cli.render.cache import Cache
    from plan_cli.repository.atomic import write_file
    from plan_cli.repository.plan_repository import PlanRepository

    earlier = _recorded(verify_against) if verify_against is not None else None
    if documents and edition is not None:
        raise UsageError(_("--edition stands in place of documents; give one or the other"))
    if formats is None:
        formats = ",".join(earlier.formats) if earlier else FORMATS
    chosen = _formats(formats)
    with PlanRepository.find(Path.cwd()) as repository, console.Progress() as progress:
        snapshot = repository.at(at) if at is not None else repository.work_tree()
        loaded = load(snapshot)
        if loaded.plan is None:
            progress.clear()
            console.show_findings(loaded.findings)
            raise typer.Exit(1)
        names = documents or (_of_edition(loaded.plan, edition) if edition is not None else [])
        wanted = rendering.wanted(loaded.plan, names or (earlier.documents if earlier else []))
        known = (*loaded.findings, *check_references(loaded.plan))
        loading_findings = [found for found in known if any(document.concerns(found) for document in wanted)]
        if has_errors(loading_findings) and not all(document.chapters for document in wanted):
            progress.clear()
            console.show_findings(tuple(loading_findings))
            raise typer.Exit(1)
        revision = repository.origin(snapshot)
        released = releases_at(repository.git, revision.commit)
        origin = manifest.Origin(revision.commit, revision.name, revision.committed, revision.dirty, released)
        if earlier is not None:
            recorded.require_same_commit(earlier, origin)
        cache = Cache(repository.cache_folder)
        made = rendering.build(
            snapshot,
            loaded.plan,
            wanted,
            chosen,
            origin,
            cache,
            progress,
            bundled_fonts=fonts is Fonts.BUNDLED,
        )
        findings = in_file_order([*loading_findings, *made.findings])
        progress.clear()
        console.show_findings(findings)
        if has_errors(findings):
            console.warn(_("nothing was written; mend the errors and build again"))
            raise typer.Exit(1)
        if earlier is not None:
            recorded.require_same_outputs(earlier, made.outputs, origin)
        folder = out if out is not None else (repository.top or Path.cwd()) / "build"
        for output in made.outputs:
            write_file(folder / output.name, output.content)
            console.say(str(folder / output.name))
        write_file(folder / "manifest.json", manifest.make(made.outputs, origin, made.faces, cache))
        if earlier is not None:
            console.say(_("all the same as in {manifest}").format(manifest=verify_against))
        if made.stand_ins and "pdf" in chosen:
            listed = _(", ").join(f"{title} → {family}" for title, family in made.stand_ins.items())
            console.warn(
                _("stand-ins in the PDF: {listed}; plan fonts says what would be better").format(listed=listed)
            )


def _of_edition(plan: Plan, written: str) -> list[str]:
    from plan_cli.errors import UsageError
    from plan_cli.model.settings import Edition

    known = {name: edition for edition in Edition for name in (edition.value, edition.chinese)}
    if written not in known:
        raise UsageError(
            _("{name} is not an edition").format(name=written),
            _("known: {listed}").format(listed=", ".join(edition.chinese for edition in Edition)),
        )
    documents = plan.settings.documents
    found = [str(document.id) for document in documents if document.edition is known[written]]
    if not found:
        editions = [f"{document.id} {document.edition.chinese}" for document in documents if document.edition]
        raise UsageError(
            _("no document is at the edition {name}").format(name=known[written].chinese),
            _("in plan.yaml: {listed}").format(listed=", ".join(editions) or "—"),
        )
    return found


def _recorded(file: Path) -> Recorded:
    from plan_cli.errors import UsageError
    from plan_cli.render import recorded

    try:
        with file.open("rb") as stream:
            content = stream.read(recorded.SIZE_LIMIT + 1)
    except (OSError, ValueError) as problem:
        reason = getattr(problem, "strerror", None) or problem
        raise UsageError(_("{name} cannot be read: {reason}").format(name=file, reason=reason)) from problem
    return recorded.read(content[: recorded.SIZE_LIMIT], str(file))


def _formats(written: str) -> list[str]:
    from plan_cli.errors import UsageError

    known = FORMATS.split(",")
    chosen = [name.strip().lower() for name in written.split(",") if name.strip()]
    unknown = [name for name in chosen if name not in known]
    if unknown or not chosen:
        raise UsageError(
            _("{name} is not a format").format(name=", ".join(unknown) or repr(written)),
            _("known: {listed}").format(listed=FORMATS),
        )
    return list(dict.fromkeys(chosen))
