"""What speaks against commits, as lines on standard error."""

from __future__ import annotations

from collections.abc import Iterable

from plan_cli.cli import console
from plan_cli.proving.judging import Remark
from plan_cli.translation import _

_MOST = 50


def show_remarks(remarks: Iterable[Remark], word: str) -> None:
    """Each remark with its commit, file and line, and below it what to do."""
    listed = list(dict.fromkeys(remarks))
    for remark in listed[:_MOST]:
        place = f" {remark.place}" if remark.place.path else ""
        console.warn(f"{word} {remark.commit[:10]}{place}: {remark.message}")
        if remark.hint:
            console.warn(f"    {remark.hint}")
    if len(listed) > _MOST:
        console.warn(_("and {number} more").format(number=len(listed) - _MOST))
