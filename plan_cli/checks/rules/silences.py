"""Rules about silences: findings that people have let be."""

from __future__ import annotations

from plan_cli.checks.rule import Rule
from plan_cli.model.finding import Code, Severity


class SilenceUnused(Rule):
    """A silence that silences nothing

    The finding that this comment or this entry of plan.yaml lets be is no longer there. Take the silence away.

    Why: a silence left behind would hide the next mistake of its kind without anyone having looked at it.

    Source: docs/checking.md
    """

    code = Code.SILENCE_UNUSED
    severity = Severity.WARNING
    wrong = {"chapters/01.md": "## 目标\n\n<!-- plan: silence R002 原文如此 -->\n\n提高全民科学素质。\n"}
    right = {"chapters/01.md": "## 目标\n\n提高全民科学素质。\n"}


class SilenceIncomplete(Rule):
    """A silence without a code or a reason

    A silence names the code of the finding and says why it is let be, so that whoever reads it later can judge whether
    that still holds. Without both it silences nothing.

    Why: people who did not write the text must be able to see that somebody looked at the finding, and what they
    thought.

    Source: docs/checking.md
    """

    code = Code.SILENCE_INCOMPLETE
    severity = Severity.WARNING
    wrong = {"chapters/01.md": "## 目标\n\n<!-- plan: silence R002 -->\n\n提高全民科学素质。\n"}
    right = {"chapters/01.md": "## 目标\n\n提高全民科学素质。\n"}
