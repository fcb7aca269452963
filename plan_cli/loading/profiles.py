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
LIMIT = 256 << 10
_FOLDER = "profiles/"


def path_in_repository(name: str) -> str:
    """Where a plan repository keeps a profile of its own."""
    return f"{_FOLDER}{name}.yaml"


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
            content = snapshot.read(path, LIMIT)
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
    profile = read(text, path, found) if text is not None else None
    findings.extend(found)
    return None if has_errors(found) else profile


def read(text: str, path: str, findings: list[Finding]) -> Profile | None:
    """The profile in a YAML text, with every problem in it."""
    node = yaml_nodes.parse(text, path, findings)
    profile = shapes.read(Profile, node, findings) if node is not None else None
    if profile is not None:
        findings += _unknown_typefaces(profile)
    return profile


def is_profile(path: str) -> bool:
    """Whether a repository keeps a profile of its own there."""
    return path.startswith(_FOLDER) and path.endswith(".yaml") and path.count("/") == 1


def known(paths: tuple[str, ...]) -> tuple[str, ...]:
    """The names of the profiles of a repository with these files, and of the tool."""
    own = [path.removeprefix(_FOLDER).removesuffix(".yaml") for path in paths if is_profile(path)]
    return tuple(dict.fromkeys([*own, *shipped()]))


def exists(name: str, paths: tuple[str, ...]) -> bool:
    """Whether there is a profile of that name."""
    return name == DEFAULT or name in known(paths)


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
