"""Whatever bytes arrive, the gateway itself never fails."""

import asyncio
from typing import Any
from urllib.parse import quote

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gateway.app import create_app
from gateway.settings import Settings

names = st.sampled_from(
    [
        b"authorization",
        b"x-api-key",
        b"content-length",
        b"transfer-encoding",
        b"connection",
        b"host",
        b"x-forwarded-for",
        b"x-forwarded-host",
        b"x-forwarded-proto",
        b"x-request-id",
        b"expect",
        b"if-none-match",
        b"origin",
        b"access-control-request-method",
        b"forwarded",
        b"cookie",
        b"x-other",
    ]
)
values = st.one_of(
    st.binary(max_size=40).map(
        lambda raw: raw.replace(b"\r", b"").replace(b"\n", b"").replace(b"\0", b"").strip()
    ),
    st.sampled_from(
        [
            b"Bearer a.b.c",
            b"Bearer ",
            b"ApiKey x",
            b"Basic eA==",
            b"10",
            b"-1",
            b"chunked",
            b"close",
        ]
    ),
)
paths = st.one_of(
    st.binary(max_size=40).map(lambda raw: b"/" + raw),
    st.binary(max_size=30).map(lambda raw: b"/v1/search/" + raw),
    st.text(max_size=12).map(lambda text: b"/v1/search/" + quote(text, errors="replace").encode()),
    st.sampled_from([b"/docs", b"/", b"/v1/openapi.json", b"/livez", b"/readyz", b"*", b""]),
)
methods = st.sampled_from(["GET", "POST", "PATCH", "DELETE", "HEAD", "OPTIONS", "TRACE", "BREW"])


@pytest.fixture
async def through(serve: Any, fake_service: Any) -> Any:
    """Ask a gateway without a server in front, so that nothing is refused before it."""
    async with serve(fake_service()) as url:
        settings_ = Settings(
            registry_url=url,
            marketplace_url=url,
            search_url=url,
            billing_url=url,
            broker_url="memory://",
            environment="test",
            rate_anonymous="1000000/second",
            rate_sensitive="1000000/second",
            cors_origins="https://a.example",
            trusted_proxies="127.0.0.0/8",
            upload_timeout=0.2,
        )
        app = create_app(settings_)
        async with app.running():

            async def ask(scope: dict[str, Any], body: bytes) -> int:
                sent: list[dict[str, Any]] = []
                messages = [{"type": "http.request", "body": body, "more_body": False}]

                async def receive() -> dict[str, Any]:
                    if messages:
                        return messages.pop(0)
                    await asyncio.sleep(10)
                    return {"type": "http.disconnect"}

                async def send(message: Any) -> None:
                    sent.append(message)

                await app(scope, receive, send)
                assert sent[0]["type"] == "http.response.start"
                assert not sent[-1].get("more_body", False)
                return int(sent[0]["status"])

            yield ask


@settings(
    max_examples=250,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    method=methods,
    path=paths,
    query=st.binary(max_size=30),
    headers=st.lists(st.tuples(names, values), max_size=6),
    body=st.binary(max_size=50),
)
async def test_no_request_makes_the_gateway_fail(
    through: Any,
    method: str,
    path: bytes,
    query: bytes,
    headers: list[tuple[bytes, bytes]],
    body: bytes,
) -> None:
    scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": method,
        "scheme": "http",
        "path": path.decode("utf-8", "replace"),
        "raw_path": path,
        "query_string": query,
        "root_path": "",
        "headers": [(b"host", b"a"), *headers],
        "client": ("127.0.0.1", 1),
        "server": ("127.0.0.1", 8000),
    }
    status = await through(scope, body)
    # 503 is the honest answer of two places: /readyz and keys, for there is no registry here.
    assert status < 500 or status == 503 or (status == 501 and method == "TRACE")
