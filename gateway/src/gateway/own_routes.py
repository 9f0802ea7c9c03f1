"""What the gateway answers itself: health, the merged document, the reference page."""

from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, Depends, FastAPI, Request
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, Response

from gateway.errors import MethodNotAllowed, NoSuchPath, Refusal, Unexpected
from gateway.exchange import exchange_of
from gateway.health import HealthCheck, HealthOut
from gateway.metrics import Metrics
from gateway.problems import render
from gateway.reference import page
from gateway.reference.document import ApiDocument
from gateway.settings import Settings
from shared.http.methods import Methods


@dataclass
class Parts:
    """What the routes show; filled in when the gateway starts."""

    settings: Settings
    metrics: Metrics
    health: HealthCheck | None = None
    document: ApiDocument | None = None


_ALLOWED = "GET, HEAD, OPTIONS"


def _parts(request: Request) -> Parts:
    parts: Parts = request.app.state.parts
    return parts


PartsOfApp = Annotated[Parts, Depends(_parts)]
router = APIRouter(tags=["gateway"])


async def tell_health(check: HealthCheck) -> Response:
    """What `/readyz` answers, on the public port and on that of the metrics."""
    health = await check.check()
    return JSONResponse(health.model_dump(mode="json"), 200 if health.ready else 503)


@router.get("/livez")
async def livez() -> dict[str, str]:
    """Tell that the process answers."""
    return {"status": "ok"}


@router.get("/readyz", response_model=HealthOut, responses={503: {"model": HealthOut}})
async def readyz(parts: PartsOfApp) -> Response:
    """Tell whether requests should be sent here, and which services are reached."""
    assert parts.health is not None
    return await tell_health(parts.health)


@router.get("/v1/openapi.json", response_model=dict[str, Any])
async def openapi(request: Request, parts: PartsOfApp) -> Response:
    """Give one OpenAPI 3.1 document of the whole platform.

    While a service does not answer, its last known part is shown; `x-services` says which
    parts are missing.
    """
    assert parts.document is not None
    merged = await parts.document.get()
    headers = {"etag": merged.etag, "cache-control": "no-cache"}
    wanted = {tag.strip() for tag in request.headers.get("if-none-match", "").split(",")}
    if merged.etag in wanted or "*" in wanted:
        return Response(status_code=304, headers=headers)
    return Response(merged.body, media_type="application/json", headers=headers)


async def _on_refusal(request: Request, error: Exception) -> Response:
    assert isinstance(error, Refusal)
    exchange = exchange_of(request.scope)
    exchange.refusal = error.code
    body, headers = render(error, instance=exchange.path, request_id=exchange.request_id)
    return Response(body, error.status, headers)


async def _on_http_exception(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    refusal: Refusal = NoSuchPath("Nothing is served at this path")
    if error.status_code == 405:
        refusal = MethodNotAllowed("This path only supports GET", headers={"allow": _ALLOWED})
    return await _on_refusal(request, refusal)


async def _on_unexpected(request: Request, error: Exception) -> Response:
    # The framework raises the error again after this answer; the outermost layer logs it.
    return await _on_refusal(request, Unexpected())


def own_app(parts: Parts) -> FastAPI:
    """Build the small application beside the proxy; only here is anything routed or parsed."""
    app = FastAPI(
        title="AVT Cluster gateway",
        version="0.1.0",
        openapi_url=None,
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        generate_unique_id_function=lambda route: f"gateway_{route.name}",
        exception_handlers={
            Refusal: _on_refusal,
            HTTPException: _on_http_exception,
            Exception: _on_unexpected,
        },
    )
    app.state.parts = parts
    app.add_middleware(Methods)
    app.include_router(router)
    app.include_router(page.router)
    return app


def own_document(app: FastAPI) -> dict[str, Any]:
    """Return the OpenAPI document of the gateway's own routes."""
    return app.openapi()
