"""All checks of a plan by itself, without the texts of its chapters."""

from __future__ import annotations

import datetime

from plan_cli.checks.connections import check_connections
from plan_cli.checks.coverage import check_coverage
from plan_cli.checks.dates import check_dates
from plan_cli.checks.indicators import check_indicators
from plan_cli.checks.keys import check_keys
from plan_cli.checks.organization import check_organization
from plan_cli.checks.references import check_references
from plan_cli.checks.selection import check_selection
from plan_cli.checks.topics import check_topics
from plan_cli.model.finding import Finding, in_file_order
from plan_cli.model.plan import Plan


def check_plan(plan: Plan, day: datetime.date | None = None) -> tuple[Finding, ...]:
    """What the YAML files and the front matter of a plan give to find, in the order of files and lines.

    On `day` only what is asked for by then is missed, and what is overdue is an error; without a day everything that
    will be asked for is a warning.
    """
    findings: list[Finding] = [*check_references(plan), *check_connections(plan)]
    findings += check_dates(plan)
    findings += check_organization(plan)
    findings += check_keys(plan, day)
    findings += check_topics(plan, day)
    findings += check_coverage(plan, day)
    findings += check_indicators(plan, {})
    findings += check_selection(plan)
    return in_file_order(findings)
