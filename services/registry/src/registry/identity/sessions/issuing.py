"""The tokens of a login: for whom they act, and with which of the person's roles."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from registry.identity.access_tokens.rules import (
    RoleAssignment,
    choose_assignment,
    login_scopes,
)
from registry.identity.access_tokens.use_cases import IssuedAccess, issue_token
from registry.identity.accounts.use_cases import choose_organisation
from registry.identity.directory import OrganisationDirectory
from registry.identity.errors import NotItsRepresentative
from registry.identity.second_factors.repository import has_second_factor
from registry.identity.second_factors.rules import offices_withheld
from registry.identity.secrets import fingerprint, new_secret
from registry.identity.sessions.orm import LoginSession, RefreshToken
from registry.identity.sessions.rules import methods_of
from registry.identity.signing_keys.key_ring import KeyRing
from shared.clocks import Clock


@dataclass(frozen=True, slots=True)
class LoginAccess(IssuedAccess):
    """An access token of a login.

    `withheld_roles`: offices of the person that it does not bear for want of a second factor.
    """

    withheld_roles: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SessionTokens(LoginAccess):
    """What a login or a refresh gives."""

    refresh_token: str


async def assignment_of(
    session: AsyncSession,
    directory: OrganisationDirectory,
    account_id: UUID,
    *,
    wanted: UUID | None,
    chosen: UUID | None,
) -> RoleAssignment:
    """For whom a token of the person acts: the wanted organisation, or else the one chosen before.

    Whoever wants one has chosen it for its next logins too. Raises `NotItsRepresentative`.
    """
    held = await directory.roles_of(session, account_id, for_a_token=True)
    assignment = choose_assignment(held, wanted=wanted, chosen=chosen)
    if assignment is None:
        raise NotItsRepresentative(
            "The person holds no office in this organisation", pointer="/organisation_id"
        )
    if wanted is not None:
        await choose_organisation(session, account_id=account_id, organisation_id=wanted)
    return assignment


async def issue_session_tokens(
    session: AsyncSession,
    clock: Clock,
    *,
    ring: KeyRing,
    login: LoginSession,
    assignment: RoleAssignment,
    officers_prove_twice: bool,
) -> SessionTokens:
    """A refresh token of the login, and an access token."""
    refresh_token = new_secret()
    session.add(
        RefreshToken(
            token_hash=fingerprint(refresh_token), session_id=login.id, issued_at=clock.now()
        )
    )
    access = await issue_login_access(
        session,
        ring=ring,
        login=login,
        assignment=assignment,
        officers_prove_twice=officers_prove_twice,
    )
    return SessionTokens(
        access.access_token, access.expires_in, access.withheld_roles, refresh_token
    )


async def issue_login_access(
    session: AsyncSession,
    *,
    ring: KeyRing,
    login: LoginSession,
    assignment: RoleAssignment,
    officers_prove_twice: bool,
) -> LoginAccess:
    """An access token of the login, which says how and when the person proved itself last.

    Where `officers_prove_twice`, it bears the offices that ask for a second factor only if this
    login showed one and the person still has one.
    """
    withheld = offices_withheld(assignment.roles, proved_twice=not officers_prove_twice)
    if withheld and login.second_factor_at and await has_second_factor(session, login.account_id):
        withheld = frozenset()
    roles = assignment.roles - withheld
    access = await issue_token(
        session,
        ring=ring,
        subject=login.account_id,
        organisation_id=assignment.organisation_id,
        roles=roles,
        scopes=login_scopes(roles),
        kind="person",
        grant=("session", login.id),
        amr=methods_of(second_factor=login.second_factor_at is not None),
        auth_time=login.second_factor_at or login.created_at,
    )
    return LoginAccess(access.access_token, access.expires_in, tuple(sorted(withheld)))
