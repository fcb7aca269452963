"""Proposals that resemble each other. They are only pointed out: whether two are one is for people to say."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from plan_cli.model.proposal import ProposalFile

TITLE_CUTOFF = 80.0
"""From this likeness of two titles on (0 to 100, rapidfuzz's normalised edit distance) they are pointed out."""
_SHORTEST_CONTENTS = 30
# Words that nearly every title has and that say nothing of what it is about.
_COMMON = re.compile(
    r"关于|研究|课题|问题|若干|的|初步|思考|对策|建议|探讨|探索|调研|报告|示例|“十[二三四五六]五”|[^\w]"
)


@dataclass(frozen=True, slots=True)
class Likeness:
    """Two that resemble each other, by their positions. `score`: 0 to 100; 100 where the contents are the same."""

    one: int
    other: int
    score: float


def likenesses(proposals: Sequence[ProposalFile], first_new: int = 0) -> Iterator[Likeness]:
    """Each pair of proposals that resemble each other, of which at least one stands at `first_new` or later.

    Compared are the titles without common words; proposals with the same contents under different titles are a pair.
    """
    from rapidfuzz import process
    from rapidfuzz.distance import Indel

    titles = [_essence(proposal.title) for proposal in proposals]
    by_contents: dict[str, int] = {}
    for position, proposal in enumerate(proposals):
        contents = _bare(proposal.contents or "")
        twin = by_contents.setdefault(contents, position) if len(contents) >= _SHORTEST_CONTENTS else position
        if position < first_new:
            continue
        if twin != position:
            yield Likeness(twin, position, 100.0)
        if not titles[position]:
            continue
        near = process.extract_iter(
            titles[position],
            titles[:position],
            scorer=Indel.normalized_similarity,
            processor=None,
            score_cutoff=TITLE_CUTOFF / 100,
        )
        for __, score, earlier in near:
            if earlier != twin or twin == position:
                yield Likeness(earlier, position, round(score * 100, 1))


def _essence(title: str) -> str:
    plain = unicodedata.normalize("NFKC", title).lower()
    return _COMMON.sub("", plain) or _bare(plain)


def _bare(text: str) -> str:
    return re.sub(r"[^\w]+", "", unicodedata.normalize("NFKC", text).lower())
