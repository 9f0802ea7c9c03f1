"""What is answered to whoever has just changed an application."""

from uuid import UUID

from fastapi import Response
from sqlalchemy.ext.asyncio import AsyncSession

from registry.admission.queries import application_after
from registry.admission.schemas import ApplicationOut
from shared.http.etags import set_etag


async def answered(
    session: AsyncSession, response: Response, application_id: UUID
) -> ApplicationOut:
    """The application as it stands now, with its ETag."""
    application = await application_after(session, application_id)
    set_etag(response, application.version)
    return application
