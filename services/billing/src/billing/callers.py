"""Who may call billing: the coarse check by scope and role, and what roles mean here."""

from typing import Annotated, Final
from uuid import UUID

from fastapi import Depends, Request

from billing.permissions import EVERY, OPENED_BY
from shared.callers import Caller
from shared.errors import Forbidden
from shared.http.callers import require, require_one_of

MANAGER: Final = "manager"
REPRESENTATIVE: Final = "representative"
READ: Final = "billing:read"
ISSUED: Final = "billing:issued"


class ManagersOnly(Forbidden):
    """The cluster's manager decides this."""

    title = "Only for the cluster's manager"


class RepresentativesOnly(Forbidden):
    """Only a representative binds an organisation."""

    title = "Only for a representative"


class RoleNotHeld(Forbidden):
    """The caller acts for an organisation, and none of its roles there opens this."""

    title = "Not with this role"


def is_manager(caller: Caller) -> bool:
    """Whether the caller runs the cluster, and so sees every party's data."""
    return caller.has_role(MANAGER)


def require_manager(caller: Caller) -> None:
    """Raise `ManagersOnly` unless the caller is the cluster's manager."""
    if not is_manager(caller):
        raise ManagersOnly("This is for the cluster's manager")


def represented(caller: Caller) -> UUID:
    """The organisation that the caller binds; raise `RepresentativesOnly` if it binds none."""
    if caller.organisation_id is None or not roles_of(caller):
        raise RepresentativesOnly("Only a representative can do this for its organisation")
    return caller.organisation_id


def acts_for(caller: Caller, *parties: UUID) -> bool:
    """Whether the caller is the manager or acts for one of the parties."""
    return is_manager(caller) or caller.organisation_id in parties


def roles_of(caller: Caller) -> frozenset[str]:
    """What the caller does in its organisation.

    For a release a token that says `representative`, and none of the roles, counts as all of them.
    """
    held = caller.roles & EVERY
    return EVERY if not held and caller.has_role(REPRESENTATIVE) else held


def _check_role(request: Request, caller: Caller) -> None:
    """Refuse an organisation's caller without a role that opens the operation."""
    opened_by = OPENED_BY.get(request.scope["route"].name, frozenset())
    if caller.organisation_id is None or is_manager(caller) or opened_by == EVERY:
        # Who acts for nobody is decided about per object: nothing here is its own, but its runs.
        return
    if not opened_by:
        raise ManagersOnly("This is for the cluster's manager")
    held = roles_of(caller)
    if not held:
        raise RepresentativesOnly("Only a representative can do this for its organisation")
    if held.isdisjoint(opened_by):
        raise RoleNotHeld(f"This needs one of these roles: {', '.join(sorted(opened_by))}")


async def _reader(request: Request, caller: Annotated[Caller, Depends(require(READ))]) -> Caller:
    _check_role(request, caller)
    return caller


async def _writer(
    request: Request, caller: Annotated[Caller, Depends(require("billing:write"))]
) -> Caller:
    _check_role(request, caller)
    return caller


async def _invoice_reader(
    request: Request, caller: Annotated[Caller, Depends(require_one_of(READ, ISSUED))]
) -> Caller:
    _check_role(request, caller)
    return caller


async def _invoicer(
    request: Request, caller: Annotated[Caller, Depends(require("billing:invoicing"))]
) -> Caller:
    _check_role(request, caller)
    return caller


Reader = Annotated[Caller, Depends(_reader)]
"""Who may read billing's data, in a role that opens the operation (`permissions.py`); what of it
is decided per object."""

Writer = Annotated[Caller, Depends(_writer)]
"""Who may change billing's data, in a role that opens the operation; what of it is decided per
object."""

InvoiceReader = Annotated[Caller, Depends(_invoice_reader)]
"""A reader of billing's data, or a machine account that reads what its own runs issued."""

Invoicer = Annotated[Caller, Depends(_invoicer)]
"""A machine account (or manager) that may start invoicing runs and read them."""
