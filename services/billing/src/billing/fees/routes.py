"""Fee schedules over HTTP."""

from inspect import getdoc

from billing.callers import Reader, Writer
from billing.fees import queries, use_cases
from billing.fees.schemas import FeeScheduleIn, FeeScheduleOut
from shared.http.paging import Page, Pages
from shared.http.routing import Router
from shared.http.transactions import BusinessClock, Session

router = Router(prefix="/v1/billing/fee-schedules", tags=["fees"])


@router.get("")
async def list_fee_schedules(
    session: Session, caller: Reader, paging: Pages
) -> Page[FeeScheduleOut]:
    """The schedules of the intermediation fee, the latest to begin first."""
    return await queries.list_fee_schedules(session, paging)


@router.post("", status_code=201, description=getdoc(use_cases.add_fee_schedule))
async def add_fee_schedule(
    session: Session, clock: BusinessClock, caller: Writer, new: FeeScheduleIn
) -> FeeScheduleOut:
    return await use_cases.add_fee_schedule(session, clock, caller=caller, new=new)
