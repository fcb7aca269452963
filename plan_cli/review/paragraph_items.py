"""What a paragraph is to consist of: characters that were there, new ones, Markdown of ours; and what it reads as."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from plan_cli.review.escaping import escaped
from plan_cli.review.leaves import OBJECT, Glyph, Wrapper
from plan_cli.review.word_text import Token

Signature = tuple[str, frozenset[str] | None]


@dataclass(frozen=True, slots=True)
class Kept:
    """A character that was sent: its place among the glyphs of its paragraph."""

    place: int


@dataclass(frozen=True, slots=True)
class New:
    """A character that came in."""

    token: Token


@dataclass(frozen=True, slots=True)
class Raw:
    """Markdown of our own making, with what it will read as."""

    source: str
    reads: tuple[Signature, ...] = ()


@dataclass(frozen=True, slots=True)
class Break:
    """Here a new paragraph begins; `between` is the Markdown that parts it from the one before."""

    between: str


Item = Kept | New | Raw | Break


def signature(glyph: Glyph, source: str) -> Signature:
    """What a character reads as; what cannot be parted reads as its source."""
    if glyph.atomic:
        return (f"\x00{source[glyph.start : glyph.end]}", frozenset(glyph.marks))
    return (glyph.text, frozenset(glyph.marks))


def signatures(glyphs: Sequence[Glyph], source: str) -> list[Signature]:
    """What the paragraph reads as, without what the tool puts in."""
    made: list[Signature] = []
    last: Glyph | None = None
    for glyph in glyphs:
        if glyph.start < 0:
            continue
        if not (glyph.atomic and last and last.atomic and (last.start, last.end) == (glyph.start, glyph.end)):
            made.append(signature(glyph, source))
        last = glyph
    return made


def wrappers_of(glyph: Glyph | None) -> tuple[Wrapper, ...]:
    """The emphasis and links around a character; what a picture or a footnote's mark is itself is none."""
    if glyph is None:
        return ()
    return tuple(wrapper for wrapper in glyph.wrappers if wrapper.kind not in ("note", "image"))


def serialised(glyphs: Sequence[Glyph], items: Sequence[Item], source: str, *, in_cell: bool = False) -> Raw | None:
    """A paragraph written anew on one line: kept characters as they stand in the source, with the marks around them.

    None where something of it cannot be written so.
    """
    parts: list[str] = []
    reads: list[Signature] = []
    open_now: list[Wrapper] = []
    last: Glyph | None = None

    def turn_to(wanted: tuple[Wrapper, ...]) -> None:
        while open_now and tuple(open_now) != wanted[: len(open_now)]:
            parts.append(marks_of(open_now.pop(), glyphs, source)[1])
        for wrapper in wanted[len(open_now) :]:
            parts.append(marks_of(wrapper, glyphs, source)[0])
            open_now.append(wrapper)

    for item in items:
        if isinstance(item, Kept):
            if item.place >= len(glyphs):
                continue
            glyph = glyphs[item.place]
            if glyph.start < 0:
                continue
            if glyph.atomic and last and last.atomic and (last.start, last.end) == (glyph.start, glyph.end):
                continue
            turn_to(wrappers_of(glyph))
            inner = [one for one in glyph.wrappers if one.kind in ("note", "image")]
            written = source[glyph.start : glyph.end] if not inner else source[inner[0].start : inner[0].end]
            parts.append(" " if glyph.text == " " and "\n" in written else written)
            reads.append(signature(glyph, source))
            last = glyph
        elif isinstance(item, New):
            last = None
            if item.token.text == OBJECT:
                return None
            in_code = any(one.kind == "code" for one in open_now)
            parts.append("\\\n" if item.token.text == "\n" else item.token.text if in_code else "")
            if not in_code and item.token.text != "\n":
                parts[-1] = escaped(item.token.text, in_cell=in_cell)
            reads.append((item.token.text, None))
        elif isinstance(item, Raw):
            parts.append(item.source)
            reads += item.reads
    turn_to(())
    return Raw("".join(parts), tuple(reads))


def marks_of(wrapper: Wrapper, glyphs: Sequence[Glyph], source: str) -> tuple[str, str]:
    """What begins and what ends emphasis or a link in the source."""
    inside = [glyph for glyph in glyphs if wrapper in glyph.wrappers]
    first, last = inside[0], inside[-1]
    at = first.wrappers.index(wrapper)
    begin = first.wrappers[at + 1].start if at + 1 < len(first.wrappers) else first.start
    at = last.wrappers.index(wrapper)
    end = last.wrappers[at + 1].end if at + 1 < len(last.wrappers) else last.end
    return source[wrapper.start : begin], source[end : wrapper.end]
