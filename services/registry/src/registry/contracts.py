"""Every fact that the registry announces, as an example: the source of its event contracts.

`python -m registry contracts` writes schema and example of each to shared/contracts/registry/;
the names, numbers and addresses are invented.
"""

from datetime import UTC, datetime
from typing import Any, Final
from uuid import UUID

from registry.competences.events import CompetenceDeclared, CompetenceWithdrawn
from registry.identity.revocations.events import TokenRevoked
from registry.offices.events import AffiliationChanged
from registry.organisations.events import (
    MemberAdmitted,
    OrganisationRegistered,
    OrganisationUpdated,
    PostalAddress,
)
from registry.sandbox.events import ClockMoved
from registry.taxonomy.events import TaxonomyPublished, TaxonomyRole, TaxonomyStage
from shared.messaging.events import Fact

_ORGANISATION = UUID("0198c0de-0000-7000-8000-000000000001")
_COMPETENCE = UUID("0198c0de-0000-7000-8000-000000000002")
_ACCOUNT = UUID("0198c0de-0000-7000-8000-000000000003")
_REVOCATION = UUID("0198c0de-0000-7000-8000-000000000004")
_AFFILIATION = UUID("0198c0de-0000-7000-8000-000000000005")
_TAXONOMY = UUID("7d1f6f3e-5d1c-5b0e-9f0a-3a8d1c0f7a01")
_CLOCK = UUID("7d1f6f3e-5d1c-5b0e-9f0a-3a8d1c0f7a02")


def _organisation(**changes: Any) -> dict[str, Any]:
    return {
        "id": _ORGANISATION,
        "version": 1,
        "name": "SIA Dzintara kadrs",
        "names": {"lv": "SIA Dzintara kadrs", "en": "Amber Frame Ltd"},
        "sector": "private",
        "kinds": ["producer"],
        "stages": ["production", "post_production"],
        "roles": ["av_production", "editing"],
        "region": "riga",
        "country": "LV",
        "registration_number": "40000000015",
        "vat_number": "LV40000000015",
        "address": PostalAddress(
            street="Parauga iela 1", city="Rīga", postal_code="LV-1001", country="LV"
        ),
        "email": "info@dzintara-kadrs.example",
        "website": "https://dzintara-kadrs.example",
        "description": {"lv": "Īsfilmas un reklāmas", "en": "Short films and commercials"},
        "languages": ["lv", "en"],
        "membership": "none",
        "member_since": None,
        **changes,
    }


_COMPETENCE_STATE: dict[str, Any] = {
    "id": _COMPETENCE,
    "organisation_id": _ORGANISATION,
    "stage": "post_production",
    "role": "editing",
    "title": {"lv": "Īsfilmu montāža", "en": "Editing of short films"},
    "description": {"lv": "Montāža līdz 4K", "en": "Editing up to 4K"},
    "languages": ["lv", "en"],
}

EXAMPLES: Final[tuple[Fact, ...]] = (
    OrganisationRegistered(**_organisation()),
    OrganisationUpdated(
        **_organisation(version=2, website=None, description={"lv": "Īsfilmas"}),
    ),
    MemberAdmitted(
        **_organisation(
            version=3, membership="member", member_since=datetime(2026, 9, 1, 12, 0, tzinfo=UTC)
        )
    ),
    CompetenceDeclared(version=1, status="declared", **_COMPETENCE_STATE),
    CompetenceWithdrawn(version=2, status="withdrawn", **_COMPETENCE_STATE),
    TaxonomyPublished(
        id=_TAXONOMY,
        version=1,
        stages=[
            TaxonomyStage(
                code="post_production",
                position=5,
                labels={"lv": "Apstrādes process", "en": "Post-production"},
                roles=[TaxonomyRole(code="editing", labels={"lv": "Montāža", "en": "Editing"})],
            )
        ],
    ),
    TokenRevoked(
        id=_REVOCATION,
        version=1,
        token_id=None,
        subject=_ACCOUNT,
        organisation_id=_ORGANISATION,
        revoked_at=datetime(2026, 9, 1, 12, 0, tzinfo=UTC),
        expires_at=datetime(2026, 9, 1, 12, 11, tzinfo=UTC),
    ),
    AffiliationChanged(
        id=_AFFILIATION,
        version=2,
        organisation_id=_ORGANISATION,
        person="1f0e" * 16,
        since=datetime(2026, 3, 2, 9, 30, tzinfo=UTC),
        until=datetime(2026, 9, 1, 12, 0, tzinfo=UTC),
    ),
    ClockMoved(id=_CLOCK, version=1, offset_seconds=864000),
)
"""One example for each type of event; the service announces no other type."""

FACTS: Final[tuple[type[Fact], ...]] = tuple(type(example) for example in EXAMPLES)
