"""Loyalty programmes over HTTP."""

from inspect import getdoc

from billing.callers import Reader, Writer
from billing.loyalty import queries, use_cases
from billing.loyalty.schemas import LoyaltyProgrammeIn, LoyaltyProgrammeOut
from shared.http.paging import Page, Pages
from shared.http.routing import Router
from shared.http.transactions import BusinessClock, Session

router = Router(prefix="/v1/billing/loyalty-programmes", tags=["loyalty"])


@router.get("")
async def list_loyalty_programmes(
    session: Session, caller: Reader, paging: Pages
) -> Page[LoyaltyProgrammeOut]:
    """The loyalty programmes, the latest to begin first."""
    return await queries.list_loyalty_programmes(session, paging)


@router.post("", status_code=201, description=getdoc(use_cases.add_loyalty_programme))
async def add_loyalty_programme(
    session: Session, clock: BusinessClock, caller: Writer, new: LoyaltyProgrammeIn
) -> LoyaltyProgrammeOut:
    return await use_cases.add_loyalty_programme(session, clock, caller=caller, new=new)
