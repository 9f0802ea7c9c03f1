"""What is loaded of VAT rates and member states."""

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from billing.taxes.orm import MemberState, VatRate
from billing.taxes.rules import StandardRate, TaxLaw, UnionState


async def tax_law(session: AsyncSession) -> TaxLaw:
    """All rates and member states."""
    rates = await session.scalars(select(VatRate))
    states = await session.scalars(select(MemberState))
    return TaxLaw(
        tuple(StandardRate(row.country, row.rate_ppm, row.valid_from, row.source) for row in rates),
        tuple(
            UnionState(row.country, row.vat_prefix, row.joined_on, row.left_on) for row in states
        ),
    )
