"""Whether a role is found in a stage of the value chain; a pure decision."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from marketplace.taxonomy.errors import RoleOutsideStage


@dataclass(frozen=True)
class Place:
    """Where in the value chain something is offered or wanted.

    `pointer` is what a refusal points at in the request: "/role", "/lots/0/role".
    """

    stage: str
    role: str
    pointer: str


def check_place(place: Place, *, roles_by_stage: Mapping[str, Collection[str]]) -> None:
    """Raise RoleOutsideStage unless the taxonomy has the role in this very stage."""
    if place.role not in roles_by_stage.get(place.stage, ()):
        raise RoleOutsideStage("The role is not found in this stage", pointer=place.pointer)
