"""What documents do when others announce what can be found.

Every event carries the whole state of its aggregate, so the events of one noun share a
handler, whichever of them comes first or comes again.
"""

from sqlalchemy.ext.asyncio import AsyncSession

from search.documents import projections
from search.documents.readers import (
    CompetenceRead,
    EquipmentRead,
    ListingRead,
    OrganisationRead,
)
from search.documents.use_cases import keep_document
from shared.messaging.consuming import Handler
from shared.messaging.events import Event


async def on_organisation(session: AsyncSession, event: Event) -> None:
    """Show the organisation as it is now; its documents follow its name, region and standing."""
    organisation = event.read(OrganisationRead)
    await keep_document(session, projections.of_organisation(organisation, announced_at=event.time))


async def on_competence(session: AsyncSession, event: Event) -> None:
    """Show a declared competence, hide a withdrawn one."""
    competence = event.read(CompetenceRead)
    await keep_document(session, projections.of_competence(competence, announced_at=event.time))


async def on_listing(session: AsyncSession, event: Event) -> None:
    """Show a published listing, hide any other."""
    listing = event.read(ListingRead)
    await keep_document(session, projections.of_listing(listing, announced_at=event.time))


async def on_equipment(session: AsyncSession, event: Event) -> None:
    """Show published equipment with its day rate, hide any other."""
    equipment = event.read(EquipmentRead)
    await keep_document(session, projections.of_equipment(equipment, announced_at=event.time))


HANDLERS: dict[str, Handler] = {
    "avt.registry.organisation.registered.v1": on_organisation,
    "avt.registry.organisation.updated.v1": on_organisation,
    "avt.registry.member.admitted.v1": on_organisation,
    "avt.registry.competence.declared.v1": on_competence,
    "avt.registry.competence.withdrawn.v1": on_competence,
    "avt.marketplace.listing.published.v1": on_listing,
    "avt.marketplace.listing.updated.v1": on_listing,
    "avt.marketplace.listing.withdrawn.v1": on_listing,
    "avt.marketplace.equipment.published.v1": on_equipment,
    "avt.marketplace.equipment.updated.v1": on_equipment,
    "avt.marketplace.equipment.withdrawn.v1": on_equipment,
}
