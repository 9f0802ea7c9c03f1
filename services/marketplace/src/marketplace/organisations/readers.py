"""What the marketplace reads of the registry's events; whatever else they hold is ignored."""

from typing import Annotated, Any
from uuid import UUID

from pydantic import AwareDatetime, BaseModel, BeforeValidator, ConfigDict, Field

from marketplace.organisations.rules import Power, known_powers, known_standing
from shared.texts import StoredLine

Version = Annotated[int, Field(ge=1, le=2**31 - 1)]


def _powers(value: Any) -> Any:
    return known_powers(value) if isinstance(value, list) else value


class OrganisationRead(BaseModel):
    """`avt.registry.organisation.registered|updated.v1` and `member.admitted.v1`."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    id: UUID
    version: Version
    name: StoredLine
    membership: Annotated[str, Field(min_length=1, max_length=40)]
    # Facts of before there were standings have neither, and forbid nothing.
    standing: Annotated[str | None, BeforeValidator(known_standing)] = None
    may: Annotated[list[Power] | None, BeforeValidator(_powers)] = None
    member_until: AwareDatetime | None = None
