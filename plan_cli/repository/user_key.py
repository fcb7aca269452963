"""The key that the user signs with, as git's own setting `user.signingkey` names it."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from plan_cli.repository.git import Git

_LITERAL = "key::"


@dataclass(frozen=True, slots=True)
class UserKey:
    """`name`: as it was written. `path`: its file; None where the name is the public key itself, and an agent signs."""

    name: str
    path: Path | None

    @contextmanager
    def file(self) -> Iterator[Path]:
        """The file to hand to ssh-keygen."""
        if self.path is not None:
            yield self.path
            return
        with tempfile.TemporaryDirectory(prefix="plan-key-") as folder:
            file = Path(folder) / "key.pub"
            file.write_text(f"{self.name}\n", encoding="utf-8")
            yield file


def configured_key(git: Git) -> UserKey | None:
    """The key of `user.signingkey`; None where the user has set none."""
    asked = git.attempt("config", "--get", "user.signingkey", own_settings=False)
    written = asked.stdout.decode("utf-8", "replace").strip()
    if asked.returncode != 0 or not written:
        return None
    if written.startswith((_LITERAL, "ssh-", "ecdsa-", "sk-")):
        return UserKey(written.removeprefix(_LITERAL), None)
    path = Path(os.path.expanduser(written))  # noqa: PTH111 - a ~ of an unknown user stays as it is
    return UserKey(written, path if path.is_absolute() else git.directory / path)
