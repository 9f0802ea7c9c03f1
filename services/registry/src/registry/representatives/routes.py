"""Representatives over HTTP."""

from inspect import getdoc
from typing import Annotated
from uuid import UUID

from fastapi import Depends, Request, Response

from registry.identity.revocations.enforcement import enforce
from registry.identity.signing_keys.key_ring import Ring
from registry.representatives import queries, use_cases
from registry.representatives.repository import find_representative
from registry.representatives.schemas import RepresentativeChanges, RepresentativeOut
from shared.callers import Caller
from shared.clocks import SystemClock
from shared.http.callers import require
from shared.http.etags import IfMatch, set_etag
from shared.http.paging import Page, Pages
from shared.http.routing import Router
from shared.http.transactions import BusinessClock, Session

router = Router(prefix="/v1/registry", tags=["representatives"])
Reader = Annotated[Caller, Depends(require("registry:read"))]
Writer = Annotated[Caller, Depends(require("registry:write"))]


@router.get(
    "/organisations/{organisation_id}/representatives",
    description=getdoc(queries.list_representatives),
)
async def list_representatives(
    session: Session, caller: Reader, paging: Pages, organisation_id: UUID
) -> Page[RepresentativeOut]:
    return await queries.list_representatives(
        session, organisation_id=organisation_id, paging=paging, by=caller
    )


@router.get(
    "/organisations/{organisation_id}/representatives/{account_id}",
    description=getdoc(queries.show_representative),
)
async def show_representative(
    session: Session, caller: Reader, response: Response, organisation_id: UUID, account_id: UUID
) -> RepresentativeOut:
    shown = await queries.show_representative(
        session, organisation_id=organisation_id, account_id=account_id, by=caller
    )
    set_etag(response, shown.version)
    return shown


@router.patch(
    "/organisations/{organisation_id}/representatives/{account_id}",
    description=getdoc(use_cases.change_roles),
)
async def change_roles(
    *,
    request: Request,
    response: Response,
    session: Session,
    caller: Writer,
    version: IfMatch,
    organisation_id: UUID,
    account_id: UUID,
    body: RepresentativeChanges,
) -> RepresentativeOut:
    revoked = await use_cases.change_roles(
        session,
        SystemClock(),
        organisation_id=organisation_id,
        account_id=account_id,
        version=version,
        roles=body.roles,
        by=caller,
    )
    changed = await find_representative(
        session, organisation_id=organisation_id, account_id=account_id
    )
    set_etag(response, changed.delegation.version)
    if revoked is not None:
        enforce(request, [revoked])
    return RepresentativeOut.model_validate(changed)


@router.delete(
    "/organisations/{organisation_id}/representatives/{account_id}",
    status_code=204,
    description=getdoc(use_cases.dismiss_representative),
)
async def dismiss_representative(
    *,
    request: Request,
    session: Session,
    clock: BusinessClock,
    ring: Ring,
    caller: Writer,
    organisation_id: UUID,
    account_id: UUID,
) -> None:
    revoked = await use_cases.dismiss_representative(
        session,
        clock,
        vault=ring.vault,
        organisation_id=organisation_id,
        account_id=account_id,
        by=caller,
    )
    enforce(request, [revoked])
