"""A walk at random: nobody gains power without an own act, or loses any outside of who acted.

People register, invite, answer (also secrets that were meant for others), withdraw, dismiss, make
keys and log in, whether they may or not. After each step some of the tokens ever issued are tried,
at the end all.
"""

import base64
import json
import random
import uuid
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from services.registry.tests.builders import PASSWORD
from services.registry.tests.conftest import CLOCK, EVERY_ROLE, Person, World

from registry.delegations.orm import Delegation

PEOPLE, STEPS = 4, 50
Held = tuple[uuid.UUID, str]
"""A person, and an organisation that it represents."""


@dataclass
class Token:
    """A token as it was issued: whose, for whom, with which roles."""

    text: str
    owner: Person
    organisation_id: str | None
    roles: list[str]

    @property
    def issued_at(self) -> int:
        payload = self.text.split(".")[1]
        claims = json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))
        return int(claims["iat"])


@dataclass
class Invited:
    """An open invitation: its secret, and who may still take it back."""

    id: str
    organisation_id: str
    inviter: Person
    secret: str


@dataclass
class Walk:
    """The world, and what must be true in it, from the acts of its people alone."""

    world: World
    dice: random.Random
    people: list[Person]
    held: set[Held] = field(default_factory=set)
    chosen: dict[uuid.UUID, str] = field(default_factory=dict)
    invitations: list[Invited] = field(default_factory=list)
    tokens: list[Token] = field(default_factory=list)
    keys: list[tuple[Person, str | None, str]] = field(default_factory=list)
    dismissals: list[Held] = field(default_factory=list)
    organisations: list[str] = field(default_factory=list)

    def anybody(self) -> Person:
        return self.dice.choice(self.people)

    def somewhere(self) -> tuple[Person, str]:
        """Somebody and an organisation: mostly one that it represents, at times any."""
        if self.dice.random() < 0.3:
            return self.anybody(), self.dice.choice(self.organisations)
        who, where = self.dice.choice(sorted(self.held))
        return next(person for person in self.people if person.id == who), where

    def chooses_if_none(self, person: Person, organisation_id: str) -> None:
        if (person.id, self.chosen.get(person.id, "")) not in self.held:
            self.chosen[person.id] = organisation_id

    async def register(self) -> None:
        person = self.anybody()
        made = await person.calls("POST", "/organisations", json=self.world.body())
        organisation_id = made.json()["id"]
        self.organisations.append(organisation_id)
        self.chosen[person.id] = organisation_id
        self.held.add((person.id, organisation_id))

    async def invite(self) -> None:
        by, organisation_id = self.somewhere()
        email = f"{uuid.uuid4().hex}@kadrs.example"
        answer = await by.calls(
            "POST", f"/organisations/{organisation_id}/invitations", json={"email": email}
        )
        assert answer.status_code == (201 if (by.id, organisation_id) in self.held else 403)
        if answer.status_code == 201:
            secret = await self.world.mails.code_for(email)
            self.invitations.append(Invited(answer.json()["id"], organisation_id, by, secret))

    async def answer(self) -> None:
        if not self.invitations:
            return
        person, invited = self.anybody(), self.dice.choice(self.invitations)
        how = self.dice.choice(("acceptance", "acceptance", "refusal"))
        answer = await person.calls("POST", f"/invitations/{how}", json={"secret": invited.secret})
        held = (person.id, invited.organisation_id)
        if how == "acceptance" and held in self.held:
            assert answer.status_code == 409
            return
        assert answer.status_code == (201 if how == "acceptance" else 204), answer.text
        self.invitations.remove(invited)
        if how == "acceptance":
            self.chooses_if_none(person, invited.organisation_id)
            self.held.add(held)

    async def withdraw(self) -> None:
        if not self.invitations:
            return
        by, invited = self.anybody(), self.dice.choice(self.invitations)
        answer = await by.calls(
            "DELETE", f"/organisations/{invited.organisation_id}/invitations/{invited.id}"
        )
        may = (by.id, invited.organisation_id) in self.held
        assert answer.status_code == (204 if may else 403)
        if may:
            self.invitations.remove(invited)

    async def dismiss(self) -> None:
        by, organisation_id = self.somewhere()
        person, where = self.somewhere()
        if where != organisation_id:
            person = self.anybody()
        answer = await by.calls(
            "DELETE", f"/organisations/{organisation_id}/representatives/{person.id}"
        )
        there = {who for who, where in self.held if where == organisation_id}
        if by.id not in there:
            assert answer.status_code == 403
        elif person.id not in there:
            assert answer.status_code == 404
        elif len(there) == 1:
            assert answer.status_code == 409
        else:
            assert answer.status_code == 204, answer.text
            self.held.remove((person.id, organisation_id))
            self.dismissals.append((person.id, organisation_id))
            self.invitations = [
                one
                for one in self.invitations
                if (one.inviter.id, one.organisation_id) != (person.id, organisation_id)
            ]

    async def log_in(self) -> None:
        person, organisation_id = self.somewhere()
        wanted = self.dice.choice([None, organisation_id, organisation_id])
        body = {"email": person.email, "password": PASSWORD, "organisation_id": wanted}
        answer = await self.world.calls("POST", "/sessions", json=body)
        if wanted is not None:
            may = (person.id, wanted) in self.held
            assert answer.status_code == (201 if may else 403)
            if not may:
                return
            self.chosen[person.id] = wanted
        chosen = self.chosen.get(person.id)
        acting = chosen if chosen and (person.id, chosen) in self.held else None
        self.issued(person, answer.json()["access_token"], acting)

    async def make_key(self) -> None:
        alive = [token for token in self.tokens if self.lives(token)]
        token = self.dice.choice(alive)
        body = {
            "name": "A program",
            "scopes": ["registry:read"],
            "expires_at": (CLOCK.now() + timedelta(days=9)).isoformat(),
        }
        headers = {"Authorization": f"Bearer {token.text}"}
        made = await self.world.calls("POST", "/api-keys", json=body, headers=headers)
        if made.status_code == 201:  # a machine's token makes no key
            self.keys.append((token.owner, token.organisation_id, made.json()["api_key"]))

    async def exchange(self) -> None:
        if not self.keys:
            return
        person, organisation_id, key = self.dice.choice(self.keys)
        answer = await self.world.calls("POST", "/api-keys/exchange", json={"api_key": key})
        holds = organisation_id is None or (person.id, organisation_id) in self.held
        assert answer.status_code == (200 if holds else 401)
        if holds:
            self.issued(person, answer.json()["access_token"], organisation_id)

    def issued(self, person: Person, text: str, organisation_id: str | None) -> None:
        roles = list(EVERY_ROLE) if organisation_id else []
        self.tokens.append(Token(text, person, organisation_id, roles))

    @property
    def has_seen_enough(self) -> bool:
        """Whether anybody was dismissed, and any token acted for an organisation."""
        return bool(self.dismissals) and any(token.organisation_id for token in self.tokens)

    def lives(self, token: Token) -> bool:
        """Unless its owner was dismissed there since, to the second that tokens are dated by."""
        return not any(
            subject == token.owner.id and where == token.organisation_id and token.issued_at <= at
            for subject, where, at in self.revoked
        )

    revoked: list[tuple[uuid.UUID, str, float]] = field(default_factory=list)

    async def check(self, *, whole: bool = False) -> None:
        """What holds after every step, whoever took it; of the tokens some are tried, or all."""
        async with self.world.database.transaction() as session:
            rows = await session.execute(
                sa.select(Delegation.account_id, Delegation.organisation_id).where(
                    Delegation.organisation_id != self.world.cluster_id
                )
            )
            assert {(who, str(where)) for who, where in rows} == self.held
        told: list[dict[str, Any]] = await self.world.announced("token.revoked")
        self.revoked = [
            (
                uuid.UUID(fact["subject"]),
                fact["organisation_id"],
                datetime.fromisoformat(fact["revoked_at"]).timestamp(),
            )
            for fact in told
        ]
        # Nothing is revoked but for a dismissal, and for its organisation.
        assert [(subject, where) for subject, where, _ in self.revoked] == self.dismissals
        for token in self.tokens if whole else random.sample(self.tokens, 4):
            headers = {"Authorization": f"Bearer {token.text}"}
            answer = await self.world.calls("GET", "/me", headers=headers)
            assert answer.status_code == (200 if self.lives(token) else 401)
            if answer.status_code == 200:
                me = answer.json()
                assert me["organisation_id"] == token.organisation_id
                assert me["roles"] == token.roles


@pytest.mark.parametrize("seed", [1, 2, 3])
async def test_nobody_gains_power_without_an_own_act_or_loses_any_outside_of_who_acted(
    new_world: World, seed: int
) -> None:
    world = new_world
    walk = Walk(world, random.Random(seed), [await world.person() for _ in range(PEOPLE)])
    for person in walk.people:
        walk.tokens.append(Token(person.token, person, None, []))
    acts = {
        walk.register: 1,
        walk.invite: 4,
        walk.answer: 5,
        walk.withdraw: 1,
        walk.dismiss: 5,
        walk.log_in: 3,
        walk.make_key: 2,
        walk.exchange: 3,
    }
    await walk.register()
    steps = 0
    # Longer when chance would have it that nothing worth looking at has happened.
    while steps < STEPS or (steps < 10 * STEPS and not walk.has_seen_enough):
        steps += 1
        (act,) = walk.dice.choices([*acts], [*acts.values()])
        await act()
        await walk.check()
    await walk.check(whole=True)
    assert walk.has_seen_enough
