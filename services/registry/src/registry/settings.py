"""What the registry reads from its environment, prefix REGISTRY_."""

from pydantic import Field, SecretStr, field_validator
from pydantic_settings import SettingsConfigDict

from registry.mail.rules import is_address
from registry.mail.transports import transport_of
from shared.settings import ServiceSettings


class Settings(ServiceSettings):
    """The registry's settings; a variable `…_FILE` names a file that holds the value."""

    model_config = SettingsConfigDict(frozen=True, extra="forbid", env_prefix="REGISTRY_")

    master_secret: SecretStr = Field(min_length=32)
    """Seals the signing keys and keys the hashes of login names. Losing it makes the stored
    signing keys useless: every token dies, and `rotate-keys --fresh` makes new ones.
    Second factors are useless then too: `remove-second-factors` takes them off."""
    port: int = 8001
    mail_url: str = Field("spool:outgoing-mail", repr=False)
    """Where mails go: `smtp://user:password@host:port`, `smtps://…`, or `spool:<folder>`, in which
    each becomes a file that somebody else takes from there."""
    mail_from: str = "no-reply@avt-klasteris.example"
    """The address that mails come from."""

    login_failures_per_origin: int = Field(100, ge=5)
    """Failed logins that one origin has free in an hour, over all addresses; then pauses begin."""
    login_failures_per_address: int = Field(100, ge=5)
    """Failed logins at one address that are free in a day, over all origins; then pauses begin."""

    @field_validator("mail_url")
    @classmethod
    def _leads_somewhere(cls, value: str) -> str:
        transport_of(value)
        return value

    @field_validator("mail_from")
    @classmethod
    def _is_an_address(cls, value: str) -> str:
        if not is_address(value):
            raise ValueError("needs an email address, without a name")
        return value

    @property
    def officers_prove_twice(self) -> bool:
        """Whether nobody acts in an office of the cluster without a second factor: in production.

        A sandbox's officers may have one, and are not asked for it.
        """
        return self.environment == "production"
