"""Where a history begins: what stays the same for a repository in every clone, however much is added to it."""

from __future__ import annotations

from dataclasses import dataclass

from plan_cli.errors import MissingRequirementError
from plan_cli.repository.plan_repository import PlanRepository
from plan_cli.translation import _


@dataclass(frozen=True, slots=True)
class Lineage:
    """The first commit of a history, and how many commits it has up to one of them."""

    first_commit: str
    length: int


def lineage(repository: PlanRepository, commit: str) -> Lineage:
    """The history that ends in `commit`, along first parents: what is merged later does not change its beginning.

    Raises:
        MissingRequirementError: the clone is shallow, and its beginning is not there.
    """
    git = repository.git
    if git.run("rev-parse", "--is-shallow-repository").strip() == b"true":
        raise MissingRequirementError(
            _("this clone holds only the end of the history"), _("fetch all of it: git fetch --unshallow")
        )
    first = git.run("rev-list", "--first-parent", "--max-parents=0", "--end-of-options", commit)
    length = git.run("rev-list", "--count", "--end-of-options", commit)
    return Lineage(first.decode("ascii").split()[0], int(length))
