"""The people who can log in: a handful, since each password costs 150 ms on purpose."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

import httpx

from local.folder import Folder
from local.sample import Sample
from local.story.stage import Login
from registry.delegations.use_cases import appoint_person
from registry.identity.accounts.use_cases import choose_organisation, create_account
from registry.vault import Vault
from shared.clocks import SystemClock
from shared.database import Database


@dataclass(frozen=True)
class Persona:
    """Somebody invented, by first name, who represents an organisation of the sample."""

    part: str
    first_name: str
    organisation: str


REPRESENTATIVES = (
    Persona("studio", "Oskars", "film_studio-001"),
    Persona("sound", "Linda", "sound_studio-001"),
    Persona("effects", "Raitis", "vfx-001"),
    Persona("client", "Jonas", "foreign_producer_de-001"),
    Persona("agent", "Marta", "film_agent-001"),
    Persona("stranger", "Elsa", "foreign_producer_se-001"),
)


def new_password() -> str:
    """Return a password that nobody else has."""
    return secrets.token_urlsafe(18)


def email_of(first_name: str) -> str:
    """Return the address a persona logs in with; ``.example`` belongs to nobody."""
    return f"{first_name.lower()}@avt-klasteris.example"


async def delegated(
    registry: Database, sample: Sample, ids: Mapping[str, UUID], *, vault: Vault
) -> dict[str, Login]:
    """Open the personas' accounts, appoint each representative, and return their logins."""
    clock = SystemClock()
    logins: dict[str, Login] = {}
    async with registry.transaction() as session:
        for persona in REPRESENTATIVES:
            email, password = email_of(persona.first_name), new_password()
            account = await create_account(
                session, clock, email=email, name=persona.first_name, password=password
            )
            organisation_id = ids[persona.organisation]
            await choose_organisation(
                session, account_id=account.id, organisation_id=organisation_id
            )
            await appoint_person(
                session,
                clock,
                vault=vault,
                organisation_id=organisation_id,
                account_id=account.id,
                office="representative",
            )
            name = sample.organisation(persona.organisation).name
            logins[persona.part] = Login(email, password, str(organisation_id), name)
    return logins


async def machine_account(http: httpx.AsyncClient, manager: Login, folder: Folder) -> str:
    """Return a token of the invoicing machine; its account is made at the first call and kept.

    It died if the manager has changed its password since: then another is made. Raises
    httpx.HTTPStatusError when the platform refuses.
    """
    kept = folder.read("machine")
    if kept is not None:
        answer = await _client_token(http, kept)
        if answer.status_code != 401:
            answer.raise_for_status()
            return str(answer.json()["access_token"])
    session = await _post(http, "/v1/registry/sessions", manager.as_body())
    made = await _post(
        http,
        "/v1/registry/clients",
        {"name": "Invoicing machine", "scopes": ["billing:invoicing", "billing:issued"]},
        token=session["access_token"],
    )
    folder.write("machine", made)
    answer = await _client_token(http, made)
    answer.raise_for_status()
    return str(answer.json()["access_token"])


async def _client_token(http: httpx.AsyncClient, client: dict[str, Any]) -> httpx.Response:
    return await http.post(
        "/v1/registry/oauth/token",
        data={
            "grant_type": "client_credentials",
            "client_id": client["client_id"],
            "client_secret": client["client_secret"],
        },
    )


async def _post(
    http: httpx.AsyncClient, path: str, body: dict[str, Any], *, token: str | None = None
) -> dict[str, Any]:
    headers = {"Idempotency-Key": str(uuid4())}
    if token:
        headers["Authorization"] = f"Bearer {token}"
    answer = await http.post(path, json=body, headers=headers)
    answer.raise_for_status()
    decoded: dict[str, Any] = answer.json()
    return decoded
