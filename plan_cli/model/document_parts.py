"""What official documents have around their text: signature, red head, imprint (GB/T 9704-2012, 7)."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from plan_cli.model.place import NOWHERE, Place


@dataclass(frozen=True, slots=True)
class Signature:
    """署名和成文日期. `seal`: room is left for a seal (7.3.5.1), else the unsealed form (7.3.5.2)."""

    by: str
    date: datetime.date
    seal: bool = True
    place: Place = NOWHERE


@dataclass(frozen=True, slots=True)
class RedHead:
    """版头: the organ's name in red, the document's number, the signer of a document that goes upwards (7.2)."""

    organ: str
    number: str
    signer: str | None = None
    place: Place = NOWHERE


@dataclass(frozen=True, slots=True)
class Imprint:
    """版记: copies, who printed it and when (7.4)."""

    printed_by: str
    date: datetime.date
    copies: str | None = None
    place: Place = NOWHERE
