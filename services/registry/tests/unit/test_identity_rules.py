"""Passwords, pauses, scopes, keys and forms."""

import base64
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.identity.access_tokens.rules import (
    RoleAssignment,
    choose_assignment,
    grantable_scopes,
    login_scopes,
)
from registry.identity.accounts.errors import WeakPassword
from registry.identity.accounts.passwords import hash_password, verify_password
from registry.identity.accounts.rules import check_password, email_key
from registry.identity.api_keys.errors import ExpiryOutOfRange, ScopeNotHeld
from registry.identity.api_keys.rules import (
    check_may_manage_keys,
    check_new_key,
    split_key,
)
from registry.identity.clients.errors import OAuthRefused
from registry.identity.clients.rules import requested_scopes
from registry.identity.clients.token_requests import read_token_request
from registry.identity.credentials.errors import NotYourToken, OneTargetOnly
from registry.identity.credentials.rules import check_may_revoke
from registry.identity.errors import PersonOnly
from registry.identity.login_attempts.rules import pause_left
from registry.identity.secrets import fingerprint, matches, new_secret
from registry.identity.sessions.rules import client_hint, is_alive
from registry.vault import Vault, WrongMasterSecret
from registry.vocabulary import SCOPES

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    "password",
    [
        "elevenchars",
        "x" * 200,
        "abababababab",
        "PasswordPassword",
        "my ilze.berzina password",
        "ilze bērziņa!!",
    ],
)
def test_a_password_that_would_be_guessed_is_refused(password: str) -> None:
    with pytest.raises(WeakPassword):
        check_password(password, email="Ilze.Berzina@kadrs.example", name="Ilze Bērziņa")


@pytest.mark.parametrize(
    "password", ["zaļa pļava aiz upes", "correct horse battery", "ī" * 8 + "abcd1"]
)
def test_any_other_long_password_is_good(password: str) -> None:
    check_password(password, email="ilze@kadrs.example", name="Ilze")


def test_the_case_of_an_address_does_not_count() -> None:
    assert email_key(" Ilze@Kadrs.Example ") == email_key("ilze@kadrs.example")


async def test_a_password_is_verified_by_its_hash_alone() -> None:
    kept = await hash_password("zaļa pļava aiz upes")
    assert kept.startswith("$argon2id$")
    assert await verify_password("zaļa pļava aiz upes", kept)
    assert not await verify_password("zaļa pļava aiz upēm", kept)
    assert not await verify_password("anything", None)
    assert not await verify_password("anything", None)
    assert not await verify_password("anything", "not a hash at all")


@given(st.integers(min_value=0, max_value=10_000), st.integers(min_value=0, max_value=10_000))
def test_a_pause_never_shrinks_with_more_failures_nor_exceeds_a_quarter_hour(
    fewer: int, more: int
) -> None:
    fewer, more = sorted((fewer, more))
    short = pause_left(failures=fewer, last_failed_at=NOW, now=NOW)
    long = pause_left(failures=more, last_failed_at=NOW, now=NOW)
    assert 0 <= short <= long <= 900


def test_pauses_begin_with_the_fifth_failure_and_double() -> None:
    pauses = [pause_left(failures=n, last_failed_at=NOW, now=NOW) for n in range(4, 12)]
    assert pauses == [0, 30, 60, 120, 240, 480, 900, 900]
    assert pause_left(failures=5, last_failed_at=NOW, now=NOW + timedelta(seconds=29.5)) == 1
    assert pause_left(failures=5, last_failed_at=NOW, now=NOW + timedelta(seconds=30)) == 0


def test_a_login_lives_thirty_days_and_seven_since_its_last_use() -> None:
    def alive(**facts: datetime | None) -> bool:
        values = {
            "ended_at": None,
            "expires_at": NOW + timedelta(days=1),
            "refreshed_at": NOW,
            "now": NOW,
            **facts,
        }
        return is_alive(**values)  # type: ignore[arg-type]

    assert alive()
    assert not alive(ended_at=NOW)
    assert not alive(expires_at=NOW)
    assert not alive(refreshed_at=NOW - timedelta(days=7))


def test_a_token_is_for_the_wanted_organisation_or_the_one_chosen_before_or_none() -> None:
    one, two = RoleAssignment(uuid4(), frozenset({"board"})), RoleAssignment(uuid4())
    first, second = one.organisation_id, two.organisation_id
    assert choose_assignment([one, two], wanted=None, chosen=None) == RoleAssignment()
    assert choose_assignment([one, two], wanted=None, chosen=second) is two
    assert choose_assignment([one, two], wanted=first, chosen=second) is one
    assert choose_assignment([one, two], wanted=uuid4(), chosen=second) is None
    # No longer there: nobody else's choice takes its place.
    assert choose_assignment([one, two], wanted=None, chosen=uuid4()) == RoleAssignment()
    assert choose_assignment([], wanted=None, chosen=None) == RoleAssignment()
    assert choose_assignment([], wanted=uuid4(), chosen=None) is None


def test_scopes_for_machines_are_the_managers_to_give() -> None:
    assert login_scopes({"board"}) == set(SCOPES) - {
        "billing:invoicing",
        "billing:issued",
        "feeds:read",
    }
    assert login_scopes({"manager"}) == set(SCOPES) - {"billing:issued", "feeds:read"}
    assert grantable_scopes({"representative"}) == login_scopes(())
    assert grantable_scopes({"manager"}) == set(SCOPES)


@given(st.sets(st.sampled_from(SCOPES)), st.sets(st.sampled_from(SCOPES)))
def test_a_machine_is_never_granted_more_than_it_is_allowed(
    asked: set[str], allowed: set[str]
) -> None:
    granted = requested_scopes(sorted(asked), allowed=allowed)
    if granted is None:
        assert not asked <= allowed
    else:
        assert granted == (asked or allowed)


def test_an_api_key_is_bounded_by_its_maker_and_by_time() -> None:
    def check(**facts: object) -> None:
        values: dict[str, object] = {
            "scopes": ["registry:read"],
            "grantable": ["registry:read"],
            "expires_at": NOW + timedelta(days=1),
            "now": NOW,
            **facts,
        }
        check_new_key(**values)  # type: ignore[arg-type]

    check()
    check_may_manage_keys(is_person=True)
    with pytest.raises(PersonOnly):
        check_may_manage_keys(is_person=False)
    with pytest.raises(ScopeNotHeld):
        check(scopes=["registry:read", "registry:write"])
    for days in (-1, 0, 731):
        with pytest.raises(ExpiryOutOfRange):
            check(expires_at=NOW + timedelta(days=days))
    assert split_key("a.b.c") == ("a", "b.c")
    assert [split_key(text) for text in ("a", ".b", "a.", "")] == [None] * 4


def test_who_may_revoke_what() -> None:
    me, other = UUID(int=1), UUID(int=2)

    def check(
        token_id: str | None,
        subject: UUID | None,
        *,
        is_manager: bool = False,
        is_person: bool = True,
    ) -> None:
        check_may_revoke(
            token_id=token_id,
            subject=subject,
            own_token_id="mine",
            own_subject=me,
            is_manager=is_manager,
            is_person=is_person,
        )

    check("mine", None, is_person=False)
    for target in (("theirs", None), (None, other), (None, me)):
        with pytest.raises(PersonOnly):
            check(*target, is_manager=True, is_person=False)
    check("mine", None)
    check(None, me)
    check("theirs", None, is_manager=True)
    check(None, other, is_manager=True)
    for target in (("theirs", None), (None, other)):
        with pytest.raises(NotYourToken):
            check(*target)
    for neither_nor_both in ((None, None), ("mine", me)):
        with pytest.raises(OneTargetOnly):
            check(*neither_nor_both, is_manager=True)


@given(st.binary(max_size=200), st.text(max_size=20))
def test_what_is_sealed_opens_under_its_label_and_secret_alone(content: bytes, label: str) -> None:
    vault, other = Vault("a" * 32), Vault("b" * 32)
    sealed = vault.seal(content, label=label)
    assert vault.open(sealed, label=label) == content
    for opener, name in ((other, label), (vault, label + "x")):
        with pytest.raises(WrongMasterSecret):
            opener.open(sealed, label=name)
    assert vault.keyed_hash(label) != other.keyed_hash(label)


@given(st.text(max_size=60))
def test_a_secret_matches_its_own_hash_alone(guess: str) -> None:
    secret = new_secret()
    assert matches(secret, fingerprint(secret))
    assert not matches(guess, fingerprint(secret))
    assert not matches(guess, None)


@given(st.binary(max_size=300), st.text(max_size=40))
def test_no_body_or_header_makes_the_form_reader_fail_otherwise(body: bytes, header: str) -> None:
    found: set[str] = set()
    for authorization in (None, header, "Basic " + base64.b64encode(body).decode()):
        try:
            read_token_request(
                body,
                content_type="application/x-www-form-urlencoded",
                authorization=authorization,
            )
        except OAuthRefused as refusal:
            found.add(refusal.error)
    assert found <= {"invalid_request", "invalid_client", "unsupported_grant_type"}


@pytest.mark.parametrize(
    ("user_agent", "hint"),
    [
        ("Mozilla/5.0 (Windows NT 10.0) Chrome/138.0.0.0 Safari/537.36 Edg/138.0", "Edge, Windows"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) Safari/604.1", "Safari, iOS"),
        ("Mozilla/5.0 (Linux; Android 15; SM-S931B) Chrome/138.0 Safari/537.36", "Chrome, Android"),
        ("curl/8.14.1", "curl"),
        ("Ilze's own browser, Brīvības iela 1", None),
        ("", None),
        (None, None),
    ],
)
def test_a_hint_of_a_client_is_in_our_words_and_tells_no_device_from_another(
    user_agent: str | None, hint: str | None
) -> None:
    assert client_hint(user_agent) == hint
