"""A member that is to be excluded, for tests."""

from dataclasses import dataclass, field
from typing import Any, Final
from uuid import UUID

import sqlalchemy as sa
from services.registry.tests.conftest import CLOCK, Person, World

from registry.actors import PLATFORM
from registry.admission.use_cases import record_founding_members
from registry.exclusions.use_cases import move_exclusions
from shared.clocks import riga_date

REVIEWS: Final = [str(UUID(int=number)) for number in (1, 2)]
TIMES: Final = (
    "opened_at",
    "hearing_until",
    "due_at",
    "decided_at",
    "appealed_at",
    "in_force_since",
)


@dataclass
class Excluding:
    """A member, its administrator, the board, and what they do to each other."""

    world: World
    member: UUID
    own: Person
    board: list[Person]
    id: str = ""
    version: int = 0
    answers: list[Any] = field(default_factory=list)

    async def open(self, by: Person | None = None, **changes: Any) -> Any:
        body = {
            "organisation_id": str(self.member),
            "ground": "repeated_low_quality",
            "facts": "Divi klienti to apliecina",
            "reviews": REVIEWS,
            **changes,
        }
        answer = await (by or self.world.manager).calls("POST", "/exclusions", json=body)
        if answer.is_success:
            self.id = answer.json()["id"]
        return answer

    async def does(self, by: Person, step: str, *, version: Any = None, **body: Any) -> Any:
        tag = {"If-Match": "*" if version is None else f'"v{version}"'}
        return await by.calls("POST", f"/exclusions/{self.id}/{step}", json=body, headers=tag)

    async def shown(self, to: Person | None = None) -> dict[str, Any]:
        answer = await (to or self.world.manager).calls("GET", f"/exclusions/{self.id}")
        assert answer.status_code == 200, answer.text
        found: dict[str, Any] = answer.json()
        return found

    async def later(self, days: int) -> str:
        """Let so many days go by, do what is due, and say where the exclusion stands."""
        moved = ", ".join(f"{name} = {name} - make_interval(days => :days)" for name in TIMES)
        async with self.world.database.transaction() as session:
            await session.execute(
                sa.text(f"update exclusions set {moved} where id = :id"),
                {"days": days, "id": self.id},
            )
        await self.duty()
        return str((await self.shown())["status"])

    async def duty(self) -> None:
        async with self.world.database.transaction() as session:
            await move_exclusions(session, CLOCK)

    async def vote(self, choice: str = "yes", *, reason: str = "Tā nolemts") -> Any:
        """Put it to the vote, and let the whole board vote the same."""
        opened = await self.does(self.world.manager, "votes", reason=reason)
        if opened.is_success:
            for member in self.board:
                ballots = f"/board-votes/{opened.json()['id']}/ballots"
                await member.calls("POST", ballots, json={"choice": choice})
        return opened

    async def decided(self) -> None:
        """Open it, let the time to be heard go by, and let the board exclude."""
        assert (await self.open()).status_code == 201
        await self.later(15)
        assert (await self.vote()).status_code == 201
        assert (await self.shown())["status"] == "decided"

    async def stands(self) -> tuple[str, list[str]]:
        shown = (await self.world.calls("GET", f"/organisations/{self.member}")).json()
        return shown["standing"], shown["may"]

    async def told(self, person: Person | None = None) -> list[str]:
        """The templates of the person's notices, the oldest first."""
        async with self.world.database.transaction() as session:
            rows = await session.scalars(
                sa.text(
                    "select template from notices where organisation_id = :id and template like"
                    " 'exclusion%' order by id"
                ),
                {"id": person.organisation_id if person else self.member},
            )
            return list(rows)


def ruling(outcome: str = "rejected", **changes: Any) -> dict[str, Any]:
    today = riga_date(CLOCK.now())
    return {"outcome": outcome, "reference": "BS 3/2026", "decided_on": today, **changes}


async def excluding(world: World) -> Excluding:
    """A member with an administrator, and a board of three."""
    member = await world.organisation()
    async with world.database.transaction() as session:
        await record_founding_members(session, CLOCK, organisation_ids=[member], by=PLATFORM)
    own = await world.person(organisation_id=member)
    return Excluding(world, member, own, await world.whole_board())
