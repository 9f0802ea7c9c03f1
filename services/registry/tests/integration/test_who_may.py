"""Every route of the API as nobody, and without the scope: nothing is open by accident."""

import re
import uuid
from typing import Any

from services.registry.tests.conftest import World

PUBLIC = {
    ("GET", "/v1/registry/organisations"),
    ("GET", "/v1/registry/organisations/{organisation_id}"),
    ("GET", "/v1/registry/organisations/{organisation_id}/competences"),
    ("GET", "/v1/registry/taxonomy"),
    ("GET", "/v1/registry/board-vote-policies"),
    ("GET", "/v1/registry/figures/members"),
    ("GET", "/v1/registry/figures/members/rows"),
    ("GET", "/v1/registry/figures/members.csv"),
    ("GET", "/v1/registry/figures/members.svg"),
    ("GET", "/v1/registry/figures/unoffered-roles"),
    ("GET", "/v1/registry/figures/unoffered-roles.csv"),
    ("GET", "/v1/registry/figures/unoffered-roles.svg"),
    ("GET", "/v1/registry/figures/unoffered-roles/rows"),
    ("GET", "/v1/registry/offices"),
    ("GET", "/v1/registry/personal-data"),
    ("GET", "/v1/registry/officers"),
    ("GET", "/v1/registry/jwks"),
    ("GET", "/v1/registry/personal-data"),
    ("GET", "/v1/registry/revocations"),
    ("GET", "/v1/registry/sandbox/clock"),
    ("POST", "/v1/registry/accounts"),
    ("POST", "/v1/registry/accounts/confirmation"),
    ("POST", "/v1/registry/email-restorations"),
    ("POST", "/v1/registry/password-resets"),
    ("POST", "/v1/registry/password-resets/confirmation"),
    ("POST", "/v1/registry/sessions"),
    ("POST", "/v1/registry/sessions/refresh"),
    ("POST", "/v1/registry/oauth/token"),
    ("POST", "/v1/registry/api-keys/exchange"),
}
OWN = {
    ("GET", "/v1/registry/me"),
    ("PUT", "/v1/registry/me/password"),
    ("PUT", "/v1/registry/me/name"),
    ("POST", "/v1/registry/me/email"),
    ("POST", "/v1/registry/me/email/confirmation"),
    ("POST", "/v1/registry/me/export"),
    ("POST", "/v1/registry/me/erasure"),
    ("GET", "/v1/registry/sessions"),
    ("DELETE", "/v1/registry/sessions/others"),
    ("DELETE", "/v1/registry/sessions/{session_id}"),
    ("POST", "/v1/registry/sessions/current/second-factor"),
    ("GET", "/v1/registry/second-factors"),
    ("POST", "/v1/registry/second-factors"),
    ("GET", "/v1/registry/second-factors/changes"),
    ("POST", "/v1/registry/second-factors/{factor_id}/confirmation"),
    ("DELETE", "/v1/registry/second-factors/{factor_id}"),
    ("GET", "/v1/registry/recovery-codes"),
    ("POST", "/v1/registry/recovery-codes"),
    ("GET", "/v1/registry/api-keys"),
    ("POST", "/v1/registry/api-keys"),
    ("DELETE", "/v1/registry/api-keys/{key_id}"),
    ("DELETE", "/v1/registry/sessions/current"),
    ("POST", "/v1/registry/revocations"),
}
"""What concerns the caller's own credentials: any token will do, whatever its scopes."""
OWN_LISTS = (
    "/applications",
    "/application-drafts",
    "/board-votes",
    "/exclusions",
    "/leaving-requests",
    "/notices",
    "/notice-settings",
    "/office-terms",
)
"""Lists of what is one's own, which may be asked for by everybody and show nothing of others."""


def operations(world: World) -> list[tuple[str, str]]:
    paths: dict[str, dict[str, Any]] = world.app.openapi()["paths"]
    return [(method.upper(), path) for path, item in paths.items() for method in item]


async def sends(world: World, method: str, path: str, token: str | None = None) -> Any:
    headers = {"Idempotency-Key": str(uuid.uuid4()), "If-Match": '"v1"'}
    if token:
        headers["Authorization"] = f"Bearer {token}"
    concrete = re.sub(r"\{[a-z_]+\}", str(uuid.uuid4()), path)
    return await world.http.request(method, concrete, headers=headers, json={})


async def test_nobody_gets_401_from_every_route_that_is_not_public(world: World) -> None:
    asked = 0
    for method, path in operations(world):
        answer = await sends(world, method, path)
        if (method, path) in PUBLIC:
            assert answer.status_code != 403, (method, path)
            assert answer.status_code != 401 or path.endswith(("/token", "/exchange"))
        else:
            asked += 1
            assert (answer.status_code, answer.json()["code"]) == (401, "token_missing"), (
                method,
                path,
            )
            assert answer.headers["WWW-Authenticate"] == "Bearer"
    assert asked >= 24


async def test_a_token_without_the_scope_gets_403_from_every_route_that_needs_one(
    world: World,
) -> None:
    person = await world.person(scopes=["search:read"])
    for method, path in operations(world):
        if (method, path) in PUBLIC | OWN:
            continue
        answer = await sends(world, method, path, person.token)
        assert (answer.status_code, answer.json()["code"]) == (403, "insufficient_scope"), (
            method,
            path,
        )


async def test_a_stranger_with_every_scope_reaches_nothing_of_others(world: World) -> None:
    stranger = await world.person(organisation_id=await world.organisation())
    for method, path in operations(world):
        if (method, path) in PUBLIC | OWN or path.endswith(OWN_LISTS):
            continue
        answer = await sends(world, method, path, stranger.token)
        assert answer.status_code in {403, 404, 422}, (method, path, answer.text)


async def test_a_wrong_method_names_all_that_are_allowed(world: World) -> None:
    answer = await world.http.put("/v1/registry/organisations")
    assert answer.status_code == 405
    assert answer.headers["Allow"] == "GET, HEAD, OPTIONS, POST"


async def test_an_unknown_path_is_a_problem(world: World) -> None:
    answer = await world.http.get("/v1/registry/nonsense")
    assert (answer.status_code, answer.json()["code"]) == (404, "no_such_route")
