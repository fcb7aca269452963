"""`plan topic`: the research topics; who carries them, what they rest on, what they lack to be handed in."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from plan_cli.cli.help import PlanCommand, PlanGroup
from plan_cli.cli.options import Json
from plan_cli.translation import _

if TYPE_CHECKING:
    from plan_cli.model.plan import Plan
    from plan_cli.model.research import Topic
    from plan_cli.tracing.graph import Graph

app = typer.Typer(cls=PlanGroup, help=_("Show, assign and examine research topics."), no_args_is_help=True)

Id = Annotated[str, typer.Argument(metavar="TOPIC", help=_("the topic's id"))]


@app.command("list", cls=PlanCommand, help=_("List the topics."))
def list_topics(as_json: Json = False) -> None:
    """List the topics."""
    from plan_cli.cli import console

    plan = _read()[0]
    if as_json:
        said = [_data(plan, topic) for topic in plan.topics]
        console.say(json.dumps({"schema": "plan-topics/1", "topics": said}, ensure_ascii=False, indent=2))
        return
    if not plan.topics:
        console.say(_("there are no topics yet: plan new-topic"))
        return
    rows = [[_("topic"), _("questions"), _("evidence"), _("report"), _("assigned"), _("due"), _("title")]]
    for topic in plan.topics:
        data = _data(plan, topic)
        marks = ["✓" if data[name] else "—" for name in ("report", "assigned")]
        rows.append(
            [
                *(topic.id, ",".join(data["questions"]), str(len(data["evidence"]) or "—"), *marks),
                *(data["due"] or "—", topic.file.title),
            ]
        )
    console.show_table(rows)


@app.command("show", cls=PlanCommand, help=_("Show a topic with its evidence and what it lacks."))
def show(topic: Id, as_json: Json = False) -> None:
    """Show a topic with its evidence and what it lacks."""
    from plan_cli.cli import console
    from plan_cli.cli.acting import show_rows

    plan, graph, texts = _read()
    found = _topic(plan, topic)
    lacking = _lacking(plan, graph, found, texts)
    data = {**_data(plan, found), "lacking": list(lacking)}
    if as_json:
        console.say(json.dumps({"schema": "plan-topic/1", **data}, ensure_ascii=False, indent=2))
        return
    console.say(typer.style(f"{found.id}  {found.file.title}", bold=True))
    names: dict[str, str] = {str(party.id): party.name for party in plan.organization.parties}
    assignment = plan.assignments.get(found.id)
    rows = [(_("questions"), _(", ").join(data["questions"])), (_("lead"), names.get(found.file.lead.id, ""))]
    if assignment:
        rows.append((_("carried by"), names.get(assignment.unit.id, assignment.unit.id)))
        rows.append((_("leader"), assignment.leader))
        rows += [(_("member"), name) for name in assignment.members]
    rows.append((_("methods"), _(", ").join((*found.file.methods.qualitative, *found.file.methods.quantitative))))
    rows.append((_("problem"), found.file.principal_problem or "—"))
    rows.append((_("due"), data["due"] or "—"))
    rows += [(_("evidence"), f"{item['id']}  {item['kind']}  {item['title']}") for item in data["evidence"]]
    show_rows(rows)
    _show_lacking(lacking)


@app.command("assign", cls=PlanCommand, help=_("Write the task sheet of a topic: who carries it, who leads it."))
def assign(
    topic: Id,
    unit: Annotated[str, typer.Option("--unit", metavar="UNIT", help=_("the unit that carries it: id or name"))],
    leader: Annotated[str, typer.Option("--leader", metavar="NAME", help=_("who leads the work"))],
    member: Annotated[
        list[str] | None,
        typer.Option("--member", metavar="NAME", help=_("who works on it; may be given several times")),
    ] = None,
    task: Annotated[
        list[str] | None,
        typer.Option("--task", metavar="TEXT", help=_("what is to be done; may be given several times")),
    ] = None,
    budget: Annotated[str | None, typer.Option("--budget", metavar="TEXT", help=_("the money for it"))] = None,
    date: Annotated[
        str | None, typer.Option("--date", metavar="DATE", help=_("the day it was assigned, for example 2015-05-26"))
    ] = None,
) -> None:
    """Write the task sheet of a topic."""
    from plan_cli.cli import console
    from plan_cli.cli.acting import require_allowed
    from plan_cli.cli.days import asked_day
    from plan_cli.errors import RefusedError
    from plan_cli.loading.loader import load
    from plan_cli.repository.atomic import write_file
    from plan_cli.repository.plan_repository import PlanRepository
    from plan_cli.scaffold.assignment_file import ToldAssignment, assignment_file

    day = None if date is None else asked_day(date).isoformat()
    told = ToldAssignment(unit, leader, member or (), task or (), budget, day)
    with PlanRepository.find(Path.cwd()) as repository:
        snapshot = repository.work_tree()
        if repository.top is None:
            raise RefusedError(_("topics are assigned in a work tree, not in a bare repository"))
        content = assignment_file(load(snapshot).require_plan(), topic, told)
        path = f"topics/{topic}/assignment.yaml"
        if path in snapshot.paths():
            raise RefusedError(_("{path} exists already; nothing was written").format(path=path))
        require_allowed(repository, [path])
        write_file(repository.top / path, content)
    console.say(_("made {path}").format(path=path))


@app.command("hand-in", cls=PlanCommand, help=_("Examine whether the result of a topic can be handed in."))
def hand_in(topic: Id) -> None:
    """Examine whether the result of a topic can be handed in."""
    from plan_cli.cli import console
    from plan_cli.model.path_pattern import matches

    plan, graph, texts = _read()
    found = _topic(plan, topic)
    lacking = _lacking(plan, graph, found, texts)
    console.say(typer.style(f"{found.id}  {found.file.title}", bold=True))
    _show_lacking(lacking)
    if lacking:
        raise typer.Exit(1)
    path = f"topics/{found.id}/report.md"
    for milestone in plan.schedule.milestones:
        if milestone.task and any(matches(pattern, path) for pattern in milestone.covers):
            console.say(_("it is handed in with all results: plan hand-in {id}").format(id=milestone.id))


def _read() -> tuple[Plan, Graph, dict[str, str]]:
    """The plan, its threads, and the texts of the topics' reports."""
    from plan_cli.checkup.threads import threads
    from plan_cli.loading.loader import MARKDOWN_LIMIT, load, read_text
    from plan_cli.render.cache import Cache
    from plan_cli.repository.plan_repository import PlanRepository

    with PlanRepository.find(Path.cwd()) as repository:
        snapshot = repository.work_tree() if repository.top else repository.at("HEAD")
        plan = load(snapshot).require_plan()
        texts = {}
        for topic in plan.topics:
            text = read_text(snapshot, topic.report, MARKDOWN_LIMIT, []) if topic.report else None
            if text is not None:
                texts[topic.id] = text
        return plan, threads(snapshot, Cache(repository.cache_folder)), texts


def _topic(plan: Plan, typed: str) -> Topic:
    from plan_cli.checks.references import known_hint
    from plan_cli.errors import UsageError

    found = plan.topic(typed)
    if found is None:
        known = {topic.id: topic.file.title for topic in plan.topics}
        raise UsageError(_("there is no topic {id}").format(id=typed), known_hint(known, typed))
    return found


def _lacking(plan: Plan, graph: Graph, topic: Topic, texts: dict[str, str]) -> tuple[str, ...]:
    from plan_cli.tracing.results import lacking_for_hand_in

    return lacking_for_hand_in(plan, graph, topic, texts.get(topic.id))


def _show_lacking(lacking: tuple[str, ...]) -> None:
    from plan_cli.cli import console

    if not lacking:
        console.say(typer.style(_("nothing is lacking"), fg="green"))
        return
    console.say(typer.style(_("lacking before it can be handed in:"), fg="yellow"))
    for sentence in lacking:
        console.say(f"  {sentence}")


def _data(plan: Plan, topic: Topic) -> dict[str, Any]:
    file = topic.file
    evidence = [item for item in plan.evidence if item.topic == topic.id]
    return {
        "id": topic.id,
        "title": file.title,
        "questions": [question.id for question in file.questions],
        "lead": file.lead.id,
        "assigned": topic.id in plan.assignments,
        "report": topic.report,
        "due": file.due.day.isoformat() if file.due else None,
        "evidence": [{"id": item.id, "kind": item.file.kind.chinese, "title": item.file.title} for item in evidence],
    }
