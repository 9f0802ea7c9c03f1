"""The router of every service: idempotent POSTs and conditional GETs without a line in a route."""

import json
from collections.abc import Callable, Coroutine, Iterator
from typing import Any

from fastapi import APIRouter, Request
from fastapi.dependencies.models import Dependant
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute
from pydantic import TypeAdapter
from starlette.responses import Response

from shared.http.callers import demands_a_caller, optional_caller
from shared.http.complexity import check_form, check_json, check_query
from shared.http.paging import paging_of
from shared.settings import ServiceSettings

NOT_IDEMPOTENT: dict[str, Any] = {"x-idempotency": "none"}
"""`openapi_extra` of a POST that needs no Idempotency-Key: it only reads, issues a token,
or takes a password, of whose body no hash may be kept."""

_KEY_PARAMETER = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": True,
    "description": "Makes a repeated request have its effect once; any unique value, a UUID say",
    "schema": {
        "type": "string",
        "minLength": 1,
        "maxLength": 255,
        "pattern": r"^[!#-\[\]-~]+$",
    },
}

_NEXT_PAGE = {
    "description": 'The next page as `<…>; rel="next"` (RFC 8288); none on the last',
    "schema": {"type": "string"},
}

_PROBLEM = {
    "description": "A problem document (RFC 9457)",
    "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}},
}


class Route(APIRoute):
    """A route that bounds what it parses, stores a POST's answer, and answers 304 to a GET."""

    def __init__(self, path: str, endpoint: Callable[..., Any], **options: Any) -> None:
        methods = set(options.get("methods") or {"GET"})
        extra = dict(options.get("openapi_extra") or {})
        self.needs_key = "POST" in methods and extra.get("x-idempotency") != "none"
        if self.needs_key:
            extra["parameters"] = [*extra.get("parameters", []), _KEY_PARAMETER]
        super().__init__(path, endpoint, **options)
        tree = list(_tree(self.dependant))
        if self.needs_key and any(_takes_a_password(part) for part in tree):
            # The fingerprint of its body, and the key of that, would let a password be tried at
            # the speed of a hash, around the slow one that it is kept as.
            raise TypeError(f"{path} takes a password: it must be NOT_IDEMPOTENT")
        self.query_names = {field.alias for part in tree for field in part.query_params}
        if any(part.call is optional_caller for part in tree) and not any(
            demands_a_caller(part.call) for part in tree
        ):
            # A token is read here if there is one, and not needed: the document says so.
            extra["security"] = [{}]
        if any(part.call is paging_of for part in tree):
            extra["responses"] = {"200": {"headers": {"Link": _NEXT_PAGE}}}
        self.openapi_extra = extra or None

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        inner = super().get_route_handler()

        async def handle(request: Request) -> Response:
            await _bound(request)
            self._refuse_unknown_parameters(request)
            request.state.needs_idempotency_key = self.needs_key
            response = await inner(request)
            pending = getattr(request.state, "idempotency", None)
            if pending is not None and response.status_code < 400:
                # Still inside the transaction: it commits after this handler returned.
                await pending.store(response)
            elif self.needs_key and pending is None:
                raise RuntimeError(f"{self.path} has effects but opens no transaction")
            if request.method == "GET" and _is_known(request, response):
                kept = {k: v for k, v in response.headers.items() if k in {"etag", "link"}}
                return Response(status_code=304, headers=kept)
            return response

        return handle

    def _refuse_unknown_parameters(self, request: Request) -> None:
        # A misspelt filter would filter nothing, and look as if it had.
        unknown = [name for name in request.query_params if name not in self.query_names]
        if unknown:
            detail = "There is no such query parameter here"
            raise RequestValidationError(
                [
                    {"type": "unknown_parameter", "loc": ("query", name), "msg": detail}
                    for name in unknown
                ]
            )


async def _bound(request: Request) -> None:
    """Refuse what would cost much to parse, before anything is parsed."""
    check_query(request.scope["query_string"])
    if request.method in {"GET", "HEAD"}:
        return
    kind = request.headers.get("content-type", "").lower()
    settings: ServiceSettings = request.app.state.settings
    if "json" in kind:
        check_json(
            await request.body(),
            max_values=settings.max_body_values,
            max_depth=settings.max_body_depth,
        )
    elif "form" in kind:
        check_form(await request.body())


def _tree(dependant: Dependant) -> Iterator[Dependant]:
    yield dependant
    for part in dependant.dependencies:
        yield from _tree(part)


def _takes_a_password(dependant: Dependant) -> bool:
    return any(
        '"format": "password"' in json.dumps(TypeAdapter(field.field_info.annotation).json_schema())
        for field in dependant.body_params
        if field.field_info.annotation is not None
    )


def _is_known(request: Request, response: Response) -> bool:
    tag = response.headers.get("etag")
    wanted = request.headers.get("if-none-match")
    if tag is None or wanted is None or response.status_code != 200:
        return False
    # Compared weakly (RFC 9110 13.1.2): a proxy that compresses makes a strong tag weak.
    return wanted.strip() == "*" or tag in {
        item.strip().removeprefix("W/") for item in wanted.split(",")
    }


class Router(APIRouter):
    """An APIRouter with the platform's route class and its documented refusals."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("route_class", Route)
        options.setdefault("responses", {"4XX": _PROBLEM, "503": _PROBLEM})
        super().__init__(**options)
