"""Reading blobs from the object database through GitPython's persistent `git cat-file`."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from plan_cli.errors import ToolFailedError
from plan_cli.repository.git import TIMEOUT_SECONDS, clean_environment
from plan_cli.translation import _

if TYPE_CHECKING:
    import git


class TooLargeError(ToolFailedError):
    """The content is larger than the reader allows; nothing of it was read."""


class ObjectReader:
    """Blobs by id. One process answers many questions; `close` ends it, and a watchdog ends it when it hangs.

    Threads may share it: they are answered one after the other.
    """

    def __init__(self, git_directory: Path) -> None:
        self._git_directory = git_directory
        self._git: git.Git | None = None
        self._one_at_a_time = threading.Lock()

    def read(self, oid: str, limit: int) -> bytes:
        """The bytes of a blob of at most `limit` bytes.

        Raises:
            TooLargeError: it is larger; nothing was read.
            ToolFailedError: the object is missing or damaged, or git did not answer.
        """
        with self._watched() as git_command:
            try:
                __, kind, size = git_command.get_object_header(oid)
                if size > limit:
                    raise TooLargeError(_("{size} bytes, more than {limit}").format(size=size, limit=limit))
                if kind not in ("blob", b"blob"):  # text or bytes, as the version of GitPython has it
                    raise ToolFailedError(_("object {oid} is no file content").format(oid=oid))
                return bytes(git_command.get_object_data(oid)[3])
            except (ValueError, OSError) as problem:
                raise ToolFailedError(_("object {oid} cannot be read").format(oid=oid)) from problem

    def close(self) -> None:
        """End the process behind the reader; a later `read` starts a new one."""
        if self._git is not None:
            self._git.clear_cache()
            self._git = None

    @contextmanager
    def _watched(self) -> Iterator[git.Git]:
        with self._one_at_a_time:
            # The watchdog takes no lock: it ends the process of the reader that waits within it.
            watchdog = threading.Timer(TIMEOUT_SECONDS, self.close)
            watchdog.daemon = True
            watchdog.start()
            try:
                yield self._open()
            finally:
                watchdog.cancel()

    def _open(self) -> git.Git:
        if self._git is None:
            import git

            self._git = git.Git(str(self._git_directory))
            # GitPython adds to the inherited environment and cannot take from it, so each variable that could lead git
            # astray is set to what is meant here.
            self._git.update_environment(
                **{name: value for name, value in clean_environment().items() if name.startswith("GIT_")},
                GIT_DIR=str(self._git_directory),
                GIT_CONFIG_PARAMETERS="",
                GIT_CONFIG_COUNT="0",
            )
        return self._git
