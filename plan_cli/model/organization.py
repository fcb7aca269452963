"""`organization.yaml`: bodies, groups, units and people."""

from __future__ import annotations

from dataclasses import dataclass

from plan_cli.model.place import NOWHERE, Place
from plan_cli.model.values import Date, Identifier, PartyReference, PersonReference


@dataclass(frozen=True, slots=True)
class Member:
    """A person, or a unit's people by office, in a role of a body or group."""

    role: str
    person: PersonReference | None = None
    unit: PartyReference | None = None
    note: str | None = None
    since: Date | None = None
    until: Date | None = None
    place: Place = NOWHERE


@dataclass(frozen=True, slots=True)
class Party:
    """Anything that acts: a body 审议机构, a group 工作组 or a unit 单位."""

    id: Identifier
    name: str
    aliases: tuple[str, ...] = ()
    duty: str | None = None
    host: PartyReference | None = None
    collective: bool = False
    members: tuple[Member, ...] = ()
    place: Place = NOWHERE


@dataclass(frozen=True, slots=True)
class Person:
    """A person by name; what they do stands in the members of bodies and groups."""

    id: Identifier
    name: str
    note: str | None = None
    place: Place = NOWHERE


@dataclass(frozen=True, slots=True)
class Organization:
    """`organization.yaml`."""

    bodies: tuple[Party, ...] = ()
    groups: tuple[Party, ...] = ()
    units: tuple[Party, ...] = ()
    people: tuple[Person, ...] = ()
    place: Place = NOWHERE

    @property
    def parties(self) -> tuple[Party, ...]:
        """Bodies, groups and units, in this order."""
        return self.bodies + self.groups + self.units

    def party(self, party_id: str) -> Party | None:
        """The party with that id."""
        return next((party for party in self.parties if party.id == party_id), None)

    def named(self, written: str) -> Party | None:
        """The party with that id, name or alias."""
        return next((party for party in self.parties if written in (party.id, party.name, *party.aliases)), None)
