"""Writes docs/events.md from the contracts: `python docs/generate_event_catalogue.py`.

What is announced is read from shared/contracts, who reads it from the services' own tables of
handlers; nothing on the page is written by hand.
"""

import importlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
CONTRACTS = ROOT / "shared" / "contracts"
PAGE = ROOT / "docs" / "events.md"
CONSUMERS = ("registry", "marketplace", "search", "billing")
REVOKED = "avt.registry.token.revoked.v1"

Schema = dict[str, Any]

_HEAD = """# Event catalogue

Generated from `shared/contracts` by `docs/generate_event_catalogue.py`; a test proves that it is
current.

Every event is a [CloudEvents 1.0](https://cloudevents.io) envelope in JSON. Its `type` is also
its routing key, `source` is the service that announces it, `subject` the id of what it is about.
The tables show `data`: always the whole state of one thing (`id`) at one `version`, so that a
consumer never has to ask back and can tell what is older than what it knows. Fields may be
added; a consumer ignores what it does not know. Anything else would be a new type, `.v2`.
"""


def contracts() -> Iterator[tuple[str, Schema, dict[str, Any]]]:
    """Every committed event: its producer, its schema and its example, in order of the type."""
    for path in sorted(CONTRACTS.glob("*/*.schema.json")):
        example = path.with_name(path.name.replace(".schema.", ".example."))
        yield (
            path.parent.name,
            json.loads(path.read_text(encoding="utf-8")),
            json.loads(example.read_text(encoding="utf-8")),
        )


def readers() -> dict[str, list[str]]:
    """Who reads which type: the consumers' tables, and everyone who judges tokens."""
    found: dict[str, list[str]] = {REVOKED: ["every service and the gateway, each process"]}
    for service in CONSUMERS:
        for event_type in importlib.import_module(f"{service}.process").PROCESS.heard:
            found.setdefault(event_type, []).append(service)
    return found


def page() -> str:
    """The whole page."""
    read_by = readers()
    parts = [_HEAD, *_overview(read_by)]
    announced = ""
    for producer, schema, example in contracts():
        if producer != announced:
            parts.append(f"## Announced by {producer}\n")
            announced = producer
        parts.append(_event(schema, example, read_by.get(example["type"], [])))
    return "\n".join(parts)


def _overview(read_by: dict[str, list[str]]) -> Iterator[str]:
    rows = [
        f"| [`{example['type']}`](#{_anchor(example['type'])}) "
        f"| {', '.join(read_by.get(example['type'], [])) or 'nobody yet'} |"
        for _, _, example in contracts()
    ]
    yield "\n".join(["| event | read by |", "|---|---|", *rows, ""])


def _anchor(event_type: str) -> str:
    return event_type.replace(".", "")


def _event(schema: Schema, example: dict[str, Any], read_by: list[str]) -> str:
    lines = [f"### {example['type']}", ""]
    if schema.get("description"):
        lines += [_flat(schema["description"]), ""]
    lines += [f"Read by: {', '.join(read_by) or 'nobody yet'}.", ""]
    lines += _table(schema, schema)
    for name, part in schema.get("$defs", {}).items():
        if part.get("properties"):
            lines += [f"`{name}`: {_flat(part.get('description', ''))}".rstrip(": "), ""]
            lines += _table(part, schema)
    data = json.dumps(example["data"], indent=2, ensure_ascii=False)
    lines += ["<details><summary>Example</summary>", "", "```json", data, "```", "", "</details>"]
    return "\n".join([*lines, ""])


def _table(part: Schema, whole: Schema) -> list[str]:
    rows = ["| field | type | meaning |", "|---|---|---|"]
    needed = set(part.get("required", ()))
    for name, field in part.get("properties", {}).items():
        optional = "" if name in needed else " (optional)"
        meaning = _flat(field.get("description", ""))
        rows.append(f"| `{name}`{optional} | {_type(field, whole)} | {meaning} |")
    return [*rows, ""]


def _type(field: Schema, whole: Schema) -> str:
    if "$ref" in field:
        name = field["$ref"].rpartition("/")[2]
        target = whole.get("$defs", {}).get(name, {})
        return f"`{name}`" if target.get("properties") else _type(target, whole)
    if "const" in field:
        return f"`{json.dumps(field['const'])}`"
    if "enum" in field:
        return " \\| ".join(f"`{value}`" for value in field["enum"])
    for either in ("anyOf", "oneOf", "allOf"):
        if either in field:
            return " or ".join(dict.fromkeys(_type(one, whole) for one in field[either]))
    kind = field.get("type", "any")
    if kind == "array":
        return f"list of {_type(field.get('items', {}), whole)}"
    if kind == "object":
        values = field.get("additionalProperties")
        return f"map to {_type(values, whole)}" if isinstance(values, dict) else "object"
    return " ".join(part for part in (str(kind), f"({_form(field)})") if part != "()")


def _form(field: Schema) -> str:
    bounds = [
        f"{sign} {field[key]}" for key, sign in (("minimum", "≥"), ("maximum", "≤")) if key in field
    ]
    return ", ".join([*([field["format"]] if "format" in field else []), *bounds])


def _flat(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
