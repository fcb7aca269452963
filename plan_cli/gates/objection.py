"""An objection: why something may not be done now."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from plan_cli.model.settings import Enforcement


@dataclass(frozen=True, slots=True)
class Objection:
    """What speaks against a change or a record, and what to do instead; `path` where it is about one.

    `absolute`: refused whatever `policy.enforcement` says, because it could never count or would falsify the records.
    The others are the schedule's: `strict` refuses them, `warn` says them and goes on.
    """

    message: str
    hint: str = ""
    path: str = ""
    absolute: bool = False


def refusing(objections: Iterable[Objection], enforcement: Enforcement) -> tuple[Objection, ...]:
    """Those that refuse under this policy; the rest are warnings."""
    return tuple(item for item in objections if item.absolute or enforcement is Enforcement.STRICT)
