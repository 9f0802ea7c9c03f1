"""E-invoices: valid by the UBL schema and EN 16931, and exact where those are lenient."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest
from defusedxml import DTDForbidden
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree
from services.billing.tests.builders import (
    IBAN,
    STANDARD,
    a_client_invoice,
    a_party,
    a_rated_order,
)
from services.billing.tests.official_rules import OfficialRules

from billing.amounts.rules import share_of
from billing.invoices.documents import CreditTransfer, InvoiceDocument
from billing.invoices.rules import Numbering, Sale, fee_invoice
from billing.invoices.ubl import CAC, CBC, endpoint, write_ubl
from billing.invoices.vat_check import exact_vat_errors
from billing.mandates.rules import MandateInForce
from billing.taxes.rules import OUTSIDE_EU, REVERSE_CHARGE, SMALL_ENTERPRISE

GERMAN = a_party(
    name="Weißfilm GmbH",
    registration_number="HRB 12345",
    vat_number="DE136695976",
    country="DE",
)
AMERICAN = a_party(
    name="Sunset Pictures", registration_number="C1234567", vat_number=None, country="US"
)
ISSUED_AT = datetime(2026, 11, 21, 10, tzinfo=UTC)
Check = Callable[[bytes], list[str]]


@pytest.fixture(scope="module")
def official_errors() -> Check:
    return OfficialRules()


def a_fee_invoice(**changes: Any) -> InvoiceDocument:
    second = a_rated_order(completed_at=datetime(2026, 11, 3, tzinfo=UTC))
    values: dict[str, Any] = {
        "numbering": Numbering("AVT-S-2026-000001", 1, ISSUED_AT, date(2026, 12, 7)),
        "orders": [a_rated_order(), second],
        "credit_cents": 2_469,
        "sale": Sale(a_party(name="Biedrība „Parauga AVT klasteris”"), a_party(), STANDARD),
        "payment": CreditTransfer("Biedrība „Parauga AVT klasteris”", IBAN, "BANKLV22"),
    }
    return fee_invoice(**{**values, **changes})


DOCUMENTS = {
    "domestic with a discount": a_client_invoice(),
    "domestic without a discount": a_client_invoice(
        order=a_rated_order(discount_cents=0, discount_rate_ppm=0)
    ),
    "reverse charge": a_client_invoice(REVERSE_CHARGE, buyer=GERMAN),
    "outside the EU": a_client_invoice(OUTSIDE_EU, buyer=AMERICAN),
    "a seller that is no VAT payer": a_client_invoice(
        SMALL_ENTERPRISE, seller=a_party(vat_number=None)
    ),
    "fees of two orders less a credit": a_fee_invoice(),
    "fees wholly covered by the credit": a_fee_invoice(credit_cents=10_000),
    "without an account or an e-mail": a_client_invoice(
        mandate=MandateInForce(a_party().id, datetime(2026, 11, 1, tzinfo=UTC), "2026-01", None),
        buyer=a_party(email=None),
    ),
}


@pytest.mark.parametrize("name", DOCUMENTS)
def test_the_e_invoice_is_valid_by_en_16931_and_exact(name, official_errors):
    xml = write_ubl(DOCUMENTS[name])
    assert official_errors(xml) == []
    assert exact_vat_errors(xml) == []


@settings(max_examples=60, deadline=None)
@given(net=st.integers(1, 10**11), rate=st.integers(0, 300_000), vat=st.integers(1, 270_000))
def test_any_amounts_give_an_exact_e_invoice(net, rate, vat):
    order = a_rated_order(net_cents=net, discount_rate_ppm=rate, discount_cents=share_of(net, rate))
    document = a_client_invoice(replace(STANDARD, rate_ppm=vat), order=order)
    assert exact_vat_errors(write_ubl(document)) == []
    assert document.gross_cents == document.net_cents + document.vat.vat_cents


@settings(max_examples=12, deadline=None)
@given(net=st.integers(1, 10**9), rate=st.integers(0, 200_000))
def test_any_amounts_satisfy_the_official_rules(official_errors, net, rate):
    order = a_rated_order(net_cents=net, discount_rate_ppm=rate, discount_cents=share_of(net, rate))
    assert official_errors(write_ubl(a_client_invoice(order=order))) == []


def test_our_check_finds_the_cent_that_the_official_rules_let_pass(official_errors):
    document = a_client_invoice()
    wrong = replace(document, vat=replace(document.vat, vat_cents=document.vat.vat_cents + 50))
    xml = write_ubl(wrong)
    assert official_errors(xml) == [], "half an euro too much VAT, and still 'valid'"
    assert "VAT is not the taxable amount times the rate" in "; ".join(exact_vat_errors(xml))


def test_our_check_finds_a_wrong_total():
    xml = write_ubl(a_client_invoice())
    document = etree.fromstring(xml)
    payable = document.find(f"{{{CAC}}}LegalMonetaryTotal/{{{CBC}}}PayableAmount")
    assert payable is not None
    payable.text = "0.01"
    assert exact_vat_errors(etree.tostring(document)) == ["PayableAmount is not the exact sum"]


def test_a_doctype_is_refused_before_any_entity_is_read():
    xml = write_ubl(a_client_invoice()).decode()
    bomb = xml.replace("<Invoice", "<!DOCTYPE x [<!ENTITY y 'z'>]><Invoice", 1).encode()
    with pytest.raises(DTDForbidden):
        exact_vat_errors(bomb)


def test_the_discount_is_an_allowance_on_the_document_with_its_reason_code():
    root = etree.fromstring(write_ubl(a_client_invoice()))
    allowance = root.find(f"{{{CAC}}}AllowanceCharge")
    assert allowance is not None
    values = {etree.QName(child).localname: child.text for child in allowance}
    assert values["AllowanceChargeReasonCode"] == "95"
    assert (values["Amount"], values["BaseAmount"]) == ("61.73", "1234.50")
    assert values["MultiplierFactorNumeric"] == "5"


def test_the_note_says_who_issued_it_and_under_which_mandate():
    root = etree.fromstring(write_ubl(a_client_invoice()))
    note = root.findtext(f"{{{CBC}}}Note") or ""
    assert "Biedrība „Parauga AVT klasteris”" in note
    assert "in the name and on behalf of the seller" in note
    seller = root.findtext(
        f"{{{CAC}}}AccountingSupplierParty/{{{CAC}}}Party/{{{CAC}}}PartyLegalEntity/"
        f"{{{CBC}}}RegistrationName"
    )
    assert seller == "SIA Dzintara kadrs"


def test_reverse_charge_names_both_vat_numbers_and_the_exemption():
    xml = write_ubl(DOCUMENTS["reverse charge"]).decode()
    assert "VATEX-EU-AE" in xml
    assert ">LV40000000015<" in xml
    assert ">DE136695976<" in xml


@pytest.mark.parametrize(
    ("changes", "address"),
    [
        ({}, ("0218", "40000000015")),
        ({"registration_number": "LV-?"}, ("9939", "LV40000000015")),
        ({"country": "LT", "registration_number": "123456789"}, ("0200", "123456789")),
        ({"country": "EE", "registration_number": "12345678"}, ("0191", "12345678")),
        (
            {"country": "US", "vat_number": None, "registration_number": "C1"},
            ("EM", "rekini@dzintarakadrs.example"),
        ),
        ({"country": "US", "vat_number": None, "email": None}, None),
    ],
)
def test_the_electronic_address_follows_from_the_registration(changes, address):
    assert endpoint(a_party(**changes)) == address


def test_the_same_document_gives_the_same_bytes():
    document = a_client_invoice()
    assert write_ubl(document) == write_ubl(document)


def test_the_tags_of_a_hostile_name_stay_text():
    document = a_client_invoice(buyer=a_party(name="<a> & 'b' \"c\" ]]>"))
    root = etree.fromstring(write_ubl(document))
    names = [element.text for element in root.iter(f"{{{CBC}}}RegistrationName")]
    assert "<a> & 'b' \"c\" ]]>" in names


def test_what_xml_cannot_carry_is_replaced_and_what_is_empty_is_left_out(official_errors):
    seller = a_party(name="A\u0001B\ufffe 🎬", street="", postal_code="", email="")
    xml = write_ubl(a_client_invoice(seller=seller))
    assert official_errors(xml) == []
    assert "A\ufffdB\ufffd 🎬".encode() in xml
    assert b"StreetName></cbc" not in xml
