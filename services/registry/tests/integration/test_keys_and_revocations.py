"""Signing keys, JWKS, revocations, and tokens that prove nothing."""

import base64
import hashlib
import hmac
import json
import time
import uuid
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from services.registry.tests.conftest import CLOCK, World

from registry.identity.signing_keys.key_pairs import new_key_pair
from registry.identity.signing_keys.key_ring import KeyRing
from registry.identity.signing_keys.repository import published_keys
from registry.identity.signing_keys.use_cases import ensure_keys, rotate_keys
from registry.vault import Vault, WrongMasterSecret
from shared.testing.clocks import FixedClock
from shared.tokens import Signer, Verifier
from shared.tokens.jwks import JwksKeys


async def kids(world: World) -> list[str]:
    return [key["kid"] for key in (await world.calls("GET", "/jwks")).json()["keys"]]


async def test_the_current_and_the_next_key_are_published_without_their_private_half(
    world: World,
) -> None:
    answer = await world.calls("GET", "/jwks")
    assert "max-age" in answer.headers["Cache-Control"]
    keys = answer.json()["keys"]
    assert len(keys) == 2
    for key in keys:
        assert set(key) == {"kty", "crv", "x", "y", "kid", "use", "alg"}
        assert (key["kty"], key["crv"], key["alg"]) == ("EC", "P-256", "ES256")


async def test_another_service_verifies_our_tokens_by_jwks(world: World) -> None:
    person = await world.person()
    keys = JwksKeys("http://registry/v1/registry/jwks", world.http)
    claims = await Verifier(keys, "avt-registry").verify(person.token)
    assert claims.sub == person.id


async def test_a_rotation_lets_the_published_next_key_sign_and_old_tokens_live_on(
    new_world: World,
) -> None:
    world = new_world
    before = await world.person()
    old_current, old_next = await kids(world)
    vault = world.app.state.key_ring.vault
    async with world.database.transaction() as session:
        current, following = await rotate_keys(session, CLOCK, vault=vault)
    assert current in {old_current, old_next}
    published = await kids(world)
    assert set(published) == {old_current, old_next, following}
    after = await world.person()
    header = json.loads(base64.urlsafe_b64decode(after.token.split(".")[0] + "=="))
    assert header["kid"] == current
    for person in (before, after):
        assert (await person.calls("GET", "/me")).status_code == 200
    async with world.database.transaction() as session:
        later = CLOCK.now() + timedelta(minutes=16)
        assert len(await published_keys(session, now=later)) == 2
    async with world.database.transaction() as session:
        much_later = FixedClock(CLOCK.now() + timedelta(days=2))
        await rotate_keys(session, much_later, vault=vault)
        await rotate_keys(session, much_later, vault=vault)
    assert await world.count("signing_keys") == 4


async def test_keys_are_sealed_and_open_only_with_the_master_secret(world: World) -> None:
    async with world.database.transaction() as session:
        await ensure_keys(session, CLOCK, vault=world.app.state.key_ring.vault)
        sealed = list(await session.scalars(sa.text("select sealed_private_key from signing_keys")))
    assert len(sealed) == 2
    assert all(b"PRIVATE KEY" not in content for content in sealed)
    stranger = KeyRing(Vault("another master secret of enough length"), issuer="avt-registry")
    with pytest.raises(WrongMasterSecret):
        async with world.database.transaction() as session:
            await stranger.signer(session)


def forged(world: World, person: Any, **changes: Any) -> dict[str, str]:
    """Tokens that each fail another check, by the code they must be refused with."""
    pair = new_key_pair()
    now = int(time.time())
    claims = {
        "iss": "avt-registry",
        "aud": "avt-api",
        "sub": str(person.id),
        "jti": str(uuid.uuid4()),
        "iat": now,
        "exp": now + 60,
        "roles": ["manager"],
        "scope": "registry:read registry:write",
        "kind": "person",
    }
    ring = world.app.state.key_ring
    (real,) = ring._signers.values()

    def part(content: dict[str, Any]) -> str:
        return base64.urlsafe_b64encode(json.dumps(content).encode()).rstrip(b"=").decode()

    def without(claim: str) -> str:
        return str(real.sign({key: value for key, value in claims.items() if key != claim}))

    head, body, signature = real.sign(claims).split(".")
    pem = pair.private_pem.decode()
    # The classic confusion: an HMAC keyed with what everybody can read.
    signed = f"{part({'alg': 'HS256', 'kid': real.kid})}.{body}"
    digest = hmac.new(json.dumps(pair.public_jwk).encode(), signed.encode(), hashlib.sha256)
    mac = base64.urlsafe_b64encode(digest.digest()).rstrip(b"=").decode()
    return {
        "alg none": f"{part({'alg': 'none', 'kid': real.kid})}.{part(claims)}.",
        "alg HS256": f"{signed}.{mac}",
        "crit": f"{part({'alg': 'ES256', 'kid': real.kid, 'crit': ['x']})}.{body}.{signature}",
        "unknown key": Signer(pem, pair.kid, "").sign(claims),
        "forged": Signer(pem, real.kid, "").sign(claims),
        "changed": f"{head}.{part({**claims, 'roles': ['board']})}.{signature}",
        "expired": real.sign({**claims, "exp": now - 1}),
        "audience": real.sign({**claims, "aud": "another"}),
        "issuer": real.sign({**claims, "iss": "another"}),
        "no audience": without("aud"),
        "no expiry": without("exp"),
        "no subject": without("sub"),
        "no id": without("jti"),
        "subject": real.sign({**claims, "sub": "somebody"}),
        "malformed": "nonsense",
        "padded": f"{head}.{body}.{signature}==",
    }


CODES = {
    "alg none": "token_algorithm_refused",
    "alg HS256": "token_algorithm_refused",
    "crit": "token_algorithm_refused",
    "unknown key": "token_key_unknown",
    "forged": "token_signature_invalid",
    "changed": "token_signature_invalid",
    "expired": "token_expired",
    "audience": "token_claims_invalid",
    "issuer": "token_claims_invalid",
    "no audience": "token_claims_invalid",
    "no expiry": "token_claims_invalid",
    "no subject": "token_claims_invalid",
    "no id": "token_claims_invalid",
    "subject": "token_claims_invalid",
    "malformed": "token_malformed",
    "padded": "token_malformed",
}


async def test_a_token_that_proves_nothing_is_refused_with_its_own_code(world: World) -> None:
    person = await world.person()
    for name, token in forged(world, person).items():
        answer = await world.http.get(
            "/v1/registry/me", headers={"Authorization": f"Bearer {token}"}
        )
        assert (answer.status_code, answer.json()["code"]) == (401, CODES[name]), name
        assert answer.headers["WWW-Authenticate"].startswith("Bearer")
        assert answer.headers["content-type"] == "application/problem+json"


async def test_a_bad_token_is_refused_on_public_routes_too(world: World) -> None:
    answer = await world.http.get(
        "/v1/registry/organisations", headers={"Authorization": "Bearer nonsense"}
    )
    assert (answer.status_code, answer.json()["code"]) == (401, "token_malformed")


async def test_a_key_pair_has_its_thumbprint_as_its_name() -> None:
    one, two = new_key_pair(), new_key_pair()
    assert one.kid != two.kid
    assert len(one.kid) == 43


async def test_a_person_revokes_the_token_in_use(world: World) -> None:
    person = await world.person()
    token_id = (await world.app.state.verifier.verify(person.token)).jti
    answer = await person.calls("POST", "/revocations", json={"token_id": token_id})
    assert answer.status_code == 201, answer.text
    refused = await person.calls("GET", "/me")
    assert (refused.status_code, refused.json()["code"]) == (401, "token_revoked")
    announced = await world.announced("token.revoked", answer.json()["id"])
    assert announced[0]["token_id"] == token_id
    public = (await world.calls("GET", "/revocations")).json()["items"]
    assert answer.json() in public


async def test_a_person_logs_out_everywhere_by_revoking_its_subject(world: World) -> None:
    person = await world.person()
    answer = await person.calls("POST", "/revocations", json={"subject": str(person.id)})
    assert answer.status_code == 201
    assert (await person.calls("GET", "/me")).json()["code"] == "token_revoked"


async def test_the_tokens_of_others_are_the_managers_to_revoke(world: World) -> None:
    person, stranger = await world.person(), await world.person()
    token_id = (await world.app.state.verifier.verify(person.token)).jti
    for body in ({"token_id": token_id}, {"subject": str(person.id)}):
        answer = await stranger.calls("POST", "/revocations", json=body)
        assert (answer.status_code, answer.json()["code"]) == (403, "not_your_token")
    assert (await person.calls("GET", "/me")).status_code == 200
    answer = await world.manager.calls("POST", "/revocations", json={"subject": str(person.id)})
    assert answer.status_code == 201
    assert (await person.calls("GET", "/me")).status_code == 401


async def test_a_revocation_has_one_target(world: World) -> None:
    person = await world.person()
    for body in ({}, {"token_id": "x", "subject": str(person.id)}):
        answer = await person.calls("POST", "/revocations", json=body)
        assert (answer.status_code, answer.json()["code"]) == (422, "one_target_only")
    for body in ({"token_id": "a\x00"}, {"token_id": "x" * 65}, {"subject": 5}):
        answer = await person.calls("POST", "/revocations", json=body)
        assert (answer.status_code, answer.json()["code"]) == (422, "validation_failed")


async def test_a_revocation_is_forgotten_when_no_token_can_be_meant_any_more(world: World) -> None:
    person = await world.person()
    made = await person.calls("POST", "/revocations", json={"subject": str(person.id)})
    async with world.database.transaction() as session:
        await session.execute(
            sa.text(
                "update revocations set revoked_at = now() - interval '2 hours', "
                "expires_at = now() - interval '1 hour' where id = :id"
            ),
            {"id": made.json()["id"]},
        )
    public = (await world.calls("GET", "/revocations")).json()["items"]
    assert made.json()["id"] not in {item["id"] for item in public}
