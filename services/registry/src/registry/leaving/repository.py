"""Finding requests to leave, and holding them for whoever changes them."""

from collections.abc import Collection, Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import and_, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from registry.leaving.errors import LeavingNotFound
from registry.leaving.orm import LeavingAnswer, LeavingRequest
from registry.leaving.rules import SERVICES, Answer
from registry.organisations.orm import Organisation
from registry.organisations.repository import locked_organisation
from shared.rows import locked_row


async def find_leaving(session: AsyncSession, leaving_id: UUID) -> LeavingRequest:
    """Return the request; raise `LeavingNotFound`."""
    found = await session.get(LeavingRequest, leaving_id)
    if found is None:
        raise LeavingNotFound("No request to leave has this id")
    return found


async def locked_leaving(
    session: AsyncSession, leaving_id: UUID
) -> tuple[LeavingRequest, Organisation]:
    """Lock the organisation, then its request, as everybody does. Raises `LeavingNotFound`."""
    known = await find_leaving(session, leaving_id)
    organisation = await locked_organisation(session, known.organisation_id)
    request = await locked_row(session, LeavingRequest, leaving_id)
    assert request is not None, "requests are never deleted"
    return request, organisation


async def answers_of(
    session: AsyncSession, request_ids: Collection[UUID]
) -> Sequence[LeavingAnswer]:
    """What was stated of these requests, by service."""
    return (
        await session.scalars(
            select(LeavingAnswer)
            .where(LeavingAnswer.request_id.in_(request_ids))
            .order_by(LeavingAnswer.request_id, LeavingAnswer.service.desc())
        )
    ).all()


async def answers_for_rules(session: AsyncSession, request_id: UUID) -> list[Answer]:
    """What was stated of a request, as it was just written."""
    columns = (
        LeavingAnswer.service,
        LeavingAnswer.open_count,
        LeavingAnswer.sealed_bids,
        LeavingAnswer.orders_completed,
    )
    rows = await session.execute(select(*columns).where(LeavingAnswer.request_id == request_id))
    return [Answer(**row._asdict()) for row in rows]


async def leavings_to_settle(session: AsyncSession, *, today: date, at_most: int) -> Sequence[UUID]:
    """Requests that may be over: their day has come, or the organisation is no member any more."""
    empty = (
        select(func.count())
        .select_from(LeavingAnswer)
        .where(
            LeavingAnswer.request_id == LeavingRequest.id,
            LeavingAnswer.open_count == 0,
            ~LeavingAnswer.sealed_bids,
        )
        .scalar_subquery()
    )
    return (
        await session.scalars(
            select(LeavingRequest.id)
            .join(Organisation, Organisation.id == LeavingRequest.organisation_id)
            .where(
                LeavingRequest.status == "requested",
                or_(
                    Organisation.membership != "member",
                    and_(
                        Organisation.standing != "suspended",
                        or_(LeavingRequest.wished_on.is_(None), LeavingRequest.wished_on <= today),
                        empty == len(SERVICES),
                    ),
                ),
            )
            .order_by(LeavingRequest.id)
            .limit(at_most)
        )
    ).all()
