"""Who is told how a leaving goes, and of one that lingers."""

import asyncio
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
import sqlalchemy as sa
from services.registry.tests.conftest import CLOCK, Person, World
from services.registry.tests.leavings import Leavings, a_member, asked, cancel

from registry.leaving.reminding import remind_of_leavings
from registry.leaving.use_cases import today
from registry.notices.orm import Notice
from shared.clocks import Clock


class Later(Clock):
    """Some days from now."""

    def __init__(self, days: float) -> None:
        self.days = days

    def now(self) -> Any:
        return CLOCK.now() + timedelta(days=self.days)


@pytest.fixture
async def member(world: World) -> Person:
    """An administrator of a member."""
    return await a_member(world)


async def told(world: World, request: dict[str, Any]) -> list[tuple[str, str, UUID]]:
    """What was told of a request: template, to which role, in which organisation."""
    async with world.database.transaction() as session:
        rows = await session.execute(
            sa.select(Notice.template, Notice.role, Notice.organisation_id)
            .where(Notice.link == f"/v1/registry/leaving-requests/{request['id']}")
            .order_by(Notice.id)
        )
        return [(row.template, row.role, row.organisation_id) for row in rows]


async def remind(world: World, days: float) -> None:
    async with world.database.transaction() as session:
        await remind_of_leavings(session, Later(days))


async def test_the_manager_is_told_who_wishes_to_leave_and_who_stays_not_why(
    world: World, member: Person
) -> None:
    request = await asked(member, reason="Nauda beigusies")
    await cancel(member, request)
    assert await told(world, request) == [
        ("leaving_requested", "manager", world.cluster_id),
        ("leaving_cancelled", "manager", world.cluster_id),
    ]
    async with world.database.transaction() as session:
        values = await session.scalars(sa.select(Notice.values).where(Notice.link.contains("leav")))
        assert "Nauda" not in str(values.all())


async def test_its_administrators_and_the_manager_are_told_once_that_it_has_left(
    world: World, member: Person
) -> None:
    request = await asked(member)
    for service in ("marketplace", "billing", "billing"):
        await Leavings(world).states(service, request)
    assert (await told(world, request))[1:] == [
        ("leaving_completed", "administrator", member.organisation_id),
        ("member_has_left", "manager", world.cluster_id),
    ]


async def test_a_request_that_lingers_is_brought_to_mind_again_and_again(
    world: World, member: Person
) -> None:
    request = await asked(member)
    await Leavings(world).states("marketplace", request, opened=[("order", uuid4())])
    counts = []
    for days in (1, 29, 30.1, 31, 59, 60.2):
        await remind(world, days)
        counts.append(len(await told(world, request)) - 1)
    assert counts == [0, 0, 2, 2, 2, 4]
    assert (await told(world, request))[1:3] == [
        ("leaving_unfinished", "administrator", member.organisation_id),
        ("leaving_lingers", "manager", world.cluster_id),
    ]


async def test_two_workers_bring_it_to_mind_once(world: World, member: Person) -> None:
    request = await asked(member)
    await asyncio.gather(*(remind(world, 30.1) for _ in range(3)))
    assert len(await told(world, request)) == 3


async def test_before_its_wished_day_nothing_lingers(world: World, member: Person) -> None:
    wished = today(CLOCK.now()) + timedelta(days=100)
    request = await asked(member, wished_on=wished.isoformat())
    counts = []
    for days in (31, 99, 129, 131):
        await remind(world, days)
        counts.append(len(await told(world, request)) - 1)
    assert counts == [0, 0, 0, 2]


async def test_who_has_left_or_stays_is_not_reminded(world: World, member: Person) -> None:
    stays = await asked(member)
    await cancel(member, stays)
    gone = await asked(member)
    for service in ("marketplace", "billing"):
        await Leavings(world).states(service, gone)
    before = len(await told(world, stays)), len(await told(world, gone))
    await remind(world, 100)
    assert (len(await told(world, stays)), len(await told(world, gone))) == before
