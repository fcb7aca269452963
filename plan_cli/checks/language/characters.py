"""The characters that the language rules speak of, as the insides of regular-expression classes."""

from __future__ import annotations

HAN = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\u3007\U00020000-\U0003ffff"
"""Chinese characters, 〇 among them."""

OPENING, CLOSING = "“‘《〈（【〔「『", "”’》〉）】〕」』"
STOPS = "，、。；：？！"

MASK = "\ue000"
"""Stands for every character that is no prose (code, addresses, attributes). A text that holds it itself is F003."""

HAN_DIGITS = "一二三四五六七八九十"
PERIOD = "十[一二三四五六七八九]五"
"""The name of a five-year plan from 十一五 on."""
