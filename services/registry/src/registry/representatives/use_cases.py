"""Changing what an organisation's people do there, and dismissing them."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from registry.actors import in_person
from registry.delegations.authorisation import check_acts_for
from registry.delegations.repository import administrators_of, delegation_of
from registry.delegations.use_cases import relieve_person
from registry.identity.errors import PersonOnly
from registry.identity.revocations.events import TokenRevoked
from registry.identity.revocations.use_cases import revoke_subject_for
from registry.invitations.ending import void_invitations_by
from registry.notices.use_cases import post_notice
from registry.organisations.repository import find_organisation, hold_organisation
from registry.permissions import EVERY, OPENED_BY
from registry.representatives.errors import RepresentativeNotFound, StaleRepresentative
from registry.representatives.repository import representatives_of
from registry.representatives.rules import check_change, check_may_leave
from registry.vault import Vault
from registry.vocabulary import Role
from shared.callers import Caller
from shared.clocks import Clock, SystemClock, read_business_clock


async def change_roles(
    session: AsyncSession,
    clock: Clock,
    *,
    organisation_id: UUID,
    account_id: UUID,
    version: int | None,
    roles: Collection[Role],
    by: Caller,
) -> TokenRevoked | None:
    """Change the roles of one of an organisation's people: an administrator of it may.

    Of others it takes roles away, and asks nobody; for itself it takes any. Who is to do more is
    invited to that (`POST …/invitations` with `roles`) and accepts. The manager may take roles
    away, too. Roles that are lost are gone at once: the person's tokens that act for the
    organisation die (announces `token.revoked`), a refresh gives new ones, and its API keys hold
    what it holds. Roles that are gained stand in the next token. The person is told. With the role
    of administrator go its open invitations. Needs `If-Match` with the ETag of the version decided
    on. Raises `RepresentativeNotFound`, `RolesNotAccepted`, `LastAdministrator` for who would leave
    the organisation without one, and `PersonOnly` for an API key. `clock` is the system's.
    """
    await hold_organisation(session, organisation_id)
    await check_acts_for(
        session, organisation_id=organisation_id, by=by, roles=OPENED_BY["change_roles"]
    )
    _check_person(by)
    place = await delegation_of(session, organisation_id=organisation_id, account_id=account_id)
    if place is None:
        raise RepresentativeNotFound("That account does not represent this organisation")
    if version is not None and place.version != version:
        raise StaleRepresentative("The roles have changed since; read them again")
    held, wanted = frozenset(place.roles), frozenset(roles)
    others = await administrators_of(session, organisation_id) - {account_id}
    check_change(held, wanted, by_itself=account_id == by.subject, other_administrators=others)
    if held == wanted:
        return None
    place.roles = sorted(wanted)
    place.version += 1
    lost = held - wanted
    if account_id != by.subject:
        await _tell(
            session,
            await read_business_clock(session),
            "roles_changed",
            organisation_id=organisation_id,
            account_id=account_id,
        )
    if "administrator" in lost:
        await void_invitations_by(
            session, account_id, now=clock.now(), organisation_id=organisation_id
        )
    if not lost:
        return None
    return await revoke_subject_for(
        session, clock, subject=account_id, organisation_id=organisation_id
    )


async def dismiss_representative(
    session: AsyncSession,
    clock: Clock,
    *,
    vault: Vault,
    organisation_id: UUID,
    account_id: UUID,
    by: Caller,
) -> TokenRevoked:
    """End a person's delegation: an administrator may, or the manager; anybody its own.

    The last one stays, and the last administrator: an organisation keeps at least one. The person's
    tokens that act for the organisation die at once (announces `token.revoked`), and its API keys
    for it are refused; it is told; its logins, its own tokens and those for other organisations are
    no business of this one. Its open invitations to the organisation become void. Announces
    `affiliation.changed` when it was the person's last office in the organisation.
    """
    await hold_organisation(session, organisation_id)
    await check_acts_for(
        session,
        organisation_id=organisation_id,
        by=by,
        roles=EVERY if account_id == by.subject else OPENED_BY["dismiss_representative"],
    )
    _check_person(by)
    check_may_leave(
        account_id,
        await representatives_of(session, organisation_id),
        await administrators_of(session, organisation_id),
    )
    if account_id != by.subject:
        await _tell(
            session,
            clock,
            "representative_dismissed",
            organisation_id=organisation_id,
            account_id=account_id,
        )
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


async def _tell(
    session: AsyncSession, clock: Clock, template: str, *, organisation_id: UUID, account_id: UUID
) -> None:
    organisation = await find_organisation(session, organisation_id)
    await post_notice(
        session,
        clock,
        organisation_id=organisation_id,
        role="representative",
        template=template,
        values={"organisation": organisation.name},
        link="/v1/registry/me",
        among={account_id},
    )


def _check_person(by: Caller) -> None:
    # Whoever stole a key limited to a few scopes could otherwise throw its owner out.
    if not in_person(by):
        raise PersonOnly("Only a person can dismiss others or change roles, by its own login")
