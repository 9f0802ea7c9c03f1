"""Making, exchanging and revoking API keys; the clock that these take is the system's."""

import secrets
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncSession

from registry.actors import in_person
from registry.identity.access_tokens.repository import forget_expired_tokens, live_token_ids
from registry.identity.access_tokens.rules import (
    RoleAssignment,
    choose_assignment,
    grantable_scopes,
    without_offices,
)
from registry.identity.access_tokens.use_cases import IssuedAccess, issue_token
from registry.identity.api_keys.errors import ApiKeyRefused
from registry.identity.api_keys.orm import ApiKey
from registry.identity.api_keys.repository import REFUSED, own_api_key, presented_api_key
from registry.identity.api_keys.rules import check_may_manage_keys, check_new_key
from registry.identity.directory import OrganisationDirectory
from registry.identity.revocations.events import TokenRevoked
from registry.identity.revocations.use_cases import check_access_holds, revoke_token
from registry.identity.secrets import fingerprint, new_secret
from registry.identity.signing_keys.key_ring import KeyRing
from registry.vocabulary import Scope
from shared.callers import Caller
from shared.clocks import Clock
from shared.ids import new_id


async def create_api_key(
    session: AsyncSession,
    clock: Clock,
    *,
    name: str,
    scopes: Sequence[Scope],
    expires_at: datetime,
    by: Caller,
) -> tuple[ApiKey, str]:
    """Make a key `prefix.secret` for a program of one's own; it is shown this once.

    It acts as its maker, for the organisation that the maker acts for now, and is limited to
    `scopes`, each of which the maker holds (the manager may grant any). It dies with its maker's
    password, and when every token of its maker is revoked. Raises `AccessEnded`.
    """
    check_may_manage_keys(is_person=in_person(by))
    await check_access_holds(session, by=by)
    grantable = by.scopes | (grantable_scopes(by.roles) if by.has_role("manager") else frozenset())
    check_new_key(scopes=scopes, grantable=grantable, expires_at=expires_at, now=clock.now())
    secret = new_secret()
    key = ApiKey(
        id=new_id(),
        prefix=f"avt{secrets.token_hex(6)}",
        secret_hash=fingerprint(secret),
        account_id=by.subject,
        organisation_id=by.organisation_id,
        name=name,
        scopes=sorted(scopes),
        created_at=clock.now(),
        expires_at=expires_at,
    )
    session.add(key)
    await session.flush()
    return key, f"{key.prefix}.{secret}"


async def exchange_api_key(
    session: AsyncSession,
    clock: Clock,
    *,
    ring: KeyRing,
    directory: OrganisationDirectory,
    api_key: str,
) -> IssuedAccess:
    """Exchange an API key for a short-lived access token; the gateway does this for its callers.

    Raises `ApiKeyRefused`, alike for an unknown, wrong, expired or revoked key, and when its
    owner no longer holds an office in the organisation. Roles are those held now but the offices of
    the cluster, which are a person's own, and a scope that the owner may no longer grant is left
    out.

    Public.
    """
    now = clock.now()
    key = await presented_api_key(session, api_key, now=now)
    assignment = await _assignment(session, directory, key)
    await forget_expired_tokens(session, now=now)
    return await issue_token(
        session,
        ring=ring,
        subject=key.account_id,
        organisation_id=key.organisation_id,
        roles=without_offices(assignment.roles),
        scopes=frozenset(key.scopes) & grantable_scopes(assignment.roles),
        kind="machine",
        grant=("api_key", key.id),
        at_most_seconds=int((key.expires_at - now).total_seconds()),
    )


async def revoke_api_key(
    session: AsyncSession, clock: Clock, *, key_id: UUID, by: Caller
) -> list[TokenRevoked]:
    """Revoke a key of one's own; the tokens that it was exchanged for die at once.

    By one's own login: a key revokes no other. Announces `token.revoked` for each of them.
    """
    check_may_manage_keys(is_person=in_person(by))
    key = await own_api_key(session, key_id, by=by)
    key.revoked_at = clock.now()
    return [
        await revoke_token(session, clock, token_id=token_id)
        for token_id in await live_token_ids(session, grant_id=key.id, now=clock.now())
    ]


async def revoke_api_keys_of(session: AsyncSession, account_id: UUID, *, at: datetime) -> None:
    """Revoke every live key of the account; revoking the tokens is the caller's part."""
    await session.execute(
        update(ApiKey)
        .where(ApiKey.account_id == account_id, ApiKey.revoked_at.is_(None))
        .values(revoked_at=at)
    )


async def _assignment(
    session: AsyncSession, directory: OrganisationDirectory, key: ApiKey
) -> RoleAssignment:
    if key.organisation_id is None:
        return RoleAssignment()
    held = await directory.roles_of(session, key.account_id, for_a_token=True)
    assignment = choose_assignment(held, wanted=key.organisation_id, chosen=None)
    if assignment is None:
        raise ApiKeyRefused(REFUSED)
    return assignment
