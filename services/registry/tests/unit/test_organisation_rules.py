"""Directory entries, numbers and places in the chain."""

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st
from services.registry.tests.builders import competence, details, latvian_number

from registry.competences.errors import CompetenceAlreadyWithdrawn
from registry.competences.rules import check_place, check_withdrawal
from registry.delegations.rules import may_act_for
from registry.organisations.errors import (
    ConsumersNotServed,
    InvalidRegistrationNumber,
    InvalidVatNumber,
    UnknownCountry,
)
from registry.organisations.numbers import registration_number, vat_number
from registry.organisations.rules import (
    Address,
    check_details,
    names_or_default,
    region_lies_in,
    sort_key,
)
from registry.representatives.rules import may_leave
from registry.taxonomy.catalogue import roles_by_stage, taxonomy
from registry.taxonomy.errors import RoleOutsideStages, UnknownStage


@given(st.integers(min_value=0, max_value=99_999_999))
def test_a_latvian_number_with_its_check_digit_is_accepted_and_with_another_refused(
    serial: int,
) -> None:
    number = latvian_number(serial)
    assert registration_number(number, country="LV") == number
    assert vat_number(f"LV {number}", country="LV") == f"LV{number}"
    wrong = number[:-1] + str((int(number[-1]) + 1) % 10)
    with pytest.raises(InvalidRegistrationNumber):
        registration_number(wrong, country="LV")


@pytest.mark.parametrize(
    ("number", "country", "compact"),
    [
        ("4000 3521 600", "LV", "40003521600"),
        ("LV40003521600", "LV", "40003521600"),
        ("110053842", "LT", "110053842"),
        ("12345678", "EE", "12345678"),
        ("hrb 12345", "DE", "HRB12345"),
        ("123/45-6.7", "FR", "123/45-6.7"),
    ],
)
def test_numbers_are_kept_in_compact_form(number: str, country: str, compact: str) -> None:
    assert registration_number(number, country=country) == compact


@pytest.mark.parametrize(
    ("number", "country"),
    [
        ("4000352160", "LV"),
        ("4000352160x", "LV"),
        ("110053843", "LT"),
        ("12345679", "EE"),
        ("-", "DE"),
        ("", "DE"),
        ("a" * 41, "DE"),
        ("٤٠٠٠٣٥٢١٦٠٠", "LV"),
        ("１１００５３８４２", "LT"),
    ],
)
def test_numbers_of_another_form_are_refused(number: str, country: str) -> None:
    with pytest.raises(InvalidRegistrationNumber):
        registration_number(number, country=country)


@pytest.mark.parametrize("number", ["161175-19997", "32867300679"])
def test_the_code_of_a_person_is_refused_as_no_number_of_an_organisation(number: str) -> None:
    with pytest.raises(ConsumersNotServed):
        registration_number(number, country="LV")


@pytest.mark.parametrize(
    ("number", "country", "compact"),
    [
        ("EE 100931558", "EE", "EE100931558"),
        ("LT 119511515", "LT", "LT119511515"),
        ("DE 136,695 976".replace(",", " "), "DE", "DE136695976"),
        ("EL 094259216", "GR", "EL094259216"),
        ("NO 974760673 MVA", "NO", "NO974760673MVA"),
        # An organisation may be registered for VAT elsewhere in the Union.
        ("LV40003521600", "EE", "LV40003521600"),
    ],
)
def test_vat_numbers_of_the_union_are_checked_and_others_need_their_own_prefix(
    number: str, country: str, compact: str
) -> None:
    assert vat_number(number, country=country) == compact


@pytest.mark.parametrize(
    "number", ["LV16117519997", "EE100931559", "NO974760673", "12345678901", "", "LV"]
)
def test_other_vat_numbers_are_refused(number: str) -> None:
    with pytest.raises(InvalidVatNumber):
        vat_number(number, country="LV")


@given(st.text(max_size=50), st.sampled_from(["LV", "LT", "EE", "DE", "US"]))
def test_no_text_at_all_makes_the_checks_fail_otherwise(number: str, country: str) -> None:
    for check, refusal in (
        (registration_number, InvalidRegistrationNumber),
        (vat_number, InvalidVatNumber),
    ):
        with contextlib.suppress(refusal):
            assert check(number, country=country)


@given(st.text(max_size=200))
def test_the_sort_key_fits_its_column_and_forgets_case_and_diacritics(name: str) -> None:
    key = sort_key(name)
    assert len(key) <= 200
    assert sort_key(name.lower()) == key or name.lower().casefold() != name.casefold()


def test_latvian_names_sort_as_their_letters_without_marks() -> None:
    names = ["Žagars", "ābele", "Ace", "Čiekurs", "cena"]
    assert sorted(names, key=sort_key) == ["ābele", "Ace", "cena", "Čiekurs", "Žagars"]


def test_each_region_lies_in_one_country() -> None:
    assert region_lies_in("latgale", "LV")
    assert region_lies_in("lithuania", "LT")
    assert region_lies_in("estonia", "EE")
    assert region_lies_in("abroad", "SE")
    for region, country in (("riga", "LT"), ("abroad", "LV"), ("estonia", "FI"), ("abroad", "EE")):
        assert not region_lies_in(region, country)


def test_an_address_may_lie_in_another_country_but_in_one_that_exists() -> None:
    elsewhere = Address(street="x", city="y", postal_code="1", country="SE")
    check_details(details(address=elsewhere), taxonomy=roles_by_stage())
    nowhere = Address(street="x", city="y", postal_code="1", country="XX")
    with pytest.raises(UnknownCountry):
        check_details(details(address=nowhere), taxonomy=roles_by_stage())


def test_names_are_never_empty() -> None:
    assert names_or_default(details(names={}, name="A")) == {"lv": "A"}
    assert names_or_default(details(names={}, name="A", country="FI")) == {"en": "A"}


def test_a_competence_needs_a_role_of_its_stage() -> None:
    check_place(competence("x"), taxonomy=roles_by_stage())
    with pytest.raises(UnknownStage):
        check_place(competence("x", stage="nowhere"), taxonomy=roles_by_stage())
    with pytest.raises(RoleOutsideStages):
        check_place(competence("x", role="cinema"), taxonomy=roles_by_stage())
    check_withdrawal(status="declared")
    with pytest.raises(CompetenceAlreadyWithdrawn):
        check_withdrawal(status="withdrawn")


def test_the_taxonomy_names_each_role_once_and_labels_everything_in_latvian_and_english() -> None:
    codes = [role.code for stage in taxonomy().stages for role in stage.roles]
    assert len(codes) == len(set(codes))
    for stage in taxonomy().stages:
        for labelled in (stage, *stage.roles):
            assert {"lv", "en"} <= set(labelled.labels)


def test_who_may_act_for_an_organisation() -> None:
    one, other = "one", "other"

    def may(**facts: object) -> bool:
        values = {"holds_role": True, "acting_for": one, "is_manager": False, **facts}
        return may_act_for(one, **values)  # type: ignore[arg-type]

    assert may()
    assert may(acting_for=None)
    assert not may(acting_for=other)
    assert not may(holds_role=False)
    assert may(holds_role=False, acting_for=other, is_manager=True)
    assert [may_leave(representatives=n) for n in (1, 2)] == [False, True]
