"""From here to there: — between years and days, ～ between values (GB/T 15834-2011, 4.13.3; GB/T 15835-2011, 5.1.3)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from plan_cli.checks.language.prose import Prose
from plan_cli.model.finding import Code, Finding
from plan_cli.translation import _

_SIGN = "[-–−~]"
_SIGN_OF_YEARS = "(?:[-–−~～]|——|--)"
_YEAR = "(?:19|20)[0-9]{2}"
_DAY = "[0-9]{1,2}"
# The first digit of a number is read before what stands in front of it: so the search looks at digits only.
_FIRST = "[0-9](?<![0-9].)"


def _no_code(digits: int) -> str:
    """That the number begun with so many digits is no code: GB 15834-2011, 图1-2, 3-1号楼, 1-2-3."""
    read = "." * digits
    return rf"(?<![A-Za-z./\-–−~～—第图表式例附款]{read})(?<![A-Za-z/] {read})"


_NUMBER_END = r"[0-9]{0,9}(?:\.[0-9]{1,6})?"
_UNIT = (
    "[%％‰℃]|[个人名家项次天年岁倍万亿元米吨亩级届分篇件处所户种类门台套场期批度克千百公平立小周层辆支节课页字条"
    "座只头株本册点位份笔艘架颗根](?!号)"
)
_RANGES = re.compile(
    rf"{_FIRST}(?:"
    rf"(?:(?<=1)9|(?<=2)0){_no_code(2)}[0-9]{{2}}年?(?P<years>{_SIGN_OF_YEARS}){_YEAR}"
    r"(?=年|[）)])(?!年[-–−~～])"
    rf"|[0-9]?月?(?P<months>{_SIGN}){_DAY}月"
    rf"|[0-9]?月(?P<months_of_years>{_SIGN}){_YEAR}年{_DAY}月"
    rf"|(?<=月.)[0-9]?日?(?P<days>{_SIGN})(?:(?:{_YEAR}年)?{_DAY}月)?{_DAY}日"
    rf"|[0-9]?[:：][0-9]{{2}}(?P<times>{_SIGN}|--)[0-9]{{1,2}}[:：][0-9]{{2}}(?![0-9])"
    rf"|{_no_code(1)}{_NUMBER_END}(?:[%％‰]|万|亿)?(?P<values>{_SIGN})[0-9]{_NUMBER_END}(?:{_UNIT})"
    r")"
)
_KINDS = ("years", "months", "months_of_years", "days", "times", "values")


def ranges(prose: Prose) -> Iterator[Finding]:
    """A hyphen or a tilde where a range wants a sign of its own."""
    for found in _RANGES.finditer(prose.text):
        kind = next(name for name in _KINDS if found[name])
        if kind == "values":
            right, message = "～", _("{words}: a range of values is written with ～")
        else:
            right, message = "—", _("{words}: from one time to another is written with —")
        hint = _("write {right}").format(right=found[0].replace(found[kind], right))
        yield prose.warning(Code.RANGE_SIGN, found.span(kind), message.format(words=found[0]), hint, right)
