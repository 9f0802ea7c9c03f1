"""An application under way, for tests of admission."""

from datetime import UTC, datetime
from typing import Any

from services.registry.tests.builders import statements
from services.registry.tests.conftest import Person, World

from registry.vocabulary import CRITERIA

MEETING = {
    "participants": ["Vadītāja", "Pretendents"],
    "notes": "Motivācija un resursi noskaidroti",
}


class Case:
    """An application under way, and what may happen to it."""

    def __init__(self, world: World, applicant: Person, body: dict[str, Any]) -> None:
        self.world, self.applicant, self.id = world, applicant, body["id"]
        self.path = f"/applications/{self.id}"

    async def step(self, name: str, body: dict[str, Any], *, by: Person, version: str = "*") -> Any:
        """Post a step, decided on whichever version there is unless a test names one."""
        headers = {"If-Match": version}
        return await by.calls("POST", f"{self.path}/{name}", json=body, headers=headers)

    async def assess(
        self,
        criterion: str,
        *,
        met: bool = True,
        by: Person | None = None,
        note: str = "Pārbaudīts",
    ) -> Any:
        body = {"criterion": criterion, "met": met, "note": note}
        return await self.step("assessments", body, by=by or self.world.manager)

    async def assess_all(self, *, unmet: tuple[str, ...] = ()) -> None:
        for criterion in CRITERIA:
            answer = await self.assess(criterion, met=criterion not in unmet)
            assert answer.status_code == 201, answer.text

    async def meet(self, by: Person | None = None, **changes: Any) -> Any:
        body = {**MEETING, "held_at": datetime.now(UTC).isoformat(), **changes}
        return await self.step("meeting", body, by=by or self.world.manager)

    async def waive(self, criterion: str, by: Person | None = None) -> Any:
        """Put a waiver to the vote and let the board grant it."""
        return await self._voted_through(await self.propose("waived", criterion, by=by))

    async def decide(
        self, outcome: str = "admitted", by: Person | None = None, version: str = "*"
    ) -> Any:
        """Put it to the vote, and let the board agree; the refusal, or the application after."""
        return await self._voted_through(await self.propose(outcome, by=by, version=version))

    async def propose(
        self,
        proposal: str = "admitted",
        criterion: str | None = None,
        *,
        by: Person | None = None,
        version: str = "*",
    ) -> Any:
        """Put something to the vote of the board, which has three members by then."""
        await self.world.whole_board()
        body: dict[str, Any] = {"proposal": proposal, "reason": "Jauns uzņēmums ar labu ideju"}
        if criterion is not None:
            body["criterion"] = criterion
        return await self.step("votes", body, by=by or self.world.board, version=version)

    async def _voted_through(self, opened: Any) -> Any:
        if opened.status_code != 201:
            return opened
        for member in (await self.world.whole_board())[:2]:
            voted = await member.calls(
                "POST", f"/board-votes/{opened.json()['id']}/ballots", json={"choice": "yes"}
            )
            if voted.status_code != 201:
                return voted
        return await self.world.manager.calls("GET", self.path)


async def applied(world: World, **body: Any) -> Case:
    """An application that was just submitted by a representative of its own organisation."""
    organisation_id = await world.organisation()
    applicant = await world.person(organisation_id=organisation_id)
    return await applied_by(world, applicant, **body)


async def applied_by(world: World, applicant: Person, **more: Any) -> Case:
    """The same, by this person for the organisation that it acts for."""
    body = {"organisation_id": str(applicant.organisation_id), "statements": statements(), **more}
    answer = await applicant.calls("POST", "/applications", json=body)
    assert answer.status_code == 201, answer.text
    assert answer.headers["Location"].endswith(answer.json()["id"])
    assert answer.json()["unmet"] == list(CRITERIA)
    return Case(world, applicant, answer.json())
