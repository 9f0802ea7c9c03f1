"""Real credentials through the real gateway: they work, they are limited, they die at once."""

import time
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import httpx
import pytest
from tests.api.joining import join
from tests.api.running import PASSWORD
from tests.api.world import World

HERE = {"lv": "Krāsu korekcija"}
LISTING = {
    "title": HERE,
    "description": HERE,
    "stage": "post_production",
    "role": "editing",
    "region": "riga",
    "price": {"amount": "65.00", "currency": "EUR"},
    "price_unit": "hour",
    "languages": ["lv"],
}


def ask(
    world: World, method: str, path: str, headers: dict[str, str], **request: Any
) -> httpx.Response:
    headers = {"Idempotency-Key": str(uuid4()), **headers}
    return world.client.request(method, f"/v1/{path}", headers=headers, **request)


def refused_in_time(world: World, headers: dict[str, str], code: str) -> bool:
    """Whether credentials stop working within the second that an event may take."""
    deadline = time.monotonic() + 2
    while time.monotonic() < deadline:
        answer = ask(world, "GET", "marketplace/orders", headers)
        if answer.status_code == 401:
            return bool(answer.json()["code"] == code)
        time.sleep(0.02)
    return False


@pytest.fixture(scope="module")
def organisation_id(world: World) -> str:
    """Somebody of our own: who is thrown out here must not be missed by another test."""
    return join(world, "guest")


@pytest.fixture
def session(world: World, organisation_id: str) -> dict[str, Any]:
    body = {
        "email": "guest@avt.example",
        "password": PASSWORD,
        "organisation_id": organisation_id,
    }
    answer: dict[str, Any] = ask(world, "POST", "registry/sessions", {}, json=body).json()
    return answer


def bearer(session: dict[str, Any]) -> dict[str, str]:
    return {"Authorization": f"Bearer {session['access_token']}"}


def test_an_api_key_opens_what_its_scopes_say_and_nothing_else(
    world: World, session: dict[str, Any]
) -> None:
    made = ask(
        world,
        "POST",
        "registry/api-keys",
        bearer(session),
        json={
            "name": "Reader",
            "scopes": ["marketplace:read"],
            "expires_at": (datetime.now(UTC) + timedelta(days=30)).isoformat(),
        },
    ).json()
    secret = made["api_key"]
    for headers in ({"X-API-Key": secret}, {"Authorization": f"ApiKey {secret}"}):
        assert ask(world, "GET", "marketplace/orders", headers).status_code == 200
        refusal = ask(world, "POST", "marketplace/listings", headers, json=LISTING)
        assert (refusal.status_code, refusal.json()["code"]) == (403, "insufficient_scope")
    gone = ask(world, "DELETE", f"registry/api-keys/{made['id']}", bearer(session))
    assert gone.status_code == 204
    assert refused_in_time(world, {"X-API-Key": secret}, "api_key_invalid")


def test_who_logs_out_is_out_at_once(world: World, session: dict[str, Any]) -> None:
    headers = bearer(session)
    assert ask(world, "GET", "marketplace/orders", headers).status_code == 200
    assert ask(world, "DELETE", "registry/sessions/current", headers).status_code == 204
    assert refused_in_time(world, headers, "token_revoked")
    again = ask(
        world,
        "POST",
        "registry/sessions/refresh",
        {},
        json={"refresh_token": session["refresh_token"]},
    )
    assert again.status_code == 401


def test_a_token_that_the_manager_revokes_dies_at_once(
    world: World, session: dict[str, Any]
) -> None:
    headers = bearer(session)
    assert ask(world, "GET", "marketplace/orders", headers).status_code == 200
    me = ask(world, "GET", "registry/me", headers).json()
    manager = {"Authorization": f"Bearer {world.tokens['manager']}"}
    revoked = ask(world, "POST", "registry/revocations", manager, json={"subject": me["subject"]})
    assert revoked.status_code == 201, revoked.text
    assert refused_in_time(world, headers, "token_revoked")


def test_a_forged_token_opens_nothing(world: World, session: dict[str, Any]) -> None:
    head, claims, signature = session["access_token"].split(".")
    turned = signature[:-4] + ("AAAA" if signature[-4:] != "AAAA" else "BBBB")
    answer = ask(
        world, "GET", "marketplace/orders", {"Authorization": f"Bearer {head}.{claims}.{turned}"}
    )
    assert (answer.status_code, answer.json()["code"]) == (401, "token_signature_invalid")


def test_a_client_cannot_choose_the_origin_that_its_guesses_are_counted_by(world: World) -> None:
    body = {"email": "nobody@nowhere.example", "password": "not the password"}
    answers = [
        ask(
            world,
            "POST",
            "registry/sessions",
            {"X-Forwarded-For": f"203.0.113.{n}", "X-Real-IP": f"203.0.113.{n}"},
            json=body,
        ).status_code
        for n in range(7)
    ]
    assert answers == [401] * 5 + [429] * 2
