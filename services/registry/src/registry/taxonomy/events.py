"""What the registry announces about the taxonomy of value-chain stages and roles."""

from typing import ClassVar, Final
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from shared.messaging.events import Fact


class TaxonomyRole(BaseModel):
    """A role within a stage."""

    model_config = ConfigDict(frozen=True)

    code: str
    labels: dict[str, str] = Field(description="By language; lv and en always")


class TaxonomyStage(BaseModel):
    """A stage of the value chain with the roles found in it."""

    model_config = ConfigDict(frozen=True)

    code: str
    position: int = Field(description="1 for the first stage of the chain")
    labels: dict[str, str] = Field(description="By language; lv and en always")
    roles: list[TaxonomyRole]


class TaxonomyPublished(Fact):
    """The whole taxonomy in force from now on; it replaces the one before."""

    type: ClassVar[str] = "avt.registry.taxonomy.published.v1"

    stages: list[TaxonomyStage]


EXAMPLES: Final = (
    TaxonomyPublished(
        id=UUID("7d1f6f3e-5d1c-5b0e-9f0a-3a8d1c0f7a01"),
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
)
"""One of each type, as its contract shows it."""
