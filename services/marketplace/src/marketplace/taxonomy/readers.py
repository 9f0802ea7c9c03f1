"""What the marketplace reads of the taxonomy: codes only; labels are for those who search."""

from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from marketplace.organisations.readers import Version
from shared.texts import Code


class RoleRead(BaseModel):
    """A role within a stage."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    code: Code


class StageRead(BaseModel):
    """A stage of the value chain with the roles found in it."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    code: Code
    roles: list[RoleRead]


class TaxonomyRead(BaseModel):
    """`avt.registry.taxonomy.published.v1`."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    id: UUID
    version: Version
    # One without stages would have every role refused: it is a defect, and no taxonomy.
    stages: Annotated[list[StageRead], Field(min_length=1)]

    @property
    def roles_by_stage(self) -> dict[str, list[str]]:
        """The codes of the roles within each stage."""
        return {stage.code: [role.code for role in stage.roles] for stage in self.stages}
