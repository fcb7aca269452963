"""Profiles: those that come with the tool, and those a plan repository brings along in `profiles/`."""

from __future__ import annotations

from plan_cli import resources
from plan_cli.errors import UsageError
from plan_cli.loading import shapes, yaml_nodes
from plan_cli.loading.text import decode
from plan_cli.model.finding import Finding, has_errors
from plan_cli.model.profile import Profile
from plan_cli.repository.objects import TooLargeError
from plan_cli.repository.snapshot import Snapshot, UnreadableError
from plan_cli.translation import _

DEFAULT = "gbt9704"
_LIMIT = 256 << 10


def path_in_repository(name: str) -> str:
    """Where a plan repository keeps a profile of its own."""
    return f"profiles/{name}.yaml"


def load_profile(name: str | None, snapshot: Snapshot | None, findings: list[Finding]) -> Profile | None:
    """The profile of that name; one of the repository wins over one of the tool. None, and findings, where it is wrong.

    Raises:
        UsageError: there is none of that name.
    """
    name = name or DEFAULT
    path = path_in_repository(name)
    content: bytes | None = None
    if snapshot is not None and path in snapshot.paths():
        try:
            content = snapshot.read(path, _LIMIT)
        except (TooLargeError, UnreadableError) as problem:
            raise UsageError(_("the profile {path} cannot be read").format(path=path)) from problem
    else:
        file = resources.folder("templates") / "profiles" / f"{name}.yaml"
        if name in shipped():
            content = file.read_bytes()
    if content is None:
        listed = ", ".join(shipped())
        raise UsageError(_("there is no profile {name}").format(name=name), _("known: {listed}").format(listed=listed))
    found: list[Finding] = []
    text = decode(content, path, found)
    node = yaml_nodes.parse(text, path, found) if text is not None else None
    profile = shapes.read(Profile, node, found) if node is not None else None
    if profile is not None:
        found += _unknown_typefaces(profile)
    findings.extend(found)
    return None if has_errors(found) else profile


def shipped() -> tuple[str, ...]:
    """The names of the profiles that come with the tool."""
    return tuple(sorted(file.stem for file in (resources.folder("templates") / "profiles").glob("*.yaml")))


def _unknown_typefaces(profile: Profile) -> list[Finding]:
    from plan_cli.model.finding import Code, error

    known = [typeface.id for typeface in profile.typefaces]
    return [
        error(
            Code.UNKNOWN_REFERENCE,
            role.place,
            _("there is no typeface {name} in this profile").format(name=role.typeface),
            _("known: {listed}").format(listed=", ".join(known)),
        )
        for role in profile.roles.named().values()
        if role.typeface not in known
    ]
