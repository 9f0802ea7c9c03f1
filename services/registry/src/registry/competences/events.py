"""What the registry announces about declared competences."""

from typing import Any, ClassVar, Final, Literal, TypeVar
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
    return fact.model_validate(competence, from_attributes=True)


_STATE: Final[dict[str, Any]] = {
    "id": UUID("0198c0de-0000-7000-8000-000000000002"),
    "organisation_id": UUID("0198c0de-0000-7000-8000-000000000001"),
    "stage": "post_production",
    "role": "editing",
    "title": {"lv": "Īsfilmu montāža", "en": "Editing of short films"},
    "description": {"lv": "Montāža līdz 4K", "en": "Editing up to 4K"},
    "languages": ["lv", "en"],
}

EXAMPLES: Final = (
    CompetenceDeclared(version=1, status="declared", **_STATE),
    CompetenceWithdrawn(version=2, status="withdrawn", **_STATE),
)
"""One of each type, as its contract shows it; what is in them is invented."""
