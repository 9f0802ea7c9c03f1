"""What successions do by time: whoever is invited accepts elsewhere, and what nobody continues
ends."""

from datetime import timedelta
from typing import Final

from sqlalchemy import exists, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from registry.invitations.orm import Invitation
from registry.organisations.orm import Organisation
from registry.successions.orm import Succession
from registry.successions.telling import name_of, tell_administrators, tell_manager
from registry.successions.use_cases import close_succession, is_accepted
from shared.clocks import Clock
from shared.duties import Duty
from shared.rows import locked_row

BATCH: Final = 100


async def settle_successions(session: AsyncSession, clock: Clock) -> None:
    """Complete the successions whose invitation was accepted; let lapse those whose time is over,
    or whose organisation's entry was closed. Who is concerned is told."""
    accepted = exists().where(
        Invitation.id == Succession.invitation_id, Invitation.status == "accepted"
    )
    due = await session.execute(
        select(Succession.id, Succession.organisation_id)
        .join(Organisation, Organisation.id == Succession.organisation_id)
        .where(
            Succession.ended_at.is_(None),
            or_(Succession.ends_at <= clock.now(), accepted, Organisation.closed_at.is_not(None)),
        )
        .order_by(Succession.organisation_id)
        .limit(BATCH)
    )
    for succession_id, organisation_id in due.all():
        # The organisation first, as whoever answers an invitation does.
        await session.execute(
            select(Organisation.id)
            .where(Organisation.id == organisation_id)
            .with_for_update(key_share=True)
        )
        succession = await locked_row(session, Succession, succession_id)
        if succession is None or succession.ended_at is not None:
            continue
        if await is_accepted(session, succession):
            await close_succession(session, clock, succession, status="completed")
            await tell_administrators(
                session,
                clock,
                succession,
                "succession_completed",
                organisation=await name_of(session, succession),
            )
        else:
            await close_succession(session, clock, succession, status="lapsed")
            await tell_manager(
                session,
                clock,
                succession,
                "succession_lapsed",
                organisation=await name_of(session, succession),
            )


DUTIES: Final = (Duty("settle_successions", timedelta(minutes=1), settle_successions),)
