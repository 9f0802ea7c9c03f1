"""What an organisation stands as, from its entry on."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from services.registry.tests.admissions import Case, applied, applied_by
from services.registry.tests.conftest import CLOCK, World

from registry.actors import PLATFORM
from registry.admission.use_cases import record_founding_members
from registry.organisations.repository import locked_organisation
from registry.organisations.standing_policies import POLICIES
from registry.organisations.standings import end_suspension, stand, suspend
from registry.vocabulary import Standing


async def shown(world: World, organisation_id: UUID) -> Any:
    return (await world.calls("GET", f"/organisations/{organisation_id}")).json()


async def told(world: World, organisation_id: UUID) -> list[tuple[str, str]]:
    facts = await world.announced("organisation.updated", organisation_id)
    for one in facts:
        assert one["may"] == list(POLICIES[0].may[one["standing"]])
    return [(one["membership"], one["standing"]) for one in facts]


async def reject(case: Case) -> Any:
    await case.meet()
    return await case.decide("rejected")


async def withdraw(case: Case) -> Any:
    return await case.step("withdrawal", {"reason": "Pārdomāts"}, by=case.applicant)


async def test_an_entry_stands_as_nothing_from_its_first_fact_on(world: World) -> None:
    organisation_id = await world.organisation()
    entry = await shown(world, organisation_id)
    assert (entry["standing"], entry["may"]) == ("none", ["publish", "bid"])
    (fact,) = await world.announced("organisation.registered", organisation_id)
    assert (fact["standing"], fact["may"]) == ("none", ["publish", "bid"])


@pytest.mark.parametrize("ends", [reject, withdraw])
async def test_who_was_excluded_and_applies_in_vain_is_excluded_still(
    world: World, ends: Any
) -> None:
    applicant = await world.person(organisation_id=await world.organisation())
    organisation_id = applicant.organisation_id
    assert organisation_id is not None
    long_ago = CLOCK.now() - timedelta(days=1000)
    async with world.database.transaction() as session:
        organisation = await locked_organisation(session, organisation_id)
        await stand(session, organisation, "member", now=long_ago - timedelta(days=1))
        await stand(session, organisation, "excluded", now=long_ago)
    for _ in range(2):
        case = await applied_by(world, applicant)
        assert (await shown(world, organisation_id))["standing"] == "candidate"
        assert (await ends(case)).is_success
        entry = await shown(world, organisation_id)
        assert entry["standing"] == "excluded"
        assert entry["member_until"].startswith(long_ago.date().isoformat())


@pytest.mark.parametrize("ends", [reject, withdraw])
async def test_who_applied_is_a_candidate_until_the_application_ends(
    world: World, ends: Any
) -> None:
    case = await applied(world)
    organisation_id = case.applicant.organisation_id
    assert organisation_id is not None
    assert (await shown(world, organisation_id))["standing"] == "candidate"
    answer = await ends(case)
    assert answer.is_success, answer.text
    entry = await shown(world, organisation_id)
    assert (entry["membership"], entry["standing"], entry["member_until"]) == ("none", "none", None)
    assert await told(world, organisation_id) == [("none", "candidate"), ("none", "none")]


async def test_who_is_admitted_is_a_member_with_all_that_a_member_may(world: World) -> None:
    case = await applied(world)
    await case.assess_all()
    await case.meet()
    assert (await case.decide()).is_success
    organisation_id = case.applicant.organisation_id
    assert organisation_id is not None
    (fact,) = await world.announced("member.admitted", organisation_id)
    assert (fact["standing"], fact["may"]) == ("member", list(POLICIES[0].may["member"]))
    assert fact["member_since"] is not None
    assert await told(world, organisation_id) == [("none", "candidate")]


async def test_a_former_member_that_is_not_admitted_again_stays_a_former_one(world: World) -> None:
    organisation_id = await founded(world)
    await stands(world, organisation_id, "former")
    left = (await shown(world, organisation_id))["member_until"]
    assert left is not None
    case = await applied_by(world, await world.person(organisation_id=organisation_id))
    assert (await shown(world, organisation_id))["membership"] == "former"
    await withdraw(case)
    entry = await shown(world, organisation_id)
    assert (entry["standing"], entry["member_until"]) == ("former", left)


async def test_a_suspended_member_that_leaves_or_stays_gets_that_back_at_the_suspensions_end(
    world: World,
) -> None:
    organisation_id = await founded(world)
    ends = CLOCK.now() + timedelta(days=30)
    for steps, seen in (
        (("suspended", "leaving"), "suspended"),
        (("end",), "leaving"),
        (("suspended", "member"), "suspended"),
        (("end",), "member"),
        (("suspended", "former"), "former"),
        (("end",), "former"),
        (("suspended",), "former"),
    ):
        for step in steps:
            await stands(world, organisation_id, step, until=ends if step == "leaving" else None)
        assert (await shown(world, organisation_id))["standing"] == seen
    told_so = await told(world, organisation_id)
    # That a suspended member leaves changes only the end of its membership.
    assert [standing for _, standing in told_so] == [
        "suspended",
        "suspended",
        "leaving",
        "suspended",
        "suspended",
        "member",
        "suspended",
        "former",
    ]


async def founded(world: World) -> UUID:
    organisation_id = await world.organisation()
    async with world.database.transaction() as session:
        await record_founding_members(
            session, CLOCK, organisation_ids=[organisation_id], by=PLATFORM
        )
    return organisation_id


async def stands(world: World, organisation_id: UUID, standing: str, until: Any = None) -> None:
    async with world.database.transaction() as session:
        organisation = await locked_organisation(session, organisation_id)
        now = CLOCK.now()
        if standing == "suspended":
            await suspend(session, organisation, now=now)
        elif standing == "end":
            await end_suspension(session, organisation, now=now)
        else:
            known: Standing = standing  # type: ignore[assignment]
            await stand(session, organisation, known, now=now, until=until)
