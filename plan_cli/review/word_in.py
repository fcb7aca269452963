"""A returned Word file → exactly its edits in the Markdown, its comments with their places, and what cannot be held."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from plan_cli.model.consultation import Comment, CommentKind, Reason, Reply
from plan_cli.model.place import Place
from plan_cli.render.chapters import no_garbage_collection
from plan_cli.review.applying import apply
from plan_cli.review.change import Change, Unplaced
from plan_cli.review.changes import changes_of
from plan_cli.review.leaves import OBJECT
from plan_cli.review.matching import Matched, match
from plan_cli.review.sent import Sent
from plan_cli.review.word_comments import WordComment, read_comments
from plan_cli.review.word_package import Package, open_package
from plan_cli.review.word_text import Revision, Text, Token, Unheld, read_text
from plan_cli.review.word_views import AFTER, BEFORE, view
from plan_cli.translation import _

_NOTHING = "—"


@dataclass
class Returned:
    """What a file brought. `confidence` (0 to 1): how much of what was sent was found again."""

    texts: dict[str, str] = field(default_factory=dict)
    changes: list[Change] = field(default_factory=list)
    comments: list[Comment] = field(default_factory=list)
    noticed: list[str] = field(default_factory=list)
    confidence: float = 1.0
    by_name: int = 0


def read_returned(content: bytes, sent: Sent, document: str) -> Returned:
    """What a returned file says about a document that was sent.

    Raises:
        RefusedError: it is no sound DOCX, or nothing in it is of the document.
    """
    with no_garbage_collection():
        return _read(content, sent, document)


def _read(content: bytes, sent: Sent, document: str) -> Returned:
    package = open_package(content)
    text = read_text(package)
    body = sent.paragraphs[: sent.body]
    matched = match([paragraph.read for paragraph in body], view(text.paragraphs, BEFORE))
    _match_notes(sent, text, matched)
    notes = {identifier: view(paragraphs, AFTER) for identifier, paragraphs in text.notes.items()}
    changes, homeless = changes_of(sent, matched, view(text.paragraphs, AFTER), notes)
    applied = apply(sent, changes)
    desk = _Desk(sent, matched, document)
    comments = [
        *desk.remarks(package, text),
        *(desk.unplaced(one) for one in (*homeless, *applied.unplaced)),
        *desk.unheld(text.unheld),
        *desk.pictures(text),
    ]
    noticed = list(package.noticed)
    if text.hidden:
        noticed.append(_("{n} characters that cannot be seen were left out").format(n=text.hidden))
    return Returned(applied.texts, applied.changes, comments, noticed, matched.confidence, matched.by_name)


def _match_notes(sent: Sent, text: Text, matched: Matched) -> None:
    """Footnotes follow their marks: programs number them anew when they save."""
    known: dict[str, str] = {}
    for token, (number, at) in matched.origin.items():
        tokens = sent.paragraphs[number].read.tokens
        if token.note and at < len(tokens) and tokens[at].note:
            known.setdefault(token.note, tokens[at].note)
    for returned, own in known.items():
        numbers = [number for number, paragraph in enumerate(sent.paragraphs) if paragraph.note == own]
        if returned not in text.notes:
            continue
        found = match([sent.paragraphs[number].read for number in numbers], view(text.notes[returned], BEFORE))
        for token, (number, at) in found.origin.items():
            matched.origin[token] = (numbers[number], at)


class _Desk:
    """Where comments get their places."""

    def __init__(self, sent: Sent, matched: Matched, document: str) -> None:
        self._sent = sent
        self._matched = matched
        self._document = document

    def remarks(self, package: Package, text: Text) -> Iterable[Comment]:
        paragraphs = [*text.paragraphs, *(one for note in text.notes.values() for one in note)]
        for comment in read_comments(package, paragraphs):
            if comment.text or comment.replies:
                yield self._remark(comment)

    def _remark(self, comment: WordComment) -> Comment:
        quote = "".join(token.text for token in comment.tokens).replace(OBJECT, "")
        tokens = comment.tokens or (comment.at.tokens if comment.at else [])
        chapter, place, block, clause = self._of(tokens)
        replies = tuple(
            Reply(reply.text, reply.revision.author or None, reply.revision.date or None)
            for reply in comment.replies
            if reply.text
        )
        return Comment(
            kind=CommentKind.REMARK,
            text=comment.text or _NOTHING,
            document=self._document,
            chapter=chapter or None,
            line=place.line or None,
            column=place.column or None,
            block=block or None,
            clause=clause or None,
            quote=quote.strip() or None,
            by=comment.revision.author or None,
            date=comment.revision.date or None,
            resolved=comment.resolved,
            replies=replies,
        )

    def unplaced(self, one: Unplaced) -> Comment:
        said = f"{one.before or _NOTHING} → {one.after or _NOTHING}"
        place, block = Place(one.chapter), ""
        if one.chapter and one.leaf >= 0:
            leaf = self._sent.chapters[one.chapter].leaves[one.leaf]
            place, block = self._place(one.chapter, leaf.start), leaf.block
        return self._listed(CommentKind.UNPLACED, one.reason, said, one.before, place, block, one.revision)

    def unheld(self, found: list[Unheld]) -> Iterable[Comment]:
        for one in found:
            tokens = one.paragraph.tokens if one.paragraph else []
            chapter, place, block, clause = self._of(tokens)
            del chapter
            yield self._listed(
                CommentKind.UNHELD, one.reason, one.words, one.quote or clause, place, block, one.revision
            )

    def pictures(self, text: Text) -> Iterable[Comment]:
        """Pictures that were not sent."""
        for paragraph in text.paragraphs:
            for token in paragraph.tokens:
                if "image" in token.marks and token not in self._matched.origin and not paragraph.own:
                    __, place, block, clause = self._of(paragraph.tokens)
                    yield self._listed(CommentKind.UNHELD, Reason.PICTURE, "", clause, place, block, token.revision)

    def _listed(
        self, kind: CommentKind, reason: Reason, text: str, quote: str, place: Place, block: str, revision: Revision
    ) -> Comment:
        return Comment(
            kind=kind,
            reason=reason,
            text=text.strip() or quote.replace(OBJECT, "").strip() or _NOTHING,
            document=self._document,
            chapter=place.path or None,
            line=place.line or None,
            column=place.column or None,
            block=block or None,
            quote=quote.replace(OBJECT, "").strip() or None,
            by=revision.author or None,
            date=revision.date or None,
        )

    def _of(self, tokens: list[Token]) -> tuple[str, Place, str, str]:
        """The chapter, the place, the block and the words of the clause that some characters belong to."""
        for token in tokens:
            origin = self._matched.origin.get(token)
            if origin is None:
                continue
            paragraph = self._sent.paragraphs[origin[0]]
            clause = paragraph.read.text.replace(OBJECT, "")
            if not paragraph.placed:
                return "", Place(""), "", clause
            leaf = self._sent.chapters[paragraph.chapter].leaves[paragraph.leaf]
            glyphs = [glyph for glyph in paragraph.glyphs[origin[1] :] if glyph.start >= 0]
            start = glyphs[0].start if glyphs else leaf.start
            block = leaf.block
            return paragraph.chapter, self._place(paragraph.chapter, start), block, clause
        return "", Place(""), "", ""

    def _place(self, chapter: str, offset: int) -> Place:
        if offset < 0:
            return Place(chapter)
        text = self._sent.chapters[chapter].source.text
        return Place(chapter, text.count("\n", 0, offset) + 1, offset - text.rfind("\n", 0, offset))
