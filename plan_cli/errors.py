"""The errors a command may end with. `cli/exit_codes.py` is the one place that maps them to exit codes."""

from __future__ import annotations


class PlanError(Exception):
    """Something the user can mend: says what and where (`message`) and what to do (`hint`)."""

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


class UsageError(PlanError):
    """The command was called with something it cannot take."""


class MissingRequirementError(PlanError):
    """Something the command needs is not there: git, an identity, a repository, a writable place."""


class RefusedError(PlanError):
    """The command was understood and may not be carried out, because of what the files say."""


class ToolFailedError(PlanError):
    """A program behind the tool (git, pandoc, typst) failed or took too long."""
