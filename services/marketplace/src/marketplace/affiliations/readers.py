"""What the marketplace reads of an affiliation: a fingerprint instead of a person."""

from datetime import UTC
from typing import Annotated
from uuid import UUID

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field

from marketplace.organisations.readers import Version

Moment = Annotated[AwareDatetime, AfterValidator(lambda value: value.astimezone(UTC))]


class AffiliationRead(BaseModel):
    """`avt.registry.affiliation.changed.v1`."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    id: UUID
    version: Version
    organisation_id: UUID
    person: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
    since: Moment
    until: Moment | None = None
