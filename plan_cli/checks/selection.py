"""Ranking proposals by the scores of reviewers, with conflicts of interest; what the decisions say. All of it pure."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum

from plan_cli.errors import RefusedError
from plan_cli.model.finding import Code, Finding, error, in_file_order, warning
from plan_cli.model.names import plain_name
from plan_cli.model.plan import Plan
from plan_cli.model.proposal import Proposal
from plan_cli.model.selection import Decided, Decision, Outcome, Score, ScoresFile, SelectionRules
from plan_cli.translation import _

EXTREMES_DROPPED_FROM = 5
"""From this number of scores on the highest and the lowest may be left out (`drop_extremes`)."""


class Standing(str, Enum):
    """Whether what a reviewer says of a proposal counts."""

    COUNTED = "counted"
    CONFLICT = "conflict"
    ABSTAINS = "abstains"
    INCOMPLETE = "incomplete"


@dataclass(frozen=True, slots=True)
class Vote:
    """What one reviewer says of one proposal. `points`: the weighted mean of the criteria, 0 to the maximum."""

    reviewer: str
    name: str
    standing: Standing
    points: float | None


@dataclass(frozen=True, slots=True)
class Ranked:
    """One proposal in the ranking. `rank` is None while no score counts; equal means share a rank.

    `spread`: the standard deviation of the scores that count (of the scores themselves, not of a sample).
    """

    proposal: Proposal
    rank: int | None
    mean: float | None
    spread: float | None
    lowest: float | None
    highest: float | None
    votes: tuple[Vote, ...]
    decided: Decided | None

    @property
    def counted(self) -> int:
        """How many scores count."""
        return sum(vote.standing is Standing.COUNTED for vote in self.votes)


@dataclass(frozen=True, slots=True)
class Coverage:
    """A question with the proposals that answer it: all, and those within the places."""

    question: str
    proposals: tuple[str, ...]
    within: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Ranking:
    """All proposals, the best first; those without a score that counts last, by their ids."""

    rows: tuple[Ranked, ...]
    coverage: tuple[Coverage, ...]
    places: int | None


def rules_of(plan: Plan) -> SelectionRules:
    """The criteria of the plan.

    Raises:
        RefusedError: `plan.yaml` has none.
    """
    if plan.settings.selection is None:
        raise RefusedError(
            _("plan.yaml has no selection, so there are no criteria to score by"),
            _("add to plan.yaml: selection: with criteria, each with id, name and weight; see docs/files.md"),
        )
    return plan.settings.selection


def ranking(plan: Plan) -> Ranking:
    """The proposals in the order of their mean scores.

    Raises:
        RefusedError: `plan.yaml` has no criteria.
    """
    rules = rules_of(plan)
    votes: dict[str, list[Vote]] = {proposal.id: [] for proposal in plan.proposals}
    proposals = {proposal.id: proposal for proposal in plan.proposals}
    for scores in plan.selection.scores:
        for score in _first_of_each(scores.file):
            proposal = proposals.get(score.proposal.id)
            if proposal is not None:
                votes[proposal.id].append(_vote(plan, rules, scores.id, scores.file, score, proposal))
    decided = decisions_by_proposal(plan)
    rows = [_ranked(rules, proposal, votes[proposal.id], decided.get(proposal.id)) for proposal in plan.proposals]
    rows.sort(key=lambda row: (row.mean is None, -(row.mean or 0.0), row.proposal.id))
    ranked = tuple(_with_ranks(rows))
    return Ranking(ranked, _coverage(plan, ranked, rules.places), rules.places)


def _vote(plan: Plan, rules: SelectionRules, reviewer: str, file: ScoresFile, score: Score, proposal: Proposal) -> Vote:
    points = weighted(rules, score)
    if has_conflict(plan, file, proposal):
        standing = Standing.CONFLICT
    elif score.abstains:
        standing = Standing.ABSTAINS
    else:
        standing = Standing.INCOMPLETE if points is None else Standing.COUNTED
    return Vote(reviewer, file.reviewer, standing, points)


def weighted(rules: SelectionRules, score: Score) -> float | None:
    """The mean of the criteria by their weights; None unless each has one number within the range."""
    values = {points.criterion.id: points.value for points in score.points}
    known = {str(criterion.id) for criterion in rules.criteria}
    sound = len(values) == len(score.points) and set(values) == known
    if not sound or not all(0 <= value <= rules.maximum for value in values.values()):
        return None
    total = sum(criterion.weight for criterion in rules.criteria)
    return math.fsum(criterion.weight * values[criterion.id] for criterion in rules.criteria) / total


def has_conflict(plan: Plan, reviewer: ScoresFile, proposal: Proposal) -> bool:
    """Whether a reviewer belongs to the proposing unit, or is named as one who would do the research."""
    party = proposal.file.unit.id if proposal.file.unit else None
    units = {plain_name(proposal.unit_name(plan.organization))} - {""}
    own = {plain_name(reviewer.unit_as_written or "")} - {""}
    if reviewer.unit:
        known = plan.organization.party(reviewer.unit.id)
        own |= {plain_name(name) for name in (known.name, *known.aliases)} if known else set()
        if party == reviewer.unit.id:
            return True
    if units & own:
        return True
    if reviewer.person and party:
        unit = plan.organization.party(party)
        members = unit.members if unit else ()
        if any(member.person and member.person.id == reviewer.person.id for member in members):
            return True
    name = plain_name(reviewer.reviewer)
    return len(name) > 1 and name in plain_name(f"{proposal.file.leader or ''} {proposal.file.members or ''}")


def _ranked(rules: SelectionRules, proposal: Proposal, votes: list[Vote], decided: Decided | None) -> Ranked:
    counted = sorted(vote.points for vote in votes if vote.standing is Standing.COUNTED and vote.points is not None)
    if not counted:
        return Ranked(proposal, None, None, None, None, None, tuple(votes), decided)
    lowest, highest = counted[0], counted[-1]
    if rules.drop_extremes and len(counted) >= EXTREMES_DROPPED_FROM:
        counted = counted[1:-1]
    mean = math.fsum(counted) / len(counted)
    spread = math.sqrt(math.fsum((points - mean) ** 2 for points in counted) / len(counted))
    # Ties must not hang on the last bits of binary fractions.
    return Ranked(proposal, 0, round(mean, 6), round(spread, 6), lowest, highest, tuple(votes), decided)


def _with_ranks(rows: list[Ranked]) -> list[Ranked]:
    ranked: list[Ranked] = []
    for position, row in enumerate(rows, 1):
        rank: int | None = position
        if row.mean is None:
            rank = None
        elif ranked and ranked[-1].mean == row.mean:
            rank = ranked[-1].rank
        ranked.append(Ranked(row.proposal, rank, row.mean, row.spread, row.lowest, row.highest, row.votes, row.decided))
    return ranked


def _coverage(plan: Plan, rows: tuple[Ranked, ...], places: int | None) -> tuple[Coverage, ...]:
    """Which proposals answer each question. Proposals that share the rank of the last place are within."""
    last = None
    if places is not None:
        ranked = [row.rank for row in rows if row.rank is not None]
        last = ranked[min(places, len(ranked)) - 1] if ranked else 0
    covered = []
    for question in plan.research.questions:
        answering = [
            row for row in rows if any(reference.id == question.id for reference in row.proposal.file.questions)
        ]
        within = [row for row in answering if row.rank is not None and (last is None or row.rank <= last)]
        covered.append(
            Coverage(question.id, tuple(row.proposal.id for row in answering), tuple(row.proposal.id for row in within))
        )
    return tuple(covered)


def decisions_by_proposal(plan: Plan) -> dict[str, Decided]:
    """What the latest decision says of each proposal; of two on one day the one whose file comes last."""
    found: dict[str, Decided] = {}
    for decision in sorted(plan.selection.decisions, key=lambda decision: (decision.file.date, decision.path)):
        for decided in decision.file.decided:
            found[decided.proposal.id] = decided
    return found


def carriers(plan: Plan, topic_id: str) -> tuple[str, ...]:
    """The units that carry a topic, by `topic.yaml` and by the decisions: ids, or names as written; each once."""
    topic = plan.topic(topic_id)
    found = [reference.id for reference in topic.file.undertaken_by] if topic else []
    for decided in decisions_by_proposal(plan).values():
        if decided.topic and decided.topic.id == topic_id and decided.outcome is not Outcome.DECLINED:
            found += [*(reference.id for reference in decided.undertaken_by), *decided.undertaken_by_names]
    return tuple(dict.fromkeys(found))


def check_selection(plan: Plan) -> tuple[Finding, ...]:
    """What is wrong with the scores and the decisions in `selection/`."""
    findings: list[Finding] = []
    if plan.settings.selection is not None:
        proposals = {proposal.id: proposal for proposal in plan.proposals}
        for scores in plan.selection.scores:
            findings += _check_scores(plan, plan.settings.selection, scores.file, proposals)
    findings += _check_decisions(plan.selection.decisions)
    return in_file_order(findings)


def _check_scores(
    plan: Plan, rules: SelectionRules, file: ScoresFile, proposals: Mapping[str, Proposal]
) -> list[Finding]:
    findings = []
    seen: set[str] = set()
    for score in file.scores:
        if score.proposal.id in seen:
            message = _("{id} is scored twice; the first counts").format(id=score.proposal.id)
            findings.append(error(Code.SCORED_TWICE, score.place, message, _("remove one of the two")))
        seen.add(score.proposal.id)
        proposal = proposals.get(score.proposal.id)
        if score.abstains or proposal is None:
            continue
        if has_conflict(plan, file, proposal):
            message = _("{reviewer} belongs to who proposes {id}; the score does not count").format(
                reviewer=file.reviewer, id=proposal.id
            )
            hint = _("write abstains: true to say that the reviewer stands aside")
            findings.append(warning(Code.CONFLICT_OF_INTEREST, score.place, message, hint))
        elif weighted(rules, score) is None:
            message = _("the score of {id} does not count: {reason}").format(
                id=score.proposal.id, reason=_why_incomplete(rules, score)
            )
            findings.append(error(Code.SCORE_DOES_NOT_COUNT, score.place, message))
    return findings


def _why_incomplete(rules: SelectionRules, score: Score) -> str:
    given = [points.criterion.id for points in score.points]
    for criterion in rules.criteria:
        if criterion.id not in given:
            return _("{criterion} has no number").format(criterion=criterion.name)
        if given.count(criterion.id) > 1:
            return _("{criterion} has two numbers").format(criterion=criterion.name)
    if set(given) - {str(criterion.id) for criterion in rules.criteria}:
        return _("it names a criterion that plan.yaml does not have")
    return _("a number is not between 0 and {maximum}").format(maximum=rules.maximum)


def _check_decisions(decisions: tuple[Decision, ...]) -> list[Finding]:
    findings = []
    first: dict[str, tuple[Decision, Decided]] = {}
    for decision in sorted(decisions, key=lambda decision: (decision.file.date, decision.path)):
        for decided in decision.file.decided:
            earlier, before = first.setdefault(decided.proposal.id, (decision, decided))
            if (before.outcome, before.topic and before.topic.id) != (
                decided.outcome,
                decided.topic and decided.topic.id,
            ):
                message = _("{id} was decided otherwise before: {outcome}, {path}").format(
                    id=decided.proposal.id, outcome=before.outcome.chinese, path=earlier.path
                )
                hint = _("the later decision counts; if two were made at once, let the body decide again")
                findings.append(warning(Code.DECIDED_TWICE, decided.place, message, hint))
    return findings


def _first_of_each(file: ScoresFile) -> list[Score]:
    found: dict[str, Score] = {}
    for score in file.scores:
        found.setdefault(score.proposal.id, score)
    return list(found.values())
