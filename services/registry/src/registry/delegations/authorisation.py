"""The check that a caller acts for an organisation, against what is delegated right now."""

from uuid import UUID

from sqlalchemy import exists, select
from sqlalchemy.ext.asyncio import AsyncSession

from registry.delegations.orm import Delegation
from registry.delegations.rules import may_act_for
from registry.identity.errors import NotItsRepresentative
from registry.vocabulary import Office
from shared.callers import Caller


async def holds_office(
    session: AsyncSession,
    *,
    account_id: UUID,
    organisation_id: UUID,
    office: Office = "representative",
) -> bool:
    """Whether the account holds the office in the organisation now."""
    return bool(
        await session.scalar(
            select(
                exists().where(
                    Delegation.organisation_id == organisation_id,
                    Delegation.account_id == account_id,
                    Delegation.office == office,
                )
            )
        )
    )


async def organisations_of(session: AsyncSession, *, account_id: UUID) -> set[UUID]:
    """The organisations in which the account holds an office now."""
    return set(
        await session.scalars(
            select(Delegation.organisation_id).where(Delegation.account_id == account_id)
        )
    )


async def is_represented(session: AsyncSession, *, organisation_id: UUID) -> bool:
    """Whether anybody represents the organisation now."""
    return bool(
        await session.scalar(
            select(
                exists().where(
                    Delegation.organisation_id == organisation_id,
                    Delegation.office == "representative",
                )
            )
        )
    )


async def acts_for(session: AsyncSession, *, organisation_id: UUID, by: Caller) -> bool:
    """Whether the caller may change what belongs to the organisation.

    The delegation is read from the database, not from the token: a representative that was
    dismissed a second ago no longer acts.
    """
    return may_act_for(
        organisation_id,
        is_representative=await holds_office(
            session, account_id=by.subject, organisation_id=organisation_id
        ),
        acting_for=by.organisation_id,
        is_manager=by.has_role("manager"),
    )


async def check_acts_for(session: AsyncSession, *, organisation_id: UUID, by: Caller) -> None:
    """Raise `NotItsRepresentative` unless the caller may act for the organisation."""
    if not await acts_for(session, organisation_id=organisation_id, by=by):
        raise NotItsRepresentative("Only a representative of the organisation may do this")


async def check_speaks_for(session: AsyncSession, *, organisation_id: UUID, by: Caller) -> None:
    """Raise `NotItsRepresentative` unless the caller represents the organisation.

    For what an organisation must want itself: here the manager, who keeps the directory, is
    nobody in particular.
    """
    if not may_act_for(
        organisation_id,
        is_representative=await holds_office(
            session, account_id=by.subject, organisation_id=organisation_id
        ),
        acting_for=by.organisation_id,
        is_manager=False,
    ):
        raise NotItsRepresentative("Only a representative of the organisation may do this")
