"""Organisations, competences and statements for tests, each valid unless a test says otherwise."""

from typing import Any

from registry.competences.rules import CompetenceDetails
from registry.organisations.rules import Address, OrganisationDetails
from registry.vocabulary import CRITERIA, Criterion

PASSWORD = "zaļa pļava aiz upes"
_WEIGHTS = (9, 1, 4, 8, 3, 10, 2, 5, 7, 6)


def latvian_number(serial: int) -> str:
    """A valid registration number; the same serial gives the same number."""
    for candidate in range(serial * 10, serial * 10 + 100_000_000, 1_000_000):
        digits = f"4{candidate % 10**9:09d}"
        check = (3 - sum(w * int(d) for w, d in zip(_WEIGHTS, digits, strict=True))) % 11
        if check < 10:
            return f"{digits}{check}"
    raise AssertionError("eleven candidates in a row without a check digit cannot happen")


def details(serial: int = 1, **changes: Any) -> OrganisationDetails:
    """A directory entry."""
    values: dict[str, Any] = {
        "name": f"SIA Kadrs {serial}",
        "names": {"lv": f"SIA Kadrs {serial}", "en": f"Frame {serial} Ltd"},
        "sector": "private",
        "kinds": ("producer",),
        "stages": ("post_production",),
        "roles": ("editing",),
        "region": "riga",
        "country": "LV",
        "registration_number": latvian_number(serial),
        "address": Address(
            street="Parauga iela 1", city="Rīga", postal_code="LV-1001", country="LV"
        ),
        "description": {"lv": "Īsfilmas", "en": "Short films"},
        "languages": ("lv", "en"),
    }
    return OrganisationDetails(**{**values, **changes})


def organisation_body(serial: int = 1, **changes: Any) -> dict[str, Any]:
    """The same as a request body."""
    entry = details(serial)
    body: dict[str, Any] = {
        "name": entry.name,
        "names": dict(entry.names),
        "sector": entry.sector,
        "kinds": list(entry.kinds),
        "stages": list(entry.stages),
        "roles": list(entry.roles),
        "region": entry.region,
        "country": entry.country,
        "registration_number": entry.registration_number,
        "vat_number": f"LV{entry.registration_number}",
        "address": {
            "street": "Parauga iela 1",
            "city": "Rīga",
            "postal_code": "LV-1001",
            "country": "LV",
        },
        "email": f"birojs{serial}@kadrs.example",
        "website": "https://kadrs.example/lv",
        "description": dict(entry.description),
        "languages": list(entry.languages),
    }
    return {**body, **changes}


def competence(organisation_id: Any, **changes: Any) -> CompetenceDetails:
    """A competence to declare."""
    values: dict[str, Any] = {
        "organisation_id": organisation_id,
        "stage": "post_production",
        "role": "editing",
        "title": {"lv": "Montāža", "en": "Editing"},
        "description": {"lv": "Montāža līdz 4K"},
        "languages": ("lv",),
    }
    return CompetenceDetails(**{**values, **changes})


def competence_body(**changes: Any) -> dict[str, Any]:
    """The same as a request body."""
    return {
        "stage": "post_production",
        "role": "editing",
        "title": {"lv": "Montāža", "en": "Editing"},
        "description": {"lv": "Montāža līdz 4K"},
        "languages": ["lv"],
        **changes,
    }


def statements() -> dict[Criterion, str]:
    """Something on each of the seven criteria."""
    return {criterion: f"What we say about {criterion}" for criterion in CRITERIA}
