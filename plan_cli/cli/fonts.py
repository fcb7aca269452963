"""`plan fonts`: what documents are set in on this machine, from where, and what would be better."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from plan_cli.translation import _

_BETTER = 2


def fonts(
    profile: Annotated[
        str | None, typer.Option("--profile", metavar="NAME", help=_("the profile; that of the plan by default"))
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help=_("for programs"))] = False,
) -> None:
    """Show which fonts documents are set in."""
    from plan_cli.cli import console
    from plan_cli.errors import MissingRequirementError
    from plan_cli.loading.loader import load
    from plan_cli.loading.profiles import load_profile
    from plan_cli.model.finding import Finding
    from plan_cli.render import fonts as rendering
    from plan_cli.render.cache import Cache
    from plan_cli.repository.plan_repository import PlanRepository

    findings: list[Finding] = []
    cache = Cache(None)
    try:
        with PlanRepository.find(Path.cwd()) as repository:
            snapshot = repository.work_tree()
            plan = load(snapshot).plan
            cache = Cache(repository.cache_folder)
            chosen = load_profile(profile or (plan.settings.profile if plan else None), snapshot, findings)
    except MissingRequirementError:
        # The fonts of a machine can be asked for before there is a plan on it.
        chosen = load_profile(profile, None, findings)
    if chosen is None:
        console.show_findings(tuple(findings))
        raise typer.Exit(1)
    found = rendering.resolve(chosen, bundled=False, cache=cache)
    if as_json:
        _print_json(chosen.name, found)
        return
    rows = [[_("typeface"), _("used"), _("from"), _("better")]]
    for choice in found.choices:
        face = choice.face
        used = face.family if face else _("nothing")
        if choice.is_stand_in and choice.typeface.families:
            used = _("{family} (stand-in)").format(family=used)
        better = _(", ").join(choice.better[:_BETTER])
        rows.append([choice.typeface.title, used, _origin(face), better])
    latin = found.latin
    rows.append([_("Latin"), latin.family if latin else _("nothing"), _origin(latin), ""])
    console.show_table(rows)
    console.say()
    console.say(
        _("DOCX always names {listed}, whatever this machine has.").format(
            listed=_(", ").join(dict.fromkeys(choice.typeface.official for choice in found.choices))
        )
    )


def _origin(face: object) -> str:
    from plan_cli.render.fonts import Face

    if not isinstance(face, Face):
        return ""
    return _("comes with plan") if face.path is None or face.bundled else Path(face.path).name


def _print_json(name: str, found: object) -> None:
    import json

    from plan_cli.cli import console
    from plan_cli.render.fonts import FontSet

    if not isinstance(found, FontSet):
        return
    listed = [
        {
            "typeface": choice.typeface.id,
            "title": choice.typeface.title,
            "family": choice.face.family if choice.face else None,
            "path": choice.face.path if choice.face else None,
            "bundled": choice.face.bundled if choice.face else False,
            "stand_in": choice.is_stand_in,
            "better": list(choice.better),
            "docx": choice.typeface.official,
        }
        for choice in found.choices
    ]
    content = {"schema": "plan-fonts/1", "profile": name, "typefaces": listed}
    console.say(json.dumps(content, ensure_ascii=False, indent=2))
