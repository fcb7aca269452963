"""Half-width punctuation and straight quotation marks in Chinese sentences (GB/T 15834-2011, 5.1)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from plan_cli.checks.language.characters import CLOSING, HAN, HAN_DIGITS, OPENING
from plan_cli.checks.language.prose import Prose, has_han, shown
from plan_cli.model.finding import Code, Finding
from plan_cli.translation import _

_FULL = {",": "，", ";": "；", ":": "：", "!": "！", "?": "？", ".": "。", "(": "（", ")": "）"}
_BEFORE, _AFTER = f"{HAN}{CLOSING}", f"{HAN}{OPENING}"
# Marks of emphasis may stand between the words and the mark.
_MARK = re.compile(
    rf"[,;:?!](?!\[)(?:(?<=[{_BEFORE}].)|(?<=[{_BEFORE}]\*.)|(?<=[{_BEFORE}]\*\*.)|(?= ?\*{{0,2}}[{_AFTER}]))"
)
_STOP = re.compile(rf"\.(?<=[{_BEFORE}].)(?= ?(?:[{_AFTER}]|$))", re.MULTILINE)
# `Table:` and `表:` begin a caption, `:` a definition: marks of the dialect, not of the sentence.
_MARKUP_BEFORE = re.compile(r"[ \t>]*(?:Table|Box|表|专栏)?\Z")
_ORDINAL_BEFORE = re.compile(rf"[ \t>]*(?:[-*+] |#+ )?[{HAN_DIGITS}]{{1,3}}\Z")
_BRACKETS = re.compile(r"\(([^()（）\n]{1,200})\)|\(([^()（）\n]{1,200})）|（([^()（）\n]{1,200})\)")
# A paragraph with more of them is no prose.
_MOST_QUOTES = 2000
_BLOCK_END = re.compile(r"\n[ \t>]*\n")
_SINGLE = re.compile(r"(?<![A-Za-z0-9'])'([^'\n]{1,80})'(?![A-Za-z0-9'])")


def marks(prose: Prose) -> Iterator[Finding]:
    """Half-width , ; : ? ! and . beside a Chinese character."""
    text = prose.text
    for found in _MARK.finditer(text):
        if found[0] != ":" or not _MARKUP_BEFORE.match(prose.line_before(found.start())):
            yield _half_width(prose, found)
    for found in _STOP.finditer(text):
        before = prose.line_before(found.start())
        if _ORDINAL_BEFORE.match(before):
            continue  # 一. at the beginning of a paragraph is an ordinal
        if text[found.end() : found.end() + 1] in ("", "\n", " "):
            yield _half_width(prose, found)
        else:
            message = _("the half-width mark {mark} stands between Chinese characters")
            hint = _("write 。 at the end of a sentence, · between the parts of a name")
            yield prose.warning(Code.HALF_WIDTH_MARK, found.span(), message.format(mark="."), hint)


def _half_width(prose: Prose, found: re.Match[str]) -> Finding:
    mark = found[0]
    after = prose.text[found.end() : found.end() + 2]
    # A Latin word after it may belong to a foreign sentence, which keeps its own punctuation.
    certain = not after.lstrip(" ")[:1].isascii() or after[:1] in ("\n", "") or after[:1].isdigit()
    end = found.end() + (after[:1] == " " and has_han(after[1:]))
    message = _("the half-width mark {mark} stands in a Chinese sentence").format(mark=mark)
    hint = _("write {mark}").format(mark=_FULL[mark])
    return prose.warning(Code.HALF_WIDTH_MARK, (found.start(), end), message, hint, _FULL[mark] if certain else None)


def brackets(prose: Prose) -> Iterator[Finding]:
    """Half-width brackets around Chinese characters or directly after them, and pairs of which one is half-width."""
    text = prose.text
    for found in _BRACKETS.finditer(text):
        inside = found[1] or found[2] or found[3]
        mixed = found[1] is None
        before, after = text[found.start() - 1 : found.start()], text[found.end() : found.end() + 1]
        begins_line = not prose.line_before(found.start()).strip(" \t>")
        if mixed or has_han(inside) or has_han(before) or (has_han(after) and begins_line):
            message = _("half-width brackets in a Chinese sentence: {words}").format(words=shown(found[0]))
            replacement = f"（{inside}）"
            hint = _("write {words}").format(words=shown(replacement))
            yield prose.warning(Code.HALF_WIDTH_MARK, found.span(), message, hint, replacement)


def double_quotes(prose: Prose) -> Iterator[Finding]:
    """Straight double quotation marks around or beside Chinese characters, a pair at a time."""
    text = prose.text
    at = text.find('"')
    while at >= 0:
        end = _BLOCK_END.search(text, at)
        stop = end.start() if end else len(text)
        if text.count('"', at, stop) <= _MOST_QUOTES:
            yield from _straight_in_block(prose, [found.start() for found in re.finditer('"', text[at:stop])], at)
        at = text.find('"', stop)


def _straight_in_block(prose: Prose, offsets: list[int], first: int) -> Iterator[Finding]:
    text = prose.text
    places = [first + offset for offset in offsets]
    # 5" is a measure.
    places = [at for at in places if not text[at - 1 : at].isdigit() or has_han(text[at + 1 : at + 2])]
    if len(places) % 2:
        beside = next((at for at in places if _beside_han(text, at, at + 1)), None)
        if beside is not None:
            yield _straight(prose, (beside, beside + 1), None)
        return
    for start, end in list(pairwise(places))[::2]:
        inside = text[start + 1 : end]
        if has_han(inside) or _beside_han(text, start, end + 1):
            unquoted = not prose.inside_quotes(start) and "“" not in inside and "”" not in inside
            yield _straight(prose, (start, end + 1), f"“{inside}”" if unquoted and inside.strip() == inside else None)


def _beside_han(text: str, start: int, end: int) -> bool:
    return has_han(text[max(start - 1, 0) : start] + text[end : end + 1])


def _straight(prose: Prose, span: tuple[int, int], replacement: str | None) -> Finding:
    words = shown(prose.text[span[0] : span[1]])
    message = _("straight quotation marks in a Chinese sentence: {words}").format(words=words)
    return prose.error(Code.STRAIGHT_QUOTE, span, message, _("write “ and ”, within them ‘ and ’"), replacement)


def single_quotes(prose: Prose) -> Iterator[Finding]:
    """Straight single quotation marks around Chinese characters."""
    for found in _SINGLE.finditer(prose.text):
        if has_han(found[1]):
            replacement = f"‘{found[1]}’" if prose.inside_quotes(found.start()) else f"“{found[1]}”"
            yield _straight(prose, found.span(), replacement)
