"""The taxonomy's shape over HTTP."""

from pydantic import Field

from registry.schemas import Output


class TaxonomyRoleOut(Output):
    """A role within a stage."""

    code: str
    labels: dict[str, str] = Field(description="By language; lv and en always")


class TaxonomyStageOut(Output):
    """A stage of the value chain with the roles found in it."""

    code: str
    position: int = Field(description="1 for the first stage of the chain")
    labels: dict[str, str] = Field(description="By language; lv and en always")
    roles: list[TaxonomyRoleOut]


class TaxonomyOut(Output):
    """The stages of the value chain in order, each with the roles found in it."""

    version: int
    stages: list[TaxonomyStageOut]
