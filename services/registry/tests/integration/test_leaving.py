"""Leaving the cluster: by an own act, complete when nothing is open, until then revocable."""

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from services.registry.tests.admissions import applied_by
from services.registry.tests.conftest import CLOCK, Person, World
from services.registry.tests.leavings import Leavings, a_member, asked, cancel, entry, show

from registry.delegations.authorisation import holds_office
from registry.delegations.use_cases import appoint_person
from registry.leaving.use_cases import settle_leavings, today
from registry.organisations.repository import locked_organisation
from registry.organisations.standing_policies import POLICIES
from registry.organisations.standings import end_suspension, stand, suspend
from shared.clocks import Clock
from shared.messaging.events import Undecodable


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


@pytest.fixture
def leavings(world: World) -> Leavings:
    return Leavings(world)


async def test_who_asks_takes_on_nothing_new_and_every_service_is_told(
    world: World, member: Person
) -> None:
    request = await asked(member, reason="Pārceļamies uz Tallinu")
    assert (request["status"], request["statements"]) == ("requested", [])
    assert request["waits_for"] == ["billing", "marketplace"]
    shown = await entry(world, member.organisation_id)
    assert (shown["membership"], shown["standing"]) == ("member", "leaving")
    assert shown["may"] == list(POLICIES[0].may["leaving"])
    (fact,) = await world.announced("leaving.requested", request["id"])
    assert fact["organisation_version"] == shown["version"]
    assert (fact["organisation_id"], fact["status"]) == (str(member.organisation_id), "requested")
    # Neither who asked nor why: a fact holds no person, and a reason may.
    assert str(member.id) not in str(fact)
    assert "Tallinu" not in str(fact)


async def test_it_is_complete_with_the_last_empty_answer_and_not_before(
    world: World, member: Person, leavings: Leavings
) -> None:
    request = await asked(member)
    order = uuid4()
    await leavings.states("marketplace", request, opened=[("order", order)])
    await leavings.states("billing", request)
    seen = (await show(member, request)).json()
    (statement,) = [one for one in seen["statements"] if one["service"] == "marketplace"]
    assert statement["open"] == [
        {"kind": "order", "id": str(order), "link": f"/v1/marketplace/orders/{order}"}
    ]
    assert (seen["status"], seen["waits_for"]) == ("requested", [])
    await leavings.states("marketplace", request, version=2, completed=1)
    assert (await show(member, request)).json()["status"] == "requested", "not yet invoiced"
    await leavings.states("billing", request, version=2, completed=1, opened=[("invoice", order)])
    await leavings.states("billing", request, version=3, completed=1)
    done = (await show(member, request)).json()
    assert done["status"] == "completed"
    shown = await entry(world, member.organisation_id)
    assert (shown["membership"], shown["standing"]) == ("former", "former")
    assert shown["member_until"] == done["ended_at"]
    assert shown["may"] == ["publish", "bid"]
    (fact,) = await world.announced("leaving.completed", request["id"])
    assert (fact["version"], fact["status"]) == (2, "completed")
    told = await world.announced("organisation.updated", member.organisation_id)
    assert [one["standing"] for one in told] == ["leaving", "former"]


async def test_of_sealed_bids_one_learns_only_that_there_are_some_and_waits_for_them(
    member: Person, leavings: Leavings
) -> None:
    request = await asked(member)
    await leavings.states("billing", request)
    await leavings.states("marketplace", request, sealed=True)
    seen = (await show(member, request)).json()
    assert seen["status"] == "requested"
    assert [(one["sealed_bids"], one["open_count"]) for one in seen["statements"]] == [
        (True, 0),
        (False, 0),
    ]
    await leavings.states("marketplace", request, version=2)
    assert (await show(member, request)).json()["status"] == "completed"


async def test_repeated_late_and_crossed_answers_change_nothing(
    world: World, member: Person, leavings: Leavings
) -> None:
    first = await asked(member)
    await leavings.states("billing", first)
    assert (await cancel(member, first)).status_code == 200
    # The other answer to what is cancelled comes only now.
    await leavings.states("marketplace", first)
    assert (await entry(world, member.organisation_id))["standing"] == "member"
    second = await asked(member)
    await leavings.states("marketplace", first, version=9)
    await leavings.states("billing", first, version=9)
    assert (await show(member, second)).json()["waits_for"] == ["billing", "marketplace"]
    await leavings.states("marketplace", second, version=3, opened=[("tender", uuid4())])
    # Older ones of the same request, empty, arrive after it; and one about somebody else.
    for version in (1, 2, 3):
        await leavings.states("marketplace", second, version=version)
    await leavings.states("marketplace", {**second, "organisation_id": str(uuid4())}, version=8)
    await leavings.states("marketplace", {**second, "id": str(uuid4())}, version=8)
    await leavings.states("billing", second)
    seen = (await show(member, second)).json()
    assert (seen["status"], len(seen["statements"])) == ("requested", 2)
    await leavings.states("marketplace", second, version=4)
    await leavings.states("marketplace", second, version=4)
    await leavings.states("marketplace", second, version=5, opened=[("tender", uuid4())])
    assert (await show(member, second)).json()["status"] == "completed"
    assert len(await world.announced("leaving.completed", second["id"])) == 1


async def test_what_is_no_statement_is_refused_and_changes_nothing(
    member: Person, leavings: Leavings
) -> None:
    request = await asked(member)
    for bad in ({"version": 0}, {"open_count": -1}, {"stated_at": "soon"}, {"open": [{"id": 1}]}):
        with pytest.raises(Undecodable):
            await leavings.states("billing", request, **bad)
    assert (await show(member, request)).json()["statements"] == []


async def test_nobody_leaves_before_the_wished_day_and_then_by_a_duty(
    world: World, member: Person, leavings: Leavings
) -> None:
    wished = today(CLOCK.now()) + timedelta(days=30)
    request = await asked(member, wished_on=wished.isoformat())
    for service in ("marketplace", "billing"):
        await leavings.states(service, request)
    for days, status in ((0.0, "requested"), (28.0, "requested"), (31.0, "completed")):
        async with world.database.transaction() as session:
            await settle_leavings(session, Later(days))
        assert (await show(member, request)).json()["status"] == status


async def test_it_stays_after_all_and_is_as_before(world: World, member: Person) -> None:
    request = await asked(member)
    stale = await cancel(member, request, '"v7"')
    assert (stale.status_code, stale.json()["code"]) == (412, "stale_leaving")
    kept = await cancel(member, request)
    assert (kept.json()["status"], kept.json()["waits_for"]) == ("cancelled", [])
    shown = await entry(world, member.organisation_id)
    assert (shown["standing"], shown["may"]) == ("member", list(POLICIES[0].may["member"]))
    (fact,) = await world.announced("leaving.cancelled", request["id"])
    assert (fact["version"], fact["status"]) == (2, "cancelled")
    again = await cancel(member, request, "*")
    assert (again.status_code, again.json()["code"]) == (409, "leaving_over")
    assert (await asked(member))["id"] != request["id"]


async def test_who_has_left_cannot_stay_after_all(member: Person, leavings: Leavings) -> None:
    request = await asked(member)
    for service in ("billing", "marketplace"):
        await leavings.states(service, request)
    answer = await cancel(member, request, "*")
    assert (answer.status_code, answer.json()["code"]) == (409, "leaving_over")


async def test_a_suspended_member_may_ask_and_gains_nothing_by_it(
    world: World, member: Person, leavings: Leavings
) -> None:
    assert member.organisation_id is not None
    async with world.database.transaction() as session:
        organisation = await locked_organisation(session, member.organisation_id)
        await suspend(session, organisation, now=CLOCK.now())
    request = await asked(member)
    shown = await entry(world, member.organisation_id)
    assert (shown["standing"], shown["may"]) == ("suspended", ["count_as_member"])
    (fact,) = await world.announced("leaving.requested", request["id"])
    assert fact["organisation_version"] == shown["version"]
    for service in ("billing", "marketplace"):
        await leavings.states(service, request)
    async with world.database.transaction() as session:
        await settle_leavings(session, CLOCK)
    # Nothing is open, and yet it stays: who has left may publish and bid like everybody.
    assert (await entry(world, member.organisation_id))["standing"] == "suspended"
    async with world.database.transaction() as session:
        organisation = await locked_organisation(session, member.organisation_id)
        await end_suspension(session, organisation, now=CLOCK.now())
    assert (await entry(world, member.organisation_id))["standing"] == "leaving"
    async with world.database.transaction() as session:
        await settle_leavings(session, CLOCK)
    assert (await entry(world, member.organisation_id))["standing"] == "former"


async def test_a_suspended_member_that_stays_after_all_stays_suspended(
    world: World, member: Person
) -> None:
    assert member.organisation_id is not None
    async with world.database.transaction() as session:
        organisation = await locked_organisation(session, member.organisation_id)
        await suspend(session, organisation, now=CLOCK.now())
    request = await asked(member)
    assert (await cancel(member, request)).status_code == 200
    assert (await entry(world, member.organisation_id))["standing"] == "suspended"


async def test_leaving_escapes_no_exclusion_and_an_exclusion_ends_the_leaving(
    world: World, member: Person, leavings: Leavings
) -> None:
    assert member.organisation_id is not None
    request = await asked(member)
    async with world.database.transaction() as session:
        organisation = await locked_organisation(session, member.organisation_id)
        await stand(session, organisation, "excluded", now=CLOCK.now())
    for service in ("billing", "marketplace"):
        await leavings.states(service, request)
    assert (await entry(world, member.organisation_id))["standing"] == "excluded"
    assert (await show(member, request)).json()["status"] == "cancelled"
    assert await world.announced("leaving.completed", request["id"]) == []


async def test_the_request_of_who_is_excluded_is_ended_by_a_duty_or_by_itself(
    world: World, member: Person
) -> None:
    assert member.organisation_id is not None
    request = await asked(member)
    async with world.database.transaction() as session:
        organisation = await locked_organisation(session, member.organisation_id)
        await stand(session, organisation, "excluded", now=CLOCK.now())
    # It cannot become a member again by staying after all.
    assert (await cancel(member, request)).status_code == 200
    assert (await entry(world, member.organisation_id))["standing"] == "excluded"
    async with world.database.transaction() as session:
        await settle_leavings(session, CLOCK)
    (fact,) = await world.announced("leaving.cancelled", request["id"])
    assert fact["status"] == "cancelled"


async def test_who_left_with_all_met_applies_again_and_is_a_member_again(
    world: World, member: Person, leavings: Leavings
) -> None:
    request = await asked(member)
    for service in ("billing", "marketplace"):
        await leavings.states(service, request)
    case = await applied_by(world, member)
    assert (await entry(world, member.organisation_id))["standing"] == "candidate"
    await case.assess_all()
    assert (await case.meet()).is_success
    assert (await case.decide()).is_success
    shown = await entry(world, member.organisation_id)
    assert (shown["membership"], shown["standing"]) == ("member", "member")
    assert shown["member_until"] is None
    # Late answers to the old request end no new membership; it may leave once more.
    for service in ("billing", "marketplace"):
        await leavings.states(service, request, version=7)
    assert (await entry(world, member.organisation_id))["standing"] == "member"
    assert UUID((await asked(member))["id"]) != UUID(request["id"])


async def test_people_of_a_member_that_leaves_keep_the_offices_that_they_hold_themselves(
    world: World, member: Person, leavings: Leavings
) -> None:
    assert member.organisation_id is not None
    director = await world.person(organisation_id=world.cluster_id, office="board")
    async with world.database.transaction() as session:
        await appoint_person(
            session,
            CLOCK,
            vault=world.vault,
            organisation_id=member.organisation_id,
            account_id=director.id,
            office="representative",
            roles=["reader"],
        )
    request = await asked(member)
    for service in ("billing", "marketplace"):
        await leavings.states(service, request)
    # By its office, not as one of the organisation's people: it sees what others asked as well.
    answer = await director.calls("GET", "/leaving-requests?status=completed")
    assert request["id"] in [one["id"] for one in answer.json()["items"]]
    async with world.database.transaction() as session:
        assert await holds_office(
            session, account_id=director.id, organisation_id=world.cluster_id, office="board"
        )
        assert await holds_office(
            session, account_id=director.id, organisation_id=member.organisation_id
        )
