"""Where in the edition that was sent the words of a form, a letter or a page stand."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

from plan_cli.model.consultation import Comment
from plan_cli.review.clauses import Clause, bare, clauses, plain

_QUOTED = re.compile(r"[“「『\"]([^“”「」『』\"]{4,200})[”」』\"]")
_SHORT = 3


class Places:
    """The clauses of the chapters that were sent. `texts`: whole files by path."""

    def __init__(self, texts: Mapping[str, str]) -> None:
        self._clauses = [(path, clause, bare(plain(clause.text))) for path in texts for clause in clauses(texts[path])]

    def placed(self, comment: Comment, quote: str = "", named: str = "") -> Comment:
        """The comment at the clause that holds the quoted words, or under the heading that is named; else as it is.

        Words that stand at several places are looked for under the heading first.
        """
        heading = self._heading(named) if named else None
        words = [quote] if quote else _QUOTED.findall(comment.text)
        for one in words:
            found = self._holding(bare(one), heading)
            if found:
                return _at(comment, *found, quote=one)
        heading = heading or self._mentioned(comment.text)
        if heading:
            return _at(comment, *heading)
        return comment

    def _holding(self, words: str, heading: tuple[str, Clause] | None) -> tuple[str, Clause] | None:
        if len(words) < _SHORT:
            return None
        found = [(path, clause) for path, clause, text in self._clauses if words in text]
        if not found:
            # Several clauses quoted as one, or one that was copied with its number: the clause within the words.
            found = [(path, clause) for path, clause, text in self._clauses if len(text) > _SHORT * 3 and text in words]
        under = [
            one for one in found if heading and one[0] == heading[0] and one[1].heading.startswith(heading[1].heading)
        ]
        chosen = under or found
        return chosen[0] if chosen and (len(chosen) == 1 or len(words) > _SHORT * 2) else None

    def _heading(self, named: str) -> tuple[str, Clause] | None:
        """The heading that a form names, however it is numbered there; the longest of several."""
        wanted = bare(named)
        found = [
            (len(text), path, clause)
            for path, clause, text in self._clauses
            if clause.is_heading and len(text) >= 2 and (text in wanted or (len(wanted) > 1 and wanted in text))
        ]
        best = max(found, key=lambda one: one[0], default=None)
        return (best[1], best[2]) if best else None

    def _mentioned(self, text: str) -> tuple[str, Clause] | None:
        wanted = bare(text)
        found = [
            (len(words), path, clause)
            for path, clause, words in self._clauses
            if clause.is_heading and len(words) > _SHORT and words in wanted
        ]
        best = max(found, key=lambda one: one[0], default=None)
        return (best[1], best[2]) if best else None


def _at(comment: Comment, path: str, clause: Clause, quote: str = "") -> Comment:
    return replace(
        comment,
        chapter=path,
        line=clause.line,
        clause=plain(clause.text) or None,
        quote=quote or comment.quote,
        heading=clause.heading or None,
    )
