"""Giving programs an identity of their own."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from registry.actors import account_of, in_person
from registry.errors import UnknownClient
from registry.identity.access_tokens.use_cases import IssuedAccess, issue_token
from registry.identity.clients.orm import Client
from registry.identity.clients.rules import check_may_manage_clients, requested_scopes
from registry.identity.revocations.events import TokenRevoked
from registry.identity.revocations.use_cases import check_access_holds, revoke_subject
from registry.identity.secrets import fingerprint, matches, new_secret
from registry.identity.signing_keys.key_ring import KeyRing
from registry.vocabulary import Scope
from shared.callers import Caller
from shared.clocks import Clock
from shared.ids import new_id


class OAuthRefused(Exception):
    """A refusal in the words of RFC 6749 section 5.2."""

    def __init__(self, error: str, description: str) -> None:
        super().__init__(error)
        self.error = error
        self.description = description


@dataclass(frozen=True, slots=True)
class Granted:
    """An access token and the scopes that it holds."""

    access: IssuedAccess
    scopes: frozenset[str]


async def create_client(
    session: AsyncSession, clock: Clock, *, name: str, scopes: Sequence[Scope], by: Caller
) -> tuple[Client, str]:
    """Create a machine account and return its secret, which is shown this once: the manager may.

    The machine acts for no organisation and holds no role; its scopes are all that it may do.
    It dies with its maker's password, and when every token of its maker is revoked. Raises
    `AccessEnded`.
    """
    check_may_manage_clients(is_manager=by.has_role("manager"), is_person=in_person(by))
    await check_access_holds(session, by=by)
    secret = new_secret()
    client = Client(
        id=new_id(),
        name=name,
        secret_hash=fingerprint(secret),
        scopes=sorted(scopes),
        created_by=account_of(by),
        created_at=clock.now(),
    )
    session.add(client)
    await session.flush()
    return client, secret


async def revoke_client(
    session: AsyncSession, clock: Clock, *, client_id: UUID, by: Caller
) -> TokenRevoked:
    """Take a machine account away; its tokens die at once. The manager may.

    Announces `token.revoked` for the machine as a subject.
    """
    check_may_manage_clients(is_manager=by.has_role("manager"), is_person=in_person(by))
    client = await session.get(Client, client_id, with_for_update=True)
    if client is None or client.revoked_at is not None:
        raise UnknownClient("No live machine account has this id")
    client.revoked_at = clock.now()
    return await revoke_subject(session, clock, subject=client.id)


async def grant_client_credentials(
    session: AsyncSession,
    *,
    ring: KeyRing,
    client_id: str,
    client_secret: str,
    scopes: Sequence[str],
) -> Granted:
    """Issue a token to a machine (RFC 6749 section 4.4); raise `OAuthRefused`."""
    try:
        # Held until the token is signed: a revocation comes before it, or after and covers it.
        client = await session.get(Client, UUID(client_id), with_for_update={"read": True})
    except ValueError:
        client = None
    live = client is not None and client.revoked_at is None
    if not matches(client_secret, client.secret_hash if client and live else None):
        raise OAuthRefused("invalid_client", "Unknown client, or its secret is wrong")
    assert client is not None
    granted = requested_scopes(scopes, allowed=client.scopes)
    if granted is None:
        raise OAuthRefused("invalid_scope", "The client does not hold one of the scopes")
    access = await issue_token(
        session,
        ring=ring,
        subject=client.id,
        organisation_id=None,
        roles=(),
        scopes=granted,
        kind="machine",
    )
    return Granted(access, granted)
