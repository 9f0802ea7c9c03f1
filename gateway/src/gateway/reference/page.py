"""The API reference page: Swagger UI from this distribution's own files, nothing from elsewhere.

The Content-Security-Policy lets the page load, run and call only what comes from this
server, so a text of the document that tried to be a script would stay a text.
"""

from pathlib import Path

from fastapi import APIRouter
from starlette.responses import FileResponse, HTMLResponse, RedirectResponse, Response

from gateway.errors import NoSuchPath

ASSETS = Path(__file__).with_name("assets")

CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "font-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)

_TYPES = {
    "swagger-ui-bundle.js": "text/javascript; charset=utf-8",
    "swagger-ui.css": "text/css; charset=utf-8",
    "reference.js": "text/javascript; charset=utf-8",
    "reference.css": "text/css; charset=utf-8",
    "favicon-32x32.png": "image/png",
}
"""Every file that may be asked for; anything else does not exist."""

_PAGE = """<!DOCTYPE html>
<html lang="en">
<head>
  <meta charset="utf-8">
  <meta name="viewport" content="width=device-width, initial-scale=1">
  <title>AVT Cluster platform: API reference</title>
  <link rel="stylesheet" href="/docs/swagger-ui.css">
  <link rel="stylesheet" href="/docs/reference.css">
  <link rel="icon" type="image/png" href="/docs/favicon-32x32.png">
</head>
<body>
  <div id="reference"></div>
  <noscript>The API document itself: <a href="/v1/openapi.json">/v1/openapi.json</a></noscript>
  <script src="/docs/swagger-ui-bundle.js"></script>
  <script src="/docs/reference.js"></script>
</body>
</html>
"""

router = APIRouter(include_in_schema=False)


@router.get("/")
async def home() -> Response:
    """Lead people who only know the address to the reference."""
    return RedirectResponse("/docs")


@router.get("/docs")
async def page() -> Response:
    """Show the API reference."""
    return HTMLResponse(_PAGE, headers={"content-security-policy": CONTENT_SECURITY_POLICY})


@router.get("/docs/{name}")
async def asset(name: str) -> Response:
    """Give one of the page's own files."""
    if name not in _TYPES:
        raise NoSuchPath("Nothing is served at this path")
    return FileResponse(
        ASSETS / name, media_type=_TYPES[name], headers={"cache-control": "public, max-age=3600"}
    )
