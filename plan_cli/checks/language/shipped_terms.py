"""Terms that every plan can take over: fixed expressions of official texts, and what they are mistaken for.

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
    """Wherever `begins` is found, `pattern` must match from there on; what it matches should be `right`.

    Without `right`, more than one thing can be meant, and `advice` says which. `reason` and `advice` are messages.
    """

    begins: str
    pattern: re.Pattern[str]
    right: str
    reason: str
    advice: str = ""


_NOUNS = "部署|决定|决策|安排|指示|批示|决议|规定|裁定|裁决|判决|承诺|答复|解释|说明|结论|判断"

SHIPPED = (
    ShippedTerm(
        "党的",
        re.compile(r"党的(?:十[一二三四五六七八九]|二十)(?=以来|报告|精神|召开|提出|作出|明确|确立|胜利)"),
        "{words}大",
        N_("a congress of the Party is named with 大"),
    ),
    ShippedTerm(
        "做出",
        re.compile(rf"做出(?=了?(?:[{HAN}]{{0,6}}的?)?(?:{_NOUNS}))"),
        "作出",
        N_("作出 goes with decisions, arrangements and explanations"),
    ),
    ShippedTerm(
        "中共中央国务院",
        re.compile("中共中央国务院"),
        "",
        N_("the two bodies are not parted"),
        N_("write 中共中央、国务院, in the title of a document 中共中央 国务院"),
    ),
    ShippedTerm(
        "以习近平",
        re.compile("以习近平(?:总书记)?为核心的党中央"),
        "以习近平同志为核心的党中央",
        N_("this is not the fixed form"),
    ),
    ShippedTerm(
        "截止",
        re.compile(r"截止(?<![^，。；、（：\n]..)(?=[0-9]{4}年|目前)"),
        "截至",
        N_("截至 goes before a time, 截止 after it"),
    ),
    ShippedTerm(
        "帐",
        re.compile(r"帐(?:(?<=[记报转台呆坏查].)(?![篷子])|(?=[户号目簿单]))"),
        "账",
        N_("账 is written for money, 帐 for cloth"),
    ),
)
