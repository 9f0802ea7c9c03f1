"""Every verb that announces anew raises the version, and is refused where it would forget."""

from collections.abc import Awaitable, Callable
from typing import Any

import pytest
import sqlalchemy as sa
from services.registry.tests.builders import competence
from services.registry.tests.conftest import CLOCK, World
from tests.support.forgetting import forgetting

from registry.actors import PLATFORM
from registry.admission.use_cases import record_founding_members
from registry.competences.orm import Competence
from registry.competences.use_cases import declare_competences, withdraw_competence
from registry.delegations.orm import Affiliation
from registry.delegations.use_cases import appoint_person
from registry.organisations.orm import Organisation
from registry.organisations.use_cases import update_organisation
from registry.taxonomy.orm import TaxonomyPublication
from registry.taxonomy.use_cases import publish_taxonomy
from shared.messaging.outbox import VersionNotRaised

Step = Callable[[Any], Awaitable[Any]]


async def organisation_updated(world: World) -> Step:
    organisation_id = await world.organisation()
    return lambda session: update_organisation(
        session,
        organisation_id=organisation_id,
        version=None,
        changes={"website": "https://kadrs.example"},
        by=world.manager.caller,
    )


async def member_admitted(world: World) -> Step:
    organisation_id = await world.organisation()
    return lambda session: record_founding_members(
        session, CLOCK, organisation_ids=[organisation_id], by=PLATFORM
    )


async def competence_withdrawn(world: World) -> Step:
    organisation_id = await world.organisation()
    async with world.database.transaction() as session:
        (made,) = await declare_competences(session, CLOCK, entries=[competence(organisation_id)])
    return lambda session: withdraw_competence(
        session, CLOCK, competence_id=made.id, by=world.manager.caller
    )


async def affiliation_changed(world: World) -> Step:
    organisation_id = await world.organisation()
    first = await world.person(organisation_id=organisation_id)
    second = await world.person(organisation_id=organisation_id)
    path = f"/organisations/{organisation_id}/representatives/{second.id}"
    assert (await first.calls("DELETE", path)).status_code == 204
    return lambda session: appoint_person(
        session,
        CLOCK,
        vault=world.vault,
        organisation_id=organisation_id,
        account_id=second.id,
        office="representative",
    )


VERBS = [organisation_updated, member_admitted, competence_withdrawn, affiliation_changed]


@pytest.mark.parametrize("verb", VERBS, ids=lambda verb: verb.__name__)
async def test_the_verb_announces_a_raised_version_and_nothing_where_it_forgot(
    world: World, verb: Callable[[World], Awaitable[Step]]
) -> None:
    step = await verb(world)
    event_type = verb.__name__.replace("_", ".")
    before = await world.announced(event_type)
    with forgetting(Organisation, Competence, Affiliation), pytest.raises(VersionNotRaised):
        async with world.database.transaction() as session:
            await step(session)
    assert await world.announced(event_type) == before
    async with world.database.transaction() as session:
        await step(session)
    (*_, fact) = await world.announced(event_type)
    assert len(await world.announced(event_type)) == len(before) + 1
    assert fact["version"] > 1


async def test_a_release_that_was_taken_back_to_announces_no_older_taxonomy(
    new_world: World,
) -> None:
    before = await new_world.announced("taxonomy.published")
    async with new_world.database.transaction() as session:
        # As if this release's version had been left out, and a later one published.
        await session.execute(
            sa.update(TaxonomyPublication).values(version=TaxonomyPublication.version + 1)
        )
        assert not await publish_taxonomy(session, CLOCK)
    assert await new_world.announced("taxonomy.published") == before
