"""The JSON of `plan diff --format json`: schema `plan-diff/1`, in docs/diff-json.md."""

from __future__ import annotations

import json
from typing import Any

from plan_cli.comparison.blocks import Block
from plan_cli.comparison.credits import Credit
from plan_cli.comparison.editions import Comparison, Edition
from plan_cli.comparison.passages import CellPassage, NotePassage, Passage, RowPassage, State
from plan_cli.comparison.summary import counts, section_of

SCHEMA = "plan-diff/1"


def to_json(comparison: Comparison) -> str:
    """All changes, in reading order. Nothing in it depends on the user's language."""
    numbered = counts(comparison.changes)
    content = {
        "schema": SCHEMA,
        "document": comparison.document,
        "title": comparison.title_page.title,
        "before": _edition(comparison.before),
        "after": _edition(comparison.after),
        "summary": {
            "total": numbered.total,
            "changed": numbered.changed,
            "added": numbered.added,
            "removed": numbered.removed,
            "moved": numbered.moved,
        },
        "changes": [_change(comparison, passage) for passage in comparison.changes],
    }
    return json.dumps(content, ensure_ascii=False, indent=2)


def _edition(edition: Edition) -> dict[str, Any]:
    return {
        "asked": edition.asked or None,
        "commit": edition.revision.commit,
        "version": edition.revision.name,
        "dirty": edition.revision.dirty,
        "edition": (edition.title_page.edition if edition.title_page else "") or None,
        "present": edition.title_page is not None,
    }


def _change(comparison: Comparison, passage: Passage) -> dict[str, Any]:
    reasons = comparison.reasons
    return {
        **_passage(passage),
        "section": section_of(passage),
        "reason": reasons.of(passage) or None,
        "credits": [_credit(credit) for credit in reasons.credits_of(passage)],
    }


def _passage(passage: Passage) -> dict[str, Any]:
    before = (passage.origin,) if passage.origin is not None else passage.before
    return {
        "state": passage.state.value,
        "move": passage.move or None,
        "before": [_block(block) for block in before],
        "after": [_block(block) for block in passage.after],
        "pieces": [{"op": piece.op.value, "text": piece.text, "move": piece.move or None} for piece in passage.pieces],
        "rows": [_row(row) for row in passage.rows if row.state is not State.SAME],
        "notes": [_note(note) for note in passage.notes if any(p.state is not State.SAME for p in note.passages)],
    }


def _block(block: Block) -> dict[str, Any]:
    spot = {"path": block.spot.path, "block": block.spot.number} if block.spot and block.spot.number else None
    return {"kind": block.kind, "text": block.text, "spot": spot}


def _row(row: RowPassage) -> dict[str, Any]:
    return {
        "state": row.state.value,
        "before": _counted(row.before_at),
        "after": _counted(row.after_at),
        "cells": [_cell(cell) for cell in row.cells],
    }


def _cell(cell: CellPassage) -> dict[str, Any]:
    changed = [_passage(passage) for passage in cell.passages if passage.state is not State.SAME]
    return {
        "state": cell.state.value,
        "before": _counted(cell.before_at),
        "after": _counted(cell.after_at),
        "changes": changed,
    }


def _note(note: NotePassage) -> dict[str, Any]:
    changed = [_passage(passage) for passage in note.passages if passage.state is not State.SAME]
    return {"before": _counted(note.before_at), "after": _counted(note.after_at), "changes": changed}


def _counted(at: int | None) -> int | None:
    return None if at is None else at + 1


def _credit(credit: Credit) -> dict[str, Any]:
    return {
        "author": credit.author or None,
        "date": credit.written.isoformat() if credit.written else None,
        "commit": credit.commit or None,
        "subject": credit.subject or None,
    }
