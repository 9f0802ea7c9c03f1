"""Invitations over HTTP."""

from inspect import getdoc
from typing import Annotated
from uuid import UUID

from fastapi import Depends, Response

from registry.identity.responses import NO_STORE
from registry.identity.signing_keys.key_ring import Ring
from registry.invitations import queries, use_cases
from registry.invitations.schemas import InvitationIn, InvitationOfferOut, InvitationOut, SecretIn
from shared.callers import Caller
from shared.clocks import SystemClock
from shared.http.callers import require
from shared.http.paging import Page, Pages
from shared.http.routing import NOT_IDEMPOTENT, Router
from shared.http.transactions import BusinessClock, Session

router = Router(prefix="/v1/registry", tags=["representatives"])
Reader = Annotated[Caller, Depends(require("registry:read"))]
Writer = Annotated[Caller, Depends(require("registry:write"))]


@router.get(
    "/organisations/{organisation_id}/invitations", description=getdoc(queries.list_invitations)
)
async def list_invitations(
    session: Session, caller: Reader, paging: Pages, organisation_id: UUID
) -> Page[InvitationOut]:
    return await queries.list_invitations(
        session,
        organisation_id=organisation_id,
        paging=paging,
        now=SystemClock().now(),
        by=caller,
    )


@router.post(
    "/organisations/{organisation_id}/invitations",
    status_code=201,
    description=getdoc(use_cases.invite_representative),
)
async def invite_representative(
    session: Session, ring: Ring, caller: Writer, organisation_id: UUID, body: InvitationIn
) -> InvitationOut:
    clock = SystemClock()
    invitation = await use_cases.invite_representative(
        session,
        clock,
        vault=ring.vault,
        organisation_id=organisation_id,
        email=body.email,
        language=body.language,
        roles=body.roles,
        by=caller,
    )
    return InvitationOut.at(invitation, now=clock.now())


@router.delete(
    "/organisations/{organisation_id}/invitations/{invitation_id}",
    status_code=204,
    description=getdoc(use_cases.withdraw_invitation),
)
async def withdraw_invitation(
    session: Session, caller: Writer, organisation_id: UUID, invitation_id: UUID
) -> None:
    await use_cases.withdraw_invitation(
        session,
        SystemClock(),
        organisation_id=organisation_id,
        invitation_id=invitation_id,
        by=caller,
    )


@router.post(
    "/invitations/lookup",
    openapi_extra=NOT_IDEMPOTENT,
    description=getdoc(use_cases.look_up_invitation),
)
async def look_up_invitation(
    session: Session, response: Response, caller: Reader, body: SecretIn
) -> InvitationOfferOut:
    offer = await use_cases.look_up_invitation(
        session, SystemClock(), secret=body.secret, by=caller
    )
    response.headers.update(NO_STORE)
    return InvitationOfferOut.model_validate(offer)


# Without an Idempotency-Key: the secret works once, and nothing derived from it is kept but the
# hash that finds it.
@router.post(
    "/invitations/acceptance",
    status_code=201,
    openapi_extra=NOT_IDEMPOTENT,
    description=getdoc(use_cases.accept_invitation),
)
async def accept_invitation(
    session: Session, clock: BusinessClock, ring: Ring, caller: Writer, body: SecretIn
) -> InvitationOfferOut:
    offer = await use_cases.accept_invitation(
        session, SystemClock(), clock, vault=ring.vault, secret=body.secret, by=caller
    )
    return InvitationOfferOut.model_validate(offer)


@router.post(
    "/invitations/refusal",
    status_code=204,
    openapi_extra=NOT_IDEMPOTENT,
    description=getdoc(use_cases.refuse_invitation),
)
async def refuse_invitation(session: Session, caller: Writer, body: SecretIn) -> None:
    await use_cases.refuse_invitation(session, SystemClock(), secret=body.secret, by=caller)
