"""What the registry announces about declared competences."""

from typing import ClassVar, Literal, TypeVar, cast
from uuid import UUID

from pydantic import Field

from registry.competences.orm import Competence
from shared.messaging.events import Fact

Status = Literal["declared", "withdrawn"]


class CompetenceState(Fact):
    """What an organisation says that it can do, at one place of the value chain."""

    organisation_id: UUID
    stage: str = Field(description="Code of the taxonomy")
    role: str = Field(description="Code of the taxonomy, within the stage")
    title: dict[str, str] = Field(description="By language (lv, en, lt, et)")
    description: dict[str, str] = Field(description="By language (lv, en, lt, et)")
    languages: list[str]
    status: Status


class CompetenceDeclared(CompetenceState):
    """An organisation declared a competence."""

    type: ClassVar[str] = "avt.registry.competence.declared.v1"


class CompetenceWithdrawn(CompetenceState):
    """An organisation withdrew a competence; it is no longer offered."""

    type: ClassVar[str] = "avt.registry.competence.withdrawn.v1"


State = TypeVar("State", bound=CompetenceState)


def state_of(competence: Competence, fact: type[State]) -> State:
    """The competence as it stands, in the shape of one of the facts above."""
    return fact(
        id=competence.id,
        version=competence.version,
        organisation_id=competence.organisation_id,
        stage=competence.stage,
        role=competence.role,
        title=competence.title,
        description=competence.description,
        languages=competence.languages,
        status=cast("Status", competence.status),
    )
