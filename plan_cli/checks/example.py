"""The example of a rule in lines that can be shown: what cannot be seen is written as `\\u202e`, `\\r` or `\\xff`."""

from __future__ import annotations

import unicodedata

from plan_cli.checks.rule import Link, Long, Unreadable, Written
from plan_cli.translation import _

_LONGEST_LINE = 160


def shown_name(path: str) -> str:
    """The path with what cannot be seen in it written out."""
    return _visible(path)


def shown_lines(written: Written) -> list[str]:
    """The content of a file of an example, or in brackets what stands in its place."""
    if written is None:
        return [_("(there is no such file)")]
    if isinstance(written, Link):
        return [_("(a symbolic link to {target})").format(target=written.target)]
    if isinstance(written, Unreadable):
        return [_("(a file that may not be read)")]
    if isinstance(written, Long):
        repeated = _("({times} times)").format(times=written.times)
        return [*shown_lines(written.opening), f"{_shortened(_visible(written.text.rstrip()))}  {repeated}"]
    if isinstance(written, bytes):
        return [_shortened(line.decode("ascii", "backslashreplace")) for line in written.splitlines()]
    return [_shortened(_visible(line)) for line in written.removesuffix("\n").split("\n")] if written else []


def content(written: Written) -> dict[str, object]:
    """The same for programs: `kind` and what belongs to it."""
    if written is None:
        return {"kind": "absent"}
    if isinstance(written, Link):
        return {"kind": "link", "target": written.target}
    if isinstance(written, Unreadable):
        return {"kind": "unreadable"}
    if isinstance(written, Long):
        return {"kind": "long", "opening": written.opening, "text": written.text, "times": written.times}
    if isinstance(written, bytes):
        return {"kind": "bytes", "hex": written.hex()}
    return {"kind": "text", "text": written}


def _visible(text: str) -> str:
    return "".join(
        character.encode("unicode_escape").decode("ascii")
        if unicodedata.category(character) in ("Cc", "Cf", "Co", "Cs", "Cn", "Zl", "Zp")
        else character
        for character in text
    )


def _shortened(line: str) -> str:
    return line if len(line) <= _LONGEST_LINE else f"{line[: _LONGEST_LINE - 1]}…"
