"""Giving programs an identity of their own."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import or_, update
from sqlalchemy.ext.asyncio import AsyncSession

from registry.actors import account_of, in_person
from registry.identity.access_tokens.use_cases import IssuedAccess, issue_token
from registry.identity.clients.errors import OAuthRefused
from registry.identity.clients.orm import Client
from registry.identity.clients.repository import authenticated_client, locked_client
from registry.identity.clients.rules import check_may_manage_clients, requested_scopes
from registry.identity.revocations.events import TokenRevoked
from registry.identity.revocations.use_cases import check_access_holds, revoke_subject
from registry.identity.secrets import fingerprint, new_secret
from registry.identity.signing_keys.key_ring import KeyRing
from registry.vocabulary import Scope
from shared.callers import Caller
from shared.clocks import Clock
from shared.ids import new_id


@dataclass(frozen=True, slots=True)
class ClientAccess(IssuedAccess):
    """An access token and the scopes that it holds."""

    scopes: frozenset[str]

    @property
    def scope(self) -> str:
        """The scopes as RFC 6749 section 3.3 writes them."""
        return " ".join(sorted(self.scopes))


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
    client = await locked_client(session, client_id)
    client.revoked_at = clock.now()
    return await revoke_subject(session, clock, subject=client.id)


async def revoke_clients_of(session: AsyncSession, account_id: UUID, *, at: datetime) -> set[UUID]:
    """Revoke the live machine accounts that the person made, or that the subject is.

    Returns their ids; revoking the tokens of each is the caller's part.
    """
    return set(
        await session.scalars(
            update(Client)
            .where(
                or_(Client.created_by == account_id, Client.id == account_id),
                Client.revoked_at.is_(None),
            )
            .values(revoked_at=at)
            .returning(Client.id)
        )
    )


async def issue_client_token(
    session: AsyncSession,
    *,
    ring: KeyRing,
    client_id: str,
    client_secret: str,
    scopes: Sequence[str],
) -> ClientAccess:
    """Issue a token to a machine by its client credentials (RFC 6749 section 4.4). Public.

    The credentials go into the form, or into a Basic `Authorization` header. Without `scope` the
    token holds all scopes of the client. Refused in the words of the RFC's section 5.2.
    """
    client = await authenticated_client(session, client_id=client_id, client_secret=client_secret)
    if client is None:
        raise OAuthRefused("invalid_client", "Unknown client, or its secret is wrong")
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
    return ClientAccess(access.access_token, access.expires_in, granted)
