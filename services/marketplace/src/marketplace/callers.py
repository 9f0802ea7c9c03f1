"""Who calls, in the marketplace's terms: for an organisation, or as a mere reader.

What a route asks for here becomes the `by` of its use case or query.
"""

from typing import Annotated, Final

from fastapi import Depends

from marketplace.organisations.errors import ManagersOnly, NotARepresentative
from shared.callers import Caller
from shared.http.callers import OptionalCaller, require

READ: Final = "marketplace:read"
WRITE: Final = "marketplace:write"

MANAGER: Final = "manager"
"""Held in the cluster's own organisation only, so the token acts for that one."""

REPRESENTATIVE: Final = "representative"


def is_manager(by: Caller) -> bool:
    """Whether the cluster's manager calls, who sees more than its own organisation does."""
    return by.has_role(MANAGER)


async def _representative(caller: Annotated[Caller, Depends(require(WRITE))]) -> Caller:
    _check_acts_for_one(caller)
    if not caller.has_role(REPRESENTATIVE):
        raise NotARepresentative("Only a representative of the organisation may do this")
    return caller


Representative = Annotated[Caller, Depends(_representative)]
"""Who decides for the organisation that it acts for; 401, then 403, otherwise."""


async def _manager(caller: Annotated[Caller, Depends(require(WRITE))]) -> Caller:
    _check_acts_for_one(caller)
    if not is_manager(caller) or caller.kind != "person":
        raise ManagersOnly("Only the cluster's manager may do this, by its own login")
    return caller


Manager = Annotated[Caller, Depends(_manager)]
"""The cluster's manager in person, acting for the cluster; 401, then 403, otherwise."""


async def _reader(caller: Annotated[Caller, Depends(require(READ))]) -> Caller:
    _check_acts_for_one(caller)
    return caller


Reader = Annotated[Caller, Depends(_reader)]
"""Who reads on behalf of the organisation that it acts for; 401, then 403, otherwise."""


async def _reader_if_any(caller: OptionalCaller) -> Caller | None:
    # Without the scope a token shows what anybody sees, and no more.
    return caller if caller is not None and READ in caller.scopes else None


ReaderIfAny = Annotated[Caller | None, Depends(_reader_if_any)]
"""Who reads on a public route; None for anybody."""


def _check_acts_for_one(caller: Caller) -> None:
    if caller.organisation_id is None:
        raise NotARepresentative("The token acts for no organisation")
