"""In production nobody acts in an office of the cluster with a password alone."""

from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import timedelta
from typing import Annotated, Any

import httpx
import pytest
from fastapi import Depends, FastAPI
from fastapi.responses import JSONResponse
from services.registry.tests.conftest import CLOCK, Person, World, running, settings_for
from services.registry.tests.second_factors import (
    enrols,
    in_a_login,
    logs_in,
    proves,
    time_passes,
)

from registry.delegations.use_cases import appoint_person
from registry.identity.second_factors.rules import OFFICES_THAT_PROVE_TWICE, offices_withheld
from registry.vocabulary import CLUSTER_OFFICES, ROLES
from shared.callers import Caller
from shared.http.callers import fresh_second_factor
from shared.http.problems import HttpProblem


@pytest.fixture
async def production(
    fresh_database: Callable[[str], Awaitable[str]], password_hash: str
) -> AsyncIterator[World]:
    """A registry in production, with its first officers."""
    settings = settings_for(
        await fresh_database("registry"), environment="production", sandbox_clock=False
    )
    async with running(settings, password_hash) as made:
        yield made


async def roles_in(world: World, token: str) -> set[str]:
    claims = await world.app.state.verifier.verify(token)
    return set(claims.roles)


async def test_an_officer_without_one_comes_in_without_the_office_and_adds_one(
    production: World,
) -> None:
    world = production
    answer = await logs_in(world, world.manager)
    assert answer.json()["withheld_roles"] == ["manager"]
    inside = await in_a_login(world, world.manager)
    assert await roles_in(world, inside.token) == set()
    body = {"name": "Machine", "scopes": ["feeds:read"]}
    refused = await inside.calls("POST", "/clients", json=body)
    assert (refused.status_code, refused.json()["code"]) == (403, "manager_only")
    app = await enrols(inside)
    proved = await proves(inside, otp=app.code())
    assert proved.json()["withheld_roles"] == []
    inside.token = proved.json()["access_token"]
    assert await roles_in(world, inside.token) == {"manager"}
    assert (await inside.calls("POST", "/clients", json=body)).status_code == 201


async def test_a_login_made_before_gets_the_office_only_once_it_shows_the_factor(
    production: World,
) -> None:
    world = production
    before = (await logs_in(world, world.board)).json()
    app = await enrols(await in_a_login(world, world.board))
    old = {"refresh_token": before["refresh_token"]}
    refreshed = await world.http.post("/v1/registry/sessions/refresh", json=old)
    assert refreshed.json()["withheld_roles"] == ["board"]
    answer = await logs_in(world, world.board, otp=app.code())
    assert await roles_in(world, answer.json()["access_token"]) == {"board"}
    kept = {"refresh_token": answer.json()["refresh_token"]}
    again = await world.http.post("/v1/registry/sessions/refresh", json=kept)
    assert await roles_in(world, again.json()["access_token"]) == {"board"}


async def test_an_officer_keeps_the_last_one_and_changes_its_telephone(production: World) -> None:
    world = production
    inside = await in_a_login(world, world.manager)
    app = await enrols(inside)
    inside.token = (await proves(inside, recovery_code=app.recovery_codes[0])).json()[
        "access_token"
    ]
    last = await inside.calls("DELETE", f"/second-factors/{app.id}")
    assert (last.status_code, last.json()["code"]) == (409, "office_needs_second_factor")
    new = await enrols(inside, name="Jaunais")
    assert (await inside.calls("DELETE", f"/second-factors/{app.id}")).status_code == 204
    await time_passes(world, new)
    answer = await logs_in(world, world.manager, otp=new.code())
    assert answer.json()["withheld_roles"] == []


async def test_who_removed_it_before_taking_office_does_not_act_in_it(production: World) -> None:
    world = production
    person = await world.person()
    app = await enrols(await in_a_login(world, person))
    tokens = (await logs_in(world, person, otp=app.code())).json()
    inside = Person(world, person.id, person.email, token=tokens["access_token"])
    assert (await inside.calls("DELETE", f"/second-factors/{app.id}")).status_code == 204
    async with world.database.transaction() as session:
        await appoint_person(
            session,
            CLOCK,
            vault=world.vault,
            organisation_id=world.cluster_id,
            account_id=person.id,
            office="coordinator",
        )
    kept = {
        "refresh_token": tokens["refresh_token"],
        "organisation_id": str(world.cluster_id),
    }
    refreshed = await world.http.post("/v1/registry/sessions/refresh", json=kept)
    assert refreshed.json()["withheld_roles"] == ["coordinator"]


async def test_in_a_sandbox_officers_are_not_asked(new_world: World) -> None:
    answer = await logs_in(new_world, new_world.manager)
    assert answer.json()["withheld_roles"] == []
    assert await roles_in(new_world, answer.json()["access_token"]) == {"manager"}


async def test_a_key_of_an_officer_bears_no_office_whatever_its_maker_showed(
    production: World,
) -> None:
    world = production
    inside = await in_a_login(world, world.manager)
    app = await enrols(inside)
    inside.token = (await proves(inside, otp=app.code())).json()["access_token"]
    made = await inside.calls(
        "POST",
        "/api-keys",
        json={
            "name": "X",
            "scopes": ["registry:write"],
            "expires_at": (CLOCK.now() + timedelta(days=2)).isoformat(),
        },
    )
    got = await world.http.post(
        "/v1/registry/api-keys/exchange", json={"api_key": made.json()["api_key"]}
    )
    claims = await world.app.state.verifier.verify(got.json()["access_token"])
    assert (set(claims.roles) & set(CLUSTER_OFFICES), set(claims.amr)) == (set(), set())
    client = await inside.calls("POST", "/clients", json={"name": "M", "scopes": ["feeds:read"]})
    token = await world.http.post(
        "/v1/registry/oauth/token",
        data={
            "grant_type": "client_credentials",
            "client_id": client.json()["client_id"],
            "client_secret": client.json()["client_secret"],
        },
    )
    machine = await world.app.state.verifier.verify(token.json()["access_token"])
    assert (set(machine.roles), set(machine.amr)) == (set(), set())


async def test_another_service_asks_for_a_proof_and_gets_it_within_the_login(
    world: World,
) -> None:
    elsewhere = FastAPI()
    elsewhere.state.verifier = world.app.state.verifier

    @elsewhere.exception_handler(HttpProblem)
    async def told(_: Any, problem: HttpProblem) -> Any:
        return JSONResponse({"code": problem.code}, problem.status, headers=problem.headers)

    @elsewhere.post("/seals")
    async def breaks_a_seal(
        by: Annotated[Caller, Depends(fresh_second_factor(timedelta(minutes=5)))],
    ) -> str:
        return str(by.subject)

    inside = await in_a_login(world, await world.person())
    app = await enrols(inside)
    transport = httpx.ASGITransport(elsewhere)
    async with httpx.AsyncClient(transport=transport, base_url="http://elsewhere") as http:
        refused = await http.post("/seals", headers=inside.headers)
        assert (refused.status_code, refused.json()["code"]) == (401, "step_up_required")
        inside.token = (await proves(inside, otp=app.code())).json()["access_token"]
        answer = await http.post("/seals", headers=inside.headers)
        assert (answer.status_code, answer.json()) == (200, str(inside.id))


def test_the_offices_that_decide_prove_twice_and_roles_elsewhere_do_not() -> None:
    assert offices_withheld(CLUSTER_OFFICES, proved_twice=False) == OFFICES_THAT_PROVE_TWICE
    assert offices_withheld(CLUSTER_OFFICES, proved_twice=True) == frozenset()
    assert offices_withheld([*ROLES, "representative"], proved_twice=False) == frozenset()
    assert {"manager", "board", "coordinator", "accountant", "auditor"} == OFFICES_THAT_PROVE_TWICE
