"""Keeping on record, and announcing, which organisations share a person."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from registry.delegations.events import state_of
from registry.delegations.orm import Affiliation, Delegation
from registry.vault import Vault
from shared.clocks import Clock
from shared.ids import new_id
from shared.messaging.outbox import announce


async def settle_affiliation(
    session: AsyncSession,
    clock: Clock,
    *,
    vault: Vault,
    organisation_id: UUID,
    account_id: UUID,
) -> None:
    """Make the affiliation agree with the offices that the person holds in the organisation now.

    To be called after an office was given or taken. It begins with the first office, ends with
    the last, and announces `affiliation.changed` when it did either; `clock` is the business
    clock.
    """
    now = clock.now()
    if await _begun(
        session, vault=vault, organisation_id=organisation_id, account_id=account_id, since=now
    ):
        return
    # Of two changes at once the second waits here, and then counts what the first has left.
    affiliation = (
        await session.scalars(
            select(Affiliation)
            .where(
                Affiliation.organisation_id == organisation_id,
                Affiliation.account_id == account_id,
            )
            .with_for_update()
            .execution_options(populate_existing=True)
        )
    ).one()
    holds_office = await session.scalar(
        select(func.count()).where(
            Delegation.organisation_id == organisation_id, Delegation.account_id == account_id
        )
    )
    if bool(holds_office) == (affiliation.until is None):
        return
    if holds_office:
        affiliation.since, affiliation.until = now, None
    else:
        affiliation.until = max(now, affiliation.since)
    affiliation.version += 1
    await announce(session, state_of(affiliation))


async def announce_missing_affiliations(session: AsyncSession, *, vault: Vault) -> None:
    """Put on record and announce what is not yet, or was under another master secret.

    Offices that were given before affiliations were kept count from the earliest of them. With
    another master secret the fingerprints of all change together, also of those that ended, or a
    person of before and after would be two.
    """
    unrecorded = await session.execute(
        select(Delegation.organisation_id, Delegation.account_id, func.min(Delegation.created_at))
        .outerjoin(
            Affiliation,
            (Affiliation.organisation_id == Delegation.organisation_id)
            & (Affiliation.account_id == Delegation.account_id),
        )
        .where(Affiliation.id.is_(None))
        .group_by(Delegation.organisation_id, Delegation.account_id)
    )
    for organisation_id, account_id, since in unrecorded.all():
        await _begun(
            session,
            vault=vault,
            organisation_id=organisation_id,
            account_id=account_id,
            since=since,
        )
    recorded = await session.execute(
        select(Affiliation.id, Affiliation.account_id, Affiliation.person).order_by(Affiliation.id)
    )
    for affiliation_id, account_id, known in recorded.all():
        person = vault.person_fingerprint(account_id)
        if person != known:
            affiliation = await session.get_one(
                Affiliation, affiliation_id, with_for_update=True, populate_existing=True
            )
            affiliation.person = person
            affiliation.version += 1
            await announce(session, state_of(affiliation))


async def _begun(
    session: AsyncSession,
    *,
    vault: Vault,
    organisation_id: UUID,
    account_id: UUID,
    since: datetime,
) -> bool:
    """Begin the first affiliation of the two and announce it; False when there is one."""
    begun = await session.scalar(
        insert(Affiliation)
        .values(
            id=new_id(),
            version=1,
            organisation_id=organisation_id,
            account_id=account_id,
            person=vault.person_fingerprint(account_id),
            since=since,
        )
        .on_conflict_do_nothing()
        .returning(Affiliation)
    )
    if begun is None:
        return False
    await announce(session, state_of(begun))
    return True
