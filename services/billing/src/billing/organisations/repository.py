"""What is loaded of organisations and their periods of membership."""

from collections.abc import Iterable
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from billing.fees.rules import Membership
from billing.organisations.orm import MembershipPeriod, Organisation
from billing.organisations.rules import Party
from billing.taxes.rules import TaxParty
from billing.taxes.vat_numbers import compact_vat_number, vat_country


async def known_of(session: AsyncSession, organisation_ids: Iterable[UUID]) -> set[UUID]:
    """Which of these organisations have been announced."""
    return set(
        await session.scalars(
            select(Organisation.id).where(Organisation.id.in_(set(organisation_ids)))
        )
    )


async def memberships_of(
    session: AsyncSession, organisation_ids: Iterable[UUID]
) -> dict[UUID, list[Membership]]:
    """The periods of membership of these organisations; absent: never a member."""
    rows = await session.scalars(
        select(MembershipPeriod).where(MembershipPeriod.organisation_id.in_(set(organisation_ids)))
    )
    periods: dict[UUID, list[Membership]] = {}
    for row in rows:
        periods.setdefault(row.organisation_id, []).append(Membership(row.since, row.until))
    return periods


async def party(session: AsyncSession, organisation_id: UUID) -> Party:
    """The organisation as an invoice names it; it has been announced."""
    row = await session.get(Organisation, organisation_id)
    assert row is not None, "an order is rated only when its parties are known"
    return party_of(row)


def party_of(row: Organisation) -> Party:
    """The organisation as an invoice names it; a VAT number without a valid form is left out."""
    valid = row.vat_number if vat_country(row.vat_number) else None
    return Party(
        id=row.id,
        name=row.name,
        registration_number=row.registration_number,
        vat_number=compact_vat_number(valid) if valid else None,
        street=row.street,
        city=row.city,
        postal_code=row.postal_code,
        country=row.country,
        email=row.email,
    )


def tax_party_of(party: Party) -> TaxParty:
    """What VAT needs to know of a party."""
    return TaxParty(party.country, vat_country(party.vat_number))
