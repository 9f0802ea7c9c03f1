"""Who may call billing: the coarse check by scope, and what roles mean here."""

from typing import Annotated, Final
from uuid import UUID

from fastapi import Depends

from shared.callers import Caller
from shared.errors import Forbidden
from shared.http.callers import require, require_one_of

MANAGER: Final = "manager"
REPRESENTATIVE: Final = "representative"
READ: Final = "billing:read"
ISSUED: Final = "billing:issued"

Reader = Annotated[Caller, Depends(require(READ))]
"""Anyone whose token may read billing's data; what of it is decided per object."""

Writer = Annotated[Caller, Depends(require("billing:write"))]
"""Anyone whose token may change billing's data; what of it is decided per object."""

InvoiceReader = Annotated[Caller, Depends(require_one_of(READ, ISSUED))]
"""A reader of billing's data, or a machine account that reads what its own runs issued."""

Invoicer = Annotated[Caller, Depends(require("billing:invoicing"))]
"""A machine account (or manager) that may start invoicing runs and read them."""


class ManagersOnly(Forbidden):
    """The cluster's manager decides this."""

    title = "Only for the cluster's manager"


class RepresentativesOnly(Forbidden):
    """Only a representative binds an organisation."""

    title = "Only for a representative"


def is_manager(caller: Caller) -> bool:
    """Whether the caller runs the cluster, and so sees every party's data."""
    return caller.has_role(MANAGER)


def require_manager(caller: Caller) -> None:
    """Raise `ManagersOnly` unless the caller is the cluster's manager."""
    if not is_manager(caller):
        raise ManagersOnly("This is for the cluster's manager")


def represented(caller: Caller) -> UUID:
    """The organisation that the caller binds; raise `RepresentativesOnly` if it binds none."""
    if caller.organisation_id is None or not caller.has_role(REPRESENTATIVE):
        raise RepresentativesOnly("Only a representative can do this for its organisation")
    return caller.organisation_id


def acts_for(caller: Caller, *parties: UUID) -> bool:
    """Whether the caller is the manager or acts for one of the parties."""
    return is_manager(caller) or caller.organisation_id in parties
