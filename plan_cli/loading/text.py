"""Bytes → text: UTF-8 only, with a finding at the very character where that fails."""

from __future__ import annotations

import re

from plan_cli.model.finding import Code, Finding, error, warning
from plan_cli.model.place import Place
from plan_cli.translation import _

# U+0085, U+2028 and U+2029 end a line for YAML and for no editor: every later place would be a line off.
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ue000\ue001\ufffe\uffff]")
_DIRECTION = re.compile("[\u202a-\u202e\u2066-\u2069]")
_LOST = "\ufffd"
_MERGE = re.compile(r"^<{7} .*$", re.MULTILINE)
_BYTE_ORDER_MARKS = (
    (b"\xff\xfe\0\0", "UTF-32"),
    (b"\0\0\xfe\xff", "UTF-32"),
    (b"\xff\xfe", "UTF-16"),
    (b"\xfe\xff", "UTF-16"),
)
_OTHER_ENCODINGS = (("gb2312", "gb18030", "GBK / GB 18030"), ("big5", "big5", "Big5"))
_SAMPLE_BYTES = 64 << 10
_LINE_END = re.compile("\r\n?|\n")


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
        likely = _likely_encoding(content)
        place = Place(path, 1, 1) if likely == "UTF-16" else _end_of(path, before)
        findings.append(_wrong_encoding(place, likely))
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
    if "\r" in text:
        findings += _line_ends(text, path)
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    if "<<<<<<< " in text and (marked := _MERGE.search(text)):
        message = _("the merge of this file is not finished: both sides stand in it from here on")
        hint = _("keep what shall stand and delete the lines <<<<<<<, ======= and >>>>>>>")
        findings.append(error(Code.NOT_A_FILE, _end_of(path, text[: marked.start()]), message, hint))
        return None
    if _LOST in text:
        findings.append(_lost_character(text, path))
    bad = _CONTROL.search(text) or _DIRECTION.search(text)
    if bad:
        if bad[0] == "\0" and _is_wide(content):
            findings.append(_wrong_encoding(Place(path, 1, 1), "UTF-16"))
            return None
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


def _line_ends(text: str, path: str) -> list[Finding]:
    """A finding at the first line that ends otherwise than the first one, or with a lone CR."""
    first = ""
    for found in _LINE_END.finditer(text):
        first = first or found[0]
        if found[0] == "\r" or found[0] != first:
            break
    else:
        return []
    place = _end_of(path, text[: found.start()])
    hint = _("save the file with one kind of line ends: LF, or CRLF on Windows")
    if found[0] == "\r":
        message = _("this line ends with a CR alone, as on old Macintosh computers")
    else:
        message = _("this line ends with {this}, the lines above it with {other}")
        names = {"\n": "LF", "\r\n": "CRLF"}
        message = message.format(this=names[found[0]], other=names[first])
    return [warning(Code.LINE_ENDS, place, message, hint)]


def _lost_character(text: str, path: str) -> Finding:
    place = _end_of(path, text[: text.index(_LOST)])
    message = _("a character was lost here when the file was converted: U+FFFD stands in its place")
    return error(Code.NOT_UTF8, place, message, _("write the character again"))


def _wrong_encoding(place: Place, likely: str) -> Finding:
    if likely:
        message = _("the file is not UTF-8; it looks like {encoding}").format(encoding=likely)
    else:
        message = _("the file is not UTF-8")
    return error(Code.NOT_UTF8, place, message, _("open it in an editor and save it as UTF-8"))


def _likely_encoding(content: bytes) -> str:
    """What the bytes look like; empty where a guess would mislead."""
    if _is_wide(content):
        return "UTF-16"
    sample = content[:_SAMPLE_BYTES]
    for usual, decoder, name in _OTHER_ENCODINGS:
        text = sample.decode(decoder, "ignore")
        foreign = [character for character in text if not character.isascii()]
        known = sum(bool(character.encode(usual, "ignore")) for character in foreign)
        # Bytes of another encoding come out as rare characters, or as none.
        if len(foreign) > 1 and known > 0.8 * len(foreign) and len(text.encode(decoder, "ignore")) > 0.99 * len(sample):
            return name
    return ""


def _is_wide(content: bytes) -> bool:
    """Whether so many bytes are NUL as in UTF-16 without a byte order mark."""
    sample = content[:_SAMPLE_BYTES]
    return len(sample) > 3 and sample.count(0) > len(sample) // 4
