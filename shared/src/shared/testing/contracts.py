"""The committed contracts, held against the code and handed to the tests of consumers."""

from collections.abc import Sequence
from pathlib import Path

from jsonschema import Draft202012Validator, FormatChecker  # type: ignore[import-untyped]

from shared.messaging.contracts import CONTRACTS, contract_files, schema_of
from shared.messaging.events import Event, Fact


def check_contracts(
    producer: str,
    facts: Sequence[type[Fact]],
    examples: Sequence[Fact],
    folder: Path = CONTRACTS,
) -> list[str]:
    """What is wrong with the committed contracts, one sentence each; empty when all is well.

    Compares the files with what the code generates, and validates each example by its schema.
    """
    home = folder / producer
    generated = contract_files(producer, facts, examples)
    found = {path.name: path.read_text(encoding="utf-8") for path in home.glob("*.json")}
    wrong = [f"{name} is missing" for name in generated if name not in found]
    wrong += [f"{name} is announced by nobody" for name in found if name not in generated]
    wrong += [
        f"{name} differs from the code; run `python -m {producer} contracts`"
        for name, text in generated.items()
        if name in found and found[name] != text
    ]
    for example in examples:
        validator = Draft202012Validator(schema_of(type(example)), format_checker=FormatChecker())
        wrong += [
            f"example of {example.type}: {error.json_path}: {error.message}"
            for error in validator.iter_errors(example.to_data())
        ]
    return wrong


def read_example(event_type: str, folder: Path = CONTRACTS) -> Event:
    """The committed example of an event type, for the tests of its consumers."""
    _, producer, stem = event_type.split(".", 2)
    return Event.from_json((folder / producer / f"{stem}.example.json").read_bytes())
