"""What the registry announces about who is tied to which organisation."""

from datetime import UTC, datetime
from typing import ClassVar, Final
from uuid import UUID

from pydantic import Field

from registry.delegations.orm import Affiliation
from shared.messaging.events import Fact


class AffiliationChanged(Fact):
    """A person became, or ceased to be, tied to an organisation by any office in it.

    Two organisations that share a `person` are related: what one buys from the other it buys
    from itself.
    """

    type: ClassVar[str] = "avt.registry.affiliation.changed.v1"

    organisation_id: UUID
    person: str = Field(
        pattern="^[0-9a-f]{64}$",
        description="A keyed fingerprint: alike for one person in every organisation, and no name",
    )
    since: datetime = Field(description="When it began, or began anew; the business clock")
    until: datetime | None = Field(
        default=None, description="When the last office ended; null while one lasts"
    )


def state_of(affiliation: Affiliation) -> AffiliationChanged:
    """The affiliation as it stands."""
    return AffiliationChanged.model_validate(affiliation, from_attributes=True)


EXAMPLES: Final = (
    AffiliationChanged(
        id=UUID("0198c0de-0000-7000-8000-000000000005"),
        version=2,
        organisation_id=UUID("0198c0de-0000-7000-8000-000000000001"),
        person="1f0e" * 16,
        since=datetime(2026, 3, 2, 9, 30, tzinfo=UTC),
        until=datetime(2026, 9, 1, 12, 0, tzinfo=UTC),
    ),
)
"""One of each type, as its contract shows it; what is in them is invented."""
