"""Forms of VAT numbers, by python-stdnum; whether a number is in use is VIES's to say."""

from stdnum.eu import vat as eu_vat
from stdnum.exceptions import ValidationError
from stdnum.lv import pvn

# Greece writes EL; XI is Northern Ireland, which is in the EU for goods only.
_COUNTRY_OF_PREFIX = {"EL": "GR"}
_NO_COUNTRY = frozenset({"XI", "EU"})


def vat_country(number: str | None) -> str | None:
    """The ISO country of a VAT number of valid form and check digits, else None.

    `stdnum` also takes a Latvian personal code for a VAT number; those begin with 0-3,
    companies with 4-9, and only companies trade here.
    """
    if not number:
        return None
    try:
        compact: str = eu_vat.validate(number)
    except ValidationError:
        return None
    prefix = compact[:2]
    if prefix in _NO_COUNTRY or (prefix == "LV" and pvn.compact(compact)[0] in "0123"):
        return None
    return _COUNTRY_OF_PREFIX.get(prefix, prefix)


def compact_vat_number(number: str) -> str:
    """The number as invoices write it: no blanks, capitals, with its prefix."""
    return str(eu_vat.compact(number))
