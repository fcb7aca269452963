"""Chapters so plain that nothing but a character without a glyph can be wrong with them: known without reading them.

Of thousands of topic reports most are headings, paragraphs and lists. Pandoc need not be asked about those.
"""

from __future__ import annotations

import re

from plan_cli.render.assembly import ALREADY_NUMBERED
from plan_cli.render.chapters import Source
from plan_cli.render.fragment import Fragment

# Whatever may become a link, a picture, a reference, a footnote, a table, a caption, raw content, an attribute, a
# heading of another form, or nests deeply.
_SPECIAL = re.compile(
    r"[\[\]<>{}|`\\&~^$\ue000\ue001]|:::|[*_]{3}"
    r"|^(?: {4}|\t|[:=＃]|-+[ \t]*$|#{1,6}[^#\s]|#{7}|[ ]{0,3}(?:Table|表)[:：]"
    r"|[ ]{0,3}(?:(?:[-*+]|[0-9]{1,9}[.)])[ \t]+)(?:[-*+#]|[0-9]))",
    re.MULTILINE,
)
_HEADING = re.compile(r"^[ ]{0,3}(#{1,6})(?:[ \t]+(.*))?$", re.MULTILINE)


def plain_fragment(source: Source) -> Fragment | None:
    """A fragment that says what a document must know of a plain chapter to be examined; None for any other.

    It holds no blocks: nothing can be built from it.
    """
    if _SPECIAL.search(source.text):
        return None
    headings = _HEADING.findall(source.text)
    titles = sum(marks == "#" for marks, __ in headings)
    if titles > (1 if source.titled else 0) or any(ALREADY_NUMBERED.match(words) for __, words in headings):
        return None
    characters = "".join(sorted(set(source.text) - {"\n"}))
    return Fragment(source.path, "", "", (), has_title=titles == 1, characters=characters)
