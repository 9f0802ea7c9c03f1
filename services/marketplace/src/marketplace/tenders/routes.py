"""The paths of tenders, below /v1/marketplace/tenders."""

from typing import Annotated
from uuid import UUID

from fastapi import Query, Response

from marketplace.callers import Acting, ReadingIfAny
from marketplace.sealing.keys import Keys
from marketplace.tenders import queries, use_cases
from marketplace.tenders.schemas import Cancellation, NewTender, TenderChanges, TenderShown
from marketplace.vocabulary import ShownTenderStatus, Stage
from shared.http.etags import IfMatch, set_etag
from shared.http.paging import Page, Pages
from shared.http.routing import Router
from shared.http.transactions import BusinessClock, Session
from shared.texts import Code

router = Router(prefix="/v1/marketplace/tenders", tags=["tenders"])


def _tag(response: Response, tender: TenderShown) -> None:
    """Tag what only a new version can change.

    A published tender becomes a closed one by the clock alone, and nobody edits it: a tag
    there would confirm a stale answer and serve no PATCH.
    """
    if tender.status not in {"published", "closed"}:
        set_etag(response, tender.version)
        # The client sees its budgets, others do not, under the same version.
        response.headers["Vary"] = "Authorization"


@router.post("", status_code=201)
async def create_tender(
    acting: Acting, session: Session, clock: BusinessClock, body: NewTender, response: Response
) -> TenderShown:
    """Write a draft of a tender, for the organisation that the caller represents.

    The deadline lies in the future of the business clock, the weights sum to 100. 422
    `role_outside_stage` for a lot with a role that the taxonomy does not have in its stage.
    """
    tender, lots = await use_cases.create(
        session,
        clock,
        client_id=acting,
        title=body.title,
        description=body.description,
        deadline=body.deadline,
        weights=body.weights.as_weights(),
        lots=[lot.as_data() for lot in body.lots],
    )
    response.headers["Location"] = f"{router.prefix}/{tender.id}"
    shown = TenderShown.of(tender, lots, now=clock.now(), reader_id=acting)
    _tag(response, shown)
    return shown


@router.get("")
async def list_tenders(
    *,
    reader: ReadingIfAny,
    session: Session,
    clock: BusinessClock,
    pages: Pages,
    client_id: UUID | None = None,
    status: ShownTenderStatus | None = None,
    stage: Stage | None = None,
    role: Annotated[Code | None, Query()] = None,
) -> Page[TenderShown]:
    """The public part of published tenders, newest first; for a client its drafts too."""
    return await queries.tenders(
        session,
        paging=pages,
        now=clock.now(),
        reader_id=reader,
        client_id=client_id,
        status=status,
        stage=stage,
        role=role,
    )


@router.get("/{tender_id}")
async def read_tender(
    reader: ReadingIfAny,
    session: Session,
    clock: BusinessClock,
    tender_id: UUID,
    response: Response,
) -> TenderShown:
    """The public part of one tender; drafts are for their client alone."""
    shown = await queries.tender(session, tender_id=tender_id, now=clock.now(), reader_id=reader)
    _tag(response, shown)
    return shown


@router.patch("/{tender_id}")
async def change_tender(
    *,
    acting: Acting,
    session: Session,
    clock: BusinessClock,
    tender_id: UUID,
    version: IfMatch,
    body: TenderChanges,
    response: Response,
) -> TenderShown:
    """Change a draft of one's own; what was published stays, since bidders rely on it.

    422 `role_outside_stage` for a lot with a role that the taxonomy does not have in its stage.
    """
    tender, lots = await use_cases.change(
        session,
        clock,
        tender_id=tender_id,
        client_id=acting,
        expected_version=version,
        changes=body.data(),
    )
    shown = TenderShown.of(tender, lots, now=clock.now(), reader_id=acting)
    _tag(response, shown)
    return shown


@router.post("/{tender_id}/publication")
async def publish_tender(
    acting: Acting, session: Session, clock: BusinessClock, keys: Keys, tender_id: UUID
) -> TenderShown:
    """Ask for bids: make a draft of one's own public. Announces `tender.published`."""
    tender, lots = await use_cases.publish(
        session, clock, master_key=keys, tender_id=tender_id, client_id=acting
    )
    return TenderShown.of(tender, lots, now=clock.now(), reader_id=acting)


@router.post("/{tender_id}/cancellation")
async def cancel_tender(
    acting: Acting, session: Session, clock: BusinessClock, tender_id: UUID, body: Cancellation
) -> TenderShown:
    """Call a tender of one's own off, as long as no lot is awarded. Announces `tender.cancelled`.

    Sealed bids stay sealed for ever.
    """
    tender, lots = await use_cases.cancel(
        session, clock, tender_id=tender_id, client_id=acting, reason=body.reason
    )
    return TenderShown.of(tender, lots, now=clock.now(), reader_id=acting)
