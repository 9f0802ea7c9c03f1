"""From a fact to the document that it describes: what of each kind of thing is found."""

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from search.documents.readers import (
    CompetenceRead,
    EquipmentRead,
    ListingRead,
    OrganisationRead,
)
from search.documents.rules import EQUIPMENT_ROLE, EQUIPMENT_STAGE, Kind, languages_of


@dataclass(frozen=True, kw_only=True)
class Projection:
    """A document as an event describes it; fields as in `search.documents.orm.Document`."""

    id: UUID
    kind: Kind
    organisation_id: UUID
    version: int
    published_at: datetime
    shown: bool = True
    findable: bool = True
    titles: dict[str, str] = field(default_factory=dict)
    descriptions: dict[str, str] = field(default_factory=dict)
    stages: list[str] = field(default_factory=list)
    roles: list[str] = field(default_factory=list)
    region: str | None = None
    languages: list[str] = field(default_factory=list)
    category: str | None = None
    price_cents: int | None = None
    price_unit: str | None = None

    def shown_if(self, may_be_found: bool) -> "Projection":
        """This, or what stays of it when it may no longer be found: its id and version."""
        if may_be_found:
            return self
        return Projection(
            id=self.id,
            kind=self.kind,
            organisation_id=self.organisation_id,
            version=self.version,
            published_at=self.published_at,
            shown=False,
        )


def of_organisation(organisation: OrganisationRead, *, announced_at: datetime) -> Projection:
    """The organisation as it is now."""
    return Projection(
        id=organisation.id,
        kind="organisation",
        organisation_id=organisation.id,
        version=organisation.version,
        titles=organisation.titles,
        descriptions=organisation.descriptions,
        stages=organisation.stages,
        roles=organisation.roles,
        region=organisation.region,
        languages=languages_of(organisation.languages, organisation.descriptions),
        published_at=announced_at,
        findable=organisation.findable,
    )


def of_competence(competence: CompetenceRead, *, announced_at: datetime) -> Projection:
    """A competence, shown while it is declared. It lies where its organisation does."""
    return Projection(
        id=competence.id,
        kind="competence",
        organisation_id=competence.organisation_id,
        version=competence.version,
        titles=competence.titles,
        descriptions=competence.descriptions,
        stages=[competence.stage] if competence.stage else [],
        roles=[competence.role] if competence.role else [],
        languages=languages_of(competence.languages, competence.titles, competence.descriptions),
        published_at=announced_at,
    ).shown_if(competence.status == "declared")


def of_listing(listing: ListingRead, *, announced_at: datetime) -> Projection:
    """A listing, shown while it is published."""
    return Projection(
        id=listing.id,
        kind="listing",
        organisation_id=listing.organisation_id,
        version=listing.version,
        titles=listing.titles,
        descriptions=listing.descriptions,
        stages=[listing.stage] if listing.stage else [],
        roles=[listing.role] if listing.role else [],
        region=listing.region,
        languages=languages_of(listing.languages, listing.titles, listing.descriptions),
        price_cents=listing.price.cents,
        price_unit=listing.price_unit,
        published_at=listing.published_at or announced_at,
    ).shown_if(listing.status == "published")


def of_equipment(equipment: EquipmentRead, *, announced_at: datetime) -> Projection:
    """Equipment with its day rate, shown while it is published."""
    return Projection(
        id=equipment.id,
        kind="equipment",
        organisation_id=equipment.organisation_id,
        version=equipment.version,
        titles=equipment.titles,
        descriptions=equipment.descriptions,
        stages=[EQUIPMENT_STAGE],
        roles=[EQUIPMENT_ROLE],
        region=equipment.region,
        languages=languages_of(equipment.languages, equipment.titles, equipment.descriptions),
        category=equipment.category,
        price_cents=equipment.day_rate.cents,
        price_unit="day",
        published_at=equipment.published_at or announced_at,
    ).shown_if(equipment.status == "published")
