"""The e-invoice: UBL 2.1 that satisfies EN 16931-1 (CEN), written with lxml.

Element order is that of the UBL schema. One invoice has one VAT category, so there
is one TaxSubtotal. Seller and buyer carry an electronic address: in Latvia scheme
0218 (registration number) or, where that is not of 11 digits, 9939 (VAT number);
0200 and 0191 for Lithuanian and Estonian registration numbers; else the e-mail (EM).
"""

import re
from decimal import Decimal
from typing import Any

from lxml import etree

from billing.amounts.rules import decimal_text, percent_text
from billing.invoices.documents import Allowance, InvoiceDocument, InvoiceLine, Vat
from billing.organisations.rules import Party

INVOICE = "urn:oasis:names:specification:ubl:schema:xsd:Invoice-2"
CAC = "urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2"
CBC = "urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2"
_PREFIXES: Any = {None: INVOICE, "cac": CAC, "cbc": CBC}  # the stubs know no default namespace
EN_16931 = "urn:cen.eu:en16931:2017"
COMMERCIAL_INVOICE = "380"
SEPA_CREDIT_TRANSFER = "58"
ONE = "C62"

_REGISTRATION_SCHEMES = {
    "LV": ("0218", re.compile(r"\d{11}")),
    "LT": ("0200", re.compile(r"\d{9}|\d{7}")),
    "EE": ("0191", re.compile(r"\d{8}")),
}
# What XML 1.0 cannot carry even escaped: controls, surrogates, two non-characters.
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_VAT_SCHEMES = {"LV": "9939", "LT": "9937", "EE": "9931"}


def endpoint(party: Party) -> tuple[str, str] | None:
    """The electronic address of a party: (scheme of the EAS list, value), or None."""
    scheme = _REGISTRATION_SCHEMES.get(party.country)
    if scheme and scheme[1].fullmatch(party.registration_number):
        return scheme[0], party.registration_number
    if party.vat_number and party.vat_number[:2] in _VAT_SCHEMES:
        return _VAT_SCHEMES[party.vat_number[:2]], party.vat_number
    return ("EM", party.email) if party.email else None


def write_ubl(document: InvoiceDocument) -> bytes:
    """The document as UTF-8 XML; the same document gives the same bytes."""
    root = etree.Element(f"{{{INVOICE}}}Invoice", nsmap=_PREFIXES)
    _text(root, "CustomizationID", EN_16931)
    _text(root, "ID", document.number)
    _text(root, "IssueDate", document.issued_on.isoformat())
    _text(root, "DueDate", document.due_on.isoformat())
    _text(root, "InvoiceTypeCode", COMMERCIAL_INVOICE)
    for note in document.notes:
        _text(root, "Note", both(note))
    _text(root, "DocumentCurrencyCode", document.currency)
    if document.supply_from != document.supply_to:
        period = _group(root, "InvoicePeriod")
        _text(period, "StartDate", document.supply_from.isoformat())
        _text(period, "EndDate", document.supply_to.isoformat())
    if len(document.lines) == 1:
        _text(_group(root, "OrderReference"), "ID", str(document.lines[0].order_id))
    # Category O says that the supply is outside the VAT system, and the rules BR-O-02
    # to -04 then refuse any VAT identifier; the number stays as the tax registration.
    registered = document.vat.category != "O"
    _party(_group(root, "AccountingSupplierParty"), document.seller, registered, seller=True)
    _party(_group(root, "AccountingCustomerParty"), document.buyer, registered, seller=False)
    if document.supply_from == document.supply_to:
        delivery = _group(root, "Delivery")
        _text(delivery, "ActualDeliveryDate", document.supply_to.isoformat())
    _payment(root, document)
    for allowance in document.allowances:
        _allowance(root, allowance, document.vat, document.currency)
    _tax_total(root, document.vat, document.currency)
    _totals(root, document)
    for position, line in enumerate(document.lines, start=1):
        _line(root, position, line, document.vat, document.currency)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True)


def both(text: dict[str, str]) -> str:
    """Latvian, then English: a UBL text has one language only by convention."""
    return text["lv"] if text["lv"] == text["en"] else f"{text['lv']} / {text['en']}"


def _group(parent: etree._Element, name: str) -> etree._Element:
    return etree.SubElement(parent, f"{{{CAC}}}{name}")


def _text(parent: etree._Element, name: str, value: str, **attributes: str) -> None:
    """Add a text; none where it is empty, since EN 16931 refuses empty elements."""
    if value:
        element = etree.SubElement(parent, f"{{{CBC}}}{name}", attributes)
        element.text = _NOT_XML.sub("\ufffd", value)


def _amount(parent: etree._Element, name: str, cents: int, currency: str) -> None:
    _text(parent, name, decimal_text(cents), currencyID=currency)


def _party(parent: etree._Element, party: Party, registered: bool, *, seller: bool) -> None:
    element = _group(parent, "Party")
    address = endpoint(party)
    if address:
        _text(element, "EndpointID", address[1], schemeID=address[0])
    _text(_group(element, "PartyName"), "Name", party.name)
    postal = _group(element, "PostalAddress")
    _text(postal, "StreetName", party.street)
    _text(postal, "CityName", party.city)
    _text(postal, "PostalZone", party.postal_code)
    _text(_group(postal, "Country"), "IdentificationCode", party.country)
    if party.vat_number and registered:
        _tax_scheme(element, party.vat_number, "VAT")
    elif seller:
        _tax_scheme(element, party.vat_number or party.registration_number, "TAX")
    legal = _group(element, "PartyLegalEntity")
    _text(legal, "RegistrationName", party.name)
    scheme = _REGISTRATION_SCHEMES.get(party.country)
    known = scheme is not None and scheme[1].fullmatch(party.registration_number)
    attributes = {"schemeID": scheme[0]} if scheme and known else {}
    _text(legal, "CompanyID", party.registration_number, **attributes)
    if party.email:
        _text(_group(element, "Contact"), "ElectronicMail", party.email)


def _tax_scheme(party: etree._Element, number: str, scheme: str) -> None:
    element = _group(party, "PartyTaxScheme")
    _text(element, "CompanyID", number)
    _text(_group(element, "TaxScheme"), "ID", scheme)


def _payment(root: etree._Element, document: InvoiceDocument) -> None:
    if document.payment is None:
        return
    means = _group(root, "PaymentMeans")
    _text(means, "PaymentMeansCode", SEPA_CREDIT_TRANSFER)
    _text(means, "PaymentID", document.number)
    account = _group(means, "PayeeFinancialAccount")
    _text(account, "ID", document.payment.iban)
    _text(account, "Name", document.payment.holder)
    if document.payment.bic:
        _text(_group(account, "FinancialInstitutionBranch"), "ID", document.payment.bic)


def _category(parent: etree._Element, name: str, vat: Vat, *, reasons: bool = False) -> None:
    element = _group(parent, name)
    _text(element, "ID", vat.category)
    if vat.category != "O":
        _text(element, "Percent", percent_text(vat.rate_ppm))
    if reasons and vat.exemption_code:
        _text(element, "TaxExemptionReasonCode", vat.exemption_code)
    if reasons and vat.exemption_reason:
        _text(element, "TaxExemptionReason", both(vat.exemption_reason))
    _text(_group(element, "TaxScheme"), "ID", "VAT")


def _allowance(root: etree._Element, allowance: Allowance, vat: Vat, currency: str) -> None:
    element = _group(root, "AllowanceCharge")
    _text(element, "ChargeIndicator", "false")
    _text(element, "AllowanceChargeReasonCode", allowance.reason_code)
    _text(element, "AllowanceChargeReason", both(allowance.reason))
    if allowance.rate_ppm is not None:
        percent = Decimal(percent_text(allowance.rate_ppm))
        _text(element, "MultiplierFactorNumeric", str(percent))
    _amount(element, "Amount", allowance.amount_cents, currency)
    if allowance.base_cents is not None:
        _amount(element, "BaseAmount", allowance.base_cents, currency)
    _category(element, "TaxCategory", vat)


def _tax_total(root: etree._Element, vat: Vat, currency: str) -> None:
    total = _group(root, "TaxTotal")
    _amount(total, "TaxAmount", vat.vat_cents, currency)
    part = _group(total, "TaxSubtotal")
    _amount(part, "TaxableAmount", vat.taxable_cents, currency)
    _amount(part, "TaxAmount", vat.vat_cents, currency)
    _category(part, "TaxCategory", vat, reasons=True)


def _totals(root: etree._Element, document: InvoiceDocument) -> None:
    totals = _group(root, "LegalMonetaryTotal")
    currency = document.currency
    _amount(totals, "LineExtensionAmount", document.lines_cents, currency)
    _amount(totals, "TaxExclusiveAmount", document.net_cents, currency)
    _amount(totals, "TaxInclusiveAmount", document.gross_cents, currency)
    if document.allowances:
        _amount(totals, "AllowanceTotalAmount", document.allowances_cents, currency)
    _amount(totals, "PayableAmount", document.gross_cents, currency)


def _line(root: etree._Element, position: int, line: InvoiceLine, vat: Vat, currency: str) -> None:
    element = _group(root, "InvoiceLine")
    _text(element, "ID", str(position))
    _text(element, "Note", line.explanation)
    _text(element, "InvoicedQuantity", "1", unitCode=ONE)
    _amount(element, "LineExtensionAmount", line.net_cents, currency)
    item = _group(element, "Item")
    _text(item, "Description", line.description["en"])
    _text(item, "Name", line.description["lv"])
    _category(item, "ClassifiedTaxCategory", vat)
    _amount(_group(element, "Price"), "PriceAmount", line.net_cents, currency)
