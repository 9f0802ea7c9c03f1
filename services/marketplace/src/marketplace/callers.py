"""Who calls, in the marketplace's terms: for an organisation, or as a mere reader.

What a route asks for here becomes the `by` of its use case or query.
"""

from typing import Annotated, Final

from fastapi import Depends, Request

from marketplace.organisations.errors import ManagersOnly, NotARepresentative, RoleNotHeld
from marketplace.permissions import EVERY, OPENED_BY, SEES_DRAFTS
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


def roles_of(by: Caller) -> frozenset[str]:
    """What the caller does in its organisation.

    For a release a token that says `representative`, and none of the roles, counts as all of them.
    """
    held = by.roles & EVERY
    return EVERY if not held and by.has_role(REPRESENTATIVE) else held


async def _representative(
    request: Request, caller: Annotated[Caller, Depends(require(WRITE))]
) -> Caller:
    _check_acts_for_one(caller)
    _check_role(request, caller)
    return caller


Representative = Annotated[Caller, Depends(_representative)]
"""Who decides for the organisation that it acts for, in a role that opens the operation
(`permissions.py`); 401, then 403, otherwise."""


async def _manager(caller: Annotated[Caller, Depends(require(WRITE))]) -> Caller:
    _check_acts_for_one(caller)
    if not is_manager(caller) or caller.kind != "person":
        raise ManagersOnly("Only the cluster's manager may do this, by its own login")
    return caller


Manager = Annotated[Caller, Depends(_manager)]
"""The cluster's manager in person, acting for the cluster; 401, then 403, otherwise."""


async def _reader(request: Request, caller: Annotated[Caller, Depends(require(READ))]) -> Caller:
    _check_acts_for_one(caller)
    if not is_manager(caller):
        _check_role(request, caller)
    return caller


Reader = Annotated[Caller, Depends(_reader)]
"""Who reads on behalf of the organisation that it acts for, in a role that opens the operation,
or the manager; 401, then 403, otherwise."""


async def _reader_if_any(caller: OptionalCaller) -> Caller | None:
    # Without the scope, or a role for it, a token shows what anybody sees, and no more.
    if caller is None or READ not in caller.scopes:
        return None
    return None if roles_of(caller).isdisjoint(SEES_DRAFTS) else caller


ReaderIfAny = Annotated[Caller | None, Depends(_reader_if_any)]
"""Who reads on a public route; None for anybody."""


def _check_role(request: Request, caller: Caller) -> None:
    held = roles_of(caller)
    if not held:
        raise NotARepresentative("Only a representative of the organisation may do this")
    opened_by = OPENED_BY.get(request.scope["route"].name, frozenset())
    if held.isdisjoint(opened_by):
        raise RoleNotHeld(f"This needs one of these roles: {', '.join(sorted(opened_by))}")


def _check_acts_for_one(caller: Caller) -> None:
    if caller.organisation_id is None:
        raise NotARepresentative("The token acts for no organisation")
