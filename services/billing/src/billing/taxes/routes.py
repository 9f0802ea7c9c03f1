"""VAT rates over HTTP."""

from billing.callers import Reader
from billing.taxes import queries
from billing.taxes.schemas import VatRateOut
from shared.http.paging import Page, Pages
from shared.http.routing import Router
from shared.http.transactions import Session

router = Router(prefix="/v1/billing/vat-rates", tags=["taxes"])


@router.get("")
async def list_vat_rates(session: Session, caller: Reader, paging: Pages) -> Page[VatRateOut]:
    """The standard VAT rates that billing knows, by country and date, each with its source.

    A seller without a VAT number charges none; a buyer of another member state with a VAT
    number of valid form is invoiced by reverse charge; a buyer outside the EU without VAT.
    """
    return await queries.list_vat_rates(session, paging)
