"""Contracts: what a producer promises of its events, written for those who read them."""

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from shared.messaging.events import Event, Fact

CONTRACTS = Path(__file__).resolve().parents[3] / "contracts"
"""Where the contracts lie in a checkout: shared/contracts/<producer>/."""


def schema_of(fact: type[Fact]) -> dict[str, Any]:
    """The JSON Schema (2020-12) of the data of `fact`'s events.

    Unknown properties stay allowed: adding one is no new version, and readers ignore it.
    """
    schema = fact.model_json_schema(mode="serialization")
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"urn:event:{fact.type}",
        **schema,
        "title": fact.type,
    }


def example_event(fact: Fact, *, producer: str) -> Event:
    """A whole event that carries `fact`, the same each time: id and time follow from the type."""
    return Event(
        id=uuid5(NAMESPACE_URL, fact.type),
        source=f"/{producer}",
        type=fact.type,
        time=datetime(2026, 1, 15, 9, 30, tzinfo=UTC),
        subject=str(fact.id),
        data=fact.to_data(),
    )


def contract_files(
    producer: str, facts: Sequence[type[Fact]], examples: Sequence[Fact]
) -> dict[str, str]:
    """File name to text, for every contract of `producer`: a schema and an example per fact.

    Raises ValueError when a fact's type is not the producer's, or `examples` does not hold exactly
    one of each fact.
    """
    prefix = f"avt.{producer}."
    by_type = {type(example).type: example for example in examples}
    if sorted(by_type) != sorted(fact.type for fact in facts) or len(examples) != len(facts):
        raise ValueError(f"{producer}: every fact needs exactly one example")
    files: dict[str, str] = {}
    for fact in facts:
        if not fact.type.startswith(prefix):
            raise ValueError(f"{fact.type} is not announced by {producer}")
        stem = fact.type.removeprefix(prefix)
        example = json.loads(example_event(by_type[fact.type], producer=producer).to_json())
        for suffix, content in (("schema", schema_of(fact)), ("example", example)):
            text = json.dumps(content, indent=2, ensure_ascii=False) + "\n"
            files[f"{stem}.{suffix}.json"] = text
    return files


def write_contracts(
    producer: str,
    facts: Sequence[type[Fact]],
    examples: Sequence[Fact],
    folder: Path = CONTRACTS,
) -> list[Path]:
    """Write the producer's contracts to `folder`/<producer>/ and remove those no longer announced.

    Returns the files written.
    """
    home = folder / producer
    home.mkdir(parents=True, exist_ok=True)
    files = contract_files(producer, facts, examples)
    for stray in home.glob("*.json"):
        if stray.name not in files:
            stray.unlink()
    for name, text in files.items():
        (home / name).write_text(text, encoding="utf-8")
    return [home / name for name in files]
