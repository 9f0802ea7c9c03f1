"""What a member gets with its admission: a number, a class of dues, a start."""

from collections.abc import Sequence
from typing import Final

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from registry.admission.dues import dues_class_of
from registry.admission.membership_orm import MemberCounter
from registry.organisations.events import OrganisationUpdated, state_of
from registry.organisations.orm import Organisation
from shared.clocks import Clock
from shared.messaging.outbox import announce

_AT_ONCE: Final = 500


async def number_members(session: AsyncSession, organisations: Sequence[Organisation]) -> None:
    """Give each its member number, in this order; who had one before keeps it.

    Call it last before announcing: until the transaction ends, the next admission waits. A counter
    row and no sequence, so that what is rolled back leaves no gap.
    """
    without = [one for one in organisations if one.member_number is None]
    if not without:
        return
    last = await session.scalar(
        update(MemberCounter)
        .values(last=MemberCounter.last + len(without))
        .returning(MemberCounter.last)
    )
    assert last is not None, "the migration makes the one row"
    for number, organisation in enumerate(without, start=last - len(without) + 1):
        organisation.member_number = number
    await session.flush()


async def number_earlier_members(session: AsyncSession, clock: Clock) -> None:
    """Number the members of the time before numbers: by their begin, then by their id.

    Also those that an older release admits while it runs beside this one. Announces
    `organisation.updated` for each.
    """
    found = await session.scalars(
        select(Organisation)
        .where(Organisation.membership == "member", Organisation.member_number.is_(None))
        .order_by(Organisation.member_since, Organisation.id)
        .limit(_AT_ONCE)
        .with_for_update(skip_locked=True)
    )
    members = found.all()
    for member in members:
        member.dues_class = member.dues_class or dues_class_of(
            sector=member.sector, size=None, at=clock.now()
        )
        member.version += 1
    await number_members(session, members)
    for member in members:
        await announce(session, state_of(member, OrganisationUpdated))
