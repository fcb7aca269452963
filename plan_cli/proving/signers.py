"""Who signed a step, as a judgement keeps it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Signer:
    """A person of `organization.yaml` whose key signed a commit. `key`: its fingerprint, as `SHA256:…`."""

    person: str
    key: str
