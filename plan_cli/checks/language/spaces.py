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
_SPACE = re.compile(rf" (?:(?<=[0-9] ) ?(?:{_UNIT})|(?<=[{STOPS}] ) *(?=[{HAN}“《（]))")
_BEFORE = re.compile(rf"(?<![0-9A-Za-z.,\-/]){_NUMBER}\Z")
# The space after 1、 goes when the ordinal is mended.
_WRONG_ORDINAL = re.compile(r"[ \t>]*(?:[-*+] +)?[0-9]{1,2}、")
_QUANTITY = re.compile(rf"{_NUMBER}(?: {{1,2}}(?:{_UNIT})(?: {{0,2}}{_NUMBER}(?= {{1,2}}(?:{_UNIT})))?)+")


def spaces(prose: Prose) -> Iterator[Finding]:
    """One finding for a date or quantity with spaces in it, and for each space after a Chinese mark."""
    done = 0
    for found in _SPACE.finditer(prose.text):
        if found.start() < done:
            continue
        if found[0].strip():
            number = _BEFORE.search(prose.text[max(found.start() - 30, done) : found.start()])
            quantity = _QUANTITY.match(prose.text, found.start() - len(number[0])) if number else None
            if quantity:
                done = quantity.end()
                right = quantity[0].replace(" ", "")
                message = _("a space parts a number from its unit: {words}").format(words=shown(quantity[0]))
                hint = _("write {right}").format(right=shown(right))
                yield prose.warning(Code.SPACE, quantity.span(), message, hint, right)
        elif not _WRONG_ORDINAL.fullmatch(prose.line_before(found.start())):
            yield prose.warning(Code.SPACE, found.span(), _("a space after a Chinese mark"), _("leave it out"), "")
