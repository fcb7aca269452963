"""The process that reads a PDF of anyone's: the file on standard input, what stands on its pages as JSON on output.

It runs alone (`python -m plan_cli.inspection.pdf_process`), with limits on memory and time of its own: a PDF is a
program of sorts, and the reader behind this is none of ours. `pdf_file` starts it and reads what it says.
"""

from __future__ import annotations

import contextlib
import io
import json
import logging
import re
import sys
from typing import Any

MEMORY_BYTES = 2 << 30
CPU_SECONDS = 90
MOST_BYTES = 256 << 20
MOST_PAGES = 4_000
MOST_GLYPHS = 2_000_000
MOST_SHAPES = 2_000
MOST_OUTLINES = 5_000
# A longer name, or a "character" of many, is none: it would only fill memory.
_LONGEST_NAME = 200
_THIN, _LONG = 2.5, 30.0
_EMBEDDED = ("FontFile", "FontFile2", "FontFile3")


class TooMuchError(Exception):
    """The file holds more than is read."""


def main() -> None:
    """Read standard input, write one JSON object: what was read, or the `problem` that prevented it."""
    _limit()
    logging.disable(logging.CRITICAL)
    try:
        content = sys.stdin.buffer.read(MOST_BYTES + 1)
        if len(content) > MOST_BYTES:
            raise TooMuchError
        answer = json.dumps(read(content), ensure_ascii=True)
    except TooMuchError:
        answer = '{"problem": "too-much"}'
    except MemoryError:
        answer = '{"problem": "memory"}'
    except Exception as problem:
        # Whatever a broken file makes of the reader, its reader says no more than that it is broken.
        name = type(problem).__name__
        cause = type(problem.args[0]).__name__ if problem.args else ""
        is_password = any("Password" in each or "Encryption" in each for each in (name, cause))
        answer = '{"problem": "password"}' if is_password else '{"problem": "broken"}'
    sys.stdout.write(answer)


def _limit() -> None:
    """Limits of this process, where the system knows them."""
    try:
        import resource
    except ImportError:  # Windows
        return
    for kind, most in ((resource.RLIMIT_AS, MEMORY_BYTES), (resource.RLIMIT_CPU, CPU_SECONDS)):
        with contextlib.suppress(OSError, ValueError):
            resource.setrlimit(kind, (most, most))


def read(content: bytes) -> dict[str, Any]:
    """What stands in the PDF, as plain data. Lengths in pt, from the left and the top of each sheet."""
    import pdfplumber

    fonts: dict[str, bool] = {}
    pages: list[dict[str, Any]] = []
    glyphs = 0
    with pdfplumber.open(io.BytesIO(content)) as opened:
        if len(opened.pages) > MOST_PAGES:
            raise TooMuchError
        about = _about(opened)
        for page in opened.pages:
            made = _page(page, MOST_GLYPHS - glyphs)
            glyphs += len(made["glyphs"])
            pages.append(made)
            _note_fonts(page.page_obj.resources, fonts)
            page.close()
    return {**about, "fonts": fonts, "pages": pages}


# -- the document ------------------------------------------------------------------------------------------------------


def _about(opened: Any) -> dict[str, Any]:
    from pdfminer.pdftypes import resolve1

    catalog = opened.doc.catalog
    marked = resolve1(catalog.get("MarkInfo"))
    return {
        "title": _text((opened.metadata or {}).get("Title")),
        "language": _text(resolve1(catalog.get("Lang"))),
        "tagged": isinstance(marked, dict) and bool(marked.get("Marked")) and "StructTreeRoot" in catalog,
        "conformance": _conformance(resolve1(catalog.get("Metadata"))),
        "outlines": _outlines(opened.doc),
    }


def _conformance(metadata: Any) -> str:
    """`2B` of PDF/A-2b, from the XMP packet; nothing where the file claims none."""
    data = metadata.get_data() if hasattr(metadata, "get_data") else b""
    found = {}
    for name in ("part", "conformance"):
        match = re.search(rb"pdfaid:%b\s*(?:=\s*[\"']|>)\s*([0-9A-Za-z]{1,2})" % name.encode(), data[: 1 << 20])
        found[name] = match.group(1).decode().upper() if match else ""
    return found["part"] + found["conformance"]


def _outlines(document: Any) -> list[list[Any]]:
    """The bookmarks: the level of each, from 1, and its title."""
    from pdfminer.pdfdocument import PDFNoOutlines

    titles = []
    try:
        for entry in document.get_outlines():
            titles.append([int(entry[0]), _text(entry[1])])
            if len(titles) >= MOST_OUTLINES:
                break
    except PDFNoOutlines:
        return []
    return titles


def _note_fonts(resources: Any, fonts: dict[str, bool], depth: int = 0) -> None:
    """The fonts that resources name, with those of forms within them: whether each is embedded."""
    from pdfminer.pdftypes import resolve1

    resources = resolve1(resources)
    if not isinstance(resources, dict) or depth > 3 or len(fonts) > MOST_SHAPES:
        return
    named = resolve1(resources.get("Font"))
    for font in (named if isinstance(named, dict) else {}).values():
        font = resolve1(font)
        if isinstance(font, dict):
            name = _name(resolve1(font.get("BaseFont")))
            fonts[name] = fonts.get(name, True) and _is_embedded(font)
    forms = resolve1(resources.get("XObject"))
    for form in list((forms if isinstance(forms, dict) else {}).values())[:MOST_SHAPES]:
        attributes = getattr(resolve1(form), "attrs", {})
        if "Resources" in attributes:
            _note_fonts(attributes["Resources"], fonts, depth + 1)


def _is_embedded(font: dict[str, Any]) -> bool:
    from pdfminer.pdftypes import resolve1

    if _name(font.get("Subtype")) == "Type3":
        return True
    descendants = resolve1(font.get("DescendantFonts"))
    holder: Any = resolve1(descendants[0]) if isinstance(descendants, list) and descendants else font
    descriptor = resolve1(holder.get("FontDescriptor")) if isinstance(holder, dict) else None
    return isinstance(descriptor, dict) and any(name in descriptor for name in _EMBEDDED)


# -- a page ------------------------------------------------------------------------------------------------------------


def _page(page: Any, room: int) -> dict[str, Any]:
    size = {"width": _rounded(page.width), "height": _rounded(page.height)}
    made: dict[str, Any] = {**size, "broken": False, "glyphs": []}
    made |= {"rules": [], "boxes": [], "tables": [], "pictures": [], "drawn": []}
    try:
        if len(page.chars) > room:
            raise TooMuchError
        made["glyphs"] = [_glyph(character) for character in page.chars]
        made["rules"], made["boxes"] = _rules(page)
        made["tables"] = _tables(page)
        made["pictures"] = [_box(image) for image in page.images[:MOST_SHAPES]]
        made["drawn"] = _drawn([*page.curves, *page.rects])
    except (TooMuchError, MemoryError):
        raise
    except Exception:
        made["broken"] = True
    return made


def _glyph(character: dict[str, Any]) -> list[Any]:
    """A character: text, left, right, base line, size, font, whether it stands upright, whether it is black."""
    slope, rise = character["matrix"][1], character["matrix"][5]
    # `bottom` and `y0` are one height, measured from the top and from the foot of the sheet.
    base = character["bottom"] - (rise - character["y0"])
    upright = abs(slope) < 0.01 and character["matrix"][0] > 0
    size = character["size"] if upright else max(character["width"], character["size"])
    return [
        # A glyph that hyphens and soft hyphens share is read as the latter; what is printed is a hyphen.
        _text(character["text"])[:8].replace("\u00ad", "-"),
        _rounded(character["x0"]),
        _rounded(character["x1"]),
        _rounded(base),
        _rounded(size),
        _name(character["fontname"]),
        upright,
        _is_black(character.get("non_stroking_color")),
    ]


def _is_black(colour: Any) -> bool:
    parts = colour if isinstance(colour, (tuple, list)) else (colour,)
    numbers = [part for part in parts if isinstance(part, (int, float))]
    if len(numbers) == 4:
        return numbers[3] > 0.5 or sum(numbers[:3]) > 2.4
    return max(numbers, default=0.0) < 0.35


def _rules(page: Any) -> tuple[list[list[float]], list[list[float]]]:
    """Straight lines, each with its thickness, and rectangles that hold something."""
    rules, boxes = [], []
    for line in page.lines:
        wide, high = line["x1"] - line["x0"], line["bottom"] - line["top"]
        if max(wide, high) >= _LONG and min(wide, high) < _THIN:
            rules.append([*_box(line), _rounded(line.get("linewidth") or 0)])
    for rectangle in page.rects:
        wide, high = rectangle["x1"] - rectangle["x0"], rectangle["bottom"] - rectangle["top"]
        if max(wide, high) >= _LONG and min(wide, high) < _THIN:
            rules.append([*_box(rectangle), _rounded(min(wide, high))])
        elif wide >= _LONG and high >= _LONG / 3:
            boxes.append(_box(rectangle))
    return rules[:MOST_SHAPES], boxes[:MOST_SHAPES]


def _tables(page: Any) -> list[list[float]]:
    # What has thousands of edges is a drawing, and looking for the cells in it would take minutes.
    if not 4 <= len(page.lines) + len(page.rects) <= MOST_SHAPES or page.curves:
        return []
    return [[_rounded(each) for each in table.bbox] for table in page.find_tables()[:100]]


def _drawn(shapes: list[dict[str, Any]]) -> list[list[float]]:
    """The stretches of the sheet, from top to bottom, that drawings take up."""
    stretches: list[list[float]] = []
    for top, bottom in sorted((shape["top"], shape["bottom"]) for shape in shapes):
        if bottom - top < _THIN:
            continue
        if stretches and top <= stretches[-1][1] + _THIN:
            stretches[-1][1] = max(stretches[-1][1], _rounded(bottom))
        else:
            stretches.append([_rounded(top), _rounded(bottom)])
    return stretches[:MOST_SHAPES]


def _box(shape: dict[str, Any]) -> list[float]:
    return [_rounded(shape[side]) for side in ("x0", "top", "x1", "bottom")]


def _rounded(number: Any) -> float:
    value = round(float(number), 3)
    return value if abs(value) < 1e6 else 0.0  # also where it is no number at all


def _text(found: Any) -> str:
    if isinstance(found, bytes):
        from pdfminer.utils import decode_text

        found = decode_text(found)
    return str(found)[:4096] if found is not None else ""


def _name(found: Any) -> str:
    """A name as it was meant: names of Chinese fonts stand in files as the bytes of GBK or UTF-8."""
    name = getattr(found, "name", found)
    raw = name if isinstance(name, bytes) else str(name or "").encode("latin-1", "replace")
    if isinstance(name, str) and not all(ord(character) < 256 for character in name):
        return name[:_LONGEST_NAME]
    for encoding in ("utf-8", "gbk"):
        with contextlib.suppress(UnicodeDecodeError):
            return raw.decode(encoding)[:_LONGEST_NAME]
    return raw.decode("latin-1")[:_LONGEST_NAME]


if __name__ == "__main__":
    main()
