"""A walk at random over offers, acceptances, recalls, resignations and time.

Nobody is in office without an own act, the seats are never exceeded, delegations and terms agree,
and somebody can always fill the offices.
"""

import random
from collections import Counter
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from services.registry.tests.conftest import Person, World
from services.registry.tests.integration.test_offices import does, offer, offered

from registry.delegations.orm import Delegation
from registry.offices import ending, use_cases
from registry.offices.changes import settle_offices
from registry.offices.orm import OfficeTerm
from shared.clocks import MovedClock
from shared.errors import DomainError

OFFICES = ("board", "board", "manager", "accountant", "expert", "coordinator")
STEPS = 90


async def fresh(world: World, person: Person) -> Person:
    """The person with the roles that it holds now, as after a login."""
    async with world.database.transaction() as session:
        held = await world.directory.roles_of(session, person.id)
    roles = [one for one in held if one.organisation_id == world.cluster_id]
    person.organisation_id = world.cluster_id if roles else None
    person.roles = tuple(sorted(roles[0].roles)) if roles else ()
    return person


async def state(world: World) -> list[OfficeTerm]:
    async with world.database.transaction() as session:
        return list(await session.scalars(sa.select(OfficeTerm)))


@pytest.mark.parametrize("seed", [1, 2])
async def test_no_walk_gives_power_without_an_own_act_or_leaves_nobody_who_can_act(
    new_world: World, seed: int
) -> None:
    world, dice = new_world, random.Random(seed)
    people = [world.manager, world.board, *[await world.person() for _ in range(9)]]
    known = {(world.manager.id, "manager"), (world.board.id, "board")}
    accepted: set[tuple[Any, str]] = set(known)
    for person in people[2:5]:
        # A board that can decide: what one member records another has to confirm.
        term = await offered(world.manager, person)
        await does(person, term, "acceptance")
        accepted.add((person.id, "board"))
    seen: Counter[str] = Counter()
    passed = timedelta(0)
    for _ in range(STEPS):
        by = await fresh(world, dice.choice(people))
        act = dice.choice(
            ["offer", "offer", "confirm", "accept", "accept", "accept", "recall", "resign", "time"]
        )
        before = {
            (one.account_id, one.office) for one in await state(world) if one.status == "in_office"
        }
        terms = await state(world)
        left: set[tuple[Any, str]] = set()
        if act == "time":
            passed += timedelta(days=dice.choice([1, 1, 5, 10, 40, 200]))
            async with world.database.transaction() as session:
                await settle_offices(session, MovedClock(passed), vault=world.vault)
            left = before
        else:
            clock = MovedClock(passed)
            term = dice.choice(terms)
            offers = [one for one in terms if one.status == "confirmed"]
            if act == "accept" and offers:
                term = dice.choice(offers)
                addressed = next(one for one in people if one.email == term.email)
                by = dice.choice([addressed, addressed, by])
            elif act in ("offer", "confirm", "recall") and dice.random() < 0.8:
                serving = [one.account_id for one in terms if one.status == "in_office"]
                by = await fresh(world, dice.choice([one for one in people if one.id in serving]))
            common: dict[str, Any] = {"term_id": term.id, "version": None, "by": by.caller}
            mail: dict[str, Any] = {"vault": world.vault}
            try:
                async with world.database.transaction() as session:
                    if act == "offer":
                        body = offer(dice.choice(people), dice.choice(OFFICES))
                        await use_cases.offer_office(
                            session,
                            clock,
                            **mail,
                            office=body["office"],
                            area=body["area"],
                            email=body["email"],
                            language="lv",
                            begins_at=None,
                            ends_at=None,
                            reference="Minutes",
                            decided_on=clock.now().date() - timedelta(days=1),
                            by=by.caller,
                        )
                    elif act == "confirm":
                        await use_cases.confirm_office(
                            session, clock, **mail, language="lv", **common
                        )
                    elif act == "accept":
                        done, _ = await use_cases.accept_office(session, clock, **mail, **common)
                        assert done.account_id == by.id
                        accepted.add((by.id, done.office))
                        # Who makes way was past its end, or goes on itself.
                        left = {
                            (one.account_id, one.office)
                            for one in terms
                            if one.ends_at and one.ends_at <= clock.now()
                        }
                    elif act == "recall":
                        await ending.recall_officer(
                            session,
                            clock,
                            **mail,
                            reference="Minutes",
                            decided_on=clock.now().date() - timedelta(days=1),
                            reason="Trust is lost",
                            **common,
                        )
                        assert term.account_id != by.id
                        left = {(term.account_id, term.office)}
                    else:
                        await ending.resign_office(session, clock, **mail, note=None, **common)
                        assert term.account_id == by.id
                        left = {(by.id, term.office)}
                seen[act] += 1
            except DomainError:
                pass
        now = [one for one in await state(world) if one.status == "in_office"]
        holders = {(one.account_id, one.office) for one in now}
        assert holders <= accepted, "nobody gains power without an own act"
        assert before - holders <= left, "nobody loses any by what concerns another"
        async with world.database.transaction() as session:
            rows = await session.execute(
                sa.select(Delegation.account_id, Delegation.office).where(
                    Delegation.organisation_id == world.cluster_id
                )
            )
            assert {tuple(row) for row in rows} == holders
        assert all(
            (one.seat or 0) <= {"board": 7, "coordinator": 3, "expert": 50}.get(one.office, 1)
            for one in now
        )
        assert any(one.office in ("manager", "board") for one in now), "somebody can act"
    # Whatever was left open, time ends.
    async with world.database.transaction() as session:
        await settle_offices(session, MovedClock(passed + timedelta(days=500)), vault=world.vault)
    assert not [
        one for one in await state(world) if one.status in ("proposed", "confirmed", "accepted")
    ]
    assert seen["offer"], seen
    assert seen["accept"], seen
