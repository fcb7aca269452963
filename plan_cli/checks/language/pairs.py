"""Marks that come in pairs (“” ‘’ 《》 〈〉 （） 【】 〔〕): each closed in its paragraph, and rightly nested."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from plan_cli.checks.language.characters import PERIOD
from plan_cli.checks.language.prose import Prose, has_han, shown
from plan_cli.model.finding import Code, Finding
from plan_cli.translation import _

_PAIRS = ("“”", "‘’", "《》", "〈〉", "（）", "【】", "〔〕", "「」", "『』", "()")
_DOUBLE, _SINGLE, _TITLE, _INNER_TITLE, _ROUND = _PAIRS[:5]
_OPENS = {pair[0]: pair if pair != "()" else _ROUND for pair in _PAIRS}
_CLOSES = {pair[1]: pair if pair != "()" else _ROUND for pair in _PAIRS}
# A paragraph, a heading, an item of a list, a row of a table.
_SCAN = re.compile(rf"[{re.escape(''.join(_PAIRS))}]|\n(?=[ \t>]*(?:\n|#|[-*+][ \t]|[0-9]{{1,9}}[.)][ \t]|\||:|=|\Z))")
_ENUMERATOR = re.compile(r"(?:\A|[\s。；：:，、;,>*“（(])(?:[0-9]{1,3}|[A-Za-z]{1,4}|[一二三四五六七八九十]{1,3})\Z")
_BLOCK_BEGIN = re.compile(r"[\s>*#]*")
_PERIOD = re.compile(PERIOD)
_HEADING = re.compile(r" {0,3}#")
_LONGEST_QUOTATION = 40
# No sentence opens so many marks; reading on would cost more than it could tell.
_DEEPEST = 50


def pairs(prose: Prose) -> Iterator[Finding]:
    """What is not closed, closes nothing, or stands within its own kind."""
    reader = _Reader(prose)
    for token in _SCAN.finditer(prose.text):
        mark = token[0]
        if mark == "\n":
            yield from reader.next_block(token.end())
        elif mark in _OPENS:
            reader.opened(mark, token.start())
        else:
            yield from reader.closed(mark, token.start())
    yield from reader.next_block(len(prose.text))
    yield from reader.end()


class _Reader:
    """Goes through the text: what is open in a paragraph, and which kinds are faulty. Of each kind one fault is told.

    Where one mark is missing, all that follow it look wrong. A quotation that begins a paragraph, or stands after ：,
    may be of several paragraphs and end with another one.
    """

    def __init__(self, prose: Prose) -> None:
        self._prose = prose
        self._start = 0
        self._open: list[tuple[str, int]] = []
        self._faulty: set[str] = set()
        self._nested: dict[str, int] = {}
        self._going_on: int | None = None
        self._blocks_left = 0

    def opened(self, mark: str, at: int) -> None:
        if len(self._open) >= _DEEPEST:
            return
        pair = _OPENS[mark]
        around = [kind for kind, __ in self._open]
        quotes = [kind for kind in around if kind in (_DOUBLE, _SINGLE)]
        titles = [kind for kind in around if kind in (_TITLE, _INNER_TITLE)]
        within_itself = (pair == _DOUBLE and quotes[-1:] == [_DOUBLE]) or (pair == _TITLE and titles[-1:] == [_TITLE])
        outermost_single = (
            pair == _SINGLE and not quotes and self._going_on is None and has_han(self._prose.text[at + 1 : at + 2])
        )
        if within_itself or outermost_single:
            self._nested.setdefault(pair, at)
        if self._going_on is not None and (pair, at) == (_DOUBLE, _first_character(self._prose.text, self._start)):
            self._going_on = None  # this paragraph goes on with the quotation, and may end it
        self._open.append((pair, at))

    def closed(self, mark: str, at: int) -> Iterable[Finding]:
        pair = _CLOSES[mark]
        if self._open and self._open[-1][0] == pair:
            self._open.pop()
            return ()
        if self._open and any(kind == pair for kind, __ in self._open):
            return self._closed_over_others(pair)
        if not _matters(self._prose.text, at):
            return ()
        if self._open and {pair, self._open[-1][0]} == {_DOUBLE, _SINGLE} and not _is_apostrophe(self._prose.text, at):
            return [self._closed_by_another(mark, at, self._open.pop())]
        return self._unopened(pair, mark, at)

    def _closed_over_others(self, pair: str) -> Iterator[Finding]:
        while self._open[-1][0] != pair:
            yield from self._unclosed(*self._open.pop())
        self._open.pop()

    def _closed_by_another(self, mark: str, at: int, opened: tuple[str, int]) -> Finding:
        """“甲’: one mark is wrong, and neither of the two is missing."""
        pair, start = opened
        self._faulty |= {_DOUBLE, _SINGLE}
        message = _("{opening} is closed by {mark}: {words}")
        message = message.format(opening=pair[0], mark=mark, words=shown(self._prose.text[start : at + 1]))
        return self._prose.error(Code.UNPAIRED_MARK, (at, at + 1), message, _("write {right}").format(right=pair[1]))

    def next_block(self, start: int) -> Iterator[Finding]:
        """What the paragraph that ends here leaves open; the next one begins at `start`."""
        text = self._prose.text
        if self._open and self._may_go_on(*self._open[0]):
            __, at = self._open.pop(0)
            if self._going_on is None:
                self._going_on, self._blocks_left = at, _LONGEST_QUOTATION
        for pair, at in self._open:
            yield from self._unclosed(pair, at)
        for pair, at in self._nested.items():
            if pair not in self._faulty:
                yield _nested(self._prose, pair, at)
        self._blocks_left -= 1
        if self._going_on is not None and (self._blocks_left < 0 or _HEADING.match(text, start)):
            yield from self.end()
        self._start = start
        self._open, self._faulty, self._nested = [], set(), {}

    def _may_go_on(self, pair: str, at: int) -> bool:
        text = self._prose.text
        return pair == _DOUBLE and (at == _first_character(text, self._start) or text[at - 1 : at] in ("：", ":"))

    def end(self) -> Iterator[Finding]:
        """The quotation that began a paragraph and ended with none."""
        at, self._going_on = self._going_on, None
        if at is not None:
            self._faulty.discard(_DOUBLE)
            yield from self._unclosed(_DOUBLE, at)

    def _unclosed(self, pair: str, at: int) -> Iterator[Finding]:
        text = self._prose.text
        period = _PERIOD.match(text, at + 1) if pair == _DOUBLE else None
        if period:
            self._nested.pop(pair, None)
            yield _half_quoted(self._prose, period.span(), f"{period[0]}”", "”")
        elif pair not in self._faulty and _matters(text, at):
            self._faulty.add(pair)
            at = self._nested.get(pair, at) if pair == _DOUBLE else at
            message = _("{mark} is not closed: {words}").format(mark=text[at], words=shown(text[at : at + 16]))
            hint = _("write {mark} where it ends; it may have been typed the wrong way round").format(mark=pair[1])
            yield self._prose.error(Code.UNPAIRED_MARK, (at, at + 1), message, hint)

    def _unopened(self, pair: str, mark: str, at: int) -> Iterator[Finding]:
        text = self._prose.text
        if pair == _DOUBLE and _PERIOD.match(text, at - 3):
            self._nested.pop(pair, None)
            yield _half_quoted(self._prose, (at - 3, at), f"“{text[at - 3 : at]}", "“")
            return
        if pair == _DOUBLE and self._going_on is not None:
            self._going_on = None
            return
        if pair in self._faulty:
            return
        apostrophe = pair == _SINGLE and _is_apostrophe(text, at)
        enumerator = pair == _ROUND and _ENUMERATOR.search(text[max(at - 8, self._start) : at])
        if apostrophe or enumerator:
            return
        self._faulty.add(pair)
        start = max(at - 15, self._start)
        message = _("{mark} closes nothing: {words}").format(mark=mark, words=shown(text[start : at + 1]))
        hint = _("write {mark} where it begins; it may have been typed the wrong way round").format(mark=pair[0])
        yield self._prose.error(Code.UNPAIRED_MARK, (at, at + 1), message, hint)


def _first_character(text: str, start: int) -> int:
    begin = _BLOCK_BEGIN.match(text, start)
    return begin.end() if begin else start


def _matters(text: str, at: int) -> bool:
    """Whether the mark is full-width, or a half-width one beside a Chinese character."""
    return text[at] not in "()" or has_han(text[max(at - 1, 0) : at + 2])


def _is_apostrophe(text: str, at: int) -> bool:
    before, after = text[at - 1 : at], text[at + 1 : at + 2]
    return (before.isascii() and before.isalnum()) or after.isdigit()


def _half_quoted(prose: Prose, span: tuple[int, int], replacement: str, missing: str) -> Finding:
    words = prose.text[slice(*span)]
    message = _("{mark} is missing: {words}").format(mark=missing, words=words)
    hint = _("write {words}").format(words=f"“{words}”")
    return prose.warning(Code.HALF_QUOTED_PERIOD, span, message, hint, replacement)


def _nested(prose: Prose, pair: str, at: int) -> Finding:
    words = shown(prose.text[at : at + 12])
    if pair == _SINGLE:
        message = _("‘ ’ without “ ” around them: {words}").format(words=words)
        return prose.warning(
            Code.NESTED_MARKS, (at, at + 1), message, _("write “ ”; ‘ ’ are for what stands within them")
        )
    inner = {_DOUBLE: _SINGLE, _TITLE: _INNER_TITLE}[pair]
    message = _("{pair} within {pair}: {words}").format(pair=pair, words=words)
    hint = _("write {pair} for the inner ones").format(pair=inner)
    return prose.warning(Code.NESTED_MARKS, (at, at + 1), message, hint)
