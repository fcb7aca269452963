"""Coverage: every question has topics and chapters, every principle is answered somewhere."""

from __future__ import annotations

import datetime
from collections.abc import Iterator

from plan_cli.checks.writing_time import WritingTimes, weight
from plan_cli.model.chapter import Chapter
from plan_cli.model.finding import Code, Finding, in_file_order, warning
from plan_cli.model.plan import Plan
from plan_cli.model.settings import DocumentKind
from plan_cli.translation import _


def check_coverage(plan: Plan, day: datetime.date | None = None) -> tuple[Finding, ...]:
    """One warning for each question and principle that is not covered, at its line in `questions.yaml`.

    On `day` only what has begun is asked for: topics from the first day on which topics may be written, chapters from
    the first day of the drafting. Without a day both are.
    """
    return in_file_order([*_questions(plan, day), *_principles(plan, day)])


def _questions(plan: Plan, day: datetime.date | None) -> Iterator[Finding]:
    in_topics = {reference.id for topic in plan.topics for reference in topic.file.questions}
    in_chapters = {reference.id for chapter in _outline(plan) for reference in chapter.front.questions}
    topics_asked = weight(WritingTimes(plan.schedule).of("topics/any/topic.yaml"), day) is not None
    chapters_asked = _drafting(plan, day)
    to_chapter = _("write its id under questions: at the top of a chapter")
    to_topic = _("make a topic for it: plan new-topic TITLE --question {id} --lead UNIT")
    for question in plan.research.questions:
        no_topic = topics_asked and question.id not in in_topics
        no_chapter = chapters_asked and question.id not in in_chapters
        if no_topic and no_chapter:
            message, hint = _("no topic and no chapter answers the question {id}: {text}"), f"{to_topic}; {to_chapter}"
        elif no_topic:
            message, hint = _("no topic answers the question {id}: {text}"), to_topic
        elif no_chapter:
            message, hint = _("no chapter answers the question {id}: {text}"), to_chapter
        else:
            continue
        message = message.format(id=question.id, text=question.text)
        yield warning(Code.QUESTION_UNCOVERED, question.place, message, hint.format(id=question.id))


def _principles(plan: Plan, day: datetime.date | None) -> Iterator[Finding]:
    if not _drafting(plan, day):
        return
    chapters = [chapter for parts in (plan.chapters, plan.annexes) for part in parts.values() for chapter in part]
    answered = {reference.id for topic in plan.topics for reference in topic.file.principles}
    answered |= {reference.id for chapter in chapters for reference in chapter.front.principles}
    for principle in plan.research.principles:
        if principle.id not in answered:
            message = _("nothing answers the principle {id}: {text}").format(id=principle.id, text=principle.text)
            hint = _("write its id under principles: in a topic or at the top of a chapter")
            yield warning(Code.PRINCIPLE_UNCOVERED, principle.place, message, hint)


def _drafting(plan: Plan, day: datetime.date | None) -> bool:
    """Whether the drafting has begun: the first day on which a chapter may be written."""
    times = WritingTimes(plan.schedule)
    stretches = [stretch for stretch in (times.of(chapter.path) for chapter in _outline(plan)) if stretch]
    return weight(min(stretches, key=lambda stretch: stretch.first, default=None), day) is not None


def _outline(plan: Plan) -> Iterator[Chapter]:
    """The chapters of the outline; of all documents where none is an outline."""
    documents = plan.settings.documents
    outlines = [document for document in documents if document.kind is DocumentKind.OUTLINE]
    for document in outlines or documents:
        yield from plan.chapters.get(document.id, ())
