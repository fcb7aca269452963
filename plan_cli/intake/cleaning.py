"""Texts from forms: what cannot be seen taken out, telephone numbers and addresses found, digits made half-width."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

_HARMLESS = {"\u200b", "\u200c", "\u200d", "\u2060", "\ufeff", "\u00ad", "\ufe0e", "\ufe0f"}
_SPACES = {"\u00a0": " ", "\u2028": "\n", "\u2029": "\n", "\u0085": "\n", "\x0b": "\n", "\x0c": "\n"}
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_PLAIN = re.compile(r"[\x20-\x7e\n\u3001-\u303f\u3400-\u4dbf\u4e00-\u9fff\uff01-\uff5e“”‘’—…·]*\Z")
_EMAIL = re.compile(r"[A-Za-z0-9][\w.+-]{0,63}\s?@\s?[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+", re.ASCII)
_TELEPHONE = re.compile(
    r"(?<![\d.])(?:(?:\+|00)?86[-\s]?)?"
    r"(?:1[3-9]\d[-\s]?\d{4}[-\s]?\d{4}"  # mobile
    r"|\(?0\d{2,3}\)?[-\s]?\d{7,8}(?:[-\s转]{1,2}\d{1,6})?"  # with an area code
    r"|400[-\s]?\d{3}[-\s]?\d{4})(?!\d|\.\d)"
)
_LOCAL = re.compile(r"(?<![\d.])[2-8]\d{2,3}[-\s]?\d{4}(?:[-\s转]{1,2}\d{1,6})?(?!\d)")


@dataclass(frozen=True, slots=True)
class Cleaned:
    """A text and the characters that were taken out of it because they steer or hide (`U+202E`)."""

    text: str
    removed: tuple[str, ...] = ()


def clean(written: str) -> Cleaned:
    """The text as it may stand in a file: `\\n` line ends, no characters that cannot be seen.

    Zero-width spaces and the like come along when text is copied and go without a word; control characters and those
    that change the direction of writing are told of.
    """
    if _PLAIN.match(written) and "_x" not in written:
        return Cleaned(_trimmed(written))
    text = _ESCAPED.sub(lambda found: _SPACES.get(chr(int(found[1], 16)), chr(int(found[1], 16))), written)
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    kept, removed = [], []
    for character in text:
        if character in "\n\t":
            kept.append("\n" if character == "\n" else " ")
        elif character in _SPACES:
            kept.append(_SPACES[character])
        elif unicodedata.category(character) not in ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"):
            kept.append(character)
        elif character not in _HARMLESS:
            removed.append(f"U+{ord(character):04X}")
    return Cleaned(_trimmed("".join(kept)), tuple(dict.fromkeys(removed)))


def _trimmed(text: str) -> str:
    lines = [line.strip() for line in text.split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def one_line(text: str) -> str:
    """The text without line breaks; between Chinese characters nothing takes their place."""
    joined = re.sub(r"(?<=[^\x00-\x7f])\s*\n\s*(?=[^\x00-\x7f])", "", text)
    return " ".join(joined.split())


def half_width(text: str) -> str:
    """The text with full-width digits, letters and signs made half-width (NFKC)."""
    return unicodedata.normalize("NFKC", text)


def take_contacts_out(text: str) -> tuple[str, list[str], list[str]]:
    """A text without the telephone numbers and e-mail addresses in it, and these, numbers first."""
    plain = half_width(text)
    emails, numbers = _EMAIL.findall(plain), []
    if emails or _TELEPHONE.search(plain):
        numbers = [found[0] for found in _TELEPHONE.finditer(_EMAIL.sub(" ", plain))]
        # Half-width digits and signs are as long as full-width ones, so places in both are the same, unless a
        # character of the text is made of several others; then the half-width text is the one to keep.
        kept = text if len(plain) == len(text) else plain
        spans = [found.span() for found in (*_EMAIL.finditer(plain), *_TELEPHONE.finditer(plain))]
        for start, end in sorted(spans, reverse=True):
            kept = kept[:start] + kept[end:]
        text = re.sub(r"[（(](?:电话|手机|联系电话|邮箱|电子邮箱|E-?mail)?[：:\s]*[)）]", "", kept, flags=re.IGNORECASE)
        text = re.sub(r"(?:联系电话|联系方式|电话|手机|电子邮箱|邮箱)[：:]\s*(?=$|[，,；;。\n])", "", text)
        text = re.sub(r"[ \t]{2,}", " ", text).strip(" ，,；;、")
    return text, [_spaced(number) for number in numbers], [email.replace(" ", "") for email in emails]


def telephones(text: str) -> list[str]:
    """The telephone numbers in a text that is meant to hold some, local ones too."""
    plain = half_width(text)
    found = [number[0] for number in _TELEPHONE.finditer(plain)]
    found += [number[0] for number in _LOCAL.finditer(_TELEPHONE.sub(" ", plain))]
    return [_spaced(number) for number in found]


def _spaced(number: str) -> str:
    return re.sub(r"\s+", "-", number.strip())
