"""The words that a comparison puts into its files, in the language of the document rather than of the user."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from plan_cli.comparison.editions import Edition


@dataclass(frozen=True, slots=True)
class Words:
    """`redline`, `statement`, `columns`: what the files are; the others stand in them."""

    redline: str
    statement: str
    side_by_side: str
    nobody: str
    was: str
    now: str
    section: str
    reason: str
    number: str
    beginning: str
    removed: str
    added: str
    moved_to: str
    moved_from: str
    note: str
    note_mark: str
    picture: str
    summary: str
    nothing: str
    unchanged: str
    renumbered: str
    legend: str
    version: str
    removed_begin: str
    removed_end: str
    added_begin: str
    added_end: str
    skip: str
    work_tree: str
    versions: str

    def edition(self, edition: Edition) -> str:
        """How an edition is called: 征求意见稿（v1.0）."""
        name = edition.title_page.edition if edition.title_page else ""
        revision = edition.asked or self.work_tree
        return self.version.format(name=name, revision=revision) if name else revision

    def between(self, before: Edition, after: Edition) -> str:
        """What is compared with what, in one line."""
        return self.versions.format(before=self.edition(before), after=self.edition(after))


_CHINESE = Words(
    redline="修订对照",
    statement="修改说明",
    side_by_side="前后对照",
    nobody="未署名",
    was="原文",
    now="现文",
    section="章节",
    reason="依据",
    number="序号",
    beginning="文首",
    removed="删去",
    added="新增",
    moved_to="移至“{section}”",
    moved_from="移自“{section}”",
    note="注",
    note_mark="〔注〕",
    picture="〔图〕",
    summary="共{total}处改动：修改{changed}处，新增{added}处，删去{removed}处，移动{moved}处。",
    nothing="两稿没有不同。",
    unchanged="{n}段未改动",
    renumbered="另有{n}个标题仅序号随之调整，未列入。",
    legend="注：加删除线的是删去的文字，加下划线的是新增的文字。",
    version="{name}（{revision}）",
    removed_begin="〔删去开始〕",
    removed_end="〔删去结束〕",
    added_begin="〔新增开始〕",
    added_end="〔新增结束〕",
    skip="跳到对照",
    work_tree="当前文件",
    versions="{before}　→　{after}",
)
_ENGLISH = Words(
    redline="redline",
    statement="statement of changes",
    side_by_side="comparison",
    nobody="unknown",
    was="Before",
    now="Now",
    section="Section",
    reason="Reason",
    number="No.",
    beginning="Opening",
    removed="removed",
    added="added",
    moved_to="moved to “{section}”",
    moved_from="moved from “{section}”",
    note="Note",
    note_mark="[note]",
    picture="[picture]",
    summary="{total} changes: {changed} altered, {added} added, {removed} removed, {moved} moved.",
    nothing="The two editions do not differ.",
    unchanged="{n} paragraphs unchanged",
    renumbered="{n} headings of which only the number changed are not listed.",
    legend="Removed words are struck through, added ones underlined.",
    version="{name} ({revision})",
    removed_begin="[removed:]",
    removed_end="[end of removal]",
    added_begin="[added:]",
    added_end="[end of addition]",
    skip="Skip to the comparison",
    work_tree="current files",
    versions="{before} → {after}",
)


def words(language: str) -> Words:
    """The words in that language: `zh`, or else English."""
    return _CHINESE if language == "zh" else _ENGLISH
