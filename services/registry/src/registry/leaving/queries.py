"""Reading requests to leave, with what is open."""

from collections.abc import AsyncGenerator, Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from registry.delegations.authorisation import acts_for
from registry.delegations.orm import Delegation
from registry.leaving.errors import LeavingNotFound
from registry.leaving.orm import LeavingRequest, LeavingStatus
from registry.leaving.repository import answers_of, find_leaving
from registry.leaving.rules import SERVICES
from registry.leaving.schemas import LeavingOut, StatementOut
from registry.permissions import OPENED_BY
from shared.callers import Caller
from shared.http.paging import Key, Page, Paging, page_of_batches

_OFFICES = ("manager", "board")


async def list_leavings(
    session: AsyncSession,
    *,
    paging: Paging,
    status: LeavingStatus | None,
    organisation_id: UUID | None,
    by: Caller,
) -> Page[LeavingOut]:
    """Requests to leave, the oldest first: manager and board see all, others their own.

    With `status=requested` it is the work list: who waits longest for what comes first.
    """
    statement = select(LeavingRequest)
    if not by.has_role(*_OFFICES):
        own = select(Delegation.organisation_id).where(
            Delegation.account_id == by.subject,
            Delegation.office == "representative",
            Delegation.roles.overlap(sorted(OPENED_BY["list_leavings"])),
        )
        if by.organisation_id is not None:
            own = own.where(Delegation.organisation_id == by.organisation_id)
        statement = statement.where(LeavingRequest.organisation_id.in_(own))
    if status is not None:
        statement = statement.where(LeavingRequest.status == status)
    if organisation_id is not None:
        statement = statement.where(LeavingRequest.organisation_id == organisation_id)

    async def complete(rows: Sequence[LeavingRequest]) -> AsyncGenerator[LeavingOut]:
        for shown in await _shown(session, rows):
            yield shown

    return await page_of_batches(
        session,
        statement,
        keys=[Key(LeavingRequest.id, lambda row: row.id)],
        paging=paging,
        to_items=complete,
    )


async def show_leaving(session: AsyncSession, *, leaving_id: UUID, by: Caller) -> LeavingOut:
    """A request with what is open, where: for the organisation's people, manager and board.

    To anyone else it does not exist. Of sealed bids it is told only that there are some.
    """
    request = await find_leaving(session, leaving_id)
    if not by.has_role(*_OFFICES) and not await acts_for(
        session,
        organisation_id=request.organisation_id,
        by=by,
        roles=OPENED_BY["show_leaving"],
    ):
        raise LeavingNotFound("No request to leave has this id")
    (shown,) = await _shown(session, [request])
    return shown


async def _shown(session: AsyncSession, requests: Sequence[LeavingRequest]) -> list[LeavingOut]:
    stated: dict[UUID, list[StatementOut]] = {request.id: [] for request in requests}
    for answer in await answers_of(session, stated.keys()):
        stated[answer.request_id].append(StatementOut.model_validate(answer))
    return [
        LeavingOut.model_validate(
            {
                **{name: getattr(request, name) for name in _COLUMNS},
                "statements": stated[request.id],
                "waits_for": sorted(
                    set(SERVICES) - {one.service for one in stated[request.id]}
                    if request.status == "requested"
                    else ()
                ),
            }
        )
        for request in requests
    ]


_COLUMNS = tuple(
    name for name in LeavingOut.model_fields if name not in ("statements", "waits_for")
)
