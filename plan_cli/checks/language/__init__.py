"""The language of chapters, titles and questions: GB/T 15834-2011 (punctuation), GB/T 15835-2011 (numerals), terms.

A rule speaks only where a text cannot be meant as it stands: a false alarm teaches people to look past the true ones.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from plan_cli.checks.language import (
    dates,
    document_numbers,
    half_width,
    numerals,
    ordinals,
    pairs,
    punctuation,
    ranges,
    spaces,
    wording,
)
from plan_cli.checks.language.masking import prose_of_chapter, prose_of_phrase
from plan_cli.checks.language.prose import Prose
from plan_cli.model.finding import Code, Finding, in_file_order
from plan_cli.model.glossary import Glossary
from plan_cli.model.place import Place
from plan_cli.translation import _

MOST_OF_A_KIND = 1000
"""How many findings of one code a file gives; a text that is wrong throughout is mended by its first thousand."""

_RULES = (
    half_width.marks,
    half_width.brackets,
    half_width.double_quotes,
    half_width.single_quotes,
    pairs.pairs,
    punctuation.dashes,
    punctuation.ellipses,
    punctuation.repeated,
    punctuation.commas_between_quotes,
    punctuation.captions,
    ordinals.ordinals,
    ranges.ranges,
    dates.incomplete,
    dates.zeros,
    numerals.full_width,
    numerals.digits_in_names,
    numerals.approximate,
    document_numbers.years,
    spaces.spaces,
    wording.periods,
)


def check_chapter(path: str, text: str, glossary: Glossary) -> list[Finding]:
    """What the language rules find in a Markdown file, in its order; lines and columns from 1 in characters."""
    return _check(Prose(path, prose_of_chapter(text)), glossary)


def check_phrase(place: Place, text: str, glossary: Glossary) -> list[Finding]:
    """What they find in a value of a YAML file (a title, a question); all of it at that value's place."""
    return _check(Prose(place.path, prose_of_phrase(text), place), glossary)


def _check(prose: Prose, glossary: Glossary) -> list[Finding]:
    findings: list[Finding] = []
    for rule in _RULES:
        found = list(rule(prose))
        # Most rules find nothing in most texts, and a plan has thousands of short ones.
        if found:
            findings += _bounded(found)
    findings += _bounded(wording.terms(prose, glossary))
    return list(in_file_order(findings)) if findings else []


def _bounded(findings: Iterable[Finding]) -> Iterator[Finding]:
    """The first findings of each code, and one that says where it was left off."""
    count: Counter[Code] = Counter()
    for found in findings:
        count[found.code] += 1
        if count[found.code] > MOST_OF_A_KIND:
            message = _("there are more findings {code} from here on; they are listed when those above are mended")
            yield Finding(found.code, found.severity, found.place, message.format(code=found.code.value))
            return
        yield found
