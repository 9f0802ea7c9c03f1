"""What `up` says when it is ready: where the reference is, and a token for each role."""

import httpx
from rich.console import Console

from local.environment import Surroundings
from local.personas import machine_account
from local.printing import as_seen_from_here
from local.story.stage import Credentials, Login

MINUTES = 10


async def greet(surroundings: Surroundings, credentials: Credentials, console: Console) -> None:
    """Print the addresses and one fresh token per role, and how to get another one."""
    here = f"http://localhost:{surroundings.ports['gateway']}"
    kept = surroundings.folder.path / "credentials.json"
    console.print(f"\n[bold green]The AVT Cluster platform is up:[/] {here}")
    console.print(f"API reference: {here}/docs    OpenAPI: {here}/v1/openapi.json")
    console.print(
        f"\nTokens, good for {MINUTES} minutes; a new one: POST /v1/registry/sessions with an "
        f"email below\nand its password in {as_seen_from_here(kept)}"
    )
    spool = as_seen_from_here(surroundings.folder.mail)
    console.print(f"An account of your own: POST /v1/registry/accounts; its mail lies in {spool}")
    roles: tuple[tuple[str, Login], ...] = (
        ("manager", credentials.manager),
        ("board", credentials.board),
        ("member's representative", credentials.studio),
        ("client", credentials.client),
        ("film agent", credentials.agent),
    )
    async with httpx.AsyncClient(base_url=surroundings.url("gateway"), timeout=30) as http:
        for role, login in roles:
            answer = await http.post("/v1/registry/sessions", json=login.as_body())
            answer.raise_for_status()
            whose = f" · {login.organisation_name}" if login.organisation_name else ""
            _show(console, f"{role}{whose} · {login.email}", answer.json()["access_token"])
        machine = await machine_account(http, credentials.manager, surroundings.folder)
        _show(console, "invoicing machine · OAuth 2 client credentials", machine)
    console.print("\nCtrl-C stops it; the data stay for the next `make up`.")


def _show(console: Console, who: str, token: str) -> None:
    console.print(f"\n[bold]{who}[/]")
    # One unbroken line, so that it can be copied.
    console.print(token, soft_wrap=True, style="dim")
