"""What the marketplace reads from its environment, prefix MARKETPLACE_."""

from pydantic import Field, SecretStr, field_validator
from pydantic_settings import SettingsConfigDict

from marketplace.sealing.seals import MasterKey
from shared.settings import ServiceSettings


class Settings(ServiceSettings):
    """The settings of every service, and the key that seals bids."""

    model_config = SettingsConfigDict(
        env_prefix="MARKETPLACE_", frozen=True, extra="forbid", hide_input_in_errors=True
    )

    port: int = 8002
    bid_master_key: SecretStr = Field(repr=False)
    """32 random bytes in base64. Without it no sealed bid can be opened: keep a copy apart."""

    @field_validator("bid_master_key")
    @classmethod
    def _is_a_key(cls, value: SecretStr) -> SecretStr:
        MasterKey.from_base64(value.get_secret_value())
        return value
