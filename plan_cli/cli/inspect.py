"""`plan inspect`: the departures of a finished PDF or DOCX, of our own or anyone's, from a profile."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypeVar

import typer

from plan_cli.translation import _, ngettext

if TYPE_CHECKING:
    from plan_cli.inspection.departure import Departure
    from plan_cli.inspection.inspector import Report
    from plan_cli.model.finding import Finding
    from plan_cli.model.profile import Profile

_Key = TypeVar("_Key", bound=Hashable)
_PLACES_SHOWN = 8


def inspect(
    file: Annotated[Path, typer.Argument(metavar="FILE", help=_("a PDF or DOCX, also one that plan did not make"))],
    profile: Annotated[
        str | None, typer.Option("--profile", metavar="NAME", help=_("the profile; gbt9704 by default"))
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help=_("for programs: JSON of a stable form"))] = False,
) -> None:
    """Show where a PDF or DOCX departs from the official layout."""
    from plan_cli.cli import console
    from plan_cli.cli.inspect_json import to_json
    from plan_cli.inspection.departure import has_errors
    from plan_cli.inspection.inspector import inspect_file

    chosen = _profile(profile)
    with console.Progress() as progress:
        progress(_("reading {file}").format(file=file.name))
        report = inspect_file(file, chosen)
    if as_json:
        console.say(to_json(file.name, chosen.name, report))
    else:
        _show(file.name, chosen, report)
    if has_errors(report.departures):
        raise typer.Exit(1)


def _profile(name: str | None) -> Profile:
    """The profile of that name; inside a plan repository one of its own too."""
    from plan_cli.cli import console
    from plan_cli.errors import MissingRequirementError
    from plan_cli.loading.profiles import load_profile
    from plan_cli.repository.plan_repository import PlanRepository

    findings: list[Finding] = []
    chosen: Profile | None = None
    if name is None:
        chosen = load_profile(None, None, findings)
    else:
        try:
            with PlanRepository.find(Path.cwd()) as repository:
                snapshot = repository.work_tree() if repository.top else repository.at("HEAD")
                chosen = load_profile(name, snapshot, findings)
        except MissingRequirementError:
            chosen = load_profile(name, None, findings)
    if chosen is None:
        console.show_findings(tuple(findings))
        raise typer.Exit(1)
    return chosen


def _show(name: str, profile: Profile, report: Report) -> None:
    from plan_cli.cli import console
    from plan_cli.inspection.departure import shortened
    from plan_cli.inspection.items import ITEMS
    from plan_cli.model.finding import Severity

    counted = (
        ngettext("{n} page", "{n} pages", report.size)
        if report.kind == "pdf"
        else ngettext("{n} paragraph", "{n} paragraphs", report.size)
    ).format(n=report.size)
    console.say(
        _("{file}: {kind}, {counted}, judged by {profile} ({title})").format(
            file=shortened(name, 200),
            kind=report.kind.upper(),
            counted=counted,
            profile=profile.name,
            title=profile.title,
        )
    )
    for code, departures in _grouped(report.departures, lambda departure: departure.code):
        console.say()
        console.say(typer.style(f"{code} {_(ITEMS[code])}", bold=True))
        for __, alike in _grouped(departures, _kind):
            _show_alike(alike)
    console.say()
    errors = sum(departure.severity is Severity.ERROR for departure in report.departures)
    warnings = len(report.departures) - errors
    parts = [
        ngettext("{n} error", "{n} errors", errors).format(n=errors) if errors else "",
        ngettext("{n} warning", "{n} warnings", warnings).format(n=warnings) if warnings else "",
        _("{n} more of the same kinds not listed").format(n=report.left_out) if report.left_out else "",
    ]
    console.say(_(", ").join(filter(None, parts)) or _("no departures"))


def _kind(departure: Departure) -> tuple[object, ...]:
    return departure.severity, departure.message, departure.expected, departure.found


def _grouped(departures: Iterable[Departure], key: Callable[[Departure], _Key]) -> list[tuple[_Key, list[Departure]]]:
    groups: dict[_Key, list[Departure]] = {}
    for departure in departures:
        groups.setdefault(key(departure), []).append(departure)
    return list(groups.items())


def _show_alike(alike: list[Departure]) -> None:
    """What departs in the same way, with its places below it."""
    from plan_cli.cli import console
    from plan_cli.model.finding import Severity

    first = alike[0]
    is_error = first.severity is Severity.ERROR
    severity = typer.style(_("error") if is_error else _("warning"), fg="red" if is_error else "yellow")
    said = first.message
    if first.expected and first.found:
        said = _("{message}: expected {expected}, found {found}").format(
            message=said, expected=first.expected, found=first.found
        )
    elif first.expected:
        said = _("{message}: expected {expected}").format(message=said, expected=first.expected)
    elif first.found:
        said = _("{message}: {found}").format(message=said, found=first.found)
    console.say(f"  {severity} {said}")
    placed = [departure for departure in alike if departure.page or departure.paragraph or departure.quote]
    for departure in placed[:_PLACES_SHOWN]:
        console.say(f"    {_place(departure)}")
    more = len(placed) - _PLACES_SHOWN
    if more > 0:
        console.say("    " + ngettext("and {n} more place", "and {n} more places", more).format(n=more))


def _place(departure: Departure) -> str:
    place = ""
    if departure.page is not None:
        place = _("page {n}").format(n=departure.page)
    elif departure.paragraph is not None:
        place = _("paragraph {n}").format(n=departure.paragraph)
    quote = _("“{text}”").format(text=departure.quote) if departure.quote else ""
    return " ".join(filter(None, (place, quote)))
