"""Names as they are compared: the same unit or person, however somebody has spaced or quoted it."""

from __future__ import annotations

import re
import unicodedata

_LEFT_OUT = re.compile(r"[\s“”\"'‘’（）()《》〈〉·,，.。]+")


def plain_name(name: str) -> str:
    """The name half-width, in small letters, without spaces, quotation marks and brackets."""
    return _LEFT_OUT.sub("", unicodedata.normalize("NFKC", name)).lower()
