"""Ending the acting of all of an organisation's people, when its entry is closed."""

from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from registry.delegations.use_cases import relieve_person
from registry.identity.revocations.events import TokenRevoked
from registry.identity.revocations.use_cases import revoke_subject_for
from registry.invitations.ending import void_invitations_to
from registry.representatives.repository import representatives_of
from registry.vault import Vault
from shared.clocks import Clock, SystemClock


async def dismiss_everybody(
    session: AsyncSession, clock: Clock, *, vault: Vault, organisation_id: UUID
) -> list[TokenRevoked]:
    """Let nobody act for the organisation any more; whoever locks it may ask for this.

    Its people's tokens that act for it die at once, their API keys for it are refused, and its open
    invitations are void; their logins, and whatever they are elsewhere, are not touched. Announces
    `affiliation.changed` and `token.revoked` for each of them.
    """
    system = SystemClock()
    await void_invitations_to(session, organisation_id, now=system.now())
    revoked = []
    for account_id in sorted(await representatives_of(session, organisation_id)):
        await relieve_person(
            session,
            clock,
            vault=vault,
            organisation_id=organisation_id,
            account_id=account_id,
            office="representative",
        )
        revoked.append(
            await revoke_subject_for(
                session, system, subject=account_id, organisation_id=organisation_id
            )
        )
    return revoked
