"""Fixed expressions: the names of five-year plans in their quotation marks, and the terms of the glossary."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from plan_cli.checks.language.characters import PERIOD
from plan_cli.checks.language.prose import Prose
from plan_cli.checks.language.shipped_terms import SHIPPED, ShippedTerm
from plan_cli.model.finding import Code, Finding
from plan_cli.model.glossary import Glossary, Term
from plan_cli.translation import _

_PERIOD = re.compile(
    rf"{PERIOD}(?<![“‘「一二三四五六七八九十百第]...)"
    "(?=规划|计划|时期|期间|期末|末|以来|开局|收官|纲要|发展|建设|目标|初期|中期)"
)
_SHIPPED = {term.begins: term for term in SHIPPED}
_BEGINS = re.compile("|".join(_SHIPPED))


def periods(prose: Prose) -> Iterator[Finding]:
    """十三五规划 for “十三五”规划."""
    for found in _PERIOD.finditer(prose.text):
        right = f"‘{found[0]}’" if prose.inside_quotes(found.start()) else f"“{found[0]}”"
        message = _("the name of a five-year plan stands in quotation marks: {words}").format(words=found[0])
        hint = _("write {right}").format(right=right)
        yield prose.warning(Code.UNQUOTED_PERIOD, found.span(), message, hint, right)


def terms(prose: Prose, glossary: Glossary) -> Iterator[Finding]:
    """What the plan's own glossary wants otherwise, then what the shipped terms do."""
    own, wanted = _own_terms(glossary)
    if own:
        for found in own.finditer(prose.text):
            better = wanted[found[0]]
            if not _is_part_of(better.term, found) and not prose.quoted_alone(*found.span()):
                message = _("the plan's glossary has another term for {words}").format(words=found[0])
                hint = _("write {right} ({note})") if better.note else _("write {right}")
                hint = hint.format(right=better.term, note=better.note)
                yield prose.warning(Code.TERM, found.span(), message, hint, better.term)
    if not glossary.shipped:
        return
    allowed = [term.term for term in glossary.terms]
    for begin in _BEGINS.finditer(prose.text):
        term = _SHIPPED[begin[0]]
        whole = term.pattern.match(prose.text, begin.start())
        if whole is None or whole[0] in wanted or _is_spoken_of(prose, whole):
            continue
        if not any(_is_part_of(right, whole) for right in allowed):
            yield _shipped(prose, whole, term)


def _shipped(prose: Prose, found: re.Match[str], term: ShippedTerm) -> Finding:
    message = _("{words}: {reason}").format(words=found[0], reason=_(term.reason))
    if not term.right:
        return prose.warning(Code.TERM, found.span(), message, _(term.advice))
    right = term.right.format(words=found[0])
    return prose.warning(Code.TERM, found.span(), message, _("write {right}").format(right=right), right)


def _is_part_of(term: str, found: re.Match[str]) -> bool:
    """Whether what was found stands within the right term, or begins it."""
    at = term.find(found[0])
    while at >= 0:
        if found.string.startswith(term, found.start() - at) and found.start() >= at:
            return True
        at = term.find(found[0], at + 1)
    return False


def _is_spoken_of(prose: Prose, found: re.Match[str]) -> bool:
    """Whether a quotation begins with it and ends directly after the words it belongs to: “党的十八以来”缺“大”字."""
    text = prose.text
    return text[found.start() - 1 : found.start()] in ("“", "‘") and any(
        text[end : end + 1] in ("”", "’") for end in range(found.end(), found.end() + 3)
    )


@lru_cache(maxsize=8)
def _own_terms(glossary: Glossary) -> tuple[re.Pattern[str] | None, dict[str, Term]]:
    """One pattern for everything the plan's glossary does not want, the longest first, and the term for each."""
    wanted = {
        wrong: term for term in reversed(glossary.terms) for wrong in term.instead_of if wrong and wrong != term.term
    }
    longest_first = sorted(wanted, key=lambda wrong: (-len(wrong), wrong))
    return re.compile("|".join(map(re.escape, longest_first))) if wanted else None, wanted
