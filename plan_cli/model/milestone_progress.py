"""How far a milestone has come, as calendars and pictures of the schedule show it."""

from __future__ import annotations

from plan_cli.model.values import Named


class MilestoneProgress(Named):
    """Met, still due, past its day without having been met, or let go by a decision (豁免)."""

    MET = "met", "已完成"
    DUE = "due", "待完成"
    OVERDUE = "overdue", "已逾期"
    WAIVED = "waived", "已豁免"
