"""Terms that every plan can take over: fixed expressions of official texts, and the words they are mistaken for.

Sources: 立法技术规范（试行）（一）, 法工委发〔2009〕62号, for 账 and 帐; （二）, 法工委发〔2011〕5号, for 作出 and
做出; the names of congresses and of the Party's centre as its own documents write them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from plan_cli.checks.language.characters import HAN
from plan_cli.translation import N_


@dataclass(frozen=True, slots=True)
class ShippedTerm:
    """`pattern` finds what is wrong, `right` (with the groups of the pattern) stands in its place.

    `certain`: nothing else can be meant. `reason` is a message.
    """

    pattern: str
    right: str
    reason: str
    certain: bool = True


SHIPPED = (
    ShippedTerm(
        r"党的(?P<a>十[一二三四五六七八九]|二十)(?=以来|报告|精神|召开|提出|作出|明确|确立|胜利)",
        "党的{a}大",
        N_("a congress of the Party is named with 大"),
    ),
    ShippedTerm(
        rf"做出(?=了?(?:[{HAN}]{{0,6}}的?)?(?:部署|决定|决策|安排|指示|批示|决议|规定|裁定|裁决|判决|承诺|答复|解释|说明|结论|判断))",
        "作出",
        N_("作出 goes with decisions, arrangements and explanations"),
    ),
    ShippedTerm(
        "中共中央国务院",
        "中共中央、国务院",
        N_("two bodies are parted by 、, in the title of a document by a space"),
        certain=False,
    ),
    ShippedTerm("以习近平总书记为核心的党中央", "以习近平同志为核心的党中央", N_("this is the fixed form")),
    ShippedTerm("以习近平为核心的党中央", "以习近平同志为核心的党中央", N_("this is the fixed form")),
    ShippedTerm(
        r"(?:(?<=[，。；、（：])|^)截止(?=(?:[0-9]{4}年|目前))", "截至", N_("截至 goes before a time, 截止 after it")
    ),
    ShippedTerm(
        "(?P<a>[记报转台呆坏查])帐(?![篷子])|帐(?P<b>[户号目簿单])",
        "{a}账{b}",
        N_("账 is written for money, 帐 for cloth"),
    ),
)


def all_of_them() -> re.Pattern[str]:
    """One pattern for all, with a group `shipped_N` around each."""
    parts = []
    for number, term in enumerate(SHIPPED):
        named = re.sub(r"\(\?P<(\w)>", rf"(?P<\g<1>_{number}>", term.pattern)
        parts.append(f"(?P<shipped_{number}>{named})")
    return re.compile("|".join(parts), re.MULTILINE)
