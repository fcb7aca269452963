"""The releases of a plan: what its tags say."""

from __future__ import annotations

from plan_cli.model.release import Release, read_message
from plan_cli.model.settings import Edition
from plan_cli.repository.git import Git
from plan_cli.repository.tags import annotated_tags


def releases(git: Git, root: str | None) -> tuple[Release, ...]:
    """The releases of the plan that begins with the commit `root` (any plan where None), by document and order."""
    found = [read_message(tag.name, tag.commit, tag.message) for tag in annotated_tags(git)]
    own = [release for release in found if release and root in (None, release.root)]
    return tuple(sorted(own, key=lambda release: (release.document, release.order)))


def releases_at(git: Git, commit: str | None) -> dict[str, Release]:
    """Of every document that was released exactly at this commit, its latest release."""
    return {release.document: release for release in releases(git, None) if release.commit == commit}


def looks_like_release(tag: str) -> bool:
    """Whether a tag is named as releases are."""
    return tag.rpartition("/")[2].rpartition("-")[0] in [edition.chinese for edition in Edition]
