"""The paths of tenders, below /v1/marketplace/tenders."""

from inspect import getdoc
from typing import Annotated
from uuid import UUID

from fastapi import Query, Response

from marketplace.callers import ReaderIfAny, Representative
from marketplace.sealing.keys import Keys
from marketplace.tenders import queries, use_cases
from marketplace.tenders.schemas import CancellationIn, TenderChanges, TenderIn, TenderOut
from marketplace.vocabulary import ShownTenderStatus, Stage
from shared.http.etags import IfMatch, set_etag
from shared.http.paging import Page, Pages
from shared.http.routing import Router
from shared.http.transactions import BusinessClock, Session
from shared.texts import Code

router = Router(prefix="/v1/marketplace/tenders", tags=["tenders"])


def _tag(response: Response, tender: TenderOut) -> None:
    """Tag what only a new version can change.

    A published tender becomes a closed one by the clock alone, and nobody edits it: a tag
    there would confirm a stale answer and serve no PATCH.
    """
    if tender.status not in {"published", "closed"}:
        set_etag(response, tender.version)
        # The client sees its budgets, others do not, under the same version.
        response.headers["Vary"] = "Authorization"


@router.post("", status_code=201, description=getdoc(use_cases.create_tender))
async def create_tender(
    by: Representative, session: Session, clock: BusinessClock, body: TenderIn, response: Response
) -> TenderOut:
    tender = await use_cases.create_tender(
        session,
        clock,
        by=by,
        title=body.title,
        description=body.description,
        deadline=body.deadline,
        weights=body.weights.as_weights(),
        lots=[lot.as_new_lot() for lot in body.lots],
    )
    response.headers["Location"] = f"{router.prefix}/{tender.id}"
    shown = TenderOut.of(tender, now=clock.now(), by=by)
    _tag(response, shown)
    return shown


@router.get("", description=getdoc(queries.list_tenders))
async def list_tenders(
    *,
    by: ReaderIfAny,
    session: Session,
    clock: BusinessClock,
    pages: Pages,
    client_id: UUID | None = None,
    status: ShownTenderStatus | None = None,
    stage: Stage | None = None,
    role: Annotated[Code | None, Query()] = None,
) -> Page[TenderOut]:
    return await queries.list_tenders(
        session,
        paging=pages,
        now=clock.now(),
        by=by,
        client_id=client_id,
        status=status,
        stage=stage,
        role=role,
    )


@router.get("/{tender_id}", description=getdoc(queries.read_tender))
async def read_tender(
    by: ReaderIfAny, session: Session, clock: BusinessClock, tender_id: UUID, response: Response
) -> TenderOut:
    shown = await queries.read_tender(session, tender_id=tender_id, now=clock.now(), by=by)
    _tag(response, shown)
    return shown


@router.patch("/{tender_id}", description=getdoc(use_cases.change_tender))
async def change_tender(
    *,
    by: Representative,
    session: Session,
    clock: BusinessClock,
    tender_id: UUID,
    version: IfMatch,
    body: TenderChanges,
    response: Response,
) -> TenderOut:
    tender = await use_cases.change_tender(
        session,
        clock,
        tender_id=tender_id,
        by=by,
        expected_version=version,
        changes=body.as_changes(),
    )
    shown = TenderOut.of(tender, now=clock.now(), by=by)
    _tag(response, shown)
    return shown


@router.post("/{tender_id}/publication", description=getdoc(use_cases.publish_tender))
async def publish_tender(
    by: Representative, session: Session, clock: BusinessClock, keys: Keys, tender_id: UUID
) -> TenderOut:
    tender = await use_cases.publish_tender(
        session, clock, master_key=keys, tender_id=tender_id, by=by
    )
    return TenderOut.of(tender, now=clock.now(), by=by)


@router.post("/{tender_id}/cancellation", description=getdoc(use_cases.cancel_tender))
async def cancel_tender(
    by: Representative,
    session: Session,
    clock: BusinessClock,
    tender_id: UUID,
    body: CancellationIn,
) -> TenderOut:
    tender = await use_cases.cancel_tender(
        session, clock, tender_id=tender_id, by=by, reason=body.reason
    )
    return TenderOut.of(tender, now=clock.now(), by=by)
