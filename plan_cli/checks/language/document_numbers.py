"""The number of an official document: 国发〔2016〕43号 (GB/T 9704-2012, 7.2.5)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from plan_cli.checks.language.characters import HAN
from plan_cli.checks.language.prose import Prose
from plan_cli.model.finding import Code, Finding
from plan_cli.translation import _

_NUMBER = re.compile(
    rf"(?P<open>[\[［(（【〔])(?<=[{HAN}].)(?P<year>(?:19|20)[0-9]{{2}})(?P<close>[\]］)）】〕])"
    r"(?P<nth>第?)(?P<zeros>0{0,3})(?P<number>[1-9][0-9]{0,4})号"
)


def years(prose: Prose) -> Iterator[Finding]:
    """[2016] or （2016） for 〔2016〕, 第 before the number, zeros in front of it."""
    for found in _NUMBER.finditer(prose.text):
        right = f"〔{found['year']}〕{found['number']}号"
        if found[0] == right:
            continue
        message = _("the number of a document is not written like this: {words}").format(words=found[0])
        yield prose.warning(Code.DOCUMENT_NUMBER, found.span(), message, _("write {right}").format(right=right), right)
