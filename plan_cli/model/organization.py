"""`organization.yaml`: bodies, groups, units and people."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import dataclass

from plan_cli.model.place import NOWHERE, Place
from plan_cli.model.ssh_key import KeyFormatError, PublicKey, public_key
from plan_cli.model.values import Date, Identifier, Named, PartyReference, PersonReference


class Revocation(Named):
    """Why a key was taken from a person before its time."""

    LOST = "lost", "遗失"
    STOLEN = "stolen", "被盗"
    LEFT = "left", "离任"


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

    def serves_on(self, day: datetime.date) -> bool:
        """Whether the role is held on that day; first and last day included."""
        return (self.since is None or self.since.day <= day) and (self.until is None or day <= self.until.day)


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
class Key:
    """An SSH public key of a person: the line of its `.pub` file.

    It signs from `since` to `until`, both included. `revoked`: the day from which on it signs nothing any more, and
    from which on it may have been in other hands; `reason` says why.
    """

    key: str
    since: Date | None = None
    until: Date | None = None
    revoked: Date | None = None
    reason: Revocation | None = None
    note: str | None = None
    place: Place = NOWHERE

    @property
    def id(self) -> str:
        """Its fingerprint, by which it is told from others; what is written where that is no key."""
        public = self.public
        return public.fingerprint if public else self.key

    @property
    def public(self) -> PublicKey | None:
        """The key itself; None where it is none, or one that is not allowed."""
        try:
            return public_key(self.key)
        except KeyFormatError:
            return None

    def in_other_hands(self, day: datetime.date) -> bool:
        """Whether what it signed on that day may be somebody else's."""
        return self.revoked is not None and self.revoked.day <= day


@dataclass(frozen=True, slots=True)
class Person:
    """A person by name; what they do stands in the members of bodies and groups."""

    id: Identifier
    name: str
    note: str | None = None
    keys: tuple[Key, ...] = ()
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

    def person(self, person_id: str) -> Person | None:
        """The person with that id."""
        return next((person for person in self.people if person.id == person_id), None)

    def members(self, party_id: str, day: datetime.date) -> frozenset[str]:
        """The ids of the people who belong to a party on that day, by name or through a unit that is a member."""
        found: set[str] = set()
        seen: set[str] = set()
        pending = [party_id]
        while pending:
            identifier = pending.pop()
            party = self.party(identifier)
            if party is None or identifier in seen:
                continue
            seen.add(identifier)
            for member in party.members:
                if member.serves_on(day):
                    found |= {member.person.id} if member.person else set()
                    pending += [member.unit.id] if member.unit else []
        return frozenset(found)

    def held_keys(self) -> Iterator[tuple[Person, Key]]:
        """Every key with whose it is."""
        return ((person, key) for person in self.people for key in person.keys)

    def signing_keys(self) -> dict[str, str]:
        """The line of every usable key, by its fingerprint."""
        return {key.public.fingerprint: key.public.line for __, key in self.held_keys() if key.public}

    def key(self, fingerprint: str) -> tuple[Person, Key] | None:
        """The key with that fingerprint and whose it is; None where nobody has it, or not just one entry names it."""
        found = [(person, key) for person, key in self.held_keys() if key.id == fingerprint]
        return found[0] if len(found) == 1 else None
