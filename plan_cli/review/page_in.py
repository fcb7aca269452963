"""The small file that the page of a round saves: comments on clauses, with the identity of what they are about."""

from __future__ import annotations

import json
import re
from typing import Any

from plan_cli.errors import RefusedError
from plan_cli.model.consultation import Comment
from plan_cli.review.finding_places import Places
from plan_cli.review.form_in import none
from plan_cli.review.word_in import Returned
from plan_cli.review.word_out import Identity
from plan_cli.translation import _

SCHEMA = "plan-review-page/1"
_LIMIT = 4 << 20
_COMMENTS_LIMIT = 5_000
_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_/-]{0,100}\Z")


def is_page_file(content: bytes) -> bool:
    """Whether a file was saved by the page."""
    return content.lstrip(b"\xef\xbb\xbf \r\n\t")[:1] == b"{" and SCHEMA.encode() in content[:4096]


def read_page_file(content: bytes, places: Places, document: str) -> tuple[Returned, Identity]:
    """The comments of a page, and what they are about.

    Raises:
        RefusedError: the file is not what a page saves.
    """
    if len(content) > _LIMIT:
        raise RefusedError(_("the file is larger than {limit} MiB").format(limit=_LIMIT >> 20))
    try:
        said: Any = json.loads(content.decode("utf-8-sig"))
    except (ValueError, RecursionError) as problem:
        raise _broken() from problem
    if not isinstance(said, dict) or said.get("schema") != SCHEMA or not isinstance(said.get("comments"), list):
        raise _broken()
    names = ("plan", "round", "unit", "document", "revision")
    ids = {name: said.get(name) for name in names}
    if not all(isinstance(value, str) and _ID.match(value) for value in ids.values()):
        raise _broken()
    if len(said["comments"]) > _COMMENTS_LIMIT:
        raise _broken()
    returned = Returned()
    by = _text(said, "by")
    for item in said["comments"]:
        if not isinstance(item, dict) or not _text(item, "text"):
            raise _broken()
        chapter, line = _text(item, "chapter"), item.get("line")
        clause = _text(item, "clause")
        made = Comment(
            text=_text(item, "text") or "",
            document=document,
            chapter=chapter,
            line=line if isinstance(line, int) and not isinstance(line, bool) and 0 < line < 10**7 else None,
            block=_text(item, "block"),
            clause=clause,
            by=by,
        )
        if chapter is None and clause:
            made = places.placed(made, clause)
        returned.comments.append(made)
    if said.get("none") is True and not returned.comments:
        returned.comments.append(none(document, by))
    return returned, Identity(**{name: str(ids[name]) for name in names})


def _text(item: dict[str, Any], name: str) -> str | None:
    value = item.get(name)
    if isinstance(value, str):
        # Lone surrogates, which JSON can hold, are no text.
        return value.encode("utf-8", "replace").decode("utf-8").replace("\0", "").strip() or None
    return None


def _broken() -> RefusedError:
    return RefusedError(
        _("the file is damaged, or no file that the page has saved"), _("save it again from the page, and send it anew")
    )
