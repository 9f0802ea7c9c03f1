"""Reads of VAT rates."""

from sqlalchemy import String, cast, select
from sqlalchemy.ext.asyncio import AsyncSession

from billing.taxes.orm import VatRate
from billing.taxes.schemas import VatRateOut
from shared.http.paging import Key, Page, Paging, page_of


async def list_vat_rates(session: AsyncSession, paging: Paging) -> Page[VatRateOut]:
    """The standard VAT rates that billing knows, by country and date, each with its source.

    A seller without a VAT number charges none; a buyer of another member state with a VAT
    number of valid form is invoiced by reverse charge; a buyer outside the EU without VAT.
    """
    return await page_of(
        session,
        select(VatRate),
        keys=[
            Key(VatRate.country, lambda row: row.country),
            # As text: a cursor carries ISO dates, whose order is that of the dates.
            Key(cast(VatRate.valid_from, String), lambda row: row.valid_from.isoformat()),
        ],
        paging=paging,
        to_item=VatRateOut.model_validate,
    )
