"""Dismissing who represents an organisation."""

from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from registry.actors import in_person
from registry.delegations.authorisation import check_acts_for
from registry.delegations.use_cases import relieve_person
from registry.identity.errors import PersonOnly
from registry.identity.revocations.events import TokenRevoked
from registry.identity.revocations.use_cases import revoke_subject_for
from registry.invitations.ending import void_invitations_by
from registry.organisations.repository import hold_organisation
from registry.representatives.repository import representatives_of
from registry.representatives.rules import check_may_leave
from registry.vault import Vault
from shared.callers import Caller
from shared.clocks import Clock, SystemClock


async def dismiss_representative(
    session: AsyncSession,
    clock: Clock,
    *,
    vault: Vault,
    organisation_id: UUID,
    account_id: UUID,
    by: Caller,
) -> TokenRevoked:
    """End a person's delegation: a representative of the organisation may, or the manager.

    The last one stays: an organisation keeps at least one. The person's tokens that act for the
    organisation die at once (announces `token.revoked`), and its API keys for it are refused; its
    logins, its own tokens and those for other organisations are no business of this one. Its open
    invitations to the organisation become void. Announces
    `affiliation.changed` when it was the person's last office in the organisation.
    """
    await hold_organisation(session, organisation_id)
    await check_acts_for(session, organisation_id=organisation_id, by=by)
    _check_person(by)
    check_may_leave(account_id, await representatives_of(session, organisation_id))
    await relieve_person(
        session,
        clock,
        vault=vault,
        organisation_id=organisation_id,
        account_id=account_id,
        office="representative",
    )
    system = SystemClock()
    await void_invitations_by(
        session, account_id, now=system.now(), organisation_id=organisation_id
    )
    return await revoke_subject_for(
        session, system, subject=account_id, organisation_id=organisation_id
    )


def _check_person(by: Caller) -> None:
    # Whoever stole a key limited to a few scopes could otherwise throw its owner out.
    if not in_person(by):
        raise PersonOnly("Only a person can dismiss representatives, by its own login")
