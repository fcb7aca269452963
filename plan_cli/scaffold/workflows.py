"""What a forge runs on requests and edition tags, from `plan-repo-template/ci/` (docs/ci.md)."""

from __future__ import annotations

from plan_cli import __version__, resources
from plan_cli.scaffold.forge import Forge
from plan_cli.scaffold.templating import filled_folder

DISTRIBUTION = "plan-cli"
SUMMARY = "Research, draft, consult on and issue a multi-year plan in a Git repository"
"""The first line of our package's metadata: by it `ci/install.sh` tells it from another of the same name."""

# GitHub brings a program that attaches files to a release; for the others a script does.
_FOLDERS: dict[Forge, tuple[str, ...]] = {
    Forge.GITHUB: ("shared", "github"),
    Forge.GITLAB: ("shared", "release-api", "gitlab"),
    Forge.FORGEJO: ("shared", "release-api", "forgejo"),
    Forge.NONE: (),
}


def workflow_files(forge: Forge) -> dict[str, bytes]:
    """The files of the workflows for a forge, by path; they install the version of plan that writes them."""
    values = {"distribution": DISTRIBUTION, "plan_version": __version__, "summary": SUMMARY}
    folder = resources.folder("plan-repo-template") / "ci"
    files: dict[str, bytes] = {}
    for name in _FOLDERS[forge]:
        files |= filled_folder(folder / name, values)
    return files
