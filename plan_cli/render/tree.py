"""The whole document as one Pandoc tree, with everything known only now put in: what DOCX and HTML are made from."""

from __future__ import annotations

import json
import re
from typing import Any

from plan_cli.render.assembly import Assembled
from plan_cli.render.fragment import MARK
from plan_cli.render.pictures import Picture
from plan_cli.render.titles import TitlePage

_API_VERSION = [1, 23, 1]


def whole(document: Assembled, title_page: TitlePage, pictures: dict[str, Picture]) -> dict[str, Any]:
    """Pandoc's JSON of the document, with the edition line under its title."""

    def fill(mark: re.Match[str]) -> str:
        kind, name = mark[1], mark[2]
        # The names stand inside JSON strings, and so must what replaces them.
        name = json.loads(f'"{name}"')
        if kind == "anchor":
            found = document.anchors.get(name, "")
        elif kind == "number":
            found = document.numbers.get(name, "")
        elif kind == "reference":
            found = document.references.get(name, "")
        elif kind == "target":
            found = document.targets.get(name, "")
        else:
            found = pictures[name].data_uri if name in pictures else ""
        return json.dumps(found, ensure_ascii=False)[1:-1]

    parts = [MARK.sub(fill, fragment.blocks)[1:-1] for fragment in document.fragments]
    if not document.has_title:
        parts.insert(0, json.dumps(_division("title", title_page.title), ensure_ascii=False))
    blocks = json.loads(f"[{','.join(part for part in parts if part)}]")
    if title_page.edition:
        after = next((at for at, block in enumerate(blocks) if block["t"] == "Div" and "title" in block["c"][0][1]), -1)
        blocks.insert(after + 1, _division("edition", f"（{title_page.edition}）"))
    return {"pandoc-api-version": _API_VERSION, "meta": {}, "blocks": blocks}


def _division(name: str, text: str) -> dict[str, Any]:
    return {"t": "Div", "c": [["", [name], []], [{"t": "Para", "c": [{"t": "Str", "c": text}]}]]}
