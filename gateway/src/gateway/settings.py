"""What the gateway needs to know about the world it runs in."""

from ipaddress import IPv4Network, IPv6Network, ip_network
from typing import Annotated, Any, Literal, Self

from limits import parse
from pydantic import AfterValidator, BeforeValidator, Field, HttpUrl, TypeAdapter, model_validator
from pydantic_settings import NoDecode, SettingsConfigDict

from shared.settings import SettingsFromFiles

Network = IPv4Network | IPv6Network


def _split(value: Any) -> Any:
    return (
        tuple(part.strip() for part in value.split(",") if part.strip())
        if isinstance(value, str)
        else value
    )


def _networks(value: Any) -> Any:
    return tuple(ip_network(part) if isinstance(part, str) else part for part in _split(value))


def _origin_of_a_service(value: str) -> str:
    TypeAdapter(HttpUrl).validate_python(value)
    if value.rstrip("/").count("/") > 2 or "?" in value or "@" in value:
        raise ValueError("a service is named by scheme, host and port only")
    return value.rstrip("/")


def _rate(value: str) -> str:
    parse(value)  # ValueError for anything that is not a rate
    return value


ServiceUrl = Annotated[str, AfterValidator(_origin_of_a_service)]
Rate = Annotated[str, AfterValidator(_rate)]
"""How many requests in which time: "120/minute", "1000/hour"."""
Words = Annotated[tuple[str, ...], NoDecode, BeforeValidator(_split)]
Networks = Annotated[tuple[Network, ...], NoDecode, BeforeValidator(_networks)]


class Settings(SettingsFromFiles):
    """Read from variables `GATEWAY_*`; lists are separated by commas.

    `GATEWAY_X_FILE` names a file that holds the value of `GATEWAY_X`, as container secrets
    are mounted. The gateway keeps no state, so it has no database and no secret of its own
    but the password that may be a part of `broker_url`.
    """

    model_config = SettingsConfigDict(env_prefix="GATEWAY_", frozen=True, extra="forbid")

    registry_url: ServiceUrl
    marketplace_url: ServiceUrl
    search_url: ServiceUrl
    billing_url: ServiceUrl
    broker_url: str = Field(repr=False)
    """`amqp://…`, or `memory://` for a bus inside one process. Tells of revoked tokens."""
    bus_prefix: str = ""
    """Isolates exchanges and queues of several platforms on one broker."""

    token_issuer: str = "avt-registry"  # noqa: S105  (a name, not a secret)
    token_cache_size: int = Field(default=10_000, ge=1)
    """How many verified tokens, and how many exchanged API keys, are remembered."""

    host: str = "127.0.0.1"
    port: int = Field(default=8000, ge=0, le=65_535)
    log_format: Literal["json", "console"] = "json"
    log_level: Literal["debug", "info", "warning", "error"] = "info"
    environment: Literal["production", "sandbox", "test"] = "production"

    rate_anonymous: Rate = "120/minute"
    """Requests without credentials, by address (an IPv6 client is its /64)."""
    rate_authenticated: Rate = "1200/minute"
    """Requests with credentials, by the subject of the token."""
    rate_sensitive: Rate = "30/minute"
    """By address, where passwords and secrets are tried: see `limiting.SENSITIVE`."""
    rate_store: str = "bounded+memory://"
    """Where hits are counted; any asynchronous storage URL that `limits` knows will do."""

    cors_origins: Words = ()
    """Browser origins that may call the API; empty: none."""
    trusted_proxies: Networks = ()
    """Networks whose X-Forwarded-* headers are believed; empty: nobody's."""
    faces_network: bool = False
    """The word that nothing stands between the gateway and its callers; else name the proxies."""
    metrics_port: int = Field(default=0, ge=0, le=65_535)
    """Where the process shows its numbers, on a port of its own; 0: nowhere."""
    metrics_host: str = "127.0.0.1"
    """The address of that port: the loopback, or one that only those who operate it can reach."""

    max_body_bytes: int = Field(default=1_048_576, ge=0)
    connect_timeout: float = Field(default=2.0, gt=0)
    """Seconds to wait for a connection to a service."""
    answer_timeout: float = Field(default=30.0, gt=0)
    """Seconds a service may stay silent, before its answer and within it."""
    upload_timeout: float = Field(default=20.0, gt=0)
    """Seconds a client may stay silent while it sends a body."""
    upload_longest: float = Field(default=60.0, gt=0)
    """Seconds a body may take in all, however steadily it comes."""
    upload_memory: int = Field(default=67_108_864, ge=1)
    """Bytes of all bodies that are here and not yet passed on."""
    upload_memory_per_client: int = Field(default=8_388_608, ge=1)
    """Bytes of those that come from one address (IPv6: from one /64)."""
    reading_timeout: float = Field(default=30.0, gt=0)
    """Seconds a client may take to accept the next piece of an answer."""
    connections_per_service: int = Field(default=100, ge=1)
    reference_max_age: float = Field(default=60.0, ge=0)
    """Seconds after which the merged API document is fetched anew."""
    revocations_max_age: float = Field(default=60.0, gt=0)
    """Seconds after which the list of revoked tokens is read again, beside the events."""

    @property
    def services(self) -> dict[str, str]:
        """The address of each service by the name that its paths begin with."""
        return {
            "registry": self.registry_url,
            "marketplace": self.marketplace_url,
            "search": self.search_url,
            "billing": self.billing_url,
        }

    @model_validator(mode="after")
    def _room_for_the_largest_body(self) -> Self:
        if not self.max_body_bytes <= self.upload_memory_per_client <= self.upload_memory:
            raise ValueError(
                "max_body_bytes must fit into upload_memory_per_client, and that into upload_memory"
            )
        return self

    @model_validator(mode="after")
    def _knows_who_stands_before_it(self) -> Self:
        # Behind a proxy that it does not know of, all clients would share one address and rate.
        if self.environment == "production" and not self.trusted_proxies and not self.faces_network:
            raise ValueError(
                "in production GATEWAY_TRUSTED_PROXIES must name the networks of the proxies "
                "before the gateway, or GATEWAY_FACES_NETWORK=true say that it faces the network "
                "itself"
            )
        return self
