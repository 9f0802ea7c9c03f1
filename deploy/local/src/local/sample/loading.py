"""Loading the sample through the services' own use cases, in batches, never by SQL.

The registry's organisations first; their events must have reached the marketplace before the
offers can go in, since a provider has to be known there. Each batch is one transaction.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict
from typing import Any, TypeVar
from uuid import UUID

from local.sample.model import Competence, Equipment, Listing, Organisation, Sample
from marketplace.equipment import use_cases as equipment
from marketplace.listings import use_cases as listings
from registry.actors import PLATFORM
from registry.admission.use_cases import record_founding_members
from registry.competences.rules import CompetenceDetails
from registry.competences.use_cases import declare_competences
from registry.organisations.rules import Address, OrganisationDetails
from registry.organisations.use_cases import register_organisations
from shared.clocks import SystemClock
from shared.database import Database

T = TypeVar("T")
BATCH = 200

Advance = Callable[[str, int], None]
"""Hears how many more of what are in: ("organisations", 200)."""


class SampleLoader:
    """Loads one sample into the databases of registry and marketplace."""

    def __init__(
        self, sample: Sample, *, registry: Database, marketplace: Database, advance: Advance
    ) -> None:
        self._sample = sample
        self._registry = registry
        self._marketplace = marketplace
        self._advance = advance
        self._clock = SystemClock()
        self.ids: dict[str, UUID] = {}
        """The registry's id of each organisation, by the sample's key."""

    async def load_organisations(self) -> Mapping[str, UUID]:
        """Register everybody and record the founders; return the ids by the sample's keys."""
        # Founders first: the story needs them, and they come twice in the registry's log.
        ordered = sorted(self._sample.organisations, key=lambda one: not one.founding)
        for batch in batches(ordered):
            async with self._registry.transaction() as session:
                rows = await register_organisations(
                    session, self._clock, entries=[_details(one) for one in batch]
                )
                self.ids |= {one.key: row.id for one, row in zip(batch, rows, strict=True)}
                founders = [self.ids[one.key] for one in batch if one.founding]
                if founders:
                    await record_founding_members(
                        session, self._clock, organisation_ids=founders, by=PLATFORM
                    )
            self._advance("organisations", len(batch))
        return self.ids

    async def load_competences(self) -> None:
        """Declare every competence; after ``load_organisations``."""
        for batch in batches(self._sample.competences):
            async with self._registry.transaction() as session:
                await declare_competences(
                    session, self._clock, entries=[self._competence(one) for one in batch]
                )
            self._advance("competences", len(batch))

    async def load_offers(self) -> None:
        """Publish listings and equipment; raises OrganisationNotYetKnown when that is too early."""
        offers: tuple[Listing | Equipment, ...] = (
            *self._sample.listings,
            *self._sample.equipment,
        )
        for batch in batches(offers):
            await self._publish(batch)
            self._advance("offers", len(batch))

    async def _publish(self, batch: Sequence[Listing | Equipment]) -> None:
        async with self._marketplace.transaction() as session:
            for one in batch:
                provider = self.ids[one.organisation]
                if isinstance(one, Listing):
                    await listings.load_listing(
                        session, self._clock, listing_id=one.id, **_listing(one, provider)
                    )
                else:
                    await equipment.load_equipment(
                        session, self._clock, item_id=one.id, **_equipment(one, provider)
                    )

    def _competence(self, one: Competence) -> CompetenceDetails:
        return CompetenceDetails(
            organisation_id=self.ids[one.organisation],
            stage=one.stage,
            role=one.role,
            title=one.title,
            description=one.description,
            languages=one.languages,
        )


def batches(everything: Sequence[T]) -> Iterator[Sequence[T]]:
    """Yield slices of ``BATCH``."""
    for start in range(0, len(everything), BATCH):
        yield everything[start : start + BATCH]


def _details(one: Organisation) -> OrganisationDetails:
    values: dict[str, Any] = {
        name: getattr(one, name)
        for name in (
            "name", "names", "sector", "kinds", "stages", "roles", "region",
            "registration_number", "vat_number", "email", "website", "description", "languages",
        )
    }  # fmt: skip
    return OrganisationDetails(
        country=one.address.country,
        register_name=_register_of(one),
        address=Address(**asdict(one.address)),
        **values,
    )


def _register_of(one: Organisation) -> str | None:
    """The court or state that keeps the number, where a country's numbers repeat."""
    if one.address.country == "DE":
        return f"Amtsgericht {one.address.city}"
    return {"Portland": "Oregon", "Austin": "Texas"}.get(one.address.city)


def _listing(one: Listing, provider: UUID) -> dict[str, Any]:
    return {
        "provider_id": provider,
        "title": one.title,
        "description": one.description,
        "stage": one.stage,
        "role": one.role,
        "region": one.region,
        "price_cents": one.price,
        "price_unit": one.price_unit,
        "languages": list(one.languages),
    }


def _equipment(one: Equipment, provider: UUID) -> dict[str, Any]:
    return {
        "provider_id": provider,
        "title": one.title,
        "description": one.description,
        "category": one.category,
        "day_rate_cents": one.day_rate,
        "quantity": one.quantity,
        "region": one.region,
    }
