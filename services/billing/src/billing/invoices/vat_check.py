"""Our own check of an e-invoice's sums, exact to the cent.

The official EN 16931 rules let a VAT amount be wrong by almost one euro (they
compare rounded sums with a tolerance), so every invoice passes this check before
it is stored. It reads the XML as any receiver would, knowing nothing of how it
was written.
"""

from collections import defaultdict
from decimal import Decimal
from fractions import Fraction
from xml.etree.ElementTree import Element

from defusedxml.ElementTree import fromstring  # type: ignore[import-untyped]

from billing.amounts.rules import half_up

_NS = {
    "cac": "urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2",
    "cbc": "urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2",
}


def exact_vat_errors(xml: bytes) -> list[str]:
    """What is wrong with the sums, in sentences; an empty list when every cent is right.

    A DOCTYPE is refused by the parser (defusedxml raises), before any entity is read.
    """
    root = fromstring(xml, forbid_dtd=True)
    wrong: list[str] = []
    net: dict[tuple[str, str], int] = defaultdict(int)
    for line in root.findall("cac:InvoiceLine", _NS):
        cents = _cents(line, "cbc:LineExtensionAmount")
        price = _cents(line, "cac:Price/cbc:PriceAmount")
        quantity = Fraction(Decimal(_value(line, "cbc:InvoicedQuantity")))
        if half_up(price * quantity) != cents:
            wrong.append(f"line {_value(line, 'cbc:ID')}: price times quantity is not its amount")
        net[_key(line, "cac:Item/cac:ClassifiedTaxCategory")] += cents
    lines = sum(net.values())
    allowances = 0
    for allowance in root.findall("cac:AllowanceCharge", _NS):
        cents = _cents(allowance, "cbc:Amount")
        factor = allowance.find("cbc:MultiplierFactorNumeric", _NS)
        if factor is not None and factor.text:
            base = _cents(allowance, "cbc:BaseAmount")
            if half_up(base * Fraction(Decimal(factor.text)) / 100) != cents:
                wrong.append("an allowance is not its base times its rate")
        net[_key(allowance, "cac:TaxCategory")] -= cents
        allowances += cents
    tax = _check_breakdown(root, net, wrong)
    totals = root.find("cac:LegalMonetaryTotal", _NS)
    assert totals is not None, "an invoice without totals is not one that we wrote"
    expected = {
        "LineExtensionAmount": lines,
        "TaxExclusiveAmount": lines - allowances,
        "TaxInclusiveAmount": lines - allowances + tax,
        "PayableAmount": lines - allowances + tax,
    }
    if allowances:
        expected["AllowanceTotalAmount"] = allowances
    wrong += [
        f"{name} is not the exact sum"
        for name, cents in expected.items()
        if _cents(totals, f"cbc:{name}") != cents
    ]
    return wrong


def _check_breakdown(root: Element, net: dict[tuple[str, str], int], wrong: list[str]) -> int:
    """Compare each VAT subtotal with the lines of its category; return the exact VAT."""
    tax = 0
    for part in root.findall("cac:TaxTotal/cac:TaxSubtotal", _NS):
        key = _key(part, "cac:TaxCategory")
        taxable = _cents(part, "cbc:TaxableAmount")
        if taxable != net.pop(key, None):
            wrong.append(f"category {key[0]}: taxable amount is not lines less allowances")
        exact = half_up(taxable * Fraction(Decimal(key[1] or "0")) / 100)
        if _cents(part, "cbc:TaxAmount") != exact:
            wrong.append(f"category {key[0]}: VAT is not the taxable amount times the rate")
        tax += exact
    if net:
        wrong.append("a VAT category of the lines has no subtotal")
    total = root.find("cac:TaxTotal", _NS)
    if total is None or _cents(total, "cbc:TaxAmount") != tax:
        wrong.append("the VAT total is not the sum of its parts")
    return tax


def _value(element: Element, path: str) -> str:
    found = element.find(path, _NS)
    assert found is not None, f"{path} is missing"
    assert found.text, f"{path} is empty"
    return found.text


def _cents(element: Element, path: str) -> int:
    cents = Decimal(_value(element, path)) * 100
    assert cents == cents.to_integral_value(), f"{path} has a fraction of a cent"
    return int(cents)


def _key(element: Element, path: str) -> tuple[str, str]:
    category = element.find(path, _NS)
    assert category is not None, f"{path} is missing"
    percent = category.find("cbc:Percent", _NS)
    rate = str(Decimal(percent.text).normalize()) if percent is not None and percent.text else ""
    return _value(category, "cbc:ID"), rate
