"""Settings that every service reads from its environment."""

import os
from pathlib import Path
from typing import Any, Literal

from pydantic import Field, SecretStr, ValidationError, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict


class SettingsFromFiles(BaseSettings):
    """Settings of which a variable `X_FILE` may name a file that holds the value of `X`.

    So are container secrets mounted. The variable `X` itself comes first. Raises OSError for
    a file that cannot be read.
    """

    @model_validator(mode="before")
    @classmethod
    def _read_files(cls, values: dict[str, Any]) -> dict[str, Any]:
        prefix = str(cls.model_config.get("env_prefix") or "")
        for field in cls.model_fields:
            path = os.environ.get(f"{prefix}{field}_FILE".upper())
            if path and field not in values:
                values[field] = Path(path).read_text(encoding="utf-8").strip()
        return values


class ServiceSettings(SettingsFromFiles):
    """What a service needs to know about the world it runs in.

    Read from environment variables with the service's prefix. No secret has a default: a
    service without one refuses to start.
    """

    model_config = SettingsConfigDict(frozen=True, extra="forbid")

    database_url: str = Field(repr=False)
    broker_url: str = Field(repr=False)
    """`amqp://…`, or `memory://` for a bus inside one process."""
    jwks_url: str = ""
    """Where the registry publishes its public keys; empty in the registry itself."""
    token_issuer: str = "avt-registry"  # noqa: S105 (a name, not a secret)
    revocations_url: str = ""
    """Where tokens that were revoked before this process started can be read; empty: nowhere."""
    secret_key: SecretStr = Field(min_length=32)
    """Signs cursors and keys the hashes of idempotency keys."""
    environment: Literal["production", "sandbox", "test"] = "production"
    sandbox_clock: bool = False
    """Whether the business clock may be moved; refused in production."""
    host: str = "127.0.0.1"
    port: int = Field(8000, ge=1, le=65535)
    metrics_port: int = Field(0, ge=0, le=65535)
    """Where a process shows its numbers and its health, on a port of its own; 0: nowhere."""
    metrics_host: str = "127.0.0.1"
    """The address of that port: the loopback, or one that only those who operate it can reach."""
    log_format: Literal["json", "console"] = "json"
    log_level: Literal["debug", "info", "warning", "error"] = "info"
    otlp_endpoint: str = ""
    """OTLP over HTTP for traces; empty: tracing is off."""
    bus_prefix: str = ""
    """Isolates exchanges and queues of several platforms on one broker: `eco` or `eco.`."""
    max_body_bytes: int = 1_048_576
    max_body_values: int = Field(4_000, ge=1)
    """Keys and elements in a JSON body. More than twice what the largest legal body has (a
    tender with its lots: 1,582); refusing that many costs some 15 ms of the event loop."""
    max_body_depth: int = Field(32, ge=1)
    """Levels of a JSON body; the deepest legal one (a tender with its lots) has four."""

    @model_validator(mode="after")
    def _production_keeps_time(self) -> "ServiceSettings":
        if self.environment == "production" and self.sandbox_clock:
            raise ValueError("sandbox_clock cannot be set in production")
        return self


def what_is_missing(error: ValidationError, prefix: str) -> list[str]:
    """Say for each setting that is missing or wrong what its variable is; never its value."""
    return [
        f"{prefix}{'_'.join(str(part) for part in item['loc'])}".upper()
        + f" (or the file named by …_FILE): {item['msg']}"
        # What several settings break together names them in its own words.
        if item["loc"]
        else item["msg"].removeprefix("Value error, ")
        for item in error.errors(include_input=False, include_url=False)
    ]
