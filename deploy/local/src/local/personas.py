"""The people who can log in: a handful, since each password costs 150 ms on purpose."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

import httpx

from local.folder import Folder
from local.processes import CannotStart
from local.sample import Sample
from local.story.stage import Credentials, Login


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


async def delegate_all(
    base_url: str, sample: Sample, ids: Mapping[str, UUID], manager: Login, board: Login
) -> Credentials:
    """Open the personas' accounts by the public API and delegate each by the manager.

    Raises ``CannotStart`` when the registry refuses.
    """
    logins: dict[str, Login] = {"manager": manager, "board": board}
    async with httpx.AsyncClient(base_url=base_url, timeout=30) as http:
        token = (await _post(http, "/v1/registry/sessions", manager.as_body()))["access_token"]
        for persona in REPRESENTATIVES:
            email, password = email_of(persona.first_name), new_password()
            organisation_id = str(ids[persona.organisation])
            account = {"email": email, "password": password, "name": persona.first_name}
            await _post(http, "/v1/registry/accounts", account)
            await _post(
                http,
                f"/v1/registry/organisations/{organisation_id}/representatives",
                {"email": email},
                token=token,
            )
            logins[persona.part] = Login(
                email, password, organisation_id, sample.organisation(persona.organisation).name
            )
    return Credentials(**logins)


async def machine_account(http: httpx.AsyncClient, manager: Login, folder: Folder) -> str:
    """Return a token of the invoicing machine; its account is made at the first call and kept."""
    kept = folder.read("machine")
    if kept is None:
        session = await _post(http, "/v1/registry/sessions", manager.as_body())
        kept = await _post(
            http,
            "/v1/registry/clients",
            {"name": "Invoicing machine", "scopes": ["billing:invoicing"]},
            token=session["access_token"],
        )
        folder.write("machine", kept)
    answer = await http.post(
        "/v1/registry/oauth/token",
        data={
            "grant_type": "client_credentials",
            "client_id": kept["client_id"],
            "client_secret": kept["client_secret"],
        },
    )
    answer.raise_for_status()
    token: str = answer.json()["access_token"]
    return token


async def _post(
    http: httpx.AsyncClient, path: str, body: dict[str, Any], *, token: str | None = None
) -> dict[str, Any]:
    headers = {"Idempotency-Key": str(uuid4())}
    if token:
        headers["Authorization"] = f"Bearer {token}"
    answer = await http.post(path, json=body, headers=headers)
    if answer.status_code >= 400:
        raise CannotStart(f"POST {path} of the sample's personas failed: {answer.text[:400]}")
    decoded: dict[str, Any] = answer.json()
    return decoded
