"""What the manager does to an application under review, over HTTP."""

from inspect import getdoc
from typing import Annotated
from uuid import UUID

from fastapi import Depends, Response

from registry.admission import dues_choices
from registry.admission.answers import answered
from registry.admission.schemas import ApplicationOut, DuesClassIn
from shared.callers import Caller
from shared.http.callers import require
from shared.http.etags import IfMatch
from shared.http.routing import Router
from shared.http.transactions import BusinessClock, Session

router = Router(prefix="/v1/registry", tags=["admission"])
Writer = Annotated[Caller, Depends(require("registry:write"))]


@router.post(
    "/applications/{application_id}/dues-class",
    status_code=201,
    description=getdoc(dues_choices.set_dues_class),
)
async def set_dues_class(
    *,
    session: Session,
    clock: BusinessClock,
    caller: Writer,
    version: IfMatch,
    response: Response,
    application_id: UUID,
    body: DuesClassIn,
) -> ApplicationOut:
    await dues_choices.set_dues_class(
        session,
        clock,
        application_id=application_id,
        version=version,
        **body.model_dump(),
        by=caller,
    )
    return await answered(session, response, application_id)
