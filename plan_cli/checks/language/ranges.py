"""From here to there: — between years and days, ～ between values (GB/T 15834-2011, 4.13.3; GB/T 15835-2011, 5.1.3)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from plan_cli.checks.language.prose import Prose
from plan_cli.model.finding import Code, Finding
from plan_cli.translation import _

_HYPHEN = "[-–−~]"
_WRONG_IN_DATE = r"(?:[-–−~～]|--|——)"
_YEAR = "(?:19|20)[0-9]{2}"
_DAY = "[0-9]{1,2}"
# What stands before a number and makes it a code: GB 15834-2011, 图1-2, 3-1号楼, 1-2-3.
_NO_CODE_BEFORE = r"(?<![0-9A-Za-z./\-–−~～—第图表式例附款])(?<![A-Za-z/] )"
_UNIT = (
    "%|％|‰|℃|[个人名家项次天年岁倍万亿元米吨亩级届分篇件处所户种类门台套场期批度克千百公平立小周日月层辆支节课页字条"
    "座只头株本册点位份笔艘架颗根]"
)
_RANGES = re.compile(
    rf"(?P<years>{_NO_CODE_BEFORE}{_YEAR}年?(?P<years_sign>{_WRONG_IN_DATE}){_YEAR}(?=年|[）)])(?!年?(?:[-–−~～]|--)))"
    rf"|(?P<dates>(?<=年){_DAY}月?(?P<month_sign>{_HYPHEN}){_DAY}月"
    rf"|(?<![0-9年]){_DAY}(?:月?(?P<other_month_sign>{_HYPHEN}){_DAY}月)"
    rf"|(?<=月){_DAY}日?(?P<day_sign>{_HYPHEN})(?:(?:{_YEAR}年)?{_DAY}月)?{_DAY}日"
    rf"|(?<=[0-9]月)(?P<full_month_sign>{_HYPHEN})(?:{_YEAR}年){_DAY}月)"
    rf"|(?P<times>(?<![0-9])[0-9]{{1,2}}[:：][0-9]{{2}}(?P<time_sign>[-–−~]|--)[0-9]{{1,2}}[:：][0-9]{{2}}(?![0-9]))"
    rf"|(?P<values>{_NO_CODE_BEFORE}[0-9]{{1,9}}(?:\.[0-9]{{1,6}})?(?:%|％|‰|万|亿)?(?P<value_sign>{_HYPHEN})"
    rf"[0-9]{{1,9}}(?:\.[0-9]{{1,6}})?(?:{_UNIT})(?!号))"
)
_SIGNS = ("years_sign", "month_sign", "other_month_sign", "day_sign", "full_month_sign", "time_sign", "value_sign")
_HAS_SIGN = re.compile("[0-9月日年%％‰万亿](?:[-–−~～]|——)[0-9]")


def ranges(prose: Prose) -> Iterator[Finding]:
    """A hyphen or a tilde where a range wants a sign of its own."""
    if not _HAS_SIGN.search(prose.text):
        return
    for found in _RANGES.finditer(prose.text):
        sign = next(name for name in _SIGNS if found[name])
        value = sign == "value_sign"
        right = "～" if value else "—"
        message = (
            _("{written}: a range of values is written with ～")
            if value
            else _("{written}: from one time to another is written with —")
        )
        hint = _("write {right}").format(right=found[0].replace(found[sign], right))
        yield prose.warning(Code.RANGE_SIGN, found.span(sign), message.format(written=found[0]), hint, right)
