"""An organisation's shapes over HTTP."""

from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

from pydantic import ConfigDict, Field, StringConstraints

from registry.languages import WorkingLanguages
from registry.organisations.rules import Address, OrganisationDetails
from registry.schemas import Codes, CountryCode, Email, Input, Output, Storable
from registry.vocabulary import Capacity, Kind, Membership, Power, Region, Sector, Standing
from shared.texts import Line, LocalisedLine, LocalisedParagraph, Paragraph, Unique

Kinds = Annotated[list[Kind], Field(max_length=4), Unique]
Capacities = Annotated[list[Capacity], Field(max_length=4), Unique]
PostalCode = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=20), Storable
]
Number = Annotated[
    str, StringConstraints(strip_whitespace=True, pattern=r"^[A-Za-z0-9 ./-]{1,40}$")
]
Website = Annotated[
    str,
    StringConstraints(max_length=300, pattern=r"^https?://[A-Za-z0-9.-]+(:[0-9]{1,5})?(/[!-~]*)?$"),
]


def _without_defaults(schema: dict[str, Any]) -> None:
    # A default here only stands for 'not named': null, say, is no value of most of these fields.
    for field in schema["properties"].values():
        field.pop("default", None)


class AddressIn(Input):
    """Where the organisation has its seat."""

    street: Line
    city: Line
    postal_code: PostalCode
    country: CountryCode

    def value(self) -> Address:
        return Address(**self.model_dump())


class AddressOut(Output):
    """Where the organisation has its seat."""

    street: str
    city: str
    postal_code: str
    country: str


class OrganisationIn(Input):
    """An entry for the directory."""

    name: Line = Field(description="The legal name", examples=["SIA Dzintara kadrs"])
    names: LocalisedLine | None = Field(
        default=None,
        description="By language; without it the legal name in its country's language",
    )
    sector: Sector
    kinds: Kinds = Field(default=[], description="At least one in the private sector")
    stages: Codes = Field(default=[], description="Stages of the taxonomy")
    roles: Codes = Field(default=[], description="Roles within these stages")
    capacities: Capacities | None = Field(
        default=None,
        description="What it is here, several at once; left out: provider, if it offers roles",
    )
    region: Region
    country: CountryCode
    registration_number: Number = Field(examples=["40000000015"])
    register_name: Line | None = Field(
        default=None,
        description="The court or state that keeps it, where the country's numbers repeat (DE, US)",
        examples=["Amtsgericht München"],
    )
    vat_number: Number | None = Field(default=None, examples=["LV40000000015"])
    address: AddressIn
    email: Email | None = None
    website: Website | None = None
    description: LocalisedParagraph
    languages: WorkingLanguages

    def details(self) -> OrganisationDetails:
        """The entry as the use case takes it."""
        entry = self.model_dump(exclude={"address"})
        return OrganisationDetails(
            **{**entry, "names": entry["names"] or {}}, address=self.address.value()
        )


class OrganisationChanges(Input):
    """The fields to change; what is not named stays."""

    model_config = ConfigDict(json_schema_extra=_without_defaults)

    name: Line = Field(default="")
    names: LocalisedLine = Field(default={})
    kinds: Kinds = Field(default=[])
    stages: Codes = Field(default=[])
    roles: Codes = Field(default=[])
    capacities: Capacities = Field(default=[])
    region: Region = Field(default="abroad")
    vat_number: Number | None = None
    address: AddressIn = Field(default=None)  # type: ignore[assignment]
    email: Email | None = None
    website: Website | None = None
    description: LocalisedParagraph = Field(default={})
    languages: WorkingLanguages = Field(default=[])

    def changes(self) -> dict[str, Any]:
        """The named fields as values of `OrganisationDetails`."""
        named = self.model_dump(exclude_unset=True)
        if "address" in named:
            named["address"] = self.address.value()
        return named


class OrganisationOut(Output):
    """An organisation as the public directory shows it."""

    id: UUID
    version: int
    name: str
    names: dict[str, str]
    sector: Sector
    kinds: list[Kind]
    stages: list[str]
    roles: list[str]
    capacities: list[Capacity]
    region: Region
    country: str
    registration_number: str
    register_name: str | None
    vat_number: str | None
    address: AddressOut
    email: str | None
    website: str | None
    description: dict[str, str]
    languages: list[str]
    membership: Membership
    member_since: datetime | None
    member_number: int | None = Field(description="In the order of admissions; kept for good")
    dues_class: str | None = Field(description="The class of dues, which billing prices")
    start: date | None = Field(description="The day in Riga on which the membership begins")
    standing: Standing | None = Field(description="Null: no more than `membership` says")
    may: list[Power] | None = Field(description="What its standing lets it do; null: all")
    member_until: datetime | None = Field(
        description="When the membership ends or has ended, once that is settled"
    )
    registered_at: datetime
    closed_at: datetime | None = Field(description="Since when the entry is closed; null: open")
    merged_into: UUID | None = Field(description="The entry that a closed one was a duplicate of")


class CorrectionIn(Input):
    """What to correct in an entry, and why; what is not named stays."""

    model_config = ConfigDict(json_schema_extra=_without_defaults)

    sector: Sector = Field(default="private")
    kinds: Kinds = Field(default=[], description="A private organisation has at least one")
    country: CountryCode = Field(default="")
    region: Region = Field(default="abroad", description="Lies in the country")
    registration_number: Number = Field(default="")
    register_name: Line | None = None
    vat_number: Number | None = Field(
        default=None, description="Also one that is not the company's own: the manager has asked"
    )
    reason: Paragraph = Field(description="Shown to the organisation")

    def changes(self) -> dict[str, Any]:
        """The named fields as values of `OrganisationDetails`."""
        return self.model_dump(exclude_unset=True, exclude={"reason"})


class CorrectionOut(Output):
    """What the manager corrected in an entry: the fields that differ, before and after."""

    id: UUID
    organisation_id: UUID
    before: dict[str, Any]
    after: dict[str, Any]
    reason: str
    made_by: UUID
    made_at: datetime
