"""What the registry reads from its environment, prefix REGISTRY_."""

from pydantic import Field, SecretStr
from pydantic_settings import SettingsConfigDict

from shared.settings import ServiceSettings


class Settings(ServiceSettings):
    """The registry's settings; a variable `…_FILE` names a file that holds the value."""

    model_config = SettingsConfigDict(frozen=True, extra="forbid", env_prefix="REGISTRY_")

    master_secret: SecretStr = Field(min_length=32)
    """Seals the signing keys and keys the hashes of login names. Losing it makes the stored
    signing keys useless: every token dies, and `rotate-keys --fresh` makes new ones."""
    port: int = 8001
