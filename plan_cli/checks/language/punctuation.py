"""Dashes, ellipses, marks typed twice, commas that are not needed, and the full stop after a caption."""

from __future__ import annotations

import re
from collections.abc import Iterator

from plan_cli.checks.language.characters import CLOSING, HAN, OPENING
from plan_cli.checks.language.prose import Prose, shown
from plan_cli.model.finding import Code, Finding
from plan_cli.translation import _

_BESIDE = f"{HAN}{OPENING}{CLOSING}，。；：！？"
_DASHES = re.compile(
    rf"(?P<hyphens>(?<=[{_BESIDE}])(?<!\|) ?-{{2,3}} ?(?=[{_BESIDE}])|^-{{2,3}}(?=[{HAN}“《]))"
    r"|(?P<others>[\u2500\u2501\u2015]{2,4}|－{2})"
    r"|(?P<long>—{3,})"
    rf"|(?P<single>^[ \t\u3000]*—(?=[{HAN}“《])|(?<=[，。；：！？])—(?=[{HAN}“《])|(?<=[{HAN}”》])—(?=[，。；：！？]))",
    re.MULTILINE,
)
_HAS_DASH = re.compile("[—\u2500\u2501\u2015－]|--")
_ELLIPSES = re.compile(
    rf"(?P<dots>(?<=[{_BESIDE}])\.{{3,}}|\.{{3,}}(?=[{_BESIDE}])|。{{3,}}|(?<=[{_BESIDE}])[·・]{{3,}})"
    rf"|(?P<single>(?<=[{_BESIDE}])(?<!…)…(?!…))"
    r"|(?P<with_deng>……等(?=[，。；：！？）”]|$)|等……)",
    re.MULTILINE,
)
_HAS_ELLIPSIS = re.compile(r"\.\.\.|…|。。。|···|・・・")
_REPEATED = re.compile(r"(?<!。)(?:[，、；：][，、。；：]|。[，、；：]|。。(?!。))|。[”’]。|(?<=[？！])。(?![”’）])")
# Where other things stand in the same row, 、 keeps all of them apart alike: “甲”、“乙”、丙.
_SERIES = re.compile(
    r"(?<=”)、(?=“)(?:“[^“”\n]{1,80}”、(?=“))*(?=“[^“”\n]{1,80}”(?!、))"
    r"|(?<=》)、(?=《)(?:《[^《》\n]{1,80}》、(?=《))*(?=《[^《》\n]{1,80}》(?![、（]))"
)
_CAPTION = re.compile(
    r"^[ \t>]*(?:(?:Table|Box|表|专栏)[:：][^\n]{0,300}?|!\[[^\]\n]{0,300}?)(?P<stop>。)(?=\]|[ \t]*(?:\ue000|$))",
    re.MULTILINE,
)


def dashes(prose: Prose) -> Iterator[Finding]:
    """Everything typed for ——: hyphens, other lines, one dash where two belong, and more than two."""
    if not _HAS_DASH.search(prose.text):
        return
    for found in _DASHES.finditer(prose.text):
        message = _("this is no Chinese dash: {mark}").format(mark=found[0].strip())
        start = found.end() - len(found[0].lstrip()) if found["single"] else found.start()
        yield prose.warning(Code.DASH, (start, found.end()), message, _("write ——, two dashes"), "——")


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
        mark = found[0]
        same = len(mark) == 2 and mark[0] == mark[1]
        start = found.start() - (len(mark) == 1)
        words = prose.text[start : found.end()]
        message = _("two marks where one belongs: {marks}").format(marks=words)
        yield prose.warning(
            Code.REPEATED_MARK, (start, found.end()), message, _("leave out one of them"), mark[0] if same else None
        )


def commas_between_quotes(prose: Prose) -> Iterator[Finding]:
    """、 between things that stand in “ ” or 《 》; one finding for a whole series of them."""
    for found in _SERIES.finditer(prose.text):
        before = prose.text[found.start() - 1]
        if _row_begins_earlier(prose, found.start(), "“" if before == "”" else "《"):
            continue
        message = _("、 is not needed between {first} and {second}").format(
            first=before, second="“" if before == "”" else "《"
        )
        replacement = found[0].replace(f"{before}、", before).removeprefix("、")
        yield prose.warning(Code.NEEDLESS_COMMA, found.span(), message, _("leave it out"), replacement)


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
