"""The paths of bids, below /v1/marketplace/tenders/{id}/bids and /v1/marketplace/bids."""

from inspect import getdoc
from uuid import UUID

from fastapi import Response

from marketplace.bids import queries, use_cases
from marketplace.bids.schemas import BidIn, BidOut, ReceiptOut
from marketplace.callers import Reader, Representative
from marketplace.sealing.keys import Keys
from shared.http.etags import set_etag
from shared.http.paging import Page, Pages
from shared.http.routing import Router
from shared.http.transactions import BusinessClock, Session

router = Router(prefix="/v1/marketplace", tags=["bids"])


@router.post("/tenders/{tender_id}/bids", status_code=201, description=getdoc(use_cases.place_bid))
async def place_bid(
    *,
    by: Representative,
    session: Session,
    clock: BusinessClock,
    keys: Keys,
    tender_id: UUID,
    body: BidIn,
    response: Response,
) -> ReceiptOut:
    bid = await use_cases.place_bid(
        session,
        clock,
        master_key=keys,
        tender_id=tender_id,
        lot_id=body.lot_id,
        by=by,
        offer=body.offer(),
    )
    response.headers["Location"] = f"{router.prefix}/bids/{bid.id}"
    return ReceiptOut.model_validate(bid)


@router.get("/tenders/{tender_id}/bids", description=getdoc(queries.list_bids))
async def list_bids(
    *,
    by: Reader,
    session: Session,
    clock: BusinessClock,
    keys: Keys,
    pages: Pages,
    tender_id: UUID,
    response: Response,
) -> Page[BidOut]:
    response.headers["Cache-Control"] = "no-store"
    return await queries.list_bids(
        session, master_key=keys, paging=pages, now=clock.now(), tender_id=tender_id, by=by
    )


@router.get("/bids/{bid_id}", description=getdoc(queries.read_bid))
async def read_bid(
    *,
    by: Reader,
    session: Session,
    clock: BusinessClock,
    keys: Keys,
    bid_id: UUID,
    response: Response,
) -> BidOut:
    shown = await queries.read_bid(session, master_key=keys, now=clock.now(), bid_id=bid_id, by=by)
    set_etag(response, shown.version)
    response.headers["Cache-Control"] = "no-store"
    return shown


@router.post("/bids/{bid_id}/confirmation", description=getdoc(use_cases.confirm_bid))
async def confirm_bid(
    by: Representative, session: Session, clock: BusinessClock, bid_id: UUID
) -> ReceiptOut:
    bid = await use_cases.confirm_bid(session, clock, bid_id=bid_id, by=by)
    return ReceiptOut.model_validate(bid)


@router.post("/bids/{bid_id}/withdrawal", description=getdoc(use_cases.withdraw_bid))
async def withdraw_bid(
    by: Representative, session: Session, clock: BusinessClock, bid_id: UUID
) -> ReceiptOut:
    bid = await use_cases.withdraw_bid(session, clock, bid_id=bid_id, by=by)
    return ReceiptOut.model_validate(bid)
