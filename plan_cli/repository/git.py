"""The git program: every question to it goes through `Git.run`, with git's own surprises switched off."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

from plan_cli.errors import MissingRequirementError, ToolFailedError
from plan_cli.translation import _

TIMEOUT_SECONDS = 60.0

# Variables that a caller, a hook or a user means for us: who commits, which configuration, and in `pre-receive` the
# quarantined objects. All others (GIT_DIR, GIT_WORK_TREE, GIT_CONFIG_PARAMETERS, ...), which hooks inherit, would
# silently point git at another repository or make it run programs.
_KEPT_VARIABLES = frozenset(
    {
        "GIT_AUTHOR_NAME",
        "GIT_AUTHOR_EMAIL",
        "GIT_AUTHOR_DATE",
        "GIT_COMMITTER_NAME",
        "GIT_COMMITTER_EMAIL",
        "GIT_COMMITTER_DATE",
        "GIT_CONFIG_GLOBAL",
        "GIT_CONFIG_SYSTEM",
        "GIT_CONFIG_NOSYSTEM",
        "GIT_CEILING_DIRECTORIES",
        "GIT_OBJECT_DIRECTORY",
        "GIT_ALTERNATE_OBJECT_DIRECTORIES",
        "GIT_QUARANTINE_PATH",
        "GIT_EXEC_PATH",
    }
)

_FIXED_VARIABLES = {
    "LC_ALL": "C",
    "LANGUAGE": "C",
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_TERMINAL_PROMPT": "0",
    "GIT_NO_REPLACE_OBJECTS": "1",
    "GIT_NO_LAZY_FETCH": "1",
    "GIT_GRAFT_FILE": os.devnull,
    "GIT_EDITOR": ":",
    "GIT_PAGER": "cat",
}

_CONFIGURATION = (
    f"core.hooksPath={os.devnull}",
    "core.fsmonitor=false",
    "core.quotePath=false",
    "core.untrackedCache=false",
    "core.alternateRefsCommand=",
    "gc.auto=0",
    "maintenance.auto=false",
    "commit.gpgSign=false",
    "tag.gpgSign=false",
    "log.showSignature=false",
    "log.diffMerges=separate",
    "submodule.recurse=false",
    # A name and address made up from the machine's account would stand in the history for ever.
    "user.useConfigOnly=true",
)


def clean_environment(extra: dict[str, str] | None = None) -> dict[str, str]:
    """The environment for a git process: ours without the GIT_* variables that would lead it astray."""
    environment = {
        name: value for name, value in os.environ.items() if not name.startswith("GIT_") or name in _KEPT_VARIABLES
    }
    environment.update(_FIXED_VARIABLES)
    environment.update(extra or {})
    return environment


class Git:
    """Git in one directory. Each call is one bounded process; output is bytes."""

    def __init__(self, directory: Path, environment: dict[str, str] | None = None) -> None:
        self.directory = directory
        self._environment = environment or {}

    def with_index(self, index_file: Path) -> Git:
        """The same git working on another index file."""
        return Git(self.directory, {**self._environment, "GIT_INDEX_FILE": str(index_file)})

    def with_variables(self, **variables: str) -> Git:
        """The same git with these variables, for example who a commit is by."""
        return Git(self.directory, {**self._environment, **variables})

    def run(self, *arguments: str, stdin: bytes = b"", timeout: float = TIMEOUT_SECONDS) -> bytes:
        """What git prints for `arguments`.

        Raises:
            MissingRequirementError: there is no git program.
            ToolFailedError: git failed or took longer than `timeout` seconds; the message is git's own.
        """
        finished = self.attempt(*arguments, stdin=stdin, timeout=timeout)
        if finished.returncode != 0:
            said = finished.stderr.decode("utf-8", "replace").strip()
            raise ToolFailedError(_("git {command} failed: {said}").format(command=arguments[0], said=said))
        return finished.stdout

    def attempt(
        self, *arguments: str, stdin: bytes = b"", timeout: float = TIMEOUT_SECONDS, own_settings: bool = True
    ) -> subprocess.CompletedProcess[bytes]:
        """Like `run`, but a failure of git is an answer: look at `returncode`.

        `own_settings`: with our configuration over the user's; without it only to ask what the user's is.
        """
        command = ["git", "--no-pager", "--literal-pathspecs"]
        for setting in _CONFIGURATION if own_settings else ():
            command += ["-c", setting]
        command += arguments
        try:
            return subprocess.run(
                command,
                cwd=self.directory,
                env=clean_environment(self._environment),
                input=stdin,
                capture_output=True,
                timeout=timeout,
                check=False,
            )
        except FileNotFoundError as problem:
            if not self.directory.is_dir():
                raise MissingRequirementError(
                    _("the folder {folder} does not exist").format(folder=self.directory)
                ) from problem
            raise MissingRequirementError(
                _("git was not found on this computer"), _("install Git 2.30 or newer, then try again")
            ) from problem
        except subprocess.TimeoutExpired as problem:
            raise ToolFailedError(
                _("git {command} took longer than {seconds} seconds").format(
                    command=arguments[0], seconds=round(timeout)
                )
            ) from problem
