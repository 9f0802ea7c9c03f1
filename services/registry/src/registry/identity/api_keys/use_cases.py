"""Making, exchanging and revoking API keys; the clock that these take is the system's."""

import secrets
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from registry.actors import in_person
from registry.errors import ApiKeyRefused, UnknownApiKey
from registry.identity.access_tokens.rules import (
    RoleAssignment,
    choose_assignment,
    grantable_scopes,
)
from registry.identity.access_tokens.use_cases import (
    IssuedAccess,
    forget_expired_tokens,
    issue_token,
    living_tokens,
)
from registry.identity.api_keys.orm import ApiKey
from registry.identity.api_keys.rules import check_may_manage_keys, check_new_key, split_key
from registry.identity.directory import OrganisationDirectory
from registry.identity.revocations.events import TokenRevoked
from registry.identity.revocations.use_cases import check_access_holds, revoke_token
from registry.identity.secrets import fingerprint, matches, new_secret
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
    check_new_key(
        scopes=scopes,
        grantable=grantable,
        expires_at=expires_at,
        now=clock.now(),
    )
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
    owner no longer holds an office in the organisation. Roles are those held now, and a scope
    that the owner may no longer grant is left out.
    """
    refused = ApiKeyRefused("The API key is not valid")
    now = clock.now()
    parts = split_key(api_key)
    key = None
    if parts is not None:
        # Held until the token is on record: a revocation comes before it, or finds it.
        key = (
            await session.scalars(
                select(ApiKey).where(ApiKey.prefix == parts[0][:20]).with_for_update(read=True)
            )
        ).one_or_none()
    if not matches(parts[1] if parts else "", key.secret_hash if key else None) or key is None:
        raise refused
    if key.revoked_at is not None or key.expires_at <= now:
        raise refused
    assignment = await _assignment(session, directory, key)
    if assignment is None:
        raise refused
    await forget_expired_tokens(session, clock)
    return await issue_token(
        session,
        ring=ring,
        subject=key.account_id,
        organisation_id=key.organisation_id,
        roles=assignment.roles,
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
    key = await session.get(ApiKey, key_id, with_for_update=True)
    if key is None or key.account_id != by.subject or key.revoked_at is not None:
        raise UnknownApiKey("You own no live API key with this id")
    key.revoked_at = clock.now()
    return [
        await revoke_token(session, clock, token_id=token_id)
        for token_id in await living_tokens(session, clock, grant_id=key.id)
    ]


async def _assignment(
    session: AsyncSession, directory: OrganisationDirectory, key: ApiKey
) -> RoleAssignment | None:
    if key.organisation_id is None:
        return RoleAssignment()
    held = await directory.roles_of(session, key.account_id, for_a_token=True)
    return choose_assignment(held, wanted=key.organisation_id, chosen=None)
