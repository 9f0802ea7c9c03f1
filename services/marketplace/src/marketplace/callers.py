"""Who calls, in the marketplace's terms: for which organisation, or as a mere reader."""

from dataclasses import dataclass
from typing import Annotated
from uuid import UUID

from fastapi import Depends

from marketplace.errors import ManagersOnly, NotARepresentative
from shared.callers import Caller
from shared.http.callers import OptionalCaller, require

READ, WRITE = "marketplace:read", "marketplace:write"

MANAGER = "manager"
"""Held in the cluster's own organisation only, so the token acts for that one."""


@dataclass(frozen=True)
class ActingPerson:
    """Somebody who may act for an organisation; `subject` is recorded with decisions."""

    subject: UUID
    acting_for: UUID


@dataclass(frozen=True)
class ReadingParty:
    """On whose behalf something is read; the cluster's manager sees more than its organisation."""

    acting_for: UUID
    is_manager: bool


async def _representative(
    caller: Annotated[Caller, Depends(require(WRITE))],
) -> ActingPerson:
    organisation_id = _organisation_of(caller)
    if not caller.has_role("representative"):
        raise NotARepresentative("Only a representative of the organisation may do this")
    return ActingPerson(caller.subject, organisation_id)


Representative = Annotated[ActingPerson, Depends(_representative)]
"""Who decides, and for which organisation; 401, then 403, otherwise."""


async def _manager(
    caller: Annotated[Caller, Depends(require(WRITE))],
) -> ActingPerson:
    organisation_id = _organisation_of(caller)
    if not caller.has_role(MANAGER) or caller.kind != "person":
        raise ManagersOnly("Only the cluster's manager may do this, by its own login")
    return ActingPerson(caller.subject, organisation_id)


Managing = Annotated[ActingPerson, Depends(_manager)]
"""The cluster's manager in person, acting for the cluster; 401, then 403, otherwise."""


async def _acting(caller: Representative) -> UUID:
    return caller.acting_for


async def _reading(caller: Annotated[Caller, Depends(require(READ))]) -> UUID:
    return _organisation_of(caller)


async def _reader(caller: Annotated[Caller, Depends(require(READ))]) -> ReadingParty:
    return ReadingParty(_organisation_of(caller), is_manager=caller.has_role(MANAGER))


Reader = Annotated[ReadingParty, Depends(_reader)]
"""The organisation that reads, and whether the cluster's manager does; 401, 403 otherwise."""


async def _reading_if_any(caller: OptionalCaller) -> UUID | None:
    # Without the scope a token shows what anybody sees, and no more.
    return caller.organisation_id if caller is not None and READ in caller.scopes else None


def _organisation_of(caller: Caller) -> UUID:
    if caller.organisation_id is None:
        raise NotARepresentative("The token acts for no organisation")
    return caller.organisation_id


Acting = Annotated[UUID, Depends(_acting)]
"""The organisation that the caller may act for; 401, then 403, otherwise."""

Reading = Annotated[UUID, Depends(_reading)]
"""The organisation on whose behalf the caller reads; 401, then 403, otherwise."""

ReadingIfAny = Annotated[UUID | None, Depends(_reading_if_any)]
"""The same on a public route; None for anybody."""
