"""The paths of bids, below /v1/marketplace/tenders/{id}/bids and /v1/marketplace/bids."""

from uuid import UUID

from fastapi import Response

from marketplace.bids import queries, use_cases
from marketplace.bids.schemas import BidShown, NewBid, Receipt
from marketplace.callers import Acting, Reading
from marketplace.sealing.keys import Keys
from shared.http.etags import set_etag
from shared.http.paging import Page, Pages
from shared.http.routing import Router
from shared.http.transactions import BusinessClock, Session

router = Router(prefix="/v1/marketplace", tags=["bids"])


@router.post("/tenders/{tender_id}/bids", status_code=201)
async def place_bid(
    *,
    acting: Acting,
    session: Session,
    clock: BusinessClock,
    keys: Keys,
    tender_id: UUID,
    body: NewBid,
    response: Response,
) -> Receipt:
    """Place a sealed bid for one lot, before the deadline, as its lead.

    Until the bids are opened nobody but the lead and the partners named in it can read it. The
    answer is a receipt and does not repeat the offer. To replace a bid, withdraw it and bid
    again. 409 `related_parties` where the lead or a partner and the client share a person, or
    did not long ago, and the cluster's manager has not allowed it; the client does not learn
    of that.
    """
    bid = await use_cases.place(
        session,
        clock,
        master_key=keys,
        tender_id=tender_id,
        lot_id=body.lot_id,
        lead_id=acting,
        offer=body.offer(),
    )
    response.headers["Location"] = f"{router.prefix}/bids/{bid.id}"
    return Receipt.of(bid)


@router.get("/tenders/{tender_id}/bids")
async def list_bids(
    *,
    reader: Reading,
    session: Session,
    clock: BusinessClock,
    keys: Keys,
    pages: Pages,
    tender_id: UUID,
    response: Response,
) -> Page[BidShown]:
    """The bids of a tender that the caller may see.

    Its own and its consortia's at any time; for the client those that were opened.
    """
    response.headers["Cache-Control"] = "no-store"
    return await queries.bids_of_tender(
        session,
        master_key=keys,
        paging=pages,
        now=clock.now(),
        tender_id=tender_id,
        reader_id=reader,
    )


@router.get("/bids/{bid_id}")
async def read_bid(
    *,
    reader: Reading,
    session: Session,
    clock: BusinessClock,
    keys: Keys,
    bid_id: UUID,
    response: Response,
) -> BidShown:
    """One bid: for its lead and partners at any time, for the client once it is opened."""
    shown = await queries.bid(
        session, master_key=keys, now=clock.now(), bid_id=bid_id, reader_id=reader
    )
    set_etag(response, shown.version)
    response.headers["Cache-Control"] = "no-store"
    return shown


@router.post("/bids/{bid_id}/confirmation")
async def confirm_bid(
    acting: Acting, session: Session, clock: BusinessClock, bid_id: UUID
) -> Receipt:
    """Confirm one's share in a consortium's bid, as a partner, before the deadline.

    A bid that a partner has not confirmed by then is not ranked. 409 `related_parties` where
    the partner and the client are related.
    """
    bid = await use_cases.confirm(session, clock, bid_id=bid_id, partner_id=acting)
    return Receipt.of(bid)


@router.post("/bids/{bid_id}/withdrawal")
async def withdraw_bid(
    acting: Acting, session: Session, clock: BusinessClock, bid_id: UUID
) -> Receipt:
    """Withdraw a bid before the deadline, as its lead."""
    bid = await use_cases.withdraw(session, clock, bid_id=bid_id, lead_id=acting)
    return Receipt.of(bid)
