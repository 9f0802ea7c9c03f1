"""What the marketplace does when it hears of something: event type to handler."""

from typing import Final

from sqlalchemy.ext.asyncio import AsyncSession

from marketplace.affiliations import use_cases as affiliations
from marketplace.affiliations.readers import AffiliationRead
from marketplace.organisations import use_cases as organisations
from marketplace.organisations.readers import ClockRead, OrganisationRead
from marketplace.taxonomy import use_cases as taxonomy
from marketplace.taxonomy.readers import TaxonomyRead
from shared.clocks import store_offset
from shared.messaging.consuming import Handler
from shared.messaging.events import Event


async def on_organisation(session: AsyncSession, event: Event) -> None:
    """Keep the organisation's name and membership, if this version is a later one."""
    state = event.read(OrganisationRead)
    await organisations.remember(
        session,
        organisation_id=state.id,
        version=state.version,
        name=state.name,
        membership=state.membership,
    )


async def on_affiliation(session: AsyncSession, event: Event) -> None:
    """Keep whom an organisation shares with others, if this version is a later one."""
    state = event.read(AffiliationRead)
    await affiliations.remember(
        session,
        affiliation_id=state.id,
        version=state.version,
        organisation_id=state.organisation_id,
        person=state.person,
        since=state.since,
        until=state.until,
    )


async def on_taxonomy(session: AsyncSession, event: Event) -> None:
    """Keep which roles are found in which stage, if this version is a later one."""
    state = event.read(TaxonomyRead)
    await taxonomy.remember(
        session,
        taxonomy_id=state.id,
        version=state.version,
        roles_by_stage=state.roles_by_stage,
    )


async def on_clock_moved(session: AsyncSession, event: Event) -> None:
    """Move the business clock of this service as the sandbox moved its own."""
    move = event.read(ClockRead)
    await store_offset(session, offset_seconds=move.offset_seconds, version=move.version)


HANDLERS: Final[dict[str, Handler]] = {
    "avt.registry.organisation.registered.v1": on_organisation,
    "avt.registry.organisation.updated.v1": on_organisation,
    "avt.registry.member.admitted.v1": on_organisation,
    "avt.registry.affiliation.changed.v1": on_affiliation,
    "avt.registry.taxonomy.published.v1": on_taxonomy,
    "avt.registry.clock.moved.v1": on_clock_moved,
}
