"""Telling a member's administrators of its exclusion: what and until when, never why."""

from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from registry.exclusions.orm import Exclusion
from registry.notices.rules import Addressee
from registry.notices.use_cases import post_notice
from registry.organisations.repository import find_cluster
from shared.clocks import RIGA, Clock

_OF_STATUS: Final = {
    "noticed": "exclusion_noticed",
    "decided": "exclusion_decided",
    "appealed": "exclusion_appeal_taken",
    "in_force": "exclusion_in_force",
    "ended": "exclusion_years_over",
}
"""Every other status is an end without an exclusion."""


async def tell_of_exclusion(session: AsyncSession, clock: Clock, exclusion: Exclusion) -> None:
    """Tell the member where its exclusion stands now, and until when that is so.

    The cluster's manager, who records what the assembly decides, is told of an appeal as well.
    """
    template = _OF_STATUS.get(exclusion.status, "exclusion_dropped")
    told: list[tuple[UUID, Addressee, str]] = [
        (exclusion.organisation_id, "administrator", template)
    ]
    cluster = await find_cluster(session) if exclusion.status == "appealed" else None
    if cluster is not None:
        told.append((cluster.id, "manager", "exclusion_appealed"))
    for organisation_id, role, words in told:
        await post_notice(
            session,
            clock,
            organisation_id=organisation_id,
            role=role,
            template=words,
            values={"day": _written(exclusion.due_at or exclusion.ended_at or clock.now())},
            link=f"/v1/registry/exclusions/{exclusion.id}",
        )


def _written(moment: datetime) -> str:
    return moment.astimezone(RIGA).strftime("%Y-%m-%d %H:%M")
