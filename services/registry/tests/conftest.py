"""A bootstrapped registry on a fresh database, and people who call it."""

import asyncio
import itertools
import re
import uuid
from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from email.message import EmailMessage
from typing import Any

import httpx
import pytest
import sqlalchemy as sa
from fastapi import FastAPI
from pydantic import SecretStr
from services.registry.tests.builders import PASSWORD, details, organisation_body
from tests.support.databases import Databases

from registry.app import create_app
from registry.bootstrap import Officer, bootstrap
from registry.delegations.use_cases import appoint_person
from registry.identity.access_tokens.rules import login_scopes
from registry.identity.access_tokens.use_cases import issue_token
from registry.identity.accounts.passwords import hash_password
from registry.identity.accounts.repository import find_account
from registry.identity.accounts.use_cases import choose_organisation, create_account
from registry.identity.directory import OrganisationDirectory
from registry.offices.installing import install_officer
from registry.organisations.use_cases import register_organisations
from registry.settings import Settings
from registry.vault import Vault
from registry.vocabulary import ROLES, ClusterOffice, Role
from shared.callers import Caller
from shared.clocks import SystemClock
from shared.database import Database
from shared.messaging.bus import connect
from shared.tables import outbox

CLOCK = SystemClock()
EVERY_ROLE = tuple(sorted([*ROLES, "representative"]))
"""What the token of somebody says who holds all roles in its organisation."""


@dataclass
class Outbox:
    """Takes what the registry mails, and shows it by address."""

    messages: list[EmailMessage] = field(default_factory=list)

    async def deliver(self, message: EmailMessage, *, name: str) -> None:
        self.messages.append(message)

    def to(self, address: str) -> list[EmailMessage]:
        """What was sent to this address so far, in order."""
        return [message for message in self.messages if message["To"] == address]

    async def code_for(self, address: str, *, number: int = 1) -> str:
        """The code in the mail of this number to the address, once it has come."""
        async with asyncio.timeout(20):
            while len(self.to(address)) < number:
                await asyncio.sleep(0.02)
        return code_in(self.to(address)[number - 1])


def code_in(message: EmailMessage) -> str:
    """The one-time code that stands on a line of its own."""
    codes = re.findall(r"^[A-Za-z0-9_-]{43}$", message.get_content(), re.MULTILINE)
    assert len(codes) == 1, message.get_content()
    return str(codes[0])


@dataclass
class Person:
    """An account, and the token that it calls with."""

    world: "World"
    id: uuid.UUID
    email: str
    organisation_id: uuid.UUID | None = None
    roles: tuple[str, ...] = ()
    token: str = ""

    @property
    def headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}"}

    @property
    def caller(self) -> Caller:
        """The person as use cases see it."""
        return Caller(
            subject=self.id,
            organisation_id=self.organisation_id,
            roles=frozenset(self.roles),
            scopes=frozenset(login_scopes(self.roles)),
            token_id="in a test",
            kind="person",
        )

    async def calls(self, method: str, path: str, **options: Any) -> httpx.Response:
        """Send a request with the person's token; a POST gets an Idempotency-Key."""
        headers = {**self.headers, **options.pop("headers", {})}
        return await self.world.calls(method, path, headers=headers, **options)


@dataclass
class World:
    """A running registry with its first officers."""

    app: FastAPI
    http: httpx.AsyncClient
    database: Database
    settings: Settings
    cluster_id: uuid.UUID
    password_hash: str
    mails: Outbox
    numbers: "itertools.count[int]" = field(default_factory=lambda: itertools.count(1000))
    manager: Person = None  # type: ignore[assignment]
    board: Person = None  # type: ignore[assignment]
    colleagues: list[Person] = field(default_factory=list)
    """The other members of the board, once somebody has asked for them."""
    seating: asyncio.Lock = field(default_factory=asyncio.Lock)

    @property
    def vault(self) -> Vault:
        """What the registry does with its master secret."""
        vault: Vault = self.app.state.key_ring.vault
        return vault

    @property
    def directory(self) -> OrganisationDirectory:
        """Where the registry's identity reads who has which role."""
        directory: OrganisationDirectory = self.app.state.directory
        return directory

    async def calls(
        self,
        method: str,
        path: str,
        *,
        headers: dict[str, str] | None = None,
        key: str | None = None,
        **options: Any,
    ) -> httpx.Response:
        """Send a request to a path below /v1/registry."""
        sent = dict(headers or {})
        if method == "POST":
            sent["Idempotency-Key"] = key or str(uuid.uuid4())
        return await self.http.request(method, f"/v1/registry{path}", headers=sent, **options)

    async def whole_board(self, members: int = 3) -> list[Person]:
        """As many members of the board; whom the first officers lack takes its seat now."""
        async with self.seating:
            while len(self.colleagues) < members - 1:
                self.colleagues.append(await self.seated())
        return [self.board, *self.colleagues][:members]

    async def seated(self, office: ClusterOffice = "board") -> Person:
        """Somebody new in an office of the cluster, by a term as the first officers have it."""
        person = await self.person(acting_for=self.cluster_id)
        async with self.database.transaction() as session:
            await install_officer(
                session, CLOCK, vault=self.vault, account_id=person.id, office=office
            )
        person.roles = (office,)
        return await self.give_token(person)

    async def organisation(self, **changes: Any) -> uuid.UUID:
        """Enter an organisation in the directory."""
        async with self.database.transaction() as session:
            (made,) = await register_organisations(
                session, CLOCK, entries=[details(next(self.numbers), **changes)]
            )
            return made.id

    async def person(
        self,
        *,
        organisation_id: uuid.UUID | None = None,
        acting_for: uuid.UUID | None = None,
        office: str = "representative",
        roles: Collection[Role] = ROLES,
        scopes: Iterable[str] | None = None,
    ) -> Person:
        """Make an account, delegate it to the organisation, and give it a token.

        The token says `representative` alone, as those of a release before roles did.
        """
        email = f"cilveks{next(self.numbers)}@kadrs.example"
        async with self.database.transaction() as session:
            account = await create_account(
                session, CLOCK, email=email, name="Cilvēks", password_hash=self.password_hash
            )
            if organisation_id is not None:
                await appoint_person(
                    session,
                    CLOCK,
                    vault=self.vault,
                    organisation_id=organisation_id,
                    account_id=account.id,
                    office=office,  # type: ignore[arg-type]
                    roles=roles,
                )
                await choose_organisation(
                    session, account_id=account.id, organisation_id=organisation_id
                )
        person = Person(
            self,
            account.id,
            email,
            acting_for or organisation_id,
            (office,) if organisation_id else (),
        )
        return await self.give_token(person, scopes=scopes)

    async def give_token(self, person: Person, *, scopes: Iterable[str] | None = None) -> Person:
        """Sign a token with the registry's own key."""
        async with self.database.transaction() as session:
            access = await issue_token(
                session,
                ring=self.app.state.key_ring,
                subject=person.id,
                organisation_id=person.organisation_id,
                roles=person.roles,
                scopes=login_scopes(person.roles) if scopes is None else scopes,
                kind="person",
            )
        person.token = access.access_token
        return person

    def body(self, **changes: Any) -> dict[str, Any]:
        """The body of a registration that nobody has made yet."""
        return organisation_body(next(self.numbers), **changes)

    async def announced(self, event_type: str, about: Any = None) -> list[dict[str, Any]]:
        """The data of what was announced of this type, about one aggregate or any, in order."""
        async with self.database.transaction() as session:
            rows = await session.execute(
                sa.select(outbox.c.data)
                .where(outbox.c.type == f"avt.registry.{event_type}.v1")
                .order_by(outbox.c.id)
            )
            return [row.data for row in rows if about is None or row.data["id"] == str(about)]

    async def count(self, table: str) -> int:
        """How many rows a table has."""
        async with self.database.transaction() as session:
            return int(await session.scalar(sa.text(f'select count(*) from "{table}"')) or 0)


@pytest.fixture(scope="session")
async def password_hash() -> str:
    """One Argon2 hash of PASSWORD for everybody."""
    return await hash_password(PASSWORD)


def settings_for(url: str, **changes: Any) -> Settings:
    """Settings of a sandbox on this database."""
    return Settings(
        **{
            "database_url": url,
            "broker_url": "memory://",
            "secret_key": SecretStr("a secret for the tests of this service"),
            "master_secret": SecretStr("a master secret for the tests, not another"),
            "mail_url": "spool:/nonexistent",
            "environment": "test",
            "sandbox_clock": True,
            **changes,
        }
    )


@asynccontextmanager
async def running(settings: Settings, password_hash: str) -> AsyncIterator[World]:
    """Bootstrap the settings' database and serve it in this process."""
    bus = connect("memory://")
    mails = Outbox()
    app = create_app(settings, bus=bus, mail=mails)
    async with app.router.lifespan_context(app):
        database: Database = app.state.database
        transport = httpx.ASGITransport(app, raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url="http://registry") as http:
            officers = [
                Officer(email=f"{who}@klasteris.example", name=who, password_hash=password_hash)
                for who in ("vaditaja", "valde")
            ]
            async with database.transaction() as session:
                done = await bootstrap(
                    session,
                    CLOCK,
                    vault=app.state.key_ring.vault,
                    cluster=details(1, name="AVT klasteris", sector="public", kinds=()),
                    managers=officers[:1],
                    board=officers[1:],
                )
                ids = [await find_account(session, email=officer.email) for officer in officers]
            world = World(app, http, database, settings, done.organisation_id, password_hash, mails)
            for office, account in zip(("manager", "board"), ids, strict=True):
                assert account is not None
                person = Person(world, account.id, account.email, done.organisation_id, (office,))
                setattr(world, office, await world.give_token(person))
            yield world
    await bus.close()


@pytest.fixture(scope="module")
async def world(databases: Databases, password_hash: str) -> AsyncIterator[World]:
    """A bootstrapped registry that the tests of a module share: each makes its own people."""
    url = await databases.fresh("registry")
    async with running(settings_for(url), password_hash) as made:
        yield made
    await databases.drop(url)


@pytest.fixture
async def new_world(
    fresh_database: Callable[[str], Awaitable[str]], password_hash: str
) -> AsyncIterator[World]:
    """A bootstrapped registry for one test alone."""
    async with running(settings_for(await fresh_database("registry")), password_hash) as made:
        yield made
