"""Ordinals at the beginning of a paragraph or sentence (GB/T 15834-2011, 4.5.3.3, B.3; GB/T 9704-2012, 7.3.3).

Headings are left alone: the number of a heading is made by the tool, and a typed one is finding B011.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from plan_cli.checks.language.characters import HAN, HAN_DIGITS
from plan_cli.checks.language.prose import Prose
from plan_cli.model.finding import Code, Finding
from plan_cli.translation import _

_NUMERAL = f"[{HAN_DIGITS}]{{1,3}}"
_BEGIN = r"(?<=\n)[ \t\u3000>]*(?:[-+*][ \t]+)?\*{0,2}"
_ORDINAL = re.compile(
    rf"[\n。；：！？](?:{_BEGIN}(?:"
    rf"(?P<han>{_NUMERAL})(?P<han_mark>[.．，,])(?=[ \t]*[{HAN}“《])"
    rf"|(?P<bracketed>（(?:{_NUMERAL}|[0-9]{{1,2}})）|\((?:{_NUMERAL}|[0-9]{{1,2}})\)|[\u2460-\u2473])(?P<bracket_mark>[、，．.])"
    rf"|(?P<arabic>[0-9]{{1,2}})(?P<arabic_mark>[、．][ \t]*)(?![0-9])"
    r")"
    rf"|(?:{_BEGIN})?第(?P<nth>{_NUMERAL})(?P<nth_mark>、)(?![第两{HAN_DIGITS}]))"
)
_SETEXT = re.compile(r"[^\n]*\n[ \t]*(?:=+|-+)[ \t]*(?:\n|\Z)")


def ordinals(prose: Prose) -> Iterator[Finding]:
    """一. （一）、 1、 1． 第一、 and their like."""
    text = f"\n{prose.text}"  # a paragraph begins after a line end, the first one too
    for found in _ORDINAL.finditer(text):
        if _SETEXT.match(text, found.end()):
            continue
        kind = next(name for name in ("han", "bracketed", "arabic", "nth") if found[name])
        span = found.span({"bracketed": "bracket_mark"}.get(kind, f"{kind}_mark"))
        right = {"han": "、", "bracketed": "", "arabic": ".", "nth": "，"}[kind]
        number = f"第{found['nth']}" if kind == "nth" else found[kind]
        message = _("the ordinal {written} is not written like this")
        hint = _("write {right}").format(right=number + right)
        # `1.` at the end of a line would be an empty list.
        makes_list = kind == "arabic" and text[span[1] : span[1] + 1] in ("\n", "")
        message = message.format(written=number + text[span[0] : span[1]].strip())
        yield prose.warning(Code.ORDINAL, (span[0] - 1, span[1] - 1), message, hint, None if makes_list else right)
