"""Dashes, ellipses, marks typed twice, commas that are not needed, and the full stop after a caption."""

from __future__ import annotations

import re
from collections.abc import Iterator

from plan_cli.checks.language.characters import CLOSING, HAN, OPENING
from plan_cli.checks.language.prose import Prose, has_han, shown
from plan_cli.model.finding import Code, Finding
from plan_cli.translation import _

_STOPS_BESIDE = ("，", "。", "；", "：", "！", "？")
_BESIDE = f"{HAN}{OPENING}{CLOSING}{''.join(_STOPS_BESIDE)}"
_DASHES = re.compile("[-—\u2500\u2501\u2015－]+")
_WORDS_BEFORE = re.compile(rf"[{_BESIDE}] ?\Z|\A[ \t\u3000]*\Z")
_WORDS_AFTER = re.compile(rf" ?[{_BESIDE}]")
_ELLIPSES = re.compile(
    rf"(?P<dots>(?<=[{_BESIDE}])\.{{3,}}|(?<!\.)\.{{3,}}(?=[{_BESIDE}])|。{{3,}}|(?<=[{_BESIDE}])[·・]{{3,}})"
    rf"|(?P<single>(?<=[{_BESIDE}])(?<!…)…(?!…))"
    r"|(?P<with_deng>……等(?=[，。；：！？）”]|$)|等……)",
    re.MULTILINE,
)
_HAS_ELLIPSIS = re.compile(r"\.\.\.|…|。。。|···|・・・")
_REPEATED = re.compile("[，、；：][，、。；：]|。(?:[，、；：]|。|[”’]。)|[？！]。")
_COMMA = re.compile("、(?:(?<=”、)(?=“)|(?<=》、)(?=《))")
_QUOTED = {"”": re.compile("“[^“”\n]{1,80}”"), "》": re.compile("《[^《》\n]{1,80}》")}
# What may follow a row: 、 keeps other things of it apart, and 《甲》（乙） wants one too.
_ROW_GOES_ON = {"”": ("、",), "》": ("、", "（")}
_CAPTION = re.compile(
    r"^[ \t>]*(?:(?:Table|Box|表|专栏)[:：][^\n]{0,300}?|!\[[^\]\n]{0,300}?)(?P<stop>。)(?=\]|[ \t]*(?:\ue000|$))",
    re.MULTILINE,
)


def dashes(prose: Prose) -> Iterator[Finding]:
    """Everything typed for ——: hyphens, other lines, one dash where two belong, and more than two."""
    text = prose.text
    for found in _DASHES.finditer(text):
        mark = found[0]
        if mark in ("-", "——") or not _is_dash(prose, mark, *found.span()):
            continue
        start = found.start() - (mark[0] == "-" and text[found.start() - 1 : found.start()] == " ")
        end = found.end() + (mark[0] == "-" and text[found.end() : found.end() + 1] == " ")
        message = _("this is no Chinese dash: {mark}").format(mark=shown(mark))
        yield prose.warning(Code.DASH, (start, end), message, _("write ——, two dashes"), "——")


def _is_dash(prose: Prose, mark: str, start: int, end: int) -> bool:
    """Whether a run of lines can only be meant as a dash: one — may also join two times or places."""
    text = prose.text
    before = prose.line_before(start)
    after = text[end : end + 2]
    if mark == "—":
        begins = not before.strip(" \t\u3000") and has_han(after[:1])
        return (
            begins
            or before[-1:] in _STOPS_BESIDE
            or (has_han(before[-1:]) and after[:1] in _STOPS_BESIDE and after != "")
        )
    if set(mark) == {"-"}:
        return (
            len(mark) <= 3
            and bool(_WORDS_BEFORE.search(before) and _WORDS_AFTER.match(after))
            and "|" not in before[-2:]
        )
    return set(mark) == {"—"} or (len(mark) > 1 and len(set(mark)) == 1 and "-" not in mark)


def ellipses(prose: Prose) -> Iterator[Finding]:
    """Everything typed for ……, and …… together with 等, which says the same."""
    if not _HAS_ELLIPSIS.search(prose.text):
        return
    for found in _ELLIPSES.finditer(prose.text):
        if found["with_deng"]:
            message = _("…… and 等 say the same: {words}").format(words=found[0])
            yield prose.warning(Code.ELLIPSIS, found.span(), message, _("leave out one of them"))
        else:
            message = _("this is no Chinese ellipsis: {mark}").format(mark=shown(found[0]))
            yield prose.warning(Code.ELLIPSIS, found.span(), message, _("write ……, six dots"), "……")


def repeated(prose: Prose) -> Iterator[Finding]:
    """Two marks of pause where there can be one only."""
    for found in _REPEATED.finditer(prose.text):
        words = found[0]
        if words == "。。" and "。" in (
            prose.text[found.start() - 1 : found.start()],
            prose.text[found.end() : found.end() + 1],
        ):
            continue  # typed for an ellipsis
        same = words[0] if words[0] == words[1] else None
        message = _("two marks where one belongs: {marks}").format(marks=words)
        yield prose.warning(Code.REPEATED_MARK, found.span(), message, _("leave out one of them"), same)


def commas_between_quotes(prose: Prose) -> Iterator[Finding]:
    """、 between things that stand in “ ” or 《 》; one finding for a whole row of them.

    Where other things stand in the same row, 、 keeps all of them apart alike: “甲”、“乙”、丙.
    """
    text = prose.text
    row: list[int] = []
    for found in _COMMA.finditer(text):
        if row and not _is_one_thing(text, row[-1] + 1, found.start()):
            yield from _row(prose, row)
            row = []
        row.append(found.start())
    yield from _row(prose, row)


def _is_one_thing(text: str, start: int, end: int) -> bool:
    """Whether nothing but one thing in its marks stands between two commas."""
    closing = text[end - 1]
    return end - start <= 82 and _QUOTED[closing].fullmatch(text, start, end) is not None


def _row(prose: Prose, commas: list[int]) -> Iterator[Finding]:
    if not commas:
        return
    text = prose.text
    start, end = commas[0], commas[-1] + 1
    before, after = text[start - 1], text[start + 1]
    last = _QUOTED[before].match(text, end)
    if last is None or text[last.end() : last.end() + 1] in _ROW_GOES_ON[before]:
        return
    if not _row_begins_earlier(prose, start, after):
        message = _("、 is not needed between {first} and {second}").format(first=before, second=after)
        replacement = text[start + 1 : end].replace(f"{before}、", before)
        yield prose.warning(Code.NEEDLESS_COMMA, (start, end), message, _("leave it out"), replacement)


def _row_begins_earlier(prose: Prose, comma: int, opening: str) -> bool:
    """Whether what stands before the first 、 is itself preceded by one: 甲、“乙”、“丙”."""
    before = prose.line_before(comma)
    at = before.rfind(opening)
    # The words that belong to a quoted thing stand before it: 甲、教师“优师计划”、“特岗计划”.
    return "、" in re.split("[，。；：！？]", before[: max(at, 0)])[-1]


def captions(prose: Prose) -> Iterator[Finding]:
    """A full stop at the end of a caption."""
    for found in _CAPTION.finditer(prose.text):
        message = _("a caption ends without 。")
        yield prose.warning(Code.CAPTION_END, found.span("stop"), message, _("leave it out"), "")
