"""Fee schedules over HTTP."""

from inspect import getdoc

from billing.amounts.rules import ppm_from_percent
from billing.callers import Reader, Writer
from billing.fees import queries, use_cases
from billing.fees.schemas import FeeScheduleIn, FeeScheduleOut
from shared.http.paging import Page, Pages
from shared.http.routing import Router
from shared.http.transactions import BusinessClock, Session

router = Router(prefix="/v1/billing/fee-schedules", tags=["fees"])


@router.get("", description=getdoc(queries.list_fee_schedules))
async def list_fee_schedules(
    session: Session, caller: Reader, paging: Pages
) -> Page[FeeScheduleOut]:
    return await queries.list_fee_schedules(session, paging)


@router.post("", status_code=201, description=getdoc(use_cases.add_fee_schedule))
async def add_fee_schedule(
    session: Session, clock: BusinessClock, caller: Writer, new: FeeScheduleIn
) -> FeeScheduleOut:
    schedule = await use_cases.add_fee_schedule(
        session,
        clock,
        by=caller,
        valid_from=new.valid_from,
        member_rate_ppm=ppm_from_percent(new.member_rate),
        non_member_rate_ppm=ppm_from_percent(new.non_member_rate),
        source=new.source,
    )
    return FeeScheduleOut.model_validate(schedule)
