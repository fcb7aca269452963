"""Everything that `plan check` finds in a snapshot, on a day on which much is due."""

from __future__ import annotations

import datetime
from pathlib import Path

from plan_cli.checks.rules.gates import SIGNED
from plan_cli.checks.rules.keys import FINGERPRINT
from plan_cli.checkup.checkup import Options, check
from plan_cli.model.finding import Finding
from plan_cli.model.signature import RecordSignature
from plan_cli.model.values import Identifier
from plan_cli.render.cache import Cache
from plan_cli.repository.snapshot import Snapshot

FIRST_COMMIT = "0" * 40
TODAY = datetime.date(2015, 6, 1)
SIGNATURES = {
    identifier: RecordSignature(True, "", Identifier("chen"), FINGERPRINT, datetime.date(2015, 5, 25))
    for identifier in SIGNED
}
"""The one record of the examples that is signed."""


def all_findings(snapshot: Snapshot, cache_folder: Path | None = None) -> tuple[Finding, ...]:
    """Every finding, in the order of files and lines, each once."""
    options = Options(TODAY, bundled_fonts=True, first_commit=FIRST_COMMIT, signatures=SIGNATURES)
    return check(snapshot, Cache(cache_folder), options)
