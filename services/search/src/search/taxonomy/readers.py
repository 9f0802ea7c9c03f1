"""Our own tolerant model of the taxonomy that the registry publishes."""

from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from search.documents.readers import Text, Texts


class _Reader(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")


class RoleState(_Reader):
    code: Text
    labels: Texts = {}


class StageState(RoleState):
    roles: list[RoleState] = []


class TaxonomyState(_Reader):
    """Of taxonomy.published."""

    id: UUID
    version: int = Field(ge=0, le=2**63 - 1)
    stages: list[StageState]

    @property
    def labels(self) -> dict[str, dict[str, dict[str, str]]]:
        """Labels by language, by code, for stages and for roles.

        A role that several stages have keeps the labels of the last.
        """
        return {
            "stage": {stage.code: stage.labels for stage in self.stages},
            "role": {role.code: role.labels for stage in self.stages for role in stage.roles},
        }
