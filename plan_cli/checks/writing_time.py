"""When a file may be written: the days of the phases whose `writable` names it."""

from __future__ import annotations

import datetime
import fnmatch
import re
from collections.abc import Iterable
from dataclasses import dataclass

from plan_cli.model.finding import Severity
from plan_cli.model.schedule import Schedule


@dataclass(frozen=True, slots=True)
class Stretch:
    """From the first to the last day, both included."""

    first: datetime.date
    last: datetime.date


class WritingTimes:
    """The schedule, asked for files."""

    def __init__(self, schedule: Schedule) -> None:
        self._phases = [
            (_expression(phase.writable), Stretch(phase.start.day, phase.end.day))
            for phase in schedule.phases
            if phase.start.day <= phase.end.day
        ]

    def of(self, path: str) -> Stretch | None:
        """From the first day on which the file may be written to the last one; None where no phase names it."""
        return _together(stretch for pattern, stretch in self._phases if pattern.match(path))


def weight(asked: Stretch | None, day: datetime.date | None) -> Severity | None:
    """How much it weighs on that day that something is missing which is asked for in a stretch of time.

    None before anybody asks for it; a warning until the stretch is over, then an error. Without a day, or where the
    schedule does not say when, it is a warning.
    """
    if day is None or asked is None:
        return Severity.WARNING
    if day < asked.first:
        return None
    return Severity.ERROR if day > asked.last else Severity.WARNING


def _expression(patterns: tuple[str, ...]) -> re.Pattern[str]:
    """One expression for the path patterns; one that cannot be understood ([z-a]) matches nothing."""
    parts = []
    for pattern in patterns:
        part = fnmatch.translate(pattern)
        try:
            re.compile(part)
        except re.error:
            continue
        parts.append(part)
    return re.compile("|".join(parts) or r"(?!)")


def _together(stretches: Iterable[Stretch]) -> Stretch | None:
    found = list(stretches)
    if not found:
        return None
    return Stretch(min(stretch.first for stretch in found), max(stretch.last for stretch in found))
