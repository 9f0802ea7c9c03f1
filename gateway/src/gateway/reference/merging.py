"""Making one OpenAPI 3.1 document out of the services' own. Pure: documents in, document out."""

import copy
import json
from collections.abc import Callable, Mapping
from typing import Any

Document = dict[str, Any]
Name = tuple[str, str]
"""A component: its section ("schemas") and its name ("Problem")."""

METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")
_REF = "#/components/"

SECURITY_SCHEMES: Document = {
    "bearer": {
        "type": "http",
        "scheme": "bearer",
        "bearerFormat": "JWT",
        "description": "A token from POST /v1/registry/sessions; it lives for ten minutes",
    },
    "apiKey": {
        "type": "apiKey",
        "in": "header",
        "name": "X-API-Key",
        "description": "An API key; the gateway exchanges it for a token",
    },
}

_REFUSALS = ("429", "502", "503", "504")
"""What the gateway itself may answer to any call, beside the 4XX that the services document."""


_OURS_TOO = frozenset({"400", "401", "404", "408", "413"})
"""Refusals that a service may document in a shape of its own, and the gateway gives in ours."""


def merge(
    documents: Mapping[str, Document],
    *,
    missing: Mapping[str, str] | None = None,
    info: Document,
    servers: list[Document],
) -> Document:
    """Return one document with every path of every service.

    `documents` are the services' documents by name; `missing` says for each service that is
    not among them why. Components that several services define alike appear once; those that
    differ get their service's name in front. Only paths below `/v1/<service>/` are taken:
    a service cannot describe what is not reached through it.
    """
    missing = missing or {}
    renames = _renames(documents)
    paths: Document = {}
    components: dict[str, Document] = {}
    tags: list[Document] = []
    for service, original in documents.items():
        document = _renamed(original, renames.get(service, {}))
        for path, item in document.get("paths", {}).items():
            if path.startswith(f"/v1/{service}/"):
                paths[path] = _with_gateway(item, service)
        for section, members in document.get("components", {}).items():
            if section != "securitySchemes":
                components.setdefault(section, {}).update(members)
        tags += _tags(document, service)
    components["securitySchemes"] = copy.deepcopy(SECURITY_SCHEMES)
    components.setdefault("schemas", {}).setdefault("GatewayProblem", _PROBLEM_SCHEMA)
    components.setdefault("responses", {})["GatewayProblem"] = _GATEWAY_RESPONSE
    _make_operation_ids_unique(paths)
    return {
        "openapi": "3.1.0",
        "info": _info(info, missing),
        "servers": servers,
        "tags": tags,
        "paths": dict(sorted(paths.items())),
        "components": components,
        "x-services": {
            **{name: {"status": "ok"} for name in documents},
            **{name: {"status": "missing", "reason": reason} for name, reason in missing.items()},
        },
    }


def _info(info: Document, missing: Mapping[str, str]) -> Document:
    if not missing:
        return info
    note = "\n\n**Incomplete:** " + "; ".join(
        f"the {service} service is missing ({reason})" for service, reason in missing.items()
    )
    return {**info, "description": f"{info.get('description', '')}{note}."}


def _renames(documents: Mapping[str, Document]) -> dict[str, dict[Name, str]]:
    """Decide which components need their service's name in front of their own."""
    owners = _owners(documents)
    taken = set(owners)
    renames: dict[str, dict[Name, str]] = {}
    for section, name in sorted(_differing(owners)):
        for service in owners[section, name]:
            new = f"{service.capitalize()}{name}"
            while (section, new) in taken:
                new += "_"
            taken.add((section, new))
            renames.setdefault(service, {})[section, name] = new
    return renames


def _owners(documents: Mapping[str, Document]) -> dict[Name, dict[str, Any]]:
    """Every component's definitions, by the services that define it."""
    owners: dict[Name, dict[str, Any]] = {}
    for service, document in documents.items():
        for section, members in document.get("components", {}).items():
            if section == "securitySchemes":
                continue
            for name, body in members.items():
                owners.setdefault((section, name), {})[service] = body
    return owners


def _differing(owners: Mapping[Name, Mapping[str, Any]]) -> set[Name]:
    """Which components of several services are not the same in all of them.

    Two components are alike only if everything they refer to is alike as well, so a
    difference spreads from a component to all that mention it, until nothing changes.
    """
    shared = {name: bodies for name, bodies in owners.items() if len(bodies) > 1}
    mentioned = {
        name: set().union(*map(_references, bodies.values())) for name, bodies in shared.items()
    }
    differing = {name for name, bodies in shared.items() if len(_spellings(bodies)) > 1}
    while spread := {
        name for name, others in mentioned.items() if name not in differing and others & differing
    }:
        differing |= spread
    return differing


def _spellings(bodies: Mapping[str, Any]) -> set[str]:
    return {json.dumps(body, sort_keys=True) for body in bodies.values()}


def _references(node: Any) -> set[Name]:
    found: set[Name] = set()

    def note(reference: str) -> str:
        name = _name_of(reference)
        if name is not None:
            found.add(name)
        return reference

    _walk(node, note)
    return found


def _name_of(reference: str) -> Name | None:
    if not reference.startswith(_REF):
        return None
    section, _, name = reference[len(_REF) :].partition("/")
    return section, name


def _renamed(document: Document, names: Mapping[Name, str]) -> Document:
    """Return a copy in which components have their new names, wherever they are mentioned."""

    def rename(reference: str) -> str:
        name = _name_of(reference)
        if name is None or name not in names:
            return reference
        return f"{_REF}{name[0]}/{names[name]}"

    result: Document = _walk(document, rename)
    for section, members in result.get("components", {}).items():
        result["components"][section] = {
            names.get((section, name), name): body for name, body in members.items()
        }
    return result


def _walk(node: Any, change: Callable[[str], str]) -> Any:
    """Return a copy with every reference passed through `change`."""
    if isinstance(node, list):
        return [_walk(item, change) for item in node]
    if not isinstance(node, dict):
        return node
    result: Document = {}
    for key, value in node.items():
        if key == "$ref" and isinstance(value, str):
            result[key] = change(value)
        elif key == "mapping" and _is_table_of_names(value):
            # A discriminator names schemas by reference, too.
            result[key] = {name: change(reference) for name, reference in value.items()}
        else:
            result[key] = _walk(value, change)
    return result


def _is_table_of_names(value: Any) -> bool:
    return isinstance(value, dict) and all(isinstance(item, str) for item in value.values())


def _with_gateway(item: Document, service: str) -> Document:
    for method in METHODS:
        operation = item.get(method)
        if operation is None:
            continue
        operation["tags"] = [_tag(service, tag) for tag in operation.get("tags", [])] or [service]
        responses = operation.setdefault("responses", {})
        for status, response in responses.items():
            if status in _OURS_TOO and "content" in response:
                response["content"].setdefault("application/problem+json", _PROBLEM_CONTENT)
        for status in _REFUSALS:
            responses.setdefault(status, {"$ref": f"{_REF}responses/GatewayProblem"})
        if operation.get("security"):
            public: list[Document] = [{}] if {} in operation["security"] else []
            operation["security"] = [*({name: []} for name in SECURITY_SCHEMES), *public]
    return item


def _tag(service: str, tag: str) -> str:
    return tag if tag == service else f"{service}: {tag}"


def _tags(document: Document, service: str) -> list[Document]:
    described = {tag["name"]: tag for tag in document.get("tags", [])}
    used: dict[str, Document] = {}
    for item in document.get("paths", {}).values():
        for method in METHODS:
            for name in item.get(method, {}).get("tags", []):
                # The operations were retagged in place: strip what was put in front.
                plain = name.removeprefix(f"{service}: ")
                used[name] = {**described.get(plain, {}), "name": name}
    return list(used.values())


def _make_operation_ids_unique(paths: Document) -> None:
    seen: set[str] = set()
    for path, item in paths.items():
        for method in METHODS:
            operation = item.get(method)
            if operation is None or "operationId" not in operation:
                continue
            name = operation["operationId"]
            if name in seen:
                name = f"{path.split('/')[2]}_{name}"
            while name in seen:
                name += f"_{method}"
            operation["operationId"] = name
            seen.add(name)


_PROBLEM_CONTENT: Document = {"schema": {"$ref": f"{_REF}schemas/GatewayProblem"}}

_PROBLEM_SCHEMA: Document = {
    "title": "GatewayProblem",
    "type": "object",
    "description": "A problem document (RFC 9457) of the gateway itself",
    "required": ["type", "title", "status", "detail", "instance", "code", "request_id", "errors"],
    "properties": {
        "type": {"type": "string", "examples": ["urn:avt:problem:rate_limited"]},
        "title": {"type": "string"},
        "status": {"type": "integer", "minimum": 400, "maximum": 599},
        "detail": {"type": "string"},
        "instance": {"type": "string"},
        "code": {"type": "string", "examples": ["rate_limited"]},
        "request_id": {"type": "string"},
        "errors": {"type": "array", "items": {"type": "object"}, "maxItems": 0},
    },
}

_GATEWAY_RESPONSE: Document = {
    "description": "The gateway could not pass the request on; the code says why",
    "content": {"application/problem+json": _PROBLEM_CONTENT},
}
