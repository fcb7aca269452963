"""What a note says. Who knows of an oddity and says so in the plan's own files is not told of it again."""

from __future__ import annotations

import re
from enum import Enum

from plan_cli.translation import N_, _


class Remark(Enum):
    """Something that a `note` may say: the words a hint proposes, and all the words by which it is recognised."""

    OUTSIDE_PHASE = (
        N_("outside the phase"),
        (
            r"阶段(?:之|以)?外|阶段(?:结束)?(?:之|以)后|阶段(?:开始)?(?:之|以)前|"
            r"(?:超出|超过|早于|晚于|不在)[^。；，]{0,12}阶段|outside the phase"
        ),
    )
    GAP = N_("a gap"), r"间隔|空档|空隙|间歇|没有安排|未安排|\bgap\b"
    OVERLAP = N_("an overlap"), r"重叠|交叉|交错|并行|同时进行|\boverlap"
    DAY_OFF = N_("a day off"), r"周末|双休|休息日|节假日|假日|假期|星期[六日天]|周[六日]|day off|weekend|holiday"
    REVISION = N_("revised later"), r"修改|修订|完善|revis"
    OPEN = (
        N_("not stated"),
        (
            r"[待未](?:定|补|明确|确定|写明|说明|点明|载明|列明)|没有(?:写|明确|确定|说明|点明|列|规定)|空缺|暂缺|"
            r"not (?:yet )?(?:stated|decided|named)|\bopen\b|\bvacant\b|to be (?:stated|decided|named)"
        ),
    )

    def __init__(self, phrase: str, pattern: str) -> None:
        self._phrase = phrase
        self._pattern = re.compile(pattern, re.IGNORECASE)

    @property
    def phrase(self) -> str:
        """The words that a hint proposes, in the user's language."""
        return _(self._phrase)

    def in_any(self, *notes: str | None) -> bool:
        """Whether one of the notes says it."""
        return any(note is not None and self._pattern.search(note) is not None for note in notes)
