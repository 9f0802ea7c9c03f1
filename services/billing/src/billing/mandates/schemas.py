"""Shapes of mandates on the wire."""

from typing import Annotated
from uuid import UUID

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field


class MandateTermsOut(BaseModel):
    """Terms that a provider can accept; accept the one with the latest `valid_from`."""

    model_config = ConfigDict(from_attributes=True)

    version: str
    valid_from: AwareDatetime
    text: dict[str, str]
    """By language (lv, en)."""
    source: str


class MandateIn(BaseModel):
    """The acceptance of the terms by the provider's representative."""

    model_config = ConfigDict(extra="forbid")

    accepted_terms_version: Annotated[
        str,
        Field(
            pattern=r"^[A-Za-z0-9._-]{1,40}$",
            examples=["2026-01"],
            description="A `version` of GET mandate-terms",
        ),
    ]
    iban: Annotated[
        str | None,
        Field(
            pattern=r"^[A-Z]{2}[0-9]{2}[A-Z0-9 ]{8,40}$",
            description="Where clients pay the provider; printed on invoices with a payment code",
        ),
    ] = None


class MandateOut(BaseModel):
    """A mandate to invoice in the provider's name; in force until `ended_at`."""

    model_config = ConfigDict(from_attributes=True)

    id: UUID
    provider_id: UUID
    terms_version: str
    accepted_by: UUID
    accepted_at: AwareDatetime
    iban: str | None
    ended_at: AwareDatetime | None
