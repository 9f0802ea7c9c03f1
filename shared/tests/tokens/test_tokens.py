"""The fence around the token library: each door that it leaves open is closed here."""

import base64
import hashlib
import hmac
import json
import time
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from hypothesis import given
from hypothesis import strategies as st

from shared.testing.keys import StaticKeys
from shared.tokens import (
    RevocationList,
    Signer,
    TokenAlgorithmRefused,
    TokenClaimsInvalid,
    TokenExpired,
    TokenKeyUnknown,
    TokenMalformed,
    TokenRefused,
    TokenRevoked,
    TokenSignatureInvalid,
    Verifier,
)


def b64(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def jwk_of(key: ec.EllipticCurvePrivateKey, kid: str) -> dict[str, str]:
    numbers = key.public_key().public_numbers()
    return {
        "kty": "EC",
        "crv": "P-256",
        "kid": kid,
        "x": b64(numbers.x.to_bytes(32, "big")),
        "y": b64(numbers.y.to_bytes(32, "big")),
    }


def pem_of(key: ec.EllipticCurvePrivateKey) -> str:
    return key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    ).decode()


KEY = ec.generate_private_key(ec.SECP256R1())
SIGNER = Signer(pem_of(KEY), "k1", "avt-registry")
VERIFIER = Verifier(StaticKeys([jwk_of(KEY, "k1")]), "avt-registry")


def issue(**changes):
    fields = {
        "subject": uuid4(),
        "organisation_id": uuid4(),
        "roles": ["representative"],
        "scopes": ["registry:read"],
        "kind": "person",
        "lifetime_seconds": 600,
    }
    return SIGNER.issue(**{**fields, **changes})


def compact(header: dict, claims: dict, signature: bytes = b"") -> str:
    return ".".join(
        [b64(json.dumps(header).encode()), b64(json.dumps(claims).encode()), b64(signature)]
    )


def claims(**changes) -> dict:
    now = int(time.time())
    full = {
        "iss": "avt-registry",
        "aud": "avt-api",
        "sub": str(uuid4()),
        "jti": "j",
        "iat": now,
        "exp": now + 600,
    }
    return {name: value for name, value in {**full, **changes}.items() if value is not None}


async def test_an_issued_token_verifies_to_the_claims_it_was_issued_with():
    token, issued = issue()
    assert await VERIFIER.verify(token) == issued
    assert issued.exp - issued.iat == 600


async def test_an_unsigned_token_is_refused():
    with pytest.raises(TokenAlgorithmRefused):
        await VERIFIER.verify(compact({"alg": "none", "kid": "k1"}, claims()))


async def test_a_token_signed_with_the_public_key_as_a_shared_secret_is_refused():
    public = KEY.public_key().public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    signed = compact({"alg": "HS256", "kid": "k1"}, claims()).rsplit(".", 1)[0]
    mac = hmac.new(public, signed.encode(), hashlib.sha256).digest()
    with pytest.raises(TokenAlgorithmRefused):
        await VERIFIER.verify(f"{signed}.{b64(mac)}")


async def test_a_token_of_another_key_under_a_known_id_is_refused():
    other = Signer(pem_of(ec.generate_private_key(ec.SECP256R1())), "k1", "avt-registry")
    with pytest.raises(TokenSignatureInvalid):
        await VERIFIER.verify(other.sign(claims()))


async def test_a_token_that_names_an_unpublished_key_is_refused():
    with pytest.raises(TokenKeyUnknown):
        await VERIFIER.verify(Signer(pem_of(KEY), "k9", "avt-registry").sign(claims()))


async def test_a_token_with_a_critical_extension_is_refused():
    header = {"alg": "ES256", "kid": "k1", "crit": ["exp"]}
    with pytest.raises(TokenAlgorithmRefused):
        await VERIFIER.verify(compact(header, claims(), b"x" * 64))


@pytest.mark.parametrize("missing", ["iss", "aud", "sub", "jti", "iat", "exp"])
async def test_a_token_that_lacks_a_claim_is_refused(missing):
    with pytest.raises(TokenClaimsInvalid):
        await VERIFIER.verify(SIGNER.sign(claims(**{missing: None})))


async def test_an_expired_token_is_refused_to_the_second():
    with pytest.raises(TokenExpired):
        await VERIFIER.verify(SIGNER.sign(claims(exp=int(time.time()) - 1)))


@pytest.mark.parametrize("change", [" {}", "{} ", "{}=", "\n{}", "{}.x"])
async def test_stray_characters_around_a_good_token_are_refused(change):
    token, _ = issue()
    with pytest.raises(TokenMalformed):
        await VERIFIER.verify(change.format(token))


@given(st.text(max_size=200))
async def test_no_text_whatever_breaks_the_verifier(text):
    with pytest.raises(TokenRefused):
        await VERIFIER.verify(text)


@given(st.integers(0, 10_000), st.permutations("ABCxyz019-_."))
async def test_a_token_changed_in_any_one_character_is_refused(position, characters):
    # Each example has a token of its own: what is drawn must not depend upon its text.
    token, _ = issue()
    index = position % len(token)
    changed = next(char for char in characters if char != token[index])
    forged = token[:index] + changed + token[index + 1 :]
    with pytest.raises(TokenRefused):
        await VERIFIER.verify(forged)


def test_a_revocation_by_subject_covers_older_tokens_and_spares_newer_ones():
    revocations = RevocationList()
    now = datetime.now(UTC)
    _, issued = issue()
    revocations.revoke(
        token_id=None,
        subject=issued.sub,
        revoked_at=now - timedelta(seconds=5),
        expires_at=now + timedelta(minutes=10),
    )
    assert not revocations.covers(issued)
    assert revocations.covers(issued.model_copy(update={"iat": issued.iat - 10}))
    assert not revocations.covers(issued.model_copy(update={"sub": UUID(int=1), "iat": 0}))


def test_a_revocation_for_an_organisation_spares_the_subjects_other_tokens():
    revocations = RevocationList()
    now = datetime.now(UTC)
    _, issued = issue()
    studio, other = UUID(int=1), UUID(int=2)
    revocations.absorb(
        {
            "token_id": None,
            "subject": str(issued.sub),
            "organisation_id": str(studio),
            "revoked_at": now.isoformat(),
            "expires_at": (now + timedelta(minutes=10)).isoformat(),
        }
    )
    covered = {
        organisation: revocations.covers(issued.model_copy(update={"org": organisation}))
        for organisation in (studio, other, None)
    }
    assert covered == {studio: True, other: False, None: False}
    revocations.revoke(
        token_id=None, subject=issued.sub, revoked_at=now, expires_at=now + timedelta(minutes=10)
    )
    assert all(
        revocations.covers(issued.model_copy(update={"org": organisation}))
        for organisation in (studio, other, None)
    )


async def test_a_revoked_token_is_refused_by_its_id():
    revocations = RevocationList()
    verifier = Verifier(VERIFIER.keys, VERIFIER.issuer, revocations)
    token, issued = issue()
    revocations.absorb(
        {
            "token_id": issued.jti,
            "subject": None,
            "revoked_at": datetime.now(UTC).isoformat(),
            "expires_at": (datetime.now(UTC) + timedelta(minutes=10)).isoformat(),
        }
    )
    with pytest.raises(TokenRevoked):
        await verifier.verify(token)
