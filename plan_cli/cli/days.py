"""The day that a command is asked about."""

from __future__ import annotations

import datetime

from plan_cli.errors import UsageError
from plan_cli.translation import _


def asked_day(written: str | None) -> datetime.date:
    """The day that `--as-of` names; today, by the user's own calendar, without it.

    Raises:
        UsageError: it is no day.
    """
    if written is None:
        return datetime.date.today()  # noqa: DTZ011 - the user's own calendar day
    try:
        return datetime.date.fromisoformat(written)
    except ValueError:
        raise UsageError(
            _("{written} is not a day").format(written=repr(written)), _("write year-month-day, for example 2015-05-25")
        ) from None


def latest_day() -> datetime.date:
    """The day that it is where the day is furthest on.

    A server in another time zone must not refuse what was recorded this morning in China as coming from tomorrow.
    """
    return (datetime.datetime.now(tz=datetime.timezone.utc) + datetime.timedelta(hours=14)).date()
