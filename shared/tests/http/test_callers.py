"""Who may: nobody gets 401, a stranger to the scope gets 403, a bad token says what is bad."""

import time
from uuid import uuid4

import pytest

from shared.callers import Caller
from shared.messaging.events import Event
from shared.tokens.watching import TOKEN_REVOKED

BODY = {"title": "A", "price": {"amount": "1.00", "currency": "EUR"}}


async def post(client, token):
    headers = {"Idempotency-Key": "k"}
    if token is not None:
        headers["Authorization"] = f"Bearer {token}"
    return await client.post("/v1/notes/notes", json=BODY, headers=headers)


async def test_nobody_is_refused_with_401(client):
    answer = await post(client, None)
    assert (answer.status_code, answer.json()["code"]) == (401, "token_missing")
    assert answer.headers["www-authenticate"] == "Bearer"


async def test_a_token_without_the_scope_is_refused_with_403(client, mint):
    answer = await post(client, mint(scopes=["notes:read"]))
    assert (answer.status_code, answer.json()["code"]) == (403, "insufficient_scope")


async def test_basic_credentials_are_refused(client):
    answer = await client.post(
        "/v1/notes/notes",
        json=BODY,
        headers={"Authorization": "Basic YTpi", "Idempotency-Key": "k"},
    )
    assert (answer.status_code, answer.json()["code"]) == (401, "credentials_unsupported")


async def test_a_revoked_token_dies_at_once(app, client, mint):
    token = mint(scopes=["notes:write"], jti="a-token-to-revoke")
    assert (await post(client, token)).status_code == 201
    now = time.time()
    event = Event(
        id=uuid4(),
        source="/registry",
        type=TOKEN_REVOKED,
        time="2026-01-01T00:00:00Z",
        subject="x",
        data={
            "token_id": "a-token-to-revoke",
            "subject": None,
            "revoked_at": "2026-01-01T00:00:00Z",
            "expires_at": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(now + 600)),
        },
    )
    await app.state.bus.publish(event)
    answer = await post(client, token)
    assert (answer.status_code, answer.json()["code"]) == (401, "token_revoked")


@pytest.mark.parametrize(
    ("claims", "code"),
    [
        ({"exp": 1}, "token_expired"),
        ({"aud": "another-api"}, "token_claims_invalid"),
        ({"iss": "another-issuer"}, "token_claims_invalid"),
        ({"sub": "not-a-uuid"}, "token_claims_invalid"),
        ({"aud": None}, "token_claims_invalid"),
        ({"exp": None}, "token_claims_invalid"),
        ({"jti": None}, "token_claims_invalid"),
    ],
)
async def test_a_token_with_wrong_claims_is_refused(client, mint, claims, code):
    answer = await post(client, mint(scopes=["notes:write"], **claims))
    assert (answer.status_code, answer.json()["code"]) == (401, code)


def test_a_use_case_never_acts_for_the_organisation_of_somebody_who_has_none():
    who, roles = uuid4(), frozenset({"manager"})
    nobody = Caller(who, None, roles, frozenset(), token_id="t", kind="person")
    with pytest.raises(ValueError, match="act for no organisation"):
        _ = nobody.acting_for
    theirs = uuid4()
    assert Caller(who, theirs, roles, frozenset(), "t", "person").acting_for == theirs


async def burns(client, token):
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    return await client.delete("/v1/notes/ashes", headers=headers)


async def test_who_showed_a_second_factor_lately_gets_in(client, mint):
    now = int(time.time())
    fresh = mint(scopes=["notes:write"], amr=["otp", "pwd"], auth_time=now - 200)
    assert (await burns(client, fresh)).status_code == 204


async def test_who_showed_none_or_long_ago_is_told_to_log_in_again_in_the_words_of_rfc_9470(
    client, mint
):
    now = int(time.time())
    for claims in (
        {"amr": ["otp", "pwd"], "auth_time": now - 301},
        {"amr": ["pwd"], "auth_time": now},
        {"amr": ["otp", "pwd"]},
        {},
    ):
        answer = await burns(client, mint(scopes=["notes:write"], **claims))
        assert (answer.status_code, answer.json()["code"]) == (401, "step_up_required"), claims
        challenge = answer.headers["www-authenticate"]
        assert 'error="insufficient_user_authentication"' in challenge
        assert 'max_age="300"' in challenge
        assert 'acr_values="otp"' in challenge


async def test_a_second_factor_opens_nothing_to_a_machine_a_stranger_or_nobody(client, mint):
    shown = {"amr": ["otp", "pwd"], "auth_time": int(time.time())}
    answer = await burns(client, None)
    assert (answer.status_code, answer.json()["code"]) == (401, "token_missing")
    answer = await burns(client, mint(scopes=["notes:read"], **shown))
    assert (answer.status_code, answer.json()["code"]) == (403, "insufficient_scope")
    answer = await burns(client, mint(scopes=["notes:write"], kind="machine", **shown))
    assert (answer.status_code, answer.json()["code"]) == (403, "person_only")
