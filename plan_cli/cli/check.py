"""`plan check`: every problem that can be known from the repository."""

from __future__ import annotations

from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from plan_cli.translation import _

if TYPE_CHECKING:
    from plan_cli.model.finding import Finding
    from plan_cli.repository.snapshot import Snapshot


class Format(str, Enum):
    """How findings are printed."""

    TEXT = "text"
    JSON = "json"
    GITHUB = "github"
    GITLAB = "gitlab"
    SARIF = "sarif"


def check(
    paths: Annotated[
        list[Path] | None,
        typer.Argument(metavar="[PATH]...", help=_("show only what is found in these files and folders")),
    ] = None,
    staged: Annotated[bool, typer.Option("--staged", help=_("check what the next commit would hold"))] = False,
    changed: Annotated[
        bool, typer.Option("--changed", help=_("with --staged: only the files that the commit changes; for hooks"))
    ] = False,
    at: Annotated[str | None, typer.Option("--at", metavar="REV", help=_("check an older revision"))] = None,
    strict: Annotated[bool, typer.Option("--strict", help=_("count warnings as errors"))] = False,
    as_format: Annotated[
        Format, typer.Option("--format", help=_("text for people; the others for programs and CI"))
    ] = Format.TEXT,
    fix: Annotated[
        bool, typer.Option("--fix", help=_("show a patch of what can be mended with certainty, and ask to write it"))
    ] = False,
    yes: Annotated[bool, typer.Option("--yes", help=_("with --fix: write the patch without asking"))] = False,
    as_of: Annotated[
        str | None, typer.Option("--as-of", metavar="DATE", help=_("the day to check for, like 2015-06-15; today"))
    ] = None,
) -> None:
    """Find every problem in the plan's files."""
    from plan_cli.acting.situation import signed_records
    from plan_cli.checkup.checkup import Options, check_changed
    from plan_cli.checkup.checkup import check as checkup
    from plan_cli.cli.days import asked_day
    from plan_cli.errors import UsageError
    from plan_cli.model.finding import has_errors
    from plan_cli.render.cache import Cache
    from plan_cli.repository.plan_repository import PlanRepository

    if (fix and (staged or at is not None)) or (yes and not fix):
        raise UsageError(_("--fix is for the files as they lie on the disk; --yes goes with --fix"))
    if staged and at is not None:
        raise UsageError(_("--staged and --at exclude each other"))
    if changed and not staged:
        raise UsageError(_("--changed goes with --staged"))
    with PlanRepository.find(Path.cwd()) as repository:
        snapshot = repository.index() if staged else repository.at(at) if at is not None else repository.work_tree()
        cache = Cache(repository.cache_folder)
        # Only records need to know whose they are, and asking takes a walk through the history.
        head = repository.head() if any(path.startswith("records/") for path in snapshot.paths()) else None
        day = asked_day(as_of)
        signatures = signed_records(repository, snapshot) if head else None
        options = Options(day, first_commit=repository.root_of(head) if head else None, signatures=signatures)
        if changed:
            findings = check_changed(snapshot, repository.staged_paths(), cache, options)
        else:
            findings = checkup(snapshot, cache, options)
        if paths:
            findings = _within(findings, repository.relative_paths(paths))
        if fix and repository.top is not None:
            from plan_cli.cli.check_fix import fix as mend

            mend(findings, snapshot, repository.top, agreed=yes)
            return
        _show(findings, as_format, snapshot)
    if has_errors(findings) or (strict and findings):
        raise typer.Exit(1)


def _within(findings: tuple[Finding, ...], wanted: list[str]) -> tuple[Finding, ...]:
    return tuple(
        finding
        for finding in findings
        if any(not path or finding.place.path == path or finding.place.path.startswith(f"{path}/") for path in wanted)
    )


def _show(findings: tuple[Finding, ...], as_format: Format, snapshot: Snapshot) -> None:
    from plan_cli.cli import finding_exports, finding_text
    from plan_cli.loading.loader import MARKDOWN_LIMIT, read_text

    def lines_of(path: str) -> list[str]:
        if path not in snapshot.paths():
            return []
        text = read_text(snapshot, path, MARKDOWN_LIMIT, [])
        return text.split("\n") if text is not None else []

    if as_format is Format.TEXT:
        finding_text.show(findings, lines_of)
    elif as_format is Format.JSON:
        typer.echo(finding_exports.as_json(findings))
    elif as_format is Format.GITHUB:
        if findings:
            typer.echo(finding_exports.as_github(findings))
    elif as_format is Format.GITLAB:
        typer.echo(finding_exports.as_gitlab(findings))
    else:
        from plan_cli.checks.rule import explanation
        from plan_cli.checks.rulebook import rulebook

        titles = {code.value: explanation(rule)[0] for code, rule in rulebook().items()}
        typer.echo(finding_exports.as_sarif(findings, titles))
