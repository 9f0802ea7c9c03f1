"""Loyalty programmes over HTTP."""

from inspect import getdoc

from billing.amounts.rules import ppm_from_percent
from billing.callers import Reader, Writer
from billing.loyalty import queries, use_cases
from billing.loyalty.schemas import LoyaltyProgrammeIn, LoyaltyProgrammeOut
from shared.http.paging import Page, Pages
from shared.http.routing import Router
from shared.http.transactions import BusinessClock, Session

router = Router(prefix="/v1/billing/loyalty-programmes", tags=["loyalty"])


@router.get("", description=getdoc(queries.list_loyalty_programmes))
async def list_loyalty_programmes(
    session: Session, caller: Reader, paging: Pages
) -> Page[LoyaltyProgrammeOut]:
    return await queries.list_loyalty_programmes(session, paging)


@router.post("", status_code=201, description=getdoc(use_cases.add_loyalty_programme))
async def add_loyalty_programme(
    session: Session, clock: BusinessClock, caller: Writer, new: LoyaltyProgrammeIn
) -> LoyaltyProgrammeOut:
    programme = await use_cases.add_loyalty_programme(
        session,
        clock,
        by=caller,
        valid_from=new.valid_from,
        discount_rate_ppm=ppm_from_percent(new.discount_rate),
        from_purchase=new.from_purchase,
        window_months=new.window_months,
        cluster_parts=new.cluster_parts,
        provider_parts=new.provider_parts,
        source=new.source,
    )
    return LoyaltyProgrammeOut.model_validate(programme)
