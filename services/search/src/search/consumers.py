"""Whose events search hears, and what each changes: a table.

Every event carries the whole state of its aggregate, so the events of one noun
share a handler, whichever of them comes first or comes again.
"""

from sqlalchemy.ext.asyncio import AsyncSession

from search.documents import use_cases as documents
from search.documents.readers import (
    CompetenceState,
    EquipmentState,
    ListingState,
    OrganisationState,
)
from search.documents.rules import EQUIPMENT_ROLE, EQUIPMENT_STAGE, languages_of
from search.documents.use_cases import Projection
from search.reputation import use_cases as reputation
from search.reputation.readers import ReviewState
from search.taxonomy import use_cases as taxonomy
from search.taxonomy.readers import TaxonomyState
from shared.messaging.consuming import Handler
from shared.messaging.events import Event


async def on_organisation(session: AsyncSession, event: Event) -> None:
    """Show the organisation as it is now; its documents follow its name and region."""
    state = event.read(OrganisationState)
    await documents.project(
        session,
        Projection(
            id=state.id,
            kind="organisation",
            organisation_id=state.id,
            version=state.version,
            titles=state.titles,
            descriptions=state.description,
            stages=state.stages,
            roles=state.roles,
            region=state.region,
            languages=[*languages_of(spoken=state.languages, texts=[state.description])],
            published_at=event.time,
        ),
    )


async def on_competence(session: AsyncSession, event: Event) -> None:
    """Show a declared competence, hide a withdrawn one."""
    state = event.read(CompetenceState)
    projection = Projection(
        id=state.id,
        kind="competence",
        organisation_id=state.organisation_id,
        version=state.version,
        titles=state.title,
        descriptions=state.description,
        stages=[state.stage] if state.stage else [],
        roles=[state.role] if state.role else [],
        languages=[*languages_of(spoken=state.languages, texts=[state.title, state.description])],
        published_at=event.time,
    )
    shown = state.status == "declared"
    await documents.project(session, projection if shown else projection.withdrawn())


async def on_listing(session: AsyncSession, event: Event) -> None:
    """Show a published listing, hide any other."""
    state = event.read(ListingState)
    projection = Projection(
        id=state.id,
        kind="listing",
        organisation_id=state.provider_id,
        version=state.version,
        titles=state.title,
        descriptions=state.description,
        stages=[state.stage] if state.stage else [],
        roles=[state.role] if state.role else [],
        region=state.region,
        languages=[*languages_of(spoken=state.languages, texts=[state.title, state.description])],
        price_cents=state.price.cents,
        price_unit=state.price_unit,
        published_at=state.published_at or event.time,
    )
    shown = state.status == "published"
    await documents.project(session, projection if shown else projection.withdrawn())


async def on_equipment(session: AsyncSession, event: Event) -> None:
    """Show published equipment with its day rate, hide any other."""
    state = event.read(EquipmentState)
    projection = Projection(
        id=state.id,
        kind="equipment",
        organisation_id=state.provider_id,
        version=state.version,
        titles=state.title,
        descriptions=state.description,
        stages=[EQUIPMENT_STAGE],
        roles=[EQUIPMENT_ROLE],
        region=state.region,
        languages=[*languages_of(spoken=state.languages, texts=[state.title, state.description])],
        category=state.category,
        price_cents=state.day_rate.cents,
        price_unit="day",
        published_at=state.published_at or event.time,
    )
    shown = state.status == "published"
    await documents.project(session, projection if shown else projection.withdrawn())


async def on_taxonomy(session: AsyncSession, event: Event) -> None:
    """Take over the labels of stages and roles."""
    state = event.read(TaxonomyState)
    await taxonomy.take_over(
        session, taxonomy_id=state.id, version=state.version, labels=state.labels
    )


async def on_review(session: AsyncSession, event: Event) -> None:
    """Count the review into its provider's reputation."""
    state = event.read(ReviewState)
    await reputation.keep(
        session,
        review_id=state.id,
        version=state.version,
        provider_id=state.provider_id,
        rating=state.rating,
    )


HANDLERS: dict[str, Handler] = {
    "avt.registry.organisation.registered.v1": on_organisation,
    "avt.registry.organisation.updated.v1": on_organisation,
    "avt.registry.member.admitted.v1": on_organisation,
    "avt.registry.competence.declared.v1": on_competence,
    "avt.registry.competence.withdrawn.v1": on_competence,
    "avt.registry.taxonomy.published.v1": on_taxonomy,
    "avt.marketplace.listing.published.v1": on_listing,
    "avt.marketplace.listing.updated.v1": on_listing,
    "avt.marketplace.listing.withdrawn.v1": on_listing,
    "avt.marketplace.equipment.published.v1": on_equipment,
    "avt.marketplace.equipment.updated.v1": on_equipment,
    "avt.marketplace.equipment.withdrawn.v1": on_equipment,
    "avt.marketplace.review.given.v1": on_review,
}
