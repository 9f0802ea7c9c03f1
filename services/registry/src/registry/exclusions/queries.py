"""Reading exclusions, with what was heard."""

from collections.abc import AsyncGenerator, Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from registry.board_votes.opening import is_in_office
from registry.delegations.orm import Delegation
from registry.exclusions.orm import Exclusion
from registry.exclusions.repository import find_exclusion, hearings_of
from registry.exclusions.schemas import ExclusionOut, HearingOut
from registry.offices.rules import ABLE_TO_ACT
from registry.permissions import OPENED_BY
from registry.vocabulary import ExclusionStatus
from shared.callers import Caller
from shared.http.paging import Key, Page, Paging, page_of_batches


async def list_exclusions(
    session: AsyncSession,
    *,
    paging: Paging,
    status: ExclusionStatus | None,
    organisation_id: UUID | None,
    by: Caller,
) -> Page[ExclusionOut]:
    """Exclusions, the newest first: manager and board see all, others their own.

    Their own are those of organisations that they administer, or speak for as delegates.
    """
    statement = select(Exclusion)
    if not await is_in_office(session, *ABLE_TO_ACT, by=by):
        own = select(Delegation.organisation_id).where(
            Delegation.account_id == by.subject,
            Delegation.office == "representative",
            Delegation.roles.overlap(sorted(OPENED_BY["list_exclusions"])),
        )
        if by.organisation_id is not None:
            own = own.where(Delegation.organisation_id == by.organisation_id)
        statement = statement.where(Exclusion.organisation_id.in_(own))
    if status is not None:
        statement = statement.where(Exclusion.status == status)
    if organisation_id is not None:
        statement = statement.where(Exclusion.organisation_id == organisation_id)

    async def complete(rows: Sequence[Exclusion]) -> AsyncGenerator[ExclusionOut]:
        for shown in await _shown(session, rows):
            yield shown

    return await page_of_batches(
        session,
        statement,
        keys=[Key(Exclusion.id, lambda row: row.id, descending=True)],
        paging=paging,
        to_items=complete,
    )


async def show_exclusion(session: AsyncSession, *, exclusion_id: UUID, by: Caller) -> ExclusionOut:
    """An exclusion with all that was said: its administrators and delegates, manager and board.

    To anyone else it does not exist. Who voted what the vote tells, to manager and board.
    """
    (shown,) = await _shown(session, [await find_exclusion(session, exclusion_id, by=by)])
    return shown


async def _shown(session: AsyncSession, rows: Sequence[Exclusion]) -> list[ExclusionOut]:
    heard: dict[UUID, list[HearingOut]] = {row.id: [] for row in rows}
    for hearing in await hearings_of(session, heard.keys()):
        heard[hearing.exclusion_id].append(HearingOut.model_validate(hearing))
    return [
        ExclusionOut.model_validate(
            {**{name: getattr(row, name) for name in _COLUMNS}, "hearings": heard[row.id]}
        )
        for row in rows
    ]


_COLUMNS = tuple(name for name in ExclusionOut.model_fields if name != "hearings")
