"""What permissions for purchases between related organisations look like over HTTP."""

from datetime import datetime
from uuid import UUID

from pydantic import BaseModel, ConfigDict

from marketplace.inputs import Body
from shared.texts import Paragraph


class RelatedPurchaseIn(Body):
    """Which provider may take part in which tender of which related client, and why."""

    client_id: UUID
    provider_id: UUID
    tender_id: UUID
    reason: Paragraph


class RelatedPurchaseOut(BaseModel):
    """A permission. `used_at`: the first award that rests on it."""

    model_config = ConfigDict(from_attributes=True)

    id: UUID
    version: int
    client_id: UUID
    provider_id: UUID
    tender_id: UUID
    reason: str
    allowed_at: datetime
    withdrawn_at: datetime | None
    used_at: datetime | None
