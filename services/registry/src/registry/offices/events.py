"""What the registry announces about who is tied to which organisation."""

from datetime import datetime
from typing import ClassVar
from uuid import UUID

from pydantic import Field

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
