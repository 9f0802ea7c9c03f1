"""Reads of VAT rates and member states."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import String, cast, select
from sqlalchemy.ext.asyncio import AsyncSession

from billing.amounts.rules import percent_text
from billing.taxes.orm import MemberState, VatRate
from billing.taxes.rules import StandardRate, TaxParty, UnionState, VatTreatment, treatment
from billing.taxes.schemas import VatRateOut
from shared.http.paging import Key, Page, Paging, page_of


@dataclass(frozen=True)
class TaxLaw:
    """The dated data that decides on VAT, read once per invoicing unit."""

    rates: tuple[StandardRate, ...]
    states: tuple[UnionState, ...]

    def treatment(self, *, seller: TaxParty, buyer: TaxParty, on: date) -> VatTreatment | None:
        """The treatment of a service supplied on `on`; None: no rate is known."""
        return treatment(seller=seller, buyer=buyer, on=on, rates=self.rates, states=self.states)


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


async def list_vat_rates(session: AsyncSession, paging: Paging) -> Page[VatRateOut]:
    """One page, by country, then by date."""
    return await page_of(
        session,
        select(VatRate),
        keys=[
            Key(VatRate.country, lambda row: row.country),
            # As text: a cursor carries ISO dates, whose order is that of the dates.
            Key(cast(VatRate.valid_from, String), lambda row: row.valid_from.isoformat()),
        ],
        paging=paging,
        to_item=lambda row: VatRateOut(
            country=row.country,
            rate=percent_text(row.rate_ppm),
            valid_from=row.valid_from,
            source=row.source,
        ),
    )
