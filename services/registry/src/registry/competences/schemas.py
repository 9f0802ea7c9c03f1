"""A competence's shapes over HTTP."""

from datetime import datetime
from uuid import UUID

from pydantic import Field

from registry.competences.rules import CompetenceDetails
from registry.languages import WorkingLanguages
from registry.schemas import Input, Output
from shared.texts import Code, LocalisedLine, LocalisedParagraph


class CompetenceIn(Input):
    """What an organisation can do."""

    stage: Code = Field(examples=["post_production"])
    role: Code = Field(examples=["editing"])
    title: LocalisedLine
    description: LocalisedParagraph
    languages: WorkingLanguages

    def details(self, organisation_id: UUID) -> CompetenceDetails:
        return CompetenceDetails(organisation_id=organisation_id, **self.model_dump())


class CompetenceOut(Output):
    """A declared competence."""

    id: UUID
    version: int
    organisation_id: UUID
    stage: str
    role: str
    title: dict[str, str]
    description: dict[str, str]
    languages: list[str]
    declared_at: datetime
