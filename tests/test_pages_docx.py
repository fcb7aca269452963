"""DOCX files looked into: what Word and WPS are told of page, fonts, paragraphs, tables and pictures."""

from __future__ import annotations

from pathlib import Path


def headings(file: Path) -> list[tuple[int, str]]:
    import docx, re
    out=[]
    for p in docx.Document(str(file)).paragraphs:
        m=re.fullmatch(r"Heading (\d)", p.style.name)
        if m: out.append((int(m[1]), p.text))
    return out
