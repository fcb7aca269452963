"""Bytes → text: UTF-8 only, with a finding at the very character where that fails."""

from __future__ import annotations

import re

from plan_cli.model.finding import Code, Finding, error, warning
from plan_cli.model.place import Place
from plan_cli.translation import _

_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ue000\ue001\ufffe\uffff]")
_DIRECTION = re.compile("[\u202a-\u202e\u2066-\u2069]")
_BYTE_ORDER_MARKS = ((b"\xff\xfe", "UTF-16"), (b"\xfe\xff", "UTF-16"))


def decode(content: bytes, path: str, findings: list[Finding]) -> str | None:
    """The text with `\\n` line ends, or None (and findings) where it is no clean UTF-8 text."""
    for mark, name in _BYTE_ORDER_MARKS:
        if content.startswith(mark):
            findings.append(_wrong_encoding(Place(path, 1, 1), name))
            return None
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as problem:
        before = content[: problem.start].decode("utf-8")
        findings.append(_wrong_encoding(_end_of(path, before), _likely_encoding(content)))
        return None
    if text.startswith("\ufeff"):
        findings.append(
            warning(
                Code.BYTE_ORDER_MARK,
                Place(path, 1, 1),
                _("the file begins with a byte order mark"),
                _("save it as UTF-8 without BOM"),
            )
        )
        text = text[1:]
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    bad = _CONTROL.search(text) or _DIRECTION.search(text)
    if bad:
        findings.append(
            error(
                Code.CONTROL_CHARACTER,
                _end_of(path, text[: bad.start()]),
                _("the character U+{code:04X} cannot be seen and does not belong in a text").format(code=ord(bad[0])),
                _("delete it; it often comes along when text is copied from elsewhere"),
            )
        )
        return None
    return text


def _end_of(path: str, before: str) -> Place:
    """The place just after `before`, the beginning of the file."""
    before = before.replace("\r\n", "\n").replace("\r", "\n")
    line_start = before.rfind("\n") + 1
    return Place(path, before.count("\n") + 1, len(before) - line_start + 1)


def _wrong_encoding(place: Place, likely: str) -> Finding:
    if likely:
        message = _("the file is not UTF-8; it looks like {encoding}").format(encoding=likely)
    else:
        message = _("the file is not UTF-8")
    return error(Code.NOT_UTF8, place, message, _("open it in an editor and save it as UTF-8"))


def _likely_encoding(content: bytes) -> str:
    try:
        content.decode("gb18030")
    except UnicodeDecodeError:
        return ""
    return "GBK / GB 18030"
