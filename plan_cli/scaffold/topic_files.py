"""The files of a new topic, from `templates/topic/`, and an id made from its title."""

from __future__ import annotations

import re
from dataclasses import dataclass

from plan_cli import resources
from plan_cli.scaffold.templating import fill

_MAXIMUM_LENGTH = 40


def identifier_from(title: str) -> str:
    """An id of a title: its pinyin without tones, syllables joined by `-`; empty where the title has no letters.

    `科普信息化建设` → `ke-pu-xin-xi-hua-jian-she`
    """
    from pypinyin import lazy_pinyin

    # Latin letters and digits stay as they are; anything else parts two words.
    syllables = re.findall(r"[a-z0-9]+", " ".join(lazy_pinyin(title, errors="default")).lower())
    made = ""
    for syllable in syllables:
        longer = f"{made}-{syllable}" if made else syllable
        if len(longer) > _MAXIMUM_LENGTH:
            break
        made = longer
    return made or (syllables[0][:_MAXIMUM_LENGTH] if syllables else "")


@dataclass(frozen=True, slots=True)
class Selected:
    """What a topic has from the proposal it was selected from."""

    origin: str
    undertaken_by: tuple[str, ...] = ()
    sample: bool = False


def topic_files(title: str, questions: list[str], lead: str, selected: Selected | None = None) -> dict[str, bytes]:
    """The contents of `topic.yaml` and `report.md`, by file name."""
    folder = resources.folder("templates") / "topic"
    values = {"title": title, "questions": questions, "lead": lead, "selected": selected}
    return {
        name: fill((folder / f"{name}.j2").read_text(encoding="utf-8"), values).encode("utf-8")
        for name in ("topic.yaml", "report.md")
    }
