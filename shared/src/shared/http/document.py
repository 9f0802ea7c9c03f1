"""The OpenAPI document of a service, as generators of clients read it."""

import json
from collections import Counter
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from shared.http.problems import Problem

_REF = "#/components/schemas/"


def openapi_of(app: FastAPI) -> dict[str, Any]:
    """The app's document, made once.

    Every component bears the name of its class. Raises ValueError when two have one name: the
    framework would tell them apart by their modules' paths, and a generated client would call
    them by those, or drop one of them.
    """
    if app.openapi_schema is None:
        document = get_openapi(
            title=app.title,
            version=app.version,
            description=app.description,
            routes=app.routes,
            openapi_version="3.1.0",
        )
        components = document.setdefault("components", {}).setdefault("schemas", {})
        problem = Problem.model_json_schema(ref_template=f"{_REF}{{model}}")
        components.update(problem.pop("$defs", {}))
        components["Problem"] = problem
        app.openapi_schema = _named_by_title(document)
    return app.openapi_schema


def _named_by_title(document: dict[str, Any]) -> dict[str, Any]:
    components: dict[str, Any] = document["components"]["schemas"]
    names = {name: component.get("title", name) for name, component in components.items()}
    twice = [title for title, count in Counter(names.values()).items() if count > 1]
    if twice:
        raise ValueError(f"two shapes of one name: {', '.join(sorted(twice))}")
    text = json.dumps({"paths": document["paths"], "components": components})
    for name, title in names.items():
        text = text.replace(f'"{_REF}{name}"', f'"{_REF}{title}"')
    renamed = json.loads(text)
    document["paths"] = renamed["paths"]
    document["components"]["schemas"] = {
        names[name]: component for name, component in renamed["components"].items()
    }
    return document
