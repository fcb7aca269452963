"""When a file may be written: the days of the phases whose `writable` names it."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

from plan_cli.model.finding import Severity
from plan_cli.model.path_pattern import matches
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
            (phase.writable, Stretch(phase.start.day, phase.end.day))
            for phase in schedule.phases
            if phase.start.day <= phase.end.day
        ]

    def of(self, path: str) -> Stretch | None:
        """From the first day on which the file may be written to the last one; None where no phase names it."""
        return _together(stretch for patterns, stretch in self._phases if _named(patterns, path))


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


def _named(patterns: tuple[str, ...], path: str) -> bool:
    return any(matches(pattern, path) for pattern in patterns)


def _together(stretches: Iterable[Stretch]) -> Stretch | None:
    found = list(stretches)
    if not found:
        return None
    return Stretch(min(stretch.first for stretch in found), max(stretch.last for stretch in found))
