"""What a declared competence must be like; pure decisions."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from registry.competences.errors import CompetenceAlreadyWithdrawn
from registry.taxonomy.errors import RoleOutsideStages, UnknownStage


@dataclass(frozen=True, slots=True, kw_only=True)
class CompetenceDetails:
    """What an organisation declares: one role at one stage, in its own words."""

    organisation_id: UUID
    stage: str
    role: str
    title: Mapping[str, str]
    description: Mapping[str, str]
    languages: Sequence[str]


def check_place(details: CompetenceDetails, *, taxonomy: Mapping[str, frozenset[str]]) -> None:
    """Raise `UnknownStage` or `RoleOutsideStages`; `taxonomy` maps a stage to its roles.

    The organisation's own entry need not name the stage: a competence may lie beside what an
    organisation is known for.
    """
    if details.stage not in taxonomy:
        raise UnknownStage("The taxonomy has no such stage", pointer="/stage")
    if details.role not in taxonomy[details.stage]:
        raise RoleOutsideStages("The role is not found in this stage", pointer="/role")


def check_withdrawal(*, status: str) -> None:
    """Raise `CompetenceAlreadyWithdrawn` for one that is not declared any more."""
    if status == "withdrawn":
        raise CompetenceAlreadyWithdrawn("The competence was withdrawn before")
