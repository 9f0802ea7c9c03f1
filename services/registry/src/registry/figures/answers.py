"""How a figure is answered: JSON, CSV or a chart, each with a tag of what it shows."""

import hashlib
from typing import Any

from fastapi import Response
from pydantic import BaseModel

PUBLIC = {"Cache-Control": "public, max-age=60"}
PRIVATE = {"Cache-Control": "private, no-cache"}


def _file(media_type: str, what: str) -> dict[int | str, dict[str, Any]]:
    text = {"schema": {"type": "string"}}
    return {200: {"description": what, "content": {media_type: text}}}


CSV, SVG = _file("text/csv", "CSV, with a header"), _file("image/svg+xml", "A bar chart")


def tag(response: Response, figure: BaseModel, caching: dict[str, str]) -> None:
    """Say how long the figure may be kept, and which one it is: no row's version counts it."""
    response.headers.update({**caching, "ETag": _tag_of(figure.model_dump_json())})


def csv_answer(text: str, caching: dict[str, str]) -> Response:
    """A figure as CSV."""
    headers = {**caching, "ETag": _tag_of(text)}
    return Response(text, media_type="text/csv; charset=utf-8", headers=headers)


def svg_answer(text: str, caching: dict[str, str]) -> Response:
    """A figure as a chart."""
    # Opened by itself it runs nothing, whatever a label may say one day.
    headers = {**caching, "ETag": _tag_of(text), "Content-Security-Policy": "default-src 'none'"}
    return Response(text, media_type="image/svg+xml", headers=headers)


def _tag_of(text: str) -> str:
    return f'"{hashlib.sha256(text.encode()).hexdigest()[:32]}"'
