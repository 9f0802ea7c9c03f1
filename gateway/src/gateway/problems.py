"""A refusal of the gateway on the wire: a problem document (RFC 9457), as all services give."""

import orjson
from starlette.types import Send

from gateway.errors import Refusal
from shared.http.problems import MEDIA_TYPE


def render(refusal: Refusal, *, instance: str, request_id: str) -> tuple[bytes, dict[str, str]]:
    """Return the body and the headers of a refusal, in the shape that all services use."""
    body = orjson.dumps(
        {
            "type": f"urn:avt:problem:{refusal.code}",
            "title": refusal.title,
            "status": refusal.status,
            "detail": refusal.detail,
            "instance": instance,
            "code": refusal.code,
            "request_id": request_id,
            "errors": [],
        }
    )
    headers = {
        "content-type": MEDIA_TYPE,
        "content-length": str(len(body)),
        "cache-control": "no-store",
        **refusal.headers,
    }
    return body, headers


async def answer(send: Send, refusal: Refusal, *, instance: str, request_id: str) -> None:
    """Send a refusal as a whole response."""
    body, headers = render(refusal, instance=instance, request_id=request_id)
    encoded = [(name.encode(), value.encode("latin-1")) for name, value in headers.items()]
    await send({"type": "http.response.start", "status": refusal.status, "headers": encoded})
    await send({"type": "http.response.body", "body": body})
