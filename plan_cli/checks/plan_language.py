"""The language rules over a whole plan: the texts of its documents, its titles, questions and principles."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from plan_cli.checks.language import check_chapter, check_phrase
from plan_cli.model.finding import Finding, in_file_order
from plan_cli.model.place import Place
from plan_cli.model.plan import Plan


def check_language(plan: Plan, texts: Mapping[str, str]) -> tuple[Finding, ...]:
    """What the language rules find in the chapters whose texts are given, and in the words of the YAML files."""
    findings: list[Finding] = []
    paths = {chapter.path for parts in (plan.chapters, plan.annexes) for each in parts.values() for chapter in each}
    for path in sorted(paths & texts.keys()):
        findings += check_chapter(path, texts[path], plan.glossary)
    for place, words in _phrases(plan):
        findings += check_phrase(place, words, plan.glossary)
    return in_file_order(findings)


def _phrases(plan: Plan) -> Iterator[tuple[Place, str]]:
    settings = plan.settings
    yield settings.place, settings.title
    for document in settings.documents:
        yield document.place, document.title
    for principle in plan.research.principles:
        yield principle.place, principle.text
    for question in plan.research.questions:
        yield question.place, question.text
    for phase in plan.schedule.phases:
        yield phase.place, phase.name
        for task in phase.tasks:
            yield task.place, task.text
        for milestone in phase.milestones:
            yield milestone.place, milestone.title
    for indicator in plan.indicators.indicators:
        yield indicator.place, indicator.name
    for topic in plan.topics:
        yield topic.file.place, topic.file.title
        if topic.file.principal_problem:
            yield topic.file.place, topic.file.principal_problem
