"""Reads of our copy of the registry's organisations."""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from billing.fees.rules import Membership
from billing.organisations.orm import MembershipPeriod, Organisation
from billing.organisations.rules import Party
from billing.taxes.rules import TaxParty
from billing.taxes.vat_numbers import compact_vat_number, vat_country


async def membership_periods(
    session: AsyncSession, organisation_ids: set[UUID]
) -> dict[UUID, list[Membership]]:
    """The periods of membership of these organisations; absent: never a member."""
    rows = await session.scalars(
        select(MembershipPeriod).where(MembershipPeriod.organisation_id.in_(organisation_ids))
    )
    periods: dict[UUID, list[Membership]] = {}
    for row in rows:
        periods.setdefault(row.organisation_id, []).append(Membership(row.since, row.until))
    return periods


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
