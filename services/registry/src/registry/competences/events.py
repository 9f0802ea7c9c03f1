"""What the registry announces about declared competences."""

from typing import ClassVar, Literal
from uuid import UUID

from pydantic import Field

from shared.events import Fact


class CompetenceState(Fact):
    """What an organisation says that it can do, at one place of the value chain."""

    organisation_id: UUID
    stage: str = Field(description="Code of the taxonomy")
    role: str = Field(description="Code of the taxonomy, within the stage")
    title: dict[str, str] = Field(description="By language (lv, en, lt, et)")
    description: dict[str, str] = Field(description="By language (lv, en, lt, et)")
    languages: list[str]
    status: Literal["declared", "withdrawn"]


class CompetenceDeclared(CompetenceState):
    """An organisation declared a competence."""

    type: ClassVar[str] = "avt.registry.competence.declared.v1"


class CompetenceWithdrawn(CompetenceState):
    """An organisation withdrew a competence; it is no longer offered."""

    type: ClassVar[str] = "avt.registry.competence.withdrawn.v1"
