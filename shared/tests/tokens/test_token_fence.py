"""Rightly signed tokens that are no access tokens of ours: whoever has the key gets no further."""

import base64
import json
import time
from uuid import uuid4

import pytest
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from hypothesis import given
from hypothesis import strategies as st

from shared.testing.keys import StaticKeys
from shared.tokens import (
    CLOCK_SKEW_SECONDS,
    LONGEST_LIFE_SECONDS,
    Signer,
    TokenClaimsInvalid,
    TokenExpired,
    TokenKeyUnknown,
    TokenMalformed,
    TokenRefused,
    TokenTypeRefused,
    Verifier,
)

KEY = ec.generate_private_key(ec.SECP256R1())
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
HEADER = {"alg": "ES256", "kid": "k1", "typ": "at+jwt"}


def b64(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def jwk(**changes) -> dict:
    numbers = KEY.public_key().public_numbers()
    return {
        "kty": "EC",
        "crv": "P-256",
        "kid": "k1",
        "x": b64(numbers.x.to_bytes(32, "big")),
        "y": b64(numbers.y.to_bytes(32, "big")),
        **changes,
    }


VERIFIER = Verifier(StaticKeys([jwk()]), "avt-registry")


def signed(head: str, body: str) -> str:
    """Any two parts, with a signature that is right for exactly them."""
    r, s = decode_dss_signature(KEY.sign(f"{head}.{body}".encode(), ec.ECDSA(hashes.SHA256())))
    return f"{head}.{body}.{b64(r.to_bytes(32, 'big') + s.to_bytes(32, 'big'))}"


def token(payload, header=None) -> str:
    raw = payload if isinstance(payload, bytes) else json.dumps(payload).encode()
    return signed(b64(json.dumps(header or HEADER).encode()), b64(raw))


def claims(**changes) -> dict:
    now = int(time.time())
    full = {
        "iss": "avt-registry",
        "aud": "avt-api",
        "sub": str(uuid4()),
        "jti": "j",
        "iat": now,
        "exp": now + 600,
        **changes,
    }
    return {name: value for name, value in full.items() if value is not None}


def written(**changes) -> bytes:
    """A payload in which some values are JSON text as it stands."""
    texts = {name: f"@{name}" for name in changes}
    text = json.dumps(claims(**texts))
    for name, value in changes.items():
        text = text.replace(f'"@{name}"', value)
    return text.encode()


async def test_the_forger_of_these_tests_signs_as_the_registry_does():
    assert (await VERIFIER.verify(token(claims()))).jti == "j"


def wrong_claims() -> dict[str, bytes]:
    """Payloads by what is wrong with them, and nothing else: they are of this very moment."""
    now = int(time.time())
    return {
        "an expiry beyond all numbers": written(exp="1e400"),
        "an expiry of 5,000 digits": b'{"exp":' + b"9" * 2_900 + b"}",
        "an expiry that is no number": written(exp="NaN"),
        "an expiry without end": written(exp="Infinity"),
        "an expiry with a fraction": written(exp=f"{now + 600}.0"),
        "an expiry as text": written(exp=f'"{now + 600}"'),
        "an expiry of 2^80": written(exp=str(2**80)),
        "a life of ten years": json.dumps(claims(exp=now + 315_360_000)).encode(),
        "an issue in the future": json.dumps(claims(iat=now + 300)).encode(),
        "an issue as text": written(iat=f'"{now}"'),
        "an issue that is true": written(iat="true"),
        "an issue with a fraction": written(iat=f"{now}.5"),
        "an issue before time began": written(iat="-1"),
        "a beginning that is yet to come": json.dumps(claims(nbf=now + 300)).encode(),
        "a login that is yet to come": json.dumps(claims(auth_time=now + 300)).encode(),
        "a login at a moment with a fraction": written(auth_time=f"{now}.5"),
        "a login at a moment in words": written(auth_time='"now"'),
        "a login that is true": written(auth_time="true"),
        "a way to log in that is no list": json.dumps(claims(amr="otp")).encode(),
        "a way to log in that is a number": json.dumps(claims(amr=["pwd", 1])).encode(),
        "a way to log in of another kind": json.dumps(claims(amr=["otp admin"])).encode(),
        "a hundred ways to log in": json.dumps(claims(amr=["pwd"] * 100)).encode(),
        "a subject given twice": written(sub=f'"{uuid4()}", "sub": "{uuid4()}"'),
        "a role given twice, deep inside": written(x='{"a": [{"b": 1, "b": 2}]}'),
        "a payload 1,200 levels deep": written(x="[" * 1_200 + "]" * 1_200),
        "half a character": written(jti='"\\ud800"'),
        "a list for a payload": b"[]",
        "no JSON": b"{",
        "UTF-16": json.dumps(claims()).encode("utf-16"),
        "a mark before it": b"\xef\xbb\xbf" + json.dumps(claims()).encode(),
        "another issuer": json.dumps(claims(iss="avt-somebody")).encode(),
        "several audiences": json.dumps(claims(aud=["avt-api", "others"])).encode(),
    }


@pytest.mark.parametrize("what", list(wrong_claims()))
async def test_a_rightly_signed_token_with_strange_claims_is_refused(what):
    with pytest.raises(TokenClaimsInvalid):
        await VERIFIER.verify(token(wrong_claims()[what]))


@pytest.mark.parametrize("typ", [None, "JWT", "AT+JWT", "application/at+jwt", "dpop+jwt", 1, []])
async def test_a_token_of_another_type_is_refused(typ):
    with pytest.raises(TokenTypeRefused):
        await VERIFIER.verify(token(claims(), {**HEADER, "typ": typ}))


async def test_a_token_says_how_and_when_its_person_logged_in_and_a_machines_says_neither():
    pem = KEY.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    ).decode()

    now = int(time.time())

    def issue(**more):
        signer = Signer(pem, "k1", "avt-registry")
        return signer.issue(
            subject=uuid4(),
            organisation_id=None,
            roles=[],
            scopes=[],
            lifetime_seconds=600,
            **more,
        )[0]

    person = await VERIFIER.verify(issue(kind="person", amr={"pwd", "otp"}, auth_time=now - 90))
    assert (person.amr, person.auth_time) == (("otp", "pwd"), now - 90)
    machine = issue(kind="machine")
    told = base64.urlsafe_b64decode(machine.split(".")[1] + "==")
    assert {"amr", "auth_time"}.isdisjoint(json.loads(told))
    read = await VERIFIER.verify(machine)
    assert (read.amr, read.auth_time) == ((), None)


async def test_a_clock_that_goes_a_little_ahead_is_borne():
    now = int(time.time())
    await VERIFIER.verify(token(claims(iat=now + CLOCK_SKEW_SECONDS - 2)))
    with pytest.raises(TokenClaimsInvalid):
        await VERIFIER.verify(token(claims(iat=now + CLOCK_SKEW_SECONDS + 2)))


async def test_the_longest_life_is_accepted_and_no_second_more():
    now = int(time.time())
    await VERIFIER.verify(token(claims(iat=now, exp=now + LONGEST_LIFE_SECONDS)))
    with pytest.raises(TokenClaimsInvalid):
        await VERIFIER.verify(token(claims(iat=now, exp=now + LONGEST_LIFE_SECONDS + 1)))


async def test_a_life_that_ended_is_told_as_that():
    now = int(time.time())
    with pytest.raises(TokenExpired):
        await VERIFIER.verify(token(claims(iat=now - 60, exp=now)))


@pytest.mark.parametrize("seconds", [0, -1, LONGEST_LIFE_SECONDS + 1])
def test_a_life_that_nobody_would_accept_is_not_issued(seconds):
    pem = KEY.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    ).decode()
    with pytest.raises(ValueError, match="out of bounds"):
        Signer(pem, "k1", "avt-registry").issue(
            subject=uuid4(),
            organisation_id=None,
            roles=[],
            scopes=[],
            kind="person",
            lifetime_seconds=seconds,
        )


@pytest.mark.parametrize(
    "unfit",
    [
        {"use": "enc"},
        {"key_ops": ["sign"]},
        {"key_ops": []},
        {"key_ops": "verify"},
        {"kty": "RSA"},
        {"crv": "P-384"},
        {"alg": "ES384"},
    ],
    ids=str,
)
async def test_a_key_that_is_not_published_for_signatures_verifies_nothing(unfit):
    with pytest.raises(TokenKeyUnknown):
        await Verifier(StaticKeys([jwk(**unfit)]), "avt-registry").verify(token(claims()))


async def test_a_key_that_says_it_is_for_signatures_is_used():
    keys = StaticKeys([jwk(use="sig", key_ops=["verify"], alg="ES256", keys=[])])
    assert await Verifier(keys, "avt-registry").verify(token(claims()))


@pytest.mark.parametrize("broken", [{"x": ""}, {"x": None}, {"y": "ü"}, {"x": b64(b"1" * 32)}])
async def test_a_broken_key_verifies_nothing_and_breaks_nothing(broken):
    with pytest.raises(TokenRefused):
        await Verifier(StaticKeys([jwk(**broken)]), "avt-registry").verify(token(claims()))


def spelt_otherwise(part: str) -> str:
    """The same bytes: only bits of the last letter that mean nothing are set."""
    return part[:-1] + LETTERS[LETTERS.index(part[-1]) ^ 1]


async def test_bits_of_the_signature_that_mean_nothing_must_not_be_set():
    good = token(claims())
    await VERIFIER.verify(good)
    with pytest.raises(TokenMalformed):
        await VERIFIER.verify(spelt_otherwise(good))


async def test_header_and_payload_have_one_spelling_too():
    head = b64(json.dumps({**HEADER, "x": "12"}).encode() + b" " * 2)
    while len(head) % 4 == 0:
        head = b64(base64.urlsafe_b64decode(head) + b" ")
    body = b64(json.dumps(claims()).encode())
    while len(body) % 4 == 0:
        body = b64(base64.urlsafe_b64decode(body) + b" ")
    pad = "=" * (-len(body) % 4)
    for forged in (
        signed(spelt_otherwise(head), body),
        signed(head, spelt_otherwise(body)),
        signed(head, body + pad),
        signed(head, body[:9] + "+" + body[9:]),
        signed(head, body[:8] + "\n" + body[8:]),
    ):
        with pytest.raises(TokenMalformed):
            await VERIFIER.verify(forged)


async def test_a_header_that_says_a_thing_twice_is_refused():
    head = b64(b'{"alg":"none","alg":"ES256","kid":"k1","typ":"at+jwt"}')
    with pytest.raises(TokenMalformed):
        await VERIFIER.verify(signed(head, b64(json.dumps(claims()).encode())))


# Few letters: drawing from all of Unicode makes hypothesis build its tables first.
TEXTS = st.text("a1-Ü\ud800\0", max_size=12)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | TEXTS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXTS, inner, max_size=4),
    max_leaves=8,
)


@given(st.dictionaries(st.sampled_from(sorted({*claims(), "nbf", "org", "roles"})), VALUES))
async def test_no_signed_claims_whatever_break_the_verifier(changes):
    try:
        await VERIFIER.verify(token({**claims(), **changes}))
    except TokenRefused:
        return
    assert not {"iat", "exp"} & {name for name, value in changes.items() if value is None}


@given(st.binary(max_size=300))
async def test_no_signed_bytes_whatever_break_the_verifier(raw):
    with pytest.raises(TokenRefused):
        await VERIFIER.verify(token(raw))


@given(st.dictionaries(st.sampled_from(["alg", "kid", "typ", "crit", "jwk"]), VALUES))
async def test_no_header_whatever_breaks_the_verifier(changes):
    try:
        await VERIFIER.verify(token(claims(), {**HEADER, **changes}))
    except TokenRefused:
        return
    assert {**changes, **HEADER}.keys() <= {*HEADER, "jwk"}
