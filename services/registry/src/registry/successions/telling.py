"""Who hears of a succession: those whose organisation it is about, and the manager."""

from sqlalchemy.ext.asyncio import AsyncSession

from registry.notices.use_cases import post_notice
from registry.organisations.repository import find_cluster, find_organisation
from registry.successions.orm import Succession
from shared.clocks import Clock


async def name_of(session: AsyncSession, succession: Succession) -> str:
    """The name of the organisation that it is about."""
    return (await find_organisation(session, succession.organisation_id)).name


async def tell_administrators(
    session: AsyncSession, clock: Clock, succession: Succession, template: str, **values: str
) -> None:
    """Tell whoever administers the organisation now."""
    await post_notice(
        session,
        clock,
        organisation_id=succession.organisation_id,
        role="administrator",
        template=template,
        values=values,
        link=f"/v1/registry/successions/{succession.id}",
    )


async def tell_manager(
    session: AsyncSession, clock: Clock, succession: Succession, template: str, **values: str
) -> None:
    """Tell the cluster's manager."""
    cluster = await find_cluster(session)
    assert cluster is not None, "its manager opened the succession"
    await post_notice(
        session,
        clock,
        organisation_id=cluster.id,
        role="manager",
        template=template,
        values=values,
        link=f"/v1/registry/successions/{succession.id}",
    )
