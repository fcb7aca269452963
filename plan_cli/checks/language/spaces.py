"""Spaces that split a Chinese sentence: a number from its unit, a word, what follows a mark."""

from __future__ import annotations

import re
from collections.abc import Iterator

from plan_cli.checks.language.characters import HAN, STOPS
from plan_cli.checks.language.prose import Prose, shown
from plan_cli.model.finding import Code, Finding
from plan_cli.translation import _

_UNIT = "[年月日时分秒个人名家项次天岁倍万亿元米吨亩千百篇件处所户种类条%％‰℃]|公里|公顷|公斤|平方|立方|小时"
_NUMBER = r"[0-9]{1,12}(?:[.,][0-9]{1,9}){0,3}"
_SPACES = re.compile(
    rf"(?P<unit>(?<![0-9A-Za-z.,\-/]){_NUMBER}(?: {{1,2}}(?:{_UNIT})(?: {{0,2}}{_NUMBER}(?= {{1,2}}(?:{_UNIT})))?)+)"
    rf"|(?P<mark>(?<=[{STOPS}]) +(?=[{HAN}“《（]))"
)


def spaces(prose: Prose) -> Iterator[Finding]:
    """One finding for a date or quantity with spaces in it, and for each space after a Chinese mark."""
    for found in _SPACES.finditer(prose.text):
        right = found[0].replace(" ", "")
        if found["unit"]:
            message = _("a space parts a number from its unit: {words}").format(words=shown(found[0]))
            hint = _("write {right}").format(right=shown(right))
        else:
            message = _("a space after a Chinese mark")
            hint = _("leave it out")
        yield prose.warning(Code.SPACE, found.span(), message, hint, right)
