"""What organisations do by time: a new table of standings reaches every entry."""

from datetime import timedelta
from typing import Final

from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from registry.organisations.events import OrganisationUpdated, state_of
from registry.organisations.orm import Organisation
from registry.organisations.standing_policies import policy_at
from registry.organisations.standings import standing_of, work_out_powers
from shared.clocks import Clock
from shared.duties import Duty
from shared.messaging.outbox import announce

BATCH: Final = 500


async def apply_standing_policy(session: AsyncSession, clock: Clock) -> None:
    """Work out `may` of entries that follow another table than that of this moment, some at a time.

    Announces `organisation.updated` of each that may something else than was announced. What a
    release before has written, or what had no `may` yet, is told in the same way, once. The index
    shows what is left, so a table that has not changed costs nothing, however many entries there
    are.
    """
    now = clock.now()
    current = policy_at(now).valid_from
    due = await session.scalars(
        select(Organisation)
        # Not `<>`: an index tells of what lies before and after, not of what differs. After it
        # lies what a newer release had begun before it was taken back.
        .where(or_(Organisation.may_as_of < current, Organisation.may_as_of > current))
        .order_by(Organisation.may_as_of, Organisation.id)
        .limit(BATCH)
        # Whoever changes an entry now works its powers out as well, or is met the next time.
        .with_for_update(skip_locked=True)
        .execution_options(populate_existing=True)
    )
    for organisation in due.all():
        told = (organisation.standing, organisation.may)
        organisation.standing = standing_of(organisation)
        work_out_powers(organisation, now=now)
        if told == (organisation.standing, organisation.may):
            continue
        organisation.version += 1
        await announce(session, state_of(organisation, OrganisationUpdated))


DUTIES: Final = (Duty("apply_standing_policy", timedelta(minutes=1), apply_standing_policy),)
