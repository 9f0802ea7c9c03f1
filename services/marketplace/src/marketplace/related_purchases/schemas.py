"""What permissions for purchases between related organisations look like over HTTP."""

from datetime import datetime
from typing import Self
from uuid import UUID

from pydantic import BaseModel

from marketplace.inputs import Body
from marketplace.related_purchases.orm import RelatedPurchase
from shared.texts import Paragraph


class NewRelatedPurchase(Body):
    """Which provider may take part in which tender of which related client, and why."""

    client_id: UUID
    provider_id: UUID
    tender_id: UUID
    reason: Paragraph


class RelatedPurchaseShown(BaseModel):
    """A permission. `used_at`: the first award that rests on it."""

    id: UUID
    version: int
    client_id: UUID
    provider_id: UUID
    tender_id: UUID
    reason: str
    allowed_at: datetime
    withdrawn_at: datetime | None
    used_at: datetime | None

    @classmethod
    def of(cls, row: RelatedPurchase) -> Self:
        """Show a row without who decided."""
        return cls(**{name: getattr(row, name) for name in cls.model_fields})
