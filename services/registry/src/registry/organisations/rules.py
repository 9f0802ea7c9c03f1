"""What a directory entry must be like; pure decisions, no framework."""

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from registry.organisations.errors import (
    EntryClosed,
    KindMissing,
    NameOfCluster,
    RegionOutsideCountry,
    StaleOrganisation,
    UnknownCountry,
    VatNumberNotItsOwn,
)
from registry.organisations.spelling import bare_name
from registry.taxonomy.errors import RoleOutsideStages, UnknownStage
from registry.vocabulary import Capacity, Kind, Region, Sector

# ISO 3166-1 alpha-2, officially assigned codes (2024).
_ISO_3166_1: Final = """
AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS
BT BV BW BY BZ CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE
EG EH ER ES ET FI FJ FK FM FO FR GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM
HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE JM JO JP KE KG KH KI KM KN KP KR KW KY KZ LA LB LC
LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO MP MQ MR MS MT MU MV MW MX MY MZ NA
NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW PY QA RE RO RS RU RW
SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG TH TJ TK TL TM TN TO
TR TT TV TW TZ UA UG UM US UY UZ VA VC VE VG VI VN VU WF WS YE YT ZA ZM ZW
"""
COUNTRIES: Final = frozenset(_ISO_3166_1.split())

_LATVIAN_REGIONS: Final = frozenset({"riga", "kurzeme", "zemgale", "latgale", "vidzeme"})
_NEIGHBOURS: Final[Mapping[str, str]] = {"LT": "lithuania", "EE": "estonia"}
_LANGUAGE_OF_COUNTRY: Final[Mapping[str, str]] = {"LV": "lv", "LT": "lt", "EE": "et"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """Where an organisation has its seat; `country` is ISO 3166-1 alpha-2."""

    street: str
    city: str
    postal_code: str
    country: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OrganisationDetails:
    """What a directory entry says about an organisation.

    `name` is the legal name, `names` the same by language; without `names` the legal name
    counts as written in the language of its country (English outside the Baltics). Without
    `capacities` it is a provider, if it offers roles.
    """

    name: str
    sector: Sector
    region: Region
    country: str
    registration_number: str
    address: Address
    description: Mapping[str, str]
    languages: Sequence[str]
    names: Mapping[str, str] = field(default_factory=dict)
    kinds: Sequence[Kind] = ()
    stages: Sequence[str] = ()
    roles: Sequence[str] = ()
    capacities: Sequence[Capacity] | None = None
    register_name: str | None = None
    vat_number: str | None = None
    email: str | None = None
    website: str | None = None


def names_or_default(details: OrganisationDetails) -> dict[str, str]:
    """The name by language, never empty."""
    if details.names:
        return dict(details.names)
    return {language_of(details.country): details.name}


def capacities_or_default(details: OrganisationDetails) -> list[Capacity]:
    """What the organisation is to the platform."""
    if details.capacities is not None:
        return list(details.capacities)
    return ["provider"] if details.roles else []


def renamed(names: Mapping[str, str], *, before: str, after: str, country: str) -> dict[str, str]:
    """The names by language once the legal name is another.

    Those that repeated the old one are the new one now; where none did, the one in the country's
    language is. What was a translation stays.
    """
    repeating = [language for language, name in names.items() if name == before]
    return {**names, **dict.fromkeys(repeating or [language_of(country)], after)}


def language_of(country: str) -> str:
    """In which of the platform's languages a legal name of this country counts as written."""
    return _LANGUAGE_OF_COUNTRY.get(country, "en")


def check_vat_is_its_own(vat_number: str | None, *, country: str, registration_number: str) -> None:
    """Raise `VatNumberNotItsOwn` where only the manager can say whose VAT number it is.

    A Latvian number is LV and the registration number of its holder (Valsts ieņēmumu dienests, the
    register of persons taxable with VAT): of any other organisation, and a Latvian company with any
    other number, it takes a word of the manager, who has asked.
    """
    if vat_number is None or (country != "LV" and not vat_number.startswith("LV")):
        return
    if country != "LV" or vat_number != f"LV{registration_number}":
        raise VatNumberNotItsOwn(
            "A Latvian VAT number is LV and its holder's registration number; any other of a"
            " Latvian company is entered by the cluster's manager",
            pointer="/vat_number",
        )


def check_not_the_clusters(names: Iterable[str], *, of_the_cluster: Iterable[str]) -> None:
    """Raise `NameOfCluster` for a name that reads as one of the cluster's, whatever its form."""
    taken = {bare_name(name) for name in of_the_cluster}
    if any(bare_name(name) in taken for name in names):
        raise NameOfCluster("The name is the cluster's own", pointer="/name")


def check_current(version: int, *, decided_on: int | None) -> None:
    """Raise `StaleOrganisation` unless the caller decided on this version, or on whatever it is."""
    if decided_on is not None and version != decided_on:
        raise StaleOrganisation("The organisation has changed since; read it again")


def check_open(closed_at: datetime | None) -> None:
    """Raise `EntryClosed`."""
    if closed_at is not None:
        raise EntryClosed("The entry is closed; the cluster's manager can reopen it")


def check_place_in_chain(
    *, stages: Sequence[str], roles: Sequence[str], taxonomy: Mapping[str, frozenset[str]]
) -> None:
    """Raise `UnknownStage` or `RoleOutsideStages`; `taxonomy` maps a stage to its roles."""
    for position, stage in enumerate(stages):
        if stage not in taxonomy:
            raise UnknownStage("The taxonomy has no such stage", pointer=f"/stages/{position}")
    allowed = frozenset[str]().union(*(taxonomy[stage] for stage in stages))
    for position, role in enumerate(roles):
        if role not in allowed:
            raise RoleOutsideStages(
                "The role is found in none of the organisation's stages",
                pointer=f"/roles/{position}",
            )


def check_details(details: OrganisationDetails, *, taxonomy: Mapping[str, frozenset[str]]) -> None:
    """Raise the refusal for the first rule that a directory entry breaks.

    The forms of registration and VAT numbers are checked in `numbers`, registers in `registers`.
    """
    if details.sector == "private" and not details.kinds:
        raise KindMissing("A private organisation has at least one kind", pointer="/kinds")
    for pointer, country in (
        ("/country", details.country),
        ("/address/country", details.address.country),
    ):
        if country not in COUNTRIES:
            raise UnknownCountry("No country of ISO 3166-1 has this code", pointer=pointer)
    if not region_lies_in(details.region, details.country):
        raise RegionOutsideCountry(
            "The region does not lie in the organisation's country", pointer="/region"
        )
    check_place_in_chain(stages=details.stages, roles=details.roles, taxonomy=taxonomy)


def region_lies_in(region: str, country: str) -> bool:
    """Whether an organisation of `country` can be at home in `region`."""
    if country == "LV":
        return region in _LATVIAN_REGIONS
    return region == _NEIGHBOURS.get(country, "abroad")


def sort_key(name: str) -> str:
    """What the directory is sorted by: the name without case and diacritics.

    Stored, because not every PostgreSQL build has a collation for Latvian: Ā sorts as A, and
    the order is the same on every machine.
    """
    decomposed = unicodedata.normalize("NFKD", name.casefold())
    letters = "".join(c for c in decomposed if not unicodedata.combining(c))
    return " ".join(letters.split())[:200]
