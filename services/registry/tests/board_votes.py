"""A vote of the board under way, for tests."""

from datetime import timedelta
from typing import Any

from services.registry.tests.admissions import Case, applied
from services.registry.tests.conftest import Person, World

from registry.board_votes.settling import settle_due_votes
from registry.matters import MATTERS
from shared.clocks import MovedClock


class Vote:
    """A vote that is open, and what people do to it."""

    def __init__(self, case: Case, opened: dict[str, Any]) -> None:
        self.case, self.world, self.id = case, case.world, opened["id"]
        self.path = f"/board-votes/{self.id}"

    async def cast(self, by: Person, choice: str = "yes") -> Any:
        return await by.calls("POST", f"{self.path}/ballots", json={"choice": choice})

    async def shown(self, to: Person | None = None) -> dict[str, Any]:
        answer = await (to or self.world.manager).calls("GET", self.path)
        assert answer.status_code == 200, answer.text
        found: dict[str, Any] = answer.json()
        return found

    async def awaited(self, by: Person | None = None) -> set[str]:
        """Who may vote and has not, as the manager sees it."""
        answer = await (by or self.world.manager).calls("GET", f"{self.path}/electors")
        assert answer.status_code == 200, answer.text
        return {one["account_id"] for one in answer.json()["items"] if not one["has_voted"]}

    async def step(self, name: str, *, by: Person, version: str = "*", **body: Any) -> Any:
        options: dict[str, Any] = {"headers": {"If-Match": version}}
        if body:
            options["json"] = body
        return await by.calls("POST", f"{self.path}/{name}", **options)

    async def later(self, **time: float) -> dict[str, Any]:
        """Let the duty do what is due so much later, and show the vote."""
        async with self.world.database.transaction() as session:
            await settle_due_votes(session, MovedClock(timedelta(**time)), matters=MATTERS)
        return await self.shown()


async def ripe(world: World, *, unmet: tuple[str, ...] = ()) -> Case:
    """An application that the board can decide upon."""
    case = await applied(world)
    await case.assess_all(unmet=unmet)
    assert (await case.meet()).status_code == 201
    return case


async def voting(
    world: World, proposal: str = "admitted", *, members: int = 3, by: Person | None = None
) -> Vote:
    """A vote that is open on such an application, with so many members of the board."""
    await world.whole_board(members)
    case = await ripe(world)
    opened = await case.propose(proposal, by=by)
    assert opened.status_code == 201, opened.text
    assert opened.headers["Location"] == f"/v1/registry/board-votes/{opened.json()['id']}"
    return Vote(case, opened.json())
