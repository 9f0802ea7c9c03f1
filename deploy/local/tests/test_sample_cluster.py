"""What the sample cluster promises: the brochure's numbers, repeatability, clean values."""

import json
from collections import Counter
from dataclasses import asdict
from hashlib import sha256
from importlib import resources
from itertools import pairwise

import pytest
import stdnum.ee.registrikood
import stdnum.eu.vat
import stdnum.fr.siren
import stdnum.iban
import stdnum.lv.pvn
import stdnum.se.orgnr
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter

from local.sample import sample_cluster
from local.sample.arithmetic import Dice, sample_id
from local.sample.identifiers import latvian_iban
from local.sample.offers import BY_ROLE, OFFERS
from local.sample.phrases import EXPERIENCE, HOSTING_TERMS, PURPOSES, TERMS
from shared.texts import LocalisedLine, LocalisedParagraph

CLUSTER = sample_cluster()
TAXONOMY = json.loads((resources.files("registry") / "taxonomy" / "taxonomy.json").read_text())
ROLES = {role["code"]: s["code"] for s in TAXONOMY["stages"] for role in s["roles"]}


def digest_of_the_sample() -> str:
    sample_cluster.cache_clear()
    text = json.dumps(asdict(sample_cluster()), default=str, ensure_ascii=False)
    return sha256(text.encode()).hexdigest()


def test_the_groups_have_the_numbers_of_the_brochure():
    sizes = Counter(one.profile for one in CLUSTER.organisations)

    assert sizes["film_studio"] == 45
    assert sizes["producer_group"] == 18
    assert sizes["creative_union"] == 10
    assert sizes["game_studio"] == 20
    assert sizes["film_association"] == 4
    assert sizes["cinema"] == 19
    assert sizes["culture_centre"] == 544


def test_there_are_about_300_other_creative_companies_and_about_960_organisations_in_all():
    first = next(i for i, o in enumerate(CLUSTER.organisations) if o.profile == "equipment_rental")
    last = max(i for i, o in enumerate(CLUSTER.organisations) if o.profile == "procurement")

    assert last - first + 1 == 280
    assert 950 <= len(CLUSTER.organisations) <= 980


def test_the_core_is_20_to_30_founders_of_several_kinds():
    kinds = {kind for one in CLUSTER.founding_members for kind in one.kinds}

    assert len(CLUSTER.founding_members) == 25
    assert kinds == {"producer", "resource_holder", "intermediary", "distributor"}


def test_every_sector_and_every_region_is_present_and_most_firms_sit_around_riga():
    firms = [o for o in CLUSTER.organisations if o.profile != "culture_centre"]

    assert {o.sector for o in firms} == {"private", "public", "education_research", "finance"}
    assert {o.region for o in firms} == {
        "riga", "kurzeme", "zemgale", "latgale", "vidzeme", "lithuania", "estonia", "abroad",
    }  # fmt: skip
    assert sum(o.region == "riga" for o in firms) > len(firms) / 2


def test_every_stage_and_role_of_the_taxonomy_is_used():
    assert {one.role for one in CLUSTER.competences} == set(ROLES)
    assert {one.stage for one in CLUSTER.competences} == {s["code"] for s in TAXONOMY["stages"]}
    assert set(BY_ROLE) == set(ROLES)


def test_a_role_is_always_named_with_its_own_stage():
    for one in (*CLUSTER.competences, *CLUSTER.listings):
        assert ROLES[one.role] == one.stage
    for one in CLUSTER.organisations:
        assert {ROLES[role] for role in one.roles} == set(one.stages)


def test_there_are_about_1500_competences_600_listings_and_400_things_to_rent():
    assert 1400 <= len(CLUSTER.competences) <= 1650
    assert 550 <= len(CLUSTER.listings) <= 700
    assert 350 <= len(CLUSTER.equipment) <= 450


def test_the_sample_is_the_same_on_every_run():
    assert digest_of_the_sample() == digest_of_the_sample()


@given(st.text(max_size=20))
def test_dice_of_one_name_throw_the_same_numbers(name):
    first, second = Dice(name), Dice(name)

    assert [first.number() for _ in range(5)] == [second.number() for _ in range(5)]


@given(st.text(max_size=20), st.text(max_size=20))
def test_a_sample_id_is_a_version_7_uuid(kind, key):
    made = sample_id(kind, key)

    assert (made.version, made.variant) == (7, "specified in RFC 4122")


def test_ids_names_and_registration_numbers_do_not_repeat():
    everything = (
        *CLUSTER.organisations,
        *CLUSTER.competences,
        *CLUSTER.listings,
        *CLUSTER.equipment,
    )

    assert len({one.id for one in everything}) == len(everything)
    assert len({one.name for one in CLUSTER.organisations}) == len(CLUSTER.organisations)
    assert len({(o.address.country, o.registration_number) for o in CLUSTER.organisations}) == len(
        CLUSTER.organisations
    )


def test_registration_numbers_have_the_check_digits_of_their_countries():
    checks = {
        "LV": stdnum.lv.pvn,
        "EE": stdnum.ee.registrikood,
        "FR": stdnum.fr.siren,
        "SE": stdnum.se.orgnr,
    }
    for one in CLUSTER.organisations:
        if one.address.country in checks:
            assert checks[one.address.country].is_valid(one.registration_number), one.name


def test_vat_numbers_are_valid_in_the_eu_and_absent_outside_it():
    for one in CLUSTER.organisations:
        if one.address.country in {"GB", "US"}:
            assert one.vat_number is None
        elif one.vat_number:
            assert stdnum.eu.vat.is_valid(one.vat_number), one.vat_number
            assert one.vat_number.startswith(one.address.country)


def test_addresses_on_the_net_belong_to_nobody():
    for one in CLUSTER.organisations:
        assert one.email.endswith(".example")
        assert one.email.isascii()
        assert one.website.endswith(".example")


@pytest.mark.parametrize("group", ["competences", "listings", "equipment"])
def test_every_offer_is_in_latvian_and_english_and_fits_the_shared_text_types(group):
    line, paragraph = TypeAdapter(LocalisedLine), TypeAdapter(LocalisedParagraph)
    for one in getattr(CLUSTER, group):
        assert {"lv", "en"} <= set(one.title)
        assert line.validate_python(one.title) == one.title
        assert paragraph.validate_python(one.description) == one.description


def test_some_offers_are_in_lithuanian_and_some_in_estonian():
    spoken = Counter(language for one in CLUSTER.competences for language in one.title)

    assert spoken["lt"] >= 20
    assert spoken["et"] >= 20


def test_prices_are_positive_cents_within_the_offers_range():
    assert all(0 < one.price <= 90_000_00 for one in CLUSTER.listings)
    assert all(0 < one.day_rate <= 1_000_00 for one in CLUSTER.equipment)
    assert all(one.quantity >= 1 for one in CLUSTER.equipment)


def test_the_phrase_tables_hold_no_slip_of_typing():
    """Each phrase is trimmed, has no doubled space, and a sentence ends as a sentence."""
    sentences = [part for row in (*EXPERIENCE, *TERMS, *HOSTING_TERMS) for part in row]
    sentences += [text for offer in OFFERS for text in (offer.lv_more, offer.en_more)]
    heads = [text for o in OFFERS for text in (o.lv, o.en, o.lt, o.et) if text]
    heads += [part for rows in PURPOSES.values() for row in rows for part in row]

    assert all(text.endswith(".") and text[0].isupper() for text in sentences)
    assert not any(text.endswith(".") for text in heads)
    for text in (*sentences, *heads):
        assert text == text.strip()
        assert all((a, b) != (" ", " ") for a, b in pairwise(text))


def test_latvian_phrases_use_latvian_letters_only():
    letters = set("aābcčdeēfgģhiījkķlļmnņoprsštuūvzž")
    for offer in OFFERS:
        for text in (offer.lv, offer.lv_more):
            assert {c for c in text.lower() if c.isalpha()} <= letters, text


@given(st.text(max_size=20))
def test_a_made_iban_has_the_form_of_a_latvian_one(name):
    assert stdnum.iban.is_valid(latvian_iban(Dice(name)))
