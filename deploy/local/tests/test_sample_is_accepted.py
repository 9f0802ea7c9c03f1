"""Every row of the sample is one that the services' own rules and API schemas accept."""

import pytest

from local.cluster_identity import CLUSTER
from local.sample import sample_cluster
from local.sample.loading import _details
from marketplace.equipment.schemas import EquipmentIn
from marketplace.listings.schemas import ListingIn
from marketplace.taxonomy.rules import Place, check_place
from registry.competences.schemas import CompetenceIn
from registry.organisations import numbers
from registry.organisations.rules import check_details
from registry.organisations.schemas import OrganisationIn
from registry.taxonomy.catalogue import roles_by_stage

CLUSTER_SAMPLE = sample_cluster()


def wire(cents: int) -> dict[str, str]:
    return {"amount": f"{cents // 100}.{cents % 100:02d}", "currency": "EUR"}


@pytest.mark.parametrize(
    "details", [CLUSTER.as_details(), *map(_details, CLUSTER_SAMPLE.organisations[::5])]
)
def test_the_registry_accepts_an_organisation(details):
    check_details(details, taxonomy=roles_by_stage())
    country = details.country
    kept = numbers.registration_number(details.registration_number, country=country)
    assert kept.replace(" ", "") == details.registration_number.replace(" ", "")
    if details.vat_number:
        assert numbers.vat_number(details.vat_number, country=country) == details.vat_number


def test_the_registrys_api_would_take_every_organisation_too():
    for one in CLUSTER_SAMPLE.organisations:
        address = one.address
        body = OrganisationIn.model_validate(
            {
                "name": one.name,
                "names": one.names,
                "sector": one.sector,
                "kinds": list(one.kinds),
                "stages": list(one.stages),
                "roles": list(one.roles),
                "region": one.region,
                "country": address.country,
                "registration_number": one.registration_number,
                "vat_number": one.vat_number,
                "address": {
                    "street": address.street,
                    "city": address.city,
                    "postal_code": address.postal_code,
                    "country": address.country,
                },
                "email": one.email,
                "website": one.website,
                "description": one.description,
                "languages": list(one.languages),
            }
        )
        assert body.name == one.name


def test_the_registrys_api_would_take_every_competence():
    for one in CLUSTER_SAMPLE.competences:
        body = CompetenceIn.model_validate(
            {
                "stage": one.stage,
                "role": one.role,
                "title": one.title,
                "description": one.description,
                "languages": list(one.languages),
            }
        )
        assert body.title == one.title


def test_the_marketplaces_api_would_take_every_listing():
    for one in CLUSTER_SAMPLE.listings:
        body = ListingIn.model_validate(
            {
                "title": one.title,
                "description": one.description,
                "stage": one.stage,
                "role": one.role,
                "region": one.region,
                "price": wire(one.price),
                "price_unit": one.price_unit,
                "languages": list(one.languages),
            }
        )
        assert body.price.cents == one.price


def test_every_listing_lies_where_the_taxonomy_has_its_role():
    """The loader vouches for this: the marketplace does not ask for each of its listings."""
    for one in CLUSTER_SAMPLE.listings:
        check_place(Place(one.stage, one.role, pointer="/role"), roles_by_stage=roles_by_stage())


def test_the_marketplaces_api_would_take_every_equipment_item():
    for one in CLUSTER_SAMPLE.equipment:
        body = EquipmentIn.model_validate(
            {
                "title": one.title,
                "description": one.description,
                "category": one.category,
                "day_rate": wire(one.day_rate),
                "quantity": one.quantity,
                "region": one.region,
            }
        )
        assert body.day_rate.cents == one.day_rate
