"""A small service of notes, as real as the platform's own: database, tokens, all middleware."""

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Annotated
from uuid import UUID

import httpx
import pytest
from fastapi import Depends, Response
from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import (
    BigInteger,
    Column,
    MetaData,
    String,
    Table,
    Uuid,
    insert,
    or_,
    select,
    update,
)
from sqlalchemy.ext.asyncio import create_async_engine

from shared import tables
from shared.callers import Caller
from shared.errors import NotFound, RuleViolated, Stale
from shared.http.app import create_service_app
from shared.http.callers import fresh_second_factor, require
from shared.http.etags import IfMatch, set_etag
from shared.http.paging import Key, Page, Pages, page_of
from shared.http.routing import Router
from shared.http.transactions import BusinessClock, Session
from shared.ids import new_id
from shared.money import Money
from shared.settings import ServiceSettings
from shared.texts import Line

metadata = MetaData()
notes = Table(
    "notes",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("title", String, nullable=False, unique=True),
    Column("cents", BigInteger, nullable=False),
    Column("version", BigInteger, nullable=False),
)


class NoteNotFound(NotFound):
    """There is no such note."""


class NoteTooDear(RuleViolated):
    """A note costs at most 1000 EUR."""

    title = "Too dear"


class NoteChanged(Stale):
    """Someone else changed the note."""


class NewNote(BaseModel):
    model_config = ConfigDict(extra="forbid")

    title: Line
    price: Money
    copies: int = Field(1, ge=1, le=9)


class Note(BaseModel):
    id: UUID
    title: str
    price: Money


router = Router(prefix="/v1/notes", tags=["notes"])
Writer = Annotated[Caller, Depends(require("notes:write"))]


def as_note(row) -> Note:
    return Note(id=row.id, title=row.title, price=Money.of(row.cents))


@router.post("/notes", status_code=201)
async def create_note(body: NewNote, session: Session, caller: Writer, response: Response) -> Note:
    note_id = new_id()
    await session.execute(
        insert(notes).values(id=note_id, title=body.title, cents=body.price.cents, version=1)
    )
    if body.price.cents > 100_000:
        raise NoteTooDear("A note costs at most 1000 EUR", pointer="/price")
    set_etag(response, 1)
    return Note(id=note_id, title=body.title, price=body.price)


@router.get("/notes")
async def list_notes(session: Session, pages: Pages, min_cents: int = 0) -> Page[Note]:
    return await page_of(
        session,
        select(notes).where(notes.c.cents >= min_cents),
        keys=[
            Key(notes.c.cents, lambda row: row.cents, descending=True),
            Key(notes.c.id, lambda row: row.id),
        ],
        paging=pages,
        to_item=as_note,
    )


@router.get("/notes/{note_id}")
async def get_note(note_id: UUID, session: Session, response: Response) -> Note:
    row = (await session.execute(select(notes).where(notes.c.id == note_id))).first()
    if row is None:
        raise NoteNotFound("There is no such note")
    set_etag(response, row.version)
    return as_note(row)


@router.patch("/notes/{note_id}")
async def reprice_note(
    caller: Writer, note_id: UUID, price: Money, version: IfMatch, session: Session
) -> dict[str, str]:
    result = await session.execute(
        update(notes)
        .where(notes.c.id == note_id, or_(version is None, notes.c.version == version))
        .values(cents=price.cents, version=notes.c.version + 1)
        .returning(notes.c.id)
    )
    if result.first() is None:
        raise NoteChanged("The note was changed meanwhile")
    return {"status": "repriced"}


@router.delete("/notes/archive", status_code=204)
async def empty_archive(caller: Writer) -> None:
    """A path that a note's own path fits, too."""


Careful = Annotated[Caller, Depends(fresh_second_factor(timedelta(minutes=5), "notes:write"))]


@router.delete("/ashes", status_code=204)
async def burn_notes(caller: Careful) -> None:
    """What asks for more than a token."""


@router.get("/clock")
async def read_clock(clock: BusinessClock) -> dict[str, str]:
    return {"now": clock.now().isoformat()}


@router.get("/broken")
async def broken(session: Session) -> dict[str, str]:
    raise RuntimeError("a secret that must not be shown")


class NotesSettings(ServiceSettings):
    model_config = {**ServiceSettings.model_config, "env_prefix": "NOTES_"}  # noqa: RUF012


@pytest.fixture
async def app(empty_database, key_source):
    url = await empty_database()
    engine = create_async_engine(url)
    async with engine.begin() as connection:
        await connection.run_sync(metadata.create_all)
        await connection.run_sync(tables.metadata.create_all)
    await engine.dispose()
    settings = NotesSettings(
        database_url=url,
        broker_url="memory://",
        secret_key="a secret for tests only, 32 chars",
        environment="test",
        sandbox_clock=True,
    )
    app = create_service_app(
        name="notes",
        title="Notes",
        description="A service for tests",
        settings=settings,
        routers=[router],
        keys=key_source,
    )
    async with app.router.lifespan_context(app):
        yield app


@pytest.fixture
async def client(app) -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://notes") as client:
        yield client


@pytest.fixture
def writer(mint) -> dict[str, str]:
    return {"Authorization": f"Bearer {mint(scopes=['notes:write'])}"}
