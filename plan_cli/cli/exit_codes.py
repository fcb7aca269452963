"""The one place where errors become exit codes."""

from __future__ import annotations

from enum import IntEnum

from plan_cli.errors import MissingRequirementError, PlanError, RefusedError, UsageError


class ExitCode(IntEnum):
    """What a command ends with."""

    DONE = 0
    FINDINGS = 1
    USAGE = 2
    MISSING = 3
    BUG = 70
    INTERRUPTED = 130


_BY_ERROR: tuple[tuple[type[PlanError], ExitCode], ...] = (
    (UsageError, ExitCode.USAGE),
    (MissingRequirementError, ExitCode.MISSING),
    (RefusedError, ExitCode.FINDINGS),
    (PlanError, ExitCode.MISSING),
)


def exit_code(problem: PlanError) -> ExitCode:
    """The exit code for an error."""
    return next(code for kind, code in _BY_ERROR if isinstance(problem, kind))
