"""The forges that a plan repository may be hosted at."""

from __future__ import annotations

from enum import Enum


class Forge(str, Enum):
    """Where the plan repository is hosted. Gitea gets what Forgejo gets."""

    GITHUB = "github"
    GITLAB = "gitlab"
    FORGEJO = "forgejo"
    NONE = "none"
