"""Events: the envelope on the wire, and the facts that a service announces.

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
from datetime import datetime
from typing import Any, ClassVar, Literal, TypeVar
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, ValidationError

CONTENT_TYPE = "application/cloudevents+json"
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

    passing: ClassVar[bool] = False
    """Whether it tells of a happening, each its own aggregate, and nobody needs it afterwards.

    `outbox.purge` deletes it like a superseded one when its time is over: kept for ever, such facts
    would grow by one row each time that something happens.
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


def passing_types() -> list[str]:
    """The types of the passing facts that this process can announce."""
    waiting, found = [Fact], set[str]()
    while waiting:
        kind = waiting.pop()
        waiting.extend(kind.__subclasses__())
        if kind.passing:
            found.add(kind.type)
    return sorted(found)


def stream_of(event_type: str) -> str:
    """Noun and major version of an event type: the stream, unless the fact names another."""
    parts = event_type.split(".")
    return f"{parts[2]}.{parts[-1]}"
