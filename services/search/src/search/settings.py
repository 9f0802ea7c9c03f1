"""Settings of the search service, from SEARCH_* in the environment."""

from pathlib import Path
from typing import Literal

from pydantic import SecretStr, model_validator
from pydantic_settings import SettingsConfigDict

from shared.settings import ServiceSettings


class Settings(ServiceSettings):
    """What the search service needs to know; see the README for each variable."""

    model_config = SettingsConfigDict(env_prefix="SEARCH_", frozen=True, extra="forbid")

    engine: Literal["embedded", "meilisearch"] = "embedded"
    index_path: Path = Path("search-index")
    """The folder of the embedded index; API and consumer share it."""
    meilisearch_url: str = ""
    meilisearch_key: SecretStr | None = None
    """For the API a key that may search; for the consumer one that may write and set."""
    registry_url: str = ""
    """Where `rebuild` reads the registry's events, for instance http://registry:8001."""
    marketplace_url: str = ""
    feed_token: SecretStr | None = None
    """An access token with the scope feeds:read, for `rebuild`."""
    port: int = 8003

    @model_validator(mode="after")
    def _server_is_named(self) -> "Settings":
        if self.engine == "meilisearch" and not self.meilisearch_url:
            raise ValueError("engine meilisearch needs meilisearch_url")
        return self

    @property
    def server_key(self) -> str | None:
        return self.meilisearch_key.get_secret_value() if self.meilisearch_key else None
