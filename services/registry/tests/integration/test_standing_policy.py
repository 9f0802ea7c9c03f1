"""A new table of what a standing may: dated, and told of every entry that it changes."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
import sqlalchemy as sa
from services.registry.tests.conftest import CLOCK, World

from registry.organisations import duties, standing_policies
from registry.organisations.duties import apply_standing_policy
from registry.organisations.standing_policies import POLICIES
from shared.clocks import Clock


class At(Clock):
    """One moment."""

    def __init__(self, moment: datetime) -> None:
        self.moment = moment

    def now(self) -> datetime:
        return self.moment


async def applied(world: World, moment: datetime | None = None) -> None:
    async with world.database.transaction() as session:
        await apply_standing_policy(session, At(moment or CLOCK.now()))


async def told(world: World, organisation_id: UUID) -> list[Any]:
    return [one["may"] for one in await world.announced("organisation.updated", organisation_id)]


def table(begins: datetime, **may: Sequence[Any]) -> Any:
    latest = POLICIES[-1]
    return replace(latest, valid_from=begins, may={**latest.may, **may})


async def test_a_new_table_is_announced_of_whom_it_changes_once_it_begins(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    ids = [await world.organisation() for _ in range(3)]
    begins = CLOCK.now() + timedelta(days=3)
    monkeypatch.setattr(
        standing_policies, "POLICIES", (*POLICIES, table(begins, none=("publish",)))
    )
    monkeypatch.setattr(duties, "BATCH", 2)
    await applied(world)
    assert [await told(world, one) for one in ids] == [[], [], []]
    for _ in range(4):
        await applied(world, begins)
    # Once each, whatever the batch; the cluster's own entry is among those that it reaches.
    assert [await told(world, one) for one in ids] == [[["publish"]]] * 3
    assert await told(world, world.cluster_id) == [["publish"]]


async def test_a_new_table_that_changes_nothing_for_an_entry_is_not_announced_of_it(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    organisation_id = await world.organisation()
    begins = CLOCK.now() - timedelta(days=1)
    monkeypatch.setattr(standing_policies, "POLICIES", (*POLICIES, table(begins, excluded=())))
    await applied(world)
    assert await told(world, organisation_id) == []
    async with world.database.transaction() as session:
        left = "select count(*) from organisations where may_as_of <> :begins"
        assert await session.scalar(sa.text(left), {"begins": begins}) == 0


async def test_what_a_release_before_wrote_is_told_once(world: World) -> None:
    organisation_id = await world.organisation()
    async with world.database.transaction() as session:
        await session.execute(
            sa.text(
                "update organisations set standing = null, may = null, may_as_of = default"
                " where id = :id"
            ),
            {"id": organisation_id},
        )
    await applied(world)
    await applied(world)
    assert await told(world, organisation_id) == [["publish", "bid"]]
    entry = (await world.calls("GET", f"/organisations/{organisation_id}")).json()
    assert (entry["version"], entry["standing"]) == (2, "none")
