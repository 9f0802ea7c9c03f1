"""Private notes of manager and board about an application."""

from typing import Final
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from registry.admission import rules
from registry.admission.errors import TooManyNotes
from registry.admission.opening import BOARD, MANAGER, check_impartial, check_person, is_in_office
from registry.admission.orm import Application, PrivateNote
from registry.admission.repository import find_application, locked_application
from registry.admission.schemas import NoteOut
from shared.callers import Caller
from shared.clocks import Clock
from shared.http.paging import Key, Page, Paging, page_of
from shared.ids import new_id

MOST_NOTES: Final = 200
"""For one application: what nobody reads any more helps nobody."""


async def write_note(
    session: AsyncSession, clock: Clock, *, application_id: UUID, text: str, by: Caller
) -> PrivateNote:
    """Write a note that manager and board read, and the candidate never: both may, also later.

    Not who is tied to the candidate, or has declared a conflict of interest. At most 200 for an
    application.
    """
    # Locked, so that of two notes at once the second counts the first.
    application = await locked_application(session, application_id)
    await _check_reader(session, clock, application, by=by)
    written = await session.scalar(
        select(func.count()).where(PrivateNote.application_id == application_id)
    )
    if (written or 0) >= MOST_NOTES:
        raise TooManyNotes(f"An application has at most {MOST_NOTES} notes")
    note = PrivateNote(
        id=new_id(),
        application_id=application_id,
        text=text,
        written_by=by.subject,
        written_at=clock.now(),
    )
    session.add(note)
    await session.flush()
    return note


async def list_notes(
    session: AsyncSession, clock: Clock, *, application_id: UUID, paging: Paging, by: Caller
) -> Page[NoteOut]:
    """The notes of manager and board on an application, the oldest first: for both.

    Not for who is tied to the candidate, or has declared a conflict of interest.
    """
    application = await find_application(session, application_id)
    await _check_reader(session, clock, application, by=by)
    return await page_of(
        session,
        select(PrivateNote).where(PrivateNote.application_id == application_id),
        keys=[Key(PrivateNote.id, lambda row: row.id)],
        paging=paging,
        to_item=NoteOut.model_validate,
    )


async def _check_reader(
    session: AsyncSession, clock: Clock, application: Application, *, by: Caller
) -> None:
    rules.check_officer(
        is_officer=await is_in_office(session, MANAGER, by=by)
        or await is_in_office(session, BOARD, by=by)
    )
    check_person(by)
    await check_impartial(session, clock, application, by=by)
