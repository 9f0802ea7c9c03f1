"""VAT rates over HTTP."""

from inspect import getdoc

from billing.callers import Reader
from billing.taxes import queries
from billing.taxes.schemas import VatRateOut
from shared.http.paging import Page, Pages
from shared.http.routing import Router
from shared.http.transactions import Session

router = Router(prefix="/v1/billing/vat-rates", tags=["taxes"])


@router.get("", description=getdoc(queries.list_vat_rates))
async def list_vat_rates(session: Session, caller: Reader, paging: Pages) -> Page[VatRateOut]:
    return await queries.list_vat_rates(session, paging)
