"""What billing reads from its environment, prefix `BILLING_`."""

from typing import Final
from uuid import NAMESPACE_URL, UUID, uuid5

from pydantic import Field, field_validator, model_validator
from pydantic_settings import SettingsConfigDict
from stdnum import iban as ibans
from stdnum.exceptions import ValidationError

from billing.organisations.rules import Party
from billing.taxes.vat_numbers import compact_vat_number
from shared.settings import ServiceSettings

_NEEDED: Final = ("name", "registration_number", "street", "city", "postal_code", "iban")


class Settings(ServiceSettings):
    """The service's settings; the `seller_` fields are the cluster as it stands on invoices.

    Either all of name, registration number, address and IBAN are given, or none: without
    them everything works but invoicing. `seller_id` should be the registry's id of the
    cluster; where it is absent, one follows from the registration number. Numbers of
    invoices are counted by it, so it must never change.
    """

    model_config = SettingsConfigDict(frozen=True, extra="forbid", env_prefix="BILLING_")

    port: int = 8004
    seller_id: UUID | None = None
    seller_name: str = ""
    seller_registration_number: str = ""
    seller_vat_number: str = ""
    """Empty: the cluster is not registered for VAT and charges none."""
    seller_street: str = ""
    seller_city: str = ""
    seller_postal_code: str = ""
    seller_country: str = Field(default="LV", pattern=r"^[A-Z]{2}$")
    seller_email: str = ""
    seller_iban: str = ""
    seller_bic: str = ""
    payment_days: int = Field(default=14, ge=0, le=120)
    """Days from issue until an invoice is due."""
    invoicing_poll_seconds: float = Field(default=1.0, gt=0)
    """How often the worker looks for invoicing runs beside those that wake it."""

    @field_validator("seller_iban")
    @classmethod
    def _iban_is_valid(cls, value: str) -> str:
        if not value:
            return value
        try:
            return str(ibans.validate(value))
        except ValidationError as error:
            raise ValueError("seller_iban is not a valid IBAN") from error

    @model_validator(mode="after")
    def _seller_is_whole(self) -> "Settings":
        given = [name for name in _NEEDED if getattr(self, f"seller_{name}")]
        if given and len(given) < len(_NEEDED):
            missing = sorted(set(_NEEDED) - set(given))
            raise ValueError(f"the seller's identity lacks {', '.join(missing)}")
        return self

    @property
    def seller(self) -> Party | None:
        """The cluster as a party of an invoice, or None where it is not configured."""
        if not self.seller_name:
            return None
        vat = compact_vat_number(self.seller_vat_number) if self.seller_vat_number else None
        number = self.seller_registration_number
        return Party(
            id=self.seller_id or uuid5(NAMESPACE_URL, f"urn:avt:seller:{number}"),
            name=self.seller_name,
            registration_number=number,
            vat_number=vat,
            street=self.seller_street,
            city=self.seller_city,
            postal_code=self.seller_postal_code,
            country=self.seller_country,
            email=self.seller_email or None,
        )
