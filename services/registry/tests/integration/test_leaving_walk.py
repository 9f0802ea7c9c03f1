"""Answers in any order, twice, lost and found, with changes of mind between them.

A member has left exactly when of its present request both services have said that nothing is open,
billing in knowledge of every completed order, and of each the latest that arrived counts.
"""

from dataclasses import dataclass, field
from typing import Any, Final

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from services.registry.tests.conftest import CLOCK, Person, World
from services.registry.tests.leavings import Leavings, statement

from registry.actors import PLATFORM
from registry.admission.use_cases import record_founding_members
from registry.leaving.use_cases import cancel_leaving, request_leaving, settle_leavings
from registry.organisations.repository import find_organisation, locked_organisation
from registry.organisations.standings import stand
from shared.ids import new_id
from shared.messaging.events import Event

SERVICES: Final = ("marketplace", "billing")

said = st.tuples(
    st.just("state"),
    st.sampled_from(SERVICES),
    st.sampled_from((0, 0, 0, 1)),  # open
    st.sampled_from((False, False, True)),  # sealed bids
    st.integers(0, 2),  # orders completed
)
delivered = st.tuples(st.just("deliver"), st.integers(0, 30), st.booleans())
acted = st.tuples(st.sampled_from(("ask", "cancel", "duty", "deliver_all")))
STEPS = st.lists(st.one_of(said, delivered, delivered, acted), min_size=4, max_size=24)


@dataclass
class Model:
    """What should be: the request that stands, and the latest that arrived of each service."""

    request: dict[str, Any] | None = None
    arrived: dict[str, tuple[int, bool, int]] = field(default_factory=dict)
    sent: list[tuple[dict[str, Any], Event, tuple[int, bool, int]]] = field(default_factory=list)
    counts: dict[tuple[str, str], int] = field(default_factory=dict)

    @property
    def is_over(self) -> bool:
        if set(self.arrived) != set(SERVICES) or not all(one[1] for one in self.arrived.values()):
            return False
        return self.arrived["billing"][2] >= self.arrived["marketplace"][2]


class Walk:
    """One member, and what happens to it."""

    def __init__(self, world: World, member: Person) -> None:
        self.world, self.member = world, member
        self.hearing, self.model = Leavings(world), Model()

    async def ask(self) -> None:
        if self.model.request is not None:
            return
        async with self.world.database.transaction() as session:
            assert self.member.organisation_id is not None
            organisation = await locked_organisation(session, self.member.organisation_id)
            if organisation.membership != "member":
                # It left before, and came back.
                await stand(session, organisation, "member", now=CLOCK.now())
            made = await request_leaving(
                session,
                CLOCK,
                organisation_id=organisation.id,
                reason=None,
                wished_on=None,
                by=self.member.caller,
            )
            self.model.request = {
                "id": str(made.id),
                "organisation_id": str(organisation.id),
            }
        self.model.arrived = {}

    async def cancel(self) -> None:
        if self.model.request is None:
            return
        async with self.world.database.transaction() as session:
            await cancel_leaving(
                session,
                CLOCK,
                leaving_id=self.model.request["id"],  # type: ignore[arg-type]
                version=None,
                by=self.member.caller,
            )
        self.model.request, self.model.arrived = None, {}

    async def duty(self) -> None:
        async with self.world.database.transaction() as session:
            await settle_leavings(session, CLOCK)

    def state(self, service: str, opened: int, sealed: bool, done: int) -> None:
        """A service writes an answer, which is on its way from now on."""
        if self.model.request is None:
            return
        key = (self.model.request["id"], service)
        version = self.model.counts[key] = self.model.counts.get(key, 0) + 1
        event = statement(
            service,
            self.model.request,
            version=version,
            sealed=sealed,
            completed=done,
            open_count=opened,
        )
        truth = (version, opened == 0 and not sealed, done)
        self.model.sent.append((self.model.request, event, truth))

    async def deliver(self, position: int, announced_again: bool) -> None:
        if not self.model.sent:
            return
        request, event, truth = self.model.sent[position % len(self.model.sent)]
        again = event.model_copy(update={"id": new_id()}) if announced_again else event
        await self.hearing.hear(again)
        if self.model.request != request:
            return
        service = event.type.split(".")[1]
        if service not in self.model.arrived or self.model.arrived[service][0] < truth[0]:
            self.model.arrived[service] = truth
        if self.model.is_over:
            self.model.request = None

    async def deliver_all(self) -> None:
        for position in range(len(self.model.sent)):
            await self.deliver(position, False)

    async def check(self) -> None:
        async with self.world.database.transaction() as session:
            assert self.member.organisation_id is not None
            organisation = await find_organisation(session, self.member.organisation_id)
            standing = organisation.standing
        if self.model.request is not None:
            assert standing == "leaving"
        elif self.model.is_over:
            assert standing == "former"
        else:
            assert standing == "member"


@settings(
    max_examples=25,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(steps=STEPS)
async def test_it_has_left_exactly_when_both_know_and_nothing_is_open(
    world: World, steps: list[tuple[Any, ...]]
) -> None:
    organisation_id = await world.organisation()
    async with world.database.transaction() as session:
        await record_founding_members(
            session, CLOCK, organisation_ids=[organisation_id], by=PLATFORM
        )
    walk = Walk(world, await world.person(organisation_id=organisation_id))
    await walk.ask()
    for name, *arguments in steps:
        done = getattr(walk, name)(*arguments)
        if done is not None:
            await done
        await walk.check()
