"""Events: the envelope on the wire, the facts a service announces, and their contracts.

An `Event` is a CloudEvents 1.0 envelope in structured JSON. A `Fact` is what a producer's own code
builds: a frozen model that carries the whole state of one aggregate at one version. Consumers
never import a producer's facts: they read `event.data` with their own tolerant models.

    avt.marketplace.order.confirmed.v1
    |   |           |               `- major version of the data's schema
    |   |           `- noun and what happened to it
    |   `- producer; the event's source is "/marketplace"
    `- the platform
"""

from __future__ import annotations

import builtins
import json
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, ClassVar, Literal, TypeVar
from uuid import NAMESPACE_URL, UUID, uuid5

from pydantic import BaseModel, ConfigDict, Field, ValidationError

CONTENT_TYPE = "application/cloudevents+json"
CONTRACTS = Path(__file__).resolve().parents[2] / "contracts"
"""Where the contracts lie in a checkout: shared/contracts/<producer>/."""

HIGHEST_VERSION = 1_000_000_000
"""Versions grow by one: a thing that changes each second comes there after 31 years."""

Model = TypeVar("Model", bound=BaseModel)


class Undecodable(ValueError):
    """These bytes, or this data, are not what the reader understands; trying again cannot help.

    Its text names fields and rules, never the input: it ends in logs.
    """


def _reason(error: ValidationError) -> str:
    found = error.errors(include_url=False, include_context=False, include_input=False)
    return "; ".join(f"{'.'.join(map(str, e['loc'])) or 'body'}: {e['msg']}" for e in found)


class Event(BaseModel):
    """One CloudEvents 1.0 envelope. Unknown attributes are ignored, as the specification asks."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    specversion: Literal["1.0"] = "1.0"
    id: UUID
    source: str = Field(min_length=1)
    type: str = Field(min_length=1)
    time: datetime
    subject: str | None = None
    datacontenttype: Literal["application/json"] = "application/json"
    data: dict[str, Any]
    requestid: str | None = None
    """Extension: the id of the HTTP request that caused this, so that logs can be joined."""
    traceparent: str | None = None
    """Extension "distributed tracing": the W3C trace context of the announcement."""

    def to_json(self) -> bytes:
        # A null inside `data` is a value and stays; a null attribute of the envelope is absent.
        envelope = self.model_dump(mode="json", exclude={"data"}, exclude_none=True)
        return json.dumps({**envelope, "data": self.data}, ensure_ascii=False).encode()

    @classmethod
    def from_json(cls, body: bytes) -> Event:
        """Raise `Undecodable` for anything that is not a CloudEvent with a JSON object as data."""
        try:
            return cls.model_validate_json(body)
        except ValidationError as error:
            raise Undecodable(_reason(error)) from None

    @classmethod
    def delivered(cls, body: bytes, routing_key: str) -> Event:
        """The event in a delivery; raise `Undecodable` for one that came under a false name.

        A broker says by routing keys who may publish what, and knows nothing of the body: an
        event whose type is not the key that brought it has gone around that.
        """
        event = cls.from_json(body)
        if event.type != routing_key:
            raise Undecodable("type: not the routing key that the event was published with")
        event.check_origin()
        return event

    def check_origin(self) -> None:
        """Raise `Undecodable` unless the source owns the type, and the version is one to come to.

        A consumer keeps the highest version that it was told: one far ahead of all others would
        silence its aggregate for ever.
        """
        platform, _, rest = self.type.partition(".")
        producer, _, fact = rest.partition(".")
        if platform != "avt" or not fact or self.source != f"/{producer}":
            raise Undecodable("source: not the producer that owns the type")
        version = self.data.get("version", 1)
        if type(version) is not int or not 1 <= version <= HIGHEST_VERSION:
            raise Undecodable("version: not a version that an aggregate comes to")

    def read(self, model: builtins.type[Model]) -> Model:
        """The data as the consumer's own model; raise `Undecodable` when it does not fit."""
        try:
            return model.model_validate(self.data)
        except ValidationError as error:
            raise Undecodable(f"{self.type}: {_reason(error)}") from None


class Fact(BaseModel):
    """What a service announces: the whole state of one aggregate, at one version.

    Because a fact carries state, a consumer never has to call back, and may drop any fact whose
    version is not greater than the one that it already holds.
    """

    model_config = ConfigDict(frozen=True)

    type: ClassVar[str]
    stream: ClassVar[str]
    """Whose versions `version` counts: the noun and major version of `type`, such as `order.v1`.

    Set it beside `type` where another noun's facts tell of the same aggregate. In one stream an
    `id` is one aggregate's, and each of its versions is announced once, by one fact.
    """

    id: UUID
    version: int

    @classmethod
    def __pydantic_init_subclass__(cls, **kwargs: Any) -> None:
        super().__pydantic_init_subclass__(**kwargs)
        if "type" in cls.__dict__ and "stream" not in cls.__dict__:
            cls.stream = stream_of(cls.type)

    def to_data(self) -> dict[str, Any]:
        """The fact as the JSON object that becomes the event's `data`."""
        return self.model_dump(mode="json")


def stream_of(event_type: str) -> str:
    """Noun and major version of an event type: the stream, unless the fact names another."""
    parts = event_type.split(".")
    return f"{parts[2]}.{parts[-1]}"


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


def check_contracts(
    producer: str,
    facts: Sequence[type[Fact]],
    examples: Sequence[Fact],
    folder: Path = CONTRACTS,
) -> list[str]:
    """What is wrong with the committed contracts, one sentence each; empty when all is well.

    Compares the files with what the code generates, and validates each example by its schema.
    """
    # Only tests and the contracts command come here; a running service needs no jsonschema.
    from jsonschema import Draft202012Validator, FormatChecker  # type: ignore[import-untyped]

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
