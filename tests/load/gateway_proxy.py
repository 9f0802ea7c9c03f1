"""What a request costs on its way through the gateway, against asking a service directly.

The gateway and a service that answers at once run as processes of their own; the CPU shown is
that of the gateway's process alone (read from /proc), and for direct calls the service's.
"""

import asyncio
import json
import os
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path

import aiohttp
import uvicorn
from starlette.types import Receive, Scope, Send
from tests.load.measuring import Figure, measure
from tests.support import tokens

from local.processes import free_port

OPERATIONS = 3000
AT_ONCE = 16
ANSWER = json.dumps({"items": [{"id": number, "title": "Īre"} for number in range(20)]}).encode()
PATH = "/v1/marketplace/listings?limit=20"
MANY = "100000000/minute"


def cpu_of(pid: int) -> float:
    """The CPU seconds that a process has used so far."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


@contextmanager
def process(*arguments: str, **environment: str) -> Iterator[int]:
    """Run a Python module as a process; give its id."""
    child = subprocess.Popen(
        [sys.executable, "-m", *arguments],
        env={**os.environ, **environment},
        stderr=subprocess.DEVNULL,
    )
    try:
        yield child.pid
    finally:
        child.terminate()
        child.wait(20)


async def run() -> AsyncIterator[Figure]:
    """Ask directly, through the gateway, with a token, and with a body."""
    service, gateway = free_port(), free_port()
    url = f"http://127.0.0.1:{service}"
    settings = {f"GATEWAY_{name}_URL": url for name in ("REGISTRY", "SEARCH", "BILLING")}
    settings |= {f"GATEWAY_RATE_{kind}": MANY for kind in ("ANONYMOUS", "AUTHENTICATED")}
    with ExitStack() as stack:
        jwk = json.dumps(tokens.public_jwk())
        service_pid = stack.enter_context(
            process("tests.load.gateway_proxy", str(service), BENCH_JWK=jwk)
        )
        gateway_pid = stack.enter_context(
            process(
                "gateway",
                "api",
                **settings,
                GATEWAY_MARKETPLACE_URL=url,
                GATEWAY_BROKER_URL="memory://",
                GATEWAY_FACES_NETWORK="true",
                GATEWAY_PORT=str(gateway),
                GATEWAY_LOG_LEVEL="error",
            )
        )
        through = f"http://127.0.0.1:{gateway}"
        bearer = {"Authorization": f"Bearer {tokens.mint(scopes=['marketplace:read'])}"}
        async with aiohttp.ClientSession() as client:
            await _until_ready(client, through)
            for name, base, pid, body, headers in (
                ("ask a service directly", url, service_pid, None, {}),
                ("the same through the gateway", through, gateway_pid, None, {}),
                ("with a remembered token", through, gateway_pid, None, bearer),
                ("with a token and 10 kB of body", through, gateway_pid, b"x" * 10_000, bearer),
            ):
                yield await _figure(client, name, base, pid, body=body, headers=headers)


async def _figure(
    client: aiohttp.ClientSession,
    name: str,
    base: str,
    pid: int,
    *,
    body: bytes | None,
    headers: dict[str, str],
) -> Figure:
    method = "POST" if body else "GET"

    async def ask(_: int) -> None:
        async with client.request(method, base + PATH, data=body, headers=headers) as answer:
            assert answer.status == 200, answer.status
            await answer.read()

    for _ in range(100):
        await ask(0)
    before = cpu_of(pid)
    figure = await measure(name, ask, operations=OPERATIONS, at_once=AT_ONCE, warmup=0)
    return replace(figure, cpu_seconds=cpu_of(pid) - before)


async def _until_ready(client: aiohttp.ClientSession, base: str) -> None:
    for _ in range(200):
        try:
            async with client.get(f"{base}/readyz") as answer:
                if answer.status == 200:
                    return
        except aiohttp.ClientError:
            pass
        await asyncio.sleep(0.1)
    raise TimeoutError("the gateway did not become ready")


async def service_app(scope: Scope, receive: Receive, send: Send) -> None:
    """Answer at once; the keys and revocations that the gateway asks for as well."""
    answers = {
        "/v1/registry/jwks": b'{"keys": [' + os.environ["BENCH_JWK"].encode() + b"]}",
        "/v1/registry/revocations": b'{"items": []}',
    }
    while (await receive()).get("more_body"):
        pass
    body = answers.get(scope["path"], ANSWER)
    headers = [
        (b"content-type", b"application/json"),
        (b"content-length", str(len(body)).encode()),
    ]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": body})


if __name__ == "__main__":
    uvicorn.run(service_app, port=int(sys.argv[1]), log_config=None, lifespan="off")
