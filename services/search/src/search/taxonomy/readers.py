"""Our own tolerant model of the taxonomy that the registry publishes."""

from pydantic import Field

from search.reading import FactRead, Part, Text, Texts


class RoleRead(Part):
    code: Text
    labels: Texts = Field({})


class StageRead(RoleRead):
    roles: list[RoleRead] = Field([])


class TaxonomyRead(FactRead):
    """Of taxonomy.published."""

    stages: list[StageRead]

    @property
    def labels(self) -> dict[str, dict[str, dict[str, str]]]:
        """Labels by language, by code, for stages and for roles.

        A role that several stages have keeps the labels of the last.
        """
        return {
            "stage": {stage.code: stage.labels for stage in self.stages},
            "role": {role.code: role.labels for stage in self.stages for role in stage.roles},
        }
