"""Comments of a Word file: their words, what they stand beside, replies and whether they are settled."""

from __future__ import annotations

from dataclasses import dataclass, field

from plan_cli.review.word_package import Package
from plan_cli.review.word_text import Paragraph, Revision, State, Token, clean, tag

_W14 = "http://schemas.microsoft.com/office/word/2010/wordml"
_W15 = "http://schemas.microsoft.com/office/word/2012/wordml"


@dataclass
class WordComment:
    """A comment. `tokens`: the characters that it stands beside; `at`: the paragraph where its range begins."""

    id: str
    text: str
    revision: Revision
    resolved: bool = False
    replies: list[WordComment] = field(default_factory=list)
    tokens: list[Token] = field(default_factory=list)
    at: Paragraph | None = None


def read_comments(package: Package, paragraphs: list[Paragraph]) -> list[WordComment]:
    """The comments in the order of the text, replies inside what they reply to.

    Raises:
        RefusedError: a part of the file is broken.
    """
    name = package.related("comments")
    root = package.xml(name) if name else None
    if root is None:
        return []
    comments: dict[str, WordComment] = {}
    by_paragraph: dict[str, WordComment] = {}
    for element in root.iterchildren(tag("comment")):
        lines = ["".join(item.text or "" for item in line.iter(tag("t"))) for line in element.iter(tag("p"))]
        revision = Revision(clean(element.get(tag("author"), "")), clean(element.get(tag("date"), "")))
        made = WordComment(element.get(tag("id"), ""), clean("\n".join(lines)).strip(), revision)
        comments[made.id] = made
        for line in element.iter(tag("p")):
            identifier = line.get(f"{{{_W14}}}paraId")
            if identifier:
                by_paragraph[identifier] = made
    replies = _threads(package, by_paragraph)
    _anchor(comments, paragraphs)
    order = {comment_id: place for place, comment_id in enumerate(_in_text_order(paragraphs))}
    left = [comment for comment in comments.values() if comment.id not in replies]
    return sorted(left, key=lambda comment: order.get(comment.id, len(order)))


def _threads(package: Package, by_paragraph: dict[str, WordComment]) -> set[str]:
    """Replies and settled comments (commentsExtended.xml, [MS-DOCX] 2.5.1); the ids of what is a reply."""
    name = package.related("commentsExtended")
    root = package.xml(name) if name else None
    replies: set[str] = set()
    for element in root if root is not None else ():
        own = by_paragraph.get(element.get(f"{{{_W15}}}paraId", ""))
        if own is None:
            continue
        own.resolved = own.resolved or element.get(f"{{{_W15}}}done") in ("1", "true")
        parent = by_paragraph.get(element.get(f"{{{_W15}}}paraIdParent", ""))
        if parent is not None and parent is not own and own.id not in replies:
            parent.replies.append(own)
            replies.add(own.id)
    return replies


def _anchor(comments: dict[str, WordComment], paragraphs: list[Paragraph]) -> None:
    open_now: dict[str, WordComment] = {}
    for paragraph in paragraphs:
        marks = sorted(paragraph.comments, key=lambda mark: mark[1])
        at = 0
        for identifier, place, begins in [*marks, ("", len(paragraph.tokens), False)]:
            for comment in open_now.values():
                comment.tokens += [token for token in paragraph.tokens[at:place] if token.state is not State.GONE]
            at = place
            known = comments.get(identifier)
            if known is None:
                continue
            if begins:
                open_now[identifier] = known
                known.at = known.at or paragraph
            else:
                open_now.pop(identifier, None)
                known.at = known.at or paragraph


def _in_text_order(paragraphs: list[Paragraph]) -> list[str]:
    return list(dict.fromkeys(mark[0] for paragraph in paragraphs for mark in paragraph.comments))
