"""Markdown → the same text, as long and with the same lines, in which only prose is left to be read.

Code, comments, addresses, attributes, labels, references and front matter become `MASK`. Emphasis stays, and so do the
words of links and captions: they are printed.
"""

from __future__ import annotations

import re

from plan_cli.checks.language.characters import MASK

_RULE = re.compile(r"^---[ \t]*$", re.MULTILINE)
_FENCE = re.compile(r"^[ \t>]*(`{3,}|~{3,})(.*)$", re.MULTILINE)
_DIV = re.compile(r"^[ \t>]*:{3,}.*$", re.MULTILINE)
# Every part is bounded or ends at the next character that could begin another one: hostile text costs no more than its
# length.
_CODE = r"(?:[^`\n]|\n(?![ \t]*\n)){1,400}"
_INLINE = re.compile(
    rf"(?<!`)`(?!`){_CODE}`(?!`)"
    rf"|(?<!`)``(?!`)(?:[^`\n]|\n(?![ \t]*\n)|`(?!`)){{1,400}}``(?!`)"
    r"|<!--[\s\S]*?(?:-->|\Z)"
    r"|<[A-Za-z/!?][^<>\n]{0,500}>"
    r"|\]\((?:[^()\n]|\([^()\n]{0,200}\)){0,500}\)"
    r"|\[[@^<=][^\]\n]{1,300}\]:?"
    r"|\{(?=[#.]|[A-Za-z][A-Za-z-]{0,30}=)[^{}\n]{0,300}\}"
    r"|&(?:#[0-9]{1,7}|#[xX][0-9A-Fa-f]{1,6}|[A-Za-z][A-Za-z0-9]{1,30});"
    r"|(?:https?|ftp|mailto):[^\s\u2018-\u201d\u3000-\u303f\u3400-\u9fff\uff00-\uffef]{1,2000}"
)
_NOT_LINE_END = re.compile(r"[^\n]")


def prose_of_chapter(text: str) -> str:
    """The prose of a Markdown file."""
    masked = _without_front_matter(text)
    if "```" in masked or "~~~" in masked:
        masked = _without_fences(masked)
    if ":::" in masked:
        masked = _DIV.sub(_blank, masked)
    return prose_of_phrase(masked)


def prose_of_phrase(text: str) -> str:
    """The prose of a text without blocks: a title, a question."""
    return _INLINE.sub(_blank, text)


def _without_front_matter(text: str) -> str:
    opening = _RULE.match(text)
    closing = _RULE.search(text, opening.end()) if opening else None
    return _blanked(text[: closing.end()]) + text[closing.end() :] if closing else text


def _without_fences(text: str) -> str:
    """The text without blocks of code; one that is never closed goes on to the end."""
    pieces = []
    done = 0
    start, mark = 0, ""
    for fence in _FENCE.finditer(text):
        if not mark:
            if fence[1][0] == "~" or "`" not in fence[2]:
                start, mark = fence.start(), fence[1]
        elif fence[1].startswith(mark) and not fence[2].strip():
            pieces += [text[done:start], _blanked(text[start : fence.end()])]
            done, mark = fence.end(), ""
    if mark:
        pieces += [text[done:start], _blanked(text[start:])]
        done = len(text)
    return "".join(pieces) + text[done:]


def _blank(found: re.Match[str]) -> str:
    return _blanked(found[0])


def _blanked(text: str) -> str:
    return _NOT_LINE_END.sub(MASK, text) if "\n" in text else MASK * len(text)
