"""People with a second factor, and the app that makes their codes."""

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import httpx
import pyotp
import sqlalchemy as sa
from services.registry.tests.builders import PASSWORD
from services.registry.tests.conftest import Person, World

from registry.identity.second_factors.codes import STEP, step_at
from shared.clocks import SystemClock


@dataclass
class App:
    """What a person has on its telephone, and its recovery codes on paper."""

    id: UUID
    secret: str = field(repr=False)
    recovery_codes: list[str] = field(default_factory=list, repr=False)

    def code(self, steps: int = 0) -> str:
        """The code that it shows now, or so many steps later."""
        return pyotp.HOTP(self.secret).at(step_at(SystemClock().now()) + steps)

    def wrong_code(self) -> str:
        """Six digits that it shows at no step that is accepted now."""
        shown = {self.code(steps) for steps in range(-3, 4)}
        return next(str(code) for code in range(111111, 111120) if str(code) not in shown)


async def logs_in(world: World, person: Person, **more: Any) -> httpx.Response:
    return await world.http.post(
        "/v1/registry/sessions", json={"email": person.email, "password": PASSWORD, **more}
    )


async def in_a_login(world: World, person: Person, **more: Any) -> Person:
    """The person with the token of a login of its own."""
    answer = await logs_in(world, person, **more)
    assert answer.status_code == 201, answer.text
    return Person(
        world,
        person.id,
        person.email,
        person.organisation_id,
        person.roles,
        token=answer.json()["access_token"],
    )


async def begins(person: Person, **more: Any) -> httpx.Response:
    body = {"name": "Telefons", "current_password": PASSWORD, **more}
    return await person.calls("POST", "/second-factors", json=body)


async def confirms(person: Person, app: App, code: str) -> httpx.Response:
    path = f"/second-factors/{app.id}/confirmation"
    return await person.calls("POST", path, json={"otp": code})


async def enrols(person: Person, **more: Any) -> App:
    """Add a second factor by the person's token; the code of the step before has confirmed it."""
    begun = await begins(person, **more)
    assert begun.status_code == 201, begun.text
    app = App(UUID(begun.json()["id"]), begun.json()["secret"])
    answer = await confirms(person, app, app.code(-1))
    assert answer.status_code == 200, answer.text
    app.recovery_codes = answer.json()["recovery_codes"] or []
    return app


async def proves(person: Person, **code: str) -> httpx.Response:
    return await person.calls("POST", "/sessions/current/second-factor", json=code)


async def time_passes(world: World, app: App) -> None:
    """Let the codes that were used lie behind, as if half a minute had passed."""
    async with world.database.transaction() as session:
        await session.execute(
            sa.text("update second_factors set last_step = :step where id = :id"),
            {"step": step_at(SystemClock().now()) - STEP, "id": app.id},
        )
